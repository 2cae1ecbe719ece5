import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { aWorld, type Person, type World } from '#testing/personas.ts'
import { aProduct, freshId, must, type Product } from '#testing/product.ts'

describe('the door', () => {
  let product: Product
  let world: World
  let person: Person
  let manager: string
  let key: string

  beforeAll(async () => {
    product = await aProduct()
    world = await aWorld(product.superuser)
    person = await world.person('Somebody Invented')
    await world.refers(person, 0, { from: world.staff.jo, serviceId: world.services.medication, replyBy: 1 })
    await product.setNow('2026-03-10T09:00:00Z')
    // the rows of a world are facts only: access and obligations come from the door's own roles
    await product.superuser.query('begin')
    await product.superuser.query('select acl.refresh(array(select id from tc.person))')
    await product.superuser.query('commit')
    manager = await product.signIn(world.staff.lin.email)
    key = 'N5:nothing'
  })
  afterAll(() => product.stop())

  const taken = (id: string, reason: string, token = manager) =>
    product.act(token, 'gap.take-over', { personId: person.id, key, reason }, id)

  it('refuses a token nobody has', async () => {
    expect(await taken(freshId(), 'x', 'y'.repeat(43))).toMatchObject({
      ok: false,
      refusal: { code: 'NOT_SIGNED_IN' },
    })
  })

  it('refuses a command nobody knows, and an input of another shape', async () => {
    expect(await product.act(manager, 'gap.dismiss', {})).toMatchObject({
      ok: false,
      refusal: { code: 'UNKNOWN_COMMAND' },
    })
    expect(
      await product.act(manager, 'gap.take-over', { personId: person.id, key, reason: '' }),
    ).toMatchObject({ ok: false, refusal: { code: 'INPUT_NOT_UNDERSTOOD', field: 'reason' } })
    expect(
      await product.act(manager, 'gap.take-over', { personId: person.id, key, reason: 'x' }, 'not an id'),
    ).toMatchObject({ ok: false, refusal: { code: 'INPUT_NOT_UNDERSTOOD', field: 'id' } })
  })

  it('refuses somebody without the right, and writes that down', async () => {
    const vic = await product.signIn(world.staff.vic.email)
    expect(await taken(freshId(), 'x', vic)).toMatchObject({ ok: false, refusal: { code: 'NOT_ALLOWED' } })
    const events = await product.superuser.query(
      `select from audit.event where actor_id = $1 and outcome = 'NOT_ALLOWED'`,
      [world.staff.vic.id],
    )
    expect(events.rowCount).toBe(1)
  })

  it('answers a person who does not exist like one whom the asker may not see', async () => {
    const answer = await product.act(manager, 'gap.take-over', { personId: freshId(), key, reason: 'x' })
    expect(answer).toMatchObject({ ok: false, refusal: { code: 'NOT_FOUND_OR_NOT_YOURS' } })
  })

  it('remembers a refusal by a rule: the same id gives the same answer', async () => {
    const id = freshId()
    expect(await taken(id, 'I will ring')).toMatchObject({ ok: false, refusal: { code: 'GAP_NOT_OPEN' } })
    expect(await taken(id, 'I will ring')).toMatchObject({ ok: false, refusal: { code: 'GAP_NOT_OPEN' } })
    expect(await taken(id, 'something else')).toMatchObject({
      ok: false,
      refusal: { code: 'COMMAND_ID_REUSED' },
    })
  })

  describe('with a gap on the board', () => {
    beforeAll(async () => {
      await product.superuser.query(
        `insert into net.obligation (person_id, key, gap_from, kind, about_id, team_id, organisation_id, class_bit, clears, source, rules_version)
        values ($1, 'N5:planted', '2026-03-09', 'N5', $1, $2, $3, 4, 'x', 'x', 1)`,
        [person.id, world.teams.medication, world.organisations.riverside],
      )
      key = 'N5:planted'
    })

    it('does a command once, whoever repeats it, and its audit names the person', async () => {
      const id = freshId()
      // the planted row is no fact, so the recomputation in the same transaction takes it away
      const answers = await Promise.all(Array.from({ length: 8 }, () => taken(id, 'I will ring them')))
      expect(answers.map((a) => a.ok)).toEqual(Array.from({ length: 8 }, () => true))
      expect(answers.filter((a) => a.ok && !a.value.replayed)).toHaveLength(1)
      expect(
        (await product.superuser.query('select from net.taken_over where person_id = $1', [person.id]))
          .rowCount,
      ).toBe(1)
      const event = await product.superuser.query<{ person_ids: string[] }>(
        `select person_ids from audit.event where action = 'gap.take-over' and outcome = 'done'`,
      )
      expect(event.rows).toEqual([{ person_ids: `{${person.id}}` }].map(() => expect.objectContaining({})))
      expect(event.rowCount).toBe(1)
    })

    it('puts the obligations that the facts give in place of what was stored', async () => {
      const keys = await product.superuser.query<{ key: string }>(
        'select key from net.obligation where person_id = $1 order by key',
        [person.id],
      )
      expect(keys.rows.map((r) => r.key.split(':')[0])).toEqual(['N5'])
      expect(keys.rows[0]?.key).not.toBe('N5:planted')
    })
  })

  it('shows the board in one transaction with one audit event naming the people shown', async () => {
    const before = await product.superuser.query(`select from audit.event where action = 'safetynet.board'`)
    const board = must(await product.ask(manager, 'safetynet.board', {})) as { open: { personId: string }[] }
    expect(board.open.map((l) => l.personId)).toContain(person.id)
    const after = await product.superuser.query<{ person_ids: string[] }>(
      `select person_ids from audit.event where action = 'safetynet.board'`,
    )
    expect((after.rowCount ?? 0) - (before.rowCount ?? 0)).toBe(1)
  })

  it('tells 64 askers over 8 connections apart', async () => {
    const tokens = await Promise.all(
      [world.staff.lin, world.staff.jo, world.staff.sam, world.staff.bo].map((s) => product.signIn(s.email)),
    )
    const names = ['Lin Chau', 'Jo Ellis', 'Sam Okoro', 'Bo Lind']
    const answers = await Promise.all(
      Array.from({ length: 256 }, (_, i) =>
        product.door.own(tokens[i % 4]!, (tx) => tx.asker).then((a) => must(a).name === names[i % 4]),
      ),
    )
    expect(answers.every(Boolean)).toBe(true)
  })
})
