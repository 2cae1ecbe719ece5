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
  const { personId: keepId, stayId } = await onMaple(
    { product, world, token: jo },
    name,
    '2026-03-02T10:00:00Z',
  )
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
  const awayId = String(made.made.personId)
  // the matcher asks about the first like name it meets; these tests are about this pair
  await askDesk(product.superuser, world, awayId, keepId)
  return { keepId, stayId, awayId }
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
    const desks = must(await product.ask(desk.first, 'merge.desk', {})) as {
      doubtful: { oneId: string; otherId: string }[]
    }
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

/** A pair put together by the desk, with its id. */
async function together(p: { keepId: string; awayId: string }) {
  const pair = pairOf(p)
  must(await propose(pair))
  must(await product.act(desk.second, 'merge.confirm', pair))
  return pair
}
const undo = (pair: ReturnType<typeof pairOf>, answers: unknown[] = [], token = desk.second) =>
  product.act(token, 'merge.undo', { ...pair, answers })
const one = async (sql: string, ...values: unknown[]) => (await product.rows(sql, values))[0]

describe('what the merge holds to', () => {
  it('stops at a table of which nobody has said what happens to it, and changes nothing', async () => {
    const p = await twice('Bea Invented')
    const pair = pairOf(p)
    must(await propose(pair))
    await product.superuser.query(
      'create table tc.planted (id uuid primary key, person_id uuid not null references tc.person)',
    )
    try {
      expect(codeOf(await product.act(desk.second, 'merge.confirm', pair))).toBe('MERGE_TABLE_NOT_REVIEWED')
      expect(await product.rows('select tc.merge_faults() as fault')).toEqual([
        { fault: expect.stringMatching(/^tc\.planted: names a person and is not on the list/) },
      ])
    } finally {
      await product.superuser.query('drop table tc.planted')
    }
    expect(await one('select merged_into from tc.person where id = $1', p.awayId)).toEqual({
      merged_into: null,
    })
    expect(await product.rows('select tc.merge_faults() as fault')).toEqual([])
    must(await product.act(desk.second, 'merge.take-back', pair))
    expect(codeOf(await product.act(desk.second, 'merge.confirm', pair))).toBe('MERGE_SETTLED')
  })

  it('twins share a birth date and a name: neither they nor two numbers are put together', async () => {
    const p = await twice('Cleo Invented')
    await product.superuser.query("update tc.person_name set given = 'Chloe' where person_id = $1", [
      p.awayId,
    ])
    expect(codeOf(await propose(pairOf(p)))).toBe('MERGE_TOO_LITTLE_AGREES')
    await product.superuser.query("update tc.person_name set given = 'Cleo' where person_id = $1", [p.awayId])
    await product.superuser.query(
      "update tc.person_core set nhs_number = '9999999999', nhs_number_status = 'given-not-verified' where person_id = $1",
      [p.awayId],
    )
    expect(codeOf(await propose(pairOf(p)))).toBe('MERGE_NUMBERS_DIFFER')
  })

  it('a verified number is never there twice, and the allergies of both are kept', async () => {
    const p = await twice('Dora Invented')
    const number = await one('select nhs_number as n from tc.person_core where person_id = $1', p.keepId)
    await product.superuser.query(
      "update tc.person_core set nhs_number_status = 'given-not-verified', allergies = 'Penicillin: a rash', allergies_state = 'listed' where person_id = $1",
      [p.keepId],
    )
    await product.superuser.query(
      "update tc.person_core set nhs_number = $2, nhs_number_status = 'verified', allergies = 'Latex', allergies_state = 'listed' where person_id = $1",
      [p.awayId, number?.n],
    )
    const pair = await together(p)
    const cores = () =>
      product.rows(
        'select nhs_number as n, nhs_number_status as status, allergies from tc.person_core where person_id = any ($1) order by person_id = $2 desc',
        [[p.keepId, p.awayId], p.keepId],
      )
    expect(await cores()).toMatchObject([
      { n: number?.n, status: 'verified', allergies: 'Penicillin: a rash\nLatex' },
      { status: 'given-not-verified' },
    ])
    must(await undo(pair))
    expect(await cores()).toMatchObject([
      { n: number?.n, status: 'given-not-verified', allergies: 'Penicillin: a rash' },
      { n: number?.n, status: 'verified', allergies: 'Latex' },
    ])
  })

  it('two records with an open stay each are of two people until a ward says otherwise', async () => {
    const p = await twice('Edie Invented')
    await product.superuser.query(
      `insert into tc.stay (id, person_id, organisation_id, team_id, unit_id, admitted_at, admitted_known_to, source, recorded_at, recorded_by, team_since_at)
       select gen_random_uuid(), $2, organisation_id, team_id, unit_id, admitted_at, admitted_known_to, source, recorded_at, recorded_by, team_since_at from tc.stay where id = $1`,
      [p.stayId, p.awayId],
    )
    expect(codeOf(await propose(pairOf(p)))).toBe('MERGE_BOTH_IN_HOSPITAL')
  })

  it('of two who decide at the same moment one does it, and the other is told', async () => {
    const pair = pairOf(await twice('Fay Invented'))
    must(await propose(pair))
    const both = await Promise.all([
      product.act(desk.second, 'merge.confirm', pair),
      product.act(desk.second, 'merge.confirm', pair),
    ])
    expect(both.map(codeOf).sort()).toEqual(['MERGE_SETTLED', 'done'])
  })

  it('who is not asked about them, or has not the right, is answered as of nobody', async () => {
    const p = await twice('Gil Invented')
    expect(codeOf(await propose(pairOf(p), sam))).toBe('NOT_ALLOWED')
    const stranger = await product.signIn(
      (await world.hires('Une Autre', world.teams.harbour, ['people.read', 'people.merge'])).email,
    )
    expect(codeOf(await propose(pairOf(p), stranger))).toBe('NOT_FOUND_OR_NOT_YOURS')
    expect(codeOf(await propose(pairOf({ keepId: freshId(), awayId: freshId() }), stranger))).toBe(
      'NOT_FOUND_OR_NOT_YOURS',
    )
    expect(
      must(
        await product.ask(
          stranger,
          'merge.compare',
          p.keepId < p.awayId
            ? { keepId: p.keepId, awayId: p.awayId }
            : { keepId: p.keepId, awayId: p.awayId },
        ),
      ),
    ).toBeNull()
  })
})

