import type { Instant } from '#core/kernel/time.ts'
import { BARS_EVENTS, BARS_REASONS } from '#platform/fhir/process-message.ts'
import type { Resource } from '#platform/fhir/resource.ts'
import { compact } from '#platform/fhir/show.ts'
import { ODS_CODE, UK_CORE_PROFILE } from '#platform/fhir/words.ts'

/** What a message to a partner's system is made of, as the sender sees it. */
export interface Outgoing {
  /** Of the message; its X-Request-Id. */
  readonly id: string
  readonly referralId: string
  readonly at: Instant
  readonly urgent: boolean
  readonly service: string
  readonly target: { readonly system: string; readonly value: string }
  readonly from: { readonly name: string; readonly teamId: string; readonly team: string }
  readonly organisation: { readonly name: string; readonly odsCode: string | null }
  /** The person as FHIR shows one to the sender. */
  readonly patient: Resource
  /** What is asked for, block by block, as the person agreed to it. */
  readonly asks: readonly { readonly id: string; readonly title: string; readonly text: string }[]
}

/** Of a person goes who they are and how they need to be spoken with. No address and no number to ring: the service reads those here. */
const GOES = ['identifier', 'active', 'birthDate', 'communication'] as const

const profiled = (type: string) => ({ profile: [`${UK_CORE_PROFILE}UKCore-${type}`] })
const codedBy = (system: string, code: string) => ({ coding: [{ system, code }] })
const urnOf = (id: string) => `urn:uuid:${id}`

const organisationOf = ({ organisation }: Outgoing): Resource => ({
  resourceType: 'Organization',
  meta: profiled('Organization'),
  identifier: organisation.odsCode === null ? [] : [{ system: ODS_CODE, value: organisation.odsCode }],
  name: organisation.name,
})

/**
 * A referral as a message of BaRS: header, request, person, sender and receiver. `newId` names the entries. Shapes: BaRS 1.4.0, event
 * servicerequest-request; profiles of UK Core.
 */
export function barsReferral(out: Outgoing, newId: () => string): Resource {
  const [header, request, person, sender, receiver] = [newId(), newId(), newId(), newId(), newId()]
  const resources: readonly (readonly [string, Resource])[] = [
    [
      header,
      {
        resourceType: 'MessageHeader',
        id: header,
        meta: {
          profile: ['https://fhir.nhs.uk/StructureDefinition/BARSMessageHeader-servicerequest-request'],
        },
        eventCoding: { system: BARS_EVENTS, code: 'servicerequest-request' },
        destination: [{ name: out.service, endpoint: `${out.target.system}|${out.target.value}` }],
        sender: { reference: urnOf(sender) },
        source: { name: out.from.team, software: 'Throughcare', endpoint: urnOf(out.from.teamId) },
        reason: codedBy(BARS_REASONS, 'new'),
        focus: [{ reference: urnOf(request) }],
        definition: 'https://fhir.nhs.uk/MessageDefinition/bars-message-servicerequest-request',
      },
    ],
    [
      request,
      {
        resourceType: 'ServiceRequest',
        id: out.referralId,
        meta: profiled('ServiceRequest'),
        identifier: [{ system: 'urn:throughcare:referral', value: out.referralId }],
        status: 'active',
        intent: 'order',
        priority: out.urgent ? 'urgent' : 'routine',
        code: { text: `Referral to ${out.service}` },
        subject: { reference: urnOf(person) },
        authoredOn: out.at,
        requester: { reference: urnOf(sender), display: `${out.from.name}, ${out.from.team}` },
        performer: [{ reference: urnOf(receiver), display: out.service }],
        reasonCode: out.asks.filter(({ id }) => id === 'reason').map(({ text }) => ({ text })),
        note: out.asks
          .filter(({ id }) => id !== 'reason')
          .map(({ title, text }) => ({ text: `${title}: ${text}` })),
      },
    ],
    [
      person,
      {
        resourceType: 'Patient',
        meta: profiled('Patient'),
        ...Object.fromEntries(GOES.map((name) => [name, out.patient[name]])),
        name: ((out.patient.name ?? []) as readonly { use?: string }[]).filter(({ use }) => use !== 'old'),
      },
    ],
    [sender, organisationOf(out)],
    [
      receiver,
      {
        resourceType: 'HealthcareService',
        meta: profiled('HealthcareService'),
        identifier: [out.target],
        name: out.service,
      },
    ],
  ]
  return compact({
    resourceType: 'Bundle',
    id: out.id,
    meta: { profile: ['https://fhir.nhs.uk/StructureDefinition/BARSBundleMessage'] },
    type: 'message',
    timestamp: out.at,
    entry: resources.map(([id, resource]) => ({ fullUrl: urnOf(id), resource })),
  }) as Resource
}

/** The same referral taken back: everything as it was sent, status revoked, and why. Source: BaRS 1.4.0, "Cancelling a referral". */
export function barsRevoked(sent: Resource, back: { id: string; at: Instant; reason: string }): Resource {
  const entries = sent.entry as readonly { readonly fullUrl: string; readonly resource: Resource }[]
  return {
    ...sent,
    id: back.id,
    timestamp: back.at,
    entry: entries.map(({ fullUrl, resource }) => {
      if (resource.resourceType === 'MessageHeader')
        return { fullUrl, resource: { ...resource, id: back.id, reason: codedBy(BARS_REASONS, 'update') } }
      if (resource.resourceType !== 'ServiceRequest') return { fullUrl, resource }
      const note = [...((resource.note ?? []) as readonly object[]), { text: back.reason }]
      return { fullUrl, resource: { ...resource, status: 'revoked', note } }
    }),
  }
}

const packed = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64')

/** The headers of a message. The correlation is the referral's id: its whole journey has one. */
export const barsHeaders = (out: Outgoing, requestId = out.id, reason = 'new'): Record<string, string> => ({
  accept: 'application/fhir+json; version=1.4.0',
  'content-type': 'application/fhir+json; version=1.4.0',
  'x-request-id': requestId,
  'x-correlation-id': out.referralId,
  'nhsd-target-identifier': packed(out.target),
  'nhsd-end-user-organisation': packed(compact(organisationOf(out))),
  'nhsd-requesting-software': packed({
    resourceType: 'Device',
    deviceName: [{ name: 'Throughcare', type: 'user-friendly-name' }],
  }),
  'use-context': `referral|standard|servicerequest-request|${reason}`,
})
