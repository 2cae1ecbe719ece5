import { describe, expect, it } from 'vitest'
import { type Day, instant } from '../kernel/time.ts'
import { type Known, prefill } from './prefill.ts'

const nothing: Known = {
  communication: null,
  contactPoints: [],
  stay: null,
  homeArea: null,
  medicines: [],
  safetyActions: [],
}
const today = '2026-03-05' as Day
const fill = (known: Partial<Known>) => prefill({ ...nothing, ...known }, today, (d) => `<${d}>`)

describe('blocks filled from the record', () => {
  it('what the record does not know is left empty, never guessed', () => {
    expect(new Set(Object.values(fill({})))).toEqual(new Set(['']))
    expect(fill({ communication: { answer: 'not-asked' } }).communication).toBe('')
    expect(fill({ communication: { needs: 'not asked' } }).communication).toBe('')
  })

  it('communication needs, as staff can meet them', () => {
    const reviewOn = '2026-09-01'
    expect(fill({ communication: { answer: 'none-needed', reviewOn } }).communication).toBe(
      'Asked: nothing special is needed.',
    )
    const needs = [
      { need: 'interpreter', language: 'Igbo' },
      { need: 'format', format: 'large print' },
      { need: 'language', language: 'Igbo', use: 'both' },
      { need: 'language', language: 'Welsh', use: 'reading' },
      { need: 'support', support: 'Sit on her left' },
    ]
    expect(fill({ communication: { answer: 'needs', needs, reviewOn } }).communication.split('\n')).toEqual([
      'Interpreter: Igbo.',
      'Written things in large print.',
      'Igbo, for speaking and reading.',
      'Welsh, for reading.',
      'Sit on her left',
    ])
  })

  it('safe contact: an unasked person is asked first, a no is said', () => {
    const point = (value: string, safe: unknown) => ({ kind: 'mobile', value, safe })
    const contactPoints = [
      point('07700 900118', {
        answer: 'may',
        channels: ['call', 'leave-message', 'text'],
        how: 'After 10am.',
      }),
      point('a@b.example', { answer: 'may', channels: ['email'] }),
      point('home', { answer: 'may', channels: ['letter'] }),
      point('07700 900119', { answer: 'do-not-contact' }),
      point('07700 900120', { answer: 'not-asked' }),
      point('07700 900121', 'nonsense'),
    ]
    expect(fill({ contactPoints }).safeContact.split('\n')).toEqual([
      '07700 900118: you may ring, leave a message, text. After 10am.',
      'a@b.example: you may email.',
      'home: you may write.',
      '07700 900119: do not use.',
      '07700 900120: not asked yet, ask the person first.',
      '07700 900121: not asked yet, ask the person first.',
    ])
  })

  it('where the person is, by the London day', () => {
    const stay = {
      unitName: 'Maple ward',
      organisationName: 'Northside Trust',
      admittedAt: instant('2026-04-01T23:30:00Z'),
    }
    expect(fill({ stay }).whereNow).toBe('On Maple ward, Northside Trust, since <2026-04-02>.')
    expect(fill({ stay, homeArea: 'Riverside' }).whereNow).toBe(
      'On Maple ward, Northside Trust, since <2026-04-02>.\nHome area: Riverside.',
    )
  })

  it('each medicine with who said so and as of when', () => {
    const medicine = {
      name: 'Olanzapine',
      doseInWords: '10 mg tablet',
      whenInWords: 'at night',
      prescriber: 'Dr Hall',
      saidBy: 'the ward',
      asOf: today,
    }
    expect(fill({ medicines: [medicine] }).medicines).toBe(
      'Olanzapine, 10 mg tablet, at night. Prescribed by Dr Hall; said by the ward, as of <2026-03-05>.',
    )
  })

  it('actions before a visit until their last day', () => {
    const safetyActions = [
      { action: 'Visit in pairs after 6pm', expiresOn: today },
      { action: 'Ring first', expiresOn: '2026-03-04' as Day },
    ]
    expect(fill({ safetyActions }).beforeVisiting).toBe('Visit in pairs after 6pm (until <2026-03-05>).')
  })
})
