/** A number whose text says more than the number does (1.10, 100000000000000000001): kept as its text. */
export interface RawNumber {
  readonly rawJSON: string
}

// JSON.rawJSON and the source of a number are of ES2026; the compiler's library does not know them yet
const json = JSON as typeof JSON & { rawJSON(text: string): RawNumber; isRawJSON(value: unknown): boolean }

/** A decimal by its text: a number where that loses nothing, else the text, which JSON.stringify writes as it stands. */
export const numberOf = (text: string): number | RawNumber =>
  String(Number(text)) === text ? Number(text) : json.rawJSON(text)

export const isRawNumber = (value: unknown): value is RawNumber => json.isRawJSON(value)

/** What each primitive must look like (http://hl7.org/fhir/R4/datatypes.html); types without a line take any text. */
const LOOKS: Readonly<Record<string, RegExp>> = {
  boolean: /^(?:true|false)$/,
  integer: /^(?:0|-?[1-9]\d{0,10})$/,
  unsignedInt: /^(?:0|[1-9]\d{0,10})$/,
  positiveInt: /^[1-9]\d{0,10}$/,
  decimal: /^-?(?:0|[1-9]\d{0,40})(?:\.\d{1,40})?(?:[eE][+-]?\d{1,4})?$/,
  date: /^\d{4}(?:-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12]\d|3[01]))?)?$/,
  dateTime:
    /^\d{4}(?:-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12]\d|3[01])(?:T(?:[01]\d|2[0-3]):[0-5]\d:(?:[0-5]\d|60)(?:\.\d{1,9})?(?:Z|[+-](?:0\d|1[0-4]):[0-5]\d))?)?)?$/,
  instant:
    /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])T(?:[01]\d|2[0-3]):[0-5]\d:(?:[0-5]\d|60)(?:\.\d{1,9})?(?:Z|[+-](?:0\d|1[0-4]):[0-5]\d)$/,
  time: /^(?:[01]\d|2[0-3]):[0-5]\d:(?:[0-5]\d|60)(?:\.\d{1,9})?$/,
  id: /^[A-Za-z0-9.-]{1,64}$/,
  oid: /^urn:oid:[0-2](?:\.(?:0|[1-9]\d{0,40})){1,60}$/,
  uuid: /^urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/,
  code: /^\S+(?: \S+)*$/,
  uri: /^\S*$/,
  url: /^\S*$/,
  canonical: /^\S*$/,
}

/** Characters that neither XML nor a FHIR string may hold. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for
const UNSPEAKABLE = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/

/** Whether this text is one of that primitive. */
export const fits = (type: string, text: string): boolean =>
  text.isWellFormed() && !UNSPEAKABLE.test(text) && (LOOKS[type]?.test(text) ?? text !== '')
