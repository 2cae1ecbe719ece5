import * as z from 'zod'
import type { TeamHours } from '#core/duty/hours.ts'
import { decideChain, decideHours, decideOutOfHours, decideShifts, type ShiftOf } from '#core/duty/set.ts'
import { ok, type Result, refuse } from '#core/kernel/result.ts'
import type { TimeOfDay } from '#core/kernel/time.ts'
import { instantShape } from '#core/people/shapes.ts'
import { type Decider, defineCommand, expectWritten } from '#platform/commands/command.ts'
import type { Tx } from '#platform/commands/transaction.ts'

const time = z
  .string()
  .regex(/^(([01]\d|2[0-3]):[0-5]\d|24:00)$/)
  .transform((t) => t as TimeOfDay)

interface TeamRow {
  readonly organisation_id: string
  readonly version: number
  readonly chain_version: number
}
const TEAM = `select t.organisation_id, coalesce(d.version, 0) as version, coalesce(d.chain_version, 0) as chain_version
  from tc.team t left join tc.duty_team d on d.team_id = t.id where t.id = $1 and t.closed_at is null`
const loadTeam = (tx: Tx, teamId: string) => tx.row<TeamRow>(TEAM, [teamId])

/** Whether this team may be set by who asks: it is of their organisation, and they saw what stands now. */
function own(team: TeamRow | undefined, version: number, by: Decider): Result<TeamRow> {
  if (!team || team.organisation_id !== by.asker.organisationId) return refuse('NOT_FOUND_OR_NOT_YOURS')
  return team.version === version ? ok(team) : refuse('STALE_VERSION')
}

// each makes the team's row where there is none; 0 rows where somebody was first
const SET_HOURS = `insert into tc.duty_team (team_id, organisation_id, version, set_at, set_by, weekly, on_bank_holidays)
  select $1, $2, $3::int + 1, (select ctx.now()), $4, $5, $6 where $3::int = 0 or exists (select from tc.duty_team where team_id = $1)
  on conflict (team_id) do update set version = duty_team.version + 1, set_at = excluded.set_at, set_by = excluded.set_by, weekly = excluded.weekly, on_bank_holidays = excluded.on_bank_holidays
  where duty_team.version = $3`
const hoursInput = z.strictObject({
  teamId: z.uuid(),
  version: z.int().min(0),
  weekly: z.array(z.strictObject({ weekday: z.int().min(1).max(7), from: time, until: time })).max(28),
  onBankHolidays: z.boolean(),
})

/** A team's own hours, by the clock of London: who answers outside them is the out-of-hours destination. */
export const setHours = defineCommand<z.infer<typeof hoursInput>, TeamRow | undefined, TeamHours>({
  name: 'duty.set-hours',
  version: 1,
  title: 'Set the hours of a team',
  input: hoursInput,
  right: 'duty.manage',
  people: () => [],
  load: (tx, i) => loadTeam(tx, i.teamId),
  decide(team, i, by) {
    const mine = own(team, i.version, by)
    return mine.ok ? decideHours({ weekly: i.weekly, onBankHolidays: i.onBankHolidays }) : mine
  },
  async store(tx, hours, i, by) {
    const { organisationId, actorId } = by.asker
    await expectWritten(
      tx.write(SET_HOURS, [
        i.teamId,
        organisationId,
        i.version,
        actorId,
        JSON.stringify(hours.weekly),
        hours.onBankHolidays,
      ]),
    )
    return { made: { teamId: i.teamId, version: i.version + 1 } }
  },
})

const SET_OUT = `insert into tc.duty_team (team_id, organisation_id, version, set_at, set_by, out_words, out_email, out_phone, out_team_id)
  select $1, $2, $3::int + 1, (select ctx.now()), $4, $5, $6, $7, $8 where $3::int = 0 or exists (select from tc.duty_team where team_id = $1)
  on conflict (team_id) do update set version = duty_team.version + 1, set_at = excluded.set_at, set_by = excluded.set_by, out_words = excluded.out_words, out_email = excluded.out_email, out_phone = excluded.out_phone, out_team_id = excluded.out_team_id
  where duty_team.version = $3`
const outInput = z.strictObject({
  teamId: z.uuid(),
  version: z.int().min(0),
  words: z.string().trim().max(500),
  email: z.nullable(z.email().max(320)),
  phone: z.nullable(z.string().regex(/^\+?[0-9 ().-]{3,20}$/)),
  toTeamId: z.nullable(z.uuid()),
  nothingSent: z.boolean().default(false),
})

