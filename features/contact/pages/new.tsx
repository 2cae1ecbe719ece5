import { isId } from '#core/kernel/ids.ts'
import { ok, refuse } from '#core/kernel/result.ts'
import { audiencesOf, type NoteAudiences } from '#features/sharing/index.ts'
import { formPages } from '#platform/drafts/form-page.tsx'
import { box, type FieldError, momentAnswers, Select, textOf } from '#platform/ui/index.ts'
import { type NewContact, newContact } from '../queries/new.ts'
import { readWindow, WindowFields } from './acts.tsx'
import { RecordFields, type RecordingForm, readRecord } from './record-fields.tsx'
import { MODE_WORDS } from './words.ts'

interface Facts extends NewContact {
  readonly actorId: string
  readonly seenBy: NoteAudiences
}
const facts: Parameters<typeof formPages<Facts>>[0]['facts'] = async (ask, asker, request) => {
  const episodeId = request.params.id ?? ''
  if (!isId(episodeId)) return refuse('NOT_FOUND_OR_NOT_YOURS')
  const found = await ask(newContact, { episodeId })
  if (!found.ok) return found
  if (!found.value?.ours) return refuse('NOT_FOUND_OR_NOT_YOURS')
  return found.value.open
    ? ok({ ...found.value, actorId: asker.actorId, seenBy: await audiencesOf(ask, found.value.personId) })
    : refuse('EPISODE_ENDED')
}
const name = (f: Facts): string => f.person ?? 'someone you no longer support'
const back = (f: Facts) => ({ href: `/app/episodes/${f.episodeId}`, text: 'Back to the schedule' })
const formOf = (f: Facts): RecordingForm => ({
  now: f.now,
  medicines: f.medicines,
  asks: f.asks,
  staff: f.staff,
  ring: f.ring,
  actorId: f.actorId,
  mayFail: false,
  withWorries: true,
  seenBy: f.seenBy,
})

const planned = formPages<Facts>({
  facts,
  back,
  caption: name,
  after: (f) => `/app/episodes/${f.episodeId}?said=done`,
  path: '/app/episodes/:id/plan',
  form: 'contact.plan',
  command: 'contact.plan',
  title: () => 'Plan an extra contact',
  button: 'Plan it',
  start: (f) => ({ mode: 'visit', staffId: f.actorId }),
  fieldNames: { from: 'from', staffId: 'staffId' },
  fields: (f, answers, errors) => (
    <>
      <Select
        name="mode"
        label="How?"
        value={textOf(answers, 'mode')}
        options={Object.entries(MODE_WORDS).map(([value, text]) => ({ value, text }))}
      />
      <WindowFields answers={answers} errors={errors} />
      <Select
        {...box(answers, errors, 'staffId')}
        label="Who will go?"
        choose="Nobody yet"
        options={f.staff.map((s) => ({ value: s.id, text: s.name }))}
      />
    </>
  ),
  read: (answers, f, commandId) => {
    const window = readWindow(answers)
    if ('errors' in window) return { errors: window.errors as FieldError[] }
    const staffId = textOf(answers, 'staffId')
    return {
      input: {
        personId: f.personId,
        episodeId: f.episodeId,
        contactId: commandId,
        mode: textOf(answers, 'mode') || 'visit',
        ...window,
        staffId: staffId === '' ? null : staffId,
      },
    }
  },
})

const unplanned = formPages<Facts>({
  facts,
  back,
  caption: name,
  after: (f) => `/app/episodes/${f.episodeId}?said=done`,
  path: '/app/episodes/:id/record',
  form: 'contact.record-extra',
  command: 'contact.record-extra',
  title: () => 'Record a contact that was not planned',
  button: 'Save',
  start: (f) => ({ mode: 'visit', by: f.actorId, ...momentAnswers('at', f.now) }),
  fieldNames: { at: 'at', by: 'by', doses: 'at', told: 'worry', done: 'worry' },
  fields: (f, answers, errors) => <RecordFields form={formOf(f)} answers={answers} errors={errors} />,
  read: (answers, f, commandId) => {
    const read = readRecord(answers, formOf(f), commandId)
    return 'errors' in read
      ? read
      : { input: { personId: f.personId, episodeId: f.episodeId, contactId: commandId, ...read.input } }
  },
})

export const newPages = [...planned, ...unplanned]
