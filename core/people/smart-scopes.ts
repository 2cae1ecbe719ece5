import { MACHINE_SCOPES, type MachineScope } from './machine-scopes.ts'

/**
 * SMART's names of scopes for whole systems and ours that each stands for: one list for the token endpoint and for the document that
 * tells of it. `read`: enough to read and search the resource; `write`: needed to create or update it. Medicines and the audit have no name
 * here: they take rights that only staff hold, so a token by such a name would open nothing.
 * Source: SMART App Launch 2.2, "Scopes and launch context": `system/Patient.rs`, and of version 1 `system/Patient.read`.
 */
export const SMART_RESOURCES = {
  Patient: { read: ['people.read'], write: ['people.write'] },
  RelatedPerson: { read: ['people.read'] },
  Practitioner: { read: ['people.read'] },
  PractitionerRole: { read: ['people.read'] },
  Organization: { read: ['people.read'] },
  Location: { read: ['people.read'] },
  HealthcareService: { read: ['people.read'] },
  EpisodeOfCare: { read: ['people.read'] },
  Encounter: { read: ['people.read'] },
  Flag: { read: ['people.read'] },
  Consent: { read: ['people.read'] },
  Provenance: { read: ['people.read'] },
  Appointment: { read: ['plan.read'] },
  CarePlan: { read: ['plan.read'] },
  CareTeam: { read: ['plan.read'] },
  Goal: { read: ['plan.read'] },
  ServiceRequest: { read: ['referral.read'], write: ['referral.send'] },
  Task: { read: ['referral.read'], write: ['referral.send'] },
} as const satisfies Readonly<
  Record<string, { readonly read: readonly MachineScope[]; readonly write?: readonly MachineScope[] }>
>

export interface ScopesAsked {
  /** Each must be held; undefined: all that the client holds. */
  readonly each: readonly string[] | undefined
  /** Of each group what is held, and something of it must be: what a `*` stands for. */
  readonly any: readonly (readonly MachineScope[])[]
}

const NAMED = /^system\/(\*|[A-Z][A-Za-z]{2,40})\.(read|write|\*|c?r?u?d?s?)$/
type Verb = 'read' | 'write'

const verbsOf = (said: string): readonly Verb[] => {
  if (said === '*') return ['read', 'write']
  if (said === 'read' || said === 'write') return [said]
  return [
    ...(/[rs]/.test(said) ? (['read'] as const) : []),
    ...(/[cud]/.test(said) ? (['write'] as const) : []),
  ]
}
const scopesFor = (resource: string, verb: Verb): readonly MachineScope[] | undefined =>
  Object.hasOwn(SMART_RESOURCES, resource)
    ? (
        SMART_RESOURCES as Record<string, { read?: readonly MachineScope[]; write?: readonly MachineScope[] }>
      )[resource]?.[verb]
    : undefined
const everyOf = (verb: Verb): readonly MachineScope[] => [
  ...new Set(Object.keys(SMART_RESOURCES).flatMap((one) => scopesFor(one, verb) ?? [])),
]

/** What names of scopes ask for, ours and SMART's mixed as they come; a name that stands for nothing stays, and nobody holds it. */
export function readScopes(names: readonly string[] | undefined): ScopesAsked {
  if (names === undefined) return { each: undefined, any: [] }
  const each = new Set<string>()
  const any: (readonly MachineScope[])[] = []
  for (const name of names) {
    const [, resource, said] = NAMED.exec(name) ?? []
    // nothing here is deleted, and an empty list of verbs is no scope
    if (resource === undefined || said === undefined || said === '' || /^c?r?u?ds?$/.test(said))
      each.add(name)
    else if (resource === '*') any.push(...verbsOf(said).map(everyOf))
    else
      for (const verb of verbsOf(said))
        for (const scope of scopesFor(resource, verb) ?? [name]) each.add(scope)
  }
  return { each: [...each], any }
}

/**
 * What was given, in the words it was asked in. A `*` is spelt out by resource, so that nobody reads into it what the client does not
 * hold.
 */
export function sayScopes(asked: readonly string[] | undefined, given: readonly string[]): readonly string[] {
  if (asked === undefined) return given
  return [
    ...new Set(
      asked.flatMap((name) => {
        const [, resource, said = ''] = NAMED.exec(name) ?? []
        if (resource !== '*') return [name]
        return verbsOf(said).flatMap((verb) =>
          Object.keys(SMART_RESOURCES)
            .filter((one) => scopesFor(one, verb)?.every((scope) => given.includes(scope)))
            .map((one) => `system/${one}.${verb === 'read' ? 'rs' : 'cu'}`),
        )
      }),
    ),
  ]
}

/** Every name that can be asked for, for whoever reads what this server offers. */
export const SCOPE_NAMES: readonly string[] = [
  ...Object.keys(MACHINE_SCOPES),
  ...Object.keys(SMART_RESOURCES).flatMap((one) => [
    `system/${one}.rs`,
    ...(scopesFor(one, 'write') ? [`system/${one}.cu`] : []),
  ]),
  'system/*.rs',
]
