import { isId } from '#core/kernel/ids.ts'
import { ok, type Result, refuse } from '#core/kernel/result.ts'
import { header, type ShownHeader } from '#features/people/index.ts'
import { audiencesOf, type NoteAudiences } from '#features/sharing/index.ts'
import type { Asker } from '#platform/commands/asker.ts'
import type { Ask } from '#platform/commands/door.ts'
import type { PageRequest } from '#platform/http/page.ts'
import { type Sheet, sheet } from '../queries/sheet.ts'

/** One visit with who it is about, for a page. */
export interface SheetFacts {
  readonly sheet: Sheet
  /** Null where the asker may not see who it is any more. */
  readonly person: ShownHeader | null
  readonly asker: Asker
  readonly seenBy: NoteAudiences
}

/** The contact of the address; hidden and absent are alike. */
export async function sheetFacts(ask: Ask, asker: Asker, request: PageRequest): Promise<Result<SheetFacts>> {
  const contactId = request.params.id ?? ''
  if (!isId(contactId)) return refuse('NOT_FOUND_OR_NOT_YOURS')
  const found = await ask(sheet, { contactId })
  if (!found.ok) return found
  if (found.value === null) return refuse('NOT_FOUND_OR_NOT_YOURS')
  const who = asker.rights.includes('people.read')
    ? await ask(header, { personId: found.value.contact.personId })
    : null
  return ok({
    sheet: found.value,
    person: who?.ok && who.value?.state === 'shown' ? who.value : null,
    asker,
    seenBy: await audiencesOf(ask, found.value.contact.personId),
  })
}

/** The same for an act of the team whose contact it is. */
export async function ourSheet(ask: Ask, asker: Asker, request: PageRequest): Promise<Result<SheetFacts>> {
  const found = await sheetFacts(ask, asker, request)
  return found.ok && !found.value.sheet.contact.ours ? refuse('NOT_FOUND_OR_NOT_YOURS') : found
}

export const nameOf = (f: SheetFacts): string => f.person?.name ?? 'someone you no longer support'
export const backToContact = (f: SheetFacts) => ({
  href: `/app/contacts/${f.sheet.contact.id}`,
  text: 'Back to the contact',
})
export const contactDone = (f: SheetFacts): string => `/app/contacts/${f.sheet.contact.id}?said=saved`
export const idsOf = (f: SheetFacts) => ({
  personId: f.sheet.contact.personId,
  contactId: f.sheet.contact.id,
})
