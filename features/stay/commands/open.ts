import * as z from 'zod'
import type { OrganisationId, PersonId, StayId, UnitId } from '#core/kernel/ids.ts'
import { refuse } from '#core/kernel/result.ts'
import type { Instant } from '#core/kernel/time.ts'
import { decideOpenStay, type OpenStayOutcome } from '#core/place/open-stay.ts'
import type { Stay } from '#core/place/stay.ts'
import { instantShape, openStayShape } from '#core/place/stay-shape.ts'
import { holds } from '#platform/commands/asker.ts'
import { type Decider, defineCommand, expectWritten, type TimelineLine } from '#platform/commands/command.ts'
import type { Tx } from '#platform/commands/transaction.ts'
import { factColumns, type StayRow, stayOf } from '../rows.ts'
import { settleTasks } from '../ward-tasks.ts'
import { ADD_HEARD } from './hear.ts'

/** Beside the shape, from a message: when it was sent, what it is kept as, and the hospital's own number of the person. */
const input = z.strictObject({
  ...openStayShape.shape,
  sentAt: z.nullable(instantShape).default(null),
  heardId: z.uuid().nullable().default(null),
  ownAuthority: z.string().min(1).max(200).nullable().default(null),
  ownNumber: z.string().min(1).max(200).nullable().default(null),
  /** Whom the other identifiers of the message named, where the hospital has put that number into one of somebody else. */
  otherPersonId: z.uuid().nullable().default(null),
})
type Input = z.infer<typeof input>

interface Unit {
  readonly id: string
  readonly organisation_id: string
  readonly team_id: string
}

interface Facts {
  readonly unit: Unit | undefined
  /** The person's stays here, and the one that has this visit number, whoever's it is. */
  readonly held: readonly StayRow[]
  /** When the newest message was sent that takes an admission of this visit back. */
  readonly cancelledAt: Instant | null
}

interface Decision {
  readonly unit: Unit
  readonly outcome: OpenStayOutcome | { readonly effect: 'cancelled' }
  /** The visit was taken back and is admitted again: more of it may have been said already. */
  readonly again: boolean
  readonly held: readonly StayRow[]
}

const UNIT = 'select id, organisation_id, team_id from tc.unit where id = $1'
const HELD = `select id, person_id, (select ctx.organisation()) as organisation_id, unit_id, visit_number, admitted_at, admitted_known_to,
  ended_at, ended_known_to, end_source, null as home_area, null as distance_miles, null as reason, null as reason_code,
  'by hand' as source, version from tc.stays_here($1, $2)`
const ADD = `insert into tc.stay (id, person_id, organisation_id, team_id, unit_id, visit_number, admitted_at, admitted_known_to,
    home_area, distance_miles, reason, reason_code, source, recorded_at, recorded_by, own_authority, own_number)
  values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)`
const CANCELLED = `select max(sent_at) as at from tc.stay_heard
  where organisation_id = (select ctx.organisation()) and visit_number = $1 and what = 'admission cancelled'`
export const NOTE_NUMBER = 'select tc.note_own_number($1, $2, $3, $4) as people'
const NUMBERED = 'update tc.stay set visit_number = $3, version = version + 1 where id = $1 and version = $2'

/**
 * Opens a stay: by hand for a ward of the asker's own team, or from a message for any ward of the feed's own organisation.
 * What is not known becomes one task each for the ward. A stay that is here already has no effect.
 */
