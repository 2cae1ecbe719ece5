import type { AddressInfo } from 'node:net'
import { Client } from 'fhir-kit-client'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { registry } from '#apps/product.ts'
import { readXml } from '#platform/fhir/xml-read.ts'
import { baseFindings } from '#testing/fhir-judge.ts'
import { aWorld, type Person, type World } from '#testing/personas.ts'
import { freshId } from '#testing/product.ts'
import { aSite, type Site } from '#testing/site.ts'

/** How FHIR answers: searches, pages, versions, refusals, in both forms; whoever asks is nobody special. */
let site: Site
let world: World
let token: string
let root: string
const people: Person[] = []

beforeAll(async () => {
  site = await aSite()
  world = await aWorld(site.product.superuser, { startsAt: new Date('2026-03-02T09:00:00.000Z') })
  await site.product.setNow('2026-03-05T10:00:00.000Z')
  for (let i = 0; i < 7; i++) {
    const person = await world.person(`${'Abcdefg'[i]}na Invented`)
    await world.refers(person, 1)
    people.push(person)
  }
  await site.product.superuser.query('select acl.refresh($1)', [people.map((p) => p.id)])
  await site.product.superuser.query(
    `insert into tc.person_name_key (key, person_id) select lower(w), p.id from tc.person p, unnest(string_to_array(p.display_name, ' ')) w
      on conflict do nothing`,
  )
  // a referral opens identity; support opens core too
  for (const person of people)
    await site.product.superuser.query(
      `insert into acl.access (person_id, grantee_id, classes, from_at, basis, source_id) values ($1, $2, 7, '2026-01-01', 'episode', $3)`,
      [person.id, world.teams.medication, freshId()],
    )
  token = await site.product.signIn(world.staff.lin.email)
  await site.app.listen({ port: 0, host: '127.0.0.1' })
  root = `http://127.0.0.1:${(site.app.server.address() as AddressInfo).port}`
})
afterAll(async () => {
  await site?.stop()
})

type Json = Readonly<Record<string, unknown>> & {
  readonly resourceType: string
  readonly total?: number
  readonly entry?: readonly {
    readonly resource: Json & { readonly id: string }
    readonly search: { readonly mode: string }
  }[]
  readonly link?: readonly { readonly relation: string; readonly url: string }[]
  readonly meta?: { readonly versionId: string }
}
const get = async (path: string, headers: Record<string, string> = {}, asToken = token) => {
  const url = path.startsWith('http')
    ? path.replace(/^https?:\/\/[^/]+/, root)
    : `${root}/api/fhir/R4/${path}`
  const answer = await fetch(url, { headers: { authorization: `Bearer ${asToken}`, ...headers } })
  const text = await answer.text()
  return {
    status: answer.status,
    headers: answer.headers,
    text,
    body: (text.startsWith('{') ? JSON.parse(text) : {}) as Json,
  }
}
const ids = (bundle: Json, mode = 'match') =>
  (bundle.entry ?? [])
    .filter((e) => e.search.mode === mode)
    .map((e) => `${e.resource.resourceType}/${e.resource.id}`)

