/** Joins the class names that are set. */
export const classes = (...names: readonly (string | false | undefined)[]): string =>
  names.filter(Boolean).join(' ')

/**
 * The element id of a form answer, from its dotted name (`person.birthDate` gives `person-birthDate`).
 * Why: error summaries link to ids, refusals name fields; one rule joins them. The first box of a date and the
 * first choice of a list carry this id, so a link lands where typing starts.
 */
export const fieldId = (name: string): string => name.replace(/[^\w-]+/g, '-')

/** One answer at fault: the dotted field name and what to do, in words ("Enter the date Mara is due to leave"). */
export interface FieldError {
  readonly field: string
  readonly message: string
}

/** The message for one field, for an input's `error`. */
export const errorFor = (errors: readonly FieldError[], name: string): string | undefined =>
  errors.find((error) => error.field === name)?.message
