import type { ReactNode } from 'react'
import { PARTS_OF_DAY, partOfDay } from '#core/contact/visitors.ts'
import type { StaffId } from '#core/kernel/ids.ts'
import { ok, type Result } from '#core/kernel/result.ts'
import { type Day, dayOf, type Instant } from '#core/kernel/time.ts'
import type { PersonFacts } from '#core/safetynet/facts.ts'
import { gapTitle } from '#core/safetynet/kinds.ts'
import { type Queue, queueOf } from '#core/safetynet/queue.ts'
import { type Effect, effectOf, withoutCover } from '#features/safetynet/index.ts'
import type { Sum } from '#platform/commands/rehearsal.ts'
import type { PageRequest } from '#platform/http/page.ts'
import {
  count,
  Details,
  Heading,
  longDay,
  Paragraph,
  SummaryList,
  Table,
  WarningCallout,
} from '#platform/ui/index.ts'
import { type StaffQueue, staffQueue } from '../queries/queue.ts'

/** All that is said before an act about one staff member is confirmed. */
export interface ActShown {
  readonly queue: Queue
  readonly effect: Effect
  /** Gaps that would open without the cover named; null where none is named. */
  readonly uncovered: Effect | null
  /** Contacts of the asker's own team that the safety net does not watch any more are counted too. */
  readonly contacts: readonly { readonly id: string; readonly windowFromAt: Instant }[]
  readonly shifts: number
  /** Of the asker's own team: those to which they go along. */
  readonly appointments: number
  readonly made: Readonly<Record<string, string | number | boolean | null>>
}

export interface About {
  readonly staffId: string
  readonly from: Instant
  readonly until: Instant | null
  /** The absence has a named cover. */
  readonly covered: boolean
}

type Summed = Pick<ActShown, 'queue' | 'effect' | 'uncovered'>

const sumOf =
  (about: About): Sum<Summed> =>
  (before, after) => ({
    queue: queueOf(
      before.map((b) => b.facts as PersonFacts),
      about.staffId as StaffId,
      about,
    ),
    effect: effectOf(before, after),
    uncovered:
      about.covered && about.until !== null
        ? effectOf(
            before,
            withoutCover(after, { staffId: about.staffId, from: about.from, until: about.until }),
          )
        : null,
  })

/** Does the act, adds up what it touches by the rule that will run, and takes it back. Refuses what the act refuses. */
export async function lookAhead(
  request: PageRequest,
  command: string,
  input: Readonly<Record<string, unknown>>,
  about: About,
): Promise<Result<ActShown>> {
  const { staffId, from, until } = about
  const rehearsed = await request.rehearse(command, input, sumOf(about))
  if (!rehearsed.ok) return rehearsed
  const seen: Result<StaffQueue> = await request.see((ask) => ask(staffQueue, { staffId, from, until }))
  if (!seen.ok) return seen
  const { sum, made } = rehearsed.value
  const all = new Map([...sum.queue.contacts, ...seen.value.contacts].map((c) => [c.id, c]))
  return ok({
    ...sum,
    made,
    contacts: [...all.values()],
    shifts: seen.value.shifts,
    appointments: seen.value.appointments,
  })
}

interface DayLine {
  readonly on: Day
  readonly parts: readonly number[]
}

function daysOf(contacts: ActShown['contacts']): DayLine[] {
  const days = new Map<Day, number[]>()
  for (const c of contacts) {
    const on = dayOf(c.windowFromAt)
    const parts = days.get(on) ?? PARTS_OF_DAY.map(() => 0)
    const part = PARTS_OF_DAY.indexOf(partOfDay(c.windowFromAt))
    parts[part] = (parts[part] ?? 0) + 1
    days.set(on, parts)
  }
  return [...days].sort(([a], [b]) => (a < b ? -1 : 1)).map(([on, parts]) => ({ on, parts }))
}

const PART_HEADS = { morning: 'Morning', afternoon: 'Afternoon', evening: 'Evening' } as const

const Gaps = ({ effect }: { readonly effect: Effect }) => (
  <ul className="nhsuk-list nhsuk-list--bullet">
    {effect.opensByKind.map(({ kind, n }) => (
      <li key={kind}>
        {gapTitle(kind)}: {n}
      </li>
    ))}
  </ul>
)

/** What the act touches, as numbers that will be what is stored. Counts and never names: some of them the reader may not see. */
export function Touches({ shown }: { readonly shown: ActShown }) {
  const { queue, effect, uncovered, contacts, shifts, appointments } = shown
  const days = daysOf(contacts)
  const kept = uncovered === null ? 0 : uncovered.opens - effect.opens
  const table = (
    <Table
      caption="Planned visits and calls by day"
      columns={[
        { head: 'Day', isRowName: true, cell: (d: DayLine) => longDay(d.on) },
        ...PARTS_OF_DAY.map((part, i) => ({
          head: PART_HEADS[part],
          numeric: true,
          cell: (d: DayLine) => d.parts[i],
        })),
      ]}
      rows={days}
      rowKey={(d) => d.on}
      empty={<Paragraph>No visit or call is planned with them in that time.</Paragraph>}
    />
  )
  return (
    <>
      <SummaryList
        rows={[
          { key: 'People it touches', value: String(queue.people) },
          { key: 'Visits and calls planned with them', value: String(contacts.length) },
          { key: 'People whose key worker they are', value: String(queue.episodes) },
          { key: 'People whom they lead out of hospital', value: String(queue.leads) },
          { key: 'Referrals they still answer for as sender', value: String(queue.referrals) },
          { key: 'Contacts that wait for an outcome from them', value: String(queue.withoutOutcome) },
          { key: 'Tasks', value: String(queue.tasks) },
          { key: 'Appointments they go along to', value: String(appointments) },
          { key: 'Duty shifts', value: String(shifts) },
        ]}
      />
      {days.length > 14 ? (
        <Details summary={`Show the ${count(days.length, 'day')} with visits or calls`}>{table}</Details>
      ) : (
        table
      )}
      <BecomesAGap effect={effect}>
        {uncovered !== null && uncovered.opens > 0 && (
          <Paragraph>
            {`The named cover takes ${count(kept, 'gap')} of the ${uncovered.opens} that would open with nobody.`}
          </Paragraph>
        )}
        {uncovered !== null && effect.withoutLead > 0 && (
          <WarningCallout heading="Whoever they lead has no lead for some of this time">
            <p>
              A lead is covered only by a colleague who is at work and holds an employed post in the team that
              leads. Choose one of that team, or have another lead named.
            </p>
          </WarningCallout>
        )}
      </BecomesAGap>
    </>
  )
}

/** Which gaps an act would open and end, by the rule that will run. `children`: what is said of them first. */
export function BecomesAGap({
  effect,
  children,
}: {
  readonly effect: Effect
  readonly children?: ReactNode
}) {
  return (
    <>
      <Heading level={2}>What becomes a gap</Heading>
      {children}
      {effect.opens === 0 ? (
        <Paragraph>No gap opens.</Paragraph>
      ) : (
        <>
          <Paragraph>{`${count(effect.opens, 'gap', 'gaps')} would open, or open sooner than now:`}</Paragraph>
          <Gaps effect={effect} />
        </>
      )}
      {effect.ends > 0 && (
        <Paragraph small>
          {`${count(effect.ends, 'gap on the boards now', 'gaps on the boards now')} would end or change.`}
        </Paragraph>
      )}
    </>
  )
}
