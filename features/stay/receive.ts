import { createHash } from 'node:crypto'
import { type RefusalCode, refusalSentence } from '#core/kernel/refusals.ts'
import { ok, type Refusal, type Result, refuse } from '#core/kernel/result.ts'
import type { Day, Instant } from '#core/kernel/time.ts'
import type { PersonName } from '#core/people/names.ts'
import { readNhsNumber } from '#core/people/nhs-number.ts'
import type { AckCode } from '#platform/hl7/ack.ts'
import type { Hl7Item } from '#platform/hl7/file.ts'
import { controlIdOf, parseHl7 } from '#platform/hl7/message.ts'
import { hl7Timestamp } from '#platform/hl7/timestamp.ts'
import { LONGEST_KEPT } from './commands/keep-message.ts'
import { file } from './file-message.ts'
import { deathNote, reportDeath } from './file-person.ts'
import type { Filed } from './filed.ts'
import { type AdtCommands, adtToCommands } from './hl7.ts'
import { ackOf, type Hl7Outcome, hl7Line } from './hl7-line.ts'
import { type FeedDoor, idFrom } from './hl7-send.ts'
import type { FeedPlace } from './queries/index.ts'
import type { MessageSeen } from './queries/message-seen.ts'
import type { WaitingMessage, WhoIsMeant } from './queries/waiting.ts'

/** What became of one message: the line for a log or a terminal, and the answer to its sender. */
export interface Received {
  readonly line: string
  readonly answer: AckCode
  readonly refusal: Refusal | undefined
}

/** Refusals of the sender's sign-in, or of the moment: the same message may be sent again, so nothing is written of it. */
const NOT_OF_THE_MESSAGE: ReadonlySet<RefusalCode> = new Set<RefusalCode>([
  'NOT_SIGNED_IN',
  'NOT_ALLOWED',
  'BUSY_TRY_AGAIN',
  'TOO_MANY_TRIES',
  'SURPRISE',
])

/**
 * Takes in one message of a feed. The same message again (same listener, same control id, same content apart from its timestamp) is
 * answered as before and has no effect; another one with a known control id is taken in like any, and noted. What cannot be filed is
 * kept whole with a task of the records desk; every message is written down with its answer, and whole.
 */
export async function receive(item: Hl7Item, place: FeedPlace, door: FeedDoor): Promise<Received> {
  const content = contentOf(item.raw)
  const controlId = clean(item.controlId ?? '').slice(0, 200) || null
  const receivedId = idFrom(undefined, 'received', place.clientId, controlId ?? '', content)
  const seen = await door.ask('message.seen', { receivedId, controlId })
  if (!seen.ok) return answered(item, { done: 'refused', refusal: seen.refusal })
  const { known, otherContent } = seen.value as MessageSeen
  const log = logger(item, door, { controlId, content, otherContent })
  if (known) {
    const refusal = known.why === null ? undefined : refuse(known.why).refusal
    const noted = await log({
      receivedId: null,
      repeatOf: receivedId,
      answer: known.answer,
      refusal,
      waits: false,
      personId: null,
    })
    if (!noted.ok) return answered(item, { done: 'refused', refusal: noted.refusal })
    return {
      line: hl7Line({ controlId: item.controlId, outcome: { done: 'repeated', answer: known.answer } }),
      answer: known.answer,
      refusal,
    }
  }
  const said = item.message.ok ? adtToCommands(item.message.value, place.now as Instant) : item.message
  const filed = said.ok ? await file(said.value, item, place, door) : said
  const outcome: Result<Hl7Outcome> = filed.ok ? { ok: true, value: filed.value.outcome } : filed
  const from = said.ok
    ? { notes: [...said.value.notes], unmapped: [...said.value.unmapped] }
    : { notes: [], unmapped: [] }
  if (otherContent) from.notes.push('another message had the same control id')
  let waits = false
  const lost: Refusal[] = []
  const wait = async (refusal: Refusal): Promise<string> => {
    const kept = await keep(item, refusal, said, place, door)
    if (!kept.ok) {
      lost.push(kept.refusal)
      return 'it could not be kept here; it stays with its sender'
    }
    waits = true
    return kept.value
  }
  // what a message says beside its own event: nothing of it is lost where that event was filed
  if (said.ok && outcome.ok && said.value.died !== null && outcome.value.done !== 'reported to have died') {
    const death = await reportDeath(said.value, item, door)
    from.notes.push(death.ok ? deathNote(death.value) : await wait(death.refusal))
  }
  const done: Hl7Outcome = outcome.ok ? outcome.value : { done: 'refused', refusal: outcome.refusal }
  if (!outcome.ok) {
    if (NOT_OF_THE_MESSAGE.has(outcome.refusal.code)) return answered(item, done, from)
    from.notes.push(await wait(outcome.refusal))
  }
  const refusal = outcome.ok ? undefined : outcome.refusal
  // what could be neither kept nor written down is not answered as if it were, and is new when it comes again
  const [why] = lost
  if (why) return answered(item, { done: 'refused', refusal: why }, from)
  const noted = await log({
    receivedId,
    repeatOf: null,
    answer: ackOf(done),
    refusal,
    waits,
    personId: filed.ok ? filed.value.personId : null,
  })
  if (!noted.ok) return answered(item, { done: 'refused', refusal: noted.refusal }, from)
  if (said.ok && filed.ok) from.notes.push(...(await waitedFor(said.value, filed.value.outcome, place, door)))
  return answered(item, done, from)
}

