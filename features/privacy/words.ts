import type { ReasonKind, Verdict } from '#core/sharing/emergency.ts'
import type { CAPACITIES, Ground, WITHOUT_ITEMS } from '#core/sharing/without-agreement.ts'

/** Why a record was opened, as a screen says it. */
export const REASON_WORDS: Readonly<Record<ReasonKind, string>> = {
  'danger to life now': 'Somebody’s life is in danger now',
  'cannot speak for themselves': 'The person cannot speak for themselves, and somebody must know',
  'medicine must be known now': 'What medicine they take must be known now',
  'child or adult at risk': 'A child, or an adult who cannot protect themselves, is at risk',
}

/** Who complains about a look. */
export const RAISED_BY = [
  'the person',
  'somebody close to them',
  'a member of staff',
  'somebody else',
] as const
export type RaisedBy = (typeof RAISED_BY)[number]

/** What a second look found. */
export const VERDICT_WORDS: Readonly<Record<Verdict, string>> = {
  right: 'It was right to do',
  'not right': 'It was not right to do',
  'more to ask': 'There is more to ask first',
}

/** On what ground something is shared without agreement. */
export const GROUND_WORDS: Readonly<Record<Ground, string>> = {
  'serious harm to the person': 'The person may come to serious harm',
  'serious harm to somebody else': 'Somebody else may come to serious harm',
  'a child or adult at risk': 'A child, or an adult who cannot protect themselves, is at risk',
  'a court or the law requires it': 'A court or the law requires it',
  'cannot decide this now, and it is in their best interests':
    'The person cannot decide this now, and it is in their best interests',
}

/** What is opened; who somebody is comes with anything. */
export const ITEM_WORDS: Readonly<
  Record<(typeof WITHOUT_ITEMS)[number], { readonly label: string; readonly hint: string }>
> = {
  identity: { label: 'Who they are', hint: 'Name, age, safe contact, communication needs' },
  core: {
    label: 'The main facts',
    hint: 'NHS number, address, allergies, medicines, staff-safety actions, safety plan, stay, lead, next contact',
  },
  shared: {
    label: 'What teams write for one another',
    hint: 'Visits and calls, doses, referrals, shared notes',
  },
  'drug-and-alcohol': { label: 'What drug and alcohol teams write', hint: 'Only where nothing less will do' },
}

export const CAPACITY_WORDS: Readonly<Record<(typeof CAPACITIES)[number], string>> = {
  'can decide this': 'They can decide this, and did not agree',
  'cannot decide this now': 'They cannot decide this now',
  'not asked': 'It was not looked at',
}
