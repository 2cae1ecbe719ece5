import type pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { compareAccess } from '#testing/access-compare.ts'
import { nothingOpen, wrongBoards } from '#testing/board-compare.ts'
import { runHistory, tally } from '#testing/histories.ts'
import { type Counts, countInto } from '#testing/history-counts.ts'
import { aHistoryTemplate, aStage, castOf, type Stage, seededIds } from '#testing/history-world.ts'
import type { World } from '#testing/personas.ts'
import { must } from '#testing/product.ts'
import { compareWithStored } from '#testing/safetynet-compare.ts'
import { expectedGaps } from '#testing/safetynet-oracle.ts'
import { wrongTransitions } from '#testing/transition-judge.ts'
import { recompute } from './recompute.ts'

/**
 * `LONG=1`: the five thousand histories of the long form, each of fewer commands; FIRST and COUNT choose others, to run one again by its
 * seed (with the same COMMANDS: they are part of what a seed gives).
 */
const LONG = process.env.LONG === '1'
const HISTORIES = Number(process.env.COUNT ?? (LONG ? 5000 : 8))
const FIRST_SEED = Number(process.env.FIRST ?? 1)
const COMMANDS = Number(process.env.COMMANDS ?? (LONG ? 10 : 25))
/** After so many a new database: the judge reads all staff there are. */
const PER_DATABASE = 25
/** In the long form the boards are asked after every tenth command that was done (BOARDS_EVERY), and all of them at the end of a history. */
const BOARDS_EVERY = Number(process.env.BOARDS_EVERY ?? (LONG ? 10 : 1))
/** In the long form the whole judge is asked after a refusal in every tenth history; in the others, whether anything was changed. */
const REFUSED_EVERY = LONG ? 10 : 1
/** Fewer histories may by chance not get anywhere: of one, run again by its seed, nothing is asked but that the judge agrees. */
const ENOUGH = 12
/** So much of all states has nothing open, or the histories only ever show a judge that finds something. */
const LEAST_FREE = 0.3

/** What is kept about these people in the tables that the net stands on and writes, in a few letters. */
const KEPT = `select md5(coalesce((select string_agg(o::text, '|' order by o.key, o.gap_from, o.person_id) from net.obligation o where o.person_id = any ($1)), '')
    || coalesce((select string_agg(t::text, '|' order by t.id) from tc.transition t where t.person_id = any ($1)), '')
    || coalesce((select string_agg(p::text, '|' order by p.id) from tc.person p where p.id = any ($1)), '')
    || (select count(*) from tc.timeline e where e.person_id = any ($1))) as kept`
const keptAbout = async (db: pg.Client, people: readonly string[]): Promise<string> =>
  (await db.query<{ kept: string }>(KEPT, [people])).rows[0]?.kept ?? ''

let template: { database: string; world: World }

beforeAll(async () => {
  template = await aHistoryTemplate()
})

const stages: Stage[] = []
afterAll(async () => {
  for (const stage of stages) await stage.product.stop()
})

