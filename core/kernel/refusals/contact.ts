import { entry, type RefusalEntry } from './entry.ts'

/** Refusals about contacts, doses, notes, worries and the no-answer chain. */
export const CONTACT_REFUSALS = {
  CONTACT_MOVE_PAST: entry(
    422,
    'you',
    'A contact can be moved or planned to a time still to come, with its end after its start on the same day.',
  ),
  CONTACT_NOT_PLANNED: entry(
    409,
    'you',
    'This contact is not waiting to be made any more. Open it to see what happened.',
  ),
  CONTACT_AHEAD: entry(422, 'you', 'That time has not come yet. Put the time at which it happened.'),
  CONTACT_NEEDS_WORKER: entry(422, 'you', 'Say who made the contact. Name at least one worker.'),
  CONTACT_ALREADY_RECORDED: entry(
    409,
    'you',
    'This contact is recorded already. Open it and correct it instead.',
  ),
  CONTACT_NOT_RECORDED: entry(409, 'you', 'This contact has no record yet. Record it first.'),
  CONTACT_CANCELLED: entry(
    409,
    'you',
    'This planned contact was taken off the plan. Record what happened as an extra contact.',
  ),
  CONTACT_OUTCOME_NOT_OWED: entry(409, 'you', 'Nothing is open about this contact. Nothing was changed.'),
  CONTACT_OUTCOME_EMPTY: entry(422, 'you', 'Write in a few words what came of it.'),
  DOSE_MEDICINE_UNKNOWN: entry(
    422,
    'you',
    'An answer is for a medicine that is not on the present list. Open the visit again.',
  ),
  DOSE_UNANSWERED: entry(
    422,
    'you',
    '{count: medicine has / medicines have} no answer. Say what happened with each, or that it is not known.',
  ),
  DOSE_TWICE: entry(422, 'you', 'One medicine has two answers. Keep one.'),
  DOSE_NOT_SEEN: entry(
    422,
    'you',
    'You can say that you saw it only when you saw the person. Choose “told me” or another answer.',
  ),
  CORRECTION_NEEDS_WHY: entry(422, 'you', 'Write why the record is changed. The first text is kept.'),
  CORRECTION_CHANGES_NOTHING: entry(
    422,
    'you',
    'The corrected record is the same as before. Nothing was changed.',
  ),
  NOTE_EMPTY: entry(422, 'you', 'The note is empty. Write something or leave it out.'),
  WORRY_NEEDS_TOLD: entry(422, 'you', 'Say who was told about this worry, or that nobody has been told yet.'),
  WORRY_NEEDS_DONE: entry(422, 'you', 'Write what was done. A worry stays open until then.'),
  WORRY_SETTLED: entry(409, 'you', 'This worry is settled already. Nothing was changed.'),
  CHAIN_NOT_RUNNING: entry(409, 'you', 'No “no answer” is open for this contact. Nothing was changed.'),
  CHAIN_STEP_DONE: entry(
    409,
    'you',
    'A colleague has written this step already. Look at what they wrote, and write yours as the next step or as a note.',
  ),
  CHAIN_STEP_UNKNOWN: entry(
    422,
    'you',
    'That is not a step of this pathway’s no-answer chain. Choose one of its steps.',
  ),
  CONTACT_READ_ONLY: entry(
    409,
    'the other service',
    'Your team’s support of this person has ended, and what it wrote is read only now. Ring whoever carries on.',
  ),
  ROUND_EMPTY: entry(422, 'you', 'No visit was chosen. Nothing was changed.'),
  ROUND_WORKER_AWAY: entry(
    422,
    'you',
    'Somebody you chose is away or has left at the time of that visit. Choose another, or “Nobody can take it”.',
  ),
  ROUND_NEEDS_WHY: entry(
    422,
    'you',
    'Whoever has this visit is at work then. Leave it with them, or write why nobody can take it.',
  ),
  ROUND_TWICE: entry(422, 'you', 'One visit stands twice in the sheet. Open the round again.'),
  COPY_NOTHING: entry(409, 'you', 'You recorded nothing since your last copy. Nothing was changed.'),
} as const satisfies Record<string, RefusalEntry>
