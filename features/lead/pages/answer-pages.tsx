import { isId } from '#core/kernel/ids.ts'
import { refusalSentence } from '#core/kernel/refusals.ts'
import { ok, type Result, refuse } from '#core/kernel/result.ts'
import type { Asker } from '#platform/commands/asker.ts'
import type { Ask } from '#platform/commands/door.ts'
import { formPages } from '#platform/drafts/form-page.tsx'
import { definePage, type PageRequest } from '#platform/http/page.ts'
import {
  box,
  Heading,
  Link,
  LinkedLines,
  Paragraph,
  SummaryList,
  TextArea,
  textOf,
} from '#platform/ui/index.ts'
import type { OfferShown } from '../facts.ts'
import { handoversFor, type LeadShown, leadOfPerson } from '../queries.ts'
import { handoverLines, leadWords, offeredWords } from '../words.ts'

interface Answering {
  readonly shown: LeadShown
  readonly offer: OfferShown
  readonly mine: boolean
}

async function facts(ask: Ask, asker: Asker, request: PageRequest): Promise<Result<Answering>> {
  const [personId, offerId] = [request.params.id ?? '', request.params.offer ?? '']
  if (!isId(personId) || !isId(offerId)) return refuse('NOT_FOUND_OR_NOT_YOURS')
  const found = await ask(leadOfPerson, { personId })
  if (!found.ok) return found
  const offer = found.value.offers.find((o) => o.id === offerId)
  return offer
    ? ok({ shown: found.value, offer, mine: offer.toStaffId === asker.actorId })
    : refuse('NOT_FOUND_OR_NOT_YOURS')
}

const common = {
  facts,
  caption: ({ shown }: Answering) => shown.name ?? undefined,
  back: ({ shown }: Answering) => ({ href: `/app/people/${shown.personId}/lead`, text: 'Back to the lead' }),
  version: ({ offer }: Answering) => offer.version,
  says: ({ offer }: Answering) => <p>{offeredWords(offer)}</p>,
  overtaken: ['LEAD_ANSWERED', 'LEAD_OFFER_PASSED'] as const,
}
const about = ({ shown, offer }: Answering) => ({ offerId: offer.id, personId: shown.personId })

const Asked = ({ shown, offer }: Answering) => (
  <SummaryList
    rows={[
      { key: 'Lead now', value: leadWords(shown) },
      { key: 'Asked', value: offeredWords(offer) },
      ...(offer.note === '' ? [] : [{ key: 'What they wrote', value: offer.note }]),
    ]}
  />
)

const acceptPages = formPages<Answering>({
  ...common,
  path: '/app/people/:id/offers/:offer/accept',
  form: 'lead.accept',
  command: 'lead.accept',
  title: ({ offer }) => (offer.what === 'lead' ? 'Accept the lead' : 'Agree to carry on'),
  button: 'Accept, in my name',
  opens: ({ offer, mine }) => mine && offer.answer === null,
  fields: (f) => (
    <>
      <Asked {...f} />
      <Paragraph>
        {f.offer.what === 'carry on'
          ? 'You say in your name that you carry on. The lead can then close this way out of hospital, and nobody leads it any more.'
          : f.shown.inHospital
            ? 'You lead from the minute they leave the ward; until then the ward does. What is owed in the days after leaving stands on your team’s board, and you are named on it. When you are away, name cover.'
            : 'You lead from now. What is open stands on your team’s board, and you are named on it. When you are away, name cover.'}
      </Paragraph>
    </>
  ),
  read: (_answers, f) => ({ input: about(f) }),
  after: ({ shown, offer }) =>
    `/app/people/${shown.personId}/lead?said=${offer.what !== 'lead' ? 'agreed' : shown.inHospital ? 'accepted' : 'acceptedNow'}`,
})

const declinePages = formPages<Answering>({
  ...common,
  path: '/app/people/:id/offers/:offer/decline',
  form: 'lead.decline',
  command: 'lead.decline',
  title: ({ offer }) => (offer.what === 'lead' ? 'Decline the lead' : 'Decline to carry on'),
  button: 'Decline, with this reason',
  readers: 'the team that asked, and everybody who may see the core of this person’s record.',
  opens: ({ offer, mine }) => mine && offer.answer === null,
  fields: (f, answers, errors) => (
    <>
      <Asked {...f} />
      <Paragraph>The lead stays where it is. The team that asked looks for somebody else.</Paragraph>
      <TextArea {...box(answers, errors, 'reason')} label="Why not?" rows={3} maxCharacters={1000} />
    </>
  ),
  read(answers, f) {
    const reason = textOf(answers, 'reason')
    return reason === ''
      ? {
          errors: [
            { field: 'reason', message: 'Write why not: the team that asked looks for somebody else by it' },
          ],
        }
      : { input: { ...about(f), reason } }
  },
  // with the answer the asker's team may lose sight of the person: their page could be closed from this minute
  after: () => '/app/lead/declined',
})

