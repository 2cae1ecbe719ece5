import { describe, expect, it } from 'vitest'
import type { ContactId, EpisodeId, PersonId, StaffId } from '../kernel/ids.ts'
import { addMinutes, day, type Instant, instant } from '../kernel/time.ts'
import type { PlannedSlot } from '../pathway/schedule.ts'
import type { Contact } from './contact.ts'
import { continuity } from './continuity.ts'
import { decideWriteNote } from './note.ts'
import { replan } from './replan.ts'
import { decideRaiseWorry, decideSettleWorry, decideTellWorry, type Worry } from './worry.ts'

const [ana, ben, cem] = ['ana', 'ben', 'cem'] as [StaffId, StaffId, StaffId]
const now = instant('2026-11-22T12:00Z')
const ahead = addMinutes(now, 1)
const codeOf = (answer: { ok: boolean; refusal?: { code: string } }) =>
  answer.ok ? 'ok' : answer.refusal?.code

describe('continuity', () => {
  const visits = (...by: StaffId[][]) => by.map((b) => ({ by: b }))

  it('is the share of the two most usual workers, with its n', () => {
    // ana 3, ben 2, cem 1: 5 of 6
    expect(continuity(visits([ana], [ana], [ben], [cem], [ben], [ana]))).toEqual({
      state: 'reckoned',
      visits: 6,
      byTheTwo: 5,
      share: 5 / 6,
      theTwo: [ana, ben],
    })
  })

  it('counts a visit of two workers once, and a worker named twice once', () => {
    expect(continuity(visits([ana, ben], [cem, cem], [cem], [ana]))).toEqual({
      state: 'reckoned',
      visits: 4,
      byTheTwo: 4,
      share: 1,
      theTwo: [ana, cem],
    })
  })

  it('takes the lower id of equals, whatever the order', () => {
    expect(continuity(visits([cem], [ben], [ana]))).toMatchObject({ theTwo: [ana, ben], byTheTwo: 2 })
    expect(continuity(visits([ana], [ben], [cem]))).toMatchObject({ theTwo: [ana, ben], byTheTwo: 2 })
  })

  it('says that there are no visits rather than nought', () => {
    expect(continuity([])).toEqual({ state: 'no visits yet' })
  })
})

describe('a note', () => {
  const first = { version: 1, text: 'Made tea.', by: ana, at: now, why: null }
  const write = { text: 'Made tea.', sawVersion: 0, why: null, by: ana, now }

  it('is written, and then only added to', () => {
    expect(decideWriteNote([], write)).toEqual({ ok: true, value: first })
    expect(decideWriteNote([], { ...write, why: 'ignored at first' })).toEqual({ ok: true, value: first })
    expect(
      decideWriteNote([first], { ...write, text: 'Made coffee.', sawVersion: 1, why: 'coffee', by: ben }),
    ).toEqual({
      ok: true,
      value: { version: 2, text: 'Made coffee.', by: ben, at: now, why: 'coffee' },
    })
  })

  it('is refused when empty, stale, unchanged or without a reason', () => {
    expect(codeOf(decideWriteNote([], { ...write, text: ' ' }))).toBe('NOTE_EMPTY')
    expect(codeOf(decideWriteNote([], { ...write, sawVersion: 1 }))).toBe('STALE_VERSION')
    const next = { ...write, text: 'Made coffee.', sawVersion: 1, why: 'coffee' }
    expect(codeOf(decideWriteNote([first], { ...next, sawVersion: 0 }))).toBe('STALE_VERSION')
    expect(codeOf(decideWriteNote([first], { ...next, text: first.text }))).toBe('CORRECTION_CHANGES_NOTHING')
    expect(codeOf(decideWriteNote([first], { ...next, why: ' ' }))).toBe('CORRECTION_NEEDS_WHY')
    expect(codeOf(decideWriteNote([first], { ...next, why: null }))).toBe('CORRECTION_NEEDS_WHY')
  })
})

