import { ok, type Result, refuse } from '#core/kernel/result.ts'
import { dayOf, type Instant } from '#core/kernel/time.ts'
import { definePage, type PageAnswer, type PageRequest, text } from '#platform/http/page.ts'
import {
  Button,
  clockAndDay,
  dayAndClock,
  ErrorSummary,
  errorFor,
  type FieldError,
  Form,
  Heading,
  InsetText,
  Link,
  listed,
  longDay,
  TextArea,
} from '#platform/ui/index.ts'
import { LOOKS, type MyLook, type MySharing, myLooked, mySharing } from '../queries/sharing.ts'
import { mySheet, type Sheet } from '../queries/sheet.ts'
import { mySupporting } from '../queries/supporting.ts'
import { answerWords, didWords, listedSees, lookedAtWords, seesWords, visitWords } from '../words.ts'
import { Ahead, Boundary, Helpers, Next, ownDoor, Plans, Safety, Telephone, WholeSheet } from './parts.tsx'

const BACK = { href: '/my', text: 'Back to my plan' }

const withSheet = (request: PageRequest, show: (sheet: Sheet) => PageAnswer): Promise<Result<PageAnswer>> =>
  request.see(async (ask, asker) => {
    // a carer's own door is one page
    if (asker.rights.includes('my.supporting')) return ok({ goTo: '/my/supporting' })
    const found = await ask(mySheet, {})
    if (!found.ok) return found
    return found.value === null ? refuse('NOT_SIGNED_IN') : ok(show(found.value))
  })

/** /my: what happens next and who, first; then the days after, who helps, and the way to everything else. */
const home = definePage({
  method: 'GET',
  path: '/my',
  access: 'person',
  handle: (request) =>
    withSheet(request, (sheet) =>
      ownDoor(
        'My plan',
        <>
          <Heading level={1} size="l" caption={`Today is ${longDay(dayOf(sheet.now))}`}>
            {`Hello ${sheet.name}`}
          </Heading>
          <Next sheet={sheet} />
          <ul className="nhsuk-list">
            <li>
              <Link href="/my/plan">My plan, as agreed</Link>
            </li>
            <li>
              <Link href="/my/safety">My safety plan</Link>
            </li>
            <li>
              <Link href="/my/sharing">Who sees what, and stop it</Link>
            </li>
            <li>
              <Link href="/my/looked">Who has looked</Link>
            </li>
            <li>
              <Link href="/my/tell">Tell the team something</Link>
            </li>
            <li>
              <Link href="/my/print">All of it on one page, to print</Link>
            </li>
          </ul>
          <Ahead sheet={sheet} />
          <Helpers sheet={sheet} />
          <Boundary />
          <Form action="/my/forget">
            <Button variant="secondary">Forget this phone</Button>
          </Form>
        </>,
      ),
    ),
})

const plan = definePage({
  method: 'GET',
  path: '/my/plan',
  access: 'person',
  handle: (request) =>
    withSheet(request, (sheet) =>
      ownDoor(
        'My plan, as agreed',
        <>
          <Heading level={1} size="l">
            My plan
          </Heading>
          <Plans sheet={sheet} />
          <p>
            Something in it is not right? <Link href="/my/tell">Tell the team</Link>, or ring them.
          </p>
        </>,
        { back: BACK },
      ),
    ),
})

const safety = definePage({
  method: 'GET',
  path: '/my/safety',
  access: 'person',
  handle: (request) =>
    withSheet(request, (sheet) =>
      ownDoor(
        'My safety plan',
        <>
          <Heading level={1} size="l">
            My safety plan
          </Heading>
          <Safety sheet={sheet} />
          <Heading level={2}>If that is not enough</Heading>
          <ul className="nhsuk-list nhsuk-list--bullet">
            <li>
              Life at risk or badly hurt: <a href="tel:999">999</a>
            </li>
            <li>
              Help today: <a href="tel:111">111</a>, then option 2. Any time.
            </li>
            <li>
              To talk: Samaritans <a href="tel:116123">116 123</a>. Text SHOUT to{' '}
              <a href="sms:85258">85258</a>.
            </li>
          </ul>
          <Boundary />
        </>,
        { back: BACK },
      ),
    ),
})

