import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { REFUSALS, refusalSentence } from '#core/kernel/refusals.ts'
import type { Refusal } from '#core/kernel/result.ts'
import { instant } from '#core/kernel/time.ts'
import { ackCodeFor, buildAck } from '#platform/hl7/ack.ts'
import { decodeHl7, readHl7File } from '#platform/hl7/file.ts'
import { parseHl7 } from '#platform/hl7/message.ts'
import { aMessage, MARA } from '#testing/hl7-builder.ts'
import { adtToCommands } from './hl7.ts'

const NOW = instant('2026-11-22T15:44:00Z')
const RUNS = process.env.LONG === '1' ? 5_000 : 500
const A01 = new TextEncoder().encode(aMessage().admitting(MARA).toWard('MAPLE', 'BED 4').text())

/** One change of the bytes: the ones that line noise, bad gateways and hostile hands make. */
type Change =
  | { readonly do: 'put'; readonly at: number; readonly byte: number }
  | { readonly do: 'insert'; readonly at: number; readonly bytes: readonly number[] }
  | { readonly do: 'drop' | 'repeat'; readonly at: number; readonly count: number }
  | { readonly do: 'cut'; readonly at: number }

const place = fc.nat(A01.length - 1)
/** Any byte, and often one that means something to HL7. */
const byte = fc.oneof(
  fc.nat(255),
  fc.constantFrom(...[...'|^~\\&\r\n"MSH0X'].map((c) => c.charCodeAt(0)), 0, 0x0b, 0x1c),
)
const change: fc.Arbitrary<Change> = fc.oneof(
  fc.record({ do: fc.constant('put' as const), at: place, byte }),
  fc.record({
    do: fc.constant('insert' as const),
    at: place,
    bytes: fc.array(byte, { minLength: 1, maxLength: 6 }),
  }),
  fc.record({
    do: fc.constantFrom('drop' as const, 'repeat' as const),
    at: place,
    count: fc.integer({ min: 1, max: 40 }),
  }),
  fc.record({ do: fc.constant('cut' as const), at: place }),
)

function changed(bytes: readonly number[], c: Change): readonly number[] {
  const [before, after] = [bytes.slice(0, c.at), bytes.slice(c.at)]
  switch (c.do) {
    case 'put':
      return [...before, c.byte, ...after.slice(1)]
    case 'insert':
      return [...before, ...c.bytes, ...after]
    case 'drop':
      return [...before, ...after.slice(c.count)]
    case 'repeat':
      return [...before, ...after.slice(0, c.count), ...after]
    case 'cut':
      return before
  }
}

/** What each message of the changed text came to; every answer is checked on the way. */
function outcomesOf(text: string): readonly ('taken' | 'refused')[] {
  const file = readHl7File(text)
  const items = file.ok ? file.value : [{ raw: text, controlId: undefined, message: file }]
  return items.map((item) => {
    const commands = item.message.ok ? adtToCommands(item.message.value, NOW) : item.message
    const code = commands.ok ? 'AA' : ackCodeFor(commands.refusal)
    const words = commands.ok ? 'Taken.' : sentence(commands.refusal)
    const message = item.message.ok ? item.message.value : undefined
    const answer = parseHl7(buildAck(message, code, words, 'ACK1', { at: NOW, answers: item.controlId }))
    if (!answer.ok) throw new Error(`the answer cannot be read: ${answer.refusal.code}`)
    expect(answer.value.get('MSA', 1)).toBe(code)
    if (message) expect(answer.value.get('MSA', 2)).toBe(message.controlId)
    if (commands.ok) expect(JSON.stringify(commands.value)).not.toContain('\\u0000')
    return commands.ok ? 'taken' : 'refused'
  })
}

function sentence(refusal: Refusal): string {
  expect(REFUSALS).toHaveProperty(refusal.code)
  const words = refusalSentence(refusal.code, refusal.params)
  expect(words).not.toMatch(/[{}]/)
  return words
}

describe('a message with changed bytes', { timeout: 120_000 }, () => {
  it(`never throws and always has an answer: ${RUNS} messages, seed 2026`, () => {
    const counts = { taken: 0, refused: 0 }
    fc.assert(
      fc.property(fc.array(change, { minLength: 1, maxLength: 6 }), (changes) => {
        const bytes = changes.reduce(changed, [...A01] as readonly number[])
        for (const outcome of outcomesOf(decodeHl7(Uint8Array.from(bytes)))) counts[outcome] += 1
      }),
      { seed: 2026, numRuns: RUNS },
    )
    // Both ends are reached: a reader that refused everything, or took everything, would pass the rest.
    expect(counts.taken).toBeGreaterThan(RUNS / 20)
    expect(counts.refused).toBeGreaterThan(RUNS / 20)
  })

  it('takes the message that nobody changed', () => {
    expect(outcomesOf(decodeHl7(A01))).toEqual(['taken'])
  })

  it(`never throws on any text at all: ${RUNS} texts, seed 2027`, () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.uint8Array({ maxLength: 200 }).map(decodeHl7),
          fc.string().map((s) => `MSH|^~\\&|${s}`),
        ),
        (text) => {
          expect(outcomesOf(text).length).toBeGreaterThan(0)
        },
      ),
      { seed: 2027, numRuns: RUNS },
    )
  })
})