test(
  `the judge agrees after every command of ${HISTORIES} generated histories`,
  async () => {
    const seen = new Map<string, Map<string, number>>()
    let commands = 0
    let recomputed = 0
    let boards = 0
    let closings = 0
    let tooSoon = 0
    const refused = { all: 0, judged: 0 }
    const states = { all: 0, free: 0 }
    const counts: Counts = new Map()
    const run = async (seeds: readonly number[]): Promise<void> => {
      if (seeds.length === 0) return
      const stage = await aStage(template)
      stages.push(stage)
      const db = stage.product.superuser
      // somebody of every team who is not in the history: they look at its board, and one of them keeps the net
      const watchers = await castOf(stage, seededIds(0), { liz: ['safetynet.recompute'] })
      for (const seed of seeds) {
        /** What leaving owed, by the judge, at the minute of the closing that is being asked for. */
        let leavingOwed: readonly string[] = []
        /** What was kept just before this command. */
        let before = ''
        let done = 0
        const { steps, people } = await runHistory(stage, {
          seed,
          commands: COMMANDS,
          wholeNet: true,
          async before({ command, input }, _cast, about) {
            before = await keptAbout(db, about)
            if (command !== 'transition.close') return
            const gaps = (await expectedGaps(db, [String(input.personId)])).get(String(input.personId)) ?? []
            const [{ now }] = (await db.query<{ now: string }>('select net.iso(ctx.clock()) as now'))
              .rows as [{ now: string }]
            leavingOwed = gaps
              .filter((g) => (g.kind === 'N4' || g.kind === 'N8') && (g.until === null || g.until > now))
              .map((g) => g.key)
          },
          async after({ sent, result, people: touched, at }) {
            commands += 1
            if (sent.command === 'transition.close' && result.ok) {
              closings += 1
              expect(leavingOwed, `history ${seed}: closed over what leaving owes`).toEqual([])
            } else if (sent.command === 'transition.close' && leavingOwed.length > 0) tooSoon += 1
            const said = `history ${seed}, after ${sent.command} at ${new Date(at).toISOString()} (${result.ok ? 'done' : result.refusal.code})`
            if (!result.ok) {
              refused.all += 1
              expect(await keptAbout(db, touched), `${said}: a refusal leaves nothing behind`).toBe(before)
              if (seed % REFUSED_EVERY !== 0) return
              refused.judged += 1
            } else done += 1
            const expected = await expectedGaps(db, touched)
            const differences = await compareWithStored(db, { personIds: touched, expected })
            expect(
              differences.map((x) => x.words),
              said,
            ).toEqual([])
            expect(await wrongTransitions(db, touched), said).toEqual([])
            states.all += 1
            if (nothingOpen(expected, at)) states.free += 1
            if (done % BOARDS_EVERY !== 0) return
            boards += 1
            expect(await wrongBoards(stage.product, watchers, expected, at), said).toEqual([])
          },
        })
        tally(steps, seen)
        countInto(counts, steps)
        const last = steps.at(-1)?.at ?? 0
        if (LONG) {
          boards += 1
          const expected = await expectedGaps(db, people)
          expect(
            await wrongBoards(stage.product, watchers, expected, last),
            `the boards after history ${seed}`,
          ).toEqual([])
        }
        const opened = await compareAccess(db, new Date(last), people)
        expect(
          opened.map((x) => x.words),
          `who may see whom after history ${seed}`,
        ).toEqual([])
        if (!LONG || seed === seeds.at(-1)) {
          expect(
            must(await recompute(stage.product.appPool, watchers.liz.token)),
            `recomputed after history ${seed}`,
          ).toMatchObject({ differences: 0 })
          recomputed += 1
        }
      }
      // and nobody else was touched on the way
      expect((await compareWithStored(db)).map((x) => x.words)).toEqual([])
      await stage.product.stop()
      stages.splice(stages.indexOf(stage), 1)
    }
    const seeds = Array.from({ length: HISTORIES }, (_, i) => FIRST_SEED + i)
    const batches = Array.from({ length: Math.ceil(HISTORIES / PER_DATABASE) }, (_, i) =>
      seeds.slice(i * PER_DATABASE, (i + 1) * PER_DATABASE),
    )
    const next = batches.values()
    // two at a time, each in databases of its own
    await Promise.all(
      [1, 2].map(async () => {
        for (const batch of next) await run(batch)
      }),
    )
    // histories that nobody gets anywhere in would agree with any judge
    if (HISTORIES >= ENOUGH) {
      for (const command of ['referral.send', 'stay.open', 'referral.accept'])
        expect(seen.get(command)?.get('done'), command).toBeGreaterThan(0)
      expect(states.free, 'states in which something is open').toBeLessThan(states.all)
      expect(states.free / states.all, 'of all states, those with no gap open').toBeGreaterThanOrEqual(
        LEAST_FREE,
      )
      expect(refused.all, 'commands refused').toBeGreaterThan(0)
    }
    const done = [...seen].map(
      ([name, row]) => `${name} ${row.get('done') ?? 0}/${[...row.values()].reduce((a, b) => a + b, 0)}`,
    )
    console.log(
      `histories: ${HISTORIES} of ${COMMANDS} commands or a few more (${LONG ? 'the long form' : 'short; LONG=1 runs 5,000 of 10'}), seeds ${FIRST_SEED} to ${FIRST_SEED + HISTORIES - 1}, ${commands} commands, ${recomputed} recomputed, 0 differences\nno gap open in ${states.free} of ${states.all} states (${Math.round((100 * states.free) / states.all)}%); every team’s board compared ${boards} times, after ${BOARDS_EVERY === 1 ? 'every command' : `every ${BOARDS_EVERY}th command that was done and at each end`}; ${refused.all} commands refused, none left anything behind, the whole judge after ${refused.judged} of them\nways out closed ${closings}, none over what leaving owes; ${tooSoon} refused while it was owed\n${[
        ...counts,
      ]
        .sort()
        .map(([what, n]) => `${what} ${n}`)
        .join(', ')}\n${done.sort().join(', ')}`,
    )
    if (process.env.REFUSALS)
      console.log(
        [...seen]
          .flatMap(([name, row]) =>
            [...row].filter(([code]) => code !== 'done').map(([code, n]) => `${name} ${code} ${n}`),
          )
          .sort()
          .join('\n'),
      )
  },
  LONG ? 14_400_000 : 180_000,
)
