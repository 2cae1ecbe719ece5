import type { Listed } from './person-story.ts'

/** What workers of the practice service write: invented, and about nobody. */
export const NOTES = [
  'Up and dressed. Had the box ready before I came.',
  'Talked about the bus to the day centre. Will try it with me on Thursday.',
  'A bit tired in the mornings; said so to the community team on the phone.',
  'Good spirits. Showed me the calendar on the fridge with the days ticked.',
  'Opened the letter about the rent together. Rang the housing office.',
  'Said the evenings are the hard part. We looked at who to ring.',
  'Had run out of milk; walked to the shop together.',
  'Read the leaflet about side effects together. Nothing new to report.',
  'Asked whether visits could be a little later. Told Lin.',
  'Sister was there. All well.',
] as const

export const REASONS = [
  'Going home with new tablets. Would like somebody to come by while it becomes a habit.',
  'Used to a nurse bringing the tablets. Wants to learn to do it alone.',
  'Forgot doses before the last stay. Asked for company in the mornings.',
  'Lives alone. Would like the same few people to come at first.',
] as const

export const WHAT_MATTERS = [
  'To keep my flat and see my daughter on Sundays.',
  'To sleep well, and not to come back here.',
  'To get back to the allotment.',
  'To have somebody to ask, without a fuss.',
] as const

export const MEDICINES: readonly Listed[] = [
  { name: 'Olanzapine', doseInWords: 'one 10 mg tablet', when: 'in the evening' },
  { name: 'Sertraline', doseInWords: 'one 50 mg tablet', when: 'in the morning' },
  { name: 'Aripiprazole', doseInWords: 'one 15 mg tablet', when: 'in the morning' },
  { name: 'Lithium carbonate', doseInWords: 'two 400 mg tablets', when: 'in the evening' },
  { name: 'Metformin', doseInWords: 'one 500 mg tablet', when: 'with breakfast' },
  { name: 'Vitamin D', doseInWords: 'one capsule', when: 'in the morning' },
]

export const WHY_HERE = [
  'Came with the community team when things got too much at home',
  'Asked to come in',
  'Came from the emergency department',
] as const
export const QUESTION = 'Is somebody at home in the mornings before 9? We come early in the first week.'
