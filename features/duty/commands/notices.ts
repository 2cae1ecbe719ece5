import * as z from 'zod'
import { ok, refuse } from '#core/kernel/result.ts'
import { defineCommand, expectWritten } from '#platform/commands/command.ts'

const NOTICE = `select n.person_id, n.closed_at is null as open, n.acknowledged_at is not null as acknowledged from tc.notice n where n.id = $1`
// said once for the gap and the team: whoever else was told of it is told that it is seen to
const ACKNOWLEDGE = `update tc.notice set acknowledged_at = (select ctx.now()), acknowledged_by = (select ctx.actor())
  where id = $1 and acknowledged_at is null and closed_at is null`

interface NoticeRow {
  readonly person_id: string
  readonly open: boolean
  readonly acknowledged: boolean
}
const acknowledgeInput = z.strictObject({ noticeId: z.uuid(), personId: z.uuid() })

/**
 * "I have seen it and will see to it", in one's own name. The gap stays open and on the board until the thing is done; whoever
 * goes off shift hands it on by going. Refuses: NOTICE_GONE, NOTICE_ALREADY_ACKNOWLEDGED.
 */
export const acknowledge = defineCommand<z.infer<typeof acknowledgeInput>, NoticeRow | undefined, null>({
  name: 'notice.acknowledge',
  version: 1,
  title: 'Acknowledge what one was told',
  input: acknowledgeInput,
  // whoever may open the page of it
  right: ['board.read', 'tasks.read'],
  people: (i) => [i.personId],
  load: (tx, i) => tx.row<NoticeRow>(NOTICE, [i.noticeId]),
  decide(notice, i) {
    if (!notice || notice.person_id !== i.personId) return refuse('NOT_FOUND_OR_NOT_YOURS')
    if (!notice.open) return refuse('NOTICE_GONE')
    return notice.acknowledged ? refuse('NOTICE_ALREADY_ACKNOWLEDGED') : ok(null)
  },
  async store(tx, _decision, i) {
    await expectWritten(tx.write(ACKNOWLEDGE, [i.noticeId]))
    return { made: { noticeId: i.noticeId } }
  },
})

const WISHES = `insert into tc.notify_preference (staff_id, by_email, mobile, digest_at, version, set_at)
  values ((select ctx.actor()), $1, $2, $3::time, $4::int + 1, (select ctx.now()))
  on conflict (staff_id) do update set by_email = excluded.by_email, mobile = excluded.mobile, digest_at = excluded.digest_at,
    version = notify_preference.version + 1, set_at = excluded.set_at
  where notify_preference.version = $4`
const wishesInput = z.strictObject({
  version: z.int().min(0),
  byEmail: z.boolean(),
  mobile: z.nullable(z.string().regex(/^\+?[0-9 ]{9,20}$/)),
  digestAt: z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/),
})

/** What one gets beside the screen, and when the daily list comes. One's own alone. */
export const setWishes = defineCommand<z.infer<typeof wishesInput>, null, null>({
  name: 'notify.set-wishes',
  version: 1,
  title: 'Choose how I am told',
  input: wishesInput,
  right: ['board.read', 'tasks.read'],
  people: () => [],
  load: async () => null,
  decide: () => ok(null),
  async store(tx, _decision, i) {
    await expectWritten(tx.write(WISHES, [i.byEmail, i.mobile, i.digestAt, i.version]))
    return { made: { version: i.version + 1 } }
  },
})
