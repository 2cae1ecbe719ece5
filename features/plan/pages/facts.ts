import { isId } from '#core/kernel/ids.ts'
import { ok, type Result, refuse } from '#core/kernel/result.ts'
import { readersOf } from '#features/sharing/index.ts'
import type { Query } from '#platform/commands/command.ts'
import type { Ask } from '#platform/commands/door.ts'
import type { PageRequest } from '#platform/http/page.ts'

/** Who reads what is written in a plan. */
export const READERS_OF_PLANS =
  'your team, whoever is named in it, and every service with which the person shares what teams write.'
/** Who reads a safety plan: it is core. */
export const READERS_OF_SAFETY =
  'every service that supports them now and may see what is needed for their care, from the first day.'

/** The answer of a question about the person of the address, when the asker knows them. */
export async function aboutPerson<T extends { readonly name: string | null }>(
  ask: Ask,
  request: PageRequest,
  query: Query<{ personId: string }, T>,
): Promise<Result<T>> {
  const personId = request.params.id ?? ''
  if (!isId(personId)) return refuse('NOT_FOUND_OR_NOT_YOURS')
  const found = await ask(query, { personId })
  if (!found.ok) return found
  return found.value.name === null ? refuse('NOT_FOUND_OR_NOT_YOURS') : ok(found.value)
}

/** A plan is shared, and whoever is named in it reads it too. */
export async function readersOfPlan(ask: Ask, personId: string): Promise<string | undefined> {
  const words = await readersOf(ask, personId, 'shared')
  return words && `whoever is named in it, ${words}`
}
