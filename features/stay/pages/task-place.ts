import type { TaskShown } from '../queries/index.ts'

/** Where the thing itself is done; null where only the words of what was done are asked. */
export function placeOf(
  task: Pick<TaskShown, 'kind' | 'aboutId' | 'personId'>,
): { readonly href: string; readonly text: string } | null {
  if (task.aboutId === null) return null
  if (task.kind === 'leaver') return { href: '/app/gaps', text: 'See your team’s board' }
  if (task.kind === 'possible duplicate' && task.personId !== null)
    return { href: `/app/merges/compare/${task.personId}/${task.aboutId}`, text: 'Compare the two records' }
  if (task.kind === 'records to put together')
    return { href: `/app/merges/${task.aboutId}`, text: 'Compare and decide' }
  if (task.kind === 'kept message') return { href: `/app/messages/${task.aboutId}`, text: 'Read the message' }
  if (task.kind.startsWith('stay ') && task.kind !== 'stay time of leaving')
    return { href: `/app/stays/${task.aboutId}/tell`, text: 'Say it' }
  return null
}
