import { ok, refuse } from '#core/kernel/result.ts'
import { dayOf, type Instant } from '#core/kernel/time.ts'
import { definePage, text } from '#platform/http/page.ts'
import { Button, clockAndDay, dayAndClock, Form, Heading, Link, listed } from '#platform/ui/index.ts'
import { LOOKS, type MyLook, type MySharing, myLooked, mySharing } from '../queries/sharing.ts'
import { answerWords, didWords, lookedAtWords, seesWords } from '../words.ts'
import { ownDoor, Telephone } from './parts.tsx'

const BACK = { href: '/my', text: 'Back to my plan' }

function Team({ team }: { readonly team: MySharing['teams'][number] }) {
  const sees = seesWords(team)
  const asked = team.services.filter((s) => s.answer !== null || s.mayStop)
  return (
    <section aria-label={team.team}>
      <Heading level={3}>{`${team.team}, ${team.organisation}`}</Heading>
      {sees.length === 0 ? (
        <p>Sees nothing now.</p>
      ) : (
        <>
          <p>They see:</p>
          <ul className="nhsuk-list nhsuk-list--bullet">
            {sees.map((what) => (
              <li key={what}>{what}</li>
            ))}
          </ul>
        </>
      )}
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
    const still = done.value.made.stillUntil
    return ok(
      ownDoor(
        'Stopped',
        <>
          <Heading level={1} size="l">
            It is stopped
          </Heading>
          <p>
            {typeof still === 'string'
              ? `${done.value.made.team} cannot see it any more from now, but for what we told them without your agreement: that stays open to them until ${clockAndDay(still as Instant)}. We told you of it. Ask the team about it.`
              : `${done.value.made.team} cannot see it any more, from now.`}
            {done.value.made.asked === true &&
              ' They were told to stop using what they were told, and have to say that they have.'}
          </p>
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

export const sharingPages = [sharing, stopCarerAsked, stopCarerDone, stopAsked, stopDone, looked]
