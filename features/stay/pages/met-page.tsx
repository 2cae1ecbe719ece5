import { formPages } from '#platform/drafts/form-page.tsx'
import { errorFor, type FieldError, Paragraph, Radios, textOf } from '#platform/ui/index.ts'
import type { AwayShown } from '../queries/away.ts'
import { awayForm } from './away-pages.tsx'
import { READERS_OF_REASONS } from './leaving-form.tsx'
import { MomentFields, momentFrom } from './moment.tsx'

/** /app/stays/:id/met: the ward, or the team that leads, met or rang somebody who has left. */
export const metPages = formPages<AwayShown>({
  ...awayForm,
  path: '/app/stays/:id/met',
  form: 'stay.met-after-leaving',
  command: 'stay.met-after-leaving',
  title: () => 'Met or spoken with after leaving',
  button: 'Record the contact',
  readers: READERS_OF_REASONS,
  opens: (shown) => shown.endedAt !== null,
  fieldNames: { at: 'met', mode: 'mode' },
  fields: (_shown, answers, errors) => (
    <>
      <Paragraph>
        Record it when you saw them or spoke with them after they had left. A message, or a call that nobody
        answered, is not a contact.
      </Paragraph>
      <Radios
        name="mode"
        label="How?"
        value={textOf(answers, 'mode') || undefined}
        choices={[
          { value: 'phone', label: 'By telephone' },
          { value: 'visit', label: 'Face to face' },
          { value: 'video', label: 'By video' },
        ]}
        error={errorFor(errors, 'mode')}
      />
      <MomentFields
        name="met"
        label="Which day?"
        timeLabel="At what time?"
        answers={answers}
        errors={errors}
      />
    </>
  ),
  read(answers, shown, commandId) {
    const mode = textOf(answers, 'mode')
    const { moment, errors } = momentFrom(answers, 'met', 'Enter the day, like 24 11 2026')
    const wrong: FieldError[] = [...errors]
    if (!['phone', 'visit', 'video'].includes(mode)) wrong.unshift({ field: 'mode', message: 'Say how' })
    // hours are counted from leaving: a bare day would be its midnight
    if (moment?.knownTo === 'day')
      wrong.push({ field: 'metTime', message: 'Enter the time, like 5pm or 17:30' })
    if (wrong.length > 0 || !moment) return { errors: wrong }
    return {
      input: { stayId: shown.stayId, personId: shown.personId, contactId: commandId, mode, at: moment.at },
    }
  },
  after: () => '/app/leaving?said=met',
})
