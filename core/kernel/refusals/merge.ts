/** Refusals about two records of one person. */
export const MERGE_REFUSALS = {} as const
