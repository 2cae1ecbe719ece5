import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { addMinutes, instant } from '../kernel/time.ts'
import { copyText } from './trust-copy.ts'

const FROM = instant('2026-07-06T08:00:00Z')
const span = { from: FROM, until: addMinutes(FROM, 600) }

describe('the block for another record', () => {
  it('is a person at a time, by name, in the order of time, on the London clock', () => {
    const text = copyText('Sam Okoro', span, [
      {
        name: 'Tom Ade',
        nhsNumber: '9990000018',
        entries: [
          { at: addMinutes(FROM, 90), lines: ['Note: Slept well.\nAte too.'] },
          { at: addMinutes(FROM, 30), lines: ['Visit happened.', 'Olanzapine: took it, I saw'] },
        ],
      },
      { name: 'Ada Zed', nhsNumber: null, entries: [{ at: FROM, lines: ['No answer.'] }] },
      { name: 'Nobody', nhsNumber: null, entries: [] },
    ])
    expect(text).toBe(
      [
        'Recorded by Sam Okoro, 06/07/2026 09:00 to 06/07/2026 19:00',
        '',
        'Ada Zed, NHS number not known',
        '06/07/2026 09:00  No answer.',
        '',
        'Tom Ade, NHS number 999 000 0018',
        '06/07/2026 09:30  Visit happened.',
        '                  Olanzapine: took it, I saw',
        '06/07/2026 10:30  Note: Slept well.',
        '                  Ate too.',
      ].join('\n'),
    )
  })

  it('has every line once, whatever was typed (500 runs)', () => {
    const people = fc.array(
      fc.array(fc.record({ minutes: fc.nat(600), n: fc.integer({ min: 1, max: 3 }) }), { maxLength: 4 }),
      { maxLength: 4 },
    )
    fc.assert(
      fc.property(people, (all) => {
        const marks: string[] = []
        const text = copyText(
          'Sam',
          span,
          all.map((entries, p) => ({
            name: `P${p}`,
            nhsNumber: null,
            entries: entries.map((e, i) => ({
              at: addMinutes(FROM, e.minutes),
              lines: Array.from({ length: e.n }, (_, l) => {
                const mark = `<${p}.${i}.${l}>`
                marks.push(mark)
                return mark
              }),
            })),
          })),
        )
        for (const mark of marks) expect(text.split(mark)).toHaveLength(2)
      }),
      { seed: 21, numRuns: 500 },
    )
  })
})
