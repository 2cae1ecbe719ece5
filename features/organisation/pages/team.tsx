import { ok } from '#core/kernel/result.ts'
import { dayOf, fromEpochMs, type Instant, toEpochMs } from '#core/kernel/time.ts'
import {
  draftAfterRefusal,
  errorOfRefusal,
  isForForm,
  refusalStatus,
} from '#platform/drafts/after-refusal.ts'
import { DRAFT_URL, type DraftForm, draftSent, openDraftForm } from '#platform/drafts/draft-form.ts'
import { definePage, text } from '#platform/http/page.ts'
import {
  Button,
  ButtonGroup,
  count,
  dayWithoutWeekday,
  EmptyState,
  ErrorSummary,
  errorFor,
  type FieldError,
  Form,
  Heading,
  Link,
  Paragraph,
  SaveState,
  Select,
  SuccessBanner,
  Table,
  Tag,
  TextInput,
  textOf,
} from '#platform/ui/index.ts'
import { type AbsenceShown, myTeam, type PostHeld } from '../queries/my-team.ts'
import { staffChoices } from '../queries/staff-choices.ts'

export const TEAM = { href: '/app/team/staff', text: 'Back to my team' }

/** The last day of something that ends at an instant: a post or an absence that ends as Monday begins was there on Sunday. */
export const lastDayOf = (until: Instant) => dayOf(fromEpochMs(toEpochMs(until) - 1))

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
          back: { href: '/app/team', text: 'Back to my service' },
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

const ADD = { form: 'staff.add', title: 'Add a staff member' }

const showAdd = definePage({
  method: 'GET',
  path: '/app/team/staff/add',
  access: 'signed in',
  keeps: { form: ADD.form, command: 'staff.add', at: () => '/app/team/staff/add' },
  async handle(request) {
    const form = await openDraftForm(request, ADD.form, '')
    if (!form.ok) return form
    return request.see(async (ask) => {
      const choices = await ask(staffChoices, {})
      if (!choices.ok) return choices
      return ok({
        show: {
          title: ADD.title,
          back: TEAM,
          scripts: ['autosave.js'],
          body: <AddForm form={form.value} errors={[]} elsewhere={choices.value.elsewhere} />,
        },
      })
    })
  },
})

const add = definePage({
  method: 'POST',
  path: '/app/team/staff/add',
  access: 'signed in',
  async handle(request) {
    const { form } = request
    const commandId = text(form, 'commandId')
    const asker = await request.own((tx) => tx.asker)
    if (!asker.ok) return asker
    const [name, email] = [textOf(form, 'name'), textOf(form, 'email')]
    const errors: FieldError[] = [
      ...(name === '' ? [{ field: 'name', message: 'Enter their name' }] : []),
      ...(/^\S+@\S+\.\S+$/.test(email)
        ? []
        : [{ field: 'email', message: 'Enter their work email, like ona@riverside.example' }]),
    ]
    const done =
      errors.length > 0
        ? undefined
        : await request.act('staff.add', commandId, {
            staffId: commandId,
            organisationId: asker.value.organisationId,
            name,
            email,
          })
    if (done?.ok) {
      await draftSent(request, commandId)
      return ok({ goTo: `/app/team/staff/${commandId}` })
    }
    if (done && !isForForm(done.refusal)) return done
    const again = await draftAfterRefusal(request)
    return ok({
      show: {
        title: ADD.title,
        back: TEAM,
        scripts: ['autosave.js'],
        status: done ? refusalStatus(done.refusal) : 422,
        body: <AddForm form={again} errors={done ? [errorOfRefusal(done.refusal)] : errors} elsewhere={[]} />,
      },
    })
  },
})

const AddForm = ({
  form,
  errors,
  elsewhere,
}: {
  readonly form: DraftForm
  readonly errors: readonly FieldError[]
  readonly elsewhere: readonly { id: string; name: string; employer: string }[]
}) => (
  <>
    <ErrorSummary errors={errors} />
    <Heading level={1}>{ADD.title}</Heading>
    <Form action="/app/team/staff/add" id="add-staff" draftUrl={DRAFT_URL} hidden={form.hidden}>
      <SaveState formId="add-staff" value={form.saveState} />
      <TextInput
        name="name"
        label="Name"
        value={textOf(form.answers, 'name')}
        width={30}
        spellCheck={false}
        error={errorFor(errors, 'name')}
      />
      <TextInput
        name="email"
        label="Work email"
        type="email"
        value={textOf(form.answers, 'email')}
        width={30}
        spellCheck={false}
        error={errorFor(errors, 'email')}
        hint="They sign in with it. It is shown to nobody."
      />
      <Button>Add and choose a post</Button>
    </Form>
    {elsewhere.length > 0 && (
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
    )}
  </>
)

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

export const teamPages = [show, showAdd, add, open]
