import { UNPLANNED_WAYS } from '#core/place/left-unplanned.ts'
import { formPages } from '#platform/drafts/form-page.tsx'
import {
  box,
  dayAndClock,
  errorFor,
  type FieldError,
  Link,
  Paragraph,
  Radios,
  TextArea,
  textOf,
} from '#platform/ui/index.ts'
import { UNPLANNED_WAY_WORDS } from '../leaving-words.ts'
import type { LeavingShown } from '../queries/index.ts'
import { idsOfStay, leavingForm, READERS_OF_REASONS } from './leaving-form.tsx'
import { MomentFields, momentFrom } from './moment.tsx'

const WAYS = UNPLANNED_WAYS.map((value) => ({ value, label: UNPLANNED_WAY_WORDS[value] }))
const WORDS = [
  { name: 'whereTo', label: 'Where did they go?', hint: 'Leave this empty if nobody knows' },
  { name: 'told', label: 'Who was told?', hint: 'Names, and when. Leave this empty if nobody was told yet.' },
  { name: 'arranged', label: 'What is arranged?', hint: 'Leave this empty if nothing is arranged yet' },
] as const

/** /app/stays/:id/unplanned: one sheet of five answers for somebody who left and nothing was planned. */
export const unplannedPages = formPages<LeavingShown>({
  ...leavingForm,
  path: '/app/stays/:id/unplanned',
  form: 'stay.left-unplanned',
  command: 'stay.left-unplanned',
  title: () => 'They left and nothing was planned',
  button: 'Record it',
  readers: READERS_OF_REASONS,
  version: (shown) => shown.stayVersion,
  overtaken: ['LEFT_ALREADY_TOLD'],
  says: ({ stay }) => (
    <p>
      {stay.state === 'ended'
        ? `This stay ended on ${dayAndClock(stay.endedAt)}.`
        : 'Somebody changed what is known of this stay.'}
    </p>
  ),
  fieldNames: {
    how: 'how',
    leftAt: 'left',
    endedAt: 'left',
    whereTo: 'whereTo',
    told: 'told',
    arranged: 'arranged',
  },
  fields: ({ stay }, answers, errors) => (
    <>
      <Paragraph>
        Being away without leave, or on leave overnight, is not leaving. What is missing does not hold this
        up: it stands on your board until it is done.
      </Paragraph>
      <Radios
        name="how"
        label="How did they leave?"
        value={textOf(answers, 'how') || undefined}
        choices={WAYS}
        error={errorFor(errors, 'how')}
      />
      {stay.state === 'open' ? (
        <MomentFields
          name="left"
          label="Which day did they leave?"
          timeLabel="At what time?"
          answers={answers}
          errors={errors}
        />
      ) : (
        <Paragraph>{`They left on ${dayAndClock(stay.endedAt)}.`}</Paragraph>
      )}
      {WORDS.map(({ name, label, hint }) => (
        <TextArea
          key={name}
          {...box(answers, errors, name)}
          label={label}
          hint={hint}
          rows={2}
          maxCharacters={500}
        />
      ))}
    </>
  ),
  read(answers, shown, commandId) {
    const how = textOf(answers, 'how')
    const errors: FieldError[] = []
    if (!WAYS.some((w) => w.value === how)) errors.push({ field: 'how', message: 'Say how they left' })
    const open = shown.stay.state === 'open'
    const when = open
      ? momentFrom(answers, 'left', 'Enter the day on which they left, like 24 11 2026')
      : { moment: null, errors: [] }
    errors.push(...when.errors)
    for (const { name } of WORDS)
      if (textOf(answers, name).length > 500)
        errors.push({ field: name, message: 'Use 500 characters at most' })
    if (errors.length > 0) return { errors }
    const words = (name: string) => textOf(answers, name) || null
    return {
      input: {
        ...idsOfStay(shown),
        leavingId: commandId,
        how,
        leftAt: when.moment?.at ?? null,
        leftKnownTo: when.moment?.knownTo ?? 'minute',
        whereTo: words('whereTo'),
        told: words('told'),
        arranged: words('arranged'),
      },
    }
  },
  below: ({ stay }) => (
    <Paragraph>
      <Link href={`/app/stays/${stay.id}/book`}>Book the first contact</Link>
    </Paragraph>
  ),
  after: ({ stay }) => `/app/leaving?said=unplanned&stay=${stay.id}`,
})
