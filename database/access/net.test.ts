import type pg from 'pg'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { PersonFacts } from '#core/safetynet/facts.ts'
import { type ObligationRow, rowsOf } from '#core/safetynet/obligation.ts'
import { obligationsOf } from '#core/safetynet/obligations.ts'
import { aWorld, type Person, type StaffMember, type World } from '#testing/personas.ts'
import { aProduct, freshId, type Product } from '#testing/product.ts'

/** The net's own functions, called as the serving login calls them. */
let product: Product
let world: World
let token: string
let dana: Person
let omar: Person
let eve: Person
let referralId: string
let contactId: string
let auditor: StaffMember

beforeAll(async () => {
  product = await aProduct()
  world = await aWorld(product.superuser)
  dana = await world.person('Dana Invented')
  omar = await world.person('Omar Invented')
  eve = await world.person('Eve Invented')
  for (const person of [dana, omar]) await world.opensTransition(person, 0)
  referralId = await world.refers(dana, 0)
  const supported = await world.refers(omar, 0)
  await world.says(supported, 'started', { answered_at: world.at(1) })
  const episodeId = await world.startsSupport(omar, 1, { referralId: supported, firstContactAt: 2 })
  contactId = await world.plansContact(omar, episodeId, 5)
  await world.pauses(omar, episodeId, 20, 22)
  await world.task(dana, world.teams.maple, 1)
  await world.worry(omar, 2)
  auditor = await world.hires('Ari Invented', world.teams.records, ['safetynet.recompute'])
  // somebody whose post opens nobody's record: what the net works out may not depend on it
  await product.superuser.query("update tc.post set rights = rights || array['staff.manage'] where id = $1", [
    world.staff.vic.postId,
  ])
  token = await product.signIn(world.staff.vic.email)
})
afterAll(() => product.stop())
beforeEach(async () => {
  await product.superuser.query('delete from net.obligation; delete from net.open_command')
})

const NOBODY: string[] = []
const lock = async (c: pg.ClientBase, change: string[], rely: string[], people: string[]) =>
  (await c.query<{ n: number }>('select net.lock($1, $2, $3) as n', [change, rely, people])).rows[0]?.n
const factsOf = async (c: pg.ClientBase, people: string[]) =>
  (await c.query<{ facts: PersonFacts }>('select facts from net.facts($1)', [people])).rows.map(
    (r) => r.facts,
  )
const replace = async (c: pg.ClientBase, rows: readonly ObligationRow[], people: string[]) =>
  (await c.query<{ n: number }>('select net.replace($1, $2) as n', [JSON.stringify(rows), people])).rows[0]?.n
const touched = async (c: pg.ClientBase, change: string[]) =>
  (await c.query<{ id: string }>('select net.touched($1) as id', [change])).rows.map((r) => r.id)
const derived = (f: PersonFacts) => rowsOf(f.personId, obligationsOf(f))

/** Opens a request as the serving login, runs it and ends it. */
async function asker<T>(
  work: (c: pg.PoolClient) => Promise<T>,
  as: string | null = token,
  end = 'rollback',
): Promise<T> {
  const c = await product.appPool.connect()
  try {
    await c.query('begin')
    if (as !== null) await c.query('select ctx.begin($1)', [as])
    return await work(c)
  } finally {
    await c.query(end)
    c.release()
  }
}

describe('locking', () => {
  test('counts what it locked: shared facts of four kinds, then people', async () => {
    const n = await asker((c) =>
      lock(
        c,
        [world.staff.sam.id, world.services.medication],
        [world.teams.maple, world.staff.jo.postId],
        [dana.id, omar.id],
      ),
    )
    expect(n).toBe(6)
  })

  test('fewer than asked when one does not exist', async () => {
    expect(await asker((c) => lock(c, [freshId()], [world.staff.jo.id], [dana.id, freshId()]))).toBe(2)
  })

  test('nothing without a signed context', async () => {
    expect(await asker((c) => lock(c, NOBODY, NOBODY, [dana.id]), null)).toBe(0)
    const rows = await product.superuser.query('select from net.open_command')
    expect(rows.rowCount).toBe(0)
  })

  test('who changes a shared fact waits for who relies on it; two who rely on it do not', async () => {
    await asker(async (one) => {
      await lock(one, NOBODY, [world.staff.sam.id], NOBODY)
      await asker(async (two) => {
        expect(await lock(two, NOBODY, [world.staff.sam.id], NOBODY)).toBe(1)
      })
      await asker(async (two) => {
        await two.query(`set local lock_timeout = '200ms'`)
        await expect(lock(two, [world.staff.sam.id], NOBODY, NOBODY)).rejects.toMatchObject({ code: '55P03' })
      })
    })
  })

  test('two commands on one person take turns, and a row that only points at the person is let through', async () => {
    await asker(async (one) => {
      await lock(one, NOBODY, NOBODY, [dana.id])
      await asker(async (two) => {
        await two.query(`set local lock_timeout = '200ms'`)
        await expect(lock(two, NOBODY, NOBODY, [dana.id])).rejects.toMatchObject({ code: '55P03' })
      })
      await world.registers(dana, world.teams.maple, 1)
    })
  })
})

