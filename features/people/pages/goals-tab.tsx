import { ok } from '#core/kernel/result.ts'
import { type GoalsOfPerson, goalsOfPerson } from '#features/goal/index.ts'
import { definePage } from '#platform/http/page.ts'
import {
  dayAndClock,
  EmptyState,
  Heading,
  Link,
  longDay,
  sentenceCase,
  Table,
  Tag,
} from '#platform/ui/index.ts'
import { askIfAllowed } from './ask-if-allowed.ts'
import { personPage } from './person-header.tsx'

type Goal = GoalsOfPerson['goals'][number]
type Appointment = GoalsOfPerson['appointments'][number]

const STATES: Record<Goal['state'], string> = { open: 'Open', done: 'Reached', changed: 'Changed' }

const GoalShown = ({ goal, writes }: { readonly goal: Goal; readonly writes: boolean }) => {
  const [now, ...before] = goal.steps
  return (
    <li>
      <strong>{goal.words}</strong>{' '}
      <Tag colour={goal.state === 'open' ? 'blue' : 'grey'}>{STATES[goal.state]}</Tag>{' '}
      <span className="tc-quiet">{`${sentenceCase(goal.topic)}. ${goal.team}, ${dayAndClock(goal.setAt)}.`}</span>
      {now && (
        <p>
          {`${now.outcome === null ? 'Next step' : 'Last step'}: ${now.step}, by ${now.byWhom}, by ${longDay(now.byOn)}.${now.outcome === null ? '' : ` ${sentenceCase(now.outcome)}. ${now.howItWent ?? ''}`} `}
          {writes && goal.ours && goal.state === 'open' && now.outcome === null && (
            <Link href={`/app/goals/${goal.id}/steps/${now.id}`} hiddenWords={`: ${now.step}`}>
              Write how it went
            </Link>
          )}
        </p>
      )}
      {before.map((s) => (
        <p
          key={s.id}
          className="tc-quiet"
        >{`Before: ${s.step}. ${sentenceCase(s.outcome ?? '')}. ${s.howItWent ?? ''}`}</p>
      ))}
    </li>
  )
}

const became = (a: Appointment): string => {
  switch (a.state) {
    case 'planned':
      return a.goes === null ? 'Nobody goes along' : `${a.goes} goes along`
    case 'went':
      return `Went, ${a.wentWith === null ? 'on their own' : `with ${a.wentWith}`}. ${a.outcome ?? ''}`
    case 'did not':
      return `Did not go. ${a.outcome ?? ''}`
    case 'moved':
      return `Moved. ${a.outcome ?? ''}`
    case 'stopped':
      return 'Stopped: recorded as having died'
  }
}

const Appointments = ({
  rows,
  writes,
}: {
  readonly rows: readonly Appointment[]
  readonly writes: boolean
}) => (
  <Table
    caption="Appointments"
    columns={[
      { head: 'When', isRowName: true, cell: (a) => dayAndClock(a.startsAt) },
      { head: 'What', cell: (a) => [a.what, a.place, a.withWhom].filter((x) => x !== '').join(', ') },
      { head: 'Who goes along, and how it went', cell: became },
      {
        head: 'Do',
        cell: (a) =>
          writes && a.ours && a.state === 'planned' ? (
            <>
              <Link
                href={`/app/appointments/${a.id}`}
                hiddenWords={`: ${a.what}, ${dayAndClock(a.startsAt)}`}
              >
                Write what became of it
              </Link>
              <br />
              <Link
                href={`/app/appointments/${a.id}/goes`}
                hiddenWords={`: ${a.what}, ${dayAndClock(a.startsAt)}`}
              >
                Who goes along
              </Link>
            </>
          ) : null,
      },
    ]}
    rows={rows}
    rowKey={(a) => a.id}
    empty={<EmptyState why="No appointment that you may see." />}
  />
)

/** /app/people/:id/goals: what matters to them, their goals with the next step, and appointments. */
export const goalsPage = definePage({
  method: 'GET',
  path: '/app/people/:id/goals',
  access: 'signed in',
  handle: (request) =>
    personPage(request, 'Goals', async (ask, view) => {
      const { personId } = view.person
      const found = await askIfAllowed(ask, view, goalsOfPerson, { personId })
      const writes = view.asker.rights.includes('goals.record')
      const link = (path: string, text: string) =>
        writes && (
          <p>
            <Link href={`/app/people/${personId}/${path}`}>{text}</Link>
          </p>
        )
      return ok(
        <>
          <Heading level={2}>What matters</Heading>
          {found?.whatMatters.map((w) => (
            <div key={w.team}>
              <blockquote className="tc-typed">{w.words}</blockquote>
              <p className="tc-quiet">{`Told to ${w.by ?? 'a colleague'}, ${w.team}, ${dayAndClock(w.at)}.`}</p>
            </div>
          ))}
          {!found?.whatMatters.length && (
            <EmptyState
              why="Nothing is written that you may see."
              fill="Ask, and write it in their own words."
            />
          )}
          {link(
            'goals/words',
            found?.whatMatters.some((w) => w.ours) ? 'Write it anew' : 'Write what matters to them',
          )}
          <Heading level={2}>Goals</Heading>
          {found?.goals.length ? (
            <ul className="nhsuk-list">
              {found.goals.map((g) => (
                <GoalShown key={g.id} goal={g} writes={writes} />
              ))}
            </ul>
          ) : (
            <EmptyState why="No goal that you may see." />
          )}
          {link('goals/new', 'Set a goal')}
          <Appointments rows={found?.appointments ?? []} writes={writes} />
          {link('appointments/new', 'Write an appointment')}
        </>,
      )
    }),
})
