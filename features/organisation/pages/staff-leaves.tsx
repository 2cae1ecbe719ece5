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
  Paragraph,
  Select,
} from '#platform/ui/index.ts'
import { myTeam } from '../queries/my-team.ts'
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
        hint="Key worker, tasks, and visits after the last day, in your team. It moves when you confirm. Referrals they sent stay in their name."
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
              : `${String(shown.value.made.moved)} of these move to ${to} when you confirm: people whose key worker they are, visits and calls after the last day, and tasks.`}
          </Paragraph>
          <Touches shown={shown.value} />
        </>
      ),
    })
  },
  fieldNames: { leftAt: 'lastDay', moveTo: 'moveTo' },
  after: (_, made) => `/app/team/staff?done=leave&people=${String(made.touched)}`,
})
