import { insert, newId } from '#testing/sql.ts'
import type { MatrixAsker, MatrixPerson, MatrixWorld, Place } from './world-shapes.ts'

/** What opens a record beside support, and what staff do about records themselves: as plain rows of the source facts. */
type Made = Pick<MatrixWorld, 'world' | 'homes'> & { readonly askers: readonly MatrixAsker[] }

const db = (m: Made) => m.world.client
const MINUTE = 1 / 1440

/** Opened by one staff member in their post, at this day of the world, for an hour. */
export async function opensInEmergency(
  m: Made,
  p: MatrixPerson,
  by: MatrixAsker,
  day: number,
): Promise<string> {
  const [id, { teamId, organisationId }] = [newId(), m.homes[by.organisation]]
  await insert(db(m), 'tc.emergency_access', {
    id,
    person_id: p.id,
    staff_id: by.staffId,
    post_id: by.postId,
    team_id: teamId,
    organisation_id: organisationId,
    reason_kind: 'danger to life now',
    reason: 'Found on the floor',
    opened_at: m.world.at(day),
    until_at: m.world.at(day + 60 * MINUTE),
    second_look_due_at: m.world.at(day + 1),
    // now and then the desk of another organisation is asked
    desk_organisation_id: p.answer === 'no' ? m.homes.commissioner.organisationId : null,
  })
  await insert(db(m), 'tc.second_look', {
    id: newId(),
    about_id: id,
    about: 'emergency access',
    person_id: p.id,
    verdict: 'more to ask',
    words: 'Who rang?',
    by_staff_id: m.homes[by.organisation].worker.id,
    team_id: teamId,
    organisation_id: organisationId,
    at: m.world.at(day + MINUTE),
  })
  await insert(db(m), 'tc.complaint', {
    id: newId(),
    person_id: p.id,
    raised_by: 'the person',
    words: 'A neighbour knew of it',
    opened_by: m.homes[by.organisation].worker.id,
    team_id: teamId,
    organisation_id: organisationId,
    opened_at: m.world.at(day + MINUTE),
    due_at: m.world.at(day + 3),
  })
  return id
}

/** Told to one service without agreement by the team of another, for ten days. */
export async function sharesWithout(
  m: Pick<Made, 'world'>,
  p: MatrixPerson,
  from: Place,
  to: Place,
  items: readonly string[],
): Promise<string> {
  const id = newId()
  const { id: by } = from.worker
  await insert(m.world.client, 'tc.sharing_without', {
    id,
    person_id: p.id,
    recipient_service_id: to.serviceId,
    items,
    ground: 'serious harm to the person',
    weighed: 'Harm against what they want',
    weighed_by: by,
    capacity: 'not asked',
    told: 'not yet',
    not_told_why: 'They cannot be reached',
    told_review_on: '2026-03-09',
    least: 'Nothing less will do',
    from_at: m.world.at(4),
    until_at: m.world.at(14),
    second_look_due_at: m.world.at(5),
    recorded_by: by,
    team_id: from.teamId,
    organisation_id: from.organisationId,
  })
  await insert(m.world.client, 'tc.second_look', {
    id: newId(),
    about_id: id,
    about: 'sharing without agreement',
    person_id: p.id,
    verdict: 'more to ask',
    words: 'Was the surgery asked?',
    by_staff_id: by,
    team_id: from.teamId,
    organisation_id: from.organisationId,
    at: m.world.at(4.5),
  })
  return id
}

/** What is opened goes from the least to the most, so that each class is opened to somebody by this alone. */
const ITEMS = {
  'inside one organisation': ['core'],
  'in force': ['core', 'shared', 'drug-and-alcohol'],
  none: ['core', 'shared'],
  'in the 14 days': ['core', 'drug-and-alcohol'],
  over: ['identity'],
} as const

