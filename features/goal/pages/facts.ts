import { isId } from '#core/kernel/ids.ts'
import { ok, type Result, refuse } from '#core/kernel/result.ts'
import { TOPICS } from '#core/plan/goal.ts'
import type { Ask } from '#platform/commands/door.ts'
import type { PageRequest } from '#platform/http/page.ts'
import { sentenceCase } from '#platform/ui/index.ts'
import { type GoalsOfPerson, goalsOfPerson, type StaffChoice, whoGoesAlong } from '../queries/goals.ts'

export const READERS = 'your team, and every service with which the person shares what teams write.'
export const TOPIC_CHOICES = TOPICS.map((value) => ({ value, label: sentenceCase(value) }))

/** What stands about the person of the address, when the asker knows them. */
export async function goalsOf(ask: Ask, request: PageRequest): Promise<Result<GoalsOfPerson>> {
  const personId = request.params.id ?? ''
  if (!isId(personId)) return refuse('NOT_FOUND_OR_NOT_YOURS')
  const found = await ask(goalsOfPerson, { personId })
  if (!found.ok) return found
  return found.value.name === null ? refuse('NOT_FOUND_OR_NOT_YOURS') : ok(found.value)
}

export const staffOptions = (staff: readonly StaffChoice[]) => [
  { value: 'nobody', text: 'Nobody' },
  ...staff.map((s) => ({ value: s.id, text: s.name })),
]

export async function staffOf(ask: Ask): Promise<readonly StaffChoice[]> {
  const found = await ask(whoGoesAlong, {})
  return found.ok ? found.value : []
}
