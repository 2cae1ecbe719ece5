import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { recompute } from '#features/safetynet/index.ts'
import { compareAccess } from '#testing/access-compare.ts'
import { aDesk, askDesk, type Desk, everyRow } from '#testing/merging.ts'
import type { World } from '#testing/personas.ts'
import { codeOf, freshId, must, type Product } from '#testing/product.ts'
import { dice, randomRows } from '#testing/random-rows.ts'
import { compareWithStored } from '#testing/safetynet-compare.ts'
import { aThursday } from '#testing/thursday.ts'
import { wrongTransitions } from '#testing/transition-judge.ts'
import { onMaple } from '#testing/ward.ts'

let product: Product
let world: World
let jo: string
let sam: string
let desk: Desk

beforeAll(async () => {
  ;({ product, world, jo, sam } = await aThursday('jo', 'sam'))
  desk = await aDesk(product, world)
})
afterAll(() => product.stop())

/** The same person a second time, added by medication support without a number: a new row, and the desk is asked. */
async function twice(name: string) {
  const { personId: keepId, stayId } = await onMaple({ product, world, token: jo }, name, '2026-03-02T10:00:00Z')
  const [{ given, family, born }] = (await product.rows<{ given: string; family: string; born: string }>(
    `select n.given, n.family, p.born_on::text as born from tc.person p join tc.person_name n on n.person_id = p.id where p.id = $1`,
    [keepId],
  )) as [{ given: string; family: string; born: string }]
  const made = must(
    await product.act(sam, 'person.register', {
      personId: freshId(),
      details: {
        names: [{ kind: 'legal', given, family }],
        nhsNumber: { status: 'not-known' },
        birth: { state: 'known', on: born },
        addresses: [],
        contactPoints: [],
        communication: { answer: 'not-asked' },
        characteristics: {},
        carers: [],
      },
    }),
  )
  return { keepId, stayId, awayId: String(made.made.personId) }
}

const pairOf = (p: { keepId: string; awayId: string }) => ({
  mergeId: freshId(),
  keepId: p.keepId,
  awayId: p.awayId,
})
const propose = (pair: ReturnType<typeof pairOf>, token = desk.first) =>
  product.act(token, 'merge.propose', { ...pair, why: 'Both teams know her and say so.' })

describe('two records of one person', () => {
  it('the desk that was asked compares, one proposes, another decides, and everything stands in one', async () => {
    const p = await twice('Ada Invented')
    expect(p.awayId).not.toBe(p.keepId)
    const desks = must(await product.ask(desk.first, 'merge.desk', {})) as { doubtful: { oneId: string; otherId: string }[] }
    expect(desks.doubtful.map((d) => [d.oneId, d.otherId].sort())).toContainEqual([p.keepId, p.awayId].sort())
    const pair = pairOf(p)
    expect(codeOf(await propose(pair))).toBe('done')
    const { mergeId } = pair
    expect(codeOf(await product.act(desk.first, 'merge.confirm', pair))).toBe('MERGE_NEEDS_SECOND')
    expect(codeOf(await product.act(desk.second, 'merge.confirm', pair))).toBe('done')
    expect(codeOf(await product.act(desk.second, 'merge.confirm', pair))).toBe('MERGE_SETTLED')
    const [alias] = await product.rows('select merged_into from tc.person where id = $1', [p.awayId])
    expect(alias).toEqual({ merged_into: p.keepId })
    // medication support added the one that went: it stands on the one that stays now, and the alias opens nothing
    expect(await product.rows('select 1 from acl.access where person_id = $1', [p.awayId])).toEqual([])
    expect(await compareWithStored(product.superuser)).toEqual([])
    expect(mergeId).toBe(pair.mergeId)
  })
})

it('merging and undoing leaves every row where it was, over random rows', async () => {
  const count = Number(process.env.COUNT ?? (process.env.LONG === '1' ? 200 : 8))
  await product.superuser.query("update tc.person_core set nhs_number = null, nhs_number_status = 'not-known'")
  await randomRows(world, dice(77), count * 3)
  const people = (
    await product.rows<{ id: string }>(
      `select id from tc.person p where display_name = 'Somebody Invented' order by id`,
    )
  ).map((r) => r.id)
  await product.superuser.query(
    `update tc.person set born_on = '1980-02-03' where id = any ($1)`,
    [people],
  )
  await product.superuser.query(
    `update tc.person_core set nhs_number = null, nhs_number_status = 'not-known' where person_id = any ($1)`,
    [people],
  )
  for (let i = 0; i + 1 < people.length; i += 2)
    await askDesk(product.superuser, world, people[i]!, people[i + 1]!)
  const keeper = await world.hires('Net Keeper', world.teams.records, ['safetynet.recompute'])
  must(await recompute(product.appPool, await product.signIn(keeper.email)))
  await product.superuser.query('select acl.refresh($1)', [people])
  const codes = new Map<string, number>()
  let done = 0
  for (let i = 0; i + 1 < people.length && done < count; i += 2) {
    const [keepId, awayId] = [people[i]!, people[i + 1]!]
    const pair = pairOf({ keepId, awayId })
    const before = await everyRow(product.superuser, [keepId, awayId], [pair.mergeId])
    const proposed = await propose(pair)
    codes.set(codeOf(proposed), (codes.get(codeOf(proposed)) ?? 0) + 1)
    if (!proposed.ok) continue
    must(await product.act(desk.second, 'merge.confirm', pair))
    expect(await compareWithStored(product.superuser, { personIds: [keepId, awayId] })).toEqual([])
    expect(await wrongTransitions(product.superuser, [keepId, awayId])).toEqual([])
    expect(
      (await compareAccess(product.superuser, new Date('2026-03-05T12:00:00Z'), [keepId, awayId])).map((x) => x.words),
    ).toEqual([])
    must(await product.act(desk.first, 'merge.undo', { ...pair, answers: [] }))
    const after = await everyRow(product.superuser, [keepId, awayId], [pair.mergeId])
    for (const [table, rows] of after) expect(rows, `${table} of ${keepId} and ${awayId}`).toEqual(before.get(table))
    expect([...after.keys()]).toEqual([...before.keys()])
    done += 1
  }
  console.log(`merges undone: ${done} of ${count} asked; proposals ${JSON.stringify([...codes])}`)
  expect(done).toBeGreaterThanOrEqual(Math.min(count, 5))
})
