import { createHash, randomBytes, randomUUID } from 'node:crypto'
import type pg from 'pg'
import type { HttpClient } from './client.ts'
import { MORE_SERVICES, WARD_STAFF } from './histories.ts'
import type { Operation } from './measure.ts'

/** The machine login of the bench's first ward, whose coordinator owns what it sends; gives the token that it sends with. */
export async function makeSender(client: pg.Client): Promise<string> {
  const token = randomBytes(32).toString('base64url')
  const found = await client.query<{ organisation_id: string; team_id: string }>(
    "select organisation_id, team_id from tc.unit where code = 'W1'",
  )
  const at = found.rows[0]
  if (!at) throw new Error('the bench has no ward W1')
  await client.query('update tc.team set manager_staff_id = $2 where id = $1', [at.team_id, WARD_STAFF[0]])
  await client.query(
    `insert into identity.client (id, name, organisation_id, team_id, rights, token_sha256, created_at)
     values ($1, 'Ward record', $2, $3, '{referral.send,referral.read,people.register,people.read}', $4, now())`,
    [randomUUID(), at.organisation_id, at.team_id, createHash('sha256').update(token).digest()],
  )
  return token
}

/** A number of the 999 range with its check digit; where nine digits have none, the next nine are taken. */
function numberOf(n: number): string {
  for (let nine = 999_200_000 + n * 2; ; nine += 1) {
    const sum = [...String(nine)].reduce((total, digit, i) => total + Number(digit) * (10 - i), 0)
    const check = (11 - (sum % 11)) % 11
    if (check < 10) return `${nine}${check}`
  }
}

const REASON = 'Would like company while the tablets become a habit, in the mornings at first.'

function bundleOf(n: number, service: string): string {
  const [person, referral] = [`urn:uuid:${randomUUID()}`, `urn:uuid:${randomUUID()}`]
  return JSON.stringify({
    resourceType: 'Bundle',
    type: 'transaction',
    entry: [
      {
        fullUrl: person,
        resource: {
          resourceType: 'Patient',
          identifier: [{ system: 'https://fhir.nhs.uk/Id/nhs-number', value: numberOf(n) }],
          name: [{ use: 'official', given: ['Bench'], family: `Sent${n}` }],
          birthDate: '1980-02-03',
        },
        request: { method: 'POST', url: 'Patient' },
      },
      {
        fullUrl: referral,
        resource: {
          resourceType: 'ServiceRequest',
          identifier: [{ system: 'urn:bench:referral', value: String(n) }],
          status: 'active',
          intent: 'order',
          code: { text: REASON },
          subject: { reference: person },
          requester: { display: 'Dr Bench' },
          performer: [{ reference: `HealthcareService/${service}` }],
        },
        request: { method: 'POST', url: 'ServiceRequest' },
      },
    ],
  })
}

const LIMIT = `with p as (insert into lim.person (id, name, family_key, given_key, born_on, nhs_number) values ($1, $2, $2, 'bench', '1980-02-03', $3) returning id),
  r as (insert into lim.referral (id, person_id, service_id, from_staff_id, word, asks, sent_at, reply_by_at)
    select $4, id, $5, $6, 'sent', $7, now(), now() + interval '2 days' from p returning id, person_id)
  insert into lim.event (id, person_id, at, what, about_id, worker_id) select $8, person_id, now(), 'referral sent', id, $6 from r`

/** A referral of somebody new as a FHIR transaction, by another system; the limit writes the same two facts and their event. */
export function fhirReferralIn(pool: pg.Pool, http: HttpClient, token: string): Operation {
  const service = (n: number): string => MORE_SERVICES[n % MORE_SERVICES.length] ?? ''
  return {
    name: 'FHIR referral in',
    goal: 'none is set',
    limit: (_, n) =>
      pool.query({
        name: 'lim_fhir_in',
        text: LIMIT,
        values: [
          randomUUID(),
          `sent${n}`,
          numberOf(n),
          randomUUID(),
          service(n),
          WARD_STAFF[0],
          JSON.stringify({ reason: { state: 'known', text: REASON } }),
          randomUUID(),
        ],
      }),
    product: (_, n) => http.fhir(token, bundleOf(n, service(n))),
  }
}
