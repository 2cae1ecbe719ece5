import type { Asker } from './safetynet-oracle-facts.ts'

export interface StaffMember {
  readonly id: string
  readonly postId: string
  readonly name: string
  readonly email: string
  readonly teamId: string
  readonly organisationId: string
}

export interface Person {
  readonly id: string
  readonly name: string
  readonly nhsNumber: string
}

/** Anyone may be asked at; the world is made as superuser with plain SQL and goes through no door. */
export interface World {
  readonly client: Asker
  /** The instant from which the test counts; nothing in the world is later. */
  readonly startsAt: Date
  readonly organisations: Record<'northside' | 'riverside' | 'harbour' | 'commissioner', string>
  readonly teams: Record<
    'maple' | 'north' | 'medication' | 'records' | 'inReach' | 'harbour' | 'commissioning',
    string
  >
  /** medication: run by Riverside; north: the trust's own community team; inReach: Riverside's drug-and-alcohol team; housing: Harbour House. */
  readonly services: Record<'medication' | 'north' | 'inReach' | 'housing', string>
  readonly staff: Record<StaffName, StaffMember>
  readonly pathway: { readonly id: string; readonly version: number }
  readonly unitId: string
  person(name: string): Promise<Person>
  /** Another staff member with a post in a team; `rights` instead of the usual ones. */
  hires(name: string, teamId: string, rights?: readonly string[]): Promise<StaffMember>
  /** A post in another team beside their own: employed there, works here. */
  seconds(staff: StaffMember, teamId: string): Promise<StaffMember>
  agreement(a: string, b: string, times?: { from?: Date; until?: Date | null }): Promise<string>
}

export type StaffName = 'jo' | 'wyn' | 'noor' | 'sam' | 'lin' | 'ade' | 'kit' | 'rae' | 'bo' | 'vic' | 'dot'
