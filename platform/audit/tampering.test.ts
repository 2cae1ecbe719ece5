import fs from 'node:fs'
import path from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { type Audited, anAudit, recomputeChain } from '#testing/audit.ts'
import { aWorld, type World } from '#testing/personas.ts'
import { aProduct, freshId, type Product } from '#testing/product.ts'
import { makeCheckpoint, parseCheckpoint } from './checkpoint.ts'
import { type Fault, faultLine } from './faults.ts'
import { makeKeys, readPrivateKey } from './keys.ts'

const TABLES = ['event', 'link', 'head', 'seen', 'sealer', 'checkpoint', 'disposal']
const PEOPLE = Array.from({ length: 6 }, freshId)

let product: Product
let world: World
let audit: Audited
let lines: string
let march: string
let february: string

beforeAll(async () => {
  product = await aProduct()
  world = await aWorld(product.superuser)
  audit = await anAudit(product)
  march = `${world.organisations.northside} 2026-03`
  february = `${world.organisations.northside} 2026-02`
  await someActs('2026-02-27T10:00:00Z', 12)
  await audit.sealAll()
  await audit.sign('2026-02-27T12:00:00Z')
  await keepState('older')
  await someActs('2026-03-05T10:00:00Z', 3)
  await audit.sealAll()
  await audit.sign('2026-03-05T11:00:00Z')
  await someActs('2026-03-05T11:10:00Z', 17)
  await audit.sealAll()
  await audit.sign('2026-03-05T12:00:00Z')
  await someActs('2026-03-05T12:10:00Z', 8)
  await audit.sealAll()
  await keepState('now')
  lines = fs.readFileSync(path.join(audit.store, '2026-03.jsonl'), 'utf8')
})
afterAll(async () => {
  await audit?.stop()
  await product?.stop()
})
afterEach(async () => {
  await putBack('now')
  fs.writeFileSync(path.join(audit.store, '2026-03.jsonl'), lines)
})

/** Acts of two organisations, each event as the door stages it. */
async function someActs(at: string, n: number): Promise<void> {
  await product.setNow(at)
  for (let i = 0; i < n; i += 1) {
    const [who, organisation] =
      i % 3 === 0
        ? [world.staff.jo.id, world.organisations.northside]
        : i % 3 === 1
          ? [world.staff.wyn?.id ?? world.staff.jo.id, world.organisations.northside]
          : [world.staff.vic.id, world.organisations.commissioner]
    await product.superuser.query(
      `insert into audit.event (at, actor_id, organisation_id, session_id, purpose, action, person_ids, record_ids, outcome)
       values ($1, $2, $3, $4, 'direct care', $5, $6, '{}', 'shown')`,
      [
        new Date(Date.parse(at) + i * 1000),
        who,
        organisation,
        freshId(),
        i % 2 ? 'people.summary' : "a name with a tab\t, a \\ and a 'quote' – é",
        [PEOPLE[i % 6], PEOPLE[(i + 1) % 6]],
      ],
    )
  }
}
const forger = (text: string, values: unknown[] = []) => product.superuser.query(text, values)

async function keepState(name: string): Promise<void> {
  for (const t of TABLES) await forger(`create temp table ${name}_${t} as table audit.${t}`)
}
async function putBack(name: string, tables = TABLES): Promise<void> {
  for (const t of tables) {
    await forger(`truncate audit.${t}`)
    await forger(`insert into audit.${t} overriding system value select * from ${name}_${t}`)
  }
}
/** The event at a place of a chain. */
const eventAt = async (part: string, seq: number): Promise<number> =>
  (await forger('select event_id from audit.link where part = $1 and seq = $2', [part, seq])).rows[0]
    .event_id * 1

async function found(): Promise<readonly Fault[]> {
  const { faults } = await audit.verify()
  return faults
}
const kinds = (faults: readonly Fault[]) => faults.map((f) => f.kind)

it('is sound when nobody touched it', async () => {
  const verdict = await audit.verify()
  expect(verdict.faults.map(faultLine)).toEqual([])
  expect(verdict).toMatchObject({ events: 40, links: 40, chains: 4, checkpoints: 3, waiting: 0 })
})

