import { ok } from '#core/kernel/result.ts'
import { type SafetyPlanOfPerson, safetyPlanOfPerson } from '#features/plan/index.ts'
import { definePage } from '#platform/http/page.ts'
import {
  Details,
  dayAndClock,
  EmptyState,
  Heading,
  InsetText,
  Link,
  longDay,
  Said,
} from '#platform/ui/index.ts'
import { telephoneHref } from '../words.ts'
import { askIfAllowed } from './ask-if-allowed.ts'
import { type PersonView, personPage } from './person-header.tsx'

type Version = SafetyPlanOfPerson['versions'][number]

const parts = (v: Version) =>
  [
    { title: 'What helps', words: v.helps, own: '' },
    { title: 'Signs that things are getting harder', words: v.signs, own: '' },
    { title: 'What sets things off', words: v.setsOff, own: '' },
  ].filter((p) => p.words !== '')

const Ring = ({ ring }: { readonly ring: Version['ring'] }) =>
  ring.length === 0 ? (
    <p>Nobody is named to ring.</p>
  ) : (
    <ol className="nhsuk-list nhsuk-list--number">
      {ring.map((r) => (
        <li key={`${r.name} ${r.number}`}>
          {r.name}: {telephoneHref(r.number) ? <a href={telephoneHref(r.number)}>{r.number}</a> : r.number}
        </li>
      ))}
    </ol>
  )

const made = (v: Version) =>
  `Made on ${longDay(v.madeOn)}, with: ${v.madeWith}. Written by ${v.by ?? 'a colleague'}${v.team ? `, ${v.team}` : ''}, version ${v.version}.`

const Whole = ({ version, level }: { readonly version: Version; readonly level: 2 | 3 }) => (
  <>
    <Said parts={parts(version).slice(0, 1)} level={level} />
    <Heading level={level}>Who to ring first</Heading>
    <Ring ring={version.ring} />
    <Said parts={parts(version).slice(1)} level={level} />
    <p className="tc-quiet">{made(version)}</p>
  </>
)

const NONE = {
  why: 'There is no safety plan yet.',
  fill: 'Any worker of a service that supports them now can write one with them, on the ward or at home.',
}

/** The box on the summary, first of all and never left out: what helps and who to ring, for whoever may see it. */
export function SafetyBox({
  plan,
  view,
}: {
  readonly plan: SafetyPlanOfPerson | null
  readonly view: PersonView
}) {
  if (plan === null || !plan.open) return null
  const [newest] = plan.versions
  const { personId } = view.person
  const writes = view.asker.rights.includes('safety-plan.write')
  return (
    <section aria-label="Safety plan">
      <Heading level={2}>Safety plan</Heading>
      {newest ? (
        <InsetText>
          {newest.helps !== '' && <p className="tc-typed">{`What helps: ${newest.helps}`}</p>}
          {newest.signs !== '' && <p className="tc-typed">{`Signs: ${newest.signs}`}</p>}
          {newest.setsOff !== '' && <p className="tc-typed">{`What sets things off: ${newest.setsOff}`}</p>}
          <p>Who to ring first:</p>
          <Ring ring={newest.ring} />
          <p className="tc-quiet">{made(newest)}</p>
          <p>
            <Link href={`/app/people/${personId}/safety`}>The whole safety plan</Link>
          </p>
        </InsetText>
      ) : (
        <EmptyState
          {...NONE}
          action={
            writes ? { text: 'Write it with them', href: `/app/people/${personId}/safety/write` } : undefined
          }
        />
      )}
    </section>
  )
}

const safetyPage = definePage({
  method: 'GET',
  path: '/app/people/:id/safety',
  access: 'signed in',
  handle: (request) =>
    personPage(request, 'Safety plan', async (ask, view) => {
      const { personId } = view.person
      const plan = await askIfAllowed(ask, view, safetyPlanOfPerson, { personId })
      const [newest, ...before] = plan?.versions ?? []
      const writes = plan?.open && view.asker.rights.includes('safety-plan.write')
      const write = {
        text: newest ? 'Write on it with them' : 'Write it with them',
        href: `/app/people/${personId}/safety/write`,
      }
      if (!newest)
        return ok(
          <>
            <Heading level={2}>Safety plan</Heading>
            {plan?.open ? (
              <EmptyState {...NONE} action={writes ? write : undefined} />
            ) : (
              <EmptyState why="Whether there is a safety plan is not open to you." />
            )}
          </>,
        )
      return ok(
        <>
          <Heading level={2}>Safety plan</Heading>
          <p>
            {writes && (
              <>
                <Link href={write.href}>{write.text}</Link>
                {' · '}
              </>
            )}
            <Link href={`/app/people/${personId}/print/safety`}>Print it</Link>
          </p>
          <Whole version={newest} level={3} />
          {before.map((v) => (
            <Details key={v.version} summary={`Version ${v.version}, ${dayAndClock(v.at)}`}>
              <p className="tc-typed">{`What helps: ${v.helps}`}</p>
              <p className="tc-typed">{`Signs: ${v.signs}`}</p>
              <p className="tc-typed">{`What sets things off: ${v.setsOff}`}</p>
              <Ring ring={v.ring} />
              <p className="tc-quiet">{made(v)}</p>
            </Details>
          ))}
        </>,
      )
    }),
})

const printPage = definePage({
  method: 'GET',
  path: '/app/people/:id/print/safety',
  access: 'signed in',
  handle: (request) =>
    personPage(
      request,
      'Safety plan',
      async (ask, view) => {
        const plan = await askIfAllowed(ask, view, safetyPlanOfPerson, { personId: view.person.personId })
        const [newest] = plan?.versions ?? []
        return ok(
          newest ? (
            <>
              <Whole version={newest} level={2} />
              <p>
                If somebody’s life is at risk, ring 999. For help today with mental health, ring 111 and
                choose the mental health option.
              </p>
            </>
          ) : (
            <EmptyState {...NONE} />
          ),
        )
      },
      { href: `/app/people/${request.params.id ?? ''}/safety`, text: 'Back to the safety plan' },
    ),
})

export const safetyTabPages = [safetyPage, printPage]
