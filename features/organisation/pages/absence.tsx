import { ok, refuse } from '#core/kernel/result.ts'
import { dayOf, type Instant, startOfDay } from '#core/kernel/time.ts'
import { formPages } from '#platform/drafts/form-page.tsx'
import { type FormAnswers, text } from '#platform/http/page.ts'
import {
  box,
  DateInput,
  dateOf,
  dayWithoutWeekday,
  errorFor,
  type FieldError,
  InsetText,
  Paragraph,
  Radios,
  Select,
} from '#platform/ui/index.ts'
import { ABSENCE_KINDS } from '../commands/staff-record-absence.ts'
import { type AbsenceShown, myTeam } from '../queries/my-team.ts'
import { type StaffChoices, staffChoices } from '../queries/staff-choices.ts'
import { CoverSaid, choiceWords, coverAwayThroughout } from './cover-away.tsx'
import { boxesOf, dayTyped, endAfter, lastDayOf, peopleSeen } from './days.ts'
import { lookAhead, Touches } from './effect.tsx'
import { TEAM } from './team.tsx'

const KIND_WORDS = { leave: 'Leave', sick: 'Sick', training: 'Training', other: 'Another reason' } as const
const LAST_DAY = 'Enter the last day away, like 18 3 2027'

type Staff = StaffChoices['staff']

/** A day that must be there; what is missing or not understood is added to the errors. */
function dayNeeded(answers: FormAnswers, name: string, errors: FieldError[], message: string) {
  const typed = dayTyped(answers, name, errors, message)
  if (typed === null && !errors.some((e) => e.field === name)) errors.push({ field: name, message })
  return typed
}

const CoverSelect = ({
  staff,
  value,
  errors,
}: {
  readonly staff: Staff
  readonly value: string
  readonly errors: readonly FieldError[]
}) => (
  <Select
    name="cover"
    label="Who covers"
    choose="Nobody yet"
    value={value}
    error={errorFor(errors, 'cover')}
    hint="Without cover, what they own is a gap on the board from the first day."
    options={staff.map((s) => ({ value: s.id, text: choiceWords(s) }))}
  />
)

const DayAway = ({
  name,
  label,
  answers,
  errors,
}: {
  readonly name: string
  readonly label: string
  readonly answers: FormAnswers
  readonly errors: readonly FieldError[]
}) => (
  <DateInput
    name={name}
    label={label}
    labelSize="s"
    value={dateOf(answers, name).typed}
    error={errorFor(errors, name)}
  />
)

interface AbsenceInput {
  readonly staffId: string
  readonly from: Instant
  readonly until: Instant
  readonly coverStaffId: string | null
}

const record = formPages<{ readonly staff: Staff; readonly chosen: string }>({
  path: '/app/team/staff/absence',
  form: 'staff.record-absence',
  command: 'staff.record-absence',
  async facts(ask, _asker, request) {
    const choices = await ask(staffChoices, {})
    return choices.ok ? ok({ staff: choices.value.staff, chosen: request.query.staff ?? '' }) : choices
  },
  title: () => 'Record an absence',
  back: () => TEAM,
  start: ({ chosen }): FormAnswers => ({ staffId: chosen }),
  fields: ({ staff }, answers, errors) => (
    <>
      <Select
        {...box(answers, errors, 'staffId')}
        label="Who is away"
        choose="Choose somebody"
        options={staff.map((s) => ({ value: s.id, text: s.name }))}
      />
      <Radios
        name="kind"
        label="Why"
        labelSize="s"
        hint="Only managers see this."
        value={text(answers, 'kind') || undefined}
        error={errorFor(errors, 'kind')}
        choices={ABSENCE_KINDS.map((value) => ({ value, label: KIND_WORDS[value] }))}
      />
      <DayAway name="from" label="First day away" answers={answers} errors={errors} />
      <DayAway name="until" label="Last day away" answers={answers} errors={errors} />
      <CoverSelect staff={staff} value={text(answers, 'cover')} errors={errors} />
    </>
  ),
  button: 'See what it touches',
  read(answers, { staff }, absenceId) {
    const errors: FieldError[] = []
    const staffId = text(answers, 'staffId')
    if (staffId === '') errors.push({ field: 'staffId', message: 'Choose who is away' })
    const kind = ABSENCE_KINDS.find((k) => k === text(answers, 'kind'))
    if (kind === undefined) errors.push({ field: 'kind', message: 'Choose why they are away' })
    // away from the start of the first day to the end of the last, by the calendar of London
    const from = dayNeeded(answers, 'from', errors, 'Enter the first day away, like 14 3 2027')
    const until = dayNeeded(answers, 'until', errors, LAST_DAY)
    if (from === null || until === null || errors.length > 0) return { errors }
    const away = coverAwayThroughout(
      staff.find((s) => s.id === text(answers, 'cover')),
      { from: startOfDay(from), until: endAfter(until) },
    )
    if (away !== null) return { errors: [{ field: 'cover', message: away }] }
    return {
      input: {
        absenceId,
        staffId,
        kind,
        from: startOfDay(from),
        until: endAfter(until),
        coverStaffId: text(answers, 'cover') || null,
        ...peopleSeen(answers),
      },
    }
  },
  async preview(request, input, { staff }) {
    const i = input as unknown as AbsenceInput
    const shown = await lookAhead(request, 'staff.record-absence', input, {
      ...i,
      covered: i.coverStaffId !== null,
    })
    if (!shown.ok) return shown
    const name = (id: string | null): string => staff.find((s) => s.id === id)?.name ?? 'Nobody'
    return ok({
      title: `${name(i.staffId)} is away: what it touches`,
      button: 'Record the absence',
      seen: { seenPeople: String(shown.value.queue.people) },
      body: (
        <>
          <Paragraph>{`Away from ${dayWithoutWeekday(dayOf(i.from))} to ${dayWithoutWeekday(lastDayOf(i.until))}. ${i.coverStaffId === null ? 'Nobody covers.' : `${name(i.coverStaffId)} covers.`}`}</Paragraph>
          <CoverSaid cover={staff.find((s) => s.id === i.coverStaffId)} span={i} />
          <Touches shown={shown.value} />
        </>
      ),
    })
  },
  says: () => <p>What this absence touches has changed since you looked. Look again before you confirm.</p>,
  after: (_, made) => `/app/team/staff?done=absence&people=${String(made.touched)}`,
})

