import { isId } from '#core/kernel/ids.ts'
import { ok, type Result, refuse } from '#core/kernel/result.ts'
import type { Asker } from '#platform/commands/asker.ts'
import type { Ask } from '#platform/commands/door.ts'
import type { PageRequest } from '#platform/http/page.ts'
import { oneStay, type StayShown } from '../queries/index.ts'

/** The stay of the address, when it is the asker's own team's; another team's and one that is not there are alike. */
async function facts(ask: Ask, _asker: Asker, request: PageRequest): Promise<Result<StayShown>> {
  const stayId = request.params.id ?? ''
  if (!isId(stayId)) return refuse('NOT_FOUND_OR_NOT_YOURS')
  const found = await ask(oneStay, { stayId })
  if (!found.ok) return found
  return found.value?.ours ? ok(found.value) : refuse('NOT_FOUND_OR_NOT_YOURS')
}

/** What the forms about one stay share. */
export const stayForm = {
  facts,
  caption: (shown: StayShown) => shown.name ?? undefined,
  back: () => ({ href: '/app/leaving', text: 'Back to leaving hospital' }),
  version: (shown: StayShown) => shown.version,
}

export const idsOf = ({ stay }: StayShown) => ({ stayId: stay.id, personId: stay.personId })
