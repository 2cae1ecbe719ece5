import type { SearchParameter } from './map.ts'

type Parameters = Readonly<Record<string, SearchParameter>>

/** A reference by its name, the field it fills, where it points and where it stands. */
export const reference = (field: string, to: string, path: string, says: string): SearchParameter => ({
  kind: 'reference',
  field,
  to: [to],
  path,
  says,
})

/** A status: each FHIR code stands for words of ours. */
export const status = (
  field: string,
  codes: Readonly<Record<string, readonly string[]>>,
  says: string,
): SearchParameter => ({ kind: 'token', field, codes, says })

export const date = (field: string, says: string): SearchParameter => ({ kind: 'date', field, says })

/** One parameter under two names, as R4 has it for whom something is about. */
export const aliases = (names: readonly string[], parameter: SearchParameter): Parameters =>
  Object.fromEntries(names.map((name) => [name, parameter]))
