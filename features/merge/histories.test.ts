import { afterAll, beforeAll, expect, test } from 'vitest'
import { compareAccess } from '#testing/access-compare.ts'
import { runHistory, tally } from '#testing/histories.ts'
import { aDeskOf } from '#testing/history-merge.ts'
import { aHistoryTemplate, aStage, type Stage, seededIds } from '#testing/history-world.ts'
import type { World } from '#testing/personas.ts'
import { compareWithStored } from '#testing/safetynet-compare.ts'
import { wrongTransitions } from '#testing/transition-judge.ts'

/**
 * The generated histories of the net again, of two records of one person whom the desk puts together and takes apart between other
 * commands: after every command the independent judge is asked about both, and after every act of the desk who may see whom.
 * `LONG=1`: a hundred; FIRST and COUNT choose others, COMMANDS how long each is.
 */
const LONG = process.env.LONG === '1'
const HISTORIES = Number(process.env.COUNT ?? (LONG ? 100 : 2))
const FIRST_SEED = Number(process.env.FIRST ?? 1)
const COMMANDS = Number(process.env.COMMANDS ?? (LONG ? 40 : 15))
const PER_DATABASE = 25

let template: { database: string; world: World }
const stages: Stage[] = []
beforeAll(async () => {
  template = await aHistoryTemplate()
})
afterAll(async () => {
  for (const stage of stages) await stage.product.stop()
})

test(
  `the judge agrees after every command of ${HISTORIES} histories in which two records are put together and taken apart`,
  async () => {
    const seen = new Map<string, Map<string, number>>()
    let commands = 0
    let aliasWritten = 0
    const run = async (seeds: readonly number[]): Promise<void> => {
      const stage = await aStage(template)
      stages.push(stage)
      const db = stage.product.superuser
      const desk = await aDeskOf(stage, seededIds(0xde5c))
      for (const seed of seeds) {
        const { steps } = await runHistory(stage, {
          seed,
          commands: COMMANDS,
          wholeNet: true,
          merges: desk,
          async after({ sent, result, people, at }) {
            commands += 1
            const said = `history ${seed}, after ${sent.command} at ${new Date(at).toISOString()} (${result.ok ? 'done' : result.refusal.code})`
            expect(
              (await compareWithStored(db, { personIds: people })).map((x) => x.words),
              said,
            ).toEqual([])
            expect(await wrongTransitions(db, people), said).toEqual([])
            if (!sent.command.startsWith('merge.')) return
            expect(
              (await compareAccess(db, new Date(at), people)).map((x) => x.words),
              said,
            ).toEqual([])
            const alias = await db.query(
              `select a.person_id from acl.access a join tc.person p on p.id = a.person_id where p.merged_into is not null and p.id = any ($1)`,
              [people],
            )
            aliasWritten += alias.rows.length
          },
        })
        tally(steps, seen)
        const last = steps.at(-1)
        expect(
          (await compareAccess(db, new Date(last?.at ?? 0), last?.people ?? [])).map((x) => x.words),
          `who may see whom after history ${seed}`,
        ).toEqual([])
      }
      expect((await compareWithStored(db)).map((x) => x.words)).toEqual([])
      await stage.product.stop()
      stages.splice(stages.indexOf(stage), 1)
    }
    const seeds = Array.from({ length: HISTORIES }, (_, i) => FIRST_SEED + i)
    for (let i = 0; i < seeds.length; i += PER_DATABASE) await run(seeds.slice(i, i + PER_DATABASE))
    expect(aliasWritten, 'what an alias opens').toBe(0)
    const times = (command: string) =>
      [...(seen.get(command) ?? [])].map(([code, n]) => `${code} ${n}`).join(', ') || 'never'
    console.log(
      `merge histories: ${HISTORIES} of ${COMMANDS} commands or a few more (${LONG ? 'the long form' : 'short; LONG=1 runs 100 of 40'}), seeds ${FIRST_SEED} to ${FIRST_SEED + HISTORIES - 1}, ${commands} commands, 0 differences\n${['merge.propose', 'merge.confirm', 'merge.take-back', 'merge.undo'].map((c) => `${c}: ${times(c)}`).join('\n')}`,
    )
    if (process.env.REFUSALS)
      console.log(
        [...seen]
          .map(([name, row]) => `${name} ${JSON.stringify([...row])}`)
          .sort()
          .join('\n'),
      )
    if (HISTORIES >= 20)
      for (const command of ['merge.propose', 'merge.confirm', 'merge.undo'])
        expect(seen.get(command)?.get('done'), command).toBeGreaterThan(0)
  },
  LONG ? 14_400_000 : 180_000,
)
