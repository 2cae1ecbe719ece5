import { afterAll, beforeAll, expect, it } from 'vitest'
import { aWorld, type Person, type StaffMember, type World } from '#testing/personas.ts'
import { asStaff, CONTEXT_NOW, insertOf, type Statement, tries as triesOf } from '#testing/planting.ts'
import { aProduct, freshId, type Product } from '#testing/product.ts'

/**
 * Whoever could write SQL of their own as the serving login gains nothing about who leads: nobody accepts in another's name,
 * names a volunteer or somebody of another team, offers for another team, or closes what they do not lead.
 */
let product: Product
let world: World
let hers: Person
let stayId: string
let transitionId: string
let offerId: string
let volunteer: StaffMember

beforeAll(async () => {
  product = await aProduct()
  world = await aWorld(product.superuser)
  hers = await world.person('Hers Invented')
  stayId = await world.admits(hers, 0)
  transitionId = await world.opensTransition(hers, 1, stayId)
  volunteer = await world.hires('Vol Invented', world.teams.maple)
  await product.superuser.query('update tc.post set voluntary = true where id = $1', [volunteer.postId])
  await product.setNow('2026-03-05T09:00:00Z')
  offerId = freshId()
  await product.superuser.query(...insert('tc.lead_handover', handover({ id: offerId })))
  await product.superuser.query('select acl.refresh($1::uuid[])', [[hers.id]])
})
afterAll(() => product.stop())

const at = '2026-03-05T08:00:00Z'
const insert = (table: string, values: Readonly<Record<string, unknown>>) =>
  insertOf(table, values) as [string, unknown[]]
const ofWard = () => ({
  person_id: hers.id,
  stay_id: stayId,
  organisation_id: world.organisations.northside,
  team_id: world.teams.maple,
  by_staff_id: world.staff.jo.id,
})
const handover = (more: Record<string, unknown> = {}) => ({
  id: freshId(),
  what: 'lead',
  ...ofWard(),
  to_team_id: world.teams.north,
  to_staff_id: world.staff.noor.id,
  offered_at: at,
  ...more,
})
const named = (more: Record<string, unknown> = {}) => ({
  id: freshId(),
  ...ofWard(),
  staff_id: world.staff.jo.id,
  at,
  ...more,
})

const tries = (who: StaffMember, statement: Statement, first?: Statement): Promise<string> =>
  triesOf(product, who, statement, first)
const answers = (who: StaffMember, as: StaffMember, answer = 'accepted'): Promise<string> =>
  tries(who, [
    `update tc.lead_handover set answer = $2, answered_at = (select ctx.now()), answered_by = $3, reason = 'x', version = version + 1 where id = $1`,
    [offerId, answer, as.id],
  ])

it('nobody accepts in another’s name, nor for them; whoever was asked does, and the team that asked only takes it back', async () => {
  const { jo, noor, wyn, sam, lin } = world.staff
  const colleague = await world.hires('Nat Invented', world.teams.north)
  for (const [who, as] of [
    [jo, jo],
    [jo, noor],
    [wyn, noor],
    [colleague, colleague],
    [colleague, noor],
    [sam, noor],
    [lin, lin],
    [noor, jo],
  ] as const)
    expect([who.name, as.name, await answers(who, as)]).not.toContain('done')
  expect(await answers(noor, noor)).toBe('done')
  expect(await answers(noor, noor, 'withdrawn')).toBe('refused')
  expect(await answers(jo, jo, 'withdrawn')).toBe('done')
  expect(await answers(jo, jo, 'declined')).toBe('refused')
})

