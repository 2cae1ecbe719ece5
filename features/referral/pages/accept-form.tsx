import { ok } from '#core/kernel/result.ts'
import { DRAFT_URL } from '#platform/drafts/draft-form.ts'
import { text } from '#platform/http/page.ts'
import {
  Button,
  box,
  count,
  type DateAnswer,
  DateInput,
  dateOf,
  errorFor,
  type FieldError,
  Form,
  longDay,
  Paragraph,
  Radios,
  SaveState,
  Select,
  TextInput,
} from '#platform/ui/index.ts'
import type { ActForm } from './act-pages.tsx'
import { referralFields } from './answer-form.tsx'

const typed = (answer: DateAnswer) => (answer.kind === 'empty' ? undefined : answer.typed)

/** Taking on: a start date, or a place in the queue with the day expected. */
export const accept: ActForm = {
  verb: 'accept',
  act: 'accept',
  command: 'referral.accept',
  side: 'sentToUs',
  done: 'accepted',
  title: () => 'Take on',
  extra: async () => ok(undefined),
  fields: { 'start.on': 'startOn', 'start.expectedOn': 'expectedOn', keyWorkerId: 'keyWorkerId' },
  errors(form) {
    const kind = text(form, 'start')
    if (kind !== 'date' && kind !== 'queue')
      return [{ field: 'start', message: 'Choose a start date or a place in the queue' }]
    const field = kind === 'date' ? 'startOn' : 'expectedOn'
    const day: FieldError[] =
      dateOf(form, field).kind === 'day' ? [] : [{ field, message: 'Enter the day, like 24 11 2026' }]
    const place: FieldError[] =
      kind === 'date' || /^[1-9]\d{0,3}$/.test(text(form, 'place'))
        ? []
        : [{ field: 'place', message: 'Enter the place in the queue as a number' }]
    return [...place, ...day]
  },
  input(form, id) {
    const day = (field: string) => {
      const read = dateOf(form, field)
      return read.kind === 'day' ? read.day : ''
    }
    const start =
      text(form, 'start') === 'date'
        ? { kind: 'date', on: day('startOn') }
        : { kind: 'queue', place: Number(text(form, 'place')), expectedOn: day('expectedOn') }
    return { episodeId: id, start, keyWorkerId: text(form, 'keyWorkerId') || null }
  },
  typed(form, r) {
    const day = (field: string) => {
      const read = dateOf(form, field)
      return read.kind === 'day' ? longDay(read.day) : ''
    }
    const queue = text(form, 'start') === 'queue'
    return [
      { key: 'Start', value: queue ? '' : day('startOn') },
      { key: 'Place in the queue', value: queue ? text(form, 'place') : '' },
      { key: 'Expected by', value: queue ? day('expectedOn') : '' },
      { key: 'Key worker', value: r.workers.find((w) => w.id === text(form, 'keyWorkerId'))?.name ?? '' },
    ]
  },
  body: (r, form, errors) => (
    <>
      <SaveState formId="act-form" value={form.saveState} />
      <Form
        id="act-form"
        action={`/app/referrals/${r.id}/accept`}
        draftUrl={DRAFT_URL}
        hidden={referralFields(r, form)}
      >
        <Radios
          name="start"
          label="When does support start?"
          error={errorFor(errors, 'start')}
          value={text(form.answers, 'start') || undefined}
          choices={[
            {
              value: 'date',
              label: 'On a day',
              conditional: (
                <DateInput
                  name="startOn"
                  label="Start date"
                  labelSize="s"
                  error={errorFor(errors, 'startOn')}
                  value={typed(dateOf(form.answers, 'startOn'))}
                />
              ),
            },
            {
              value: 'queue',
              label: 'When their turn comes',
              hint: 'The sender sees the place and the day.',
              conditional: (
                <>
                  <TextInput
                    {...box(form.answers, errors, 'place')}
                    label="Place in the queue"
                    width={4}
                    inputMode="numeric"
                  />
                  <DateInput
                    name="expectedOn"
                    label="The day you expect to start by"
                    labelSize="s"
                    hint="If it passes without a contact, it shows on your board."
                    error={errorFor(errors, 'expectedOn')}
                    value={typed(dateOf(form.answers, 'expectedOn'))}
                  />
                </>
              ),
            },
          ]}
        />
        <Select
          {...box(form.answers, errors, 'keyWorkerId')}
          label="Key worker"
          hint="You can name one later."
          choose="Not named yet"
          options={r.workers.map((w) => ({
            value: w.id,
            text: `${w.name}, ${w.post} (${count(w.openPeople ?? 0, 'person', 'people')} now)`,
          }))}
        />
        <Paragraph>{`${r.fromName} stays the owner until the first contact has happened.`}</Paragraph>
        <Button>Take on</Button>
      </Form>
    </>
  ),
}
