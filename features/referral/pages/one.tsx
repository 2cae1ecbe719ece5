import { ok, refuse } from '#core/kernel/result.ts'
import { type Day, dayOf, type Instant } from '#core/kernel/time.ts'
import { nextStep } from '#core/referral/next-step.ts'
import { actsOf, MEANS } from '#core/referral/words.ts'
import { isAnswered } from '#core/sharing/decision.ts'
import { ANSWER_WORDS, ITEM_WORDS } from '#features/sharing/index.ts'
import { type DraftForm, openDraftForm } from '#platform/drafts/draft-form.ts'
import { definePage } from '#platform/http/page.ts'
import {
  Button,
  ButtonGroup,
  ConfirmationPanel,
  clockAndDay,
  Details,
  Heading,
  InsetText,
  Link,
  longDay,
  Paragraph,
  PostButton,
  SuccessBanner,
  Timeline,
} from '#platform/ui/index.ts'
import { type Original, original } from '../queries/original.ts'
import { page } from '../queries/page.ts'
import type { ReferralPage } from '../queries/row.ts'
import { type SentOn, sentOn } from '../queries/sent-on.ts'
import { dayShown, nextStepWords, once, startShown, wordShown } from '../words.ts'
import { AnswerForm } from './answer-form.tsx'
import { history } from './history.ts'
import { WhatElse } from './original.tsx'
import { AsksList, shownName, Thread, Words } from './parts.tsx'
import { WhatWent } from './sent-on.tsx'

/** The draft's name, the same as that of the form at /answer. */
const ANSWER_FORM = 'referral answer'

/** GET /app/referrals/:id: its word, the next step and by when, what can be done now, the thread and the history. */
export const onePage = definePage({
  method: 'GET',
  path: '/app/referrals/:id',
  access: 'signed in',
  async handle(request) {
    const referralId = request.params.id ?? ''
    if (!UUID.test(referralId)) return refuse('NOT_FOUND_OR_NOT_YOURS')
    const seen = await request.see(async (ask, asker) => {
      const found = await ask(page, { referralId })
      if (!found.ok) return found
      if (!found.value) return refuse('NOT_FOUND_OR_NOT_YOURS')
      const [sent, went] = await Promise.all([ask(original, { referralId }), ask(sentOn, { referralId })])
      if (!sent.ok) return sent
      return went.ok ? ok({ r: found.value, original: sent.value, went: went.value, now: asker.now }) : went
    })
    if (!seen.ok) return seen
    const { r, original: came, went, now } = seen.value
    let answering: DraftForm | undefined
    if (canAnswer(r)) {
      const form = await openDraftForm(request, ANSWER_FORM, referralId)
      if (!form.ok) return form
      answering = form.value
    }
    return ok({
      show: {
        title: `Referral of ${shownName(r.personName)} to ${r.serviceName}: ${wordShown(r.word)}`,
        back: {
          href: r.sentByUs ? '/app/referrals?tab=sent' : '/app/referrals?tab=inbox',
          text: 'Back to referrals',
        },
        scripts: ['autosave.js'],
        body: (
          <One
            r={r}
            original={came}
            went={went}
            now={now}
            answering={answering}
            newId={request.newId}
            done={request.query.done}
          />
        ),
      },
    })
  },
})

const canAnswer = (r: ReferralPage): boolean =>
  r.sentByUs && actsOf('sender', r.word).includes('answer question')

export const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/

const DONE: Readonly<Record<string, string>> = {
  asked: 'Your question is with them.',
  answered: 'Your answer is with them.',
  accepted: 'Taken on. The sender can see it now.',
  declined: 'Your answer and the way onward are with the sender.',
  withdrawn: 'Taken back. The service can see it now.',
  sharing: 'What the person said is recorded and holds from now on.',
}

interface OneProps {
  readonly r: ReferralPage
  readonly original: Original | null
  readonly went: readonly SentOn[]
  readonly now: Instant
  readonly answering: DraftForm | undefined
  readonly newId: () => string
  readonly done: string | undefined
}

