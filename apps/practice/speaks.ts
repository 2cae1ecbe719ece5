import { addDays, dayOf, type Instant } from '#core/kernel/time.ts'
import { type Deputy, decideDeputy } from '#core/people/deputy.ts'
import { decided, type Pen } from './pen.ts'
import { organisationOf, type StaffKey, staffId, teamOf } from './world.ts'

/** An advocate whose papers nobody has seen, and an attorney whose power was read: both written down before leaving. */
export function speaks(pen: Pen, personId: string, by: StaffKey, at: Instant): void {
  const on = dayOf(at)
  const both: readonly Deputy[] = [
    {
      kind: 'attorney',
      name: 'Rosalind Invented',
      telephone: '01632 960331',
      scope: 'health and welfare, where somebody cannot decide for themselves',
      evidence: 'The registered power, each page stamped',
      seenOn: on,
      fromOn: addDays(on, -400),
      untilOn: null,
    },
    {
      kind: 'advocate',
      name: 'Tomasz Invented',
      telephone: '01632 960332',
      scope: 'meetings about leaving the ward',
      evidence: null,
      seenOn: null,
      fromOn: addDays(on, -10),
      untilOn: addDays(on, 90),
    },
  ]
  for (const said of both) {
    const deputyId = pen.id(at)
    const d = decided(decideDeputy(said, on), 'writing down who speaks for them')
    pen.act(at, by, 'deputy.add', { deputyId, personId, deputy: said })
    pen.add('deputy', {
      id: deputyId,
      person_id: personId,
      kind: d.kind,
      name: d.name,
      telephone: d.telephone,
      scope: d.scope,
      evidence: d.evidence,
      evidence_seen_on: d.seenOn,
      from_on: d.fromOn,
      until_on: d.untilOn,
      class_bit: 2,
      organisation_id: organisationOf(by),
      team_id: teamOf(by),
      recorded_at: at,
      recorded_by: staffId(by),
    })
    pen.line(at, by, personId, 'who speaks for them written down', deputyId, 2)
  }
}

/** How to get into their home, agreed with them and written by the team that visits: shown to whoever goes there that day. */
export function waysIn(pen: Pen, personId: string, by: StaffKey, at: Instant): void {
  const entryId = pen.id(at)
  const words = 'Ring twice and wait: the stairs take a while. A neighbour at number 6 holds a key.'
  pen.act(at, by, 'home-entry.write', { entryId, personId, words })
  pen.add('home_entry', {
    id: entryId,
    person_id: personId,
    words,
    organisation_id: organisationOf(by),
    team_id: teamOf(by),
    recorded_at: at,
    recorded_by: staffId(by),
  })
  pen.line(at, by, personId, 'how to get in written down', entryId, 8)
}

/** What they told the team that visits and nobody else, and a worry that its named lead keeps: others are told whom to ring. */
export function ofOneTeam(pen: Pen, personId: string, by: StaffKey, at: Instant): void {
  const ours = { organisation_id: organisationOf(by), team_id: teamOf(by) }
  const written = { ...ours, recorded_at: at, recorded_by: staffId(by) }
  const toldId = pen.id(at)
  const told = 'Does not want the family to know which street it is.'
  pen.act(at, by, 'told-us.write', { recordId: toldId, personId, words: told })
  pen.add('told_us', { id: toldId, person_id: personId, words: told, ...written })
  const [recordId, rowId] = [pen.id(at), pen.id(at)]
  const ring = 'the named lead of the medication team, 01632 960333'
  const words = 'A lodger borrows money and does not give it back. They want to talk to him themselves first.'
  pen.act(at, by, 'safeguarding.write', { personId, recordId, rowId, words, ring })
  pen.add('safeguarding', { id: recordId, person_id: personId, ring, ...written })
  pen.add('safeguarding_version', {
    id: rowId,
    safeguarding_id: recordId,
    person_id: personId,
    version: 1,
    words,
    ...ours,
    at,
    by_staff_id: staffId(by),
  })
}
