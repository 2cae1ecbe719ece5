import fs from 'node:fs'
import { describe, expect, it } from 'vitest'
import { REFUSALS, refusalSentence } from './refusals.ts'

describe('the refusal catalogue', () => {
  const page = fs.readFileSync(new URL('../../docs/refusals.md', import.meta.url), 'utf8')
  const described = [...page.matchAll(/^\| `([A-Z0-9_]+)` \|.*\| (.*) \|$/gm)].map((m) => [m[1], m[2]])

  it('is described in docs/refusals.md, code by code and word for word, and nothing else is', () => {
    expect(described).toEqual(
      Object.entries(REFUSALS).map(([code, r]) => [code, r.sentence.replaceAll('|', '\\|')]),
    )
  })
  it('says each code in one file only, so that no merge drops a sentence in silence', () => {
    const folder = new URL('./refusals/', import.meta.url)
    const codes = fs
      .readdirSync(folder)
      .flatMap((file) => [
        ...fs.readFileSync(new URL(file, folder), 'utf8').matchAll(/^ {2}([A-Z0-9_]+): entry\(/gm),
      ])
      .map((m) => m[1])
    expect(codes.toSorted()).toEqual(Object.keys(REFUSALS).toSorted())
  })
  it('says what to do in sentences, without codes or blame', () => {
    for (const [code, r] of Object.entries(REFUSALS)) {
      expect(r.sentence, code).toMatch(/^[A-Z{].*[.?]$/)
      expect(r.sentence, code).not.toMatch(/invalid|illegal|forbidden|error/i)
    }
  })
  it('fills its slots', () => {
    expect(refusalSentence('TOO_MANY_TRIES', { seconds: 30 })).toContain('Wait 30 seconds and')
  })
  it('says one thing in the singular', () => {
    expect(refusalSentence('STEP_GAP_OPEN', { count: 1 })).toContain('while 1 gap is open')
    expect(refusalSentence('STEP_GAP_OPEN', { count: 2 })).toContain('while 2 gaps are open')
    expect(refusalSentence('STEP_WORRY_OPEN', { count: 1 })).toContain('while 1 worry is open')
    expect(refusalSentence('DOSE_UNANSWERED', { count: 1 })).toMatch(/^1 medicine has no answer/)
    expect(refusalSentence('CLOSING_OPEN_NOT_SEEN', { count: 1 })).toMatch(/^1 thing is still open/)
  })
  it('has no count whose words are right for many alone', () => {
    for (const [code, r] of Object.entries(REFUSALS))
      expect(r.sentence, code).not.toMatch(/\{(count|seconds)\}/)
  })
})
