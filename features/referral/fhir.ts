import { asksShape, BLOCKS } from '#core/referral/asks.ts'
import { defineMap, type ResourceMap } from '#platform/fhir/map.ts'
import { aliases, date, reference, status } from '#platform/fhir/params.ts'
import { ourWord, refer, UK_CORE_PROFILE } from '#platform/fhir/words.ts'
import { fhirReferral, type ReferralFhirRow } from './queries/fhir-referral.ts'

/** The nine words of the partnership (a draft is not sent and never leaves) and HL7's status of a Task for each. */
const TASK = {
  sent: 'requested',
  seen: 'received',
  'question asked': 'on-hold',
  'taken on': 'accepted',
  started: 'in-progress',
  finished: 'completed',
  'not taken on': 'rejected',
  withdrawn: 'cancelled',
} as const satisfies Readonly<Record<string, string>>

/** What is still asked for: a referral that was not taken on or was withdrawn asks for nothing more. */
const REQUEST: Readonly<Record<string, string>> = {
  finished: 'completed',
  'not taken on': 'revoked',
  withdrawn: 'revoked',
}

const back = (codes: Readonly<Record<string, string>>): Record<string, readonly string[]> => {
  const made: Record<string, string[]> = {}
  for (const [word, code] of Object.entries(codes)) made[code] = [...(made[code] ?? []), word]
  return made
}

/** Each block of what is asked for, with its title and its text. */
export const wordsOf = (asks: unknown) => {
  const read = asksShape.safeParse(asks)
  if (!read.success) return []
  return BLOCKS.flatMap(({ id, title }) => {
    const block = read.data[id]
    return block.state === 'known'
      ? [{ id, title, text: block.text }]
      : [{ id, title, text: block.state === 'not shared' ? 'Not shared' : 'Not known yet' }]
  })
}

const serviceRequest = defineMap<ReferralFhirRow>({
  type: 'ServiceRequest',
  profile: `${UK_CORE_PROFILE}UKCore-ServiceRequest`,
  says: 'A referral as it was sent, with each block of what is asked for. Where it stands in the nine words is told by the Task of the same id. Questions and answers between the teams are not shown.',
  query: fhirReferral,
  search: {
    ...aliases(['patient', 'subject'], reference('people', 'Patient', 'subject', 'the person')),
    status: status(
      'words',
      { active: ['sent', 'seen', 'question asked', 'taken on', 'started'], ...back(REQUEST) },
      'active, completed or revoked',
    ),
    authored: date('sent', 'when it was sent'),
    performer: reference('services', 'HealthcareService', 'performer', 'the service it was sent to'),
    requester: reference('senders', 'Practitioner', 'requester', 'who sent it'),
  },
  resource: (row) => {
    const words = wordsOf(row.asks)
    return {
      resourceType: 'ServiceRequest',
      id: row.id,
      replaces: row.earlierId === null ? [] : [refer('ServiceRequest', row.earlierId)],
      status: REQUEST[row.word] ?? 'active',
      intent: 'order',
      priority: row.urgent ? 'urgent' : 'routine',
      code: { text: `Referral to ${row.service}` },
      subject: refer('Patient', row.personId),
      encounter: refer('Encounter', row.stayId),
      authoredOn: row.sentAt,
      requester: refer('Practitioner', row.fromStaffId),
      performer: [refer('HealthcareService', row.serviceId, row.service)],
      reasonCode: words.filter(({ id }) => id === 'reason').map(({ text }) => ({ text })),
      note: words
        .filter(({ id }) => id !== 'reason')
        .map(({ title, text }) => ({ text: `${title}: ${text}` })),
    }
  },
})

const task = defineMap<ReferralFhirRow>({
  type: 'Task',
  profile: `${UK_CORE_PROFILE}UKCore-Task`,
  says: 'Where a referral stands: the nine words as the status and, word for word, as the business status.',
  query: fhirReferral,
  search: {
    ...aliases(['patient', 'subject'], reference('people', 'Patient', 'for', 'the person')),
    focus: reference('ids', 'ServiceRequest', 'focus', 'the referral'),
    status: status('words', back(TASK), 'the nine words, as HL7 says them'),
    'authored-on': date('sent', 'when it was sent'),
    requester: reference('senders', 'Practitioner', 'requester', 'who sent the referral'),
  },
  resource: (row) => ({
    resourceType: 'Task',
    id: row.id,
    status: TASK[row.word as keyof typeof TASK],
    statusReason:
      (row.declineReason ?? row.withdrawnReason) === null
        ? undefined
        : { text: row.declineReason ?? row.withdrawnReason },
    businessStatus: ourWord('referral', row.word),
    intent: 'order',
    priority: row.urgent ? 'urgent' : 'routine',
    code: { coding: [{ system: 'http://hl7.org/fhir/CodeSystem/task-code', code: 'fulfill' }] },
    focus: refer('ServiceRequest', row.id),
    for: refer('Patient', row.personId),
    executionPeriod:
      row.answeredAt === null ? undefined : { start: row.startOn ?? undefined, end: row.finishedAt },
    authoredOn: row.sentAt,
    requester: refer('Practitioner', row.fromStaffId),
    owner: refer('Organization', row.teamId),
    restriction: { period: { end: row.replyByAt } },
  }),
})

export const resourceMaps: readonly ResourceMap[] = [serviceRequest, task]