const print = definePage({
  method: 'GET',
  path: '/my/print',
  access: 'person',
  handle: (request) =>
    withSheet(request, (sheet) =>
      ownDoor(
        'My plan on paper',
        <div className="tc-large-print">
          <Heading level={1} caption={`As it was at ${clockAndDay(sheet.now)}`}>
            {`My plan: ${sheet.name}`}
          </Heading>
          <WholeSheet sheet={sheet} />
        </div>,
        { back: BACK, print: true },
      ),
    ),
})

function Team({ team }: { readonly team: MySharing['teams'][number] }) {
  const sees = seesWords(team)
  const asked = team.services.filter((s) => s.answer !== null || s.mayStop)
  return (
    <section aria-label={team.team}>
      <Heading level={3}>{`${team.team}, ${team.organisation}`}</Heading>
      <p>{sees.length === 0 ? 'Sees nothing now.' : `Sees ${listedSees(team)}.`}</p>
      {team.untilAt && sees.length > 0 && <p>{`This ends by itself at ${clockAndDay(team.untilAt)}.`}</p>}
      {asked.map((s) => (
        <div key={s.serviceId}>
          <p>{`${s.name}: ${answerWords(s.answer, s.decidedAt, s.saidBy, s.writtenBy)}`}</p>
          {s.mayStop && (
            <Button
              variant="secondary"
              href={`/my/sharing/${s.serviceId}`}
              hiddenWords={`sharing with ${s.name}`}
            >
              Stop this
            </Button>
          )}
        </div>
      ))}
      {asked.every((s) => !s.mayStop) && sees.length > 1 && (
        <p>
          They need this to look after you, so there is no button here. If you do not agree, talk to them:{' '}
          <Telephone number={team.telephone} />.
        </p>
      )}
    </section>
  )
}

const ALWAYS =
  'You can change your mind at any time. It will not stop your treatment. If we think someone is in danger we may have to share without asking; we will tell you unless that is unsafe.'

/** /my/sharing: who sees what now, what was said about it, and a way to stop it: this press, and one to confirm. */
const sharing = definePage({
  method: 'GET',
  path: '/my/sharing',
  access: 'person',
  handle: (request) =>
    request.see(async (ask) => {
      const found = await ask(mySharing, {})
      if (!found.ok) return found
      if (found.value === null) return refuse('NOT_SIGNED_IN')
      const { teams, carers } = found.value
      const open = teams.filter((t) => t.classes !== 0 || t.services.some((s) => s.mayStop))
      const shut = teams.filter((t) => !open.includes(t))
      return ok(
        ownDoor(
          'Who sees what',
          <>
            <Heading level={1} size="l">
              Who should know what
            </Heading>
            <p>{ALWAYS}</p>
            <p>
              <Link href="/my/looked">Who has looked</Link>
            </p>
            <Heading level={2}>Teams</Heading>
            {open.length === 0 && <p>No team sees anything of yours here now.</p>}
            {open.map((t) => (
              <Team key={t.teamId} team={t} />
            ))}
            {shut.length > 0 && (
              <>
                <Heading level={2}>Teams that see nothing now</Heading>
                {shut.map((t) => (
                  <Team key={t.teamId} team={t} />
                ))}
              </>
            )}
            <Heading level={2}>Family, friends and carers</Heading>
            <p>Even if you say no, we can still listen to them and give them general advice.</p>
            {carers.length === 0 && <p>Nobody is written down. To add somebody, tell the team.</p>}
            {carers.map((c) => (
              <section key={c.carerId} aria-label={c.name}>
                <Heading level={3}>{`${c.name}, ${c.relation}`}</Heading>
                {c.mayBeTold.answer === 'yes' ? (
                  <>
                    <p>{`You said they may be told about: ${listed([...(c.mayBeTold.topics ?? [])])}.`}</p>
                    <Button
                      variant="secondary"
                      href={`/my/sharing/carer/${c.carerId}`}
                      hiddenWords={`telling ${c.name}`}
                    >
                      Stop this
                    </Button>
                  </>
                ) : (
                  <p>
                    {c.mayBeTold.answer === 'no'
                      ? 'You said they may not be told anything.'
                      : 'You have not been asked about them yet, so they are told nothing.'}
                  </p>
                )}
              </section>
            ))}
            <p>
              To let somebody see more, <Link href="/my/tell">tell the team</Link>: a worker goes through it
              with you.
            </p>
          </>,
          { back: BACK },
        ),
      )
    }),
})

