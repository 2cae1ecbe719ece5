import type { AddressInfo } from 'node:net'
import { Client } from 'fhir-kit-client'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { baseFindings } from '#testing/fhir-judge.ts'
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

async function all(who: string, type: string): Promise<Resource[]> {
  const found: Resource[] = []
  let bundle = (await as(who).search({
    resourceType: type,
    searchParams: { _count: 20 },
  })) as unknown as Bundle
  for (;;) {
    expect(baseFindings(bundle)).toEqual([])
    found.push(...(bundle.entry ?? []).map((e) => e.resource))
    const next = bundle.link.find((l) => l.relation === 'next')
    if (!next) return found
    bundle = (await (
      await fetch(next.url.replace(/^.*\/api\/fhir\/R4/, base), {
        headers: { authorization: `Bearer ${tokens.get(who)}` },
      })
    ).json()) as Bundle
  }
}

describe('what is served', () => {
  it('says what it can do', async () => {
    const statement = await as('jo').capabilityStatement()
    expect(baseFindings(statement)).toEqual([])
  })

  it('is sound in every resource', async () => {
    const statement = (await as('jo').capabilityStatement()) as unknown as {
      rest: { resource: { type: string }[] }[]
    }
    const counts: Record<string, number> = {}
    for (const { type } of statement.rest[0]?.resource ?? [])
      for (const who of PEOPLE)
        for (const resource of await all(who, type).catch((e) => {
          if (!/403/.test(String(e))) throw e
          return []
        })) {
          expect(baseFindings(resource)).toEqual([])
          counts[type] = (counts[type] ?? 0) + 1
        }
    console.log(counts)
    const one = (await all('jo', 'Patient'))[0]
    console.log(JSON.stringify(one, null, 1))
    const read = await as('jo').read({ resourceType: 'Patient', id: one?.id as string })
    expect(read).toEqual(one)
  })
})
