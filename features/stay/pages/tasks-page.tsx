import { isId } from '#core/kernel/ids.ts'
import { ok, type Result, refuse } from '#core/kernel/result.ts'
import { dayOf, type Instant } from '#core/kernel/time.ts'
import {
  draftAfterRefusal,
  errorOfRefusal,
  isForForm,
  refusalStatus,
} from '#platform/drafts/after-refusal.ts'
import { DRAFT_URL, type DraftForm, draftSent, openDraftForm } from '#platform/drafts/draft-form.ts'
import { definePage, type PageAnswer, type PageRequest, text } from '#platform/http/page.ts'
import {
  Button,
  type Column,
  count,
  dayAndClock,
  EmptyState,
  ErrorSummary,
  errorFor,
  type FieldError,
  Form,
  Heading,
  InsetText,
  Link,
  Paragraph,
  SaveState,
  ShortDate,
  Table,
  Tabs,
  Tag,
  TextArea,
  textOf,
} from '#platform/ui/index.ts'
import {
  keptMessage,
  oneTask,
  TASK_FILTERS,
  TASKS_SHOWN,
  type TaskFilter,
  type TaskList,
  type TaskShown,
  taskList,
} from '../queries/index.ts'
import { age } from './words.ts'

const PATH = '/app/tasks'
const BACK = { href: PATH, text: 'Back to tasks' }

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
      return ok({
        show: {
          title: `Tasks, ${asker.teamName}`,
          body: (
            <Tasks
              found={found.value}
              filter={filter}
              team={asker.teamName}
              done={request.query.done === '1'}
            />
          ),
        },
      })
    })
  },
})

const FILTER_WORDS: Readonly<Record<TaskFilter, string>> = { all: 'All', late: 'Late', mine: 'Mine' }

function Tasks({
  found,
  filter,
  team,
  done,
}: {
  readonly found: TaskList
  readonly filter: TaskFilter
  readonly team: string
  readonly done: boolean
}) {
  const { tasks, counts, now } = found
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
      <Paragraph>Everything that waits for your team. The oldest comes first.</Paragraph>
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
        columns={columns(now)}
        rows={tasks}
        rowKey={(task) => task.id}
        empty={
          filter === 'all' ? (
            <EmptyState
              why="Nothing waits for your team."
              fill="What a hospital message lacks, or could not be filed, comes here."
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

/** Where the thing itself is done; null where only the words of what was done are asked. */
export function placeOf(
  task: Pick<TaskShown, 'kind' | 'aboutId'>,
): { readonly href: string; readonly text: string } | null {
  if (task.aboutId === null) return null
  if (task.kind === 'kept message') return { href: `/app/messages/${task.aboutId}`, text: 'Read the message' }
  if (task.kind.startsWith('stay ') && task.kind !== 'stay time of leaving')
    return { href: `/app/stays/${task.aboutId}/tell`, text: 'Say it' }
  return null
}

const columns = (now: Instant): readonly Column<TaskShown>[] => [
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
        {task.forName !== null && (
          <>
            <br />
            {`for ${task.forName}`}
          </>
        )}
      </>
    ),
  },
  {
    head: 'What to do',
    headHidden: true,
    cell: (task) => {
      const place = placeOf(task)
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
          <Link href={`${PATH}/${task.id}`} hiddenWords={whose}>
            It is done
          </Link>
        </>
      )
    },
  },
]

const one = definePage({
  method: 'GET',
  path: `${PATH}/:id`,
  access: 'signed in',
  keeps: { form: 'task.done', command: 'task.done', at: ({ about }) => `${PATH}/${about}` },
  async handle(request) {
    const form = await openDraftForm(request, 'task.done', request.params.id ?? '')
    return form.ok ? taskPage(request, form.value, []) : form
  },
})

