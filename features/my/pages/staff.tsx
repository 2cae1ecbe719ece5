import { isId } from '#core/kernel/ids.ts'
import { ok, type Result, refuse } from '#core/kernel/result.ts'
import { header } from '#features/people/index.ts'
import { definePage, type FormAnswers, type PageAnswer, type PageRequest, text } from '#platform/http/page.ts'
import {
  Button,
  box,
  clockAndDay,
  DateInput,
  dateOf,
  dayWithoutWeekday,
  EmptyState,
  ErrorSummary,
  errorFor,
  type FieldError,
  Form,
  Heading,
  InsetText,
  Link,
  Paragraph,
  PostButton,
  Select,
  Table,
  TextArea,
} from '#platform/ui/index.ts'
import { type DoorOfPerson, doorOfPerson } from '../queries/staff.ts'
import { newPersonCode, personCodeSha256 } from './start.tsx'

const AT = '/app/people/:id/door'
const at = (personId: string, more = ''): string => `/app/people/${personId}/door${more}`

interface View {
  readonly request: PageRequest
  readonly personId: string
  readonly name: string
  readonly door: DoorOfPerson
  readonly leads: boolean
  readonly errors: readonly FieldError[]
  readonly typed: FormAnswers
}

const OVER: Readonly<Record<string, string>> = {
  'ended by a worker': 'Ended by a worker',
  'ten wrong PINs': 'Ended: ten wrong PINs',
  'ended on the device': 'Forgotten on the phone itself',
}

function Door({ request, personId, name, door, leads, errors, typed }: View) {
  const hidden = () => ({ commandId: request.newId() })
  return (
    <>
      <ErrorSummary errors={errors} />
      <Heading level={1} caption={name}>
        Their own door
      </Heading>
      <Paragraph>
        {`At /my ${name} sees what happens next and who, the plan and safety plan as agreed, who sees what and who has looked, and tells the team something. Nobody needs an account: the same sheet comes on paper.`}
      </Paragraph>
      <Heading level={2}>Without a phone</Heading>
      <ul className="nhsuk-list">
        <li>
          <Link href={`/app/people/${personId}/print/my`}>Print the sheet, in large print</Link>
        </li>
        <li>
          <Link href={at(personId, '/tell')}>Write down what they want their team to know</Link>
        </li>
      </ul>
      <Heading level={2}>Set a phone up, face to face</Heading>
      <Paragraph>
        Make the code when you sit together. It works once and for 15 minutes; read it out or let them read
        it. Never send it by text or email.
      </Paragraph>
      <PostButton action={at(personId, '/code')} hidden={hidden()}>
        {`Make a code for ${name}`}
      </PostButton>
      {door.carers.map((c) => (
        <PostButton
          key={c.id}
          action={at(personId, '/code')}
          hidden={{ ...hidden(), carerId: c.id }}
          variant="secondary"
        >
          {`Make a code for ${c.name}, ${c.relation}`}
        </PostButton>
      ))}
      <Table
        caption="Phones that are set up"
        columns={[
          { head: 'Whose', isRowName: true, cell: (d) => d.carer ?? name },
          { head: 'Since', cell: (d) => clockAndDay(d.madeAt) },
          { head: 'Last used', cell: (d) => clockAndDay(d.lastUsedAt) },
          {
            head: 'End it',
            cell: (d) =>
              d.revokedAt === null ? (
                <PostButton
                  action={at(personId, '/end')}
                  hidden={{ ...hidden(), deviceId: d.id }}
                  small
                  variant="secondary"
                  hiddenWords={`the phone of ${d.carer ?? name}`}
                >
                  End now
                </PostButton>
              ) : (
                `${OVER[d.revokedWhy ?? ''] ?? 'Ended'}, ${clockAndDay(d.revokedAt)}`
              ),
          },
        ]}
        rows={door.devices}
        rowKey={(d) => d.id}
        empty={<EmptyState why="No phone is set up." fill="A code sets one up." />}
      />
      {(leads || door.shownAsTeam.length > 0) && (
        <>
          <Heading level={2}>A team instead of a name</Heading>
          <Paragraph>
            Only where staff safety or safeguarding asks for it, decided by a named lead, with a reason and a
            day on which it is looked at again.
          </Paragraph>
          {door.shownAsTeam.map((s) => (
            <InsetText key={s.id}>
              <p>{`${s.name} is shown as the team. Why: ${s.reason} Looked at again on ${dayWithoutWeekday(s.reviewOn)}.`}</p>
              {leads && (
                <PostButton
                  action={at(personId, '/name-again')}
                  hidden={{ ...hidden(), shownId: s.id }}
                  small
                  variant="secondary"
                  hiddenWords={`of ${s.name}`}
                >
                  Show the name again
                </PostButton>
              )}
            </InsetText>
          ))}
          {leads && (
            <Form action={at(personId, '/as-team')} hidden={{ ...hidden(), shownId: request.newId() }}>
              <Select
                {...box(typed, errors, 'staffId')}
                label="Whose name"
                choose="Choose somebody of your team"
                options={door.staff.map((s) => ({ value: s.id, text: s.name }))}
              />
              <TextArea
                {...box(typed, errors, 'reason')}
                label="Why"
                maxCharacters={500}
                readers="your team."
              />
              <DateInput
                name="reviewOn"
                label="Looked at again on"
                labelSize="s"
                value={dateOf(typed, 'reviewOn').typed}
                error={errorFor(errors, 'reviewOn')}
              />
              <Button variant="secondary">Show the team instead</Button>
            </Form>
          )}
        </>
      )}
    </>
  )
}

