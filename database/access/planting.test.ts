import type pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { aWorld, type Person, type StaffMember, type World } from '#testing/personas.ts'
import { asStaff } from '#testing/planting.ts'
import { aProduct, freshId, type Product } from '#testing/product.ts'

/**
 * Whoever could write SQL of their own as the serving login, signed in as somebody real, gains nothing by planting rows:
 * not access to a person, not another's name under a text, not a word that is the other party's to say.
 */
let product: Product
let world: World
/** Hers is on Maple and with nobody else; ours has support of the medication team and was sent by Maple. */
let hers: Person
let ours: Person
let referralId: string
let episodeId: string
let herStay: string
let herReferral: string

beforeAll(async () => {
  product = await aProduct()
  world = await aWorld(product.superuser)
  hers = await world.person('Hers Invented')
  ours = await world.person('Ours Invented')
  herStay = await world.admits(hers, 0)
  herReferral = await world.refers(hers, 0, { serviceId: world.services.north })
  referralId = await world.refers(ours, 0)
  await world.says(referralId, 'taken on', { answered_at: world.at(1) })
  episodeId = await world.startsSupport(ours, 1, { referralId })
  await product.setNow('2026-03-05T09:00:00Z')
  await product.superuser.query('select acl.refresh($1::uuid[])', [[hers.id, ours.id]])
})
afterAll(() => product.stop())

const as = <T>(who: StaffMember, work: (client: pg.PoolClient) => Promise<T>): Promise<T> =>
  asStaff(product, who, work)

/** The classes of rows about this person that are open to the asker after these statements, in the same transaction. */
const opens = (who: StaffMember, person: Person, ...statements: readonly (readonly [string, unknown[]])[]) =>
  as(who, async (client) => {
    for (const [text, values] of statements) {
      await client.query('savepoint s')
      await client.query(text, values).catch(() => client.query('rollback to savepoint s'))
    }
    await client.query('select acl.refresh($1::uuid[])', [[person.id]])
    const rows = await client.query<{ bits: number | null }>(
      'select bit_or(classes) as bits from acl.access where person_id = $1',
      [person.id],
    )
    return rows.rows[0]?.bits ?? 0
  })

/** 'refused' by the database, 'nothing' when no row was touched. */
const tries = (who: StaffMember, text: string, values: unknown[] = []) =>
  as(who, async (client) => {
    try {
      return (await client.query(text, values)).rowCount ? 'done' : 'nothing'
    } catch (cause) {
      if (['42501', '23503'].includes((cause as { code?: string }).code ?? '')) return 'refused'
      throw cause
    }
  })

const row = (table: string, values: Readonly<Record<string, unknown>>): readonly [string, unknown[]] => {
  const names = Object.keys(values)
  return [
    `insert into ${table} (${names.join(', ')}) values (${names.map((_, i) => `$${i + 1}`).join(', ')})`,
    Object.values(values),
  ]
}
const at = '2026-03-05T08:00:00Z'
const referralRow = (more: Record<string, unknown>) =>
  row('tc.referral', {
    id: freshId(),
    person_id: ours.id,
    service_id: world.services.north,
    from_organisation_id: world.organisations.riverside,
    from_team_id: world.teams.medication,
    from_staff_id: world.staff.sam.id,
    word: 'sent',
    asks: {},
    sent_at: at,
    reply_by_at: at,
    source: 'form',
    recorded_at: at,
    ...more,
  })
const episodeRow = (more: Record<string, unknown>) =>
  row('tc.episode', {
    id: freshId(),
    person_id: ours.id,
    service_id: world.services.medication,
    organisation_id: world.organisations.riverside,
    team_id: world.teams.medication,
    pathway_id: world.pathway.id,
    pathway_version: world.pathway.version,
    state: 'open',
    started_at: at,
    stage_id: 'meeting',
    stage_since_at: at,
    start_on: '2026-03-05',
    ...more,
  })
const noteRow = (more: Record<string, unknown>) =>
  row('tc.note', {
    id: freshId(),
    person_id: ours.id,
    organisation_id: world.organisations.riverside,
    team_id: world.teams.medication,
    body: 'x',
    at,
    recorded_at: at,
    by_staff_id: world.staff.sam.id,
    ...more,
  })
const timelineRow = (more: Record<string, unknown>) =>
  row('tc.timeline', {
    id: freshId(),
    person_id: ours.id,
    at,
    what: 'note',
    about_id: freshId(),
    class_bit: 4,
    organisation_id: world.organisations.riverside,
    team_id: world.teams.medication,
    by_id: world.staff.sam.id,
    ...more,
  })

