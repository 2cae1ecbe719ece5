import { describe, expect, it } from 'vitest'
import type { ContactId, EpisodeId, PersonId, StaffId } from '../kernel/ids.ts'
import { addMinutes, type Instant, instant } from '../kernel/time.ts'
import type { MedicineLineId } from '../medicine/list.ts'
import {
  type Contact,
  type ContactOutcome,
  type ContactRecord,
  contactState,
  lateMinutes,
  missedFromAt,
  outcomeOwedFrom,
  recordOf,
} from './contact.ts'
import { checkDoses, type DoseAnswer } from './dose.ts'
import { type ChainStepDone, chainState, decideChainStep } from './no-answer.ts'
import { decideCorrectContact, decideRecordContact, decideResolveContact } from './record.ts'

const ana = 'ana' as StaffId
const ben = 'ben' as StaffId
const from = instant('2026-11-22T08:00Z')
const until = instant('2026-11-22T10:00Z')
const later = (minutes: number): Instant => addMinutes(until, minutes)
const GRACE = 60

const aContact = (...records: ContactRecord[]): Contact => ({
  id: 'contact' as ContactId,
  personId: 'mara' as PersonId,
  episodeId: 'episode' as EpisodeId,
  plan: {
    kind: 'planned',
    slotKey: 'daily/2026-11-22/1',
    windowFrom: from,
    windowUntil: until,
    mode: 'visit',
    worker: ana,
  },
  versions: records.map((record, i) => ({
    version: i + 1,
    record,
    writtenAt: record.at,
    writtenBy: ana,
    why: i === 0 ? null : 'mistake',
  })),
  outcome: null,
  offPlanAt: null,
})
const extra = (c: Contact): Contact => ({ ...c, plan: { kind: 'extra' } })
const seen = (at: Instant = from, doses: DoseAnswer[] = []): Extract<ContactRecord, { happened: 'yes' }> => ({
  happened: 'yes',
  at,
  mode: 'visit',
  by: [ana],
  person: 'seen',
  doses,
})
const noAnswer = (at: Instant = from): ContactRecord => ({
  happened: 'no answer',
  at,
  mode: 'visit',
  by: [ana],
})
const not = (reason: Extract<ContactRecord, { happened: 'no' }>['reason']): ContactRecord => ({
  happened: 'no',
  at: from,
  reason,
  by: [ana],
})
const outcome: ContactOutcome = { what: 'rearranged', inWords: 'coming tomorrow', at: until, by: ben }

describe('the state of a contact', () => {
  it('goes from planned to due to missed by the time alone', () => {
    const states = [addMinutes(from, -1), from, later(GRACE - 1), later(GRACE)].map((now) =>
      contactState(aContact(), now, GRACE),
    )
    expect(states).toEqual([
      { state: 'planned', windowFrom: from, windowUntil: until },
      { state: 'due', windowUntil: until },
      { state: 'due', windowUntil: until },
      { state: 'missed', missedAt: later(GRACE) },
    ])
  })

  it('is what was written', () => {
    expect(contactState(aContact(seen(later(25))), later(99), GRACE)).toEqual({
      state: 'happened',
      record: seen(later(25)),
      lateMinutes: 25,
    })
    expect(contactState(aContact(noAnswer()), later(99), GRACE)).toEqual({
      state: 'no answer',
      record: noAnswer(),
    })
    expect(contactState(aContact(not('could not go')), later(99), GRACE)).toEqual({
      state: 'did not happen',
      record: not('could not go'),
    })
    expect(contactState({ ...aContact(), offPlanAt: from }, later(99), GRACE)).toEqual({
      state: 'off the plan',
      at: from,
    })
    expect(contactState(extra(aContact()), from, GRACE)).toEqual({ state: 'missed', missedAt: from })
  })

  it('is its last version', () => {
    expect(recordOf(aContact(noAnswer(), seen()))).toEqual(seen())
    expect(recordOf(aContact())).toBeNull()
    expect(contactState(aContact(noAnswer(), seen()), later(99), GRACE).state).toBe('happened')
  })

  it('is resolved once somebody wrote what came of it', () => {
    expect(contactState({ ...aContact(), outcome }, later(99), GRACE)).toEqual({
      state: 'resolved',
      outcome,
      record: null,
    })
    expect(contactState({ ...aContact(noAnswer()), outcome }, later(99), GRACE)).toEqual({
      state: 'resolved',
      outcome,
      record: noAnswer(),
    })
    expect(contactState({ ...aContact(noAnswer(), seen()), outcome }, later(99), GRACE).state).toBe(
      'happened',
    )
  })

  it('is late by whole minutes after the window', () => {
    const { plan } = aContact()
    expect([addMinutes(until, -30), until, later(1), later(90)].map((at) => lateMinutes(plan, at))).toEqual([
      0, 0, 1, 90,
    ])
    expect(lateMinutes(plan, instant('2026-11-22T10:01:59Z'))).toBe(1)
    expect(lateMinutes({ kind: 'extra' }, later(90))).toBe(0)
  })
})