describe('facts', () => {
  test('of people whom this command holds and of nobody else', async () => {
    const who = await asker(async (c) => {
      const before = await factsOf(c, [dana.id])
      await lock(c, NOBODY, NOBODY, [dana.id, eve.id])
      return { before, after: (await factsOf(c, [dana.id, omar.id, eve.id])).map((f) => f.personId).sort() }
    })
    expect(who).toEqual({ before: [], after: [dana.id, eve.id].sort() })
  })

  test('not of people whom an earlier command held', async () => {
    await asker((c) => lock(c, NOBODY, NOBODY, [dana.id]), token, 'commit')
    expect(await asker((c) => factsOf(c, [dana.id]))).toEqual([])
  })

  test('are those of the rule, whoever asks, and hold no text', async () => {
    const [f] = await asker(async (c) => {
      await lock(c, NOBODY, NOBODY, [omar.id])
      return factsOf(c, [omar.id])
    })
    if (!f) throw new Error('no facts')
    expect(f.transition).toEqual({ state: 'open', openedAt: world.at(0).toISOString() })
    expect(f.episodes).toMatchObject([
      {
        teamId: world.teams.medication,
        serviceTeamId: world.teams.medication,
        keyWorkerStaffId: world.staff.sam.id,
        lastContactAt: null,
        noNextContact: null,
        firstContactAt: world.at(2).toISOString(),
        sentBy: { staffId: world.staff.jo.id, teamId: world.teams.maple },
        pauses: [{ from: world.at(20).toISOString(), until: world.at(22).toISOString() }],
      },
    ])
    expect(f.contacts).toMatchObject([
      { id: contactId, state: 'planned', keyWorkerStaffId: world.staff.sam.id, resolvedAt: null },
    ])
    expect(f.waiting).toMatchObject([
      { kind: 'worry', teamId: world.teams.medication, sinceAt: world.at(2).toISOString() },
    ])
    expect(f.staff.map((s) => s.id).sort()).toEqual([world.staff.sam.id, world.staff.jo.id].sort())
    expect(f.teams.map((t) => t.rootOwnerStaffId).sort()).toEqual(
      [world.staff.dot.id, world.staff.lin.id].sort(),
    )
    expect(JSON.stringify(f)).not.toMatch(/Invented|Sam|Medication support|Maple/)
  })

  test('the serving login cannot go round: no table, no inner function', async () => {
    for (const sql of [
      `select * from net.facts_of('{${dana.id}}')`,
      `select net.hold('{${dana.id}}')`,
      'select * from net.open_command',
      `insert into net.open_command values (pg_current_xact_id(), '${dana.id}')`,
      `delete from net.obligation`,
    ]) {
      await expect(
        asker((c) => c.query(sql)),
        sql,
      ).rejects.toMatchObject({ code: '42501' })
    }
  })
})

