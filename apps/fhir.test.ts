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
 * whom walks name; `npm run test:long fhir`: everybody of the practice world.
 */
const LONG = process.env.LONG === '1'
const PEOPLE = ['jo', 'ade', 'rae', 'lin', 'noor', 'gil'] as const

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
  site = await aSite(product)
  await site.app.listen({ port: 0, host: '127.0.0.1' })
  base = `http://127.0.0.1:${(site.app.server.address() as AddressInfo).port}/api/fhir/R4`
  for (const who of PEOPLE) tokens.set(who, await product.signIn(`${who}@practice.example`))
}, 120_000)
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
      if (bundle.total !== found.length)
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

  it('is sound in every resource', { timeout: 280_000 }, async () => {
    if (!loadUkCore()) console.log('UK Core is not here: its profiles are not judged.')
    const { rest } = (await as('jo').capabilityStatement()) as unknown as {
      rest: { resource: { type: string }[] }[]
    }
    const counts: Record<string, number> = {}
    const findings = new Map<string, number>()
    const seen = new Set<string>()
    for (const { type } of rest[0]?.resource ?? [])
      for (const who of PEOPLE)
        for (const resource of await all(who, type)) {
          const key = JSON.stringify(resource)
          if (seen.has(key)) continue
          seen.add(key)
          counts[type] = (counts[type] ?? 0) + 1
          for (const finding of [
            ...baseFindings(resource),
            ...bindingFindings(resource),
            ...(loadUkCore() ? ukCoreFindings(resource) : []),
          ])
            findings.set(`${type} ${finding}`, (findings.get(`${type} ${finding}`) ?? 0) + 1)
        }
    console.log(`Judged, each once: ${JSON.stringify(counts)}`)
    expect([...findings]).toEqual([])
  })
})
