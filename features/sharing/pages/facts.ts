import { isId } from '#core/kernel/ids.ts'
import { ok, type Result, refuse } from '#core/kernel/result.ts'
import { type Day, dayOf } from '#core/kernel/time.ts'
import type { Ask } from '#platform/commands/door.ts'
import type { PageRequest } from '#platform/http/page.ts'
import { type ServiceSharing, type SharingOfPerson, sharingOfPerson } from '../queries/of-person.ts'

export interface ServiceFacts {
  readonly personId: string
  readonly name: string
  readonly today: Day
  readonly service: ServiceSharing
}

/** The person of the address, and what stands about sharing. Hidden and absent are alike. */
export async function sharingFacts(
  ask: Ask,
  request: PageRequest,
): Promise<Result<SharingOfPerson & { name: string }>> {
  const personId = request.params.id ?? ''
  if (!isId(personId)) return refuse('NOT_FOUND_OR_NOT_YOURS')
  const found = await ask(sharingOfPerson, { personId })
  if (!found.ok) return found
  const { name } = found.value
  return name === null ? refuse('NOT_FOUND_OR_NOT_YOURS') : ok({ ...found.value, name })
}

/** And one service of those that have to do with them. */
export async function serviceFacts(ask: Ask, request: PageRequest): Promise<Result<ServiceFacts>> {
  const found = await sharingFacts(ask, request)
  if (!found.ok) return found
  const service = found.value.services.find((s) => s.serviceId === request.params.service)
  if (!service) return refuse('NOT_FOUND_OR_NOT_YOURS')
  const { personId, name, now } = found.value
  return ok({ personId, name, today: dayOf(now), service })
}

export const backToSharing = (f: { readonly personId: string }) => ({
  href: `/app/people/${f.personId}/sharing`,
  text: 'Back to who should know what',
})