it('an answer is written once, and an offer is never made answered', async () => {
  const { jo, noor } = world.staff
  const done = freshId()
  await product.superuser.query(
    ...insert(
      'tc.lead_handover',
      handover({ id: done, answer: 'declined', answered_at: at, answered_by: noor.id, reason: 'No room' }),
    ),
  )
  expect(
    await tries(noor, [
      `update tc.lead_handover set answer = 'accepted', answered_by = $2 where id = $1`,
      [done, noor.id],
    ]),
  ).toBe('nothing')
  expect(
    await tries(
      jo,
      insert('tc.lead_handover', handover({ answer: 'accepted', answered_at: at, answered_by: noor.id })),
    ),
  ).toBe('refused')
})

it('leads are offered and named by the team that has the person, in one’s own name, to an employed worker of that team', async () => {
  const { jo, noor, sam, lin } = world.staff
  expect(await tries(jo, insert('tc.lead_handover', handover()))).toBe('done')
  expect(await tries(jo, insert('tc.lead_named', named()))).toBe('done')
  const refused: readonly (readonly [StaffMember, [string, unknown[]]])[] = [
    [jo, insert('tc.lead_handover', handover({ by_staff_id: noor.id }))],
    [jo, insert('tc.lead_handover', handover({ to_staff_id: sam.id }))],
    [jo, insert('tc.lead_handover', handover({ to_team_id: world.teams.maple, to_staff_id: volunteer.id }))],
    // a team without clinical responsibility is asked to carry on, never to lead
    [jo, insert('tc.lead_handover', handover({ to_team_id: world.teams.medication, to_staff_id: lin.id }))],
    [jo, insert('tc.lead_named', named({ staff_id: volunteer.id }))],
    [jo, insert('tc.lead_named', named({ staff_id: noor.id }))],
    [jo, insert('tc.lead_named', named({ team_id: world.teams.north, staff_id: noor.id }))],
    [sam, insert('tc.lead_named', named({ by_staff_id: sam.id }))],
    [
      lin,
      insert('tc.lead_handover', {
        ...handover({ by_staff_id: lin.id }),
        team_id: world.teams.medication,
        organisation_id: world.organisations.riverside,
      }),
    ],
    // the team that is asked sees the core; it writes nothing about the person by that
    [
      noor,
      insert('tc.lead_named', {
        ...named({ by_staff_id: noor.id, staff_id: noor.id }),
        team_id: world.teams.north,
      }),
    ],
  ]
  for (const [who, statement] of refused)
    expect([who.name, statement[1], await tries(who, statement)]).toContain('refused')
})

it('nothing is closed by a stranger, and nothing that was closed is changed', async () => {
  const closing = (who: StaffMember, more: Record<string, unknown> = {}) =>
    insert('tc.transition_closing', {
      id: freshId(),
      transition_id: stayId,
      person_id: hers.id,
      organisation_id: who.organisationId,
      team_id: who.teamId,
      carries_on_id: offerId,
      words: 'x',
      closed_at: at,
      by_staff_id: who.id,
      ...more,
    })
  expect(await tries(world.staff.lin, closing(world.staff.lin))).toBe('refused')
  expect(await tries(world.staff.noor, closing(world.staff.noor))).toBe('refused')
  expect(await tries(world.staff.jo, closing(world.staff.jo, { by_staff_id: world.staff.wyn.id }))).toBe(
    'refused',
  )
  // nor can the transition itself be written
  expect(
    await tries(world.staff.jo, [
      `update tc.transition set state = 'closed' where person_id = $1`,
      [hers.id],
    ]),
  ).toBe('refused')
})

