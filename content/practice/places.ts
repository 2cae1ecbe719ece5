/**
 * Invented places of the practice partnership. Postcodes use the area ZZ, which is not in use in Britain.
 * Home areas are what the distance from home is told from.
 */
export const PRACTICE_AREAS = [
  { area: 'Northside', postcode: 'ZZ1' },
  { area: 'Riverside', postcode: 'ZZ2' },
  { area: 'Harbour', postcode: 'ZZ3' },
  { area: 'Oldmarket', postcode: 'ZZ4' },
  { area: 'Fenbridge', postcode: 'ZZ5' },
  { area: 'Hillcross', postcode: 'ZZ6' },
  { area: 'Marlow Green', postcode: 'ZZ7' },
  { area: 'Easterby', postcode: 'ZZ8' },
] as const

export type PracticeArea = (typeof PRACTICE_AREAS)[number]['area']

export const STREETS = [
  'Alder Road',
  'Bakers Row',
  'Canal Street',
  'Dove Lane',
  'Elm Terrace',
  'Foundry Court',
  'Garden Walk',
  'Hawthorn Close',
  'Iron Bridge Road',
  'Jubilee Street',
  'Kiln Lane',
  'Lark Rise',
  'Mill Hill',
  'Nursery Road',
  'Orchard Street',
  'Priory Gardens',
  'Quarry Lane',
  'Rope Walk',
  'Station Road',
  'Tanners Yard',
  'Union Street',
  'Vicarage Lane',
  'Weavers Court',
  'Yew Tree Road',
] as const

/** Where somebody without an address is usually to be found. */
export const USUALLY_NEAR = [
  'the day centre on Canal Street',
  'Oldmarket library',
  'a friend’s in Fenbridge',
  'the night shelter in Harbour',
  'Hillcross station',
] as const
