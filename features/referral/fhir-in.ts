import * as z from 'zod'

import { ok, type Result, refuse } from '#core/kernel/result.ts'
import { readNhsNumber } from '#core/people/nhs-number.ts'
import type { PersonDetails } from '#core/people/person.ts'
import { type Asks, BLOCKS, type Block, blockOf } from '#core/referral/asks.ts'
import type { Received } from '#core/referral/receive.ts'
import { detailsOfPatient } from '#features/people/index.ts'
import type { Resolve } from '#platform/fhir/bundle-in.ts'
import type { Resource } from '#platform/fhir/resource.ts'
import { MOST_LEFT, type Part, Reading, wordsOfConcept } from '#platform/fhir/sent.ts'
import { NHS_NUMBER } from '#platform/fhir/words.ts'

/** A block of "What we ask for" by its own name: what no element of R4 has a place for. */
export const ASKS_EXTENSION = 'urn:throughcare:asks:'
/** The id of a service here, where a sender does not point at its HealthcareService. */
export const SERVICE_ID = 'urn:throughcare:service'

const URGENT = ['urgent', 'asap', 'stat']

/** A referral as it was read, without the ids that the sender's request gives it. */
export type ReadReferral = Omit<Received, 'referralId' | 'original'> & {
  readonly senderId: string | null
  readonly unmapped: Received['original']['unmapped']
}

export interface Sent {
  readonly focus: Resource
  readonly resolve: Resolve
  /** All that came with it: what is not read of these is left too. */
  readonly beside: readonly Resource[]
  /** The service that the envelope names, where the referral itself names none. */
  readonly serviceId?: string
}

/**
 * A ServiceRequest with its Patient as a referral. Why so strict about status, doNotPerform and modifier extensions: each can turn what
 * is asked for into its opposite. Refuses: REFERRAL_NOT_READ, REFERRAL_SERVICE_NOT_NAMED, REFERRAL_TWO_IDENTIFIERS (no name can be read).
 */
export function readReferral(sent: Sent, callsIt: (what: string) => string): Result<ReadReferral> {
  const reading = new Reading()
  const request = reading.open(sent.focus)
  const modified = [sent.focus, ...sent.beside].some(isModified)
  if (
    sent.focus.resourceType !== 'ServiceRequest' ||
    request.at('status').text() !== 'active' ||
    !['order', 'plan', 'proposal', 'original-order'].includes(request.at('intent').text() ?? '') ||
    request.at('doNotPerform').text() === 'true' ||
    modified
  )
    return refuse('REFERRAL_NOT_READ')
  for (const one of sent.beside) reading.open(one)
  const about = aboutOf(sent, request, reading, callsIt)
  if (!about.ok) return about
  const serviceId = serviceOf(sent, request) ?? sent.serviceId
  if (serviceId === undefined)
    return refuse('REFERRAL_SERVICE_NOT_NAMED', { field: 'ServiceRequest.performer' })
  const priority = request.at('priority').text()
  const identifier = request.at('identifier').each()[0]
  const senderId = identifier
    ? [identifier.at('system').text(), identifier.at('value').text()]
        .filter(Boolean)
        .join('|')
        .slice(0, 400) || null
    : null
  const asks = asksOf(request)
  const fromSaid = senderOf(sent, request, reading)
  const left = reading.left()
  return ok({
    about: about.value,
    serviceId,
    urgent: URGENT.includes(priority ?? ''),
    asks,
    fromSaid,
    refused: false,
    senderId,
    unmapped:
      left.length > MOST_LEFT
        ? [...left.slice(0, MOST_LEFT), { path: '...', text: `and ${left.length - MOST_LEFT} more` }]
        : left,
  })
}

/** Somewhere in it stands what turns the meaning of what stands beside it: it is not read here, so neither is the rest. */
const isModified = (held: unknown): boolean =>
  typeof held === 'object' &&
  held !== null &&
  ('modifierExtension' in held || 'implicitRules' in held || Object.values(held).some(isModified))

/** Only `Type/id` is ours: the same type and id at another server's address is another thing. */
const idOf = (reference: string | undefined, type: string): string | undefined => {
  const [named, id, ...more] = (reference ?? '').split('/')
  return named === type && more.length === 0 && z.uuid().safeParse(id).success ? id?.toLowerCase() : undefined
}

