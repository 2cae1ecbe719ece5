import { isId } from '#core/kernel/ids.ts'
import { ok, refuse } from '#core/kernel/result.ts'
import { formPages } from '#platform/drafts/form-page.tsx'
import { box, dayAndClock, InsetText, Link, Paragraph, TextArea, textOf } from '#platform/ui/index.ts'
import { oneTask, type TaskFound } from '../queries/index.ts'
import { placeOf } from './task-place.ts'

const PATH = '/app/tasks'

/**
 * /app/tasks/:id: what was done about a task.
 * Why no version: a task changes once, from open to done, so its id says what was seen; the second to do it sees what the
 * first wrote.
 */
export const taskPages = formPages<TaskFound & { readonly rights: readonly string[] }>({
  path: `${PATH}/:id`,
  form: 'task.done',
  command: 'task.done',
  async facts(ask, asker, request) {
    const taskId = request.params.id ?? ''
    if (!isId(taskId)) return refuse('NOT_FOUND_OR_NOT_YOURS')
    const found = await ask(oneTask, { taskId })
    if (!found.ok) return found
    return found.value ? ok({ ...found.value, rights: asker.rights }) : refuse('NOT_FOUND_OR_NOT_YOURS')
  },
  opens: (task) => task.doneAt === null,
  title: () => 'Say that a task is done',
  caption: (task) => task.name ?? undefined,
  back: () => ({ href: PATH, text: 'Back to tasks' }),
  button: 'It is done',
  overtaken: ['TASK_ALREADY_DONE'],
  says: (task) =>
    task.doneAt === null ? undefined : (
      <p>{`${task.doneBy ?? 'A colleague'} wrote on ${dayAndClock(task.doneAt)}: ${task.doneText ?? ''}`}</p>
    ),
  fieldNames: { doneText: 'doneText' },
  fields(task, answers, errors) {
    const place = placeOf(task, task.rights)
    return (
      <>
        <Paragraph>{task.what}</Paragraph>
        {task.whySaid !== null && (
          <InsetText>
            <p>{`${task.saidBy ?? 'A colleague'} wrote why: ${task.whySaid}`}</p>
          </InsetText>
        )}
        {place && (
          <Paragraph>
            <Link href={place.href}>{place.text}</Link>
          </Paragraph>
        )}
        <TextArea
          {...box(answers, errors, 'doneText')}
          label="What was done?"
          rows={4}
          maxCharacters={2000}
          readers="your team."
        />
      </>
    )
  },
  read: (answers, task) => ({
    input: {
      taskId: task.id,
      personId: task.personId,
      doneText: textOf(answers, 'doneText'),
    },
  }),
  after: () => `${PATH}?done=1`,
})