/** How this person is open to the home team by an act of its own, and what goes to a drug-and-alcohol team beside it. */
export async function openedByAct(m: Made, home: Place, p: MatrixPerson, drugTeam: Place): Promise<void> {
  const { source } = p
  if (p.basis === 'emergency access')
    for (const by of m.askers.filter(
      (a) => a.organisation === p.home && a.rights.includes('emergency.access'),
    ))
      await opensInEmergency(m, p, by, 5 - 30 * MINUTE)
  if (p.basis === 'shared without agreement') await sharesWithout(m, p, source, home, ITEMS[p.agreement])
  // and one that the home team shared itself
  if (p.basis === 'stay') await sharesWithout(m, p, home, source, ['core'])
  if (p.basis !== 'episode') return
  // sent from elsewhere to a drug-and-alcohol team: whoever has what is shared is not told of it for that
  await m.world.refers(p, 2, { from: source.worker, serviceId: drugTeam.serviceId })
  await insert(db(m), 'tc.sharing_decision', {
    id: newId(),
    person_id: p.id,
    recipient_service_id: drugTeam.serviceId,
    answer: 'yes',
    items: [],
    decided_at: m.world.at(2),
    recorded_by: source.worker.id,
    team_id: source.teamId,
    organisation_id: source.organisationId,
  })
}

/** Somebody of each organisation asks for access; their manager and the desk are told, and nobody else. */
export async function asksForAccess(m: Made, beside: (home: string) => Place): Promise<void> {
  for (const [name, home] of Object.entries(m.homes)) {
    const here = (role: string) => m.askers.find((a) => a.organisation === name && a.role === role)
    const team = beside(name)
    await db(m).query('update tc.team set manager_staff_id = $2 where id = $1', [
      team.teamId,
      here('service-manager')?.staffId,
    ])
    for (const [staffId, teamId] of [
      [here('community-coordinator')?.staffId, home.teamId],
      [team.worker.id, team.teamId],
    ])
      await insert(db(m), 'tc.access_ask', {
        id: newId(),
        staff_id: staffId,
        team_id: teamId,
        organisation_id: home.organisationId,
        who: 'Somebody who rang',
        why: 'They asked for me by name',
        asked_at: m.world.at(4),
      })
  }
}

/**
 * Everybody has asked the organisation of their home for a copy, and it is gathered; a drug-and-alcohol team answers a part of its own.
 * Written down by a team in which nobody here acts: whoever wrote one down reads that it runs (features/copy-of-record/copy.test.ts).
 */
export async function asksForCopies(m: Made & { readonly people: readonly MatrixPerson[] }): Promise<void> {
  for (const p of m.people) {
    const { teamId, organisationId, worker } = m.homes[p.home]
    const elsewhere = Object.values(m.homes).find((h) => h.organisationId !== organisationId)
    const [asking, closed] = [newId(), newId()]
    for (const id of [asking, closed]) {
      await insert(db(m), 'tc.subject_request', {
        id,
        asking_id: asking,
        person_id: p.id,
        organisation_id: organisationId,
        team_id: elsewhere?.teamId ?? teamId,
        closed_team_id: id === closed ? teamId : null,
        asked_on: '2026-03-03',
        asked_how: 'by letter',
        asked_what: 'Everything',
        identity_how: 'Known',
        identity_on: '2026-03-03',
        identity_by: worker.id,
        due_on: '2026-04-07',
        state: 'gathered',
        recorded_at: m.world.at(2),
        recorded_by: worker.id,
        gathered_at: m.world.at(3),
        gathered_by: worker.id,
      })
      for (const proposed of ['another person', 'serious harm'])
        await insert(db(m), 'tc.subject_part', {
          id: newId(),
          request_id: id,
          person_id: p.id,
          organisation_id: organisationId,
          table_name: 'tc.note',
          row_key: proposed,
          said: JSON.stringify({ body: 'Words' }),
          digest: 'x',
          proposed: id === asking ? ['another person', 'serious harm'] : [proposed],
          proposed_why: 'It speaks of somebody.',
        })
    }
  }
}