function aboutOf(
  sent: Sent,
  request: Part,
  reading: Reading,
  callsIt: (what: string) => string,
): Result<Received['about']> {
  const subject = request.at('subject')
  const reference = subject.at('reference').text()
  subject.at('type').mark()
  const found = sent.resolve(reference)
  if (found?.resourceType === 'Patient') {
    const details = detailsOfPatient(reading.open(found))
    if (details && !saysSameNumber(subject, details))
      return refuse('REFERRAL_NOT_READ', { field: 'ServiceRequest.subject' })
    return details
      ? ok({ kind: 'described', callsIt: callsIt('person'), details })
      : refuse('REFERRAL_TWO_IDENTIFIERS', { field: 'Patient.name' })
  }
  const personId = idOf(reference, 'Patient')
  return personId === undefined
    ? refuse('REFERRAL_NOT_READ', { field: 'ServiceRequest.subject' })
    : ok({ kind: 'known', personId })
}

/** The reference to a person may carry their number too; one that is another's leaves it open who is meant. */
function saysSameNumber(subject: Part, { nhsNumber }: PersonDetails): boolean {
  const identifier = subject.at('identifier')
  if (identifier.at('system').look() !== NHS_NUMBER) return true
  const said = readNhsNumber(identifier.at('value').look() ?? '')
  return said.kind === 'valid' && (!('number' in nhsNumber) || nhsNumber.number === said.number)
}

/** One service of ours: by its HealthcareService here, or by its id as an identifier of ours. Two are none. */
function serviceOf(sent: Sent, request: Part): string | undefined {
  const found = new Set<string>()
  for (const one of request.at('performer').each()) {
    const reference = one.at('reference').look()
    const at = sent.resolve(reference)
    const named =
      idOf(reference, 'HealthcareService') ??
      ourId(one.at('identifier').value) ??
      (at?.resourceType === 'HealthcareService'
        ? ((at.identifier ?? []) as readonly unknown[]).map(ourId).find((id) => id !== undefined)
        : undefined)
    if (named === undefined) continue
    one.at('reference').mark()
    one.at('type').mark()
    one.at('identifier').mark()
    found.add(named)
  }
  return found.size === 1 ? [...found][0] : undefined
}

const ourId = (identifier: unknown): string | undefined => {
  const { system, value } = (identifier ?? {}) as { system?: unknown; value?: unknown }
  return system === SERVICE_ID && z.uuid().safeParse(value).success ? String(value).toLowerCase() : undefined
}

/** Whom the message names as sender: the name as it stands in the reference or in the resource sent with it. */
function senderOf(sent: Sent, request: Part, reading: Reading): string | null {
  const requester = request.at('requester')
  const display = requester.at('display').text()
  if (display !== undefined) return display.slice(0, 300)
  const names = (resource: Resource | undefined): string[] => {
    if (!resource) return []
    const part = reading.open(resource)
    if (resource.resourceType === 'PractitionerRole')
      return ['practitioner', 'organization'].flatMap((name) =>
        names(sent.resolve(part.at(name).at('reference').look())),
      )
    if (resource.resourceType === 'Organization') return part.at('name').text()?.split('\n', 1) ?? []
    const name = part.at('name').each()[0]
    const text = name?.at('text').text()
    if (text !== undefined) return [text]
    const words = [...(name?.at('given').each() ?? []), ...(name ? [name.at('family')] : [])].flatMap(
      (w) => w.text() ?? [],
    )
    return words.length === 0 ? [] : [words.join(' ')]
  }
  // a reference to nobody who was sent says something that is not read: it stays among what is kept
  const reference = requester.at('reference')
  const found = sent.resolve(reference.look())
  if (found) reference.mark()
  const said = names(found).join(', ')
  return said === '' ? null : said.slice(0, 300)
}

/** What is asked for, in the sender's words; the codes stay in the original. */
function asksOf(request: Part): Asks {
  const lines = [
    wordsOfConcept(request.at('code')),
    ...request.at('orderDetail').each().map(wordsOfConcept),
    ...request.at('reasonCode').each().map(wordsOfConcept),
    ...request
      .at('note')
      .each()
      .map((note) => note.at('text').text()),
  ].filter((line) => line !== undefined)
  const said = new Map<string, string>()
  for (const one of request.at('extension').each()) {
    const url = one.at('url').look() ?? ''
    const block = url.startsWith(ASKS_EXTENSION) ? url.slice(ASKS_EXTENSION.length) : ''
    const text = one.at('valueString').look()
    if (text === undefined || !BLOCKS.some(({ id }) => id === block)) continue
    one.mark()
    said.set(block, text)
  }
  const blocks = BLOCKS.map(({ id }): [string, Block] => [
    id,
    blockOf(
      (id === 'reason'
        ? [said.get('reason'), ...lines].filter(Boolean).join('\n')
        : (said.get(id) ?? '')
      ).slice(0, 20_000),
    ),
  ])
  return Object.fromEntries(blocks) as Asks
}
