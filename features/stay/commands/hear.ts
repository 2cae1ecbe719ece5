import { englandHolidays } from '#content/terms/bank-holidays/index.ts'
import type { Instant } from '#core/kernel/time.ts'
import { stayTaskDueAt } from '#core/place/task-due.ts'
import { type Decider, defineCommand, expectWritten } from '#platform/commands/command.ts'
import type { Tx } from '#platform/commands/transaction.ts'
import { settleTasks } from '../ward-tasks.ts'
import { type Decision, decideHear } from './hear-decide.ts'
import { type Facts, type HearInput, hearInput, readFacts } from './hear-facts.ts'
import { effectOf, line, linesOf } from './hear-words.ts'

export const ADD_HEARD = `insert into tc.stay_heard (id, stay_id, person_id, organisation_id, visit_number, what, at, known_to, sent_at, unit_id, end_source,
    method, destination, expected_back_at, recorded_at, recorded_by)
  values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)`
const AS_HEARD = `select unit_id as "unitId", team_id as "teamId", since_at as "sinceAt" from net.stay_as_heard($1, $2, $3::jsonb, $4::jsonb)`
const KEEP = `update tc.stay set unit_id = $3, team_id = $4, team_since_at = $5, admitted_at = $6, admitted_known_to = $7, ended_at = $8, ended_known_to = $9,
    end_source = $10, end_sent_at = $11, end_method = $12, end_destination = $13, version = version + 1 where id = $1 and version = $2`
const UNDONE_ADD = `insert into tc.stay_end_undone (id, stay_id, person_id, organisation_id, team_id, ended_at, end_source, source, sent_at, why, at, by_id)
  values ($1, $2, $3, $4, $5, $6, $7, 'message', $8, 'A hospital message says that they did not leave (A13).', $9, $10)`
const FOLLOWS = 'select tc.stay_follows_number($1) as people'
const NEVER_WAS = 'select net.stay_never_was($1) as gone'
const BACK =
  'update tc.stay_leave set back_at = $2, back_recorded_at = $3, back_by = $4 where id = $1 and back_at is null'
const ASK_WARD = `insert into tc.task (id, person_id, organisation_id, team_id, kind, about_id, what, since_at, due_at)
  values ($1, $2, $3, $4, 'end by hand', $5, 'A hospital message says that they did not leave after all. The leaving was written by hand. Look at which is right.', $6, $7)`

/**
 * One thing that a hospital message says of a stay, kept beside all that messages said of it before; the stay is then worked out from
 * all of them, so that messages may come late, twice and in any order (`stayAsHeard`). What a ward wrote by hand stands: a leaving by
 * hand is undone by no message (the ward is asked), and moves and leave by hand are not changed.
 */
export const hear = defineCommand<HearInput, Facts, Decision>({
  name: 'stay.hear',
  version: 1,
  title: 'Keep what a hospital message says of a stay',
  input: hearInput,
  right: 'import.hl7',
  people: (i) => [i.personId],
  load: readFacts,
  decide: decideHear,
  store: storeHeard,
})

async function storeHeard(tx: Tx, d: Decision, i: HearInput, by: Decider) {
  const { row, heard, told, before, after } = d
  const { actorId } = by.asker
  const made = { stayId: row.id, personId: row.person_id }
  await expectWritten(
    tx.write(ADD_HEARD, [
      heard.id,
      row.id,
      row.person_id,
      row.organisation_id,
      row.visit_number,
      heard.what,
      heard.at,
      heard.knownTo,
      heard.sentAt,
      heard.unitId,
      heard.endSource,
      heard.method,
      heard.destination,
      heard.expectedBackAt,
      by.now,
      actorId,
    ]),
  )
  if (told.admission === 'cancelled') {
    const gone = (await tx.row<{ gone: boolean }>(NEVER_WAS, [row.id]))?.gone ?? false
    return {
      made: { ...made, effect: gone ? 'never was' : 'in use' },
      timeline: gone ? [line(row, by.now, 'admission taken back by the hospital')] : [],
    }
  }
  const now = await tx.row<{ unitId: string; teamId: string; sinceAt: Instant | null }>(AS_HEARD, [
    row.id,
    d.first,
    JSON.stringify(d.moves),
    JSON.stringify(told.leaves),
  ])
  const end = after.state === 'ended' ? after : null
  const own = end && end.endSource !== 'by hand' && end.endSource !== 'moved to another stay'
  await expectWritten(
    tx.write(KEEP, [
      row.id,
      row.version,
      now!.unitId,
      now!.teamId,
      now!.sinceAt,
      after.admittedAt,
      after.admittedKnownTo,
      end?.endedAt ?? null,
      end?.endedKnownTo ?? null,
      end?.endSource ?? null,
      own ? (told.end?.sentAt ?? null) : null,
      own ? (told.end?.method ?? null) : null,
      own ? (told.end?.destination ?? null) : null,
    ]),
  )
  if (d.handBack) await tx.write(BACK, [d.handBack.id, d.handBack.backAt, by.now, actorId])
  const reopened = before.state === 'ended' && after.state === 'open'
  if (heard.what === 'leaving cancelled')
    await expectWritten(
      tx.write(UNDONE_ADD, [
        by.newId(),
        row.id,
        row.person_id,
        row.organisation_id,
        now!.teamId,
        reopened ? before.endedAt : null,
        reopened ? before.endSource : null,
        i.sentAt,
        by.now,
        actorId,
      ]),
    )
  await settleTasks(tx, by, now!.teamId, before, after)
  if (d.asksWard)
    await tx.write(ASK_WARD, [
      by.newId(),
      row.person_id,
      row.organisation_id,
      now!.teamId,
      row.id,
      by.now,
      stayTaskDueAt(by.now, englandHolidays),
    ])
  // a stay that was open beside another could not go with its number until it was over
  const follows = end ? await tx.row<{ people: readonly string[] }>(FOLLOWS, [row.id]) : undefined
  return {
    made: { ...made, ...effectOf(d, now!.unitId) },
    timeline: linesOf(d, by.now),
    people: follows?.people ?? [],
  }
}
