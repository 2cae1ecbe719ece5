import { setImmediate as breathe } from 'node:timers/promises'
import pg from 'pg'
import { dayOf, instant } from '#core/kernel/time.ts'
import { readPathway } from '#core/pathway/check.ts'
import { roleCard } from '#features/organisation/index.ts'
import type { Config } from '../config.ts'
import { readPathways } from '../pathways.ts'
import { writeTokens } from '../tokens.ts'
import { absenceRows, dayRows } from './day.ts'
import { dutyRows } from './duty.ts'
import { hospitalRows } from './hospital.ts'
import type { Told } from './journeys.ts'
import { asSeeder, clientRows, loadPart } from './load.ts'
import { writeMessages } from './messages.ts'
import { partnerRows } from './partner-story.ts'
import { firstPart, type Journey, rowsOf, theRest } from './partnership.ts'
import { spreadsheetRows } from './sheet.ts'
import { worldRows } from './world.ts'

/** Journeys told between two breaths: about 40 ms, so that pages go on being served. */
const A_BREATH = 10

/** Where seeding stands, and the database's own clock: what is made up ends there. */
export async function seedingState(
  owner: pg.ClientConfig,
): Promise<{ seeding: 'none' | 'running' | 'done'; now: string }> {
  const client = new pg.Client(owner)
  await client.connect()
  try {
    const found = await client.query<{ seeding: 'none' | 'running' | 'done'; now: string }>(
      `select seeding, to_char(ctx.clock() at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as now from ctx.installation`,
    )
    return found.rows[0]!
  } finally {
    await client.end()
  }
}

/** What journeys are told with: our own definition of the service, whatever else the installation knows. */
export function told(now: string): Told {
  const ours = readPathways(undefined).findLast((d) => d.id === 'medication-support')
  const reading = readPathway(ours?.body)
  if (!reading.ok) throw new Error('practice data: the definition of medication support cannot be read')
  return { definition: reading.definition, now: instant(now), visits: true }
}

/** What a post with this role card may do. A card that is missing is a fault of ours: nobody is seeded without rights. */
export function rightsOf(role: string): readonly string[] {
  const card = roleCard(role)
  if (!card) throw new Error(`practice data: there is no role card ${role}`)
  return card.rights
}

/** The partnership and the five people whom walks name; the machines' tokens and the walk's messages into the data folder. */
export async function seedFirst(config: Config, owner: pg.ClientConfig, now: string): Promise<void> {
  const with_ = told(now)
  const { rows, tokens } = clientRows(with_.now, rightsOf)
  await asSeeder(owner, async (seeder) => {
    await loadPart(
      seeder,
      {
        ...worldRows(dayOf(with_.now), rightsOf),
        ...dutyRows(dayOf(with_.now)),
        ...rows,
        ...partnerRows(with_.now),
        ...rowsOf(firstPart(with_), { ...absenceRows(with_), ...hospitalRows(with_.now) }),
      },
      'running',
    )
  })
  writeTokens(config, tokens)
  writeMessages(config.dataDir, with_.now)
}

/** Everybody else: told a few at a time, then loaded in one transaction. */
export async function seedRest(owner: pg.ClientConfig, now: string, stopped: () => boolean): Promise<void> {
  const with_ = told(now)
  const journeys: Journey[] = []
  for (const journey of theRest(with_)) {
    journeys.push(journey)
    if (journeys.length % A_BREATH === 0) await breathe()
    if (stopped()) return
  }
  await asSeeder(owner, async (seeder) => {
    await loadPart(seeder, spreadsheetRows(with_), 'running')
    await loadPart(seeder, rowsOf(journeys, dayRows(with_)), 'done')
  })
}