/** Where a team's messages go when nobody of it is at work: whom to ring in words, with a number, an address or another team. */
export const setOutOfHours = defineCommand<z.infer<typeof outInput>, TeamRow | undefined, null>({
  name: 'duty.set-out-of-hours',
  version: 1,
  title: 'Say where a team’s messages go out of hours',
  input: outInput,
  right: 'duty.manage',
  people: () => [],
  load: (tx, i) => loadTeam(tx, i.teamId),
  decide(team, i, by) {
    const mine = own(team, i.version, by)
    return mine.ok ? decideOutOfHours(i.teamId, i) : mine
  },
  async store(tx, _decision, i, by) {
    const { organisationId, actorId } = by.asker
    await expectWritten(
      tx.write(SET_OUT, [
        i.teamId,
        organisationId,
        i.version,
        actorId,
        i.words,
        i.email,
        i.phone,
        i.toTeamId,
      ]),
    )
    return { made: { teamId: i.teamId, version: i.version + 1 } }
  },
})

/** A staff member, or whoever holds a post. */
const who = z
  .strictObject({ staffId: z.nullable(z.uuid()), postId: z.nullable(z.uuid()) })
  .refine((w) => (w.staffId === null) !== (w.postId === null))

const HERE = `select
  (select count(*)::int from unnest($1::uuid[]) s(id) where exists (select from tc.post_holder h join tc.post p on p.id = h.post_id join tc.staff m on m.id = h.staff_id
     where h.staff_id = s.id and p.organisation_id = (select ctx.organisation()) and h.from_at <= (select ctx.now()) and (h.until_at is null or h.until_at > (select ctx.now()))
       and (m.left_at is null or m.left_at > (select ctx.now()))))
  + (select count(*)::int from unnest($2::uuid[]) p(id) where exists (select from tc.post o where o.id = p.id and o.organisation_id = (select ctx.organisation()))) as n`

interface Named {
  readonly team: TeamRow | undefined
  /** Of those named, how many work in the asker's organisation. */
  readonly here: number
  readonly named: number
}
async function loadNamed(tx: Tx, teamId: string, named: readonly z.infer<typeof who>[]): Promise<Named> {
  const distinct = (ids: readonly (string | null)[]) => [...new Set(ids.filter((id) => id !== null))]
  const [staff, posts] = [distinct(named.map((w) => w.staffId)), distinct(named.map((w) => w.postId))]
  const [team, row] = await Promise.all([loadTeam(tx, teamId), tx.row<{ n: number }>(HERE, [staff, posts])])
  return { team, here: row?.n ?? 0, named: staff.length + posts.length }
}

const SET_CHAIN = `insert into tc.duty_team (team_id, organisation_id, version, set_at, set_by, chain_version)
  select $1, $2, $3::int + 1, (select ctx.now()), $4, $5 where $3::int = 0 or exists (select from tc.duty_team where team_id = $1)
  on conflict (team_id) do update set version = duty_team.version + 1, set_at = excluded.set_at, set_by = excluded.set_by, chain_version = excluded.chain_version
  where duty_team.version = $3`
const ADD_TO_CHAIN = `insert into tc.duty_chain (team_id, organisation_id, version, place, staff_id, post_id, set_at, set_by)
  select $1, $2, $3, c.place, c."staffId", c."postId", (select ctx.now()), $4 from jsonb_to_recordset($5::jsonb) as c(place int, "staffId" uuid, "postId" uuid)`
const chainInput = z.strictObject({ teamId: z.uuid(), version: z.int().min(0), chain: z.array(who).max(12) })

/** Who is told next, in order, when whoever is on duty does not acknowledge. */
export const setChain = defineCommand<z.infer<typeof chainInput>, Named, number>({
  name: 'duty.set-chain',
  version: 1,
  title: 'Say who is told next',
  input: chainInput,
  right: 'duty.manage',
  people: () => [],
  load: (tx, i) => loadNamed(tx, i.teamId, i.chain),
  decide({ team, here, named }, i, by) {
    const mine = own(team, i.version, by)
    if (!mine.ok) return mine
    const chain = decideChain(i.chain.map((w) => w.staffId ?? w.postId ?? ''))
    if (!chain.ok) return chain
    return here === named ? ok(mine.value.chain_version + 1) : refuse('DUTY_NOT_HERE', { field: 'chain' })
  },
  async store(tx, chainVersion, i, by) {
    const { organisationId, actorId } = by.asker
    const rows = JSON.stringify(i.chain.map((w, n) => ({ ...w, place: n + 1 })))
    await expectWritten(tx.write(SET_CHAIN, [i.teamId, organisationId, i.version, actorId, chainVersion]))
    await expectWritten(
      tx.write(ADD_TO_CHAIN, [i.teamId, organisationId, chainVersion, actorId, rows]),
      i.chain.length,
    )
    return { made: { teamId: i.teamId, version: i.version + 1 } }
  },
})

