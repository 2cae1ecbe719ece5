import type { AddressInfo } from 'node:net'
import { Client } from 'fhir-kit-client'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { bindingFindings } from '#testing/fhir-bindings.ts'
import { baseFindings } from '#testing/fhir-judge.ts'
import { loadUkCore, ukCoreFindings } from '#testing/fhir-ukcore.ts'
import { aPracticeProduct } from '#testing/practice-site.ts'
import { aSite, type Site } from '#testing/site.ts'

/**
 * What is served as FHIR, read over loopback by clients that are not ours and judged by a validator that is not ours. Short: the people
 * whom walks name; `npm run test:long fhir`: everybody of the practice world, as each staff member sees them.
 */
const LONG = process.env.LONG === '1'
const WALKS = ['jo', 'ade', 'rae', 'lin', 'noor', 'gil']
/** Whose eyes are used: those whom walks name, or every staff member who can sign in. */
let askers: readonly string[] = WALKS

interface Resource {
  readonly resourceType: string
  readonly id?: string
  readonly [name: string]: unknown
}
interface Bundle {
  readonly total?: number
  readonly link: readonly { readonly relation: string; readonly url: string }[]
  readonly entry?: readonly { readonly resource: Resource; readonly search?: { readonly mode: string } }[]
}

let site: Site
let base: string
const tokens = new Map<string, string>()
const as = (who: string) => new Client({ baseUrl: base, bearerToken: tokens.get(who) as string })

beforeAll(async () => {
  const product = await aPracticeProduct(LONG ? 'everybody' : 'first')
  // nobody of the practice world has anything that staff should do to be safe
  await product.superuser.query(
    `insert into tc.staff_safety_action (id, person_id, action, expires_on, organisation_id, team_id, recorded_at, recorded_by)
     select gen_random_uuid(), e.person_id, 'Visit in pairs', (ctx.clock() + make_interval(days => (30 * (n % 2) - 10)::int))::date, e.organisation_id, e.team_id,
            ctx.clock() - interval '20 days', e.key_worker_staff_id
       from (select *, row_number() over (order by id) as n from tc.episode where state = 'open' and key_worker_staff_id is not null) e where n <= 6`,
  )
  site = await aSite(product)
  await site.app.listen({ port: 0, host: '127.0.0.1' })
  base = `http://127.0.0.1:${(site.app.server.address() as AddressInfo).port}/api/fhir/R4`
  if (LONG) {
    const staff = await product.rows<{ who: string }>(
      `select distinct split_part(s.email, '@', 1) as who from tc.staff s join tc.post_holder h on h.staff_id = s.id
        where s.left_at is null and h.until_at is null and s.email like '%@practice.example'`,
    )
    askers = [...WALKS, ...staff.map(({ who }) => who).filter((who) => !WALKS.includes(who))]
  }
  for (const who of askers) tokens.set(who, await product.signIn(`${who}@practice.example`))
}, 600_000)
afterAll(async () => {
  await site?.stop()
  await site?.product.stop()
})

/** Every page of a search, by the next links; nothing for whoever lacks the right. */
async function all(who: string, type: string): Promise<Resource[]> {
  const found: Resource[] = []
  const people = type === 'AuditEvent' ? (await all(who, 'Patient')).slice(0, 5) : []
  if (type === 'AuditEvent' && people.length === 0) return []
  const needs = people.length === 0 ? '' : `patient=${people.map((p) => p.id)}&`
  for (let url = `${base}/${type}?${needs}_count=${LONG ? 200 : 20}`; ; ) {
    const response = await fetch(url, { headers: { authorization: `Bearer ${tokens.get(who)}` } })
    if (response.status === 403) return []
    const bundle = (await response.json()) as Bundle
    if (response.status !== 200) throw new Error(`${type} ${response.status} ${JSON.stringify(bundle)}`)
    found.push(...(bundle.entry ?? []).map((e) => e.resource))
    const next = bundle.link.find((l) => l.relation === 'next')
    if (!next) {
      // each page that is read is itself in the audit, so that it grows while it is read
      const total = type === 'AuditEvent' ? Math.max(bundle.total ?? 0, found.length) : bundle.total
      if (total !== undefined && total !== found.length)
        throw new Error(`${type}: ${bundle.total} in all, ${found.length} on the pages`)
      return found
    }
    url = next.url.replace(/^.*\/api\/fhir\/R4/, base)
  }
}

