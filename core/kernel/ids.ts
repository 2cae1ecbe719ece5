/**
 * Ids are UUIDv7 text made by the sender (docs/architecture.md, "How one command travels"): sortable by time, no secret.
 * Branded by noun so that a referral's id cannot be handed where a person's is asked for.
 */
export type Id<Noun extends string> = string & { readonly __noun: Noun }

export type PersonId = Id<'person'>
export type StaffId = Id<'staff member'>
export type OrganisationId = Id<'organisation'>
export type TeamId = Id<'team'>
export type PostId = Id<'post'>
export type ReferralId = Id<'referral'>
export type EpisodeId = Id<'episode'>
export type StayId = Id<'stay'>
export type UnitId = Id<'unit'>
export type ContactId = Id<'contact'>
export type TransitionId = Id<'transition'>

const SHAPE = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/

/** True for lower-case UUID text of any version. */
export const isId = (text: string): boolean => SHAPE.test(text)

/**
 * UUIDv7 from its parts: milliseconds since 1970 and ten random bytes.
 * Why parts: core has neither clock nor randomness; the edge hands both in.
 */
export function uuidv7(epochMs: number, random: Uint8Array): string {
  const hex = (n: number, width: number) => n.toString(16).padStart(width, '0')
  const bytes = [...random.subarray(0, 10)]
  bytes[0] = (bytes[0]! & 0x0f) | 0x70
  bytes[2] = (bytes[2]! & 0x3f) | 0x80
  const time = hex(epochMs, 12)
  const tail = bytes.map((b) => hex(b, 2)).join('')
  return `${time.slice(0, 8)}-${time.slice(8)}-${tail.slice(0, 4)}-${tail.slice(4, 8)}-${tail.slice(8)}`
}