const takeBackPages = formPages<Answering>({
  ...common,
  path: '/app/people/:id/offers/:offer/take-back',
  form: 'lead.withdraw',
  command: 'lead.withdraw',
  title: () => 'Take back what was asked',
  button: 'Take it back',
  opens: ({ offer, shown }) => shown.ours && offer.answer === null,
  fields: (f) => (
    <>
      <Asked {...f} />
      <Paragraph>The lead stays where it is. You can ask somebody else afterwards.</Paragraph>
    </>
  ),
  read: (_answers, f) => ({ input: about(f) }),
  after: ({ shown }) => `/app/people/${shown.personId}/lead?said=back`,
})

/** /app/people/:id/lead/close: what is still missing, then the one sentence and the press. */
const closePages = formPages<LeadShown>({
  path: '/app/people/:id/lead/close',
  form: 'transition.close',
  command: 'transition.close',
  async facts(ask, _asker, request) {
    const personId = request.params.id ?? ''
    if (!isId(personId)) return refuse('NOT_FOUND_OR_NOT_YOURS')
    const found = await ask(leadOfPerson, { personId })
    if (!found.ok) return found
    return found.value.name === null ? refuse('NOT_FOUND_OR_NOT_YOURS') : found
  },
  title: () => 'Close this way out of hospital',
  caption: (shown) => shown.name ?? undefined,
  back: (shown) => ({ href: `/app/people/${shown.personId}/lead`, text: 'Back to the lead' }),
  button: 'Close it',
  readers: 'everybody who may see the core of this person’s record.',
  opens: (shown) => shown.transitionId !== null,
  seen: (shown) => ({ transitionId: shown.transitionId ?? '' }),
  says: (shown) => <p>{leadWords(shown)}</p>,
  overtaken: ['CLOSE_NOT_OPEN'],
  instead: (shown) =>
    shown.missing.length === 0 ? null : (
      <>
        <Paragraph>It cannot be closed yet. This is still missing:</Paragraph>
        <ul className="nhsuk-list nhsuk-list--bullet">
          {shown.missing.map((code) => (
            <li key={code}>{refusalSentence(code)}</li>
          ))}
        </ul>
        {shown.carriesOn && <Paragraph>{offeredWords(shown.carriesOn)}</Paragraph>}
      </>
    ),
  fields: (shown, answers, errors) => (
    <>
      {shown.carriesOn && <Paragraph>{offeredWords(shown.carriesOn)}</Paragraph>}
      <Paragraph>
        When it is closed, nobody leads it any more. Support, visits without an outcome, worries and tasks are
        watched as before. Leaving hospital again or a new referral opens another.
      </Paragraph>
      <TextArea
        {...box(answers, errors, 'words')}
        label="Who carries on, and with what?"
        rows={4}
        maxCharacters={2000}
      />
    </>
  ),
  read(answers, shown, commandId) {
    const words = textOf(answers, 'words')
    return words === ''
      ? { errors: [{ field: 'words', message: 'Write who carries on and with what' }] }
      : {
          input: {
            closingId: commandId,
            personId: shown.personId,
            transitionId: textOf(answers, 'transitionId') || (shown.transitionId ?? ''),
            words,
          },
        }
  },
  // the person's own pages may be closed to the lead's team from this minute
  after: () => '/app/leaving?said=closed',
})

/** /app/lead/declined: where a decline leads. Of the person nothing is named: their record may be closed to the asker from now. */
const declined = definePage({
  method: 'GET',
  path: '/app/lead/declined',
  access: 'signed in',
  handle: (request) =>
    request.see(async (ask, asker) => {
      const offers = await handoversFor(ask, asker)
      return ok({
        show: {
          title: 'You have declined',
          body: (
            <>
              <Heading level={1}>You have declined</Heading>
              <Paragraph>
                The team that asked has your answer and your reason, and looks for somebody else. The lead
                stays where it was. What this request alone opened to you of the person is closed to you now.
              </Paragraph>
              <LinkedLines id="handovers" heading="Asked by name" lines={handoverLines(offers)} />
              <Paragraph>
                <Link href="/app">Go to your own list</Link>
              </Paragraph>
            </>
          ),
        },
      })
    }),
})

export const answerPages = [declined, ...acceptPages, ...declinePages, ...takeBackPages, ...closePages]
