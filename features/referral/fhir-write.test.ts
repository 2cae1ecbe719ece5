import type { AddressInfo } from 'node:net'
import { Client } from 'fhir-kit-client'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { aFeed } from '#testing/feed.ts'
import { aWorld, type World } from '#testing/personas.ts'
import { freshId, must } from '#testing/product.ts'
import { aPatient, aReferralBundle, aServiceRequest } from '#testing/sent-fhir.ts'
import { aSite, type Site } from '#testing/site.ts'

/** Referrals in as FHIR: by an independent client over loopback, and attacks and mistakes by hand. */
let site: Site
let world: World
let token: string
let base: string
let lin: string

const RIGHTS = ['referral.send', 'referral.read', 'people.register', 'people.read']

beforeAll(async () => {
  site = await aSite()
  world = await aWorld(site.product.superuser, { startsAt: new Date('2026-03-02T09:00:00.000Z') })
  await site.product.setNow('2026-03-05T10:00:00.000Z')
  await site.product.superuser.query('update tc.team set manager_staff_id = $1 where id = $2', [
    world.staff.jo.id,
    world.teams.maple,
  ])
  token = await aFeed(
    site.product,
    { organisationId: world.organisations.northside, teamId: world.teams.maple },
    RIGHTS,
  )
  lin = await site.product.signIn(world.staff.lin.email)
  await site.app.listen({ port: 0, host: '127.0.0.1' })
  base = `http://127.0.0.1:${(site.app.server.address() as AddressInfo).port}/api/fhir/R4`
})
afterAll(() => site?.stop())

type Answer = {
  resourceType: string
  type?: string
  issue?: {
    severity: string
    details: { text: string; coding?: { code: string }[] }
    expression?: string[]
  }[]
  entry?: {
    resource?: { resourceType: string }
    response: { status: string; location?: string; outcome?: Answer }
  }[]
}
async function posts(path: string, body: unknown, headers: Record<string, string> = {}, by = token) {
  const answer = await fetch(`${base}${path}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${by}`, 'content-type': 'application/fhir+json', ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  })
  return { status: answer.status, headers: answer.headers, body: (await answer.json()) as Answer }
}
const codeOf = (answer: { body: Answer }) => answer.body.issue?.[0]?.details.coding?.[0]?.code
const told = (answer: Answer | undefined) =>
  (answer?.issue ?? []).map((i) => `${i.expression?.[0] ?? ''} ${i.details.text}`).join('\n')
const rows = (sql: string, values: unknown[] = []) => site.product.rows<Record<string, unknown>>(sql, values)
const counts = async () =>
  (
    await rows(
      'select (select count(*)::int from tc.person) as people, (select count(*)::int from tc.referral) as referrals, (select count(*)::int from tc.kept_message where done_at is null) as kept',
    )
  )[0] as { people: number; referrals: number; kept: number }
const medication = () => world.services.medication
const asEntry = (resource: { resourceType: string }) => ({
  fullUrl: `urn:uuid:${freshId()}`,
  resource,
  request: { method: 'POST', url: resource.resourceType },
})

