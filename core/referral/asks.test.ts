import { describe, expect, it } from 'vitest'
import { asAgreed, asksShape, BLOCKS, blockOf } from './asks.ts'

const everything = asksShape.parse(
  Object.fromEntries(BLOCKS.map(({ id }) => [id, { state: 'known', text: `about ${id}` }])),
)
const left = (items: readonly ('core' | 'shared')[], answer: 'some' | 'yes' = 'some') =>
  BLOCKS.filter(({ id }) => asAgreed(everything, { answer, items })[id].state === 'not shared').map(
    ({ id }) => id,
  )

describe('what we ask for', () => {
  it('every block has "not known yet"', () => {
    const asks = asksShape.parse({})
    expect(Object.values(asks)).toEqual(BLOCKS.map(() => ({ state: 'not known yet' })))
    expect(blockOf('  ')).toEqual({ state: 'not known yet' })
    expect(blockOf(' company \n')).toEqual({ state: 'known', text: 'company' })
    expect(asksShape.safeParse({ reason: { state: 'known', text: ' ' } }).success).toBe(false)
  })

  it('core facts stay out where the person agreed to other things only', () => {
    expect(left(['shared'])).toEqual(['whereNow', 'medicines', 'beforeVisiting'])
    expect(left(['core'])).toEqual([])
    expect(left([], 'yes')).toEqual([])
  })

  it('what nobody knows is not said to be kept back', () => {
    const asks = asksShape.parse({ reason: blockOf('x') })
    expect(asAgreed(asks, { answer: 'some', items: ['shared'] })).toEqual(asks)
  })

  it('blocks have a title each, and say what they are made of', () => {
    expect(new Set(BLOCKS.map((b) => b.title)).size).toBe(BLOCKS.length)
    expect(BLOCKS.map((b) => b.holds)).toEqual([
      'words',
      'words',
      'identity',
      'identity',
      'core',
      'core',
      'core',
    ])
    expect(Math.min(...BLOCKS.map((b) => b.title.length))).toBeGreaterThan(10)
  })
})