/** After these another message may find its way free: a stay is over or gone, or it is known for whom a number stands. */
const FREES: ReadonlySet<Hl7Outcome['done']> = new Set<Hl7Outcome['done']>([
  'admitted',
  'person noted',
  'discharged',
  'put right',
  'admission cancelled',
  'numbers joined',
])

/**
 * What waited of the same visit is tried again, oldest sent first, until nothing more can be filed: a message that came before its
 * admission, or before what puts its time right. Says how many were filed.
 */
async function waitedFor(
  said: AdtCommands,
  outcome: Hl7Outcome,
  place: FeedPlace,
  door: FeedDoor,
): Promise<readonly string[]> {
  const freed = FREES.has(outcome.done)
  if (said.visitNumber === null && !freed) return []
  let count = 0
  for (let again = true; again; ) {
    again = false
    const asked = await door.ask('message.waiting-for-visit', { visitNumber: said.visitNumber, freed })
    const waiting = asked.ok ? (asked.value as readonly WaitingMessage[]) : []
    for (const one of inOrderOfSending(waiting, place)) {
      const filed = await fileAgain(one, place, door)
      if (!filed.ok) continue
      await tried(one.keptId, null, door)
      count += 1
      again = true
    }
  }
  return count === 0 ? [] : [`${count} that waited for this ${count === 1 ? 'is' : 'are'} filed`]
}

/** Tries again what a desk asked for, as its feed. Returns how many were filed; of the others the list says why they wait now. */
export async function tryAgain(place: FeedPlace, door: FeedDoor): Promise<number> {
  const asked = await door.ask('message.to-try', {})
  const waiting = asked.ok ? (asked.value as readonly WaitingMessage[]) : []
  let count = 0
  for (const { keptId, raw, said } of waiting) {
    const message = parseHl7(raw)
    const adt = message.ok ? adtToCommands(message.value, place.now as Instant) : message
    const item: Hl7Item = { raw, controlId: controlIdOf(raw), message }
    const done = adt.ok
      ? await fileAgain({ keptId, item, adt: said ? withWho(adt.value, said) : adt.value }, place, door)
      : adt
    if (!done.ok && NOT_OF_THE_MESSAGE.has(done.refusal.code)) return count
    await tried(keptId, done.ok ? null : done.refusal, door)
    if (!done.ok) continue
    count += 1
    if (adt.ok) await waitedFor(adt.value, done.value.outcome, place, door)
  }
  return count
}

interface ToTry {
  readonly keptId: string
  readonly item: Hl7Item
  readonly adt: AdtCommands
}

/** Under ids of its own: what was refused is remembered under the old ones. */
async function fileAgain({ item, adt }: ToTry, place: FeedPlace, door: FeedDoor): Promise<Result<Filed>> {
  const anew: FeedDoor = { ...door, again: crypto.randomUUID() }
  const done = await file(adt, item, place, anew)
  if (done.ok && adt.died !== null && done.value.outcome.done !== 'reported to have died')
    await reportDeath(adt, item, anew)
  return done
}

const tried = (keptId: string, why: Refusal | null, door: FeedDoor) =>
  door.send('message.tried', crypto.randomUUID(), {
    keptId,
    why: why?.code ?? null,
    params: why?.params ?? {},
  })

/** The message as one of the person whom the desk named: its own identifiers stand for nothing then. */
function withWho(adt: AdtCommands, { nhsNumber, family, bornOn }: WhoIsMeant): AdtCommands {
  const found = readNhsNumber(nhsNumber)
  if (found.kind !== 'valid') return adt
  const names = adt.person.names.filter((n) => n.kind !== 'former')
  const given = names.find((n) => n.given !== undefined)?.given
  const named: PersonName[] = [
    { kind: 'legal', ...(given !== undefined && { given }), ...(family !== '' && { family }) },
  ]
  return {
    ...adt,
    person: {
      ...adt.person,
      nhsNumber: { status: 'given', number: found.number, senderSaysTraced: false },
      bornOn: (bornOn as Day | null) ?? (family === '' ? null : adt.person.bornOn),
      names: family === '' ? adt.person.names : named,
    },
  }
}

