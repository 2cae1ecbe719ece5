import type { ContactRecord } from '#core/contact/contact.ts'
import type { StoredMode } from '#features/episode/index.ts'

export const MODE_WORDS: Readonly<Record<StoredMode, string>> = {
  visit: 'Visit',
  phone: 'Phone call',
  video: 'Video call',
  'accompanied first visit': 'First visit, going along',
}

/** The answers about a medicine, as they are pressed. */
export const DOSE_CHOICES = [
  { value: 'took it, I saw', label: 'Took it, I saw' },
  { value: 'took it, told me', label: 'Took it, told me' },
  { value: 'not taken', label: 'Not taken' },
  { value: 'not due', label: 'Not due' },
  { value: 'not known', label: 'Not known' },
] as const

/** What a record says happened, in one line. `names`: staff by id. */
export function recordWords(record: ContactRecord, names: Readonly<Record<string, string>>): string {
  const by = record.by.map((id) => names[id] ?? 'a worker').join(', ')
  if (record.happened === 'yes') return `${record.person === 'seen' ? 'Seen' : 'Spoken with'} by ${by}`
  if (record.happened === 'no answer') return `No answer to ${by}`
  return `Did not happen: ${record.reason} (${by})`
}

/** What each worry asks for now, in words to say on the telephone. Proposed: a pharmacist and a clinical safety officer set it. */
export const WORRY_ACTS: Readonly<Record<string, string>> = {
  'thoughts of ending life':
    'Stay if you can. If their life is at risk ring 999. Else ring the team now and say what they said, in their words.',
  'medicine not taken two days running or past its own limit':
    'Ring the prescribing team now and say which medicine and since when. Do not advise on a dose.',
  'too many tablets taken': 'Ring 999 or 111 now with the boxes in your hand. Then ring the team.',
  'very drowsy, shaking, fever or sore throat':
    'Ring the prescribing team now, or 111 when they are shut. If the person cannot be woken ring 999.',
  'cannot be found after two tries': 'Ring your manager now; decide together who looks next.',
  'someone at home unsafe':
    'Leave if you are unsafe, and ring 999 in danger. Then ring your manager about safeguarding.',
}