describe('a referral sent as FHIR', () => {
  it('comes in by a transaction: person, referral and original, owned by the manager of the sending team', async () => {
    const before = await counts()
    const bundle = aReferralBundle(medication(), {
      ifNoneExist: (p) =>
        `identifier=https://fhir.nhs.uk/Id/nhs-number|${p.identifier[0]?.value}&birthdate=1980-02-03`,
    })
    const client = new Client({ baseUrl: base, bearerToken: token })
    const answer = (await client.transaction({ body: bundle as never })) as unknown as Answer
    expect(answer.type).toBe('transaction-response')
    const [person, referral] = answer.entry ?? []
    expect(person?.response.location).toMatch(/Patient\/[0-9a-f-]{36}$/)
    expect(referral?.response).toMatchObject({ status: '201 Created' })
    expect(told(referral?.response.outcome)).toContain('Patient.gender')
    const id = referral?.response.location?.split('/').at(-1) ?? ''
    const [row] = await rows('select * from tc.referral where id = $1', [id])
    expect(row).toMatchObject({
      word: 'sent',
      urgent: true,
      from_staff_id: world.staff.jo.id,
      from_said: 'Hospital feed: Dr Example, Ward 7',
      service_id: medication(),
    })
    expect((row as { asks: { reason: { text: string } } }).asks.reason.text).toBe(
      'Help with medicines after leaving\nForgets the evening dose',
    )
    const [original] = await rows('select * from tc.referral_original where referral_id = $1', [id])
    expect(JSON.parse(original?.raw as string)).toEqual(bundle)
    expect(original).toMatchObject({ for_receiver: true, form: 'FHIR' })
    expect(await counts()).toEqual({
      people: before.people + 1,
      referrals: before.referrals + 1,
      kept: before.kept,
    })
    // the service sees it as any other
    const inbox = must(await site.product.ask(lin, 'referral.inbox', {})) as { rows: { id: string }[] }
    expect(inbox.rows.some((r) => r.id === id)).toBe(true)
    // the same again changes nothing
    const again = await posts('', bundle)
    expect(again.status).toBe(200)
    expect(again.body.entry?.[1]?.response.status).toBe('200 OK')
    expect((await counts()).referrals).toBe(before.referrals + 1)
  })

  it('comes in alone, with the person contained, and joins one who is known by two identifiers', async () => {
    const patient = aPatient()
    const send = (service: string) =>
      posts('/ServiceRequest', {
        ...aServiceRequest(service, '#p'),
        contained: [{ ...patient, id: 'p' }],
      })
    const first = await send(medication())
    expect(first.status, JSON.stringify(first.body)).toBe(201)
    const before = await counts()
    await world.agreement(world.organisations.northside, world.organisations.harbour).catch(() => {})
    const second = await send(world.services.housing)
    expect(second.status, JSON.stringify(second.body)).toBe(201)
    expect((await counts()).people).toBe(before.people)
    const third = await send(medication())
    expect(third.status).toBe(409)
    expect(codeOf(third)).toBe('REFERRAL_ALREADY_OPEN')
  })

  it('what cannot be filed leaves no trace but a kept message with its task, once', async () => {
    const before = await counts()
    const cases: [string, string, unknown][] = [
      [
        'one identifier',
        'REFERRAL_TWO_IDENTIFIERS',
        aReferralBundle(medication(), { patient: { identifier: undefined } }),
      ],
      [
        'a number that is none',
        'REFERRAL_TWO_IDENTIFIERS',
        aReferralBundle(medication(), {
          patient: { identifier: [{ system: 'https://fhir.nhs.uk/Id/nhs-number', value: '9990000000' }] },
        }),
      ],
      [
        'no service',
        'REFERRAL_SERVICE_NOT_NAMED',
        aReferralBundle(medication(), { request: { performer: undefined } }),
      ],
      ['not FHIR', 'FHIR_NOT_READ', aReferralBundle(medication(), { request: { colour: 'red' } })],
      ['a service that nobody has', 'NOT_FOUND_OR_NOT_YOURS', aReferralBundle(freshId())],
      [
        'not to be done',
        'REFERRAL_NOT_READ',
        aReferralBundle(medication(), { request: { doNotPerform: true } }),
      ],
      [
        'entered in error',
        'REFERRAL_NOT_READ',
        aReferralBundle(medication(), { request: { status: 'entered-in-error' } }),
      ],
      [
        'a condition of one identifier',
        'FHIR_IF_NONE_EXIST',
        aReferralBundle(medication(), { ifNoneExist: () => 'birthdate=1980-02-03' }),
      ],
      [
        'a condition of another person',
        'FHIR_IF_NONE_EXIST',
        aReferralBundle(medication(), {
          ifNoneExist: () => 'identifier=https://fhir.nhs.uk/Id/nhs-number|9990000018&birthdate=1980-02-03',
        }),
      ],
    ]
    for (const [what, code, bundle] of cases) {
      const answer = await posts('', bundle)
      expect(codeOf(answer), `${what}: ${JSON.stringify(answer.body)}`).toBe(code)
      expect(told(answer.body), what).toContain('kept whole')
      await posts('', bundle)
    }
    expect(await counts()).toEqual({ ...before, kept: before.kept + cases.length })
    const [task] = await rows(
      "select what, team_id from tc.task where kind = 'kept message' order by id desc limit 1",
    )
    expect(task?.what).toContain('could not be filed')
  })

  it('a rule met after the person was found takes the person back too', async () => {
    await site.product.superuser.query('update tc.service set capacity = 0 where id = $1', [medication()])
    const before = await counts()
    const answer = await posts('', aReferralBundle(medication()))
    await site.product.superuser.query('update tc.service set capacity = 30 where id = $1', [medication()])
    expect(codeOf(answer)).toBe('REFERRAL_SERVICE_CLOSED')
    expect(await counts()).toEqual({ ...before, kept: before.kept + 1 })
  })

  it('a batch is each for itself', async () => {
    const good = aServiceRequest(medication(), '#p')
    const answer = await posts('', {
      resourceType: 'Bundle',
      type: 'batch',
      entry: [
        { request: { method: 'GET', url: 'metadata' } },
        {
          resource: { ...good, contained: [{ ...aPatient(), id: 'p' }] },
          request: { method: 'POST', url: 'ServiceRequest' },
        },
        { resource: aPatient(), request: { method: 'POST', url: 'Patient' } },
        { request: { method: 'DELETE', url: 'Patient/1' } },
        { request: { method: 'GET', url: '../../commands/x' } },
        { request: { method: 'GET', url: 'Patient/%2e%2e/%2e%2e/%2e%2e/openapi.json' } },
        { request: { method: 'GET', url: 'Patient\\..\\..\\x' } },
        { request: { method: 'GET', url: 'metadata?_format=xml' } },
        { request: { method: 'POST', url: '$process-message' }, resource: aPatient() },
      ],
    })
    expect(answer.status).toBe(200)
    expect(answer.body.entry?.map((e) => e.response.status)).toEqual([
      '200',
      '201',
      '405',
      ...Array.from({ length: 6 }, () => '400'),
    ])
  })
})