describe('an outcome is owed', () => {
  it('from a time that asks no clock', () => {
    expect(outcomeOwedFrom(aContact(), GRACE)).toBe(later(GRACE))
    expect(missedFromAt(aContact(), GRACE)).toBe(later(GRACE))
    expect(missedFromAt(extra(aContact()), GRACE)).toBeNull()
    for (const record of [
      noAnswer(later(5)),
      not('could not go'),
      not('cancelled by us'),
      not('cancelled by the person'),
    ]) {
      expect(outcomeOwedFrom(aContact(record), GRACE)).toBe(record.at)
    }
  })

  it('not when it happened, was paused, came off the plan, or has one', () => {
    const owed = [
      aContact(seen()),
      aContact(not('paused')),
      { ...aContact(), offPlanAt: from },
      { ...aContact(), outcome },
      { ...aContact(noAnswer()), outcome },
    ]
    expect(owed.map((c) => outcomeOwedFrom(c, GRACE))).toEqual([null, null, null, null, null])
  })

  it('and is written by a named worker in words', () => {
    const facts = { missedAfterMinutes: GRACE, now: later(GRACE) }
    expect(decideResolveContact(aContact(), outcome, facts)).toEqual({ ok: true, value: outcome })
    const code = (c: Contact, o = outcome, now = facts.now) => {
      const answer = decideResolveContact(c, o, { ...facts, now })
      return answer.ok ? 'ok' : answer.refusal.code
    }
    expect(code(aContact(), outcome, later(GRACE - 1))).toBe('CONTACT_OUTCOME_NOT_OWED')
    expect(code(aContact(seen()))).toBe('CONTACT_OUTCOME_NOT_OWED')
    expect(code(aContact(noAnswer()), { ...outcome, at: later(GRACE + 1) })).toBe('CONTACT_AHEAD')
    expect(code(aContact(noAnswer()), { ...outcome, at: later(GRACE) })).toBe('ok')
    expect(code(aContact(noAnswer()), { ...outcome, inWords: ' ' })).toBe('CONTACT_OUTCOME_EMPTY')
  })
})

const clozapine = { id: 'clozapine' as MedicineLineId }
const lithium = { id: 'lithium' as MedicineLineId }
const facts = {
  medicines: [clozapine],
  medicineSupport: { askedAt: 'visits-only' as const },
  by: ana,
  now: later(0),
}
const took: DoseAnswer = { medicineId: clozapine.id, answer: 'took it, I saw' }
const told: DoseAnswer = { medicineId: clozapine.id, answer: 'took it, told me' }
const recording = (
  record: ContactRecord,
  more: Partial<typeof facts> | { medicineSupport: { askedAt: 'every-contact' | 'never' } } = {},
  contact = aContact(),
) => {
  const answer = decideRecordContact(contact, record, { ...facts, ...more })
  return answer.ok ? answer.value : answer.refusal.code
}

