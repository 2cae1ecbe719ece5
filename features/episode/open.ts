import type { StaffId } from '#core/kernel/ids.ts'
import { type Day, dayOf, startOfDay } from '#core/kernel/time.ts'
import { startSchedule } from '#core/pathway/steps.ts'
import { type Decider, staleVersion, type TimelineLine } from '#platform/commands/command.ts'
import type { Tx } from '#platform/commands/transaction.ts'
import { definitionOf, scheduleOf } from './definition.ts'
import { planAhead, storeContacts } from './plan.ts'

/** What taking somebody on hands to the episode. */
export interface EpisodeOpening {
  /** Made by the sender of the command. */
  readonly episodeId: string
  readonly personId: string
  readonly serviceId: string
  /** Null for support that nobody referred to. */
  readonly referralId: string | null
  /** The day of the start, or the day on which the service expects it when the person queues. */
  readonly startOn: Day
  readonly keyWorkerStaffId: string | null
}

export interface EpisodeOpened {
  readonly episodeId: string
  readonly people: readonly string[]
  readonly timeline: readonly TimelineLine[]
}

interface Place {
  team_id: string
  organisation_id: string
  drug_and_alcohol: boolean
  pathway_id: string
  pathway_version: number
  sha256: string
}

const PLACE = `select t.id as team_id, t.organisation_id, t.drug_and_alcohol, v.pathway_id, v.version as pathway_version, v.sha256
  from tc.service s join tc.team t on t.id = s.team_id
  join lateral (select pathway_id, version, sha256 from tc.pathway_version where pathway_id = s.pathway_id order by version desc limit 1) v on true
  where s.id = $1`
const OPEN = `insert into tc.episode (id, person_id, service_id, organisation_id, team_id, referral_id, class_bit, pathway_id, pathway_version, state,
    started_at, start_on, key_worker_staff_id, planned_until_on, stage_id, stage_since_at)
  values ($1, $2, $3, $4, $5, $6, $7, $8, $9, 'open', (select ctx.now()), $10, $11, $12, $13, (select ctx.now()))`
const START = `insert into tc.schedule_decision (id, episode_id, person_id, team_id, organisation_id, class_bit, kind, step_id, from_on, decided_at, decided_by)
  values ($1, $2, $3, $4, $5, $6, 'start', $7, $8, (select ctx.now()), (select ctx.actor()))`

/**
 * Opens a person's time with a service on the newest version of its pathway: the episode on its first stage, the first step
 * of its schedule from the day of the start, and contacts planned two weeks ahead. Runs inside the transaction of whoever takes the person on.
 * Why nothing is read back: until access is worked out anew after the store, the asker may not see the row just made.
 */
export async function openEpisode(tx: Tx, opening: EpisodeOpening, by: Decider): Promise<EpisodeOpened> {
  const { episodeId, personId, serviceId, referralId, startOn, keyWorkerStaffId } = opening
  const place = (await tx.row<Place>(PLACE, [serviceId])) ?? staleVersion()
  const definition = await definitionOf(tx, {
    pathwayId: place.pathway_id,
    version: place.pathway_version,
    sha256: place.sha256,
  })
  const schedule = scheduleOf(definition)
  const classBit = place.drug_and_alcohol ? 16 : 4
  const { team_id: teamId, organisation_id: organisationId } = place
  const state =
    schedule &&
    startSchedule(schedule, {
      fromAt: startOfDay(startOn),
      decidedBy: by.asker.actorId as StaffId,
      now: by.now,
    })
  const asEpisode = {
    start_on: startOn,
    visitors: [],
    key_worker_staff_id: keyWorkerStaffId,
    planned_until_on: null,
  }
  const planning =
    state && planAhead({ episode: asEpisode, schedule, state, contacts: [], suspendedAt: null }, by.now)
  const sent: Promise<unknown>[] = [
    tx.write(OPEN, [
      episodeId,
      personId,
      serviceId,
      organisationId,
      teamId,
      referralId,
      classBit,
      place.pathway_id,
      place.pathway_version,
      startOn,
      keyWorkerStaffId,
      planning?.untilOn ?? null,
      definition.startsAt,
    ]),
  ]
  if (state && planning) {
    sent.push(
      tx.write(START, [
        by.newId(),
        episodeId,
        personId,
        teamId,
        organisationId,
        classBit,
        state.taken[0]!.stepId,
        startOn,
      ]),
    )
    sent.push(
      storeContacts(tx, { episodeId, personId, serviceId, organisationId, teamId, classBit }, planning, by),
    )
  }
  await Promise.all(sent)
  return {
    episodeId,
    people: [personId],
    timeline: [
      {
        personId,
        at: by.now,
        what: startOn > dayOf(by.now) ? 'support agreed' : 'support opened',
        aboutId: episodeId,
        classBit,
      },
    ],
  }
}
