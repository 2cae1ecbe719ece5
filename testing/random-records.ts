import type { StaffMember, World } from './personas.ts'
import type { Dice } from './random-rows.ts'
import { change, insert, newId } from './sql.ts'

/**
 * At least one row of every table that tells something of a person, for each of these people, made by teams thrown together
 * at random and of every record class: what the row rules are held against.
 */
export async function randomRecords(world: World, d: Dice, personIds: readonly string[]): Promise<void> {
  const { client } = world
  const staff = Object.values(world.staff)
  const anybody = () => d.one(staff)
  const bit = () => d.one([4, 4, 8, 16])
  const at = () => world.at(d.day(-4, 4))
  const teamOf = (s: StaffMember) => ({ organisation_id: s.organisationId, team_id: s.teamId })
  const make = async (table: string, row: Record<string, unknown>) => {
    const id = newId()
    await insert(client, table, { id, ...row })
    return id
  }
  const ids = async (table: string, column: string, of: string) =>
    (await client.query(`select id from ${table} where ${column} = $1 order by id`, [of])).rows.map(
      (r: { id: string }) => r.id,
    )

  for (const personId of personIds) {
    const about = { person_id: personId }
    const written = () => ({ recorded_at: at(), recorded_by: anybody().id })
    await insert(client, 'tc.person_name_key', { key: `somebody${personId.slice(-6)}`, ...about })
    await make('tc.contact_point', {
      ...about,
      kind: 'mobile',
      value: '07700 900001',
      safe: {},
      ...written(),
    })
    await make('tc.medicine', {
      ...about,
      name: 'Example',
      dose_in_words: 'one',
      when_in_words: 'mornings',
      prescriber: 'the surgery',
      said_by: 'the person',
      as_of: '2026-03-01',
      ...teamOf(anybody()),
      ...written(),
    })
    const safety = anybody()
    const actionId = await make('tc.staff_safety_action', {
      ...about,
      action: 'Go in twos',
      expires_on: '2026-09-01',
      ...teamOf(safety),
      ...written(),
    })
    await insert(client, 'tc.staff_safety_reason', {
      action_id: actionId,
      ...about,
      team_id: safety.teamId,
      reason: 'A dog',
    })
    await make('tc.carer', {
      ...about,
      name: 'A Sister',
      relation: 'sister',
      may_be_told: {},
      ...teamOf(anybody()),
      ...written(),
    })
    await insert(client, 'tc.person_characteristic', { ...about, name: 'religion', answer: {}, ...written() })

    for (const referralId of await ids('tc.referral', 'person_id', personId)) {
      const who = anybody()
      await make('tc.referral_message', {
        referral_id: referralId,
        ...about,
        kind: 'question',
        body: 'Which days?',
        at: at(),
        by_staff_id: who.id,
        team_id: who.teamId,
      })
    }
    const needed = anybody()
    await make('tc.unmet_need', {
      ...about,
      ...teamOf(needed),
      need: 'housing',
      area: 'Northside',
      missing: 'a room',
      at: at(),
      by_staff_id: needed.id,
    })

    for (const stayId of await ids('tc.stay', 'person_id', personId)) {
      const [planned, stopped, sooner, sheet] = [anybody(), anybody(), anybody(), anybody()]
      const stay = { stay_id: stayId, ...about }
      await make('tc.leaving_plan', {
        ...stay,
        ...teamOf(planned),
        version: 1,
        planned_on: '2026-03-09',
        at: at(),
        by_staff_id: planned.id,
      })
      await make('tc.unplanned_leaving', {
        ...stay,
        ...teamOf(sheet),
        how: 'other',
        at: at(),
        by_staff_id: sheet.id,
      })
      await make('tc.leaving_blocker', {
        ...stay,
        ...teamOf(stopped),
        code: '18',
        who_acts: 'Housing',
        since_on: '2026-03-03',
        ...written(),
      })
      if ((await ids('tc.sooner_contact', 'stay_id', stayId)).length === 0)
        await make('tc.sooner_contact', {
          ...stay,
          ...teamOf(sooner),
          reason: 'The first nights',
          decided_at: at(),
          decided_by: sooner.id,
        })
    }
    for (const table of [
      'tc.episode',
      'tc.contact',
      'tc.schedule_pause',
      'tc.step_down_proposal',
      'tc.worry',
    ])
      for (const id of await ids(table, 'person_id', personId))
        if (d.chance(0.5)) await change(client, table, id, { class_bit: bit() })
    for (const episodeId of await ids('tc.episode', 'person_id', personId)) {
      const who = anybody()
      const { rows } = await client.query('select team_id, organisation_id from tc.episode where id = $1', [
        episodeId,
      ])
      const own = rows[0] as { team_id: string; organisation_id: string }
      await make('tc.schedule_decision', {
        episode_id: episodeId,
        ...about,
        ...own,
        class_bit: bit(),
        kind: 'start',
        step_id: 'daily',
        from_on: '2026-03-02',
        decided_at: at(),
        decided_by: who.id,
      })
      await make('tc.stage_move', {
        episode_id: episodeId,
        ...about,
        ...own,
        class_bit: bit(),
        from_stage_id: 'meeting',
        to_stage_id: 'settling-in',
        moved_at: at(),
        moved_by: who.id,
      })
    }
    for (const contactId of (await ids('tc.contact', 'person_id', personId)).slice(0, 2)) {
      const row = () => {
        const who = anybody()
        return {
          who,
          values: { contact_id: contactId, ...about, ...teamOf(who), class_bit: bit(), at: at() },
        }
      }
      const [corrected, chained, dosed] = [row(), row(), row()]
      await make('tc.contact_correction', {
        ...corrected.values,
        was: {},
        why: 'the wrong day',
        by_staff_id: corrected.who.id,
      })
      await make('tc.chain_step_done', {
        ...chained.values,
        step_id: `ring ${contactId}`,
        found: 'no answer',
        by_staff_id: chained.who.id,
      })
      await make('tc.dose_record', { ...dosed.values, medicine_name: 'Example', outcome: 'not known' })
    }
    for (let n = 3; n > 0; n--) {
      const who = anybody()
      await make('tc.note', {
        ...about,
        ...teamOf(who),
        class_bit: bit(),
        body: 'Was well.',
        at: at(),
        recorded_at: at(),
        by_staff_id: who.id,
      })
    }
    for (const class_bit of [1, 2, 4, 8, 16]) {
      const who = anybody()
      await make('tc.timeline', {
        ...about,
        at: at(),
        what: 'something',
        about_id: personId,
        class_bit,
        ...teamOf(who),
        by_id: who.id,
      })
    }
    const done = anybody()
    await make('tc.task', {
      ...about,
      ...teamOf(done),
      kind: 'stay lacks',
      what: 'Was done.',
      since_at: at(),
      due_at: at(),
      done_at: world.at(4),
      done_by: done.id,
    })
    for (const kind of ['N5', 'N11']) {
      const who = anybody()
      await insert(client, 'net.obligation', {
        ...about,
        key: `${kind}:task:${newId()}`,
        gap_from: at(),
        kind,
        about_id: personId,
        ...teamOf(who),
        class_bit: d.one([1, 2, 4, 16]),
        clears: 'x',
        source: 'x',
        rules_version: 1,
      })
    }
  }
}
