import * as z from 'zod'
import { ok } from '#core/kernel/result.ts'
import { decideMoveStage } from '#core/pathway/stages.ts'
import { defineCommand, expectWritten } from '#platform/commands/command.ts'
import { openCounts } from '../facts.ts'
import { loadSchedule } from '../schedule-facts.ts'
import { instantInput, words } from '../shapes.ts'
import { loadStageCounts, stageFactsOf } from '../stage-facts.ts'
import { asSeen } from '../version.ts'

const input = z.object({
  personId: z.uuid(),
  episodeId: z.uuid(),
  moveId: z.uuid(),
  toStageId: z.string().max(80),
  /** Goals that the person has written down: counted by hand until they are kept here. Null where the pathway does not ask. */
  goalsWritten: z.int().min(0).max(99).nullable().default(null),
  /** When and how the person said yes to moving on; null where the pathway does not ask. */
  personAgreed: z.object({ at: instantInput, how: words }).nullable().default(null),
  version: z.int(),
})
const MOVE = `update tc.episode set stage_id = $3, stage_since_at = (select ctx.now()), version = version + 1 where id = $1 and version = $2`
const KEEP = `insert into tc.stage_move (id, episode_id, person_id, team_id, organisation_id, class_bit, from_stage_id, to_stage_id, goals_written,
    person_agreed_at, person_agreed_how, moved_at, moved_by)
  values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, (select ctx.now()), (select ctx.actor()))`

/**
 * Moves a person to another stage of their pathway, once everything that the pinned file asks for is true. The support
 * schedule stays as it is, and nothing is told to the safety net: a stage says where somebody is and owes nothing.
 * Refuses: those of `decideMoveStage`, EPISODE_ENDED, STALE_VERSION.
 */
export const moveStage = defineCommand({
  name: 'episode.move-stage',
  version: 1,
  title: 'Move to another stage',
  input,
  right: 'episode.manage',
  people: (i) => [i.personId],
  async load(tx, i) {
    const [facts, counts, open] = await Promise.all([
      loadSchedule(tx, i.episodeId, i.personId),
      loadStageCounts(tx, i.episodeId, i.personId),
      openCounts(tx, i.personId),
    ])
    return { facts, counts, open }
  },
  decide({ facts, counts, open }, i, by) {
    const found = asSeen(facts, i.version)
    if (!found.ok) return found
    const { episode, definition } = found.value
    const moved = decideMoveStage(definition, {
      stageId: episode.stage_id,
      sinceAt: episode.stage_since_at,
      toStageId: i.toStageId,
      personAgreed: i.personAgreed,
      facts: stageFactsOf(found.value, counts, open, { goalsWritten: i.goalsWritten ?? 0 }, by.now),
      now: by.now,
    })
    return moved.ok ? ok({ episode, ...moved.value }) : moved
  },
  async store(tx, { episode: e, from, to }, i, by) {
    await Promise.all([
      expectWritten(tx.write(MOVE, [e.id, i.version, to])),
      tx.write(KEEP, [
        i.moveId,
        e.id,
        e.person_id,
        e.team_id,
        e.organisation_id,
        e.class_bit,
        from,
        to,
        i.goalsWritten,
        i.personAgreed?.at ?? null,
        i.personAgreed?.how ?? null,
      ]),
    ])
    return {
      made: { moveId: i.moveId },
      timeline: [
        {
          personId: i.personId,
          at: by.now,
          what: 'moved to another stage',
          aboutId: e.id,
          classBit: e.class_bit,
        },
      ],
    }
  },
})
