import { ok } from '#core/kernel/result.ts'
import { dayOf, type Instant } from '#core/kernel/time.ts'
import { formPages } from '#platform/drafts/form-page.tsx'
import { definePage, text } from '#platform/http/page.ts'
import {
  Button,
  ButtonGroup,
  box,
  count,
  dayWithoutWeekday,
  EmptyState,
  type FieldError,
  Form,
  Heading,
  Link,
  Paragraph,
  Select,
  SuccessBanner,
  Table,
  Tag,
  TextInput,
} from '#platform/ui/index.ts'
import { type AbsenceShown, myTeam, type PostHeld } from '../queries/my-team.ts'
import { staffChoices } from '../queries/staff-choices.ts'
import { lastDayOf } from './days.ts'

export const TEAM = { href: '/app/team/staff', text: 'Back to my team' }

const DONE: Readonly<Record<string, (people: number) => string>> = {
  absence: (n) => `The absence is recorded. It touches ${count(n, 'person', 'people')}.`,
  cover: (n) => `The absence is changed. It touches ${count(n, 'person', 'people')}.`,
  leave: (n) => `The leaving is recorded. It touches ${count(n, 'person', 'people')}.`,
}

const show = definePage({
  method: 'GET',
  path: '/app/team/staff',
  access: 'signed in',
  handle: (request) =>
    request.see(async (ask, asker) => {
      const team = await ask(myTeam, {})
      if (!team.ok) return team
      const manages = asker.rights.includes('staff.manage')
      const done = DONE[request.query.done ?? '']
      const people = Number(request.query.people)
      return ok({
        show: {
          title: 'My team',
          list: { name: 'team' },
          // the service's numbers are for who may read them; anybody else came from the tasks
          back: asker.rights.includes('report.read')
            ? { href: '/app/team', text: 'Back to my service' }
            : { href: '/app/tasks', text: 'Back to tasks' },
          body: (
            <>
              {done && Number.isSafeInteger(people) && (
                <SuccessBanner heading={done(people)}>
                  {people > 0 && (
                    <p>
                      <a href="/app/gaps">See the gap board</a>
                    </p>
                  )}
                </SuccessBanner>
              )}
              <Heading level={1} caption={asker.organisationName}>
                {asker.teamName}
              </Heading>
              {manages && (
                <ButtonGroup>
                  <Button href="/app/team/staff/absence">Record an absence</Button>
                  <Button href="/app/team/staff/add" variant="secondary">
                    Add a staff member
                  </Button>
                </ButtonGroup>
              )}
              <Posts posts={team.value.posts} manages={manages} />
              <Absences absences={team.value.absences} manages={manages} now={asker.now} />
              <Paragraph>
                <Link href="/app/team/duty">Who is on duty</Link>
              </Paragraph>
              <Paragraph>
                <Link href="/app/organisations">Organisations and services of the partnership</Link>
              </Paragraph>
            </>
          ),
        },
      })
    }),
})

const Posts = ({ posts, manages }: { readonly posts: readonly PostHeld[]; readonly manages: boolean }) => (
  <Table
    caption="Who is in this team"
    columns={[
      {
        head: 'Name',
        isRowName: true,
        cell: (p) => (manages ? <Link href={`/app/team/staff/${p.staffId}`}>{p.name}</Link> : p.name),
      },
      { head: 'Post', cell: (p) => (p.voluntary ? `${p.title} (volunteer)` : p.title) },
      { head: 'Since', cell: (p) => dayWithoutWeekday(dayOf(p.fromAt)) },
      {
        head: 'Until',
        cell: (p) => (p.untilAt === null ? 'No end set' : dayWithoutWeekday(lastDayOf(p.untilAt))),
      },
      {
        head: 'Seconded',
        cell: (p) =>
          p.employedBy === null
            ? 'No'
            : `From ${p.employedBy}, supervised by ${p.supervisedBy ?? 'nobody named'}`,
      },
    ]}
    rows={posts}
    rowKey={(p) => p.holderId}
    empty={
      <EmptyState
        why="Nobody holds a post in this team."
        fill="A manager gives posts on the page of a staff member."
      />
    }
  />
)

