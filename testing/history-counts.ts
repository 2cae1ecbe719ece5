import type { Step } from './histories.ts'

/** What happened in histories that the net must hold through, by name; only what was done counts. */
export type Counts = Map<string, number>

const DONE: Readonly<Record<string, string>> = {
  'transition.close': 'ways out closed',
  'death.report': 'deaths reported',
  'death.confirm': 'deaths confirmed',
  'death.undo': 'deaths undone',
  'stay.end-undone': 'discharges cancelled',
  'stay.move': 'moves to another ward',
  'staff.record-absence': 'absences',
  'staff.leave': 'leavers',
  'staff.end-post': 'posts ended',
  'staff.give-post': 'posts given',
}
/** Where an act says when it happened. */
const HAPPENED = ['admittedAt', 'endedAt', 'leftAt', 'backAt', 'at', 'fromAt']
const PLANS = ['contact.plan', 'stay.plan-contact', 'contact.move', 'staff.leave']
const LATE_MS = 30 * 60_000

function happenedAt({ sent: { command, input } }: Step): number | null {
  if (PLANS.includes(command)) return null
  const record = (input.record ?? {}) as Record<string, unknown>
  for (const said of [...HAPPENED.map((name) => input[name]), record.at])
    if (typeof said === 'string') return Date.parse(said)
  return null
}

/** Adds the steps of one history. */
export function countInto(counts: Counts, steps: readonly Step[]): void {
  const add = (name: string, n = 1) => counts.set(name, (counts.get(name) ?? 0) + n)
  for (const step of steps) {
    if (step.clock !== null) add(`clock stepped ${step.clock}`)
    if (!step.result.ok) continue
    const name = DONE[step.sent.command]
    if (name) add(name)
    const at = happenedAt(step)
    if (at !== null && at < step.at - LATE_MS) add('late entries')
  }
  add(
    'stays heard of after a closing',
    steps.filter(
      (s, i) =>
        s.result.ok &&
        s.sent.command === 'stay.open' &&
        steps
          .slice(0, i)
          .some(
            (c) =>
              c.result.ok &&
              c.sent.command === 'transition.close' &&
              c.sent.input.personId === s.sent.input.personId &&
              c.at > Date.parse(String(s.sent.input.admittedAt)),
          ),
    ).length,
  )
  const closed = steps.findIndex((s) => s.result.ok && s.sent.command === 'transition.close')
  if (closed >= 0 && steps.slice(closed + 1).some((s) => s.result.ok))
    add('histories that went on after a closing')
}
