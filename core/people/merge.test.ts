import { describe, expect, it } from 'vitest'
import type { Day } from '../kernel/time.ts'
import { type Compared, decideMerge, type Hindrances, identifiersThatAgree } from './merge.ts'
import type { NhsNumber } from './nhs-number.ts'

const NONE: Hindrances = {
  tables: 0,
  death: false,
  bothInHospital: false,
  closedOver: false,
  proposed: null,
}
let made = 0
const record = (more: Partial<Compared> & { given?: string; family?: string } = {}): Compared => {
  made += 1
  const { given = 'Ada', family = 'Invented', ...rest } = more
  return {
    personId: `p${made}`,
    mergedInto: null,
    nhsNumber: null,
    bornOn: '1984-05-17' as Day,
    names: [{ kind: 'legal', given, family }],
    ...rest,
  }
}
const number = (text: string) => text as NhsNumber
const codeOf = (r: ReturnType<typeof decideMerge>) => (r.ok ? r.value : r.refusal.code)

describe('by what two records are one person', () => {
  it('the number with the birth date or the family name; without a number three that twins do not share', () => {
    const a = record({ nhsNumber: number('9990000018') })
    expect(codeOf(decideMerge(a, record({ nhsNumber: a.nhsNumber, bornOn: null }), NONE))).toEqual([
      'NHS number',
      'family name',
      'given name',
    ])
    expect(codeOf(decideMerge(a, record({ nhsNumber: a.nhsNumber, family: 'Other' }), NONE))).toContain(
      'birth date',
    )
    expect(codeOf(decideMerge(a, record(), NONE))).toEqual(['birth date', 'family name', 'given name'])
    expect(codeOf(decideMerge(a, record({ given: 'Ida' }), NONE))).toBe('MERGE_TOO_LITTLE_AGREES')
    expect(codeOf(decideMerge(a, record({ bornOn: null }), NONE))).toBe('MERGE_TOO_LITTLE_AGREES')
    expect(
      codeOf(decideMerge(a, record({ nhsNumber: a.nhsNumber, bornOn: null, family: 'Other' }), NONE)),
    ).toBe('MERGE_TOO_LITTLE_AGREES')
  })

  it('two numbers are two people, whatever else agrees', () => {
    expect(
      codeOf(
        decideMerge(
          record({ nhsNumber: number('9990000018') }),
          record({ nhsNumber: number('9990000026') }),
          NONE,
        ),
      ),
    ).toBe('MERGE_NUMBERS_DIFFER')
  })

  it('a name written with other marks is the same name', () => {
    expect(identifiersThatAgree(record({ given: 'Zoë' }), record({ given: 'zoe' }))).toContain('given name')
  })
})

describe('what stands against it', () => {
  it.each([
    [{ tables: 1 }, 'MERGE_TABLE_NOT_REVIEWED'],
    [{ death: true }, 'MERGE_DEATH'],
    [{ bothInHospital: true }, 'MERGE_BOTH_IN_HOSPITAL'],
    [{ closedOver: true }, 'MERGE_CLOSED_OVER'],
    [{ proposed: 'm1' }, 'MERGE_PROPOSED'],
  ])('%j refuses %s', (found, code) => {
    expect(codeOf(decideMerge(record(), record(), { ...NONE, ...found }))).toBe(code)
  })

  it('one record, and one that went into another', () => {
    const a = record()
    expect(codeOf(decideMerge(a, a, NONE))).toBe('MERGE_SAME_RECORD')
    expect(codeOf(decideMerge(a, record({ mergedInto: 'p0' }), NONE))).toBe('MERGE_ALREADY')
  })
})