function One({ r, original: came, went, now, answering, newId, done }: OneProps) {
  const name = shownName(r.personName)
  const said = done === undefined ? undefined : DONE[done]
  return (
    <>
      {said && <SuccessBanner heading={said} />}
      <Heading caption={once([r.serviceName, r.toTeam, r.toOrganisation])}>{`Referral of ${name}`}</Heading>
      <p>
        <Words referral={r} now={now} /> {MEANS[r.word]}
      </p>
      <Paragraph>
        <strong>What happens next:</strong> {nextStepWords(r, now)}
      </Paragraph>
      {r.personName !== null && (
        <Paragraph>
          <Link href={`/app/people/${r.personId}`}>Open {name}</Link>
        </Paragraph>
      )}
      <Outcome r={r} newId={newId} />
      <Acts r={r} newId={newId} />
      {r.messages.length > 0 && (
        <>
          <Heading level={2}>Questions and answers</Heading>
          <Thread messages={r.messages} />
        </>
      )}
      {answering && <AnswerForm r={r} form={answering} errors={[]} />}
      <Heading level={2}>What was asked for</Heading>
      {r.earlierReferralId && (
        <InsetText>
          <p>
            {`${name} was referred here before${r.earlierSentAt ? `, on ${dayShown(r.earlierSentAt)}` : ''}. `}
            {r.earlierSentAt && <Link href={`/app/referrals/${r.earlierReferralId}`}>See that referral</Link>}
          </p>
        </InsetText>
      )}
      <AsksList asks={r.asks} />
      {came && <WhatElse original={came} />}
      {went.length > 0 && <WhatWent all={went} now={now} />}
      <Heading level={2}>Who should know what</Heading>
      <Sharing r={r} />
      <Heading level={2}>History</Heading>
      <Timeline events={history(r, came)} />
      <Details summary="Who to ring">
        <Paragraph>{`${r.toTeam}: ${r.toTelephone}${r.toManager ? ` (manager: ${r.toManager})` : ''}`}</Paragraph>
        <Paragraph>{`${r.fromTeam}: ${r.fromTelephone} (sent by ${r.fromName})`}</Paragraph>
        <Paragraph>{r.boundaryStatement}</Paragraph>
      </Details>
    </>
  )
}

function Outcome({ r, newId }: { readonly r: ReferralPage; readonly newId: () => string }) {
  if (r.word === 'taken on') {
    return (
      <InsetText>
        <p>{`${r.answeredBy ?? r.toTeam} took it on. ${startShown(r)}.`}</p>
        {r.episodeId && r.sentToUs && (
          <p>
            <Link href={`/app/episodes/${r.episodeId}`}>Open the support</Link>
          </p>
        )}
      </InsetText>
    )
  }
  if (r.word === 'withdrawn') return <InsetText>{`Taken back: ${r.withdrawnReason}`}</InsetText>
  if (r.word !== 'not taken on') return null
  return (
    <InsetText>
      <p>{`${r.toTeam} cannot take this on: ${r.declineReason}`}</p>
      {r.wayOnward === 'hand-on' && (
        <p>{`They suggest ${r.onwardServiceName}${r.onwardNote ? `: ${r.onwardNote}` : ''}.`}</p>
      )}
      {r.wayOnward === 'introduction' && <p>{`They have introduced: ${r.onwardNote}`}</p>}
      {r.wayOnward === 'unmet need' && (
        <p>
          This is recorded as a need that nobody could meet.
          {(r.onwardNote ?? '').split('\n').map((line) => (
            <span key={line}>
              <br />
              {line}
            </span>
          ))}
        </p>
      )}
      {r.sentByUs && nextStep(r).step === 'send it to the service they suggest' && (
        <HandOn r={r} newId={newId} />
      )}
    </InsetText>
  )
}

/** One press where the person limited nothing before; two screens else. Both say what the other service will see. */
function HandOn({ r, newId }: { readonly r: ReferralPage; readonly newId: () => string }) {
  const askFirst = `/app/referrals/new?person=${r.personId}&from=${r.id}`
  if (r.sharing?.answer === 'some') {
    return (
      <p>
        The person agreed to some things only, so ask about this service first.{' '}
        <Link href={askFirst}>Ask, and send the same referral</Link>
      </p>
    )
  }
  return (
    <>
      <PostButton
        action={`/app/referrals/${r.id}/hand-on`}
        hidden={{
          commandId: newId(),
          personId: r.personId,
          serviceId: r.onwardServiceId ?? undefined,
          stayId: r.stayOpen ? (r.stayId ?? undefined) : undefined,
        }}
      >
        {`Send the same referral to ${r.onwardServiceName}`}
      </PostButton>
      <p className="nhsuk-body-s">
        Nothing is typed again. It will say that the person has not been asked about this service yet: once it
        takes them on it sees what direct care needs, and nothing else.{' '}
        <Link href={askFirst}>Or ask the person first</Link>.
      </p>
    </>
  )
}

