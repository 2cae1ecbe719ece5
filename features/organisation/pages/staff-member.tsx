import { ok, type Result, refuse } from '#core/kernel/result.ts'
import { dayOf } from '#core/kernel/time.ts'
import { effectOf } from '#features/safetynet/index.ts'
import { wasDone } from '#platform/commands/again.ts'
import { errorOfRefusal, isForForm, refusalStatus } from '#platform/drafts/after-refusal.ts'
import { definePage, type FormAnswers, type PageAnswer, type PageRequest, text } from '#platform/http/page.ts'
import type { SessionShown } from '#platform/identity/sessions.ts'
import { codeSha256, newSetUpCode } from '#platform/identity/set-up-code.ts'
import {
  Button,
  box,
  count,
  DateInput,
  dateOf,
  dayWithoutWeekday,
  ErrorSummary,
  errorFor,
  type FieldError,
  Form,
  Heading,
  InsetText,
  Paragraph,
  PostButton,
  Select,
  Table,
} from '#platform/ui/index.ts'
import { type StaffChoices, staffChoices } from '../queries/staff-choices.ts'
import { type StaffMemberShown, staffMember } from '../queries/staff-member.ts'
import { staffSessions } from '../queries/staff-sessions.ts'
import { dayTyped, endAfter, lastDayOf, peopleSeen } from './days.ts'
import { BecomesAGap } from './effect.tsx'
import { leavePages } from './staff-leaves.tsx'
import { endSession, StaffSessions } from './staff-sessions.tsx'
import { TEAM } from './team.tsx'

interface View {
  readonly member: StaffMemberShown
  readonly choices: StaffChoices
  readonly sessions: readonly SessionShown[]
  readonly errors: readonly FieldError[]
  readonly typed: FormAnswers
  newId(): string
}

const page = (
  request: PageRequest,
  errors: readonly FieldError[] = [],
  status?: number,
): Promise<Result<PageAnswer>> =>
  request.see(async (ask, asker) => {
    const staffId = request.params.id ?? ''
    const [member, choices, sessions] = [
      await ask(staffMember, { staffId }),
      await ask(staffChoices, {}),
      await ask(staffSessions, { staffId }),
    ]
    if (!member.ok) return member
    if (!choices.ok) return choices
    if (!sessions.ok) return sessions
    if (!member.value) return refuse('NOT_FOUND_OR_NOT_YOURS')
    const gone = member.value.leftAt !== null && member.value.leftAt <= asker.now
    return ok({
      show: {
        title: member.value.name,
        back: TEAM,
        ...(status === undefined ? {} : { status }),
        body: (
          <Member
            member={member.value}
            choices={choices.value}
            sessions={sessions.value}
            errors={errors}
            typed={request.form}
            newId={() => request.newId()}
            gone={gone}
          />
        ),
      },
    })
  })

const PATH = '/app/team/staff/:id'

const show = definePage({
  method: 'GET',
  path: PATH,
  access: 'signed in',
  handle: (request) => page(request),
})

/**
 * An act that may change who leads somebody: shown first where it touches anybody, then confirmed. `what`: of which it is said what
 * it touches.
 */
