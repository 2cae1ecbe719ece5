import { decodeHl7, readHl7File } from '#platform/hl7/file.ts'
import { hl7Line } from './hl7-line.ts'
import type { FeedDoor } from './hl7-send.ts'
import type { FeedPlace } from './queries/index.ts'
import { receive, tryAgain } from './receive.ts'

/**
 * Takes in the messages of one file, in order, as a feed of one organisation: the same way as a listener's. Returns one line a message:
 * control id, AA, AE or AR, and what was done.
 */
export async function takeHl7File(file: Uint8Array | string, door: FeedDoor): Promise<string[]> {
  const text = typeof file === 'string' ? file : decodeHl7(file)
  const items = readHl7File(text)
  if (!items.ok)
    return [hl7Line({ controlId: undefined, outcome: { done: 'refused', refusal: items.refusal } })]
  const place = await door.ask('stay.feed', {})
  if (!place.ok) {
    return items.value.map(({ controlId }) =>
      hl7Line({ controlId, outcome: { done: 'refused', refusal: place.refusal } }),
    )
  }
  await tryAgain(place.value as FeedPlace, door)
  const lines: string[] = []
  for (const item of items.value) lines.push((await receive(item, place.value as FeedPlace, door)).line)
  return lines
}
