import type { Day, Instant } from '#core/kernel/time.ts'
import { type BothClocks, bothClocks } from '#core/safetynet/leaving/national.ts'
import type { AfterLeavingContact } from '#core/safetynet/leaving/safety-clock.ts'
import type { Tx } from '#platform/commands/transaction.ts'

interface Asked {
  readonly leftAt: Instant
  readonly leftKnownTo: 'minute' | 'day'
  readonly hours: 72 | 168
  readonly soonerSinceAt: Instant | null
  readonly provider: string | null
  readonly bedClass: string | null
  readonly method: string | null
  readonly destination: string | null
  readonly diedOn: Day | null
  readonly contacts: readonly {
    readonly id: string
    readonly mode: 'visit' | 'phone' | 'video' | 'accompanied first visit'
    readonly state: 'happened' | 'no answer' | 'did not happen'
    readonly on: Day
    readonly happenedAt: Instant | null
    readonly said: boolean
    readonly provider: string | null
  }[]
  readonly admissions: readonly { readonly on: Day; readonly provider: string | null }[]
}

const ASK = 'select net.both_clocks($1) as asked'

/** NHS Data Dictionary, consultation mechanism: face to face, telephone, video. An accompanied first visit is face to face. */
const MECHANISM = { visit: '01', phone: '02', video: '11', 'accompanied first visit': '01' } as const
/** Attended on time; did not attend. */
const attendance = (state: string): string => (state === 'happened' ? '5' : '3')

/** Both clocks of one leaving; null while the stay is open, and where the asker may not know. */
export async function clocksOf(tx: Tx, stayId: string): Promise<BothClocks | null> {
  const asked = (await tx.row<{ asked: Asked | null }>(ASK, [stayId]))?.asked
  if (!asked) return null
  const { contacts, provider, bedClass, method, destination, diedOn } = asked
  const met = contacts.flatMap(({ id, mode, state, happenedAt, said }): AfterLeavingContact[] =>
    state !== 'happened' || happenedAt === null
      ? []
      : [
          {
            id,
            mode: mode === 'accompanied first visit' ? 'accompanied' : mode,
            state,
            personMet: true,
            windowFromAt: happenedAt,
            windowUntilAt: happenedAt,
            plannedAt: happenedAt,
            happenedAt,
            saidAfterLeaving: said,
          },
        ],
  )
  return bothClocks({
    safety: {
      leftAt: asked.leftAt,
      leftKnownTo: asked.leftKnownTo,
      unitHours: asked.hours,
      soonerSinceAt: asked.soonerSinceAt,
      contacts: met,
      suspended: [],
    },
    national: {
      bedClass,
      method,
      destination,
      // not kept: the national code counts whoever has none
      localAuthority: null,
      diedOn,
      contacts: contacts.map((c) => ({
        id: c.id,
        on: c.on,
        attendance: attendance(c.state),
        mechanism: MECHANISM[c.mode],
        provider: c.provider,
      })),
      admissions: asked.admissions.flatMap((a) =>
        a.provider === null ? [] : [{ on: a.on, provider: a.provider }],
      ),
    },
    provider,
  })
}
