import type { TimelineEvent } from '#platform/ui/index.ts'
import type { Original } from '../queries/original.ts'
import type { ReferralPage } from '../queries/row.ts'

/** From the columns that say who did what, newest first; nothing here is ever overwritten by a later word. */
export function history(r: ReferralPage, came: Original | null): TimelineEvent[] {
  const events: (TimelineEvent | null)[] = [
    {
      id: 'sent',
      what: came ? `Sent by another system (${came.form})` : 'Sent',
      who: `${came?.fromSaid ?? r.fromName}, ${r.fromTeam}`,
      at: r.sentAt,
    },
    r.seenAt && { id: 'seen', what: 'Seen', who: r.seenBy ?? r.toTeam, at: r.seenAt },
    ...r.messages.map((m) => ({
      id: m.id,
      what: m.kind === 'question' ? 'Question asked' : 'Question answered',
      who: `${m.by}, ${m.team}`,
      at: m.at,
    })),
    r.answeredAt && {
      id: 'answered',
      what: r.declineReason === null ? 'Taken on' : 'Not taken on',
      who: r.answeredBy ?? r.toTeam,
      at: r.answeredAt,
    },
    r.startedAt && { id: 'started', what: 'Started', who: r.keyWorker ?? r.toTeam, at: r.startedAt },
    r.withdrawnAt && { id: 'withdrawn', what: 'Withdrawn', who: r.fromTeam, at: r.withdrawnAt },
    r.finishedAt && { id: 'finished', what: 'Finished', who: r.toTeam, at: r.finishedAt },
  ]
  // what happened in one instant stands in the order in which it can have happened
  return events
    .filter((e) => e !== null)
    .reverse()
    .sort((a, b) => (a.at < b.at ? 1 : a.at > b.at ? -1 : 0))
}