describe('recording', () => {
  it('writes the first version', () => {
    expect(recording(seen(from, [took]))).toEqual({
      version: 1,
      record: seen(from, [took]),
      writtenAt: facts.now,
      writtenBy: ana,
      why: null,
    })
    expect(recording(noAnswer())).toMatchObject({ version: 1 })
  })

  it('is refused a second time, off the plan, ahead of time, by nobody', () => {
    expect(recording(seen(from, [took]), {}, aContact(noAnswer()))).toBe('CONTACT_ALREADY_RECORDED')
    expect(recording(seen(from, [took]), {}, { ...aContact(), offPlanAt: from })).toBe('CONTACT_CANCELLED')
    expect(recording(seen(later(1), [took]))).toBe('CONTACT_AHEAD')
    expect(recording(seen(later(0), [took]))).toMatchObject({ version: 1 })
    expect(recording({ ...noAnswer(), by: [] })).toBe('CONTACT_NEEDS_WORKER')
  })

  it('asks each medicine at a visit, and none on the phone unless the pathway says every contact', () => {
    const call: ContactRecord = { ...seen(), mode: 'phone', person: 'spoken with' }
    expect(recording(seen())).toBe('DOSE_UNANSWERED')
    expect(recording(call)).toMatchObject({ version: 1 })
    expect(recording(call, { medicineSupport: { askedAt: 'every-contact' } })).toBe('DOSE_UNANSWERED')
    expect(recording(seen(), { medicineSupport: { askedAt: 'never' } })).toMatchObject({ version: 1 })
    expect(recording({ ...call, doses: [told] })).toMatchObject({ version: 1 })
    expect(recording({ ...call, doses: [took] })).toBe('DOSE_NOT_SEEN')
    expect(recording({ ...call, person: 'seen', doses: [took] })).toBe('DOSE_NOT_SEEN')
    expect(recording({ ...seen(), person: 'spoken with', doses: [took] })).toBe('DOSE_NOT_SEEN')
    expect(recording({ ...seen(), mode: 'video', doses: [took] })).toMatchObject({ version: 1 })
  })

  it('takes a correction as the next version, with the reason', () => {
    const contact = aContact(noAnswer())
    const correct = (more: object, c = contact) => {
      const answer = decideCorrectContact(
        c,
        { sawVersion: 1, record: seen(from, [took]), why: 'wrong door', ...more },
        facts,
      )
      return answer.ok ? answer.value : answer.refusal.code
    }
    expect(correct({})).toEqual({
      version: 2,
      record: seen(from, [took]),
      writtenAt: facts.now,
      writtenBy: ana,
      why: 'wrong door',
    })
    expect(correct({}, aContact())).toBe('CONTACT_NOT_RECORDED')
    expect(correct({ sawVersion: 2 })).toBe('STALE_VERSION')
    expect(correct({ why: ' ' })).toBe('CORRECTION_NEEDS_WHY')
    expect(correct({ record: noAnswer() })).toBe('CORRECTION_CHANGES_NOTHING')
    expect(correct({ record: seen() })).toBe('DOSE_UNANSWERED')
  })
})

describe('answers about medicines', () => {
  const list = [clozapine, lithium]
  const answers: DoseAnswer[] = [took, { medicineId: lithium.id, answer: 'not taken', reason: 'asleep' }]
  const check = (given: DoseAnswer[], asked = true, personSeen = true) => {
    const answer = checkDoses(given, list, asked, personSeen)
    return answer.ok ? 'ok' : answer.refusal.code
  }

  it('cover the list once each, and nothing else', () => {
    expect(check(answers)).toBe('ok')
    expect(check([took])).toBe('DOSE_UNANSWERED')
    expect(check([took], false)).toBe('ok')
    expect(check([...answers, took])).toBe('DOSE_TWICE')
    expect(check([...answers, { medicineId: 'aspirin' as MedicineLineId, answer: 'not known' }])).toBe(
      'DOSE_MEDICINE_UNKNOWN',
    )
    expect(check(answers, true, false)).toBe('DOSE_NOT_SEEN')
    expect(checkDoses([], list, true, true)).toMatchObject({ refusal: { params: { count: 2 } } })
  })
})