describe('taking two records apart', () => {
  it('asks one by one about what was written since, and refuses while one is open', async () => {
    const p = await twice('Hope Invented')
    const pair = await together(p)
    // a medicine and a referral written while the two were one; the referral hangs on the stay of the kept record
    must(
      await product.act(jo, 'medicine.record', {
        medicineId: freshId(),
        personId: p.keepId,
        name: 'Aspirin',
        doseInWords: 'one',
        when: 'in the morning',
        asNeeded: false,
        controlled: false,
        prescribedBy: 'Dr Ash',
        saidBy: 'Hope',
        asOfOn: '2026-03-05',
      }),
    )
    const page = must(await product.ask(desk.second, 'merge.pair', { mergeId: pair.mergeId })) as {
      questions: { table: string; key: { id: string }; words: string; who: string }[]
    }
    expect(page.questions.map((q) => [q.table, q.words, q.who])).toEqual([
      ['tc.medicine', 'a medicine', 'Jo Ellis'],
    ])
    expect(JSON.stringify(page.questions)).not.toContain('Aspirin')
    expect(codeOf(await undo(pair))).toBe('MERGE_UNDO_ASKS')
    const answers = page.questions.map(({ table, key }) => ({ table, key, goes: 'away' }))
    must(await undo(pair, answers))
    expect(await one('select person_id from tc.medicine where id = $1', page.questions[0]!.key.id)).toEqual({
      person_id: p.awayId,
    })
    expect(codeOf(await undo(pair, answers))).toBe('MERGE_SETTLED')
    expect(await compareWithStored(product.superuser, { personIds: [p.keepId, p.awayId] })).toEqual([])
  })

  it('ends after 30 days', async () => {
    const pair = await together(await twice('Ivy Invented'))
    await product.superuser.query('update tc.merge set undo_until_at = ctx.clock() where id = $1', [
      pair.mergeId,
    ])
    expect(codeOf(await undo(pair))).toBe('MERGE_UNDO_TOO_LATE')
  })

  it('takes the later of two first', async () => {
    const p = await twice('Joy Invented')
    const pair = await together(p)
    const again = await twice('Joy Invented')
    await product.superuser.query('update tc.stay set ended_at = ctx.clock() where id = $1', [again.stayId])
    await askDesk(product.superuser, world, p.keepId, again.awayId)
    await product.superuser.query(
      `update tc.person set born_on = (select born_on from tc.person where id = $1) where id = $2`,
      [p.keepId, again.awayId],
    )
    const later = await together({ keepId: p.keepId, awayId: again.awayId })
    expect(codeOf(await undo(pair))).toBe('MERGE_UNDO_LATER_FIRST')
    must(await undo(later))
    must(await undo(pair))
  })
})

