import type { Result } from '#core/kernel/result.ts'
import { holds } from '#platform/commands/asker.ts'
import type { Query } from '#platform/commands/command.ts'
import type { Ask } from '#platform/commands/door.ts'
import type { PersonView } from './person-header.tsx'

/** Asks only what the post may ask: another feature's part is left out, never refused. */
export async function askIfAllowed<I, O>(
  ask: Ask,
  view: PersonView,
  query: Query<I, O>,
  input: I,
): Promise<O | null> {
  if (!holds(view.asker, query.right)) return null
  const answer: Result<O> = await ask(query, input)
  return answer.ok ? answer.value : null
}
