import type { TaskShown } from '../queries/index.ts'

/** Where the thing itself is done; null where only the words of what was done are asked. */
export function placeOf(
  task: Pick<TaskShown, 'kind' | 'aboutId'>,
): { readonly href: string; readonly text: string } | null {
  if (task.aboutId === null) return null
  if (task.kind === 'leaver') return { href: '/app/gaps', text: 'See your team’s board' }
  if (task.kind === 'words told') return { href: `/app/words/${task.aboutId}`, text: 'Read it' }
  if (task.kind === 'kept message') return { href: `/app/messages/${task.aboutId}`, text: 'Read the message' }
  if (task.kind === 'emergency access')
    return { href: `/app/audit/emergencies/${task.aboutId}`, text: 'Take the second look' }
  if (task.kind === 'sharing without agreement')
    return { href: `/app/audit/without/${task.aboutId}`, text: 'Read what was shared' }
  if (task.kind === 'access asked for')
    return { href: `/app/audit/asks/${task.aboutId}`, text: 'Answer what they ask' }
  if (task.kind === 'sign-in changed')
    return { href: `/app/organisations/${task.aboutId}/sign-in`, text: 'See the sign-in settings' }
  if (task.kind.startsWith('stay ') && task.kind !== 'stay time of leaving')
    return { href: `/app/stays/${task.aboutId}/tell`, text: 'Say it' }
  return null
}
