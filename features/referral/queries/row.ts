import type { Day, Instant } from '#core/kernel/time.ts'
import type { Asks } from '#core/referral/asks.ts'
import type { ReferralState } from '#core/referral/next-step.ts'
import type { Answer, Item } from '#core/sharing/decision.ts'

/** One referral in a list. `personName` is null for whom the asker may no longer see. */
export interface ReferralRow extends ReferralState {
  readonly id: string
  readonly personId: string
  readonly personName: string | null
  readonly urgent: boolean
  readonly version: number
  readonly sentAt: Instant
  readonly fromName: string
  readonly fromTeam: string
  readonly fromOrganisation: string
  readonly serviceId: string
  readonly serviceName: string
  readonly toTeam: string
  readonly toOrganisation: string
  /** The text of "What we ask for", or null. */
  readonly asksFor: string | null
  readonly seenAt: Instant | null
  readonly seenBy: string | null
  readonly answeredAt: Instant | null
  readonly declineReason: string | null
  readonly onwardServiceName: string | null
  readonly keyWorker: string | null
  /** Whether an earlier referral to this service is named. */
  readonly isAgain: boolean
}

export interface ReferralMessage {
  readonly id: string
  readonly kind: 'question' | 'answer'
  readonly body: string
  readonly at: Instant
  readonly by: string
  readonly team: string
}

/** One referral, whole, as one of its parties sees it. */
export interface ReferralPage extends ReferralRow {
  readonly asks: Asks
  readonly sentByUs: boolean
  readonly sentToUs: boolean
  readonly toTeamId: string
  readonly toTelephone: string
  readonly fromTelephone: string
  readonly toManager: string | null
  readonly stayId: string | null
  readonly stayOpen: boolean
  readonly answeredBy: string | null
  readonly onwardServiceId: string | null
  readonly onwardNote: string | null
  readonly withdrawnAt: Instant | null
  readonly withdrawnReason: string | null
  readonly finishedAt: Instant | null
  readonly earlierReferralId: string | null
  readonly earlierSentAt: Instant | null
  readonly episodeId: string | null
  readonly startedAt: Instant | null
  readonly boundaryStatement: string
  readonly sharing: {
    readonly answer: Answer
    readonly items: readonly Item[]
    readonly decidedAt: Instant
    readonly reviewOn: Day | null
  } | null
  readonly messages: readonly ReferralMessage[]
  /** The service's team, for naming a key worker. */
  readonly workers: readonly {
    readonly id: string
    readonly name: string
    readonly post: string
    readonly openPeople: number | null
  }[]
}