export const openStay = defineCommand<Input, Facts, Decision>({
  name: 'stay.open',
  version: 1,
  title: 'Record that somebody was admitted',
  input,
  right: ['stay.record', 'import.hl7'],
  people: (i) => [i.personId],
  async load(tx, i) {
    const [unit, held, cancelled] = await Promise.all([
      tx.row<Unit>(UNIT, [i.unitId]),
      tx.rows<StayRow>(HELD, [i.personId, i.visitNumber]),
      i.heardId === null ? undefined : tx.row<{ at: Instant | null }>(CANCELLED, [i.visitNumber]),
    ])
    return { unit, held, cancelledAt: cancelled?.at ?? null }
  },
  decide({ unit, held, cancelledAt }, i, by) {
    // a feed brings messages and nothing else; whoever types a stay says so
    if (!holds(by.asker, i.source === 'message' ? 'import.hl7' : 'stay.record')) return refuse('NOT_ALLOWED')
    if (!unit) return refuse('STAY_UNIT_NOT_KNOWN', { field: 'unitId' })
    if (unit.organisation_id !== by.asker.organisationId)
      return refuse('STAY_ORGANISATION_NOT_YOURS', { field: 'unitId' })
    // an admission that comes late, after the message that takes it back
    if (cancelledAt !== null && (i.sentAt ?? by.now) <= cancelledAt)
      return { ok: true, value: { unit, outcome: { effect: 'cancelled' }, held, again: true } }
    const {
      stayId,
      movedFrom: _none,
      sentAt: _sent,
      heardId: _heard,
      ownAuthority: _of,
      ownNumber: _own,
      otherPersonId: _other,
      ...rest
    } = i
    const decided = decideOpenStay(
      {
        ...rest,
        id: stayId as StayId,
        personId: i.personId as PersonId,
        organisationId: unit.organisation_id as OrganisationId,
        unitId: unit.id as UnitId,
      },
      held.map(stayOf),
      by.now,
    )
    return decided.ok
      ? { ok: true, value: { unit, outcome: decided.value, held, again: cancelledAt !== null } }
      : decided
  },
  async store(tx, { unit, outcome, held, again }, i, by) {
    if (outcome.effect === 'cancelled')
      return { made: { stayId: null, personId: i.personId, effect: outcome.effect } }
    const made = { stayId: outcome.stay.id as string, personId: i.personId, effect: outcome.effect as string }
    const versionOf = (id: string) => held.find((row) => row.id === id)?.version ?? 0
    const line = (what: string, stay: Stay, at: TimelineLine['at']): TimelineLine => ({
      personId: stay.personId,
      at,
      what,
      aboutId: stay.id,
      classBit: 2,
    })
    switch (outcome.effect) {
      case 'none':
        return {
          made: {
            ...made,
            differences: outcome.differences.join(', '),
            source: outcome.stay.source as string,
          },
        }
      case 'visit number added':
        await expectWritten(
          tx.write(NUMBERED, [outcome.stay.id, versionOf(outcome.stay.id), outcome.stay.visitNumber]),
        )
        return { made }
      case 'opened':
        return {
          made: { ...made, again, lacking: await addStay(tx, by, unit, outcome.stay, i) },
          people: await noteNumber(tx, i),
          timeline: [line('admitted', outcome.stay, outcome.stay.admittedAt)],
        }
    }
  },
})

/** The row and the ward's tasks; returns what is still missing, as one text. */
async function addStay(tx: Tx, by: Decider, unit: Unit, stay: Stay, i: Input): Promise<string> {
  const [, , missing] = await Promise.all([
    expectWritten(
      tx.write(ADD, [
        stay.id,
        stay.personId,
        stay.organisationId,
        unit.team_id,
        unit.id,
        stay.visitNumber,
        stay.admittedAt,
        stay.admittedKnownTo,
        ...factColumns(stay),
        stay.source,
        by.now,
        by.asker.actorId,
        i.ownAuthority,
        i.ownNumber,
      ]),
    ),
    i.heardId === null ? undefined : tx.write(ADD_HEARD, heardRow(i.heardId, stay, i, by)),
    settleTasks(tx, by, unit.team_id, undefined, stay),
  ])
  return missing.join(', ')
}

/** What the message said, as the first thing that was heard of the stay. */
const heardRow = (heardId: string, stay: Stay, i: Input, by: Decider): readonly unknown[] => [
  heardId,
  stay.id,
  stay.personId,
  stay.organisationId,
  stay.visitNumber,
  'admitted',
  stay.admittedAt,
  stay.admittedKnownTo,
  i.sentAt ?? by.now,
  stay.unitId,
  null,
  null,
  null,
  null,
  by.now,
  by.asker.actorId,
]

/** The hospital's own number of the person, written down with their first stay under it; everybody whom that touches. */
async function noteNumber(tx: Tx, i: Input): Promise<readonly string[]> {
  if (i.ownAuthority === null || i.ownNumber === null) return []
  const noted = await tx.row<{ people: readonly string[] }>(NOTE_NUMBER, [
    i.personId,
    i.ownAuthority,
    i.ownNumber,
    i.otherPersonId,
  ])
  return noted?.people ?? []
}