describe('a search', () => {
  it('goes from page to page in one order, each once, and says how many there are', async () => {
    const seen: string[] = []
    let page = (await get('ServiceRequest?_count=3')).body
    for (;;) {
      expect(page.total).toBe(7)
      seen.push(...ids(page))
      const next = page.link?.find((l) => l.relation === 'next')?.url
      if (!next) break
      expect(next).toMatch(/^[^?]+\?_page=[\w-]+$/)
      page = (await get(next)).body
    }
    expect(seen).toHaveLength(7)
    expect(seen).toEqual([...new Set(seen)].sort())
    expect((await get('ServiceRequest?_page=nothing')).status).toBe(410)
    const other =
      (await get('ServiceRequest?_count=3')).body.link?.find((l) => l.relation === 'next')?.url ?? ''
    expect((await get(other.replace('ServiceRequest', 'Task'))).status).toBe(410)
  })

  it('takes people by number, birth date and name, and puts none of that into an address', async () => {
    const [person] = people as [Person]
    const [{ number, born }] = (await site.product.rows<{ number: string; born: string }>(
      'select c.nhs_number as number, p.born_on::text as born from tc.person p join tc.person_core c on c.person_id = p.id where p.id = $1',
      [person.id],
    )) as [{ number: string; born: string }]
    for (const query of [
      `identifier=https://fhir.nhs.uk/Id/nhs-number|${number}`,
      `identifier=${number}`,
      'name=ana',
      'name=invented ana',
      'given=An&family=Inv',
      `birthdate=${born}&name=ana`,
    ]) {
      const { body, text } = await get(`Patient?${query}`)
      expect([query, ids(body)]).toEqual([query, [`Patient/${person.id}`]])
      expect(JSON.stringify(body.link)).not.toMatch(/ana|invented|\d{10}\|?"/i)
      expect(text).toContain('_page=')
    }
    for (const query of [
      'identifier=urn:other|9990000018',
      'name=zz',
      `birthdate=lt1900`,
      `_id=${freshId()}`,
      '_id=x',
    ])
      expect([query, (await get(`Patient?${query}`)).body.total]).toEqual([query, 0])
  })

  it('by POST answers as by GET, with nothing in the address', async () => {
    const posted = await fetch(`${root}/api/fhir/R4/Patient/_search`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/x-www-form-urlencoded' },
      body: 'name=ana',
    })
    expect(ids((await posted.json()) as Json)).toEqual(ids((await get('Patient?name=ana')).body))
  })

  it('brings what is asked for beside the matches, with as many statements for seven as for one', async () => {
    const counted = async (path: string) => {
      let statements = 0
      const listen = (client: { query: (...a: unknown[]) => unknown }) => {
        const real = client.query
        client.query = function (this: unknown, ...a: unknown[]) {
          statements += 1
          return real.apply(this, a)
        }
        return () => {
          client.query = real
        }
      }
      const undo: (() => void)[] = []
      const hook = (client: unknown) => {
        undo.push(listen(client as never))
      }
      site.product.appPool.on('acquire', hook)
      const { body } = await get(path)
      site.product.appPool.off('acquire', hook)
      for (const u of undo.reverse()) u()
      return { statements, body }
    }
    const includes =
      '_include=ServiceRequest:subject&_include=ServiceRequest:performer&_include=ServiceRequest:requester'
    const one = await counted(`ServiceRequest?_count=1&${includes}`)
    const seven = await counted(`ServiceRequest?${includes}`)
    expect(ids(seven.body, 'include').filter((id) => id.startsWith('Patient/'))).toHaveLength(7)
    expect(seven.statements).toBe(one.statements)
    const back = await counted(`Patient?_revinclude=ServiceRequest:patient&_revinclude=Task:patient`)
    expect(ids(back.body)).toHaveLength(7)
    expect(ids(back.body, 'include')).toHaveLength(14)
    const backOne = await counted(
      'Patient?_count=1&_revinclude=ServiceRequest:patient&_revinclude=Task:patient',
    )
    expect(back.statements).toBe(backOne.statements)
    console.log(
      `statements a page: ${one.statements} with three kinds beside it, ${back.statements} with two that point back`,
    )
    expect(baseFindings(seven.body)).toEqual([])
  })

  it('is summed up, counted, and bounded', async () => {
    const count = (await get('ServiceRequest?_summary=count')).body
    expect([count.total, count.entry]).toEqual([7, undefined])
    const summary = (await get('ServiceRequest?_summary=true&_count=1')).body.entry?.[0]?.resource
    expect(JSON.stringify(summary)).toContain('SUBSETTED')
    expect(Object.keys(summary ?? {})).not.toContain('note')
    expect((await get('ServiceRequest?_count=-1')).status).toBe(400)
    expect((await get('ServiceRequest?_total=none')).body.total).toBeUndefined()
    expect((await get('ServiceRequest?status=active')).body.total).toBe(7)
    expect((await get('Task?status=requested,received')).body.total).toBe(7)
    expect((await get('Task?status=rejected')).body.total).toBe(0)
    expect((await get('ServiceRequest?authored=ge2026-03-02&authored=lt2026-03-05')).body.total).toBe(7)
    expect((await get('ServiceRequest?authored=lt2026-03-01')).body.total).toBe(0)
  })

  it('by a parameter that is not there is refused; a lenient one is told what was passed over', async () => {
    const strict = await get('Patient?hair=red')
    expect(strict.status).toBe(400)
    expect(strict.text).toContain('FHIR_PARAMETER_UNKNOWN')
    expect(baseFindings(strict.body)).toEqual([])
    const lenient = (await get('Patient?hair=red', { prefer: 'handling=lenient' })).body
    expect(lenient.total).toBe(7)
    expect(JSON.stringify(lenient.entry?.at(-1))).toContain('hair')
    expect(JSON.stringify(lenient.link)).not.toContain('hair')
  })
})