const done = definePage({
  method: 'POST',
  path: `${PATH}/:id`,
  access: 'signed in',
  async handle(request) {
    const commandId = text(request.form, 'commandId')
    const answer = await request.act('task.done', commandId, {
      taskId: request.params.id,
      personId: text(request.form, 'person') || null,
      doneText: text(request.form, 'doneText').slice(0, 2000),
    })
    if (answer.ok) {
      await draftSent(request, commandId)
      return ok({ goTo: `${PATH}?done=1` })
    }
    if (!isForForm(answer.refusal)) return answer
    return taskPage(
      request,
      await draftAfterRefusal(request),
      [{ ...errorOfRefusal(answer.refusal), field: 'doneText' }],
      refusalStatus(answer.refusal),
    )
  },
})

const taskPage = (
  request: PageRequest,
  form: DraftForm,
  errors: readonly FieldError[],
  status = 200,
): Promise<Result<PageAnswer>> =>
  request.see(async (ask) => {
    const taskId = request.params.id ?? ''
    if (!isId(taskId)) return refuse('NOT_FOUND_OR_NOT_YOURS')
    const found = await ask(oneTask, { taskId })
    if (!found.ok) return found
    if (!found.value) return refuse(errors.length > 0 ? 'TASK_ALREADY_DONE' : 'NOT_FOUND_OR_NOT_YOURS')
    return ok({
      show: {
        title: 'Say that a task is done',
        status,
        body: <OneTask task={found.value} form={form} errors={errors} />,
        scripts: ['autosave.js'],
        back: BACK,
      },
    })
  })

function OneTask({
  task,
  form,
  errors,
}: {
  readonly task: TaskShown
  readonly form: DraftForm
  readonly errors: readonly FieldError[]
}) {
  const place = placeOf(task)
  return (
    <>
      <ErrorSummary errors={errors} />
      <Heading level={1} caption={task.name ?? undefined}>
        Say that a task is done
      </Heading>
      <Paragraph>{task.what}</Paragraph>
      {place && (
        <Paragraph>
          <Link href={place.href}>{place.text}</Link>
        </Paragraph>
      )}
      <Form
        action={`${PATH}/${task.id}`}
        id="task-done"
        draftUrl={DRAFT_URL}
        hidden={{ ...form.hidden, person: task.personId ?? '' }}
      >
        <SaveState formId="task-done" value={form.saveState} />
        <TextArea
          name="doneText"
          label="What was done?"
          value={textOf(form.answers, 'doneText')}
          rows={4}
          maxCharacters={2000}
          readers="your team."
          error={errorFor(errors, 'doneText')}
        />
        <Button>It is done</Button>
      </Form>
    </>
  )
}

/** /app/messages/:id: a message that could not be filed, whole, for the desk that must find out who is meant. */
const message = definePage({
  method: 'GET',
  path: '/app/messages/:id',
  access: 'signed in',
  async handle(request) {
    return request.see(async (ask) => {
      const keptId = request.params.id ?? ''
      if (!isId(keptId)) return refuse('NOT_FOUND_OR_NOT_YOURS')
      const found = await ask(keptMessage, { keptId })
      if (!found.ok) return found
      const kept = found.value
      if (!kept) return refuse('NOT_FOUND_OR_NOT_YOURS')
      return ok({
        show: {
          title: 'A hospital message that waits',
          back: BACK,
          body: (
            <>
              <Heading level={1}>A hospital message that waits</Heading>
              <Paragraph>{`Kept ${dayAndClock(kept.at)}. ${kept.controlId === null ? 'It has no number of its own that we can read.' : `Its sender calls it ${kept.controlId}.`}`}</Paragraph>
              {kept.task ? (
                <Paragraph>{kept.task.what}</Paragraph>
              ) : (
                <Paragraph>It has been dealt with.</Paragraph>
              )}
              <pre className="tc-message">{kept.raw.replace(/\r\n?/g, '\n')}</pre>
              {kept.task && <Button href={`${PATH}/${kept.task.id}`}>It is done</Button>}
            </>
          ),
        },
      })
    })
  },
})

export const taskPages = [list, one, done, message]
