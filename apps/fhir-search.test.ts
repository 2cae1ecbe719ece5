import type { AddressInfo } from 'node:net'
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

describe('attacks', () => {
  const post = (path: string, body: string, headers: Record<string, string>) =>
    fetch(`${root}${path}`, { method: 'POST', body, headers })

  it('a page address opens for whoever searched, and for nobody else', async () => {
    const next =
      (await get('ServiceRequest?_count=3')).body.link?.find((l) => l.relation === 'next')?.url ?? ''
    const jo = await site.product.signIn(world.staff.jo.email)
    const [own, other] = [await get(next), await get(next, {}, jo)]
    expect([own.status, other.status]).toEqual([200, 410])
    expect(other.text).toContain('FHIR_PAGE_GONE')
    const sealed = new URL(next).searchParams.get('_page') ?? ''
    const turned = Buffer.from(sealed, 'base64url')
    turned[20] = (turned[20] ?? 0) ^ 1
    expect((await get(`ServiceRequest?_page=${turned.toString('base64url')}`)).status).toBe(410)
  })

  it('no count, include, reference back or version tells of somebody who is hidden', async () => {
    const hidden = await world.person('Zelda Unseen')
    await world.refers(hidden, 1)
    await site.product.superuser.query('delete from acl.access where person_id = $1', [hidden.id])
    await site.product.superuser.query(
      `insert into tc.person_name_key (key, person_id) values ('zelda', $1) on conflict do nothing`,
      [hidden.id],
    )
    const [{ number }] = (await site.product.rows<{ number: string }>(
      'select nhs_number as number from tc.person_core where person_id = $1',
      [hidden.id],
    )) as [{ number: string }]
    for (const query of [
      'Patient?name=zelda',
      `Patient?identifier=${number}`,
      `Patient?_id=${hidden.id}&_revinclude=ServiceRequest:patient`,
      `ServiceRequest?patient=${hidden.id}&_include=ServiceRequest:subject`,
      `Task?patient=${hidden.id}`,
      `Provenance?patient=${hidden.id}`,
      `Encounter?patient=${hidden.id}`,
    ]) {
      const { body } = await get(query)
      expect([query, body.total, body.entry]).toEqual([query, 0, undefined])
      expect([query, (await get(`${query}&_summary=count`)).body.total]).toEqual([query, 0])
    }
    expect((await get('Patient?_summary=count')).body.total).toBe((await get('Patient')).body.total)
    const nobody = freshId()
    for (const headers of [{ 'if-match': 'W/"x"' }, { 'if-none-match': '*' }, { 'if-match': '*' }]) {
      const [there, nowhere] = [
        await get(`Patient/${hidden.id}`, headers),
        await get(`Patient/${nobody}`, headers),
      ]
      expect([there.status, there.text, there.headers.get('etag')]).toEqual([404, nowhere.text, null])
    }
  })

  it('a chained or reversed parameter is refused, also where it would only be passed over for the strict', async () => {
    for (const query of [
      'ServiceRequest?subject:Patient.name=ana',
      'ServiceRequest?patient.identifier=9990000018',
      'Patient?_has:ServiceRequest:patient:status=active',
      'Patient?name:exact=Ana',
      'Patient?_filter=name eq ana',
      'Patient?_include=*',
      'Patient?_include:iterate=Patient:link',
    ]) {
      const { status, body } = await get(query)
      expect([query, status, body.resourceType]).toEqual([query, 400, 'OperationOutcome'])
    }
  })

  it('a value that no text may hold, a date that no calendar has and too many at once are refused in words', async () => {
    for (const query of [
      'Patient?family=%00',
      'Patient?name=a%00b',
      'Patient?identifier=%00',
      'Organization?name=%01',
      'Patient?_id=%00',
      'Patient?birthdate=9999',
      'Patient?birthdate=0000',
      'Patient?birthdate=2026-02-30',
      'Patient?birthdate=2026-03-01T10:00:00Z',
      'ServiceRequest?authored=2026-03-01T24:00',
      'ServiceRequest?authored=2026-03-01T10:00:00%2B99:99',
      'Patient?name=ana&name=bea',
      `ServiceRequest?patient=${Array.from({ length: 2_001 }, () => '').join(',')}&_count=x`,
      `Patient?${[
        'ServiceRequest:patient',
        'ServiceRequest:subject',
        'Task:patient',
        'Task:subject',
        'Flag:patient',
        'Flag:subject',
        'Goal:patient',
        'Goal:subject',
        'CarePlan:patient',
        'CarePlan:subject',
        'Consent:patient',
        'CareTeam:patient',
        'CareTeam:subject',
        'EpisodeOfCare:patient',
        'Encounter:patient',
        'Encounter:subject',
        'Appointment:patient',
        'Appointment:actor',
        'RelatedPerson:patient',
        'Provenance:patient',
        'Provenance:target',
      ]
        .map((one) => `_revinclude=${one}`)
        .join('&')}`,
    ]) {
      const { status, body } = await get(query)
      expect([query, status, body.resourceType]).toEqual([query, 400, 'OperationOutcome'])
    }
    const many = Array.from({ length: 2_001 }, freshId).join(',')
    const posted = await post('/api/fhir/R4/ServiceRequest/_search', `patient=${many}`, {
      authorization: `Bearer ${token}`,
      'content-type': 'application/x-www-form-urlencoded',
    })
    expect(posted.status).toBe(400)
    expect(((await posted.json()) as Json).resourceType).toBe('OperationOutcome')
    for (const path of ['Patient/%00', 'AuditEvent/%00', 'AuditEvent/x', 'Patient/x/_history/%00'])
      expect([path, [403, 404].includes((await get(path)).status)]).toEqual([path, true])
  })

  it('whatever is not done is said as an OperationOutcome', async () => {
    const authorization = `Bearer ${token}`
    const [id] = people.map((p) => p.id) as [string]
    for (const [what, answer, status] of [
      [
        'delete',
        await fetch(`${root}/api/fhir/R4/Patient/${id}`, { method: 'DELETE', headers: { authorization } }),
        405,
      ],
      [
        'patch',
        await fetch(`${root}/api/fhir/R4/Patient/${id}`, { method: 'PATCH', headers: { authorization } }),
        405,
      ],
      [
        'history of a type',
        await fetch(`${root}/api/fhir/R4/Patient/_history`, { headers: { authorization } }),
        405,
      ],
      [
        'an operation',
        await fetch(`${root}/api/fhir/R4/Patient/$match`, { headers: { authorization } }),
        405,
      ],
      ['history of all', await fetch(`${root}/api/fhir/R4/_history`, { headers: { authorization } }), 404],
      [
        'since nonsense',
        await fetch(`${root}/api/fhir/R4/Patient/${id}/_history?_since=x`, { headers: { authorization } }),
        400,
      ],
      [
        'search by JSON',
        await post('/api/fhir/R4/Patient/_search', '{}', {
          authorization,
          'content-type': 'application/json',
        }),
        400,
      ],
      [
        'another site',
        await post('/api/fhir/R4/Patient/_search', 'name=ana', {
          cookie: `throughcare=${token}`,
          origin: 'https://elsewhere.example',
          'sec-fetch-site': 'cross-site',
          'content-type': 'application/x-www-form-urlencoded',
        }),
        403,
      ],
      ['not an address', await fetch(`${root}/api/fhir/R4/Patient/%zz`, { headers: { authorization } }), 422],
      [
        'a body too large',
        await post('/api/fhir/R4/ServiceRequest', ' '.repeat(1_100_000), {
          authorization,
          'content-type': 'application/fhir+json',
        }),
        413,
      ],
      [
        'another type of body',
        await post('/api/fhir/R4/ServiceRequest', 'x', { authorization, 'content-type': 'text/csv' }),
        415,
      ],
    ] as const) {
      const body = (await answer.json()) as Json
      expect([what, answer.status, body.resourceType]).toEqual([what, status, 'OperationOutcome'])
      expect(baseFindings(body)).toEqual([])
    }
  })

  it('an entry of a batch leads nowhere but into this interface, and into no batch again', async () => {
    const [id] = people.map((p) => p.id) as [string]
    const urls = [
      'Patient/%2e%2e/%2e%2e/%2e%2e/%2e%2e/health',
      'Patient/.%2e/../../../app/people',
      'Patient\\\\..\\\\..\\\\..\\\\openapi.json',
      'x/%2e%2e/',
      '/oauth/token',
      'https://elsewhere.example/Patient',
      '$process-message',
    ]
    const entry = [...urls, `Patient/${id}`].map((url) => ({ request: { method: 'GET', url } }))
    const answer = await post(
      '/api/fhir/R4',
      JSON.stringify({ resourceType: 'Bundle', type: 'batch', entry }),
      {
        authorization: `Bearer ${token}`,
        'content-type': 'application/fhir+json',
      },
    )
    expect(answer.status).toBe(200)
    const { entry: said } = (await answer.json()) as {
      entry: { resource?: Json; response: { status: string; outcome?: Json } }[]
    }
    expect(said.at(-1)?.resource?.resourceType).toBe('Patient')
    for (const [i, url] of urls.entries())
      expect([url, said[i]?.resource, said[i]?.response.outcome?.resourceType]).toEqual([
        url,
        undefined,
        'OperationOutcome',
      ])
  })

  it('XML that grows as it is read, or asks for a file, is refused before it is', async () => {
    const authorization = `Bearer ${token}`
    const lol = `<!DOCTYPE l [<!ENTITY a "${'a'.repeat(1_000)}">${Array.from({ length: 20 }, (_, i) => `<!ENTITY b${i} "${`&${i === 0 ? 'a' : `b${i - 1}`};`.repeat(10)}">`).join('')}]><ServiceRequest xmlns="http://hl7.org/fhir"><status value="&b19;"/></ServiceRequest>`
    for (const body of [
      lol,
      '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><ServiceRequest xmlns="http://hl7.org/fhir"><note><text value="&a;"/></note></ServiceRequest>',
      `<ServiceRequest xmlns="http://hl7.org/fhir">${'<contained>'.repeat(50_000)}`,
      `<ServiceRequest xmlns="http://hl7.org/fhir" ${Array.from({ length: 60_000 }, (_, i) => `a${i}=""`).join(' ')}/>`,
    ]) {
      const began = performance.now()
      const answer = await post('/api/fhir/R4/ServiceRequest', body, {
        authorization,
        'content-type': 'application/fhir+xml',
      })
      expect(answer.status).toBe(400)
      expect(await answer.text()).not.toContain('root:')
      expect(performance.now() - began).toBeLessThan(3_000)
    }
  })
})

it('every question behind a resource is one of the product', () => {
  expect([...registry.queries.keys()].filter((name) => name.includes('.fhir-')).length).toBeGreaterThan(15)
})