const stopAsked = definePage({
  method: 'GET',
  path: '/my/sharing/:id',
  access: 'person',
  handle: (request) =>
    request.see(async (ask) => {
      const found = await ask(mySharing, {})
      if (!found.ok) return found
      const team = found.value?.teams.find((t) => t.services.some((s) => s.serviceId === request.params.id))
      const service = team?.services.find((s) => s.serviceId === request.params.id)
      if (!team || !service?.mayStop) return refuse('NOT_FOUND_OR_NOT_YOURS')
      return ok(
        ownDoor(
          `Stop sharing with ${service.name}`,
          <>
            <Heading level={1} size="l">{`Stop sharing with ${service.name}?`}</Heading>
            <ul className="nhsuk-list nhsuk-list--bullet">
              <li>{`${team.team} will no longer see what others write about you, from this moment.`}</li>
              <li>
                They are told to stop using what they were told. What they wrote themselves stays with them.
              </li>
              <li>If they support you now, they may ring you to talk about what still works.</li>
              <li>You can change your mind again with any worker.</li>
            </ul>
            <Form
              action={`/my/sharing/${service.serviceId}`}
              hidden={{ commandId: request.newId(), decisionId: request.newId() }}
            >
              <Button variant="warning">Yes, stop it</Button>
            </Form>
            <p>
              <Link href="/my/sharing">No, leave it as it is</Link>
            </p>
          </>,
          { back: { href: '/my/sharing', text: 'Back' } },
        ),
      )
    }),
})

const stopDone = definePage({
  method: 'POST',
  path: '/my/sharing/:id',
  access: 'person',
  async handle(request) {
    const done = await request.act('my.stop', text(request.form, 'commandId'), {
      decisionId: text(request.form, 'decisionId'),
      serviceId: request.params.id ?? '',
    })
    if (!done.ok) return done
    return ok(
      ownDoor(
        'Stopped',
        <>
          <Heading level={1} size="l">
            It is stopped
          </Heading>
          <p>{`${done.value.made.team} cannot see it any more, from now. They were told to stop using what they were told, and have to say that they have.`}</p>
          <p>What was seen before stays on the list of who has looked. You need not do anything else.</p>
          <p>
            <Link href="/my/sharing">Back to who sees what</Link>
          </p>
        </>,
        { back: BACK },
      ),
    )
  },
})

const stopCarerAsked = definePage({
  method: 'GET',
  path: '/my/sharing/carer/:id',
  access: 'person',
  handle: (request) =>
    request.see(async (ask) => {
      const found = await ask(mySharing, {})
      if (!found.ok) return found
      const carer = found.value?.carers.find((c) => c.carerId === request.params.id)
      if (carer?.mayBeTold.answer !== 'yes') return refuse('NOT_FOUND_OR_NOT_YOURS')
      return ok(
        ownDoor(
          `Stop telling ${carer.name}`,
          <>
            <Heading level={1} size="l">{`Stop telling ${carer.name}?`}</Heading>
            <p>{`From this moment workers tell ${carer.name} nothing about you, and their own page closes. They are not told why. Workers may still listen to them.`}</p>
            <Form action={`/my/sharing/carer/${carer.carerId}`} hidden={{ commandId: request.newId() }}>
              <Button variant="warning">Yes, stop it</Button>
            </Form>
            <p>
              <Link href="/my/sharing">No, leave it as it is</Link>
            </p>
          </>,
          { back: { href: '/my/sharing', text: 'Back' } },
        ),
      )
    }),
})