describe('a worry', () => {
  const raise = {
    kind: 'too many tablets taken' as const,
    at: now,
    by: ana,
    told: { told: 'nobody yet' as const },
  }
  const open: Worry = { kind: raise.kind, raisedAt: now, raisedBy: ana, told: raise.told, state: 'open' }
  const told: Worry = { ...open, told: { told: 'yes', who: 'duty nurse', at: now } }
  const settled: Worry = { ...told, state: 'settled', done: 'GP rang', settledAt: now, settledBy: ben }

  it('is raised, told and settled by what was done', () => {
    expect(decideRaiseWorry(raise, now)).toEqual({ ok: true, value: open })
    expect(decideTellWorry(open, { who: 'duty nurse', at: now })).toEqual({ ok: true, value: told })
    expect(decideSettleWorry(told, { done: 'GP rang', by: ben, now })).toEqual({ ok: true, value: settled })
  })

  it('is not settled by silence', () => {
    expect(codeOf(decideSettleWorry(told, { done: ' ', by: ben, now }))).toBe('WORRY_NEEDS_DONE')
    expect(codeOf(decideSettleWorry(open, { done: 'rest', by: ben, now }))).toBe('WORRY_NEEDS_TOLD')
    expect(codeOf(decideSettleWorry(settled, { done: 'again', by: ben, now }))).toBe('WORRY_SETTLED')
    expect(codeOf(decideTellWorry(settled, { who: 'x', at: now }))).toBe('WORRY_SETTLED')
    expect(codeOf(decideTellWorry(open, { who: ' ', at: now }))).toBe('WORRY_NEEDS_TOLD')
    expect(codeOf(decideRaiseWorry({ ...raise, at: ahead }, now))).toBe('CONTACT_AHEAD')
    expect(codeOf(decideRaiseWorry({ ...raise, told: { told: 'yes', who: ' ', at: now } }, now))).toBe(
      'WORRY_NEEDS_TOLD',
    )
    expect(codeOf(decideRaiseWorry({ ...raise, told: { told: 'yes', who: 'Ana', at: now } }, now))).toBe('ok')
  })
})

describe('planning again', () => {
  const slot = (n: number, from: Instant, more: Partial<PlannedSlot> = {}): PlannedSlot => ({
    key: `daily/${n}`,
    on: day('2026-11-22'),
    windowFrom: from,
    windowUntil: addMinutes(from, 120),
    mode: 'visit',
    stepId: 'daily',
    slotNo: 1,
    originOn: day('2026-11-22'),
    bankHoliday: 'no',
    ...more,
  })
  const stored = (s: PlannedSlot, more: Partial<Contact> = {}): Contact => ({
    id: s.key as ContactId,
    personId: 'mara' as PersonId,
    episodeId: 'e' as EpisodeId,
    plan: {
      kind: 'planned',
      slotKey: s.key,
      windowFrom: s.windowFrom,
      windowUntil: s.windowUntil,
      mode: s.mode,
      worker: ana,
    },
    versions: [],
    outcome: null,
    offPlanAt: null,
    ...more,
  })
  const tomorrow = slot(1, addMinutes(now, 1440))
  const begun = slot(2, now)
  const past = slot(3, addMinutes(now, -120))

  it('keeps what is stored, adds what is new, takes off what is no longer planned', () => {
    expect(replan([stored(tomorrow)], [tomorrow], now)).toEqual({ add: [], takeOff: [] })
    expect(replan([], [tomorrow], now)).toEqual({ add: [tomorrow], takeOff: [] })
    expect(replan([stored(tomorrow)], [], now)).toEqual({ add: [], takeOff: ['daily/1'] })
  })

  it('never takes off one that has begun, is missed, or has something written', () => {
    const record = {
      version: 1,
      writtenAt: now,
      writtenBy: ana,
      why: null,
      record: { happened: 'no' as const, at: now, reason: 'cancelled by us' as const, by: [ana] },
    }
    expect(
      replan([stored(begun), stored(past), stored(tomorrow, { versions: [record] })], [], now).takeOff,
    ).toEqual([])
  })

  it('does not add what is over, nor a second contact for a slot under way', () => {
    expect(replan([], [past], now).add).toEqual([])
    expect(replan([], [{ ...past, windowUntil: ahead }], now).add).toHaveLength(1)
    expect(replan([stored(begun)], [{ ...begun, mode: 'phone' }], now)).toEqual({ add: [], takeOff: [] })
  })

  it('plans anew what was taken off before, and what changed its window or mode', () => {
    expect(replan([stored(tomorrow, { offPlanAt: now })], [tomorrow], now)).toEqual({
      add: [tomorrow],
      takeOff: [],
    })
    const byPhone = { ...tomorrow, mode: 'phone' as const }
    expect(replan([stored(tomorrow)], [byPhone], now)).toEqual({ add: [byPhone], takeOff: ['daily/1'] })
    const later = { ...tomorrow, windowFrom: addMinutes(tomorrow.windowFrom, 30) }
    expect(replan([stored(tomorrow)], [later], now)).toEqual({ add: [later], takeOff: ['daily/1'] })
  })

  it('leaves extra contacts alone', () => {
    expect(replan([{ ...stored(tomorrow), plan: { kind: 'extra' } }], [], now)).toEqual({
      add: [],
      takeOff: [],
    })
  })
})
