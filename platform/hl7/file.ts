import { ok, type Result, refuse } from '#core/kernel/result.ts'
import { controlIdOf, type Hl7Message, parseHl7 } from './message.ts'

/** One message of a file: kept as it came whatever becomes of it, so that nothing refused is lost. */
export interface Hl7Item {
  readonly raw: string
  /** Read even from a message that is refused, when its header allows. */
  readonly controlId: string | undefined
  readonly message: Result<Hl7Message>
}

/** A file of 20 million characters or 10,000 messages is an export for an importer, not a feed. */
export const FILE_CHARACTERS = 20_000_000
export const FILE_MESSAGES = 10_000

const START_OF_FRAME = '\u000B'
const END_OF_FRAME = '\u001C'
/** A header at the start of the text or of a line: MSH and something that is not part of a longer word. */
const HEADER = /(?:^|(?<=[\r\n]))MSH(?=[^A-Za-z0-9\s])/g
/** Envelope of the HL7 batch protocol: it frames messages and says nothing of its own. */
const BATCH_LINE = /(?:^|(?<=[\r\n]))(?:FHS|BHS|BTS|FTS)(?=[^A-Za-z0-9\s])[^\r\n]*(?:\r\n|\r|\n|$)/g

/** Bytes to text: UTF-16 by its mark, UTF-8 when valid, else Windows-1252, which every old UK sender means by 8-bit text. */
export function decodeHl7(bytes: Uint8Array): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return new TextDecoder('utf-16le').decode(bytes)
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return new TextDecoder('utf-16be').decode(bytes)
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return new TextDecoder('windows-1252').decode(bytes)
  }
}

function itemOf(raw: string, cutShort: boolean): Hl7Item {
  return { raw, controlId: controlIdOf(raw), message: cutShort ? refuse('HL7_CUT_SHORT') : parseHl7(raw) }
}

/** Text without framing, cut at each header; whatever stands before the first header is an item of its own, refused. */
function itemsOf(text: string, cutShort: boolean): readonly Hl7Item[] {
  const body = text.replace(BATCH_LINE, '')
  const starts = [...body.matchAll(HEADER)].map((found) => found.index)
  const cuts = starts[0] === 0 ? starts : [0, ...starts]
  const pieces = cuts.map((from, i) => body.slice(from, cuts[i + 1])).filter((piece) => piece.trim() !== '')
  return pieces.map((piece, i) => itemOf(piece, cutShort && i === pieces.length - 1))
}

/**
 * The messages of a file or of what a socket gave: plain text or MLLP frames (0x0B … 0x1C 0x0D), one or many.
 * One bad message is refused alone. Refuses as a whole: TOO_LARGE; HL7_NOT_A_MESSAGE for a file with nothing in it.
 */
export function readHl7File(text: string): Result<readonly Hl7Item[]> {
  if (text.length > FILE_CHARACTERS) return refuse('TOO_LARGE')
  const [before = '', ...frames] = text.replace(/^\uFEFF/, '').split(START_OF_FRAME)
  const items = [...itemsOf(before.replaceAll(END_OF_FRAME, '\r'), false)]
  for (const frame of frames) {
    const end = frame.indexOf(END_OF_FRAME)
    items.push(...itemsOf(end < 0 ? frame : frame.slice(0, end), end < 0))
    if (end >= 0) items.push(...itemsOf(frame.slice(end + 1), false))
    if (items.length > FILE_MESSAGES) return refuse('TOO_LARGE')
  }
  if (items.length > FILE_MESSAGES) return refuse('TOO_LARGE')
  return items.length === 0 ? refuse('HL7_NOT_A_MESSAGE') : ok(items)
}
