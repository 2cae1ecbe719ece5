/** A telephone number as people type one: 6 to 30 digits, spaces, brackets and hyphens, and a plus before them when it is from abroad. */
export const TELEPHONE = /^\+?[0-9 ()-]{6,30}$/

/** The code of a ward or house, in capitals: what hospital messages name it by (PV1-3). */
export const UNIT_CODE = /^[A-Z0-9 _-]{1,40}$/