/** Two records proposed to be of one person, at the desk of their home: a stay of whom nothing was refused, and somebody it supports. */
export async function proposesMerges(
  m: Made & { readonly people: readonly MatrixPerson[] },
): Promise<Map<string, string>> {
  const pairs = new Map<string, string>()
  for (const [name, { teamId, organisationId, worker }] of Object.entries(m.homes)) {
    const of = (basis: string) =>
      m.people.find((p) => p.home === name && p.basis === basis && p.answer !== 'no')
    const [keep, away] = [of('stay'), of('episode')]
    if (!keep || !away) continue
    pairs.set(keep.id, away.id)
    await db(m).query('update tc.person_core set nhs_number = null where person_id = $1', [away.id])
    // two records that both hold a report of a death are never put together, and the key of a notice names a row of one person
    for (const table of ['tc.death_after', 'tc.death_decision', 'tc.death_report', 'tc.notice'])
      await db(m).query(`delete from ${table} where person_id = $1`, [away.id])
    await insert(db(m), 'tc.merge', {
      id: newId(),
      keep_id: keep.id,
      away_id: away.id,
      agreed: ['born', 'family'],
      why: 'The same birth date and name',
      organisation_id: organisationId,
      team_id: teamId,
      proposed_at: m.world.at(4),
      proposed_by: worker.id,
    })
  }
  return pairs
}

/**
 * What some people's records say otherwise than all the others', so that each door has somebody of whom it can be done: whoever is on the ward
 * and was never away, a decision that still holds, a pause that goes on, nothing proposed, no answer at the door, a lead that is offered by
 * name to somebody whose team supports, and what is owed after a death.
 */
export async function standsOtherwise(m: Made & { readonly people: readonly MatrixPerson[] }): Promise<void> {
  const one = (sql: string, values: readonly unknown[]) => db(m).query(sql, [...values])
  for (const p of m.people) {
    const { teamId, organisationId, worker } = m.homes[p.home]
    const stays = p.basis === 'stay' && ['yes', 'not asked'].includes(p.answer)
    if (stays) {
      await one('delete from tc.stay_leave where person_id = $1', [p.id])
      await one('delete from tc.sooner_contact_end where person_id = $1', [p.id])
      await one(
        'update tc.sooner_contact set team_id = $2, organisation_id = $3, decided_by = $4 where person_id = $1',
        [p.id, teamId, organisationId, worker.id],
      )
    }
    if (p.basis === 'episode' && ['yes', 'some'].includes(p.answer))
      await one('update tc.schedule_pause set until_at = null where person_id = $1 and team_id = $2', [
        p.id,
        teamId,
      ])
    if (p.basis === 'episode' && ['not asked', 'ask me later'].includes(p.answer)) {
      await one(
        `update tc.step_down_proposal set settled_at = $2, settled_by = $3, settled = 'not now' where person_id = $1`,
        [p.id, m.world.at(4), worker.id],
      )
      await one(
        `update tc.contact set state = 'no answer', no_answer_at = array[happened_at], happened_at = null, seen = null, late_minutes = null
          where person_id = $1 and team_id = $2 and state = 'happened'`,
        [p.id, teamId],
      )
    }
    const named = m.askers.find(
      (a) =>
        a.organisation === p.home && a.rights.includes('transition.lead') && a.rights.includes('people.read'),
    )
    if (p.basis === 'episode' && p.answer !== 'no' && named)
      await one(
        `insert into tc.lead_handover (id, what, person_id, stay_id, team_id, organisation_id, by_staff_id, to_team_id, to_staff_id, offered_at)
         select $2, 'lead', $1, id, $3, $4, $5, $6, $7, $8 from tc.stay where person_id = $1 order by id limit 1`,
        [
          p.id,
          newId(),
          p.source.teamId,
          p.source.organisationId,
          p.source.worker.id,
          teamId,
          named.staffId,
          m.world.at(2),
        ],
      )
    await one(
      `insert into net.obligation (person_id, key, gap_from, kind, about_id, team_id, organisation_id, class_bit, clears, source, rules_version)
       select $1, 'N11:after-death:' || d.id || ':' || $2, $4, 'N11', $1, $2::uuid, $3, 4, 'x', 'x', 1
         from tc.death_decision d where d.person_id = $1 and d.what = 'confirmed'`,
      [p.id, teamId, organisationId, m.world.at(4.5)],
    )
  }
}
