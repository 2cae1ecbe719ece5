import { ok } from '#core/kernel/result.ts'
import { type Day, dayOf } from '#core/kernel/time.ts'
import { readersOf } from '#features/sharing/index.ts'
import { formPages } from '#platform/drafts/form-page.tsx'
import {
  box,
  DateInput,
  dateOf,
  dayAndClock,
  errorFor,
  type FieldError,
  Fieldset,
  TextArea,
  TextInput,
  textOf,
  typedDate,
} from '#platform/ui/index.ts'
import { type SafetyPlanOfPerson, safetyPlanOfPerson } from '../queries/safety-plan.ts'
import { aboutPerson, READERS_OF_SAFETY } from './facts.ts'

const LINES = [0, 1, 2, 3] as const
const WORDS = [
  { name: 'helps', label: 'What helps', rows: 4 },
  { name: 'signs', label: 'Signs that things are getting harder', rows: 3 },
  { name: 'setsOff', label: 'What sets things off', rows: 3 },
] as const

interface Facts extends SafetyPlanOfPerson {
  readonly today: Day
}

/** /app/people/:id/safety/write: the safety plan, written with the person. */
export const safetyPages = formPages<Facts>({
  path: '/app/people/:id/safety/write',
  form: 'safety-plan.write',
  command: 'safety-plan.write',
  async facts(ask, asker, request) {
    const found = await aboutPerson(ask, request, safetyPlanOfPerson)
    return found.ok ? ok({ ...found.value, today: dayOf(asker.now) }) : found
  },
  opens: (f) => f.open,
  title: () => 'Safety plan',
  caption: (f) => f.name ?? undefined,
  back: (f) => ({ href: `/app/people/${f.personId}/safety`, text: 'Back to the safety plan' }),
  button: 'Save the safety plan',
  readers: READERS_OF_SAFETY,
  readersOf: (ask, f) => readersOf(ask, f.personId, 'core'),
  version: (f) => f.versions[0]?.version ?? 0,
  start: ({ versions: [newest], today }) => {
    const made = typedDate(today)
    return {
      helps: newest?.helps ?? '',
      signs: newest?.signs ?? '',
      setsOff: newest?.setsOff ?? '',
      madeWith: newest?.madeWith ?? '',
      'made-day': made.day,
      'made-month': made.month,
      'made-year': made.year,
      ...Object.fromEntries(
        (newest?.ring ?? []).flatMap((r, i) => [
          [`ring-${i}-name`, r.name],
          [`ring-${i}-number`, r.number],
        ]),
      ),
    }
  },
  says: ({ versions: [newest] }) =>
    newest && (
      <>
        <p>{`${newest.by ?? 'A colleague'}${newest.team ? `, ${newest.team},` : ''} wrote on ${dayAndClock(newest.at)}:`}</p>
        <p className="tc-typed">{`What helps: ${newest.helps}`}</p>
        <p className="tc-typed">{`Signs: ${newest.signs}`}</p>
        <p className="tc-typed">{`What sets things off: ${newest.setsOff}`}</p>
        <p>{`Who to ring: ${newest.ring.map((r) => `${r.name}, ${r.number}`).join('; ')}`}</p>
      </>
    ),
  fieldOf: (field) => (field === 'ring' ? 'ring-0-name' : field === 'madeOn' ? 'made' : field),
  fields: (_f, answers, errors) => (
    <>
      <p>Write it with the person, in their words. No scores, and no levels of risk.</p>
      {WORDS.map(({ name, label, rows }) => (
        <TextArea
          key={name}
          {...box(answers, errors, name)}
          label={label}
          labelSize="m"
          rows={rows}
          maxCharacters={2000}
        />
      ))}
      {LINES.map((i) => (
        <Fieldset
          key={i}
          legend={i === 0 ? 'Who to ring first' : `Who to ring next (${i + 1})`}
          legendSize="m"
        >
          <TextInput {...box(answers, errors, `ring-${i}-name`)} label="Name" spellCheck={false} />
          <TextInput {...box(answers, errors, `ring-${i}-number`)} label="Number" type="tel" width={20} />
        </Fieldset>
      ))}
      <TextInput
        {...box(answers, errors, 'madeWith')}
        label="Who made it together?"
        labelSize="m"
        hint="Like: Mara and Jo, with her sister on the telephone"
      />
      <DateInput
        name="made"
        label="Which day?"
        labelSize="m"
        hint="Like 24 11 2026"
        value={dateOf(answers, 'made').typed}
        error={errorFor(errors, 'made')}
      />
    </>
  ),
  read(answers, f, commandId) {
    const errors: FieldError[] = []
    const made = dateOf(answers, 'made')
    const [helps, signs, setsOff] = [
      textOf(answers, 'helps'),
      textOf(answers, 'signs'),
      textOf(answers, 'setsOff'),
    ]
    for (const [field, words] of [
      ['helps', helps],
      ['signs', signs],
      ['setsOff', setsOff],
    ] as const)
      if (words.length > 2000) errors.push({ field, message: 'Use 2,000 characters at most' })
    if (made.kind !== 'day')
      errors.push({ field: 'made', message: 'Enter the day on which you made it together' })
    if (errors.length > 0 || made.kind !== 'day') return { errors }
    const ring = LINES.map((i) => ({
      name: textOf(answers, `ring-${i}-name`),
      number: textOf(answers, `ring-${i}-number`),
    })).filter((r) => r.name !== '' || r.number !== '')
    return {
      input: {
        personId: f.personId,
        safetyPlanId: commandId,
        helps,
        signs,
        setsOff,
        ring,
        madeWith: textOf(answers, 'madeWith'),
        madeOn: made.day,
      },
    }
  },
  after: (f) => `/app/people/${f.personId}/safety`,
})
