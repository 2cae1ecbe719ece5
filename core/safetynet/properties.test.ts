import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { ContactId, EpisodeId, ReferralId, StaffId } from '#core/kernel/ids.ts'
import { addHours, dayOf, type Instant, toEpochMs } from '#core/kernel/time.ts'
import {
  away,
  colleague,
  contact,
  episode,
  facts,
  keyWorker,
  on,
  owedUnder,
  referral,
  support,
  ward,
  wardNurse,
} from './facts.fixture.ts'
import type { PersonFacts } from './facts.ts'
import { rowsOf } from './obligation.ts'
import { obligationsOf } from './obligations.ts'

const SEED = { seed: 2026, numRuns: 500 }
const hour = fc.nat(400)
const time = hour.map((h) => addHours(on(1), h))
const maybe = <T>(a: fc.Arbitrary<T>) => fc.option(a, { freq: 2 })
const someone = fc.constantFrom<StaffId>(wardNurse, keyWorker, colleague)
const span = fc
  .tuple(hour, fc.nat(80))
  .map(([h, n]) => ({ from: addHours(on(1), h), until: addHours(on(1), h + n + 1) }))
const absence = fc
  .tuple(span, maybe(someone), time)
  .map(([s, coverStaffId, recordedAt]) => away(s.from, s.until, { coverStaffId, recordedAt }))
const aStaff = (id: StaffId) =>
  fc.record({ id: fc.constant(id), leftAt: maybe(time), absences: fc.array(absence, { maxLength: 3 }) })
const word = fc.constantFrom(
  'sent',
  'seen',
  'question asked',
  'taken on',
  'started',
  'finished',
  'not taken on',
  'withdrawn',
)
const nothing = fc.constant(null)

const person: fc.Arbitrary<PersonFacts> = fc
  .record({
    transition: fc.oneof(
      fc.constant({ state: 'open', openedAt: on(1) } as const),
      time.map((suspendedAt) => ({ state: 'suspended', openedAt: on(1), suspendedAt }) as const),
    ),
    referrals: fc.array(
      fc.record({
        word,
        sentAt: time,
        replyByAt: time,
        questionAskedAt: maybe(time),
        answeredAt: maybe(time),
        wayOnward: fc.boolean(),
        hasEpisode: fc.boolean(),
        fromStaffId: someone,
      }),
      { maxLength: 3 },
    ),
    episodes: fc.array(
      fc.record({
        startedAt: time,
        startOn: time.map(dayOf),
        keyWorkerStaffId: maybe(someone),
        firstContactAt: maybe(time),
        lastContactAt: maybe(time),
        noNextContact: maybe(span),
        pauses: fc.array(span, { maxLength: 2 }),
        sentBy: fc.oneof(nothing, fc.constant({ staffId: wardNurse, teamId: ward })),
      }),
      { maxLength: 2 },
    ),
    contacts: fc.array(
      fc.record({
        window: span,
        plannedAt: time,
        staffId: maybe(someone),
        recordedAt: maybe(time),
        state: fc.constantFrom('planned', 'no answer', 'did not happen'),
        episode: fc.nat(2),
      }),
      { maxLength: 6 },
    ),
    waiting: fc.array(fc.record({ sinceAt: time, dueAt: time, staffId: maybe(someone) }), { maxLength: 2 }),
    staff: fc.tuple(aStaff(wardNurse), aStaff(keyWorker), aStaff(colleague)),
  })
  .map((g) =>
    facts({
      transition: g.transition,
      referrals: g.referrals.map((r, n) => referral({ ...r, id: `r${n}` as ReferralId })),
      episodes: g.episodes.map((e, n) => episode({ ...e, id: `e${n}` as EpisodeId })),
      contacts: g.contacts.map(({ window, episode: n, ...c }, i) =>
        contact({
          ...c,
          id: `c${i}` as ContactId,
          episodeId: `e${n}` as EpisodeId,
          windowFromAt: window.from,
          windowUntilAt: window.until,
        }),
      ),
      waiting: g.waiting.map((w, n) => ({ ...w, kind: 'task' as const, id: `k${n}`, teamId: support })),
      staff: g.staff,
    }),
  )

test('500 people: the order of the facts changes nothing, and asking twice gives the same', () => {
  fc.assert(
    fc.property(person, (f) => {
      const turned: PersonFacts = {
        ...f,
        referrals: [...f.referrals].reverse(),
        episodes: f.episodes.map((e) => ({ ...e, pauses: [...e.pauses].reverse() })).reverse(),
        contacts: [...f.contacts].reverse(),
        waiting: [...f.waiting].reverse(),
        staff: f.staff.map((s) => ({ ...s, absences: [...s.absences].reverse() })).reverse(),
        teams: [...f.teams].reverse(),
      }
      const first = obligationsOf(f)
      expect(obligationsOf(f)).toEqual(first)
      expect(obligationsOf(turned)).toEqual(first)
    }),
    SEED,
  )
})

test('500 people: keys in order and once, every gap real, none overlapping under one key', () => {
  fc.assert(
    fc.property(person, (f) => {
      const all = obligationsOf(f)
      const keys = all.map((o) => o.key)
      expect(keys).toEqual([...new Set(keys)].sort())
      for (const o of all) {
        expect(o.gaps.length).toBeGreaterThan(0)
        o.gaps.forEach((g, n) => {
          const next = o.gaps[n + 1]
          expect(g.until === null || g.from < g.until).toBe(true)
          if (next) expect(g.until !== null && g.until < next.from).toBe(true)
        })
      }
      const rows = rowsOf(f.personId, all)
      expect(new Set(rows.map((r) => `${r.key} ${r.gapFrom}`)).size).toBe(rows.length)
      expect(rows).toHaveLength(all.reduce((n, o) => n + o.gaps.length, 0))
    }),
    SEED,
  )
})

test('500 absence sets: every instant nobody answers for the owner is inside a gap, and no other is', () => {
  const set = fc.record({
    owner: aStaff(wardNurse),
    cover: aStaff(keyWorker),
    other: aStaff(colleague),
    sentAt: time,
  })
  fc.assert(
    fc.property(set, ({ owner, cover, other, sentAt }) => {
      const gaps =
        owedUnder(
          'N1b:referral:r1',
          facts({ referrals: [referral({ sentAt })], staff: [owner, cover, other] }),
        )?.gaps ?? []
      const team = [owner, cover, other]
      // worked out hour by hour from the words of the rule, without the interval arithmetic
      const inAbsence = (a: { from: Instant; until: Instant | null }, ms: number) =>
        toEpochMs(a.from) <= ms && (a.until === null || ms < toEpochMs(a.until))
      const gone = (id: StaffId, ms: number) => {
        const s = team.find((x) => x.id === id)!
        return s.leftAt !== null && toEpochMs(s.leftAt) <= ms
      }
      const coverGone = (id: StaffId, ms: number) =>
        gone(id, ms) || team.find((x) => x.id === id)!.absences.some((a) => inAbsence(a, ms))
      const wrong: number[] = []
      for (let h = -1; h < 500; h++) {
        const ms = toEpochMs(addHours(on(1), h)) + 1
        const nobody =
          gone(wardNurse, ms) ||
          owner.absences.some(
            (a) => inAbsence(a, ms) && (a.coverStaffId === null || coverGone(a.coverStaffId, ms)),
          )
        if (gaps.some((g) => inAbsence(g, ms)) !== (nobody && ms >= toEpochMs(sentAt))) wrong.push(h)
      }
      expect(wrong).toEqual([])
    }),
    { ...SEED, numRuns: 500 },
  )
})
