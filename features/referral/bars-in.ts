import * as z from 'zod'
import { refuse } from '#core/kernel/result.ts'
import { matchIdentifiers } from '#core/people/same-person.ts'
import { identifiersOfPatient } from '#features/people/index.ts'
import { readJson } from '#platform/fhir/json.ts'
import type { Message, MessageTaken } from '#platform/fhir/process-message.ts'
import { NotFhir, type Resource } from '#platform/fhir/resource.ts'
import { Reading } from '#platform/fhir/sent.ts'
import type { Sending, WriteDoor } from '#platform/fhir/writing.ts'
import { readXml } from '#platform/fhir/xml-read.ts'
import { SERVICE_ID } from './fhir-in.ts'
import { ownReferral, withdrawAs } from './fhir-task.ts'
import { refusedAndKept, takeReferral } from './fhir-write.ts'

const Identified = z.object({
  id: z.string().optional(),
  identifier: z.array(z.object({ system: z.string().optional(), value: z.string().optional() })).optional(),
  note: z.array(z.object({ text: z.string() })).optional(),
})

/** The sender's own id of a referral: its first identifier, else the id of its resource. */
const senderIdOf = (focus: unknown): string | undefined => {
  const { id, identifier } = Identified.parse(focus)
  const first = identifier?.[0]
  return first?.value === undefined
    ? id === undefined
      ? undefined
      : `id|${id}`
    : [first.system, first.value].filter(Boolean).join('|').slice(0, 400)
}

/**
 * Whether a message that takes a referral back speaks of the person whom that referral was sent about. The sender's id alone is one
 * identifier, and senders use one twice: what both messages say of the person must not differ.
 */
function speaksOfSame(original: string | null, { focus, resolve }: Sending): boolean {
  const { subject } = focus as { subject?: { reference?: string } }
  const now = resolve(subject?.reference)
  const before = original === null ? undefined : patientIn(original)
  if (now?.resourceType !== 'Patient' || !before) return true
  const said = (patient: Resource) => identifiersOfPatient(new Reading().open(patient))
  const { nhsNumber, bornOn, familyName } = matchIdentifiers(said(before), said(now))
  return nhsNumber === 'not known' ? bornOn !== 'differs' && familyName !== 'differs' : nhsNumber === 'agrees'
}

/** The person of a message that was read before: the one Patient in it. */
function patientIn(raw: string): Resource | undefined {
  try {
    const sent = raw.trimStart().startsWith('<') ? readXml(raw) : readJson(raw)
    const entries = (sent.entry ?? []) as readonly { readonly resource?: Resource }[]
    const all = [sent, ...entries.flatMap(({ resource }) => resource ?? [])]
    const patients = [...all, ...all.flatMap((one) => (one.contained ?? []) as readonly Resource[])].filter(
      (one) => one.resourceType === 'Patient',
    )
    return patients.length === 1 ? patients[0] : undefined
  } catch (cause) {
    if (cause instanceof NotFhir) return undefined
    throw cause
  }
}

/**
 * A message of BaRS about a referral: a new one, or that one is taken back (status revoked). A change of one that was sent is not made
 * under the receiver's eyes: it is refused and waits on a list, whole. Anything but referrals is refused.
 */
export async function takeMessage(message: Message, door: WriteDoor): Promise<MessageTaken> {
  const { event, reason, sending, target } = message
  const status = sending.focus.status
  if (event !== 'servicerequest-request' || sending.focus.resourceType !== 'ServiceRequest')
    return { taken: false, ...refuse('BARS_EVENT_NOT_TAKEN'), notes: [] }
  const senderId = senderIdOf(sending.focus)
  if (status === 'revoked') {
    const one = await ownReferral(senderId === undefined ? {} : { senderId }, door)
    if (one.ok && (one.value.open > 1 || !speaksOfSame(one.value.raw, sending)))
      return kept(await refusedAndKept(refuse('BARS_OTHER_REFERRAL').refusal, sending, door))
    const why = Identified.parse(sending.focus).note?.at(-1)?.text
    const done = one.ok ? await withdrawAs(one.value, why, sending, door) : one
    if (!one.ok || !done.ok)
      return kept(await refusedAndKept(done.ok ? refuse('SURPRISE').refusal : done.refusal, sending, door))
    return answer(sending.focus, one.value.referralId, 'revoked')
  }
  if (reason !== 'new')
    return kept(await refusedAndKept(refuse('BARS_UPDATE_NOT_TAKEN').refusal, sending, door))
  const ours = target.system === SERVICE_ID ? z.uuid().safeParse(target.value) : undefined
  const taking = await takeReferral(
    {
      ...sending,
      focus:
        sending.focus.identifier === undefined && sending.focus.id !== undefined
          ? { ...sending.focus, identifier: [{ system: 'id', value: sending.focus.id }] }
          : sending.focus,
      ...(ours?.success && { receiverId: ours.data.toLowerCase() }),
    },
    door,
  )
  if (!taking.taken) return kept(taking)
  return answer(sending.focus, taking.focus.split('/').at(-1) ?? '', 'active')
}

const kept = (taking: Awaited<ReturnType<typeof refusedAndKept>>): MessageTaken =>
  taking.taken ? { taken: false, ...refuse('SURPRISE'), notes: [] } : taking

const answer = (focus: Message['sending']['focus'], id: string, status: string): MessageTaken => ({
  taken: true,
  event: 'servicerequest-response',
  resources: [
    {
      resourceType: 'ServiceRequest',
      id,
      meta: { profile: ['https://fhir.hl7.org.uk/StructureDefinition/UKCore-ServiceRequest'] },
      ...(focus.identifier === undefined ? {} : { identifier: focus.identifier }),
      status,
      intent: focus.intent,
      subject: focus.subject,
    },
  ],
})
