import { takesTexts } from '#core/duty/set.ts'
import { ok, type Result, refuse } from '#core/kernel/result.ts'
import { addDays, at, type Day, type Instant, type TimeOfDay, weekdayOf } from '#core/kernel/time.ts'
import type { Asker } from '#platform/commands/asker.ts'
import type { Ask } from '#platform/commands/door.ts'
import { formPages, idBeside } from '#platform/drafts/form-page.tsx'
import { type FormAnswers, type Page, type PageRequest, text } from '#platform/http/page.ts'
import {
  box,
  Checkboxes,
  chosenOf,
  clockAndDay,
  dayWithoutWeekday,
  type FieldError,
  Paragraph,
  Select,
  TextArea,
  TextInput,
} from '#platform/ui/index.ts'
import { type DutyShown, duty } from '../queries/duty.ts'
import { boxOf, hoursLines, stretchesTyped, timeTyped, WEEKDAYS } from './words.ts'

/** The team of the address, or of the form that was sent; only one of the asker's organisation may be set. */
async function facts(ask: Ask, _asker: Asker, request: PageRequest): Promise<Result<DutyShown>> {
  const named = request.query.team ?? text(request.form, 'teamId')
  const weekOn = request.query.week ?? text(request.form, 'weekOn')
  const found = await ask(duty, {
    teamId: /^[0-9a-f-]{36}$/.test(named) ? named : undefined,
    weekOn: /^\d{4}-\d{2}-\d{2}$/.test(weekOn) ? weekOn : undefined,
  })
  if (!found.ok) return found
  return found.value?.ours ? ok(found.value) : refuse('NOT_FOUND_OR_NOT_YOURS')
}

const common = {
  facts,
  caption: (d: DutyShown) => d.team,
  back: (d: DutyShown) => ({ href: `/app/team/duty?team=${d.teamId}`, text: 'Back to who is on duty' }),
  version: (d: DutyShown) => d.version,
  after: (d: DutyShown) => `/app/team/duty?team=${d.teamId}&done=1`,
}

const hours = formPages<DutyShown>({
  ...common,
  path: '/app/team/duty/hours',
  form: 'duty.set-hours',
  command: 'duty.set-hours',
  title: () => 'Hours of the team',
  seen: (d) => ({ teamId: d.teamId }),
  says: (d) => <p>{`It now says: ${hoursLines(d.hours).join('; ')}.`}</p>,
  start: (d): FormAnswers => ({
    ...Object.fromEntries(WEEKDAYS.map((name, i) => [name, boxOf(d.hours, i + 1)])),
    ...(d.hours?.onBankHolidays ? { holidays: 'yes' } : {}),
  }),
  fields: (_, answers, errors) => (
    <>
      <Paragraph>
        When somebody of the team is at work. Outside these hours messages go where you say.
      </Paragraph>
      {WEEKDAYS.map((name, i) => (
        <TextInput
          key={name}
          {...box(answers, errors, name)}
          label={name}
          width={30}
          hint={
            i === 0
              ? 'Like 9am to 5pm, or 8pm to 8am for a night, or day and night. Empty is not at work.'
              : undefined
          }
        />
      ))}
      <Checkboxes
        name="holidays"
        label="Bank holidays"
        labelSize="s"
        values={chosenOf(answers, 'holidays')}
        choices={[{ value: 'yes', label: 'The team works on bank holidays too' }]}
      />
    </>
  ),
  button: 'Save the hours',
  read(answers, d) {
    const errors: FieldError[] = []
    const weekly = WEEKDAYS.flatMap((name, i) => {
      const typed = stretchesTyped(text(answers, name))
      if (typed === null) errors.push({ field: name, message: `Enter the hours of ${name}, like 9am to 5pm` })
      return (typed ?? []).map((s) => ({ weekday: i + 1, ...s }))
    })
    return errors.length > 0
      ? { errors }
      : { input: { teamId: d.teamId, weekly, onBankHolidays: chosenOf(answers, 'holidays').includes('yes') } }
  },
})

