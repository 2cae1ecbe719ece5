import type { Instant } from '#core/kernel/time.ts'
import type { TimelineLine } from '#platform/commands/command.ts'
import type { StayRow } from '../rows.ts'
import type { Decision } from './hear-decide.ts'

/** One line of the timeline about this stay. */
export const line = (row: StayRow, at: Instant, what: string): TimelineLine => ({
  personId: row.person_id,
  at,
  what,
  aboutId: row.id,
  classBit: 2,
})

/** This return ended a leave. */
const endsLeave = ({ told, heard, handBack }: Decision): boolean =>
  told.leaves.some((l) => l.backAt === heard.at) || handBack?.backAt === heard.at

/** In one word what this message changed; a line of the feed says it (../filed.ts). */
export function effectOf(d: Decision, unitId: string): { effect: string; known?: string } {
  const { heard, before, after, row, told } = d
  const ended = after.state === 'ended' ? after : null
  switch (heard.what) {
    case 'moved':
      if (!d.moves.some((m) => m.id === heard.id)) return { effect: 'none' }
      return { effect: unitId === row.unit_id ? 'placed' : 'moved' }
    case 'move cancelled':
      return { effect: unitId === row.unit_id ? 'noted' : 'moved back' }
    case 'left':
    case 'leaving put right':
      if (!ended) return { effect: 'cancelled' }
      if (before.state === 'open') return { effect: 'ended' }
      return {
        effect:
          before.endedAt === ended.endedAt && before.endSource === ended.endSource ? 'none' : 'put right',
      }
    case 'leaving cancelled':
      if (d.asksWard) return { effect: 'asked' }
      return { effect: before.state === 'ended' && !ended ? 'undone' : 'noted' }
    case 'leave began': {
      const leave = told.leaves.find((l) => l.id === heard.id)
      return { effect: !leave ? 'none' : leave.backAt === null ? 'away' : 'away and back' }
    }
    case 'leave ended':
      return { effect: endsLeave(d) ? 'back' : 'none' }
    default:
      return { effect: before.admittedAt === after.admittedAt ? 'none' : 'put right' }
  }
}

/** What the timeline says came of it. */
export function linesOf(d: Decision, now: Instant): readonly TimelineLine[] {
  const { row, heard, before, after, told } = d
  const lines: TimelineLine[] = []
  if (after.state === 'ended' && (before.state === 'open' || before.endedAt !== after.endedAt))
    lines.push(line(row, after.endedAt, before.state === 'open' ? 'stay ended' : 'time of leaving put right'))
  if (before.state === 'ended' && after.state === 'open')
    lines.push(line(row, now, 'did not leave after all'))
  if (before.admittedAt !== after.admittedAt)
    lines.push(line(row, after.admittedAt, 'time of admission put right'))
  if (heard.what === 'moved' && d.moves.some((m) => m.id === heard.id))
    lines.push(line(row, heard.at!, 'moved to another ward'))
  if (heard.what === 'move cancelled') lines.push(line(row, now, 'a move to another ward was taken back'))
  if (heard.what === 'leave began' && told.leaves.some((l) => l.id === heard.id))
    lines.push(line(row, heard.at!, 'on overnight leave'))
  if (heard.what === 'leave ended' && endsLeave(d)) lines.push(line(row, heard.at!, 'back on the ward'))
  return lines
}