describe('replacing', () => {
  test('writes what differs and nothing else', async () => {
    await asker(async (c) => {
      await lock(c, NOBODY, NOBODY, [dana.id, omar.id])
      const rows = (await factsOf(c, [dana.id, omar.id])).flatMap(derived)
      expect(rows.length).toBeGreaterThanOrEqual(5)
      expect(await replace(c, rows, [dana.id, omar.id])).toBe(rows.length)
      expect(await replace(c, rows, [dana.id, omar.id])).toBe(0)
      const [first, ...others] = rows
      if (!first) throw new Error('no rows')
      expect(
        await replace(
          c,
          [{ ...first, ownerStaffId: world.staff.lin.id as never }, ...others],
          [dana.id, omar.id],
        ),
      ).toBe(1)
      expect(await replace(c, others, [dana.id, omar.id])).toBe(1)
      expect(await replace(c, [], [dana.id])).toBe(others.filter((r) => r.personId === dana.id).length)
    })
  })

  test('an open end is stored as for ever', async () => {
    await asker(
      async (c) => {
        await lock(c, NOBODY, NOBODY, [dana.id])
        await replace(c, (await factsOf(c, [dana.id])).flatMap(derived), [dana.id])
      },
      token,
      'commit',
    )
    const { rows } = await product.superuser.query<{ until: string; from: Date }>(
      'select gap_until::text as until, gap_from as from from net.obligation where key = $1',
      [`N5:referral:${referralId}`],
    )
    expect(rows).toEqual([{ until: 'infinity', from: world.at(3) }])
  })

  test('refuses people whom the command does not hold, and rows about anybody else', async () => {
    const row = async (c: pg.ClientBase) => (await factsOf(c, [dana.id])).flatMap(derived)
    for (const wrong of [
      (c: pg.ClientBase) => replace(c, [], [dana.id, omar.id]),
      async (c: pg.ClientBase) =>
        replace(
          c,
          (await row(c)).map((r) => ({ ...r, personId: omar.id as never })),
          [dana.id],
        ),
    ]) {
      await expect(
        asker(async (c) => {
          await lock(c, NOBODY, NOBODY, [dana.id])
          return wrong(c)
        }),
      ).rejects.toMatchObject({ code: '42501' })
    }
    await expect(asker((c) => replace(c, [], [dana.id]), null)).rejects.toMatchObject({ code: '42501' })
  })

  test('clears away what finished commands wrote down', async () => {
    await asker((c) => lock(c, NOBODY, NOBODY, [dana.id]), token, 'commit')
    // another database of the server may still hold an older transaction open: then a later command clears
    const afterOneMore = async () => {
      await asker(
        async (c) => {
          await lock(c, NOBODY, NOBODY, [omar.id])
          await replace(c, [], [omar.id])
        },
        token,
        'commit',
      )
      return (await product.superuser.query('select person_id from net.open_command')).rows
    }
    await expect.poll(afterOneMore, { timeout: 25_000, interval: 200 }).toEqual([{ person_id: omar.id }])
  })
})

describe('who is touched by a shared fact', () => {
  test('a staff member’s people: sent by them, supported by them, visited by them; held from then on', async () => {
    await asker(async (c) => {
      expect(await touched(c, [world.staff.jo.id])).toEqual([dana.id, omar.id].sort())
      expect(await factsOf(c, [dana.id])).toHaveLength(1)
    })
    expect(await asker((c) => touched(c, [world.staff.sam.id]))).toEqual([omar.id])
    expect(await asker((c) => touched(c, [world.staff.kit.id]))).toEqual([])
  })

  test('whoever covers for one of them', async () => {
    await world.away(world.staff.sam, 30, 31, world.staff.kit)
    expect(await asker((c) => touched(c, [world.staff.kit.id]))).toEqual([omar.id])
  })

  test('a team and a service', async () => {
    expect(await asker((c) => touched(c, [world.teams.maple]))).toEqual([dana.id, omar.id].sort())
    expect(await asker((c) => touched(c, [world.services.medication]))).toEqual([dana.id, omar.id].sort())
    expect(await asker((c) => touched(c, [world.services.north]))).toEqual([])
  })

  test('nobody without a context', async () => {
    expect(await asker((c) => touched(c, [world.staff.jo.id]), null)).toEqual([])
  })
})

describe('recomputing everybody', () => {
  test('takes its own right', async () => {
    await expect(asker((c) => c.query('select * from net.recompute_batch(null, 10)'))).rejects.toMatchObject({
      code: '42501',
    })
  })

  test('goes through all people in order and gives the stored rows in the shape of the rule', async () => {
    await asker(
      async (c) => {
        await lock(c, NOBODY, NOBODY, [dana.id])
        await replace(c, (await factsOf(c, [dana.id])).flatMap(derived), [dana.id])
      },
      token,
      'commit',
    )
    const as = await product.signIn(auditor.email)
    const seen: string[] = []
    let after: string | null = null
    for (;;) {
      const batch: { person_id: string; facts: PersonFacts; stored: ObligationRow[] }[] = await asker(
        async (c) => (await c.query('select * from net.recompute_batch($1, 2)', [after])).rows,
        as,
      )
      for (const one of batch) {
        seen.push(one.person_id)
        if (one.person_id === dana.id) expect(one.stored).toEqual(derived(one.facts))
        else expect(one.stored).toEqual([])
      }
      after = batch.at(-1)?.person_id ?? null
      if (after === null) break
    }
    expect(seen).toEqual([dana.id, omar.id, eve.id].sort())
  })
})
