/** How a frame came to its end. A frame that is not whole was cut off, took too long, or is larger than we read. */
export type FrameEnd = 'whole' | 'cut short' | 'too large'

export interface Frame {
  readonly bytes: Buffer
  readonly end: FrameEnd
}

export const START_OF_BLOCK = 0x0b
export const END_OF_BLOCK = 0x1c
const CR = 0x0d
const LF = 0x0a

/**
 * Cuts a stream of bytes into MLLP frames: 0x0B, the message, 0x1C 0x0D. Never holds more than `longest` bytes.
 * What stands between frames is a frame of its own that is cut short, unless it is line ends alone: nothing that was sent is lost
 * without a word. The CR after 0x1C may be missing or come later; a new 0x0B inside a frame ends that one, cut short.
 * A frame that grows past `longest` is given at once with what there is of it ('too large'); the rest of it is passed over.
 * Source: HL7 Version 2 transport specification, MLLP release 1.
 */
export class FrameReader {
  readonly #longest: number
  #parts: Buffer[] = []
  #length = 0
  #state: 'between' | 'inside' | 'passing over' = 'between'

  constructor(longest: number) {
    this.#longest = longest
  }

  /** True while a frame has begun and not ended. */
  get open(): boolean {
    return this.#state === 'inside' || this.#length > 0
  }

  take(chunk: Buffer): Frame[] {
    const frames: Frame[] = []
    let from = 0
    while (from < chunk.length) {
      const next = nextMark(chunk, from)
      this.#keep(chunk.subarray(from, next), frames)
      if (next === chunk.length) break
      if (chunk[next] === START_OF_BLOCK) {
        this.#end('cut short', frames)
        this.#state = 'inside'
      } else if (this.#state === 'inside') {
        this.#end('whole', frames)
        this.#state = 'between'
      } else if (this.#state === 'passing over') this.#state = 'between'
      from = next + 1
    }
    return frames
  }

  /** What is left when the connection ends or waited too long. */
  rest(): Frame[] {
    const frames: Frame[] = []
    this.#end('cut short', frames)
    this.#state = 'between'
    return frames
  }

  #keep(part: Buffer, frames: Frame[]): void {
    if (part.length === 0 || this.#state === 'passing over') return
    const kept = this.#state === 'between' && this.#length === 0 ? withoutLineEnds(part) : part
    if (kept.length === 0) return
    const room = this.#longest - this.#length
    // copied: a part of a socket's buffer would hold all of it
    this.#parts.push(Buffer.from(kept.subarray(0, room)))
    this.#length += Math.min(kept.length, room)
    if (kept.length > room) {
      frames.push({ bytes: this.#all(), end: 'too large' })
      this.#state = 'passing over'
    }
  }

  #end(end: FrameEnd, frames: Frame[]): void {
    const empty = this.#length === 0 && this.#state !== 'inside'
    if (!empty && (this.#length > 0 || end === 'whole')) frames.push({ bytes: this.#all(), end })
    else this.#all()
  }

  #all(): Buffer {
    const bytes = Buffer.concat(this.#parts)
    this.#parts = []
    this.#length = 0
    return bytes
  }
}

function nextMark(chunk: Buffer, from: number): number {
  const start = chunk.indexOf(START_OF_BLOCK, from)
  const end = chunk.indexOf(END_OF_BLOCK, from)
  if (start < 0 && end < 0) return chunk.length
  if (start < 0) return end
  return end < 0 ? start : Math.min(start, end)
}

function withoutLineEnds(part: Buffer): Buffer {
  let from = 0
  while (from < part.length && (part[from] === CR || part[from] === LF)) from += 1
  return part.subarray(from)
}

/** An answer as a frame. */
export const framed = (text: string): Buffer =>
  Buffer.concat([Buffer.of(START_OF_BLOCK), Buffer.from(text, 'utf8'), Buffer.of(END_OF_BLOCK, CR)])