describe('what others see of it', () => {
  it('who has looked at either is told of the one, for ever and before', async () => {
    const p = await twice('Kim Invented')
    must(await product.ask(sam, 'people.header', { personId: p.awayId }))
    const looks = async () =>
      (
        await product.rows<{ n: number }>(
          `select count(*)::int as n from tc.ids_of_person($1) i join audit.event e on i.id = any (e.person_ids) where e.at >= i.from_at and e.at < i.until_at`,
          [p.keepId],
        )
      )[0]?.n ?? 0
    const before = await looks()
    const pair = await together(p)
    expect(await looks()).toBeGreaterThan(before)
    must(await undo(pair))
    const [apart] = await product.rows<{ n: number }>(
      `select count(*)::int as n from tc.ids_of_person($1) where id = $2`,
      [p.awayId, p.keepId],
    )
    expect(apart?.n).toBe(1)
  })

  it('an alias answers like nobody, and leads whoever sees the kept record there', async () => {
    const p = await twice('Lou Invented')
    await together(p)
    expect(must(await product.ask(jo, 'people.header', { personId: p.awayId }))).toBeNull()
    expect(must(await product.ask(jo, 'people.kept-as', { personId: p.awayId }))).toEqual({
      keptId: p.keepId,
    })
    expect(must(await product.ask(jo, 'people.header', { personId: p.keepId }))).toMatchObject({
      together: { by: 'Gus Hart' },
    })
    const bo = await product.signIn(world.staff.bo.email)
    expect(must(await product.ask(bo, 'people.kept-as', { personId: p.awayId }))).toBeNull()
  })
})

it('merging and undoing leaves every row where it was, over random rows', async () => {
  const count = Number(process.env.COUNT ?? (process.env.LONG === '1' ? 200 : 3))
  await product.superuser.query(
    "update tc.person_core set nhs_number = null, nhs_number_status = 'not-known'",
  )
  await randomRows(world, dice(77), count * 3)
  const people = (
    await product.rows<{ id: string }>(
      `select id from tc.person p where display_name = 'Somebody Invented' order by id`,
    )
  ).map((r) => r.id)
  await product.superuser.query(`update tc.person set born_on = '1980-02-03' where id = any ($1)`, [people])
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
      (await compareAccess(product.superuser, new Date('2026-03-05T12:00:00Z'), [keepId, awayId])).map(
        (x) => x.words,
      ),
    ).toEqual([])
    must(await product.act(desk.first, 'merge.undo', { ...pair, answers: [] }))
    const after = await everyRow(product.superuser, [keepId, awayId], [pair.mergeId])
    for (const [table, rows] of after)
      expect(rows, `${table} of ${keepId} and ${awayId}`).toEqual(before.get(table))
    expect([...after.keys()]).toEqual([...before.keys()])
    done += 1
  }
  console.log(`merges undone: ${done} of ${count} asked; proposals ${JSON.stringify([...codes])}`)
  expect(done).toBeGreaterThanOrEqual(Math.min(count, 3))
}, 3_600_000)