describe('one resource', () => {
  it('has a version that changes with what is shown, and is asked for by it', async () => {
    const [person] = people as [Person]
    const read = await get(`Patient/${person.id}`)
    const etag = read.headers.get('etag') ?? ''
    expect(etag).toBe(`W/"${read.body.meta?.versionId}"`)
    expect((await get(`Patient/${person.id}`, { 'if-none-match': etag })).status).toBe(304)
    expect((await get(`Patient/${person.id}`, { 'if-match': etag })).status).toBe(200)
    expect((await get(`Patient/${person.id}`, { 'if-match': 'W/"other"' })).status).toBe(412)
    expect((await get(`Patient/${person.id}/_history/${read.body.meta?.versionId}`)).body).toEqual(read.body)
    expect((await get(`Patient/${person.id}/_history/other`)).text).toContain('FHIR_VERSION_NOT_KEPT')
    const history = (await get(`Patient/${person.id}/_history`)).body
    expect([history.type, history.total]).toEqual(['history', 1])
    expect(baseFindings(history)).toEqual([])
    await site.product.superuser.query("update tc.person set born_on = '1970-01-01' where id = $1", [
      person.id,
    ])
    expect((await get(`Patient/${person.id}`, { 'if-none-match': etag })).status).toBe(200)
  })

  it('is the same in XML', async () => {
    const [person] = people as [Person]
    const json = (await get(`Patient/${person.id}`)).body
    for (const answer of [
      await get(`Patient/${person.id}`, { accept: 'application/fhir+xml' }),
      await get(`Patient/${person.id}?_format=xml`),
      await get(`Patient/${person.id}?_format=application/fhir%2Bxml`),
    ]) {
      expect(answer.headers.get('content-type')).toContain('application/fhir+xml')
      expect(readXml(answer.text)).toEqual(json)
    }
    const bundle = await get('ServiceRequest', { accept: 'application/fhir+xml' })
    expect(readXml(bundle.text).resourceType).toBe('Bundle')
    expect((await get('Patient', { accept: 'text/html' })).status).toBe(406)
    expect((await get('Patient', { accept: 'text/html,*/*;q=0.8' })).status).toBe(200)
  })

  it('that is hidden is answered as one that is not there, letter by letter', async () => {
    const hidden = await world.person('Hidden Invented')
    for (const path of ['', '/_history', '/_history/1']) {
      const [there, nowhere] = [
        await get(`Patient/${hidden.id}${path}`),
        await get(`Patient/${freshId()}${path}`),
      ]
      expect(there.status).toBe(404)
      expect(there.text).toBe(nowhere.text)
    }
    expect((await get(`Patient?_id=${hidden.id}`)).body.total).toBe(0)
    expect((await get(`ServiceRequest?patient=${hidden.id}`)).body.total).toBe(0)
  })

  it('of somebody whose core is closed has no number and no address, and says that it is restricted', async () => {
    const person = await world.person('Closed Invented')
    await site.product.superuser.query(
      `insert into acl.access (person_id, grantee_id, classes, from_at, basis, source_id) values ($1, $2, 1, '2026-01-01', 'episode', $3)`,
      [person.id, world.teams.medication, freshId()],
    )
    await site.product.superuser.query(
      `update tc.person_core set addresses = '[{"kind":"place","use":"home","lines":["1 Hidden Street"]}]' where person_id = $1`,
      [person.id],
    )
    const { body, text } = await get(`Patient/${person.id}`)
    expect([body.identifier, body.address]).toEqual([undefined, undefined])
    expect(text).toContain('"code":"R"')
    expect(text).not.toContain('Hidden Street')
  })
})

