import { ok, refuse } from '#core/kernel/result.ts'
import type { Instant } from '#core/kernel/time.ts'
import { formPages } from '#platform/drafts/form-page.tsx'
import { text } from '#platform/http/page.ts'
import {
  box,
  DateInput,
  dateOf,
  dayWithoutWeekday,
  errorFor,
  type FieldError,
  Heading,
  Paragraph,
  Select,
  Table,
} from '#platform/ui/index.ts'
import { myTeam } from '../queries/my-team.ts'
import { type LeaverPart, leaverParts } from '../queries/queue.ts'
import { type StaffMemberShown, staffMember } from '../queries/staff-member.ts'
import { boxesOf, dayTyped, endAfter, lastDayOf, peopleSeen } from './days.ts'
import { lookAhead, Touches } from './effect.tsx'

interface Leaving {
  readonly member: StaffMemberShown
  readonly gone: boolean
  readonly now: Instant
  /** Of the asker's team: what the leaver owns may move to one of them. */
  readonly colleagues: readonly { readonly id: string; readonly name: string }[]
}

interface LeaveInput {
  readonly staffId: string
  readonly leftAt: Instant | null
  readonly moveToStaffId: string | null
}

const PART_WORDS: Readonly<Record<LeaverPart['what'], string>> = {
  'key worker': 'People whose key worker they are',
  contacts: 'Visits and calls after the last day',
  appointments: 'Appointments they go along to',
  tasks: 'Tasks',
  referrals: 'Referrals they sent that wait',
  leads: 'People whom they lead out of hospital',
  'asked to lead': 'Asked to lead, not answered',
}
/** Of the asker's team these move to whoever is named; a referral keeps its sender, and a lead is accepted by name. */
const MOVES: ReadonlySet<LeaverPart['what']> = new Set(['key worker', 'contacts', 'appointments', 'tasks'])

/** What the act leaves in their name, and whose it is to give each to somebody. */
const Stays = ({ parts, moved }: { readonly parts: readonly LeaverPart[]; readonly moved: boolean }) => {
  const left = parts.filter((p) => !(moved && p.ours && MOVES.has(p.what)))
  if (left.length === 0) return null
  const takes = (p: LeaverPart): string =>
    p.ours
      ? 'Your team: on its board until somebody takes it'
      : `${p.manager ?? 'Its manager'}, who gets a task when you confirm`
  return (
    <>
      <Heading level={2}>What stays in their name, and who has to see to it</Heading>
      <Table
        caption="What stays in their name, by team"
        captionHidden
        columns={[
          { head: 'What', isRowName: true, cell: (p: LeaverPart) => PART_WORDS[p.what] },
          { head: 'How many', numeric: true, cell: (p) => p.n },
          { head: 'Team', cell: (p) => p.team },
          { head: 'Who sees to it', cell: takes },
        ]}
        rows={left}
        rowKey={(p) => `${p.teamId} ${p.what}`}
        empty={<Paragraph>Nothing.</Paragraph>}
      />
    </>
  )
}

/** /app/team/staff/:id/leave: their last day, and where what they own goes; shown before it is confirmed. */
export const leavePages = formPages<Leaving>({
  path: '/app/team/staff/:id/leave',
  form: 'staff.leave',
  command: 'staff.leave',
  async facts(ask, asker, request) {
    const found = await ask(staffMember, { staffId: request.params.id ?? '' })
    if (!found.ok) return found
    const member = found.value
    if (!member?.mine) return refuse('NOT_FOUND_OR_NOT_YOURS')
    const team = await ask(myTeam, {})
    if (!team.ok) return team
    const gone = member.leftAt !== null && member.leftAt <= asker.now
    const colleagues = new Map(
      team.value.posts
        .filter((p) => p.staffId !== member.staffId && p.fromAt <= asker.now)
        .map((p) => [p.staffId, { id: p.staffId, name: p.name }]),
    )
    return ok({ member, gone, now: asker.now, colleagues: [...colleagues.values()] })
  },
  opens: ({ gone }) => !gone,
  title: ({ member }) => `${member.name} leaves`,
  back: ({ member }) => ({ href: `/app/team/staff/${member.staffId}`, text: `Back to ${member.name}` }),
  start: ({ member }) => (member.leftAt === null ? {} : boxesOf('lastDay', lastDayOf(member.leftAt))),
  version: ({ member }) => member.version,
  says: ({ member }) => (
    <p>
      {member.leftAt === null
        ? 'No last day is recorded now. If somebody changed what this touches, look again before you confirm.'
        : `Their last day is now ${dayWithoutWeekday(lastDayOf(member.leftAt))}.`}
    </p>
  ),
  fields: ({ colleagues }, answers, errors) => (
    <>
      <Paragraph>
        What they own moves to the colleague you choose, or becomes a gap of their team from that moment. They
        can sign in no more.
      </Paragraph>
      <DateInput
        name="lastDay"
        label="Their last day"
        hint="Leave it empty to end it now."
        labelSize="s"
        value={dateOf(answers, 'lastDay').typed}
        error={errorFor(errors, 'lastDay')}
      />
      <Select
        {...box(answers, errors, 'moveTo')}
        label="Who takes what they own"
        hint="Key worker, tasks, and visits after the last day, in your team. It moves when you confirm. Referrals they sent and people whom they lead do not: you are shown who sees to those."
        choose="Nobody: leave it to the team"
        options={colleagues.map((c) => ({ value: c.id, text: c.name }))}
      />
    </>
  ),
  button: 'See what it touches',
  read(answers, { member }) {
    const errors: FieldError[] = []
    const last = dayTyped(
      answers,
      'lastDay',
      errors,
      'Enter their last day, like 31 3 2027, or leave it empty for now',
    )
    if (errors.length > 0) return { errors }
    return {
      input: {
        staffId: member.staffId,
        leftAt: last && endAfter(last),
        moveToStaffId: text(answers, 'moveTo') || null,
        ...peopleSeen(answers),
      },
    }
  },
  async preview(request, input, { member, colleagues, now }) {
    const { staffId, leftAt, moveToStaffId } = input as unknown as LeaveInput
    const from = leftAt !== null && leftAt > now ? leftAt : now
    const shown = await lookAhead(request, 'staff.leave', input, {
      staffId,
      from,
      until: null,
      covered: false,
    })
    if (!shown.ok) return shown
    const parts = await request.see((ask) => ask(leaverParts, { staffId, from }))
    if (!parts.ok) return parts
    const to = colleagues.find((c) => c.id === moveToStaffId)?.name
    return ok({
      title: `${member.name} leaves: what it touches`,
      button: 'Record that they leave',
      seen: { seenPeople: String(shown.value.queue.people) },
      body: (
        <>
          <Paragraph>
            {leftAt === null
              ? 'They leave now.'
              : `Their last day is ${dayWithoutWeekday(lastDayOf(leftAt))}.`}{' '}
            {to === undefined
              ? 'Nothing moves: what they own stands on the board of the team until somebody takes it.'
              : `${String(shown.value.made.moved)} of these move to ${to} when you confirm: people whose key worker they are, visits and calls after the last day, appointments, and tasks.`}
          </Paragraph>
          <Stays parts={parts.value} moved={to !== undefined} />
          <Touches shown={shown.value} />
        </>
      ),
    })
  },
  fieldNames: { leftAt: 'lastDay', moveTo: 'moveTo' },
  after: (_, made) => `/app/team/staff?done=leave&people=${String(made.touched)}`,
})