it('a way out is closed by who leads, in a command that holds the person, when who was asked has agreed and nothing is open', async () => {
  const { jo, noor } = world.staff
  const agreed = freshId()
  await product.superuser.query(
    ...insert(
      'tc.lead_handover',
      handover({ id: agreed, what: 'carry on', answer: 'accepted', answered_at: at, answered_by: noor.id }),
    ),
  )
  const other = await world.person('Other Invented')
  const ofOther = freshId()
  await product.superuser.query(
    ...insert(
      'tc.lead_handover',
      handover({
        id: ofOther,
        person_id: other.id,
        stay_id: null,
        what: 'carry on',
        answer: 'accepted',
        answered_at: at,
        answered_by: noor.id,
      }),
    ),
  )
  const closing = (more: Record<string, unknown> = {}) => {
    const { stay_id: _, ...ward } = ofWard()
    return insert('tc.transition_closing', {
      id: freshId(),
      transition_id: transitionId,
      ...ward,
      carries_on_id: agreed,
      words: 'North goes on.',
      closed_at: CONTEXT_NOW,
      ...more,
    })
  }
  const held: Statement = ["select net.lock('{}', '{}', $1::uuid[])", [[hers.id]]]
  const closes = (more: Record<string, unknown> = {}) => tries(jo, closing(more), held)
  expect(await closes()).toBe('done')
  expect(await tries(jo, closing()), 'nobody is held').toBe('refused')
  for (const more of [
    { carries_on_id: ofOther },
    { carries_on_id: offerId },
    { transition_id: freshId() },
    { closed_at: '2036-01-01T00:00:00Z' },
    { by_staff_id: world.staff.wyn.id },
  ])
    expect([more, await closes(more)]).toContain('refused')
  // a team that supports the person and does not lead
  await world.startsSupport(hers, 1)
  await world.answers(hers, world.services.medication, 'yes', 1)
  await product.superuser.query('select acl.refresh($1::uuid[])', [[hers.id]])
  const { lin } = world.staff
  const lins = { by_staff_id: lin.id, team_id: lin.teamId, organisation_id: lin.organisationId }
  expect(await tries(lin, closing(lins), held)).toBe('refused')
  await product.superuser.query(
    `insert into net.obligation (person_id, key, gap_from, kind, about_id, team_id, organisation_id, class_bit, clears, source, rules_version)
     values ($1, 'N5:there', '2026-03-01', 'N5', $1, $2, $3, 4, 'x', 'x', 1)`,
    [hers.id, world.teams.medication, world.organisations.riverside],
  )
  expect(await closes(), 'something is open that the ward does not see').toBe('refused')
})

it('nobody shows core to themselves by asking themselves to carry on, nor is anything dated ahead of what comes', async () => {
  const { sam, jo } = world.staff
  const known = await world.person('Known Invented')
  await world.opensTransition(known, 1)
  await world.registers(known, world.teams.medication, 1)
  await product.superuser.query('select acl.refresh($1::uuid[])', [[known.id]])
  const core = (who: StaffMember, statement: Statement) =>
    asStaff(product, who, async (client) => {
      await client.query('savepoint s')
      await client.query(statement[0], statement[1]).catch(() => client.query('rollback to savepoint s'))
      await client.query('select acl.refresh($1::uuid[])', [[known.id]])
      const { rows } = await client.query<{ bits: number | null }>(
        'select bit_or(classes) as bits from acl.access where person_id = $1',
        [known.id],
      )
      return (rows[0]?.bits ?? 0) & 2
    })
  const own = { organisation_id: sam.organisationId, team_id: sam.teamId, by_staff_id: sam.id }
  const asksThemselves = handover({
    ...own,
    person_id: known.id,
    stay_id: null,
    what: 'carry on',
    to_team_id: sam.teamId,
    to_staff_id: sam.id,
  })
  expect(await core(sam, insert('tc.lead_handover', asksThemselves))).toBe(0)
  expect(await tries(sam, insert('tc.lead_handover', asksThemselves))).toBe('refused')
  const ahead = '2036-01-01T00:00:00Z'
  expect(await tries(jo, insert('tc.lead_handover', handover({ offered_at: ahead })))).toBe('refused')
  expect(await tries(jo, insert('tc.lead_named', named({ at: ahead })))).toBe('refused')
  expect(
    await tries(world.staff.noor, [
      "update tc.lead_handover set answer = 'accepted', answered_at = $2, answered_by = $3 where id = $1",
      [offerId, ahead, world.staff.noor.id],
    ]),
  ).toBe('refused')
})
