/** Refusals about signing in, sessions and machine logins. */
export const SIGN_IN_REFUSALS = {} as const
