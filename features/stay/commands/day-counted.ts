import * as z from 'zod'
import { refuse } from '#core/kernel/result.ts'
import { type Day, dayOf } from '#core/kernel/time.ts'
import { type DayState, decideFeedDay } from '#core/place/feed-day.ts'
import { defineCommand, expectWritten } from '#platform/commands/command.ts'
import { cameOnce, DAYS, type FeedDay } from '../queries/messages.ts'

const input = z.strictObject({
  /** Of what is said, not of the day: whoever says it again says it anew, and the last holds. */
  countId: z.uuid(),
  clientId: z.uuid(),
  onDay: z.iso.date(),
  sent: z.int().min(0).max(10_000_000),
  words: z.string().max(2000),
  explained: z.boolean(),
})
type Input = z.infer<typeof input>

const DAY = `${DAYS} from ctx.feed_days($2, $2, $1) where on_day = $2`
const ADD = `insert into tc.feed_day_count (id, organisation_id, team_id, client_id, on_day, sent, ours, state, words, at, by_staff_id)
  values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`

/** Writes down what the sender of a feed counted on a day, beside what came here: agreed, asked about, or the difference explained. */
export const dayCounted = defineCommand<
  Input,
  FeedDay | undefined,
  { readonly ours: number; readonly state: DayState }
>({
  name: 'message.day-counted',
  version: 1,
  title: 'Say what the sender of hospital messages counted on a day',
  input,
  right: 'tasks.read',
  people: () => [],
  load: (tx, i) => tx.row<FeedDay>(DAY, [i.clientId, i.onDay]),
  decide(day, i, by) {
    // a machine is not asked later how it knows
    if (by.asker.kind !== 'staff') return refuse('NOT_ALLOWED')
    const today = dayOf(by.now)
    if (!day) return refuse(i.onDay >= today ? 'FEED_DAY_NOT_OVER' : 'NOT_FOUND_OR_NOT_YOURS')
    const ours = cameOnce(day)
    const state = decideFeedDay(ours, i.onDay as Day, i, today)
    return state.ok ? { ok: true, value: { ours, state: state.value } } : state
  },
  async store(tx, { ours, state }, i, by) {
    const { organisationId, teamId, actorId } = by.asker
    await expectWritten(
      tx.write(ADD, [
        i.countId,
        organisationId,
        teamId,
        i.clientId,
        i.onDay,
        i.sent,
        ours,
        state,
        i.words.trim() || null,
        by.now,
        actorId,
      ]),
    )
    return { made: { countId: i.countId, state } }
  },
})
