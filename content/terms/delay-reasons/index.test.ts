import { describe, expect, it } from 'vitest'
import { DELAY_REASON_CODES, DELAY_REASONS, DELAY_REASONS_ABOUT_HOME, delayReasonWords } from './index.ts'

describe('national reasons for a late leaving', () => {
  it('are the codes 01 to 37 and 98, each once and in order', () => {
    const wanted = [...Array.from({ length: 37 }, (_, i) => String(i + 1).padStart(2, '0')), '98']
    expect(DELAY_REASONS.map((r) => r.code)).toEqual(wanted)
    expect(DELAY_REASON_CODES.size).toBe(38)
  })

  it('each have national and plain words, and the plain ones never say "patient"', () => {
    for (const r of DELAY_REASONS) {
      expect(r.national.trim()).not.toBe('')
      expect(r.words).not.toMatch(/patient|client/i)
    }
    expect(new Set(DELAY_REASONS.map((r) => r.words)).size).toBe(38)
  })

  it('have every reason that the list calls housing among those about a home, and no care that comes to one', () => {
    const housing = DELAY_REASONS.filter((r) => /^Housing/.test(r.national)).map((r) => r.code)
    expect(housing).toHaveLength(6)
    expect(DELAY_REASONS_ABOUT_HOME).toEqual(expect.arrayContaining(housing))
    for (const code of DELAY_REASONS_ABOUT_HOME) expect(DELAY_REASON_CODES).toContain(code)
    expect(DELAY_REASONS_ABOUT_HOME).not.toContain('09')
  })

  it('name a code that has left the list', () => {
    expect(delayReasonWords('15')).toContain('council')
    expect(delayReasonWords('A2')).toBe('National reason A2')
  })
})
