import { type Instant, instant } from '#core/kernel/time.ts'
import type { StaffMember, World } from './personas.ts'
import { freshId, type Product } from './product.ts'

/** Thursday to Thursday: with a Friday afternoon and a weekend in the middle. */
export const WEEK_FROM = instant('2026-03-05T07:00:00Z')

/** What cannot wait and may never be folded away, by the key under which somebody must be told of it. */
export interface Critical {
  readonly key: string
  readonly what: 'worry' | 'no answer twice' | 'nobody met them' | 'death reported'
}

export interface Supported {
  readonly personId: string
  readonly episodeId: string
  readonly workers: readonly StaffMember[]
  readonly contacts: readonly { readonly id: string; readonly fromAt: Instant; readonly untilAt: Instant }[]
}

export type Teams = Record<'medication' | 'north' | 'maple' | 'harbour', readonly StaffMember[]> & {
  readonly night: { readonly postId: string; readonly staff: readonly StaffMember[] }
}

export interface Scene {
  readonly product: Product
  readonly world: World
  readonly staff: Teams
  act(who: StaffMember, command: string, input: object): Promise<Record<string, unknown>>
  below(n: number): number
  /** The instant to which the week has come. */
  now(): Instant
  moveTo(now: Instant): Promise<void>
  /** Unless it is settled or acknowledged by now. */
  acknowledges(staffId: string, noticeId: string, personId: string): Promise<void>
  readonly people: string[]
  readonly critical: Critical[]
  /** What is done when, in the week. */
  readonly plan: { readonly at: Instant; readonly what: () => Promise<unknown> }[]
  /** What somebody does, some time after they were told of the gap of this key. */
  readonly settle: Map<string, () => Promise<unknown>>
}

export const on = (day: number, time: string): Instant =>
  instant(`2026-03-${String(day).padStart(2, '0')}T${time}:00Z`)

export const refer = (
  scene: Scene,
  personId: string,
  serviceId: string,
  stayId: string | null,
): Promise<string> => {
  const referralId = freshId()
  return scene
    .act(scene.world.staff.jo, 'referral.send', {
      referralId,
      personId,
      serviceId,
      stayId,
      asks: { reason: { state: 'known', text: 'Company while learning to take medicines.' } },
      sharing: { answer: 'yes' },
    })
    .then(() => referralId)
}

export async function takenOn(
  { staff, act }: Scene,
  team: 'medication' | 'harbour',
  personId: string,
  referralId: string,
  startOn: string,
  n: number,
): Promise<string> {
  const episodeId = freshId()
  const workers = staff[team]
  await act(workers[0]!, 'referral.accept', {
    personId,
    referralId,
    episodeId,
    version: 1,
    start: { kind: 'date', on: startOn },
    keyWorkerId: workers[n % 3]!.id,
  })
  return episodeId
}