/** 'staff:<id>' and 'post:<id>', as one list to choose from. */
const whoOptions = (d: DutyShown) => [
  ...d.staff.map((s) => ({ value: `staff:${s.id}`, text: s.name })),
  ...d.posts.map((p) => ({ value: `post:${p.id}`, text: `Whoever is ${p.title}` })),
]
const whoOf = (value: string) => ({
  staffId: value.startsWith('staff:') ? value.slice(6) : null,
  postId: value.startsWith('post:') ? value.slice(5) : null,
})
const choiceOf = (w: { readonly staffId: string | null; readonly postId: string | null }): string =>
  w.staffId !== null ? `staff:${w.staffId}` : `post:${w.postId}`

const PLACES = [1, 2, 3, 4] as const
const chain = formPages<DutyShown>({
  ...common,
  path: '/app/team/duty/chain',
  form: 'duty.set-chain',
  command: 'duty.set-chain',
  title: () => 'Who is told next',
  seen: (d) => ({ teamId: d.teamId }),
  says: (d) => <p>{`It now says: ${d.chain.map((c) => c.who).join(', then ') || 'nobody'}.`}</p>,
  start: (d): FormAnswers => Object.fromEntries(d.chain.map((c, i) => [`place${i + 1}`, choiceOf(c)])),
  fields: (d, answers, errors) => (
    <>
      <Paragraph>
        When whoever is on duty does not say that they have seen it, the first of these is told, then the
        next. At least two.
      </Paragraph>
      {PLACES.map((n) => (
        <Select
          key={n}
          {...box(answers, errors, `place${n}`)}
          label={`${['First', 'Second', 'Third', 'Fourth'][n - 1]}${n > 2 ? ' (if there is one)' : ''}`}
          choose="Nobody"
          options={whoOptions(d)}
        />
      ))}
    </>
  ),
  button: 'Save',
  fieldNames: { chain: 'place1' },
  read(answers, d) {
    const chosen = PLACES.map((n) => text(answers, `place${n}`)).filter((v) => v !== '')
    return chosen.length < 2
      ? { errors: [{ field: chosen.length === 0 ? 'place1' : 'place2', message: 'Choose at least two' }] }
      : { input: { teamId: d.teamId, chain: chosen.map(whoOf) } }
  },
})

/** Whether anything can leave for this destination. */
const sendsTo = (out: NonNullable<DutyShown['outOfHours']>): boolean =>
  out.email !== null || out.teamId !== null || (out.phone !== null && takesTexts(out.phone))

const outOfHours = formPages<DutyShown>({
  ...common,
  path: '/app/team/duty/out-of-hours',
  form: 'duty.set-out-of-hours',
  command: 'duty.set-out-of-hours',
  title: () => 'Out of hours',
  seen: (d) => ({ teamId: d.teamId }),
  says: (d) => <p>{`It now says: ${d.outOfHours?.words ?? 'nothing'}.`}</p>,
  start: ({ outOfHours: out }): FormAnswers => ({
    words: out?.words ?? '',
    phone: out?.phone ?? '',
    email: out?.email ?? '',
    toTeamId: out?.teamId ?? '',
    ...(out && !sendsTo(out) ? { nothingSent: 'yes' } : {}),
  }),
  readers: 'everybody who works in the partnership',
  fields: (d, answers, errors) => (
    <>
      <TextArea
        {...box(answers, errors, 'words')}
        label="Who to ring, in words"
        hint="Short, without the number, like: Crisis line of Northside, day and night"
        rows={2}
        readers="everybody who works in the partnership"
      />
      <TextInput
        {...box(answers, errors, 'phone')}
        label="Number (a mobile gets a text)"
        type="tel"
        width={20}
      />
      <TextInput
        {...box(answers, errors, 'email')}
        label="Email address that somebody reads then"
        type="email"
        width={30}
      />
      <Select
        {...box(answers, errors, 'toTeamId')}
        label="Or a team that answers then"
        choose="No team"
        options={d.teams.map((t) => ({ value: t.id, text: t.name }))}
      />
      <Checkboxes
        {...box(answers, errors, 'nothingSent')}
        label="Only a landline?"
        labelSize="s"
        values={chosenOf(answers, 'nothingSent')}
        choices={[
          { value: 'yes', label: 'Nothing is sent at night: whoever signs in sees the number and rings' },
        ]}
      />
    </>
  ),
  button: 'Save',
  read(answers, d) {
    const said = (name: string) => text(answers, name) || null
    const errors: FieldError[] = [
      ...(said('words') === null ? [{ field: 'words', message: 'Say who to ring' }] : []),
      ...(said('phone') !== null && !/^\+?[0-9 ().-]{3,20}$/.test(said('phone') ?? '')
        ? [{ field: 'phone', message: 'Enter a telephone number, like 01632 960999' }]
        : []),
      ...(said('email') !== null && !/^[^\s@]+@[^\s@.]+(?:\.[^\s@.]+)+$/.test(said('email') ?? '')
        ? [{ field: 'email', message: 'Enter an email address, like duty@northside.example' }]
        : []),
    ]
    return errors.length > 0
      ? { errors }
      : {
          input: {
            teamId: d.teamId,
            words: said('words'),
            phone: said('phone'),
            email: said('email'),
            toTeamId: said('toTeamId'),
            nothingSent: chosenOf(answers, 'nothingSent').includes('yes'),
          },
        }
  },
})