function Acts({ r, newId }: { readonly r: ReferralPage; readonly newId: () => string }) {
  const theirs = r.sentToUs ? actsOf('receiver', r.word) : []
  const ours = r.sentByUs ? actsOf('sender', r.word) : []
  const at = `/app/referrals/${r.id}`
  return (
    <ButtonGroup>
      {r.sentToUs && r.word === 'sent' && (
        <PostButton
          action={`${at}/open`}
          hidden={{ commandId: newId(), personId: r.personId }}
          variant="secondary"
        >
          Say that you have opened it
        </PostButton>
      )}
      {theirs.includes('accept') && <Button href={`${at}/accept`}>Take on</Button>}
      {theirs.includes('ask') && (
        <Button variant="secondary" href={`${at}/ask`}>
          Ask a question
        </Button>
      )}
      {theirs.includes('decline') && (
        <Button variant="secondary" href={`${at}/decline`}>
          Not for us
        </Button>
      )}
      {r.sentByUs && (
        <Button variant="secondary" href={`/app/referrals/new?person=${r.personId}&from=${r.id}`}>
          Send to another service too
        </Button>
      )}
      {ours.includes('withdraw') && (
        <Button variant="secondary" href={`${at}/withdraw`}>
          Withdraw
        </Button>
      )}
    </ButtonGroup>
  )
}

function Sharing({ r }: { readonly r: ReferralPage }) {
  const { sharing } = r
  const items = (sharing?.items ?? []).map((item) => ITEM_WORDS[item])
  return (
    <>
      <Paragraph>
        {sharing
          ? `${ANSWER_WORDS[sharing.answer]}${items.length > 0 ? `: ${items.join('; ')}` : ''}. Recorded on ${dayShown(sharing.decidedAt)}${sharing.reviewOn ? `; ask again on ${longDay(sharing.reviewOn)}` : ''}.`
          : 'Not asked yet, or recorded by another team.'}
      </Paragraph>
      {r.sentByUs && r.personName !== null && (
        <Paragraph>
          <Link href={`/app/referrals/${r.id}/sharing`}>
            {sharing && isAnswered(sharing.answer) ? 'Record a changed answer' : 'Record what they said'}
          </Link>
        </Paragraph>
      )}
    </>
  )
}

/** GET /app/referrals/:id/sent: who has it, what they will do, by when, what if not, and what to do now. */
export const sentPage = definePage({
  method: 'GET',
  path: '/app/referrals/:id/sent',
  access: 'signed in',
  async handle(request) {
    const referralId = request.params.id ?? ''
    if (!UUID.test(referralId)) return refuse('NOT_FOUND_OR_NOT_YOURS')
    return request.see(async (ask) => {
      const found = await ask(page, { referralId })
      if (!found.ok) return found
      const r = found.value
      if (!r?.sentByUs) return refuse('NOT_FOUND_OR_NOT_YOURS')
      const name = shownName(r.personName)
      const byWhen = clockAndDay(r.replyByAt)
      return ok({
        show: {
          title: `Sent to ${r.serviceName}: ${name}`,
          body: (
            <>
              <ConfirmationPanel
                heading={`Sent to ${r.serviceName}`}
                whoHasIt={`${r.toTeam}, ${r.toOrganisation}, has it now.`}
                whatNext={`${r.toManager ? `${r.toManager}’s team` : r.toTeam} will reply by`}
                byWhen={byWhen}
                ifNot="If they do not, whoever is on duty for them is told and so is your team; it stands on both boards as late. You stay the owner until they have taken it on and the first contact has happened."
                now={[
                  { text: 'See the referral', href: `/app/referrals/${r.id}` },
                  {
                    text: 'Add another service with the same words',
                    href: `/app/referrals/new?person=${r.personId}&from=${r.id}`,
                  },
                  { text: 'Go back to the board', href: '/app/leaving' },
                ]}
              />
              <TellThePerson name={name} r={r} byOn={dayOf(r.replyByAt)} />
            </>
          ),
        },
      })
    })
  },
})

const TellThePerson = ({
  name,
  r,
  byOn,
}: {
  readonly name: string
  readonly r: ReferralPage
  readonly byOn: Day
}) => (
  <Details summary={`Words to tell ${name}`}>
    <Paragraph>
      {`We have asked ${r.serviceName} whether they can help you. They will tell us by ${longDay(byOn)}. We will tell you what they say. If you change your mind about it, or about who should know what, tell us at any time.`}
    </Paragraph>
  </Details>
)
