import { ok, type Result, refuse } from '#core/kernel/result.ts'
import { addDays, dayOf, type Instant, startOfDay } from '#core/kernel/time.ts'
import {
  draftAfterRefusal,
  errorOfRefusal,
  isForForm,
  refusalStatus,
} from '#platform/drafts/after-refusal.ts'
import { DRAFT_URL, type DraftForm, draftSent, openDraftForm } from '#platform/drafts/draft-form.ts'
import { definePage, type FormAnswers, type PageAnswer, type PageRequest, text } from '#platform/http/page.ts'
import {
  Button,
  DateInput,
  dateOf,
  dayWithoutWeekday,
  ErrorSummary,
  errorFor,
  type FieldError,
  Form,
  Heading,
  InsetText,
  Radios,
  SaveState,
  Select,
  textOf,
  typedDate,
} from '#platform/ui/index.ts'
import { ABSENCE_KINDS } from '../commands/staff-record-absence.ts'
import { type AbsenceShown, myTeam } from '../queries/my-team.ts'
import { type StaffChoices, staffChoices } from '../queries/staff-choices.ts'
import { lastDayOf, TEAM } from './team.tsx'

const KIND_WORDS = { leave: 'Leave', sick: 'Sick', training: 'Training', other: 'Another reason' } as const
const TITLE = 'Record an absence'
const SCRIPTS = ['autosave.js']

/** Away from the start of the first day to the end of the last, by the calendar of London. */
function timesOf(
  form: FormAnswers,
  errors: FieldError[],
): { readonly from: Instant; readonly until: Instant } | undefined {
  const [first, last] = [dateOf(form, 'from'), dateOf(form, 'until')]
  if (first.kind !== 'day')
    errors.push({ field: 'from', message: 'Enter the first day away, like 14 3 2027' })
  if (last.kind !== 'day') errors.push({ field: 'until', message: 'Enter the last day away, like 18 3 2027' })
  return first.kind === 'day' && last.kind === 'day'
    ? { from: startOfDay(first.day), until: startOfDay(addDays(last.day, 1)) }
    : undefined
}

const coverOf = (form: FormAnswers): string | null => textOf(form, 'cover') || null

const show = definePage({
  method: 'GET',
  path: '/app/team/staff/absence',
  access: 'signed in',
  keeps: {
    form: 'staff.record-absence',
    command: 'staff.record-absence',
    at: () => '/app/team/staff/absence',
  },
  async handle(request) {
    const form = await openDraftForm(request, 'staff.record-absence', '')
    return form.ok ? page(request, form.value, []) : form
  },
})

const page = (
  request: PageRequest,
  form: DraftForm,
  errors: readonly FieldError[],
  status?: number,
): Promise<Result<PageAnswer>> =>
  request.see(async (ask) => {
    const choices = await ask(staffChoices, {})
    if (!choices.ok) return choices
    return ok({
      show: {
        title: TITLE,
        back: TEAM,
        scripts: SCRIPTS,
        ...(status === undefined ? {} : { status }),
        body: (
          <AbsenceForm
            form={form}
            errors={errors}
            staff={choices.value.staff}
            chosen={textOf(form.answers, 'staffId') || (request.query.staff ?? '')}
          />
        ),
      },
    })
  })

const send = definePage({
  method: 'POST',
  path: '/app/team/staff/absence',
  access: 'signed in',
  async handle(request) {
    const { form } = request
    const errors: FieldError[] = []
    const staffId = textOf(form, 'staffId')
    if (staffId === '') errors.push({ field: 'staffId', message: 'Choose who is away' })
    const kind = ABSENCE_KINDS.find((k) => k === textOf(form, 'kind'))
    if (kind === undefined) errors.push({ field: 'kind', message: 'Choose why they are away' })
    const times = timesOf(form, errors)
    if (errors.length > 0 || times === undefined)
      return page(request, await draftAfterRefusal(request), errors, 422)
    const commandId = text(form, 'commandId')
    const done = await request.act('staff.record-absence', commandId, {
      absenceId: commandId,
      staffId,
      kind,
      ...times,
      coverStaffId: coverOf(form),
    })
    if (done.ok) {
      await draftSent(request, commandId)
      return ok({ goTo: `/app/team/staff?done=absence&people=${String(done.value.made.touched)}` })
    }
    if (!isForForm(done.refusal)) return done
    return page(
      request,
      await draftAfterRefusal(request),
      [errorOfRefusal(done.refusal)],
      refusalStatus(done.refusal),
    )
  },
})

interface FormPartProps {
  readonly form: DraftForm
  readonly errors: readonly FieldError[]
  readonly staff: StaffChoices['staff']
  readonly chosen: string
}