const standsNow = (a: AbsenceShown): string =>
  `away from ${dayWithoutWeekday(dayOf(a.fromAt))} to ${dayWithoutWeekday(lastDayOf(a.untilAt))}, ${a.cover === null ? 'nobody covers' : `covered by ${a.cover}`}`

const cover = formPages<{ readonly absence: AbsenceShown; readonly staff: Staff }>({
  path: '/app/team/absences/:id',
  form: 'staff.change-cover',
  command: 'staff.change-cover',
  async facts(ask, _asker, request) {
    const [team, choices] = [await ask(myTeam, {}), await ask(staffChoices, {})]
    if (!team.ok) return team
    if (!choices.ok) return choices
    const absence = team.value.absences.find((a) => a.absenceId === request.params.id)
    if (!absence) return refuse('NOT_FOUND_OR_NOT_YOURS')
    return ok({ absence, staff: choices.value.staff.filter((s) => s.id !== absence.staffId) })
  },
  title: ({ absence }) => `Cover for ${absence.name}`,
  back: () => TEAM,
  start: ({ absence }): FormAnswers => ({
    cover: absence.coverStaffId ?? '',
    ...boxesOf('until', lastDayOf(absence.untilAt)),
  }),
  seen: ({ absence }) => ({ seenCover: absence.coverStaffId ?? '', seenUntil: absence.untilAt }),
  says: ({ absence }) => <p>{`It now says: ${standsNow(absence)}.`}</p>,
  fields: ({ absence, staff }, answers, errors) => (
    <>
      <InsetText>
        <p>{`Recorded now: ${standsNow(absence)}.`}</p>
      </InsetText>
      <CoverSelect staff={staff} value={text(answers, 'cover')} errors={errors} />
      <DayAway name="until" label="Last day away" answers={answers} errors={errors} />
    </>
  ),
  button: 'See what it touches',
  async preview(request, input, { absence, staff }) {
    const i = input as unknown as Pick<AbsenceInput, 'coverStaffId' | 'until'>
    const shown = await lookAhead(request, 'staff.change-cover', input, {
      staffId: absence.staffId,
      from: absence.fromAt,
      until: i.until,
      covered: i.coverStaffId !== null,
    })
    if (!shown.ok) return shown
    const chosen = staff.find((s) => s.id === i.coverStaffId)
    const who = chosen?.name
    return ok({
      title: `Cover for ${absence.name}: what it touches`,
      button: 'Save the change',
      body: (
        <>
          <Paragraph>{`Recorded now: ${standsNow(absence)}.`}</Paragraph>
          <Paragraph>{`You are about to say: away to ${dayWithoutWeekday(lastDayOf(i.until))}. ${who === undefined ? 'Nobody covers.' : `${who} covers.`}`}</Paragraph>
          <CoverSaid cover={chosen} span={{ from: absence.fromAt, until: i.until }} />
          <Touches shown={shown.value} />
        </>
      ),
    })
  },
  read(answers, { absence, staff }) {
    const errors: FieldError[] = []
    const last = dayNeeded(answers, 'until', errors, LAST_DAY)
    if (last === null) return { errors }
    const away = coverAwayThroughout(
      staff.find((s) => s.id === text(answers, 'cover')),
      { from: absence.fromAt, until: endAfter(last) },
    )
    if (away !== null) return { errors: [{ field: 'cover', message: away }] }
    return {
      input: {
        absenceId: absence.absenceId,
        staffId: absence.staffId,
        coverStaffId: text(answers, 'cover') || null,
        until: endAfter(last),
        seen: { coverStaffId: text(answers, 'seenCover') || null, until: text(answers, 'seenUntil') },
      },
    }
  },
  after: (_, made) => `/app/team/staff?done=cover&people=${String(made.touched)}`,
})

export const absencePages = [...record, ...cover]
