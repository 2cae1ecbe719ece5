import { ok } from '#core/kernel/result.ts'
import type { Instant } from '#core/kernel/time.ts'
import { openedFor } from '#core/plan/plan.ts'
import {
  namedWords,
  type PlansOfPerson,
  plansOfPerson,
  type ReviewsOfPerson,
  reviewsOfPerson,
  reviewTitle,
  sectionsSaid,
} from '#features/plan/index.ts'
import { definePage } from '#platform/http/page.ts'
import {
  dayAndClock,
  dueDay,
  EmptyState,
  Heading,
  Link,
  longDay,
  Said,
  SummaryList,
} from '#platform/ui/index.ts'
import { askIfAllowed } from './ask-if-allowed.ts'
import { type PersonView, personPage } from './person-header.tsx'

type Plan = PlansOfPerson['plans'][number]

const wayWords: Record<string, string> = {
  'opened here': 'opened it here',
  'acknowledged by machine': 'their system says that it has it',
  'handed over': 'handed over',
  posted: 'posted',
}

/** Who has this version, or a later one, and who has not. */
function Receivers({
  plan,
  personId,
  writes,
}: {
  readonly plan: Plan
  readonly personId: string
  readonly writes: boolean
}) {
  return (
    <SummaryList
      rows={plan.named.map((n) => {
        const got = plan.receipts.find((r) => r.recipientId === n.id && r.version >= plan.version)
        const before = plan.receipts.findLast((r) => r.recipientId === n.id)
        return {
          key: namedWords(n),
          value: got ? (
            `Has it: ${wayWords[got.way] ?? got.way}, ${dayAndClock(got.receivedAt)}.${got.how === '' ? '' : ` ${got.how}`}`
          ) : (
            <>
              <strong>Does not have it yet.</strong>
              {before && ` Has version ${before.version}.`}{' '}
              {writes && (
                <Link
                  href={`/app/people/${personId}/plan/${plan.planId}/given/${n.id}`}
                  hiddenWords={`: ${n.name}`}
                >
                  Write how they were given it
                </Link>
              )}
            </>
          ),
        }
      })}
    />
  )
}

function PlanShown({ plan, view }: { readonly plan: Plan; readonly view: PersonView }) {
  const { personId } = view.person
  const writes = view.asker.rights.includes('plan.write')
  return (
    <section aria-label={`Plan of ${plan.team}`}>
      <Heading level={2}>{`Plan of ${plan.team}`}</Heading>
      <p>
        {`Version ${plan.version}, ${plan.by ?? 'a colleague'}, ${dayAndClock(plan.at)}. `}
        {plan.ours && writes && (
          <>
            <Link href={`/app/people/${personId}/plan/write`}>Write on it</Link>
            {' · '}
          </>
        )}
        <Link href={`/app/people/${personId}/print/plan?plan=${plan.planId}`}>Print it</Link>
      </p>
      <Said parts={sectionsSaid(plan.sections)} level={3} />
      <Heading level={3}>Who is to have it</Heading>
      <Receivers plan={plan} personId={personId} writes={writes} />
    </section>
  )
}

function Reviews({ reviews, view }: { readonly reviews: ReviewsOfPerson; readonly view: PersonView }) {
  const { due, done, personId } = reviews
  if (due.length + done.length === 0) return null
  const records = view.asker.rights.includes('review.record')
  return (
    <>
      <Heading level={2}>Looked at again</Heading>
      {due.length > 0 && (
        <ul className="nhsuk-list nhsuk-list--bullet">
          {due.map((d) => (
            <li key={`${d.kind} ${d.aboutId}`}>
              {`${reviewTitle(d)}: by ${longDay(d.dueOn)} (${dueDay(d.dueOn, view.today)}). `}
              {records && (
                <Link
                  href={`/app/people/${personId}/reviews/${d.kind}/${d.aboutId}`}
                  hiddenWords={`: ${reviewTitle(d)}`}
                >
                  Write that you looked
                </Link>
              )}
            </li>
          ))}
        </ul>
      )}
      {done.map((r) => (
        <p key={r.id} className="tc-quiet">
          {`${r.by ?? 'A colleague'}, ${dayAndClock(r.doneAt as Instant)}: ${r.lookedAt}${r.changed === '' ? '. Nothing changed.' : `. Changed: ${r.changed}`}`}
        </p>
      ))}
    </>
  )
}

/** /app/people/:id/plan. Opening it counts as having the plan, for whoever is named in it and for their team. */
const planPage = definePage({
  method: 'GET',
  path: '/app/people/:id/plan',
  access: 'signed in',
  async handle(request) {
    const opened: { readonly personId: string; readonly planId: string; readonly version: number }[] = []
    const answer = await personPage(request, 'Plan', async (ask, view) => {
      const about = { personId: view.person.personId }
      const [found, reviews] = await Promise.all([
        askIfAllowed(ask, view, plansOfPerson, about),
        askIfAllowed(ask, view, reviewsOfPerson, about),
      ])
      const plans = found?.plans ?? []
      const { asker } = view
      for (const p of plans) {
        const mine = openedFor(p.named, { staffId: asker.actorId, grantees: asker.grantees })
        if (mine.some((n) => !p.receipts.some((r) => r.recipientId === n.id && r.version >= p.version)))
          opened.push({ ...about, planId: p.planId, version: p.version })
      }
      const write = view.asker.rights.includes('plan.write')
        ? { text: 'Write a plan', href: `/app/people/${about.personId}/plan/write` }
        : undefined
      return ok(
        <>
          {plans.map((plan) => (
            <PlanShown key={plan.planId} plan={plan} view={view} />
          ))}
          {plans.length === 0 && (
            <>
              <Heading level={2}>Leaving and staying-well plan</Heading>
              <EmptyState
                why="No plan that you may see."
                fill="Whoever supports them writes it with them, and names who is to have it."
                action={write}
              />
            </>
          )}
          {plans.length > 0 && plans.every((p) => !p.ours) && write && (
            <p>
              <Link href={write.href}>{write.text}</Link>
            </p>
          )}
          {reviews && <Reviews reviews={reviews} view={view} />}
        </>,
      )
    })
    if (answer.ok) for (const plan of opened) await request.act('plan.open', request.newId(), plan)
    return answer
  },
})

/** /app/people/:id/print/plan: the plan on paper, to hand over or post. */
const printPage = definePage({
  method: 'GET',
  path: '/app/people/:id/print/plan',
  access: 'signed in',
  handle: (request) =>
    personPage(
      request,
      'Plan',
      async (ask, view) => {
        const { personId } = view.person
        const found = await askIfAllowed(ask, view, plansOfPerson, { personId })
        const plan = found?.plans.find((p) => p.planId === request.query.plan) ?? found?.plans[0]
        return ok(
          plan ? (
            <>
              <p>{`Plan of ${plan.team}, version ${plan.version}, ${dayAndClock(plan.at)}.`}</p>
              <Said parts={sectionsSaid(plan.sections)} level={2} />
              <Heading level={2}>Who has been named to have it</Heading>
              <ul className="nhsuk-list nhsuk-list--bullet">
                {plan.named.map((n) => (
                  <li key={n.id}>{namedWords(n)}</li>
                ))}
              </ul>
            </>
          ) : (
            <EmptyState why="No plan that you may see." />
          ),
        )
      },
      { href: `/app/people/${request.params.id ?? ''}/plan`, text: 'Back to the plan' },
    ),
})

export const planTabPages = [planPage, printPage]