const MOST_WEEKS = 8

const shifts = formPages<DutyShown>({
  ...common,
  path: '/app/team/duty/shifts',
  form: 'duty.set-shift',
  command: 'duty.set-shift',
  title: () => 'Set who is on duty',
  seen: (d) => ({ teamId: d.teamId, weekOn: d.weekOn, seenAt: d.asOf }),
  says: (d) => (
    <p>{`This week now says: ${d.shifts.map((s) => `${s.who} from ${clockAndDay(s.from)}`).join('; ') || 'nobody'}.`}</p>
  ),
  start: (): FormAnswers => ({ from: '9am', until: '5pm', weeks: '1' }),
  fields: (d, answers, errors) => (
    <>
      <Paragraph>
        {`One shift a day, in the week of ${dayWithoutWeekday(d.weekOn)}. For a second shift of the same days, send this form again with its times.`}
      </Paragraph>
      <TextInput {...box(answers, errors, 'from')} label="From" hint="Like 9am" width={10} />
      <TextInput
        {...box(answers, errors, 'until')}
        label="Until"
        hint="Like 5pm. An earlier time is the next morning."
        width={10}
      />
      {WEEKDAYS.map((name) => (
        <Select
          key={name}
          {...box(answers, errors, name)}
          label={name}
          choose="Nobody"
          options={whoOptions(d)}
        />
      ))}
      <Select
        {...box(answers, errors, 'weeks')}
        label="For how many weeks"
        options={Array.from({ length: MOST_WEEKS }, (_, i) => ({
          value: String(i + 1),
          text: i === 0 ? 'This week only' : `${i + 1} weeks, the same each week`,
        }))}
      />
    </>
  ),
  button: 'Set who is on duty',
  read(answers, d, commandId) {
    const [begins, ends] = [timeTyped(text(answers, 'from')), timeTyped(text(answers, 'until'))]
    const [from, until] = [begins as TimeOfDay, ends as TimeOfDay]
    const errors: FieldError[] = [
      ...(begins !== null ? [] : [{ field: 'from', message: 'Enter when the shift begins, like 9am' }]),
      ...(ends !== null && ends !== begins
        ? []
        : [{ field: 'until', message: 'Enter when it ends, like 5pm' }]),
    ]
    const weeks = Number(text(answers, 'weeks') || '1')
    if (!Number.isInteger(weeks) || weeks < 1 || weeks > MOST_WEEKS)
      errors.push({ field: 'weeks', message: 'Choose for how many weeks' })
    if (errors.length > 0) return { errors }
    const monday = (text(answers, 'weekOn') || d.weekOn) as Day
    const endOf = (on: Day): Instant => at(until <= from ? addDays(on, 1) : on, until)
    // what was over when the form was opened cannot be set any more
    const days = Array.from({ length: weeks * 7 }, (_, i) => addDays(monday, i)).filter(
      (on) => endOf(on) > (text(answers, 'seenAt') || d.asOf),
    )
    return {
      input: {
        teamId: d.teamId,
        begins: days.map((on) => at(on, from)),
        shifts: days.flatMap((on, n) => {
          const chosen = text(answers, WEEKDAYS[weekdayOf(on) - 1] ?? '')
          return chosen === ''
            ? []
            : [
                {
                  id: idBeside(commandId, n + 1),
                  from: at(on, from),
                  until: endOf(on),
                  who: whoOf(chosen),
                },
              ]
        }),
      },
    }
  },
})

export const dutyForms: readonly Page[] = [...hours, ...chain, ...outOfHours, ...shifts]
