/**
 * The seam to the derived rows of people a command touches: access first, then what is owed to them.
 * Why a seam: the door is machinery and knows no clinical rule; the end that starts it hands the rule in.
 */
export interface Derive {
  /** Facts of people, as the derived rows' own database role gives them, to the rows to keep. Pure. */
  rowsFor(facts: readonly { readonly personId: string; readonly facts: unknown }[]): unknown
}
