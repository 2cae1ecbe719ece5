import { randomUUID } from 'node:crypto'
import { refuse } from '#core/kernel/result.ts'
import { fromEpochMs } from '#core/kernel/time.ts'
import { buildAck } from '#platform/hl7/ack.ts'
import { decodeHl7, type Hl7Item } from '#platform/hl7/file.ts'
import { controlIdOf, type Hl7Message, parseHl7 } from '#platform/hl7/message.ts'
import type { Frame } from '#platform/hl7/mllp.ts'
import type { FeedDoor } from './hl7-send.ts'
import type { FeedPlace } from './queries/index.ts'
import { answerWords, receive, tryAgain } from './receive.ts'

/** Wards and the organisation's code change by the week; asked again after this long. */
const PLACE_KEPT_MS = 5_000

export interface FeedOptions {
  readonly door: FeedDoor
  /** Names of the sending application (MSH-3) that are taken; left out: any. Whatever it says, MSH-4 must be the organisation's code. */
  readonly applications?: readonly string[]
  /** One line a message, without anybody's name or number. */
  readonly told?: (line: string) => void
}

/** A frame as an item like that of a file: one message a frame. */
export function itemOfFrame({ bytes, end }: Frame): Hl7Item {
  const raw = decodeHl7(bytes)
  const message =
    end === 'too large' ? refuse('TOO_LARGE') : end === 'cut short' ? refuse('HL7_CUT_SHORT') : parseHl7(raw)
  return { raw, controlId: controlIdOf(raw), message }
}

/** The header of a message that is refused for something else, so that its answer goes back in its own words. */
const headerOf = (item: Hl7Item): Hl7Message | undefined => {
  if (item.message.ok) return item.message.value
  const header = parseHl7(
    item.raw
      .replace(/^\uFEFF/, '')
      .trimStart()
      .split(/[\r\n]/, 1)[0]
      ?.slice(0, 2_000) ?? '',
  )
  return header.ok ? header.value : undefined
}

/** `again`: tries what a desk asked to be tried again; how many were filed. */
export interface FeedTaker {
  take(frame: Frame): Promise<string | undefined>
  again(): Promise<number>
}

/**
 * Takes the frames of one listener and answers each: AA, AE or AR with ERR. Undefined where nothing can be said of it (nobody may
 * sign in, the database does not answer): the sender keeps the message and sends it again.
 */
export function feedTaker({ door, applications, told }: FeedOptions): FeedTaker {
  let place: { readonly at: number; readonly value: FeedPlace } | undefined
  const placeNow = async (): Promise<FeedPlace | undefined> => {
    if (place && Date.now() - place.at < PLACE_KEPT_MS) return place.value
    const asked = await door.ask('stay.feed', {})
    if (!asked.ok) return undefined
    place = { at: Date.now(), value: asked.value as FeedPlace }
    return place.value
  }
  const take = async (frame: Frame): Promise<string | undefined> => {
    const here = await placeNow()
    if (!here) return undefined
    const read = itemOfFrame(frame)
    const application = read.message.ok ? (read.message.value.get('MSH', 3) ?? '').trim() : ''
    const expected = !applications || !read.message.ok || applications.includes(application)
    const item = expected ? read : { ...read, message: refuse('HL7_SENDER_NOT_EXPECTED') }
    const done = await receive(item, here, door)
    told?.(done.line)
    return buildAck(headerOf(read), done.answer, answerWords(done), randomUUID(), {
      at: fromEpochMs(Date.now()),
      answers: read.controlId,
      refusal: done.refusal?.code,
    })
  }
  return {
    take,
    async again() {
      const here = await placeNow()
      return here ? tryAgain(here, door) : 0
    },
  }
}