describe('mistakes and attacks', () => {
  it('whoever could be either of two is nobody: names used twice, a number of another, one that is old', async () => {
    const people = async () => (await counts()).people
    const before = await people()
    const [ann, ben] = [aPatient({ id: 'p1' }), aPatient({ id: 'p1', birthDate: '1990-01-01' })]
    const bundle = (reference: string, ...patients: object[]) => ({
      resourceType: 'Bundle',
      type: 'transaction',
      entry: [...patients, aServiceRequest(medication(), reference)].map((resource) =>
        asEntry(resource as { resourceType: string }),
      ),
    })
    const number = (value: string, use?: string) => ({
      system: 'https://fhir.nhs.uk/Id/nhs-number',
      value,
      ...(use && { use }),
    })
    const alone = (patient: object, more: Record<string, unknown> = {}) => ({
      ...aServiceRequest(medication(), '#p'),
      contained: [{ ...patient, id: 'p' }],
      ...more,
    })
    const cases: [string, string, Promise<{ body: Answer }>][] = [
      ['one name for two', 'FHIR_BUNDLE_NOT_READ', posts('', bundle('Patient/p1', ann, ben))],
      [
        'a name that is another’s address',
        'FHIR_BUNDLE_NOT_READ',
        posts('', {
          ...bundle('Patient/p1', ann),
          entry: [
            { ...asEntry(aPatient({ id: 'p2' })), fullUrl: 'Patient/p1' },
            asEntry(ann),
            asEntry(aServiceRequest(medication(), 'Patient/p1')),
          ],
        }),
      ],
      [
        'two contained of one id',
        'REFERRAL_NOT_READ',
        posts('/ServiceRequest', {
          ...aServiceRequest(medication(), '#p'),
          contained: [
            { ...ann, id: 'p' },
            { ...ben, id: 'p' },
          ],
        }),
      ],
      [
        'a reference with another’s number',
        'REFERRAL_NOT_READ',
        posts(
          '/ServiceRequest',
          alone(ann, { subject: { reference: '#p', identifier: number(ben.identifier[0]?.value ?? '') } }),
        ),
      ],
      [
        'an old number alone',
        'REFERRAL_TWO_IDENTIFIERS',
        posts('/ServiceRequest', alone({ ...ann, identifier: [number('9990001006', 'old')] })),
      ],
      [
        'a part that is modified',
        'REFERRAL_NOT_READ',
        posts(
          '/ServiceRequest',
          alone({
            ...ann,
            contact: [
              {
                modifierExtension: [{ url: 'urn:example:not', valueBoolean: true }],
                name: { text: 'A contact' },
              },
            ],
          }),
        ),
      ],
      [
        'rules of its own',
        'REFERRAL_NOT_READ',
        posts('/ServiceRequest', alone({ ...ann, implicitRules: 'urn:example:rules' })),
      ],
    ]
    for (const [what, code, sent] of cases) expect(codeOf(await sent), what).toBe(code)
    expect(await people()).toBe(before)
  })

  it('each has its own answer, and nothing is taken in', async () => {
    const before = await counts()
    const bundle = aReferralBundle(medication())
    const many = { ...bundle, entry: Array.from({ length: 101 }, () => bundle.entry[0]) }
    const deep = `${'{"contained":['.repeat(100)}${']}'.repeat(100)}`
    const answers: [string, number, Promise<{ status: number }>][] = [
      ['no token', 401, posts('', bundle, {}, 'nobodys-token-of-twenty-letters')],
      [
        'two that are acted on',
        422,
        posts('', { ...bundle, entry: [...bundle.entry, { ...bundle.entry[1], fullUrl: 'urn:uuid:x' }] }),
      ],
      [
        'a fullUrl twice',
        400,
        posts('', {
          ...bundle,
          entry: [bundle.entry[0], { ...bundle.entry[1], fullUrl: bundle.entry[0]?.fullUrl }],
        }),
      ],
      ['no entries', 400, posts('', { resourceType: 'Bundle', type: 'transaction' })],
      ['too many', 413, posts('', many)],
      ['too deep', 400, posts('', deep)],
      [
        'too large',
        413,
        posts('', aReferralBundle(medication(), { request: { note: [{ text: 'x'.repeat(1_100_000) }] } })),
      ],
      [
        'larger than is kept',
        413,
        posts('', aReferralBundle(medication(), { request: { note: [{ text: 'x'.repeat(600_000) }] } })),
      ],
      ['a searchset', 400, posts('', { ...bundle, type: 'searchset' })],
      ['a type not written here', 405, posts('/Patient', aPatient())],
      ['another type than the address', 400, posts('/ServiceRequest', aPatient())],
      ['plain text', 415, posts('', 'x', { 'content-type': 'text/plain' })],
    ]
    for (const [what, status, sent] of answers) expect((await sent).status, what).toBe(status)
    const after = await counts()
    expect({ ...after, kept: 0 }).toEqual({ ...before, kept: 0 })
  })

  it('no reference leads to somebody whom the sender may not see, and no address of another server is ours', async () => {
    const { rows: others } = await site.product.superuser.query<{ id: string }>(
      'select id from tc.person where not exists (select from acl.access a where a.person_id = person.id and a.grantee_id = $1) limit 1',
      [world.teams.maple],
    )
    const other = others[0]?.id ?? (await world.person('Olga Other')).id
    const before = await counts()
    const urn = `urn:uuid:${other}`
    const tricks: [string, string, unknown][] = [
      ['by id', 'NOT_FOUND_OR_NOT_YOURS', aServiceRequest(medication(), `Patient/${other}`)],
      [
        'by a urn that nothing in the bundle has',
        'REFERRAL_NOT_READ',
        { resourceType: 'Bundle', type: 'transaction', entry: [asEntry(aServiceRequest(medication(), urn))] },
      ],
      [
        'by another server’s address',
        'REFERRAL_NOT_READ',
        aServiceRequest(medication(), `https://elsewhere.example/fhir/Patient/${other}`),
      ],
      [
        'by a search',
        'REFERRAL_NOT_READ',
        aServiceRequest(medication(), 'Patient?identifier=https://fhir.nhs.uk/Id/nhs-number|9990000018'),
      ],
      [
        'contained, as what it is not',
        'REFERRAL_NOT_READ',
        {
          ...aServiceRequest(medication(), '#p'),
          contained: [{ resourceType: 'RelatedPerson', id: 'p', patient: { reference: `Patient/${other}` } }],
        },
      ],
      [
        'a service at another server’s address',
        'REFERRAL_SERVICE_NOT_NAMED',
        {
          ...aServiceRequest(medication(), '#p'),
          contained: [{ ...aPatient(), id: 'p' }],
          performer: [{ reference: `https://elsewhere.example/HealthcareService/${medication()}` }],
        },
      ],
    ]
    for (const [what, code, body] of tricks) {
      const path = (body as { resourceType: string }).resourceType === 'Bundle' ? '' : '/ServiceRequest'
      const answer = await posts(path, body)
      expect(codeOf(answer), `${what}: ${JSON.stringify(answer.body)}`).toBe(code)
    }
    const after = await counts()
    expect({ ...after, kept: 0 }).toEqual({ ...before, kept: 0 })
    expect(after.kept, 'each waits whole').toBe(before.kept + tricks.length)
  })

  it('a Patient that is sent under the id of somebody else is filed by its own identifiers', async () => {
    const other = await world.person('Petra Prior')
    const bundle = aReferralBundle(medication(), { patient: { id: other.id } })
    bundle.entry[1]!.resource = {
      ...aServiceRequest(medication(), `Patient/${other.id}`),
    }
    const answer = await posts('', bundle)
    expect(answer.status, JSON.stringify(answer.body)).toBe(200)
    const [filed] = await rows('select person_id from tc.referral order by recorded_at desc, id desc limit 1')
    expect(filed?.person_id).not.toBe(other.id)
    expect(await rows('select from tc.referral where person_id = $1', [other.id])).toEqual([])
  })

  it('an NHS number with somebody else’s hospital number goes by two identifiers alone; the hospital number is kept', async () => {
    const prior = await world.person('Quentin Quiet')
    const patient = aPatient()
    const answer = await posts(
      '',
      aReferralBundle(medication(), {
        patient: {
          ...patient,
          identifier: [
            ...patient.identifier,
            { system: 'urn:northside:hospital-number', value: prior.nhsNumber },
          ],
        },
      }),
    )
    expect(told(answer.body.entry?.[1]?.response.outcome)).toContain('Patient.identifier[1].value')
    expect(await rows('select from tc.referral where person_id = $1', [prior.id])).toEqual([])
    // and the number of one with the name and birth of another joins neither silently
    const mixed = await posts(
      '',
      aReferralBundle(medication(), {
        patient: {
          identifier: [{ system: 'https://fhir.nhs.uk/Id/nhs-number', value: prior.nhsNumber }],
        },
      }),
    )
    expect(
      await rows('select from tc.referral where person_id = $1', [prior.id]),
      JSON.stringify(mixed.body),
    ).toEqual([])
  })

  it('a member of staff and a machine without the right send none', async () => {
    const reader = await aFeed(
      site.product,
      { organisationId: world.organisations.northside, teamId: world.teams.maple },
      ['referral.read'],
    )
    const jo = await site.product.signIn(world.staff.jo.email)
    const before = await counts()
    expect((await posts('', aReferralBundle(medication()), {}, reader)).status).toBe(403)
    expect((await posts('', aReferralBundle(medication()), {}, jo)).status).toBe(403)
    expect(await counts()).toEqual(before)
  })
})