const doorPage = (request: PageRequest, errors: readonly FieldError[] = []): Promise<Result<PageAnswer>> =>
  request.see(async (ask, asker): Promise<Result<PageAnswer>> => {
    const personId = request.params.id ?? ''
    const who = await ask(header, { personId })
    if (!who.ok) return who
    if (who.value === null) return refuse('NOT_FOUND_OR_NOT_YOURS')
    if (who.value.state === 'added by your team') return ok({ goTo: `/app/people/${personId}/added` })
    const door = await ask(doorOfPerson, { personId })
    if (!door.ok) return door
    const { name } = who.value
    return ok({
      show: {
        title: `Own door of ${name}`,
        back: { href: `/app/people/${personId}`, text: `Back to ${name}` },
        ...(errors.length > 0 && { status: 422 }),
        body: (
          <Door
            request={request}
            personId={personId}
            name={name}
            door={door.value}
            leads={asker.rights.includes('staff.manage') && asker.rights.includes('staff-safety.record')}
            errors={errors}
            typed={request.form}
          />
        ),
      },
    })
  })

const show = definePage({
  method: 'GET',
  path: AT,
  access: 'signed in',
  handle: (request) => doorPage(request),
})

/** The code is made here and shown here, once; what is kept is its hash. */
const code = definePage({
  method: 'POST',
  path: `${AT}/code`,
  access: 'signed in',
  async handle(request) {
    const personId = request.params.id ?? ''
    const made = newPersonCode()
    const carerId = text(request.form, 'carerId')
    const done = await request.act('own-door.give-code', request.newId(), {
      codeId: request.newId(),
      personId,
      carerId: carerId === '' ? null : carerId,
      codeSha256: personCodeSha256(made).toString('hex'),
    })
    if (!done.ok) return done
    return ok({
      show: {
        title: 'Code for their own door',
        back: { href: at(personId), text: 'Back' },
        body: (
          <>
            <Heading level={1}>Code for their own door</Heading>
            <p className="tc-big-code">{made}</p>
            <Paragraph>
              On their phone they open this site with /my/start at the end of its address, type these eight
              letters, and choose a PIN of six numbers. You do not need to know it. The code works once and
              for 15 minutes, and is shown only now.
            </Paragraph>
            <Paragraph>
              Ask first: is it safe to have this on the phone, and does anybody else use it? “Leave this page
              now” is at the bottom of every page.
            </Paragraph>
          </>
        ),
      },
    })
  },
})

const then = async (
  request: PageRequest,
  command: string,
  input: Readonly<Record<string, unknown>>,
): Promise<Result<PageAnswer>> => {
  const personId = request.params.id ?? ''
  const done = await request.act(command, text(request.form, 'commandId'), { personId, ...input })
  return done.ok ? ok({ goTo: at(personId) }) : done
}

const end = definePage({
  method: 'POST',
  path: `${AT}/end`,
  access: 'signed in',
  handle: (request) => then(request, 'own-door.end-device', { deviceId: text(request.form, 'deviceId') }),
})

const asTeam = definePage({
  method: 'POST',
  path: `${AT}/as-team`,
  access: 'signed in',
  async handle(request) {
    const [staffId, reason] = [text(request.form, 'staffId'), text(request.form, 'reason')]
    const day = dateOf(request.form, 'reviewOn')
    const errors: FieldError[] = [
      ...(isId(staffId) ? [] : [{ field: 'staffId', message: 'Choose whose name' }]),
      ...(reason.length < 10 || reason.length > 500
        ? [{ field: 'reason', message: 'Say why, in 10 to 500 characters' }]
        : []),
      ...(day.kind === 'day' ? [] : [{ field: 'reviewOn', message: 'Enter the day, like 24 11 2026' }]),
    ]
    if (errors.length > 0 || day.kind !== 'day') return doorPage(request, errors)
    return then(request, 'own-door.show-as-team', {
      shownId: text(request.form, 'shownId'),
      staffId,
      reason,
      reviewOn: day.day,
    })
  },
})

const nameAgain = definePage({
  method: 'POST',
  path: `${AT}/name-again`,
  access: 'signed in',
  handle: (request) => then(request, 'own-door.show-name-again', { shownId: text(request.form, 'shownId') }),
})

export const staffPages = [show, code, end, asTeam, nameAgain]