describe('access is not planted', () => {
  it('by a task, a stay, an episode or a referral about somebody one does not support', async () => {
    const { sam } = world.staff
    const mine = { organisation_id: world.organisations.riverside, team_id: world.teams.medication }
    expect(
      await opens(
        sam,
        hers,
        row('tc.task', {
          id: freshId(),
          person_id: hers.id,
          ...mine,
          kind: 'x',
          what: 'x',
          since_at: at,
          due_at: at,
        }),
        row('tc.worry', {
          id: freshId(),
          person_id: hers.id,
          ...mine,
          what: 'x',
          raised_at: at,
          raised_by: sam.id,
        }),
        row('tc.person_relation', { id: freshId(), person_id: hers.id, ...mine, kind: 'joined', at }),
        referralRow({ person_id: hers.id }),
        episodeRow({ person_id: hers.id }),
      ),
    ).toBe(0)
    expect(await opens(sam, ours, episodeRow({}))).toBeGreaterThan(0)
  })

  it('by a transition that names a stay of somebody else on one’s ward', async () => {
    const stay = await world.admits(hers, 1).catch(() => herStay)
    await product.superuser.query("update tc.transition set state = 'closed' where person_id = $1", [ours.id])
    const other = await world.person('Other Invented')
    const transition = {
      personId: other.id,
      id: freshId(),
      kind: 'stay',
      stayId: stay,
      state: 'open',
      openedAt: at,
      openedBecause: 'left',
      suspendedAt: null,
      suspendedByStayId: null,
    }
    expect(
      await opens(
        world.staff.jo,
        other,
        ["select net.lock('{}', '{}', $1::uuid[])", [[other.id]]],
        [
          'select net.replace($1::jsonb, $2::uuid[])',
          [JSON.stringify({ transitions: [transition], obligations: [] }), [other.id]],
        ],
      ),
    ).toBe(0)
  })

  it('to a ward, by a referral that names a stay of somebody else', async () => {
    expect(await tries(world.staff.sam, ...referralRow({ stay_id: herStay }))).toBe('refused')
  })

  it('to another staff member, by a referral sent in their name', async () => {
    expect(await tries(world.staff.sam, ...referralRow({}))).toBe('done')
    expect(await tries(world.staff.sam, ...referralRow({ from_staff_id: world.staff.bo.id }))).toBe('refused')
  })

  it('to another service, by an episode of a service that is not one’s own', async () => {
    expect(await tries(world.staff.sam, ...episodeRow({}))).toBe('done')
    expect(await tries(world.staff.sam, ...episodeRow({ service_id: world.services.housing }))).toBe(
      'refused',
    )
  })

  it('by an episode or a contact that hangs on another person’s referral or episode', async () => {
    expect(await tries(world.staff.sam, ...episodeRow({ referral_id: herReferral }))).toBe('refused')
    const herEpisode = await world.startsSupport(hers, 1, {
      serviceId: world.services.north,
      teamId: world.teams.north,
      organisationId: world.organisations.northside,
    })
    const contact = row('tc.contact', {
      id: freshId(),
      person_id: ours.id,
      episode_id: herEpisode,
      service_id: world.services.medication,
      organisation_id: world.organisations.riverside,
      team_id: world.teams.medication,
      on_day: '2026-03-06',
      window_from_at: '2026-03-06T09:00:00Z',
      window_until_at: '2026-03-06T10:00:00Z',
      mode: 'visit',
      planned_at: at,
      state: 'planned',
    })
    expect(await tries(world.staff.sam, ...contact)).toBe('refused')
  })
})

