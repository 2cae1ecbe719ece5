const IN_ITS_OWN_PLACE: ReadonlySet<string> = new Set([
  'emergency access',
  'sharing without agreement',
  'access asked for',
  'complaint',
  'copy asked for',
  'serious harm to decide',
  'organisation leaves',
  'spreadsheet',
])

/** Whether a kind of task ends by the look, the talk or the decision itself, and by nothing that is said of it on the list of tasks. */
export const endsInItsOwnPlace = (kind: string): boolean => IN_ITS_OWN_PLACE.has(kind)
