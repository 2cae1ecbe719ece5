/** Refusals of the person’s own door. */
export const MY_REFUSALS = {} as const
