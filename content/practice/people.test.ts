import { describe, expect, it } from 'vitest'
import { day } from '#core/kernel/time.ts'
import { displayName } from '#core/people/names.ts'
import { numberOf, readNhsNumber } from '#core/people/nhs-number.ts'
import { decideRegister, personDetailsShape } from '#core/people/person.ts'
import { NAME_POOLS } from './name-pools.ts'
import { generatePeople, inventPeople } from './people.ts'
import { practicePeople } from './practice-people.ts'

const TODAY = day('2026-11-22')
const MANY = generatePeople(5_000, 1)
const numbers = MANY.map((p) => numberOf(p.details.nhsNumber)).filter((n) => n !== null)

describe('invented people', () => {
  it('are the same for the same seed and others for another', () => {
    expect(generatePeople(50, 1)).toEqual(MANY.slice(0, 50))
    expect(generatePeople(50, 2).map((p) => displayName(p.details.names))).not.toEqual(
      MANY.slice(0, 50).map((p) => displayName(p.details.names)),
    )
  })

  it('come one at a time too', () => {
    const stream = inventPeople(1)
    expect([stream.next().value, stream.next().value]).toEqual(MANY.slice(0, 2))
  })

  it('have valid numbers of the 999 range, each once, and ids each once in order', () => {
    for (const number of numbers) expect(readNhsNumber(number).kind).toBe('valid')
    expect(numbers.every((n) => n.startsWith('999'))).toBe(true)
    expect(new Set(numbers).size).toBe(numbers.length)
    const ids = MANY.map((p) => p.personId)
    expect(new Set(ids).size).toBe(ids.length)
    expect([...ids].sort()).toEqual(ids)
  })

  it('are taken by the rule that registers people, as they are', () => {
    for (const { details } of [...MANY, ...Object.values(practicePeople(TODAY))]) {
      expect(personDetailsShape.parse(details)).toEqual(details)
      expect(decideRegister(details, TODAY).ok).toBe(true)
    }
  })

  it('hold what trips systems up: one name, hyphens, apostrophes, accents, former names, no fixed address, no number', () => {
    const names = MANY.flatMap((p) => p.details.names)
    const family = names.map((n) => n.family ?? '').join(' ')
    expect(MANY.some((p) => p.details.names.every((n) => n.family === undefined))).toBe(true)
    expect(family).toMatch(/\w-\w/)
    expect(family).toMatch(/O'/)
    expect(family).toMatch(/[éęłńóöşßãçź]/)
    expect(names.some((n) => n.kind === 'known-as') && names.some((n) => n.kind === 'former')).toBe(true)
    expect(MANY.some((p) => p.details.addresses.some((a) => a.kind === 'no-fixed-address'))).toBe(true)
    expect(numbers.length).toBeLessThan(MANY.length)
  })

  it('can be rung only on numbers kept for drama', () => {
    const phones = [...MANY, ...Object.values(practicePeople(TODAY))].flatMap((p) =>
      p.details.contactPoints.filter((c) => c.kind === 'mobile' || c.kind === 'landline').map((c) => c.value),
    )
    expect(phones.length).toBeGreaterThan(1_000)
    for (const phone of phones) expect(phone).toMatch(/^(01632 960|07700 900)\d{3}$/)
  })

  it('draw on at least 300 given and 400 family names', () => {
    expect(new Set(NAME_POOLS.flatMap((p) => [...p.women, ...p.men])).size).toBeGreaterThanOrEqual(300)
    expect(new Set(NAME_POOLS.flatMap((p) => p.family)).size).toBeGreaterThanOrEqual(400)
  })
})
