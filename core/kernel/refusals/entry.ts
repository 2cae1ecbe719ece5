/** Who can put a refusal right; printed with every refusal. */
export type WhoCanFix =
  | 'you'
  | 'your manager'
  | 'the other service'
  | 'the records desk'
  | 'the system team'
  | 'nobody'

/** What the catalogue says of one code. */
export interface RefusalEntry {
  /** HTTP status of a problem document that carries this code. */
  readonly status: 400 | 401 | 403 | 404 | 405 | 406 | 409 | 410 | 412 | 413 | 415 | 422 | 429 | 500 | 503
  /** One plain sentence: what to do. {slots} are filled from Refusal.params; {n: one thing / many things} says both. */
  readonly sentence: string
  readonly who: WhoCanFix
}

/** One line of the catalogue, in the order in which it is read: how it travels, who can put it right, what to do. */
export const entry = (status: RefusalEntry['status'], who: WhoCanFix, sentence: string): RefusalEntry => ({
  status,
  who,
  sentence,
})