describe('what is served', () => {
  it('says what it can do', async () => {
    const statement = await as('jo').capabilityStatement()
    expect(baseFindings(statement)).toEqual([])
  })

  it('is sound in every resource', { timeout: LONG ? 3_600_000 : 280_000 }, async () => {
    if (!loadUkCore()) console.log('UK Core is not here: its profiles are not judged.')
    const { rest } = (await as('jo').capabilityStatement()) as unknown as {
      rest: { resource: { type: string; interaction: { code: string }[] }[] }[]
    }
    const counts: Record<string, number> = {}
    const findings = new Map<string, number>()
    const seen = new Set<string>()
    const people = new Set<string>()
    const types = (rest[0]?.resource ?? []).filter((r) => r.interaction.some((i) => i.code === 'search-type'))
    for (const { type } of types)
      for (const who of askers)
        for (const resource of await all(who, type)) {
          const key = JSON.stringify(resource)
          if (seen.has(key)) continue
          seen.add(key)
          if (type === 'Patient') people.add(resource.id ?? '')
          counts[type] = (counts[type] ?? 0) + 1
          for (const finding of [
            ...baseFindings(resource),
            ...bindingFindings(resource),
            ...(loadUkCore() ? ukCoreFindings(resource) : []),
          ])
            findings.set(`${type} ${finding}`, (findings.get(`${type} ${finding}`) ?? 0) + 1)
        }
    const [world] = await site.product.rows<{ people: number }>(
      `select count(*)::int as people from tc.person p where exists (select from acl.access a where a.person_id = p.id and (a.classes & 1) <> 0
          and a.from_at <= ctx.clock() and (a.until_at is null or a.until_at > ctx.clock()))`,
    )
    const judged = Object.values(counts).reduce((sum, n) => sum + n, 0)
    console.log(
      `${judged} answers judged, each once, as ${askers.length} staff members see them: ${findings.size} findings\n${people.size} of ${world?.people} people whom anybody may see now\n${JSON.stringify(counts)}`,
    )
    expect([...findings]).toEqual([])
    expect(counts.Flag).toBeGreaterThan(0)
    if (!LONG) return
    expect(types.flatMap(({ type }) => (counts[type] === undefined ? [type] : []))).toEqual([])
    expect(people.size).toBe(world?.people)
  })
})

it('the judges find what is wrong', () => {
  const about = { reference: 'Patient/1' }
  expect(baseFindings({ resourceType: 'Flag', status: 'active', code: { text: 'a' } })).not.toEqual([])
  expect(baseFindings({ resourceType: 'Patient', hair: 'red' })).not.toEqual([])
  expect(bindingFindings({ resourceType: 'Patient', gender: 'lady' })).not.toEqual([])
  expect(bindingFindings({ resourceType: 'Patient', gender: 'female', name: [{ use: 'nick' }] })).not.toEqual(
    [],
  )
  expect(bindingFindings({ resourceType: 'Patient', gender: 'female', name: [{ use: 'usual' }] })).toEqual([])
  if (!loadUkCore()) return
  const patient = (more: object) => ({
    resourceType: 'Patient',
    meta: { profile: ['https://fhir.hl7.org.uk/StructureDefinition/UKCore-Patient'] },
    ...more,
  })
  const number = { system: 'https://fhir.nhs.uk/Id/nhs-number', value: '9990000018' }
  expect(ukCoreFindings(patient({ identifier: [number] }))).toEqual([])
  expect(ukCoreFindings(patient({ identifier: [number, number] }))).not.toEqual([])
  expect(ukCoreFindings(patient({ identifier: [{ system: number.system }] }))).not.toEqual([])
  expect(ukCoreFindings(patient({ communication: [{ language: { text: 'Farsi' } }] }))).not.toEqual([])
  expect(
    ukCoreFindings(
      patient({
        extension: [
          { url: 'https://fhir.hl7.org.uk/StructureDefinition/Extension-UKCore-None', valueReference: about },
        ],
      }),
    ),
  ).not.toEqual([])
})
