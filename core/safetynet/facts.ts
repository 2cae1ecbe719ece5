import type {
  ContactId,
  EpisodeId,
  OrganisationId,
  PersonId,
  ReferralId,
  StaffId,
  StayId,
  TeamId,
  TransitionId,
} from '#core/kernel/ids.ts'
import type { Day, Instant, Interval } from '#core/kernel/time.ts'
import type { SentFacts, StayFacts } from './transition.ts'

/**
 * All that the safety net knows of one person: ids, states and instants, never text.
 * Shape: exactly what the database's `net.facts` gives; lists in any order.
 * Why no clock: the rule says for all time to come when something is open, so what is stored stays true while nobody acts.
 */
export interface PersonFacts {
  readonly personId: PersonId
  /** As `transition.ts` works it out from `stays` and `sent`. */
  readonly transition: TransitionFacts
  /** Every stay, and every referral ever sent: what a transition is worked out from. */
  readonly stays?: readonly WardStayFacts[]
  readonly sent?: readonly SentFacts[]
  readonly referrals: readonly ReferralFacts[]
  /** Open episodes. */
  readonly episodes: readonly EpisodeFacts[]
  /** Contacts which still wait for an outcome or for a word on what became of them. */
  readonly contacts: readonly ContactFacts[]
  /**
   * The first contact that happened since the person last left a stay, whoever's it is; empty when there is none, or no leaving.
   * Of a leaving known to the day only, one of that day is among them where its writer said that it came after.
   * Why the first alone: every way to meet that a contact can have is live (`n4.ts`), so a later one changes nothing.
   */
  readonly met?: readonly MetFacts[]
  /** Every lead whom a ward or a leading team named, every offer to hand the lead over, every closing of a way out. */
  readonly leads?: readonly LeadNamedFacts[]
  readonly offers?: readonly HandoverFacts[]
  readonly closings?: readonly ClosingFacts[]
  /** The employed posts that those named in `leads` and `offers`, and whoever covers for somebody named, hold in a team that leads or was asked. */
  readonly posts?: readonly PostFacts[]
  /** What is said of the person's death and not undone; null or left out: nothing. */
  readonly death?: DeathFacts | null
  /** Plans made for a stay, oldest version first, and who has received which version. */
  readonly plans?: readonly PlanFacts[]
  /** What falls due for being looked at again, each with the day that counts now. */
  readonly reviews?: readonly ReviewFacts[]
  /** Rows which wait for somebody, other than questions (these stand in `referrals`). */
  readonly waiting: readonly WaitingFacts[]
  /** Every staff member named in the lists above, and whoever covers for one of them. */
  readonly staff: readonly StaffFacts[]
  /** Every team named in the lists above. */
  readonly teams: readonly TeamFacts[]
}

/** A leaving plan as far as receiving it asks. */
export interface PlanFacts {
  /** The plan's id, the same in each version. */
  readonly id: string
  readonly stayId: StayId
  readonly teamId: TeamId
  /** Each version with the ids of those named in it. */
  readonly versions: readonly {
    readonly version: number
    readonly at: Instant
    readonly named: readonly string[]
  }[]
  readonly receipts: readonly { readonly version: number; readonly recipientId: string }[]
}

export interface ReviewFacts {
  readonly kind: 'schedule' | 'stage' | 'plan' | 'communication' | 'sharing'
  readonly aboutId: string
  /** Whose it is; null where it is the person's own and whoever answers for them looks at it. */
  readonly teamId: TeamId | null
  readonly serviceTeamId: TeamId | null
  readonly staffId: StaffId | null
  readonly dueOn: Day
}

/** The ward of a stay, as far as leaving it asks. */
export interface WardFacts {
  readonly teamId: TeamId
  /** Since when this team has the person, where they were moved to it from another; null or left out: since they were admitted. */
  readonly sinceAt?: Instant | null
  readonly managerStaffId: StaffId | null
  /** Hours after leaving in which this ward's people are met: the unit's own setting. */
  readonly unitHours: 72 | 168
  /** When somebody decided that 48 hours hold for this leaving. */
  readonly soonerSinceAt: Instant | null
}

export interface WardStayFacts extends StayFacts {
  readonly ward?: WardFacts
  /** When a leaving of this stay was last undone; null or left out: never. */
  readonly endUndoneAt?: Instant | null
}

export type ContactMode = 'visit' | 'phone' | 'video' | 'accompanied first visit'

/** A contact at which the person was seen or spoken with. */
export interface MetFacts {
  readonly id: string
  readonly mode: ContactMode
  readonly happenedAt: Instant
  /** The leaving that its writer said it came after; null or left out: nobody said on which side of it. */
  readonly afterStayId?: StayId | null
}

/** A team that leads a stay's way out named one of its own as lead. */
export interface LeadNamedFacts {
  readonly id: string
  readonly stayId: StayId
  readonly teamId: TeamId
  readonly staffId: StaffId
  readonly at: Instant
}

