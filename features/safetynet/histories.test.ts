import { afterAll, beforeAll, expect, test } from 'vitest'
import { compareAccess } from '#testing/access-compare.ts'
import { runHistory, tally } from '#testing/histories.ts'
import { aHistoryTemplate, aStage, castOf, type Stage, seededIds } from '#testing/history-world.ts'
import type { World } from '#testing/personas.ts'
import { must } from '#testing/product.ts'
import { compareWithStored } from '#testing/safetynet-compare.ts'
import { wrongTransitions } from '#testing/transition-judge.ts'
import { recompute } from './recompute.ts'

/** `LONG=1`: the thousand histories of the long form; FIRST and COUNT choose others, to run one again by its seed. */
const LONG = process.env.LONG === '1'
const HISTORIES = Number(process.env.COUNT ?? (LONG ? 1000 : 12))
const FIRST_SEED = Number(process.env.FIRST ?? 1)
const COMMANDS = 25
/** After so many a new database: the judge reads all staff there are. */
const PER_DATABASE = 50

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
    const run = async (seeds: readonly number[]): Promise<void> => {
      if (seeds.length === 0) return
      const stage = await aStage(template)
      stages.push(stage)
      const db = stage.product.superuser
      const keeper = (await castOf(stage, seededIds(0), { liz: ['safetynet.recompute'] })).liz
      for (const seed of seeds) {
        const { steps, people } = await runHistory(stage, {
          seed,
          commands: COMMANDS,
          async after({ sent, result, people: touched, at }) {
            commands += 1
            if (LONG && !result.ok) return
            const said = `history ${seed}, after ${sent.command} at ${new Date(at).toISOString()} (${result.ok ? 'done' : result.refusal.code})`
            const differences = await compareWithStored(db, { personIds: touched })
            expect(
              differences.map((x) => x.words),
              said,
            ).toEqual([])
            expect(await wrongTransitions(db, touched), said).toEqual([])
          },
        })
        tally(steps, seen)
        const opened = await compareAccess(db, new Date(steps.at(-1)?.at ?? 0), people)
        expect(
          opened.map((x) => x.words),
          `who may see whom after history ${seed}`,
        ).toEqual([])
        if (!LONG || seed === seeds.at(-1)) {
          expect(
            must(await recompute(stage.product.appPool, keeper.token)),
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
    const done = [...seen].map(
      ([name, row]) => `${name} ${row.get('done') ?? 0}/${[...row.values()].reduce((a, b) => a + b, 0)}`,
    )
    console.log(
      `histories: ${HISTORIES} of ${COMMANDS} commands or a few more (${LONG ? 'the long form' : 'short; LONG=1 runs 1,000'}), seeds ${FIRST_SEED} to ${FIRST_SEED + HISTORIES - 1}, ${commands} commands, ${recomputed} recomputed, 0 differences\n${done.sort().join(', ')}`,
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
  LONG ? 7_200_000 : 180_000,
)