const AbsenceForm = ({ form, errors, staff, chosen }: FormPartProps) => (
  <>
    <ErrorSummary errors={errors} />
    <Heading level={1}>{TITLE}</Heading>
    <Form action="/app/team/staff/absence" id="absence" draftUrl={DRAFT_URL} hidden={form.hidden}>
      <SaveState formId="absence" value={form.saveState} />
      <Select
        name="staffId"
        label="Who is away"
        choose="Choose somebody"
        value={chosen}
        options={staff.map((s) => ({ value: s.id, text: s.name }))}
        error={errorFor(errors, 'staffId')}
      />
      <Radios
        name="kind"
        label="Why"
        labelSize="s"
        hint="Only managers see this."
        value={textOf(form.answers, 'kind') || undefined}
        error={errorFor(errors, 'kind')}
        choices={ABSENCE_KINDS.map((value) => ({ value, label: KIND_WORDS[value] }))}
      />
      <DateInput
        name="from"
        label="First day away"
        labelSize="s"
        value={dateOf(form.answers, 'from').typed}
        error={errorFor(errors, 'from')}
      />
      <DateInput
        name="until"
        label="Last day away"
        labelSize="s"
        value={dateOf(form.answers, 'until').typed}
        error={errorFor(errors, 'until')}
      />
      <CoverSelect staff={staff} value={textOf(form.answers, 'cover')} errors={errors} />
      <Button>Record the absence</Button>
    </Form>
  </>
)

const CoverSelect = ({
  staff,
  value,
  errors,
}: {
  readonly staff: StaffChoices['staff']
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
    options={staff.map((s) => ({ value: s.id, text: s.name }))}
  />
)

interface Changing {
  readonly absence: AbsenceShown
  readonly staff: StaffChoices['staff']
}

const load = (request: PageRequest, then: (c: Changing) => Result<PageAnswer>): Promise<Result<PageAnswer>> =>
  request.see(async (ask) => {
    const [team, choices] = [await ask(myTeam, {}), await ask(staffChoices, {})]
    if (!team.ok) return team
    if (!choices.ok) return choices
    const absence = team.value.absences.find((a) => a.absenceId === request.params.id)
    return absence ? then({ absence, staff: choices.value.staff }) : refuse('NOT_FOUND_OR_NOT_YOURS')
  })

const change = definePage({
  method: 'GET',
  path: '/app/team/absences/:id',
  access: 'signed in',
  handle: (request) =>
    load(request, (c) =>
      ok({
        show: {
          title: `Cover for ${c.absence.name}`,
          back: TEAM,
          body: <CoverForm {...c} commandId={request.newId()} errors={[]} typed={undefined} />,
        },
      }),
    ),
})

const sendChange = definePage({
  method: 'POST',
  path: '/app/team/absences/:id',
  access: 'signed in',
  async handle(request) {
    const { form } = request
    const last = dateOf(form, 'until')
    const again = (errors: readonly FieldError[], status: number) =>
      load(request, (c) =>
        ok({
          show: {
            title: `Cover for ${c.absence.name}`,
            back: TEAM,
            status,
            body: <CoverForm {...c} commandId={request.newId()} errors={errors} typed={form} />,
          },
        }),
      )
    if (last.kind !== 'day')
      return again([{ field: 'until', message: 'Enter the last day away, like 18 3 2027' }], 422)
    const done = await request.act('staff.change-cover', text(form, 'commandId'), {
      absenceId: request.params.id,
      staffId: text(form, 'staffId'),
      coverStaffId: coverOf(form),
      until: startOfDay(addDays(last.day, 1)),
      seen: { coverStaffId: text(form, 'seenCover') || null, until: text(form, 'seenUntil') },
    })
    if (done.ok) return ok({ goTo: `/app/team/staff?done=cover&people=${String(done.value.made.touched)}` })
    return isForForm(done.refusal) ? again([errorOfRefusal(done.refusal)], refusalStatus(done.refusal)) : done
  },
})

function CoverForm({
  absence,
  staff,
  commandId,
  errors,
  typed,
}: Changing & {
  readonly commandId: string
  readonly errors: readonly FieldError[]
  readonly typed: FormAnswers | undefined
}) {
  const hidden = {
    commandId,
    staffId: absence.staffId,
    seenCover: absence.coverStaffId ?? '',
    seenUntil: absence.untilAt,
  }
  return (
    <>
      <ErrorSummary errors={errors} />
      <Heading level={1}>{`Cover for ${absence.name}`}</Heading>
      <InsetText>
        <p>{`Recorded now: away from ${dayWithoutWeekday(dayOf(absence.fromAt))} to ${dayWithoutWeekday(lastDayOf(absence.untilAt))}, ${absence.cover === null ? 'nobody covers' : `covered by ${absence.cover}`}.`}</p>
      </InsetText>
      <Form action={`/app/team/absences/${absence.absenceId}`} hidden={hidden}>
        <CoverSelect
          staff={staff.filter((s) => s.id !== absence.staffId)}
          value={typed ? textOf(typed, 'cover') : (absence.coverStaffId ?? '')}
          errors={errors}
        />
        <DateInput
          name="until"
          label="Last day away"
          labelSize="s"
          value={typed ? dateOf(typed, 'until').typed : typedDate(lastDayOf(absence.untilAt))}
          error={errorFor(errors, 'until')}
        />
        <Button>Save</Button>
      </Form>
    </>
  )
}

export const absencePages = [show, send, change, sendChange]