describe('every refusal', () => {
  it('is an OperationOutcome with our code and sentence', async () => {
    const jo = await site.product.signIn(world.staff.jo.email)
    for (const [answer, status, code] of [
      [await get('Patient', {}, 'nobody-nobody-nobody-nobody'), 401, 'NOT_SIGNED_IN'],
      [await get('Unicorn'), 404, 'FHIR_NO_SUCH_TYPE'],
      [await get('Observation'), 404, 'FHIR_NO_SUCH_TYPE'],
      [await get(`Patient/${freshId()}/$everything`), 405, 'FHIR_NOT_DONE_HERE'],
      [await get('AuditEvent', {}, jo), 403, 'NOT_ALLOWED'],
      [await get('Patient?birthdate=yesterday'), 400, 'FHIR_PARAMETER_NOT_UNDERSTOOD'],
      [await get('ServiceRequest?_include=Patient:x'), 400, 'FHIR_PARAMETER_NOT_UNDERSTOOD'],
    ] as const) {
      expect([answer.status, answer.body.resourceType]).toEqual([status, 'OperationOutcome'])
      expect(answer.text).toContain(code)
      expect(baseFindings(answer.body)).toEqual([])
    }
  })

  it('the audit is told to whoever holds the right, of people who are named', async () => {
    await site.product.superuser.query("update tc.post set rights = rights || '{audit.read}' where id = $1", [
      world.staff.lin.postId,
    ])
    expect((await get('AuditEvent')).text).toContain('FHIR_PARAMETER_NEEDED')
    const { body } = await get(`AuditEvent?patient=${people[0]?.id}`)
    expect(body.total).toBeGreaterThan(0)
    const [first] = body.entry ?? []
    expect((await get(`AuditEvent/${first?.resource.id}`)).body).toEqual(first?.resource)
  })
})

describe('clients that are not ours', () => {
  it('fhir-kit-client reads, searches and pages', async () => {
    const client = new Client({ baseUrl: `${root}/api/fhir/R4`, bearerToken: token })
    const statement = await client.capabilityStatement()
    expect(statement.resourceType).toBe('CapabilityStatement')
    const bundle = await client.search({ resourceType: 'ServiceRequest', searchParams: { _count: 2 } })
    expect((bundle as Json).entry).toHaveLength(2)
    const read = await client.read({ resourceType: 'Patient', id: people[0]?.id as string })
    expect(read.resourceType).toBe('Patient')
  })

  it('fhirclient reads and searches', async () => {
    const { default: smart } = (await import('fhirclient')) as unknown as {
      default: (...host: object[]) => { client(state: object): { request(url: string): Promise<Json> } }
    }
    const client = smart({ headers: {} }, {}, {}).client({
      serverUrl: `${root}/api/fhir/R4`,
      tokenResponse: { access_token: token },
    })
    expect((await client.request(`Patient/${people[0]?.id}`)).resourceType).toBe('Patient')
    expect((await client.request('Task?status=requested')).total).toBe(7)
  })
})

it('every question behind a resource is one of the product', () => {
  expect([...registry.queries.keys()].filter((name) => name.includes('.fhir-')).length).toBeGreaterThan(15)
})