describe('each way of tampering by a superuser is named', () => {
  it('1 a field of an event is changed', async () => {
    const id = await eventAt(march, 4)
    await forger(`update audit.event set outcome = 'NOT_ALLOWED' where id = $1`, [id])
    const faults = await found()
    expect(faults).toMatchObject([{ kind: 'row changed', part: march, seq: 4, eventId: id }])
    expect(faultLine(faults[0]!)).toContain(
      'sealed after 2026-03-05T11:00:00Z, changed after 2026-03-05T12:00:00Z',
    )
  })
  it('2 a person is taken out of an answer', async () => {
    const id = await eventAt(march, 2)
    await forger('update audit.event set person_ids = person_ids[1:1] where id = $1', [id])
    expect(await found()).toMatchObject([{ kind: 'row changed', part: march, seq: 2, eventId: id }])
  })
  it('3 an event is deleted', async () => {
    const id = await eventAt(february, 3)
    await forger('delete from audit.event where id = $1', [id])
    expect(await found()).toMatchObject([{ kind: 'event gone', part: february, seq: 3, eventId: id }])
  })
  it('4 an event is deleted with its link', async () => {
    const id = await eventAt(march, 3)
    await forger('delete from audit.event where id = $1', [id])
    await forger('delete from audit.link where event_id = $1', [id])
    expect(await found()).toMatchObject([{ kind: 'link gone', part: march, seq: 4 }])
  })
  it('5 an event is put among older ones', async () => {
    const { rows } = await forger(
      `insert into audit.event (at, actor_id, organisation_id, session_id, purpose, action, person_ids, record_ids, outcome, xid)
       select at, actor_id, organisation_id, session_id, purpose, 'people.forged', person_ids, record_ids, outcome, xid from audit.event
        where id = $1 returning id`,
      [await eventAt(march, 3)],
    )
    await audit.sealer.query('select audit.seal(5000)')
    expect(await found()).toMatchObject([{ kind: 'never sealed', part: march, eventId: Number(rows[0].id) }])
  })
  it('6 an event is put in with a forged link, and every later link is made to fit', async () => {
    await forger('update audit.link set seq = seq + 1000 where part = $1 and seq >= 5', [march])
    await forger('update audit.link set seq = seq - 999 where part = $1 and seq >= 1000', [march])
    const { rows } = await forger(
      `insert into audit.event (at, actor_id, organisation_id, session_id, purpose, action, person_ids, record_ids, outcome, xid)
       select at, actor_id, organisation_id, session_id, purpose, 'people.forged', person_ids, record_ids, outcome, xid from audit.event
        where id = $1 returning id`,
      [await eventAt(march, 4)],
    )
    await forger(
      `insert into audit.link select part, 5, $2, row_digest, hash, sealed_at from audit.link where part = $1 and seq = 4`,
      [march, rows[0].id],
    )
    await recomputeChain(product.superuser, march, 5)
    expect(await found()).toMatchObject([{ kind: 'chain rewritten', part: march, seq: 3 }])
  })
  it('7 two events change places', async () => {
    const [a, b] = [await eventAt(march, 2), await eventAt(march, 6)]
    await forger(
      `update audit.event e set action = o.action, person_ids = o.person_ids, session_id = o.session_id, at = o.at from audit.event o
        where e.id in ($1, $2) and o.id = case e.id when $1 then $2 else $1 end::bigint`,
      [a, b],
    )
    expect(await found()).toMatchObject([{ kind: 'row changed', part: march, seq: 2, eventId: a, count: 2 }])
  })
  it('8 a row is changed and the chain worked out again from there', async () => {
    await forger(`update audit.event set outcome = 'NOT_ALLOWED' where id = $1`, [await eventAt(march, 4)])
    await recomputeChain(product.superuser, march, 4)
    const faults = await found()
    expect(faults).toMatchObject([{ kind: 'chain rewritten', part: march, seq: 3 }])
    expect(faultLine(faults[0]!)).toContain('changed after 2026-03-05T12:00:00Z')
  })
  it('9 the end is cut off', async () => {
    await forger(
      'delete from audit.event where id in (select event_id from audit.link where part = $1 and seq > 10)',
      [march],
    )
    await forger('delete from audit.link where part = $1 and seq > 10', [march])
    await recomputeChain(product.superuser, march, 10)
    expect(await found()).toMatchObject([{ kind: 'end cut off', part: march, seq: 11 }])
  })
  it('10 the whole audit is put back to an older state', async () => {
    await putBack('older')
    const faults = await found()
    expect(kinds(faults)).toContain('older state')
    expect(kinds(faults)).toContain('chain gone')
  })
  it('11 a whole chain is deleted', async () => {
    await forger('delete from audit.event where id in (select event_id from audit.link where part = $1)', [
      february,
    ])
    await forger('delete from audit.link where part = $1', [february])
    await forger('delete from audit.head where part = $1', [february])
    expect(await found()).toMatchObject([{ kind: 'chain gone', part: february }])
  })
  it('12 the places of links are shifted', async () => {
    await forger('update audit.link set seq = seq + 1000 where part = $1 and seq >= 7', [march])
    expect((await found())[0]).toMatchObject({ kind: 'link gone', part: march, seq: 1007 })
  })
  it('13 an event is moved to another organisation', async () => {
    const id = await eventAt(march, 5)
    await forger('update audit.event set organisation_id = $2 where id = $1', [
      id,
      world.organisations.commissioner,
    ])
    expect(await found()).toMatchObject([{ kind: 'row changed', part: march, seq: 5, eventId: id }])
    // and when the link is made to fit
    await recomputeChain(product.superuser, march, 5)
    expect(kinds(await found())).toEqual(['in the wrong chain', 'chain rewritten'])
  })
  it('14 a checkpoint is deleted, here and in the database', async () => {
    fs.writeFileSync(path.join(audit.store, '2026-03.jsonl'), `${lines.split('\n')[0]}\n`)
    expect(await found()).toMatchObject([
      { kind: 'checkpoint gone', about: expect.stringContaining('number 3 of 2026-03-05T12:00:00Z') },
    ])
    fs.writeFileSync(path.join(audit.store, '2026-03.jsonl'), lines)
    await forger('delete from audit.checkpoint where n = 1')
    expect(await found()).toMatchObject([
      { kind: 'checkpoint gone', about: expect.stringContaining('from the database') },
    ])
  })
  it('15 a checkpoint is signed again with another key, or changed under its signature', async () => {
    const others = makeKeys(fs.mkdtempSync(path.join(audit.folder, 'forger-')))
    const [second, third] = lines.trim().split('\n') as [string, string]
    const one = parseCheckpoint(third)!
    const forged = makeCheckpoint(one, second, readPrivateKey(others.privateFile), one.at, false)
    fs.writeFileSync(path.join(audit.store, '2026-03.jsonl'), `${second}\n${forged}\n`)
    expect(kinds(await found())).toContain('checkpoint not ours')
    fs.writeFileSync(path.join(audit.store, '2026-03.jsonl'), lines.replace('"sealed":32', '"sealed":31'))
    expect(kinds(await found())).toContain('checkpoint not ours')
  })
  it('16 the sealer is stopped', async () => {
    await product.setNow('2026-03-05T13:00:00Z')
    await someActs('2026-03-05T13:00:00Z', 3)
    await product.setNow('2026-03-05T13:02:00Z')
    const verdict = await audit.verify()
    expect(kinds(verdict.faults)).toEqual(['sealer behind', 'sealer behind'])
    expect(verdict.waiting).toBe(3)
  })
  it('17 deleted events are said to be disposed of', async () => {
    await forger('delete from audit.event where id in (select event_id from audit.link where part = $1)', [
      february,
    ])
    await forger(
      `insert into audit.disposal (id, part, from_seq, until_seq, decided_by, reason, at) values ($1, $2, 1, 8, $3, 'their time is over', now())`,
      [freshId(), february, world.staff.jo.id],
    )
    expect(kinds(await found()).sort()).toEqual(['disposal not on record', 'event gone'])
  })
})

it('an organisation with a copy of the checkpoints sees a rewrite that fooled the database and the witness', async () => {
  const copy = path.join(audit.store, 'organisations', world.organisations.commissioner)
  expect(fs.readFileSync(path.join(copy, '2026-03.jsonl'), 'utf8')).toBe(lines)
})

it('what one person asks for is told from the dump alone', async () => {
  const verdict = await audit.verify({ person: PEOPLE[0]! })
  const { rows } = await forger('select count(*)::int as n from audit.event where $1 = any (person_ids)', [
    PEOPLE[0],
  ])
  expect(verdict.told).toHaveLength(rows[0].n)
  expect(verdict.told.map((t) => t.outcome)).toEqual(verdict.told.map(() => 'shown'))
})
