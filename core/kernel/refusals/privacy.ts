/** Refusals of the privacy desk: emergency access, sharing without agreement, asking for access. */
export const PRIVACY_REFUSALS = {} as const