function inOrderOfSending(waiting: readonly WaitingMessage[], place: FeedPlace): readonly ToTry[] {
  return waiting
    .flatMap(({ keptId, raw }) => {
      const message = parseHl7(raw)
      const said = message.ok ? adtToCommands(message.value, place.now as Instant) : message
      return said.ok
        ? [{ keptId, item: { raw, controlId: said.value.controlId, message }, adt: said.value }]
        : []
    })
    .sort((a, b) => ((a.adt.sentAt ?? '') < (b.adt.sentAt ?? '') ? -1 : 1))
}

function answered(
  item: Hl7Item,
  outcome: Hl7Outcome,
  from: { readonly notes: readonly string[]; readonly unmapped: readonly string[] } = {
    notes: [],
    unmapped: [],
  },
): Received {
  return {
    line: hl7Line({ controlId: item.controlId, outcome, ...from }),
    answer: ackOf(outcome),
    refusal: outcome.done === 'refused' ? outcome.refusal : undefined,
  }
}

/** Words of MSA-3: fixed, and never a name. A repeat is answered in the words of the first time. */
export const answerWords = ({ refusal }: Pick<Received, 'refusal'>): string =>
  refusal ? refusalSentence(refusal.code, refusal.params) : 'Taken in.'

/** A database text holds no NUL, and a message that has one is already broken. */
const clean = (text: string): string => text.replaceAll('\u0000', '\uFFFD').toWellFormed()

/** SHA-256 of a message apart from its timestamp (MSH-7): what is sent again is often stamped anew. */
function contentOf(raw: string): string {
  const text = raw.replace(/^\uFEFF/, '').trimStart()
  const end = text.search(/[\r\n]/)
  const header = end < 0 ? text : text.slice(0, end)
  const separator = header[3]
  const fields = text.startsWith('MSH') && separator ? header.split(separator) : [header]
  if (fields.length > 6) fields[6] = ''
  const rest = end < 0 ? '' : text.slice(end).trimEnd()
  return createHash('sha256')
    .update(fields.join(separator ?? ''))
    .update(rest.replaceAll(/\r\n|\n/g, '\r'))
    .digest('hex')
}

interface Logged {
  readonly receivedId: string | null
  readonly repeatOf: string | null
  readonly answer: AckCode
  readonly refusal: Refusal | undefined
  readonly waits: boolean
  readonly personId: string | null
}

function logger(
  item: Hl7Item,
  door: FeedDoor,
  about: { readonly controlId: string | null; readonly content: string; readonly otherContent: boolean },
) {
  const message = item.message.ok ? item.message.value : undefined
  const short = (text: string | undefined) => clean(text ?? '').slice(0, 20) || null
  return async (done: Logged): Promise<Result<unknown>> => {
    const receivedId = done.receivedId ?? crypto.randomUUID()
    return door.send('message.log', receivedId, {
      receivedId,
      ...about,
      event: short(message?.event),
      version: short(message?.version),
      sentAt: hl7Timestamp(message?.get('MSH', 7) ?? '')?.at ?? null,
      answer: done.answer,
      why: done.refusal?.code ?? null,
      waits: done.waits,
      repeatOf: done.repeatOf,
      personId: done.personId,
      raw: done.repeatOf === null ? clean(item.raw).slice(0, LONGEST_KEPT) || null : null,
    })
  }
}

/** Keeps a message that could not be filed; says what became of it. Of one too large its beginning is kept, so that somebody knows. */
async function keep(
  item: Hl7Item,
  why: Refusal,
  said: Result<AdtCommands>,
  place: FeedPlace,
  door: FeedDoor,
): Promise<Result<string>> {
  const raw = clean(item.raw).slice(0, LONGEST_KEPT)
  const input = {
    keptId: idFrom(undefined, 'kept', place.clientId, item.raw, why.code),
    controlId: clean(item.controlId ?? '').slice(0, 200) || null,
    raw: raw || ' ',
    why: why.code,
    params: why.params ?? {},
    visitNumber: said.ok ? said.value.visitNumber : null,
  }
  const kept = await door.send(
    'message.keep',
    idFrom(undefined, 'message.keep', place.clientId, item.raw, JSON.stringify(input)),
    input,
  )
  if (!kept.ok) return kept
  const cut = item.raw.length > LONGEST_KEPT ? ' (the beginning of it)' : ''
  return ok(`kept${cut}, with a task for the records desk`)
}