const stopCarerDone = definePage({
  method: 'POST',
  path: '/my/sharing/carer/:id',
  access: 'person',
  async handle(request) {
    const done = await request.act('my.stop-carer', text(request.form, 'commandId'), {
      carerId: request.params.id ?? '',
    })
    return done.ok ? ok({ goTo: '/my/sharing' }) : done
  },
})

/** Looks one after the other by the same hand at the same thing on the same day are one line. */
function folded(looks: readonly MyLook[]): readonly MyLook[] {
  const key = (l: MyLook) =>
    `${l.who} ${l.organisation} ${didWords(l.outcome)} ${lookedAtWords(l.action)} ${dayOf(l.at)}`
  return looks.filter((l, i) => i === 0 || key(l) !== key(looks[i - 1]!))
}

const looked = definePage({
  method: 'GET',
  path: '/my/looked',
  access: 'person',
  handle: (request) =>
    request.see(async (ask) => {
      const before = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/.test(request.query.before ?? '')
        ? (request.query.before as Instant)
        : undefined
      const found = await ask(myLooked, before ? { before } : {})
      if (!found.ok) return found
      const { looks } = found.value
      const others = folded(looks.filter((l) => !l.mine))
      const last = looks.at(-1)
      return ok(
        ownDoor(
          'Who has looked',
          <>
            <Heading level={1} size="l">
              Who has looked
            </Heading>
            <p>
              Everybody who saw or changed something about you here, the newest first. What you did here
              yourself is left out.
            </p>
            {others.length === 0 && <p>Nobody has looked.</p>}
            <ul className="nhsuk-list nhsuk-list--bullet">
              {others.map((l) => (
                <li key={`${l.at} ${l.who} ${l.action}`}>
                  {`${[l.who ?? 'The system', l.organisation].filter(Boolean).join(', ')}, ${didWords(l.outcome)} ${lookedAtWords(l.action)} on ${dayAndClock(l.at)}.`}
                </li>
              ))}
            </ul>
            {looks.length === LOOKS && last && (
              <p>
                <Link href={`/my/looked?before=${encodeURIComponent(last.at)}`}>Older</Link>
              </p>
            )}
            <p>
              Something here worries you? <Link href="/my/tell">Tell the team</Link>, or ask for whoever keeps
              records safe.
            </p>
          </>,
          { back: { href: '/my/sharing', text: 'Back to who sees what' } },
        ),
      )
    }),
})

const tellPage = (
  request: PageRequest,
  words = '',
  errors: readonly FieldError[] = [],
  ids: { commandId: string; wordId: string } = { commandId: request.newId(), wordId: request.newId() },
) =>
  ownDoor(
    'Tell the team something',
    <>
      <ErrorSummary errors={errors} />
      <Heading level={1} size="l">
        Tell the team something
      </Heading>
      <Boundary />
      <Form action="/my/tell" hidden={ids}>
        <TextArea
          name="words"
          label="What do you want them to know?"
          hint="It goes one way. Somebody reads it and answers by phone."
          value={words}
          maxCharacters={2000}
          readers="the team that answers for you now."
          error={errorFor(errors, 'words')}
        />
        <Button>Tell the team</Button>
      </Form>
    </>,
    { back: BACK, ...(errors.length > 0 && { status: 422 }) },
  )

const tellForm = definePage({
  method: 'GET',
  path: '/my/tell',
  access: 'person',
  handle: async (request) => ok(tellPage(request)),
})