describe('a line about a person is written by who works with them, in their own name', () => {
  it('into another team’s support: a step down, a move, a pause or a proposal of an episode that is not one’s own', async () => {
    const { jo } = world.staff
    const mine = [freshId(), episodeId, ours.id, jo.teamId, jo.organisationId, jo.id]
    const about = 'insert into'
    const columns = '(id, episode_id, person_id, team_id, organisation_id'
    const planted = await as(jo, async (client) => {
      const codes: (string | undefined)[] = []
      for (const [text, values] of [
        [
          `${about} tc.schedule_decision ${columns}, decided_by, class_bit, kind, step_id, from_on, decided_at) values ($1, $2, $3, $4, $5, $6, 4, 'start', 'weekly', '2026-03-05', ctx.now())`,
          mine,
        ],
        [
          `${about} tc.stage_move ${columns}, moved_by, from_stage_id, to_stage_id, moved_at) values ($1, $2, $3, $4, $5, $6, 'meeting', 'settling-in', ctx.now())`,
          mine,
        ],
        [
          `${about} tc.schedule_pause ${columns}, recorded_by, reason, from_at) values ($1, $2, $3, $4, $5, $6, 'away', ctx.now())`,
          mine,
        ],
        [
          `${about} tc.step_down_proposal ${columns}, proposed_by, to_step_id, evidence, proposed_at) values ($1, $2, $3, $4, $5, $6, 'weekly', '{}', ctx.now())`,
          mine,
        ],
      ] as const) {
        await client.query('savepoint s')
        codes.push(
          await client.query(text, [...values]).then(
            () => 'written',
            (cause: { code?: string }) => cause.code,
          ),
        )
        await client.query('rollback to savepoint s')
      }
      return codes
    })
    // a foreign key that names episode and team together
    expect(planted).toEqual(['23503', '23503', '23503', '23503'])
  })

  it('on the timeline', async () => {
    expect(await tries(world.staff.sam, ...timelineRow({}))).toBe('done')
    expect(await tries(world.staff.sam, ...timelineRow({ person_id: hers.id }))).toBe('refused')
    expect(await tries(world.staff.sam, ...timelineRow({ team_id: world.teams.north }))).toBe('refused')
  })

  it('as a note, an answer about sharing, a need or a point of contact', async () => {
    const { sam, lin } = world.staff
    const mine = {
      person_id: ours.id,
      organisation_id: world.organisations.riverside,
      team_id: world.teams.medication,
    }
    const said = { ...mine, recipient_service_id: world.services.medication, answer: 'yes' }
    const rows = (by: string, when: string) => [
      noteRow({ by_staff_id: by }),
      row('tc.sharing_decision', { id: freshId(), ...said, decided_at: when, recorded_by: by }),
      row('tc.unmet_need', {
        id: freshId(),
        ...mine,
        need: 'x',
        area: 'x',
        missing: 'x',
        at: when,
        by_staff_id: by,
      }),
      row('tc.contact_point', {
        id: freshId(),
        person_id: ours.id,
        kind: 'mobile',
        value: '1',
        safe: {},
        recorded_at: when,
        recorded_by: by,
      }),
      row('tc.worry', { id: freshId(), ...mine, what: 'x', raised_at: when, raised_by: by }),
      row('tc.schedule_decision', {
        id: freshId(),
        ...mine,
        episode_id: episodeId,
        kind: 'up',
        step_id: 'x',
        from_on: '2026-03-05',
        decided_at: when,
        decided_by: by,
      }),
    ]
    for (const one of rows(sam.id, at)) expect(await tries(sam, ...one), one[0]).toBe('done')
    for (const one of rows(lin.id, at)) expect(await tries(sam, ...one), one[0]).toBe('refused')
  })

  it('and no answer about sharing is dated ahead, where it would outrank every later one', async () => {
    const { sam } = world.staff
    const ahead = row('tc.sharing_decision', {
      id: freshId(),
      person_id: ours.id,
      organisation_id: world.organisations.riverside,
      team_id: world.teams.medication,
      recipient_service_id: world.services.medication,
      answer: 'yes',
      decided_at: '2036-01-01T00:00:00Z',
      recorded_by: sam.id,
    })
    expect(await tries(sam, ...ahead)).toBe('refused')
  })
})

describe('the word of a referral is said by the party whose act it is', () => {
  it('a sender does not take its own referral on, and withdraws only what is not answered', async () => {
    const waiting = await world.refers(ours, 2, { serviceId: world.services.north })
    await product.superuser.query('select acl.refresh($1::uuid[])', [[ours.id]])
    const says = (who: StaffMember, id: string, word: string) =>
      tries(who, 'update tc.referral set word = $2 where id = $1', [id, word])
    expect(await says(world.staff.jo, waiting, 'taken on')).toBe('refused')
    expect(await says(world.staff.jo, waiting, 'withdrawn')).toBe('done')
    expect(await says(world.staff.jo, referralId, 'withdrawn')).not.toBe('done')
    expect(await says(world.staff.noor, waiting, 'withdrawn')).toBe('refused')
    expect(await says(world.staff.noor, waiting, 'taken on')).toBe('done')
  })

  it('a receiver to whom the person has said no changes nothing, even blindly', async () => {
    const closed = await world.refers(hers, 2, { serviceId: world.services.housing })
    await world.answers(hers, world.services.housing, 'no', 2)
    await product.superuser.query('select acl.refresh($1::uuid[])', [[hers.id]])
    expect(await tries(world.staff.bo, "update tc.referral set word = 'taken on'")).toBe('nothing')
    expect(closed).toBeTruthy()
  })
})

describe('the board', () => {
  it('a gap is taken over where there is one, by oneself, and stays with its team', async () => {
    await product.superuser.query(
      `insert into net.obligation (person_id, key, gap_from, kind, about_id, team_id, organisation_id, class_bit, clears, source, rules_version)
       values ($1, 'N5:there', '2026-03-01', 'N5', $1, $2, $3, 4, 'x', 'x', 1)`,
      [ours.id, world.teams.medication, world.organisations.riverside],
    )
    const taken = (more: Record<string, unknown>) =>
      row('net.taken_over', {
        person_id: ours.id,
        key: 'N5:there',
        by_staff_id: world.staff.sam.id,
        team_id: world.teams.medication,
        organisation_id: world.organisations.riverside,
        reason: 'x',
        at,
        ...more,
      })
    expect(await tries(world.staff.sam, ...taken({}))).toBe('done')
    expect(await tries(world.staff.sam, ...taken({ key: 'N5:none' }))).toBe('refused')
    expect(await tries(world.staff.sam, ...taken({ person_id: hers.id }))).toBe('refused')
    await product.superuser.query(...(taken({}) as [string, unknown[]]))
    expect(
      await tries(world.staff.sam, "update net.taken_over set reason = 'y', by_staff_id = $1", [
        world.staff.sam.id,
      ]),
    ).toBe('done')
    expect(await tries(world.staff.sam, 'update net.taken_over set person_id = $1', [hers.id])).toBe(
      'refused',
    )
    expect(await tries(world.staff.sam, 'update net.taken_over set team_id = $1', [world.teams.north])).toBe(
      'refused',
    )
  })
})