describe('the no-answer chain', () => {
  const chain = [
    { id: 'ring', afterMinutes: 0, role: 'worker', act: 'ring-person' as const, words: 'Ring' },
    { id: 'again', afterMinutes: 60, role: 'worker', act: 'try-again' as const, words: 'Go back' },
    { id: 'manager', afterMinutes: 120, role: 'manager', act: 'tell-manager' as const, words: 'Tell' },
  ]
  const did = (stepId: string, found: ChainStepDone['found'] = 'no answer', at = from): ChainStepDone => ({
    stepId,
    at,
    by: ana,
    found,
  })

  it('runs from the first no answer, with the next step, its time and its role', () => {
    const state = chainState(chain, aContact(noAnswer(), noAnswer(later(5))), [did('ring')])
    expect(state).toMatchObject({
      state: 'running',
      since: from,
      next: { id: 'again', role: 'worker', dueAt: addMinutes(from, 60), done: null },
    })
    if (state.state !== 'running') return
    expect(state.steps.map((s) => [s.dueAt, s.done?.stepId ?? null])).toEqual([
      [from, 'ring'],
      [addMinutes(from, 60), null],
      [addMinutes(from, 120), null],
    ])
  })

  it('takes steps out of order', () => {
    expect(chainState(chain, aContact(noAnswer()), [did('manager', 'told')])).toMatchObject({
      next: { id: 'ring' },
    })
  })

  it('says when all is tried, which is not an end', () => {
    const contact = aContact(noAnswer())
    const state = chainState(chain, contact, [did('ring'), did('again'), did('manager', 'told')])
    expect(state).toMatchObject({ state: 'all tried', since: from })
    expect(outcomeOwedFrom(contact, GRACE)).toBe(from)
  })

  it('stops when somebody answered', () => {
    const state = chainState(chain, aContact(noAnswer()), [did('ring'), did('again', 'answered', later(1))])
    expect(state).toMatchObject({ state: 'answered', at: later(1), by: ana })
  })

  it('does not run without a no answer, after a correction, or once resolved', () => {
    const none = [
      aContact(),
      aContact(seen()),
      aContact(not('could not go')),
      aContact(noAnswer(), seen()),
      aContact(noAnswer(), not('paused')),
      { ...aContact(noAnswer()), outcome },
    ]
    expect(none.map((c) => chainState(chain, c, []).state)).toEqual(Array(6).fill('not running'))
  })

  it('writes a step once, of this chain, not ahead of time', () => {
    const contact = aContact(noAnswer())
    const step = (s: ChainStepDone, done: ChainStepDone[] = [], c = contact, now = from) => {
      const answer = decideChainStep(chain, c, done, s, now)
      return answer.ok ? answer.value : answer.refusal.code
    }
    expect(step(did('again'))).toEqual(did('again'))
    // a colleague wrote it meanwhile: said so, even where they were answered
    expect(step(did('again'), [did('again')])).toBe('CHAIN_STEP_DONE')
    expect(step(did('ring'), [did('ring', 'answered')])).toBe('CHAIN_STEP_DONE')
    expect(step(did('pray'))).toBe('CHAIN_STEP_UNKNOWN')
    expect(step(did('again', 'no answer', later(1)))).toBe('CONTACT_AHEAD')
    expect(step(did('again'), [did('ring', 'answered')])).toBe('CHAIN_NOT_RUNNING')
    expect(step(did('again'), [], aContact(seen()))).toBe('CHAIN_NOT_RUNNING')
  })
})
