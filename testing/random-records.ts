import { someOfOneTeam } from './access/one-teams-own.ts'
import { anOwnDoor } from './own-door.ts'
import type { StaffMember, World } from './personas.ts'
import type { Dice } from './random-rows.ts'
import { change, insert, newId } from './sql.ts'

const theNamed = { name: 'Dr Invented', role: 'GP', staffId: null, teamId: null, organisationId: null }

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

  // of each organisation one, and over, so that as many as are wanted can be
  const serviceId = (await client.query('select id from tc.service order by id limit 1')).rows[0].id as string
  const doors = new Map<string, string>()
  for (const keeper of staff) {
    if (doors.has(keeper.organisationId)) continue
    const listed = { organisation_id: keeper.organisationId, listed_at: world.at(0), listed_by: keeper.id }
    const endpointId = await make('tc.partner_endpoint', {
      ...listed,
      name: 'A record',
      address: `https://${newId()}.example/messages`,
    })
    doors.set(
      keeper.organisationId,
      await make('tc.partner_door', {
        ...listed,
        endpoint_id: endpointId,
        service_id: serviceId,
        target_system: 'urn:example:services',
        target_value: '1',
        ended_at: world.at(1),
        ended_by: keeper.id,
      }),
    )
  }

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
    const keeps = anybody()
    const carerId = await make('tc.carer', {
      ...about,
      name: 'A Sister',
      relation: 'sister',
      may_be_told: {},
      ...teamOf(keeps),
      ...written(),
    })
    await make('tc.carer_choice', {
      ...about,
      carer_id: carerId,
      topics: '{medicines}',
      chosen_at: world.at(0),
      recorded_by: keeps.id,
      ...teamOf(keeps),
    })
    await make('tc.deputy', {
      ...about,
      kind: 'advocate',
      name: 'An Advocate',
      scope: 'meetings about leaving',
      evidence: 'A letter',
      evidence_seen_on: '2026-03-01',
      from_on: '2026-03-01',
      class_bit: Number.parseInt(personId.slice(-1), 16) % 4 === 0 ? 16 : 2,
      ...teamOf(keeps),
      recorded_at: world.at(0),
      recorded_by: keeps.id,
    })
    await make('tc.home_entry', {
      ...about,
      words: 'A key safe by the door',
      ...teamOf(keeps),
      ...written(),
    })
    await someOfOneTeam(world, personId, keeps)
    await insert(client, 'tc.person_characteristic', { ...about, name: 'religion', answer: {}, ...written() })

    for (const referralId of await ids('tc.referral', 'person_id', personId)) {
      const who = anybody()
      await make('tc.referral_original', {
        referral_id: referralId,
        ...about,
        ...teamOf(who),
        form: 'FHIR',
        raw: '{}',
        unmapped: '[]',
        for_receiver: true,
        received_at: at(),
        received_by: who.id,
      })
      await make('tc.partner_message', {
        referral_id: referralId,
        ...about,
        ...teamOf(who),
        door_id: doors.get(who.organisationId),
        tells: 'sent',
        headers: {},
        body: '{}',
        made_at: at(),
        next_try_at: at(),
      })
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

    if ((await ids('tc.death_report', 'person_id', personId)).length === 0) {
      const [said, decided, did] = [anybody(), anybody(), anybody()]
      const [reportId, decisionId] = [newId(), newId()]
      const then = { said: 'Their sister rang.', reported_at: at(), by_id: said.id }
      await insert(client, 'tc.death_report', {
        id: reportId,
        ...about,
        ...teamOf(said),
        version: 1,
        source: 'by hand',
        ...then,
      })
      await insert(client, 'tc.death_decision', {
        id: decisionId,
        report_id: reportId,
        ...about,
        ...teamOf(decided),
        version: 2,
        what: 'report undone',
        why: 'Somebody of the same name',
        decided_at: at(),
        decided_by: decided.id,
      })
      await make('tc.death_after', {
        decision_id: decisionId,
        ...about,
        ...teamOf(did),
        did: 'Rang the family',
        at: at(),
        by_staff_id: did.id,
      })
    }
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
      const [away, stayed, ready] = [anybody(), anybody(), anybody()]
      if ((await ids('tc.stay_leave', 'stay_id', stayId)).length === 0)
        await make('tc.stay_leave', {
          ...stay,
          ...teamOf(away),
          kind: 'overnight leave',
          from_at: at(),
          source: 'by hand',
          ...written(),
        })
      await make('tc.stay_end_undone', {
        ...stay,
        ...teamOf(stayed),
        source: 'by hand',
        why: 'The taxi turned round',
        at: at(),
        by_id: stayed.id,
      })
      const moved = anybody()
      await make('tc.stay_move', {
        ...stay,
        ...teamOf(moved),
        unit_id: world.unitId,
        to_team_id: anybody().teamId,
        to_unit_id: world.unitId,
        moved_at: at(),
        moved_known_to: 'minute',
        source: 'by hand',
        recorded_at: at(),
        recorded_by: moved.id,
      })
      await make('tc.supports_in_place', { ...stay, ...teamOf(ready), at: at(), by_staff_id: ready.id })
      if ((await ids('tc.sooner_contact', 'stay_id', stayId)).length === 0)
        await make('tc.sooner_contact', {
          ...stay,
          ...teamOf(sooner),
          reason: 'The first nights',
          decided_at: at(),
          decided_by: sooner.id,
        })
      const [decisionId] = await ids('tc.sooner_contact', 'stay_id', stayId)
      const back = anybody()
      if (decisionId && (await ids('tc.sooner_contact_end', 'decision_id', decisionId)).length === 0)
        await make('tc.sooner_contact_end', {
          decision_id: decisionId,
          ...stay,
          ...teamOf(back),
          reason: 'Their brother stays with them',
          ended_at: at(),
          ended_by: back.id,
        })
    }
    for (let n = 2; n > 0; n--) {
      const [who, class_bit] = [anybody(), d.one([4, 16])]
      const of = (by: string) => ({ ...about, ...teamOf(who), class_bit, [by]: who.id })
      const planId = newId()
      const reads = anybody()
      // somebody outside, a whole team, or one worker by name
      const whom = {
        ...theNamed,
        id: newId(),
        ...d.one([{}, { teamId: reads.teamId }, { teamId: reads.teamId, staffId: reads.id }]),
      }
      await insert(client, 'tc.plan', {
        id: planId,
        plan_id: planId,
        ...of('by_staff_id'),
        version: 1,
        sections: {},
        named: JSON.stringify([whom]),
        at: at(),
      })
      const opener = anybody()
      await make('tc.plan_receipt', {
        plan_id: planId,
        version: 1,
        recipient_id: whom.id,
        ...about,
        ...teamOf(opener),
        way: 'posted',
        how: 'By post',
        received_at: at(),
        recorded_at: at(),
        by_id: opener.id,
      })
      await make('tc.safety_plan', {
        ...about,
        ...teamOf(who),
        version: n,
        helps: 'Walking',
        signs: '',
        sets_off: '',
        ring: JSON.stringify([]),
        made_with: 'Together',
        made_on: '2026-03-02',
        at: at(),
        by_staff_id: who.id,
      })
      await make('tc.what_matters', { ...of('by_staff_id'), version: n, words: 'My dog', at: at() })
      const goalId = await make('tc.goal', {
        ...of('set_by'),
        words: 'A job',
        topic: 'benefits',
        set_at: at(),
      })
      await make('tc.goal_step', {
        goal_id: goalId,
        ...of('set_by'),
        step: 'Ring',
        by_whom: 'They',
        by_on: '2026-03-09',
        set_at: at(),
      })
      // nothing is planned any more for somebody whose death is confirmed
      const dead = (await client.query(`select net.death_now($1) = 'confirmed' as yes`, [personId])).rows[0]
        ?.yes
      if (!dead) {
        await make('tc.appointment', {
          ...of('made_by'),
          what: 'Housing',
          place: '',
          with_whom: '',
          topic: 'housing',
          starts_at: at(),
          remind_on: '2026-03-05',
          made_at: at(),
        })
      }
      await make('tc.review', {
        ...of('done_by'),
        kind: 'plan',
        about_id: planId,
        due_on: '2026-03-05',
        looked_at: 'All of it',
        changed: '',
        done_at: at(),
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
    for (let n = 3; n > 0; n--) {
      const who = anybody()
      const incidentId = await make('tc.incident', {
        ...about,
        ...teamOf(who),
        class_bit: bit(),
        recorded_at: at(),
        by_staff_id: who.id,
      })
      await make('tc.incident_version', {
        incident_id: incidentId,
        ...about,
        version: 1,
        kind: 'fall',
        harm: 'none',
        happened_at: at(),
        what: 'Fell.',
        done: 'Nothing yet.',
        at: at(),
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
    const [toldTeam, lead] = [anybody(), anybody()]
    await make('tc.person_word', {
      ...about,
      from_kind: 'person',
      said_by: 'own door',
      words: 'The lock is broken.',
      ...teamOf(toldTeam),
      at: at(),
    })
    await make('tc.shown_as_team', {
      ...about,
      staff_id: anybody().id,
      reason: 'Threats were made.',
      review_on: '2026-04-01',
      ...teamOf(lead),
      set_at: at(),
      set_by: lead.id,
    })
    await anOwnDoor(client, anybody(), personId)
    for (let level = 1; level < 4; level++) {
      const [whose, toldTeam, named] = [anybody(), anybody(), anybody()]
      await make('tc.notice', {
        ...about,
        obligation_key: 'N5:x',
        gap_from: world.at(1),
        level,
        definition: 'x',
        minutes: 15,
        about_id: personId,
        ...teamOf(whose),
        to_key: `staff:${named.id}`,
        to_staff: [named.id],
        to_team_id: toldTeam.teamId,
        because: 'on duty',
        told_at: world.at(1),
        look_at: world.at(2),
      })
    }
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
