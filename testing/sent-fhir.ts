import { randomUUID } from 'node:crypto'

/** Referrals as another system would send them: invented people, numbers of the test range. */
const DIGITS = (first: string): string => {
  const sum = [...first].reduce((all, digit, i) => all + Number(digit) * (10 - i), 0)
  const check = 11 - (sum % 11)
  return check === 10 ? '' : `${first}${check === 11 ? 0 : check}`
}
let made = 0
/** A valid NHS number of the range that is kept for tests. */
export function aNumber(): string {
  for (;;) {
    made += 1
    const number = DIGITS(`999${String(700_000 + made).padStart(6, '0')}`)
    if (number !== '') return number
  }
}

export const aPatient = (more: Record<string, unknown> = {}) => ({
  resourceType: 'Patient',
  identifier: [{ system: 'https://fhir.nhs.uk/Id/nhs-number', value: aNumber() }],
  name: [{ use: 'official', given: ['Freda', 'Ann'], family: 'Fhirtest' }],
  gender: 'female',
  birthDate: '1980-02-03',
  telecom: [{ system: 'phone', use: 'mobile', value: '07700 900123' }],
  address: [{ use: 'home', line: ['1 Test Street'], city: 'Leeds', postalCode: 'LS1 4AP' }],
  ...more,
})

export const aServiceRequest = (serviceId: string, subject: string, more: Record<string, unknown> = {}) => ({
  resourceType: 'ServiceRequest',
  identifier: [{ system: 'urn:example:trust', value: randomUUID() }],
  status: 'active',
  intent: 'order',
  priority: 'urgent',
  code: { text: 'Help with medicines after leaving' },
  subject: { reference: subject },
  requester: { display: 'Dr Example, Ward 7' },
  performer: [{ reference: `HealthcareService/${serviceId}` }],
  authoredOn: '2026-03-05',
  note: [{ text: 'Forgets the evening dose' }],
  ...more,
})

/** A transaction of both, by urn:uuid references. */
export function aReferralBundle(
  serviceId: string,
  o: {
    patient?: Record<string, unknown>
    request?: Record<string, unknown>
    ifNoneExist?: (patient: ReturnType<typeof aPatient>) => string
  } = {},
) {
  const [person, referral] = [`urn:uuid:${randomUUID()}`, `urn:uuid:${randomUUID()}`]
  const patient = aPatient(o.patient)
  return {
    resourceType: 'Bundle',
    type: 'transaction',
    entry: [
      {
        fullUrl: person,
        resource: patient,
        request: {
          method: 'POST',
          url: 'Patient',
          ...(o.ifNoneExist && { ifNoneExist: o.ifNoneExist(patient) }),
        },
      },
      {
        fullUrl: referral,
        resource: aServiceRequest(serviceId, person, o.request),
        request: { method: 'POST', url: 'ServiceRequest' },
      },
    ],
  }
}
