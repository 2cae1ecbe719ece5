import { ok, refuse } from '#core/kernel/result.ts'
import { OPEN, type Word } from '#core/referral/words.ts'
import { draftByCommand, findDraft, saveDraft } from '#platform/drafts/drafts.ts'
import { definePage, type FormAnswers, text } from '#platform/http/page.ts'
import {
  Button,
  Card,
  clock,
  count,
  daysLong,
  EmptyState,
  Form,
  Heading,
  InsetText,
  Link,
  Paragraph,
  SummaryList,
} from '#platform/ui/index.ts'
import { aboutPerson } from '../queries/about-person.ts'
import { page as oneReferral } from '../queries/page.ts'
import { type ServiceCard, services } from '../queries/services.ts'
import { dayShown, wordShown } from '../words.ts'
import { answersOfAsks, FORM, hiddenOf, stepHref } from './draft.ts'

/**
 * GET /app/referrals/new?person=ID: screen 1 of 4, who and where to. With `&from=ID` the words of that referral are
 * taken over, and two screens are left. A GET makes no row: choosing a service makes the draft.
 */
export const newPage = definePage({
  method: 'GET',
  path: '/app/referrals/new',
  access: 'signed in',
  async handle(request) {
    const personId = request.query.person
    if (personId === undefined) return ok({ goTo: '/app/people' })
    const kept = await request.own((tx) => findDraft(tx, FORM, personId))
    if (!kept.ok) return kept
    return request.see(async (ask) => {
      const [about, cards] = await Promise.all([ask(aboutPerson, { personId }), ask(services, { personId })])
      if (!about.ok) return about
      if (!cards.ok) return cards
      const name = about.value.name ?? 'the person you added'
      const draft = kept.value
      const hidden = {
        ...hiddenOf({ commandId: request.newId(), about: personId, version: 0 }),
        stayId: about.value.stayId ?? undefined,
        from: request.query.from,
      }
      return ok({
        show: {
          title: `Send a referral: who and where to, ${name}`,
          back: { href: `/app/people/${personId}`, text: 'Back to the person' },
          body: (
            <>
              <Heading
                caption={request.query.from ? 'Screen 1 of 2' : 'Screen 1 of 4'}
              >{`Where should ${name} be referred to?`}</Heading>
              {about.value.stay && (
                <Paragraph>{`${name} is on ${about.value.stay.unitName}, ${about.value.stay.organisationName}. The referral will name this stay.`}</Paragraph>
              )}
              {draft && !request.query.from && (
                <InsetText>
                  <p>
                    We kept what you typed at {clock(draft.savedAt as Parameters<typeof clock>[0])}.{' '}
                    <Link href={stepHref(draft.commandId, 'ask')}>Carry on with it</Link>, or start again by
                    choosing a service.
                  </p>
                </InsetText>
              )}
              {cards.value.length === 0 && (
                <EmptyState
                  why="There is no service to send to."
                  fill="A service shows here once your organisation has a sharing agreement with the one that runs it."
                />
              )}
              <Form action="/app/referrals/new" hidden={hidden}>
                {cards.value.map((card) => (
                  <ServiceChoice key={card.id} card={card} />
                ))}
              </Form>
            </>
          ),
        },
      })
    })
  },
})

function ServiceChoice({ card }: { readonly card: ServiceCard }) {
  const { before } = card
  const isOpen = before !== null && OPEN.includes(before.word as Word)
  return (
    <Card
      heading={card.name}
      caption={[...new Set([card.team, card.organisation])].filter((w) => w !== card.name).join(', ')}
    >
      <SummaryList
        border={false}
        rows={[
          { key: 'Takes', value: card.accepts },
          { key: 'Places', value: `${card.openPeople} of ${card.capacity} in use, ${card.waiting} waiting` },
          { key: 'Wait', value: waitWords(card) },
          {
            key: 'Answers by its date',
            value:
              card.answersDue === 0
                ? 'No referral answered or past its date in the last 90 days'
                : `${card.answeredInTime} of ${card.answersDue} in the last 90 days`,
          },
          { key: 'Please note', value: card.boundaryStatement },
        ]}
      />
      {before !== null && (
        <InsetText>
          <p>
            {isOpen ? 'There is an open referral to this service' : 'Referred to this service before'}, sent
            on {dayShown(before.sentAt)}: {wordShown(before.word as Word)}.{' '}
            <Link href={`/app/referrals/${before.id}`}>{isOpen ? 'Open it' : 'See what became of it'}</Link>
          </p>
        </InsetText>
      )}
      {isOpen ? null : (
        <Button
          name="serviceId"
          value={card.id}
          hiddenWords={card.name}
          disabledBecause={
            card.takesReferrals ? undefined : `Not taking referrals now. Ring ${card.telephone}.`
          }
        >
          Choose
        </Button>
      )}
    </Card>
  )
}

/** Fewer than five starts say nothing about a usual wait. */
const waitWords = (card: ServiceCard): string =>
  card.middleWaitDays === null || card.started < 5
    ? 'Too few people started in the last 90 days to say'
    : `Half of ${count(card.started, 'person', 'people')} had started within ${daysLong(card.middleWaitDays)}`

/** POST /app/referrals/new: the service is chosen and the draft is made. */
export const chooseService = definePage({
  method: 'POST',
  path: '/app/referrals/new',
  access: 'signed in',
  async handle(request) {
    const { form } = request
    const [commandId, personId, serviceId, from] = ['commandId', 'draftAbout', 'serviceId', 'from'].map(
      (name) => text(form, name),
    ) as [string, string, string, string]
    if (commandId === '' || personId === '' || serviceId === '')
      return refuse('INPUT_NOT_UNDERSTOOD', { field: 'serviceId' })
    let taken: FormAnswers = {}
    if (from !== '') {
      const earlier = await request.see((ask) => ask(oneReferral, { referralId: from }))
      if (!earlier.ok) return earlier
      if (earlier.value === null || earlier.value.personId !== personId)
        return refuse('NOT_FOUND_OR_NOT_YOURS')
      taken = {
        ...answersOfAsks(earlier.value.asks),
        copiedFrom: from,
        askedOnce: '1',
        ...(earlier.value.urgent ? { urgent: '1' } : {}),
      }
    }
    const chosen = { serviceId, ...(text(form, 'stayId') ? { stayId: text(form, 'stayId') } : {}) }
    const saved = await request.own(async (tx) => {
      const draft = { commandId, form: FORM, about: personId, answers: { ...taken, ...chosen }, version: 0 }
      const first = await saveDraft(tx, draft)
      if (first.state === 'saved') return true
      // back on this screen and another service chosen: the same draft, with what was typed since
      const now = await draftByCommand(tx, commandId)
      if (!now) return false
      return (
        (await saveDraft(tx, { ...draft, answers: { ...now.answers, ...chosen }, version: now.version }))
          .state === 'saved'
      )
    })
    if (!saved.ok) return saved
    if (!saved.value) return ok({ goTo: `/app/referrals/${commandId}` })
    return ok({ goTo: stepHref(commandId, from === '' ? 'ask' : 'share') })
  },
})