async function shownFirst(
  request: PageRequest,
  command: string,
  input: Readonly<Record<string, unknown>>,
  what: string,
  button: string,
): Promise<Result<PageAnswer>> {
  const again = await request.own((tx) => wasDone(tx, text(request.form, 'commandId')))
  if (text(request.form, 'confirmed') === 'yes' || (again.ok && again.value))
    return act(request, command, { ...input, seenPeople: 0, ...peopleSeen(request.form) })
  const looked = await request.rehearse(command, input, (before, after) => ({
    people: before.length,
    effect: effectOf(before, after),
  }))
  if (!looked.ok)
    return isForForm(looked.refusal)
      ? page(request, [errorOfRefusal(looked.refusal)], refusalStatus(looked.refusal))
      : looked
  const { people, effect } = looked.value.sum
  if (people === 0) return act(request, command, { ...input, seenPeople: 0 })
  const at = `/app/team/staff/${request.params.id}`
  const typed = Object.entries(request.form).flatMap(([name, value]) =>
    typeof value === 'string' ? [[name, value] as const] : [],
  )
  return ok({
    show: {
      title: what,
      back: { href: at, text: 'Back to change something' },
      body: (
        <>
          <Heading level={1} caption="Nothing is stored yet">
            {what}
          </Heading>
          <Paragraph>{`It touches ${count(people, 'person', 'people')} who rest on them.`}</Paragraph>
          <BecomesAGap effect={effect} />
          <Form
            action={`${at}/${command === 'staff.end-post' ? 'end-post' : 'post'}`}
            hidden={{ ...Object.fromEntries(typed), seenPeople: String(people), confirmed: 'yes' }}
          >
            <Button>{button}</Button>
          </Form>
        </>
      ),
    },
  })
}

/** Each act of this page: posted, done, and back to the page; a refusal shows the same page with everything in place. */
async function act(request: PageRequest, command: string, input: unknown): Promise<Result<PageAnswer>> {
  const done = await request.act(command, text(request.form, 'commandId'), input)
  if (done.ok) return ok({ goTo: `/app/team/staff/${request.params.id}` })
  return isForForm(done.refusal)
    ? page(request, [errorOfRefusal(done.refusal)], refusalStatus(done.refusal))
    : done
}

const give = definePage({
  method: 'POST',
  path: `${PATH}/post`,
  access: 'signed in',
  handle: async (request) => {
    const { form } = request
    const errors: FieldError[] = [
      ...(text(form, 'teamId') === '' ? [{ field: 'teamId', message: 'Choose a team' }] : []),
      ...(text(form, 'role') === '' ? [{ field: 'role', message: 'Choose a role' }] : []),
    ]
    const last = dayTyped(form, 'until', errors, 'Enter a last day, like 31 3 2027, or leave it empty')
    if (errors.length > 0) return page(request, errors, 422)
    const commandId = text(form, 'commandId')
    const input = {
      postId: commandId,
      holderId: commandId,
      staffId: request.params.id,
      teamId: text(form, 'teamId'),
      role: text(form, 'role'),
      from: null,
      until: last && endAfter(last),
      supervisedBy: text(form, 'supervisedBy') || null,
    }
    return shownFirst(request, 'staff.give-post', input, 'Give a post: what it touches', 'Give this post')
  },
})

const end = definePage({
  method: 'POST',
  path: `${PATH}/end-post`,
  access: 'signed in',
  handle(request) {
    const input = {
      staffId: request.params.id,
      holderId: text(request.form, 'holderId'),
      until: null,
      seenUntil: text(request.form, 'seenUntil') || null,
    }
    return shownFirst(request, 'staff.end-post', input, 'End a post: what it touches', 'End it now')
  },
})

/** The code is made here and shown here, once; what is kept is its hash. A second press makes a second code, and the first ends. */
const invite = definePage({
  method: 'POST',
  path: `${PATH}/invite`,
  access: 'signed in',
  async handle(request) {
    const code = newSetUpCode()
    const staffId = request.params.id ?? ''
    const done = await request.act('staff.invite', request.newId(), {
      invitationId: request.newId(),
      staffId,
      codeSha256: codeSha256(code).toString('hex'),
    })
    if (!done.ok)
      return isForForm(done.refusal)
        ? page(request, [errorOfRefusal(done.refusal)], refusalStatus(done.refusal))
        : done
    return ok({
      show: {
        title: 'Set-up code',
        back: { href: `/app/team/staff/${staffId}`, text: 'Back' },
        body: (
          <>
            <Heading level={1}>Set-up code</Heading>
            <InsetText>
              <p>
                <code className="nhsuk-u-font-size-24">{code}</code>
              </p>
            </InsetText>
            <Paragraph>
              Give it to them in person or by phone, not by email. It is shown only now, works once and for
              three days. An older code has ended.
            </Paragraph>
            <Paragraph>
              They go to “Sign in”, choose “Set up your sign-in”, and need an authenticator app on their
              phone.
            </Paragraph>
          </>
        ),
      },
    })
  },
})

