import type { ReactNode } from 'react'
import { ok } from '#core/kernel/result.ts'
import { dayOf, type Instant } from '#core/kernel/time.ts'
import { endsInItsOwnPlace } from '#core/place/own-place.ts'
import { handoverLines, handoversFor } from '#features/lead/index.ts'
import { definePage } from '#platform/http/page.ts'
import {
  type Column,
  count,
  EmptyState,
  Heading,
  InsetText,
  Link,
  LinkedLines,
  Paragraph,
  ShortDate,
  Table,
  Tabs,
  Tag,
} from '#platform/ui/index.ts'
import {
  TASK_FILTERS,
  TASKS_SHOWN,
  type TaskFilter,
  type TaskList,
  type TaskShown,
  taskList,
} from '../queries/index.ts'
import { feedDaysWaiting } from '../queries/messages.ts'
import { daysWaitingWords } from './message-days.tsx'
import { placeOf } from './task-place.ts'
import { age } from './words.ts'

const PATH = '/app/tasks'

/** /app/tasks: everything that waits for my team, in one list, oldest first, with its age. */
const list = definePage({
  method: 'GET',
  path: PATH,
  access: 'signed in',
  async handle(request) {
    const filter = TASK_FILTERS.find((f) => f === request.query.show) ?? 'all'
    return request.see(async (ask, asker) => {
      const found = await ask(taskList, { filter })
      if (!found.ok) return found
      const offers = await handoversFor(ask, asker)
      const days = await ask(feedDaysWaiting, {})
      if (!days.ok) return days
      return ok({
        show: {
          title: `${TITLES[filter]}, ${asker.teamName}`,
          list: {
            name: 'tasks',
            title: TITLES[filter],
            filter: filter === 'all' ? [] : [FILTER_WORDS[filter]],
            ...(found.value.counts[filter] > TASKS_SHOWN && {
              notShown: [`All but the oldest ${TASKS_SHOWN}`],
            }),
          },
          body: (
            <>
              <Tasks
                first={<LinkedLines id="handovers" heading="Asked by name" lines={handoverLines(offers)} />}
                found={found.value}
                daysToAgree={days.value}
                rights={asker.rights}
                filter={filter}
                team={asker.teamName}
                done={request.query.done === '1'}
              />
            </>
          ),
        },
      })
    })
  },
})

const TITLES: Readonly<Record<TaskFilter, string>> = {
  all: 'Tasks',
  late: 'Late tasks',
  mine: 'My tasks',
  outside: 'Waits from outside',
}
const FILTER_WORDS: Readonly<Record<TaskFilter, string>> = {
  all: 'All',
  late: 'Late',
  mine: 'Mine',
  outside: 'From outside',
}

function Tasks({
  first,
  found,
  daysToAgree,
  rights,
  filter,
  team,
  done,
}: {
  readonly first: ReactNode
  readonly found: TaskList
  readonly daysToAgree: number | null
  readonly rights: readonly string[]
  readonly filter: TaskFilter
  readonly team: string
  readonly done: boolean
}) {
  const { tasks, counts, now, gapsOpen } = found
  return (
    <>
      {done && (
        <InsetText>
          <p>It is done, and off the list.</p>
        </InsetText>
      )}
      <Heading level={1} caption={team}>
        Tasks
      </Heading>
      {first}
      <Paragraph>Everything that waits for your team. The oldest comes first.</Paragraph>
      {tasks.some((t) => t.kind === 'kept message') && (
        <Paragraph>
          <Link href="/app/messages">Hospital messages that wait, with what can be done</Link>
        </Paragraph>
      )}
      {daysToAgree !== null && (
        <Paragraph>
          <Link href="/app/messages/counts">
            {daysToAgree === 0 ? 'Hospital messages by day' : daysWaitingWords(daysToAgree)}
          </Link>
        </Paragraph>
      )}
      <Tabs
        label="Which tasks"
        items={TASK_FILTERS.map((f) => ({
          text: `${FILTER_WORDS[f]} (${counts[f]})`,
          href: f === 'all' ? PATH : `${PATH}?show=${f}`,
          current: f === filter,
        }))}
      />
      <Table
        caption={count(counts[filter], 'task')}
        columns={columns(now, rights)}
        rows={tasks}
        rowKey={(task) => task.id}
        empty={
          filter === 'all' && gapsOpen ? (
            <EmptyState
              why="No task waits for your team, but gaps are open."
              fill="What is owed to people and not kept, worries first, stands on the gap board."
              action={{ text: 'Open the gap board', href: '/app/gaps' }}
            />
          ) : filter === 'all' ? (
            <EmptyState
              why="Nothing waits for your team."
              fill="What a hospital message lacks, or could not be filed, comes here."
            />
          ) : filter === 'outside' ? (
            <EmptyState
              why="Nothing from outside waits for your team."
              fill="A message, a referral or a spreadsheet that could not be taken in comes here whole, and what was to go out and did not."
            />
          ) : (
            <EmptyState
              why={`No task is ${filter === 'late' ? 'late' : 'yours by name'}.`}
              fill={`The filter hides ${count(counts.all, 'task')}.`}
              action={{ text: 'Show all tasks', href: PATH }}
            />
          )
        }
      />
      {counts[filter] > TASKS_SHOWN && <Paragraph>{`The oldest ${TASKS_SHOWN} are shown.`}</Paragraph>}
      <Paragraph>
        <Link href="/app/team/staff">Staff of this team, absence and cover</Link>
      </Paragraph>
    </>
  )
}

const columns = (now: Instant, rights: readonly string[]): readonly Column<TaskShown>[] => [
  {
    head: 'About',
    isRowName: true,
    cell: (task) =>
      task.personId === null ? (
        'Nobody in particular'
      ) : task.name === null ? (
        'Name not open to you'
      ) : (
        <Link href={`/app/people/${task.personId}`}>{task.name}</Link>
      ),
  },
  { head: 'What waits', cell: (task) => task.what },
  { head: 'Waiting', cell: (task) => age(task.sinceAt, now) },
  {
    head: 'Due',
    cell: (task) => (
      <>
        <ShortDate on={dayOf(task.dueAt)} />
        {task.dueAt < now && (
          <>
            <br />
            <Tag colour="red">Late</Tag>
          </>
        )}
      </>
    ),
  },
  // somebody by name, or whoever of the team comes first: never nobody
  { head: 'Who has it', cell: (task) => task.forName ?? task.team },
  {
    head: 'What to do',
    headHidden: true,
    cell: (task) => {
      const place = placeOf(task, rights)
      const whose = task.name === null ? '' : `for ${task.name}`
      return (
        <>
          {place && (
            <>
              <Link href={place.href} hiddenWords={whose}>
                {place.text}
              </Link>
              <br />
            </>
          )}
          {!endsInItsOwnPlace(task.kind) && (
            <Link href={`${PATH}/${task.id}`} hiddenWords={whose}>
              It is done
            </Link>
          )}
        </>
      )
    },
  },
]

export const taskListPages = [list]