const tellSent = definePage({
  method: 'POST',
  path: '/my/tell',
  access: 'person',
  async handle(request) {
    const words = text(request.form, 'words')
    const ids = { commandId: text(request.form, 'commandId'), wordId: text(request.form, 'wordId') }
    if (words === '' || words.length > 2000)
      return ok(
        tellPage(
          request,
          words,
          [
            {
              field: 'words',
              message: words === '' ? 'Write what you want them to know' : 'Write at most 2,000 characters',
            },
          ],
          ids,
        ),
      )
    const done = await request.act('my.tell', ids.commandId, { wordId: ids.wordId, words })
    if (!done.ok) return done
    const { team, telephone, hours, dueAt } = done.value.made
    return ok(
      ownDoor(
        'The team has it',
        <>
          <Heading level={1} size="l">{`${team} has it`}</Heading>
          <p>
            They read it by <strong>{clockAndDay(dueAt as Instant)}</strong> and ring you.
          </p>
          <p>If nobody does, their manager is told. You need not chase.</p>
          <p>
            You can ring them too: <Telephone number={String(telephone)} />. {String(hours)}
          </p>
          <Boundary />
        </>,
        { back: BACK },
      ),
    )
  },
})

/** /my/supporting: what the person chose to show this carer; and always how to reach the team and who helps carers. */
const supporting = definePage({
  method: 'GET',
  path: '/my/supporting',
  access: 'person',
  handle: (request) =>
    request.see(async (ask) => {
      const found = await ask(mySupporting, {})
      if (!found.ok) return found
      const s = found.value
      if (s === null) return refuse('NOT_SIGNED_IN')
      return ok(
        ownDoor(
          `Supporting ${s.person}`,
          <>
            <Heading level={1} size="l" caption={`Hello ${s.carer}`}>
              {`Supporting ${s.person}`}
            </Heading>
            <InsetText>
              <p>{`${s.person} chose what you see here: ${listed([...s.topics])}. They can change that at any time.`}</p>
            </InsetText>
            {s.ward && <p>{`${s.person} is on ${s.ward}.`}</p>}
            {s.visits && (
              <>
                <Heading level={2}>Visits and calls</Heading>
                {s.visits.length === 0 ? (
                  <p>None is planned that this page knows of.</p>
                ) : (
                  <ul className="nhsuk-list nhsuk-list--bullet">
                    {s.visits.map((v) => (
                      <li key={v.id}>{`${visitWords(v)}. ${[v.who, v.team].filter(Boolean).join(', ')}.`}</li>
                    ))}
                  </ul>
                )}
              </>
            )}
            {s.appointments && s.appointments.length > 0 && (
              <>
                <Heading level={2}>Appointments</Heading>
                <ul className="nhsuk-list nhsuk-list--bullet">
                  {s.appointments.map((a) => (
                    <li key={a.id}>{`${a.what}, ${dayAndClock(a.startsAt)}${a.place && `, ${a.place}`}.`}</li>
                  ))}
                </ul>
              </>
            )}
            {s.medicines && (
              <>
                <Heading level={2}>Medicines</Heading>
                <p>From the list that workers keep. Follow the label and the pharmacist, not this page.</p>
                <ul className="nhsuk-list nhsuk-list--bullet">
                  {s.medicines.map((m) => (
                    <li key={m}>{m}</li>
                  ))}
                </ul>
              </>
            )}
            <Heading level={2}>How to reach the team</Heading>
            {s.reach && (
              <p>
                {`${s.reach.team}: `}
                <Telephone number={s.reach.telephone} />
                {`. ${s.reach.hours}`}
              </p>
            )}
            <p>
              <Link href="/my/tell">Tell the team something</Link>
            </p>
            <Boundary />
            <Form action="/my/forget">
              <Button variant="secondary">Forget this phone</Button>
            </Form>
          </>,
        ),
      )
    }),
})

export const ownPages = [
  home,
  plan,
  safety,
  print,
  sharing,
  stopCarerAsked,
  stopCarerDone,
  stopAsked,
  stopDone,
  looked,
  tellForm,
  tellSent,
  supporting,
]