/** The lead of a stay's way out, offered by name. `answer` null: nobody has answered and nobody took it back. */
export interface HandoverFacts {
  readonly id: string
  readonly stayId: StayId
  readonly toTeamId: TeamId
  readonly toStaffId: StaffId
  readonly offeredAt: Instant
  readonly answer: 'accepted' | 'declined' | 'withdrawn' | null
  readonly answeredAt: Instant | null
}

/** While somebody holds an employed post in a team; a volunteer's post is not among them. */
export interface PostFacts extends Interval {
  readonly teamId: TeamId
  readonly staffId: StaffId
}

/** A way out that was closed: `transitionId` is what it went by. */
export interface ClosingFacts {
  readonly id: string
  readonly transitionId: TransitionId
  readonly at: Instant
}

/** A report that the person has died, not undone. */
export interface DeathFacts {
  readonly reportId: string
  readonly reportedAt: Instant
  /** The team that reported it, or the ward about which a message did. */
  readonly teamId: TeamId
  readonly confirmed: {
    readonly id: string
    readonly at: Instant
    /** Teams of the services with an open episode at that moment, and teams that wrote what they did since. */
    readonly services: readonly TeamId[]
    readonly done: readonly TeamId[]
  } | null
}

/** 'none': no transition, or a closed one. Nothing about leaving is owed then; what goes on still is. */
export type TransitionFacts =
  | { readonly state: 'none' }
  | { readonly state: 'open'; readonly openedAt: Instant }
  | { readonly state: 'suspended'; readonly openedAt: Instant; readonly suspendedAt: Instant }

export type ReferralWordFact =
  | 'sent'
  | 'seen'
  | 'question asked'
  | 'taken on'
  | 'started'
  | 'finished'
  | 'not taken on'
  | 'withdrawn'

export interface ReferralFacts {
  readonly id: ReferralId
  readonly word: ReferralWordFact
  readonly sentAt: Instant
  readonly replyByAt: Instant
  readonly questionAskedAt: Instant | null
  readonly answeredAt: Instant | null
  /** A hand-on, an introduction or an unmet need is recorded. */
  readonly wayOnward: boolean
  /** Taken up by an episode, open or ended: from then on the episode says who owns it. */
  readonly hasEpisode: boolean
  readonly fromStaffId: StaffId
  readonly fromTeamId: TeamId
  /** The receiving service's team. */
  readonly toTeamId: TeamId
}

export interface EpisodeFacts {
  readonly id: EpisodeId
  readonly teamId: TeamId
  /** The team whose service it is; its records have the drug-and-alcohol class where that team is one. */
  readonly serviceTeamId: TeamId
  readonly startedAt: Instant
  readonly startOn: Day
  readonly keyWorkerStaffId: StaffId | null
  readonly firstContactAt: Instant | null
  /** When the latest contact of this episode happened. */
  readonly lastContactAt: Instant | null
  /** While a recorded reason says why there is no next contact. */
  readonly noNextContact: Interval | null
  readonly pauses: readonly Interval[]
  /** Who referred; null for an episode which stands by itself. */
  readonly sentBy: { readonly staffId: StaffId; readonly teamId: TeamId } | null
}

export interface ContactFacts {
  readonly id: ContactId
  readonly episodeId: EpisodeId | null
  readonly teamId: TeamId
  /** The team whose service it is; the contact's own team where no service is named. */
  readonly serviceTeamId: TeamId
  readonly staffId: StaffId | null
  /** The key worker of its episode, open or ended. */
  readonly keyWorkerStaffId: StaffId | null
  readonly mode: ContactMode
  readonly state: 'planned' | 'happened' | 'no answer' | 'did not happen' | 'void'
  readonly windowFromAt: Instant
  readonly windowUntilAt: Instant
  readonly plannedAt: Instant
  readonly recordedAt: Instant | null
  readonly resolvedAt: Instant | null
}

export type WaitingFacts =
  | {
      readonly kind: 'task'
      readonly id: string
      readonly sinceAt: Instant
      readonly dueAt: Instant
      readonly teamId: TeamId
      readonly staffId: StaffId | null
    }
  /** Both teams are the episode's. */
  | {
      readonly kind: 'proposal'
      readonly id: string
      readonly sinceAt: Instant
      readonly teamId: TeamId
      readonly serviceTeamId: TeamId
    }
  | { readonly kind: 'worry'; readonly id: string; readonly sinceAt: Instant; readonly teamId: TeamId }

export interface AbsenceFacts extends Interval {
  readonly coverStaffId: StaffId | null
  readonly recordedAt: Instant
}

export interface StaffFacts {
  readonly id: StaffId
  readonly leftAt: Instant | null
  readonly absences: readonly AbsenceFacts[]
}

export interface TeamFacts {
  readonly id: TeamId
  readonly organisationId: OrganisationId
  readonly closedAt: Instant | null
  readonly drugAndAlcohol: boolean
  /** Who is asked when this team is closed: the root owner of its organisation. */
  readonly rootOwnerStaffId: StaffId
}