function Member({
  member,
  choices,
  sessions,
  errors,
  typed,
  newId,
  gone,
}: View & { readonly gone: boolean }) {
  const at = `/app/team/staff/${member.staffId}`
  return (
    <>
      <ErrorSummary errors={errors} />
      <Heading level={1} caption={`Employed by ${member.employer}`}>
        {member.name}
      </Heading>
      {gone && (
        <InsetText>
          <p>This staff member has left.</p>
        </InsetText>
      )}
      <Table
        caption="Posts"
        columns={[
          { head: 'Post', isRowName: true, cell: (p) => p.title },
          { head: 'Team', cell: (p) => p.team },
          { head: 'Since', cell: (p) => dayWithoutWeekday(dayOf(p.fromAt)) },
          {
            head: 'Last day',
            cell: (p) => (p.untilAt === null ? 'No end set' : dayWithoutWeekday(lastDayOf(p.untilAt))),
          },
          {
            head: 'End',
            headHidden: true,
            cell: (p) =>
              p.mine && (
                <PostButton
                  action={`${at}/end-post`}
                  small
                  variant="secondary"
                  hidden={{ commandId: newId(), holderId: p.holderId, seenUntil: p.untilAt ?? '' }}
                  hiddenWords={`${p.title}, ${p.team}`}
                >
                  End now
                </PostButton>
              ),
          },
        ]}
        rows={member.posts}
        rowKey={(p) => p.holderId}
        empty={<Paragraph>They hold no post, so they may do nothing yet.</Paragraph>}
      />
      {!gone && (
        <>
          <Heading level={2}>Give a post</Heading>
          <Form action={`${at}/post`} hidden={{ commandId: newId() }}>
            <Select
              {...box(typed, errors, 'teamId')}
              label="Team"
              choose="Choose a team"
              options={choices.teams.map((t) => ({ value: t.id, text: t.name }))}
            />
            <Select
              {...box(typed, errors, 'role')}
              label="Role"
              choose="Choose a role"
              options={choices.roles.map((r) => ({ value: r.id, text: r.title }))}
            />
            <DateInput
              name="until"
              label="Last day, if there is one"
              hint="A secondment needs one."
              labelSize="s"
              value={dateOf(typed, 'until').typed}
              error={errorFor(errors, 'until')}
            />
            <Select
              {...box(typed, errors, 'supervisedBy')}
              label="Supervised by, if seconded"
              choose="Not seconded"
              options={choices.staff
                .filter((s) => s.id !== member.staffId)
                .map((s) => ({ value: s.id, text: s.name }))}
            />
            <Button>Give this post</Button>
          </Form>
        </>
      )}
      {member.mine && !gone && (
        <>
          <Heading level={2}>Signing in</Heading>
          <Paragraph>
            A set-up code lets them choose a password and add their phone. Use it too when phone and recovery
            codes are lost: what they had then stops working.
          </Paragraph>
          <PostButton action={`${at}/invite`} variant="secondary" hidden={{ commandId: newId() }}>
            Make a set-up code
          </PostButton>
          <StaffSessions at={at} sessions={sessions} newId={newId} />
          <Heading level={2}>Leaving</Heading>
          {member.leftAt !== null && (
            <Paragraph>{`Their last day is ${dayWithoutWeekday(lastDayOf(member.leftAt))}.`}</Paragraph>
          )}
          <Button variant="secondary" href={`${at}/leave`}>
            {member.leftAt === null ? 'Record that they leave' : 'Change their last day'}
          </Button>
        </>
      )}
    </>
  )
}

export const staffMemberPages = [show, give, end, ...leavePages, invite, endSession]
