/** Where home is, as far as it may be shown on a board: the outward half of a postcode, never an address. */
export type HomeArea = { readonly area: string } | 'no fixed address' | 'not known'

const POSTCODE = /^([A-Z]{1,2}\d[A-Z\d]?) ?\d[A-Z]{2}$/
const NO_FIXED_ABODE = 'ZZ99 3VZ'
const PSEUDO_OUTWARD = 'ZZ99'

/**
 * The home area that a postcode says: `YO32` of `YO32 5TT`.
 * Why other ZZ99 codes are "not known": they stand for "not stated", a nation or a country abroad, and no area near a ward.
 * Source: pseudo postcodes of the NHS Postcode Directory: ZZ99 3VZ no fixed abode, ZZ99 3WZ not known, ZZ99 3CZ
 * England not otherwise stated (HES data dictionary, field HOMEADD; read 22 November 2026).
 */
export function homeAreaOf(postcode: string): HomeArea {
  const compact = postcode.toUpperCase().replace(/[^A-Z0-9]/g, '')
  if (compact === NO_FIXED_ABODE.replace(' ', '')) return 'no fixed address'
  const outward = POSTCODE.exec(`${compact.slice(0, -3)} ${compact.slice(-3)}`)?.[1]
  return outward === undefined || outward === PSEUDO_OUTWARD ? 'not known' : { area: outward }
}
