import * as z from 'zod'
import type { RefusalCode } from '#core/kernel/refusals.ts'
import type { Refusal, Result } from '#core/kernel/result.ts'
import { refuse } from '#core/kernel/result.ts'
import { nameKey } from '#core/people/names.ts'
import { LONGEST_ORIGINAL, type Received } from '#core/referral/receive.ts'
import type { Word } from '#core/referral/words.ts'
import type { Issue } from '#platform/fhir/outcome.ts'
import type { Resource } from '#platform/fhir/resource.ts'
import { NHS_NUMBER } from '#platform/fhir/words.ts'
import {
  idOfSent,
  information,
  type Sending,
  type Taking,
  type WriteDoor,
  type Writer,
} from '#platform/fhir/writing.ts'
import { subscriptionWriter } from './fhir-follow.ts'
import { type ReadReferral, readReferral } from './fhir-in.ts'
import { taskWriter, updateRequest } from './fhir-task.ts'

/** Refusals of the sender's sign-in, or of the moment: the same may be sent again, so nothing is kept. */
const NOT_KEPT: ReadonlySet<RefusalCode> = new Set<RefusalCode>([
  'NOT_SIGNED_IN',
  'NOT_ALLOWED',
  'BUSY_TRY_AGAIN',
  'TOO_MANY_TRIES',
  'TOO_LARGE',
  'SURPRISE',
  // it is here already, whole
  'REFERRAL_ALREADY_OPEN',
])
const Made = z.object({ referralId: z.uuid(), personId: z.uuid() })
const OVER: readonly Word[] = ['withdrawn', 'not taken on', 'finished']
/** As often as the same words may be sent afresh after what came of them was over. */
const AGAIN = 5

/** Takes in a referral as FHIR has it. What cannot be filed is kept whole, with a task, and the answer says both. */
export async function takeReferral(sending: Sending, door: WriteDoor): Promise<Taking> {
  if (sending.raw.length > LONGEST_ORIGINAL) return { taken: false, ...refuse('TOO_LARGE'), notes: [] }
  const key = (what: string) => idOfSent(what, askedAs(sending), sending.raw)
  const read = readReferral(
    {
      focus: sending.focus,
      resolve: sending.resolve,
      beside: sending.beside,
      ...(sending.receiverId !== undefined && { serviceId: sending.receiverId }),
    },
    key,
  )
  const done = read.ok ? await file(read.value, sending, door) : read
  if (!done.ok) return refusedAndKept(done.refusal, sending, door)
  const { referralId, personId, again } = done.value
  const focus = `ServiceRequest/${referralId}`
  const subject = sending.resolve((sending.focus.subject as { reference?: string } | undefined)?.reference)
  const left = read.ok ? read.value.unmapped : []
  return {
    taken: true,
    created: !again,
    focus,
    made: new Map<Resource, { location: string; created: boolean }>([
      [sending.focus, { location: focus, created: !again }],
      ...(subject ? [[subject, { location: `Patient/${personId}`, created: false }] as const] : []),
    ]),
    notes: [
      ...(again ? [information('The same was sent before: nothing happened again.')] : []),
      information(`Its progress is at Task/${referralId}.`),
      ...left.map(({ path }) =>
        information('Kept with the referral as it was sent; nothing else was made of it.', path),
      ),
    ],
  }
}

/** A message of BaRS names itself in its header, so its sender may repeat it under another X-Request-Id. */
const askedAs = ({ form, requestId }: Sending): string => (form === 'BaRS' ? '' : (requestId ?? ''))

async function file(
  said: ReadReferral,
  sending: Sending,
  door: WriteDoor,
): Promise<Result<{ referralId: string; personId: string; again: boolean }>> {
  const { senderId, unmapped, ...referral } = said
  for (const condition of sending.conditions)
    if (!agrees(condition.ifNoneExist, said, condition.of)) return refuse('FHIR_IF_NONE_EXIST')
  for (let time = 0; time < AGAIN; time += 1) {
    const from = [askedAs(sending), sending.raw, time === 0 ? '' : String(time)]
    const input = {
      ...referral,
      referralId: idOfSent('ServiceRequest', ...from),
      original: { form: sending.form, senderId, raw: sending.raw.replaceAll('\u0000', '\uFFFD'), unmapped },
    } satisfies Received
    const done = await door.act('referral.receive', idOfSent('referral.receive', ...from), input)
    if (!done.ok) return done
    const made = Made.parse(done.value.made)
    if (!done.value.replayed) return { ok: true, value: { ...made, again: false } }
    // the same words after what came of them was over are a new referral: nobody is left without an answer
    const now = await door.ask('referral.page', { referralId: made.referralId })
    const word = now.ok ? (now.value as { word: Word } | null)?.word : undefined
    if (word === undefined || !OVER.includes(word)) return { ok: true, value: { ...made, again: true } }
  }
  return refuse('TOO_MANY_TRIES', { params: { seconds: 3600 } })
}

/**
 * Whether a condition names the person whom the resource describes, by two identifiers. Matching never goes by less, so a condition can
 * only agree with it; one that names another, or one thing alone, is refused.
 */
function agrees(ifNoneExist: string, { about }: ReadReferral, of: Resource): boolean {
  if (of.resourceType !== 'Patient' || about.kind !== 'described') return false
  const { nhsNumber, birth, names } = about.details
  let [number, second] = [false, false]
  for (const [name, value] of new URLSearchParams(ifNoneExist)) {
    if (name === 'identifier') number = 'number' in nhsNumber && value === `${NHS_NUMBER}|${nhsNumber.number}`
    else if (name === 'birthdate') second = birth.state === 'known' && value.replace(/^eq/, '') === birth.on
    else if (name === 'family' || name === 'family:exact')
      second = names.some((n) => n.family !== undefined && nameKey(n.family) === nameKey(value))
    else return false
    if ((name === 'identifier' && !number) || (name !== 'identifier' && !second)) return false
  }
  return number && second
}

/** What cannot be filed waits on a worklist, whole, with an owner and an age; the sender is told both. */
export async function refusedAndKept(
  refusal: Refusal,
  sending: Pick<Sending, 'raw' | 'requestId'>,
  door: WriteDoor,
): Promise<Taking> {
  const notes: Issue[] = []
  if (!NOT_KEPT.has(refusal.code)) {
    const input = {
      keptId: idOfSent('kept', refusal.code, sending.raw),
      controlId: sending.requestId ?? null,
      raw: sending.raw.replaceAll('\u0000', '\uFFFD'),
      why: refusal.code,
      params: refusal.params ?? {},
    }
    const kept = await door.act('referral.keep', idOfSent('referral.keep', JSON.stringify(input)), input)
    notes.push(
      information(
        kept.ok
          ? 'It is kept whole, and stands on the list of the records desk of the sending organisation.'
          : 'It could not be kept here; it stays with its sender.',
      ),
    )
  }
  return { taken: false, refusal, notes }
}

export const referralWriters: readonly Writer[] = [
  { type: 'ServiceRequest', create: takeReferral, update: updateRequest },
  taskWriter,
  subscriptionWriter,
]