const TAKE_BACK = `update tc.duty_shift set ended_at = (select ctx.now()), ended_by = $2
  where team_id = $1 and ended_at is null and from_at = any ($3::timestamptz[])`
const ADD_SHIFTS = `insert into tc.duty_shift (id, team_id, organisation_id, from_at, until_at, staff_id, post_id, set_at, set_by)
  select s.id, $1, $2, s."from", s.until, s."staffId", s."postId", (select ctx.now()), $3
    from jsonb_to_recordset($4::jsonb) as s(id uuid, "from" timestamptz, until timestamptz, "staffId" uuid, "postId" uuid) on conflict (id) do nothing`
// those that stay beside what is set: what begins at the same instants is taken back
const STAND = `select x.from_at as "from", x.until_at as until, coalesce(x.staff_id, x.post_id) as who from tc.duty_shift x
  where x.team_id = $1 and x.ended_at is null and x.from_at < $2 and x.until_at > $3 and x.from_at <> all ($4::timestamptz[])`
// the rota goes by the team's version, as its hours and chain do: two who set it at once meet here
const SET_ROTA = `insert into tc.duty_team (team_id, organisation_id, version, set_at, set_by)
  select $1, $2, $3::int + 1, (select ctx.now()), $4 where $3::int = 0 or exists (select from tc.duty_team where team_id = $1)
  on conflict (team_id) do update set version = duty_team.version + 1, set_at = excluded.set_at, set_by = excluded.set_by
  where duty_team.version = $3`
const shiftInput = z.strictObject({
  teamId: z.uuid(),
  version: z.int().min(0),
  /** What stood at the same beginnings is taken back; a beginning without anybody leaves a hole, which the page shows. */
  begins: z.array(instantShape).max(100),
  shifts: z.array(z.strictObject({ id: z.uuid(), from: instantShape, until: instantShape, who })).max(100),
})

interface Rota extends Named {
  readonly stand: readonly ShiftOf[]
}
async function loadRota(tx: Tx, i: z.infer<typeof shiftInput>): Promise<Rota> {
  const named = loadNamed(
    tx,
    i.teamId,
    i.shifts.map((s) => s.who),
  )
  const [from, until] = [
    i.shifts.map((s) => s.from).sort()[0],
    i.shifts
      .map((s) => s.until)
      .sort()
      .at(-1),
  ]
  const begins = [...i.begins, ...i.shifts.map((s) => s.from)]
  const stand =
    from === undefined || until === undefined
      ? []
      : await tx.rows<ShiftOf>(STAND, [i.teamId, until, from, begins])
  return { ...(await named), stand }
}

/** Who answers for a team, shift by shift. Sets the shifts that begin at the instants named; leaves every other as it is. */
export const setShifts = defineCommand<z.infer<typeof shiftInput>, Rota, null>({
  name: 'duty.set-shift',
  version: 1,
  title: 'Say who answers for a team, by shift',
  input: shiftInput,
  right: 'duty.manage',
  people: () => [],
  load: loadRota,
  decide({ team, here, named, stand }, i, by) {
    const mine = own(team, i.version, by)
    if (!mine.ok) return mine
    const shifts = i.shifts.map(({ who: w, ...s }) => ({ ...s, who: w.staffId ?? w.postId ?? '' }))
    const sound = decideShifts(shifts, stand, by.now)
    if (!sound.ok) return sound
    return here === named ? ok(null) : refuse('DUTY_NOT_HERE', { field: 'shifts' })
  },
  async store(tx, _decision, i, by) {
    const { organisationId, actorId } = by.asker
    await expectWritten(tx.write(SET_ROTA, [i.teamId, organisationId, i.version, actorId]))
    await tx.write(TAKE_BACK, [i.teamId, actorId, [...i.begins, ...i.shifts.map((s) => s.from)]])
    const rows = JSON.stringify(i.shifts.map(({ who: w, ...s }) => ({ ...s, ...w })))
    await expectWritten(tx.write(ADD_SHIFTS, [i.teamId, organisationId, actorId, rows]), i.shifts.length)
    return { made: { teamId: i.teamId, version: i.version + 1, shifts: i.shifts.length } }
  },
})
