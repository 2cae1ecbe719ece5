import { entry } from './entry.ts'

/** Refusals about two records of one person. */
export const MERGE_REFUSALS = {
  MERGE_SAME_RECORD: entry(422, 'you', 'This is one record. Choose two.'),
  MERGE_TOO_LITTLE_AGREES: entry(
    409,
    'the other service',
    'Too little says that these are one person. The NHS number with the birth date or the family name must agree; without a number, birth date, family name and given name. Twins share a birth date and a name. Ask the teams that wrote them.',
  ),
  MERGE_NUMBERS_DIFFER: entry(
    409,
    'the other service',
    'The two records have different NHS numbers. Find out which is right and correct it first.',
  ),
  MERGE_WHY: entry(422, 'you', 'Say how you know that this is one person, and whom you asked.'),
  MERGE_NEEDS_SECOND: entry(
    409,
    'nobody',
    'Care is written in these records. Somebody other than who proposed it compares them and decides.',
  ),
  MERGE_DEATH: entry(
    409,
    'the other service',
    'A death is reported in one of these records. Settle that first: it may be of somebody else.',
  ),
  MERGE_BOTH_IN_HOSPITAL: entry(
    409,
    'the other service',
    'Both records have an open stay in hospital. Nobody is on two wards: ask the wards which stay is right and end the other.',
  ),
  MERGE_CLOSED_OVER: entry(
    409,
    'the other service',
    'In one record a way out of hospital was closed after the one that is open in the other began. Put together, the open one would fall silent. Settle it first.',
  ),
  MERGE_PROPOSED: entry(
    409,
    'the records desk',
    'One of these records is already in a proposal. Settle that one first.',
  ),
  MERGE_ALREADY: entry(409, 'you', 'One of these records was already put together with another.'),
  MERGE_SETTLED: entry(409, 'you', 'Somebody has settled this already. Look at it again.'),
  MERGE_UNDO_TOO_LATE: entry(409, 'nobody', 'More than 30 days have passed. It cannot be undone here.'),
  MERGE_UNDO_ASKS: entry(
    409,
    'you',
    'Something written since has not been asked about. Say of each to which person it belongs.',
  ),
  MERGE_UNDO_LATER_FIRST: entry(
    409,
    'the records desk',
    'One of these records was put together with another one later. Undo that first.',
  ),
  MERGE_TABLE_NOT_REVIEWED: entry(
    503,
    'the system team',
    'This version has something written about people of which nobody has said what happens to it here. Nothing was changed.',
  ),
} as const
