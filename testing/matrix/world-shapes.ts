import type { Person, StaffMember, World } from '#testing/personas.ts'
import type { Product } from '#testing/product.ts'
import type { Canary } from './canaries.ts'

/** The values of the dimensions of the matrix beside the doors; every pair of any two of them occurs. */
export const ORGANISATIONS = ['northside', 'riverside', 'harbour', 'commissioner'] as const
export const BASES = [
  'stay',
  'episode',
  'referral taken on',
  'lead or owner',
  'asked to lead',
  'referral sent to us',
  'ended',
  'sent',
  'registered',
  'emergency access',
  'shared without agreement',
  'nothing',
] as const
export const ANSWERS = [
  'yes',
  'some',
  'no',
  'not asked',
  'ask me later',
  'could not be asked',
  'no answer kept',
] as const
export const AGREEMENTS = ['inside one organisation', 'in force', 'none', 'in the 14 days', 'over'] as const
export type OrganisationName = (typeof ORGANISATIONS)[number]
export type Basis = (typeof BASES)[number]
export type AnswerKept = (typeof ANSWERS)[number]
export type AgreementState = (typeof AGREEMENTS)[number]

/** A team with a service and a ward of its own. */
export interface Place {
  readonly organisationId: string
  readonly teamId: string
  readonly serviceId: string
  readonly unitId: string
  readonly worker: StaffMember
}

/** Somebody in one post: a role card held in the home team of one organisation. */
export interface MatrixAsker {
  readonly role: string
  readonly organisation: OrganisationName
  readonly staffId: string
  readonly postId: string
  readonly token: string
  readonly rights: readonly string[]
}

/** A person as they stand to the home team of one organisation; to the three others they are nobody's. */
export interface MatrixPerson extends Person {
  readonly home: OrganisationName
  readonly basis: Basis
  readonly answer: AnswerKept
  readonly agreement: AgreementState
  readonly source: Place
  /** What a search types to find exactly this person. */
  readonly typed: string
}

export interface MatrixWorld {
  readonly world: World
  readonly product: Product
  readonly homes: Readonly<Record<OrganisationName, Place>>
  readonly askers: readonly MatrixAsker[]
  /** The token of a hospital feed of Northside. */
  readonly feed: string
  readonly people: readonly MatrixPerson[]
  readonly canaries: Map<string, Canary>
  /** Of each record that another is proposed to be of: that other one. */
  readonly pairs: ReadonlyMap<string, string>
  /** Agreements between homes and sources: key `home state`. */
  readonly agreements: ReadonlyMap<string, string>
}
