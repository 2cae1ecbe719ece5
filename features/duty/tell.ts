import { randomBytes } from 'node:crypto'
import type pg from 'pg'
import { englandHolidays } from '#content/terms/bank-holidays/index.ts'
import { answersNow, type DutyFacts, seesToIt } from '#core/duty/answers.ts'
import { isOpen } from '#core/duty/hours.ts'
import { nextTelling, type Told } from '#core/duty/telling.ts'
import { uuidv7 } from '#core/kernel/ids.ts'
import { addHours, type Instant, toEpochMs } from '#core/kernel/time.ts'
import type { OutChannel } from '#platform/notify/index.ts'
import { definitionRows, thingOf } from './cannot-wait.ts'

/** One gap of one team that cannot wait, with what was told of it. */
interface Due {
  readonly personId: string
  readonly key: string
  readonly gapFrom: Instant
  readonly definition: string
  readonly minutes: number
  readonly critical: boolean
  readonly aboutId: string
  readonly teamId: string
  readonly organisationId: string
  readonly now: Instant
  readonly told: readonly Told[]
}

const keyOf = (d: Due) => ({ personId: d.personId, key: d.key, gapFrom: d.gapFrom, teamId: d.teamId })

/** Told at a time: each lot is one transaction, so that a worker that is ended loses at most one. */
const LOT = 50
/** What cannot wait is worked out anew after so long, however much is left: what came meanwhile stands before the rest. */
const ROUND_MS = 20_000

export interface Pass {
  readonly due: number
  readonly told: number
}

/**
 * One round of telling: takes the notices of settled gaps away, then tells whoever answers now of each gap that cannot wait. What
 * cannot wait is worked out once; each lot asks again whether it still stands.
 * Each telling is a row under a key of its own, written with its messages in one transaction: a worker ended at any instant
 * tells nobody twice. `stopped`: asked between lots.
 */
export async function tellDue(
  client: pg.ClientBase,
  channels: readonly OutChannel[],
  stopped: () => boolean = () => false,
  afterLot: (pass: Pass) => Promise<void> = async () => {},
): Promise<Pass> {
  const definitions = definitionRows()
  const pass = { due: 0, told: 0 }
  for (let left = true; left && !stopped(); ) {
    const began = performance.now()
    const round = (
      await client.query<{ due: object }>('select net.begin_round($1::jsonb) as due', [definitions])
    ).rows.map((r) => r.due)
    left = false
    for (let at = 0; at < round.length && !stopped(); at += LOT) {
      const lot = await oneLot(client, round.slice(at, at + LOT), channels)
      pass.due += lot.due
      pass.told += lot.told
      await afterLot(pass)
      left = at + LOT < round.length && performance.now() - began > ROUND_MS
      if (left) break
    }
  }
  return pass
}

async function oneLot(
  client: pg.ClientBase,
  round: readonly object[],
  channels: readonly OutChannel[],
): Promise<Pass> {
  await client.query('begin')
  try {
    const found = await client.query<{ due_notices: Due }>(
      'select net.due_notices($1::jsonb) as due_notices',
      [JSON.stringify(round)],
    )
    const due = found.rows.map((r) => r.due_notices)
    const teams = await dutyOf(client, [...new Set(due.map((d) => d.teamId))])
    const tell: object[] = []
    const look: object[] = []
    for (const d of due) {
      const facts = teams.get(d.teamId)
      if (!facts) throw new Error('telling: a team that owns a gap has no duty facts')
      if (thingOf(d.definition)?.inHours && facts.hours && !isOpen(facts.hours, d.now, englandHolidays))
        continue
      if (thingOf(d.definition)?.once && d.told.length > 0) {
        look.push({ ...keyOf(d), lookAt: addHours(d.now, 1), unanswered: false })
        continue
      }
      const at = keyOf(d)
      const answers = answersNow(facts, d.now, englandHolidays, (id) => teams.get(id) ?? null)
      const other = facts.outOfHours?.teamId ? (teams.get(facts.outOfHours.teamId) ?? null) : null
      const next = nextTelling(d.told, answers, d.minutes, d.now, (acknowledged) =>
        seesToIt(acknowledged, answers, facts, other, d.now, englandHolidays),
      )
      if (next.do === 'tell')
        tell.push({
          id: uuidv7(toEpochMs(d.now), randomBytes(10)),
          ...at,
          level: next.level,
          definition: d.definition,
          minutes: d.minutes,
          critical: d.critical,
          aboutId: d.aboutId,
          organisationId: d.organisationId,
          toKey: next.who.key,
          toStaff: next.who.staffIds,
          toTeamId: next.who.teamId,
          because: next.who.because,
          words: next.who.destination?.words || null,
          email: next.who.destination?.email ?? null,
          phone: next.who.destination?.phone ?? null,
          lookAt: next.lookAt,
        })
      if (d.told.length > 0)
        look.push({ ...at, lookAt: next.lookAt, unanswered: next.do === 'nobody acknowledged' })
    }
    const told =
      due.length === 0
        ? 0
        : ((
            await client.query<{ told: number }>(
              'select net.tell($1::jsonb, $2::jsonb, $3::text[]) as told',
              [JSON.stringify(tell), JSON.stringify(look), channels],
            )
          ).rows[0]?.told ?? 0)
    await client.query('commit')
    return { due: due.length, told }
  } catch (cause) {
    await client.query('rollback')
    throw cause
  }
}

/** The duty facts of these teams, and of the teams that they hand over to. */
export async function dutyOf(
  client: Pick<pg.ClientBase, 'query'>,
  teamIds: readonly string[],
): Promise<Map<string, DutyFacts>> {
  const rows = await client.query<{ facts: DutyFacts }>('select net.duty_facts($1::uuid[]) as facts', [
    teamIds,
  ])
  return new Map(rows.rows.map(({ facts }) => [facts.teamId, facts]))
}