const Absences = ({
  absences,
  manages,
  now,
}: {
  readonly absences: readonly AbsenceShown[]
  readonly manages: boolean
  readonly now: Instant
}) => (
  <>
    <Heading level={2}>Away now and to come</Heading>
    <Table
      caption="Away now and to come"
      captionHidden
      columns={[
        { head: 'Name', isRowName: true, cell: (a) => a.name },
        { head: 'From', cell: (a) => (a.fromAt <= now ? 'Now' : dayWithoutWeekday(dayOf(a.fromAt))) },
        { head: 'Last day', cell: (a) => dayWithoutWeekday(lastDayOf(a.untilAt)) },
        { head: 'Cover', cell: (a) => a.cover ?? <Tag colour="red">No cover</Tag> },
        // why somebody is away is between them and their manager
        ...(manages
          ? [
              { head: 'Why', cell: (a: AbsenceShown) => a.kind },
              {
                head: 'Change',
                headHidden: true,
                cell: (a: AbsenceShown) => (
                  <Link href={`/app/team/absences/${a.absenceId}`} hiddenWords={`for ${a.name}`}>
                    Change
                  </Link>
                ),
              },
            ]
          : []),
      ]}
      rows={absences}
      rowKey={(a) => a.absenceId}
      empty={<Paragraph>Nobody is away, and no absence is planned.</Paragraph>}
    />
  </>
)

interface AddFacts {
  /** Who employs them: the asker's organisation, or one that the asker looks after. */
  readonly organisationId: string
  readonly elsewhere: readonly { id: string; name: string; employer: string }[]
}

const add = formPages<AddFacts>({
  path: '/app/team/staff/add',
  form: 'staff.add',
  command: 'staff.add',
  async facts(ask, asker, request) {
    const choices = await ask(staffChoices, {})
    return choices.ok
      ? ok({
          organisationId: request.query.organisation ?? asker.organisationId,
          elsewhere: choices.value.elsewhere,
        })
      : choices
  },
  title: () => 'Add a staff member',
  back: () => TEAM,
  fields: (_, answers, errors) => (
    <>
      <TextInput {...box(answers, errors, 'name')} label="Name" width={30} spellCheck={false} />
      <TextInput
        {...box(answers, errors, 'email')}
        label="Work email"
        type="email"
        width={30}
        spellCheck={false}
        hint="They sign in with it. It is shown to nobody."
      />
    </>
  ),
  button: 'Add and choose a post',
  below: ({ elsewhere }) =>
    elsewhere.length > 0 && (
      <>
        <Heading level={2}>Somebody who works in another organisation</Heading>
        <Paragraph>They stay employed there and are seconded here, with a supervisor and an end.</Paragraph>
        <Form action="/app/team/staff/open" method="get">
          <Select
            name="staff"
            label="Staff member"
            choose="Choose somebody"
            options={elsewhere.map((s) => ({ value: s.id, text: `${s.name}, ${s.employer}` }))}
          />
          <Button variant="secondary">Choose a post</Button>
        </Form>
      </>
    ),
  seen: ({ organisationId }) => ({ organisationId }),
  read(answers, facts, staffId) {
    const organisationId = text(answers, 'organisationId') || facts.organisationId
    const [name, email] = [text(answers, 'name'), text(answers, 'email')]
    const errors: FieldError[] = [
      ...(name === '' ? [{ field: 'name', message: 'Enter their name' }] : []),
      ...(/^[^\s@]+@[^\s@.]+(?:\.[^\s@.]+)+$/.test(email)
        ? []
        : [{ field: 'email', message: 'Enter their work email, like ona@riverside.example' }]),
    ]
    return errors.length > 0 ? { errors } : { input: { staffId, organisationId, name, email } }
  },
  after: (_, made) => `/app/team/staff/${String(made.staffId)}`,
})

const open = definePage({
  method: 'GET',
  path: '/app/team/staff/open',
  access: 'signed in',
  handle: async (request) =>
    ok({
      goTo: /^[0-9a-f-]{36}$/.test(request.query.staff ?? '')
        ? `/app/team/staff/${request.query.staff}`
        : '/app/team/staff/add',
    }),
})

export const teamPages = [show, ...add, open]
