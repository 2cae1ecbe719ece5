/** Units that are read as they stand. Micrograms in full: "mcg" and "µg" have been read as milligrams (NPSA, Safer use of units). */
const UNITS = [
  'mg',
  'g',
  'micrograms',
  'microgram',
  'nanograms',
  'ml',
  'l',
  'units',
  'unit',
  'mmol',
  '%',
  'micrograms/hour',
  'mg/hour',
  'iu',
]
const SHORT = ['mcg', 'ug', 'µg', 'μg', 'mgm', 'gm', 'cc', 'u']

/**
 * A strength as it is written: a number and a unit, and what it is in, where that is said ("2.5 mg/5 ml"). The number stays text: never a float, never
 * converted. Anything else says what to write instead.
 */
export function readStrength(typed: string): { readonly text: string } | { readonly why: string } {
  const text = typed.trim().replace(/\s+/g, ' ')
  const parts =
    /^(\d{1,7}(?:\.\d{1,6})?) ?([a-zµμ%]{1,10}(?:\/hour)?)(?: ?\/ ?(\d{1,5}(?:\.\d{1,4})?)? ?(ml|mg|g|l|dose|actuation))?$/i.exec(
      text,
    )
  if (!parts)
    return {
      why: /\d,\d/.test(text)
        ? 'Write the number with a point, like 2.5 mg: a comma may be read as a thousand.'
        : `“${text}” is not a number with a unit. Write it like 5 mg or 2.5 mg/5 ml.`,
    }
  const unit = (parts[2] ?? '').toLowerCase()
  if (SHORT.includes(unit))
    return { why: `“${parts[2]}” may be read as another unit. Write it in full, like micrograms.` }
  if (!UNITS.includes(unit))
    return { why: `“${parts[2]}” is no unit that is known here, and none is guessed.` }
  if (/^0\d/.test(parts[1] ?? ''))
    return { why: 'The number begins with a zero before another digit. Check it.' }
  return { text }
}
