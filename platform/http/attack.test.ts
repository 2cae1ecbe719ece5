import { afterAll, beforeAll, expect, it } from 'vitest'
import { aWorld, type World } from '#testing/personas.ts'
import { aSite, type Site } from '#testing/site.ts'

let site: Site
let world: World
let token: string
const HOST = 'localhost:4310'

beforeAll(async () => {
  site = await aSite()
  world = await aWorld(site.product.superuser)
  token = await site.product.signIn(world.staff.sam.email)
})
afterAll(() => site.stop())

const raw = (url: string, headers: Record<string, string>, payload = '', cookie = true) =>
  site.app.inject({ method: 'POST', url, headers: { host: HOST, 'content-type': 'application/x-www-form-urlencoded', ...headers }, payload, ...(cookie ? { cookies: { throughcare: token } } : {}) })

it.each(['/practice/sign-in', '/practice/%73ign-in', '/%70ractice/sign-in', '/sign-%69n', '/practice/sign-in/', '/practice//sign-in'])('signing in from another site by %s opens nothing', async (url) => {
  const answer = await raw(url, { origin: 'https://evil.example' }, `email=${encodeURIComponent(world.staff.jo.email)}&to=/app`, false)
  console.log(url, answer.statusCode, answer.cookies)
  expect(answer.cookies).toEqual([])
  expect([403, 404]).toContain(answer.statusCode)
})
it('fuzz', async () => {
  for (const [n, h] of Object.entries({ evil: { origin: 'https://evil.example' }, nul: { origin: 'null' }, none: {}, cross: { 'sec-fetch-site': 'cross-site' }, samesite: { 'sec-fetch-site': 'same-site' }, suffix: { origin: `http://${HOST}.evil.example` } }))
    for (const url of ['/api/commands/gap.take-over', '/api/queries/safetynet.board', '/app/drafts/save', '/app/people/search', '/sign-out', '/app/kept/throw-away']) {
      const a = await raw(url, h as never, '')
      if (a.statusCode !== 403) console.log('NOT 403', n, url, a.statusCode)
    }
  const get = async (url: string, headers = {}) => {
    const a = await site.app.inject({ method: 'GET', url, cookies: { throughcare: token }, headers: { host: HOST, ...headers } })
    console.log(url.slice(0, 80), a.statusCode, a.headers.location, a.headers['cache-control'])
    return a
  }
  for (const u of ['/app/referrals/draft/%0d%0aSet-Cookie:x=1/ask', '/app/people/%0d%0ax', '/app/people/..%2f..%2f%2fevil.com', '/app/referrals/%00', '/app/people?search=%00', '/app/gaps?team=%00', '/app/people/search', '/app/referrals/new?person=%00', '/app/leaving?ward=%00', '/app/team/report?months=99999999999', '/app/services/%ff', '/app/visits?on=9999999-99-99', '/app/tasks?kind=%00', '/api/openapi.json', '/health', '/app/people?search=1', '/app/gaps/take-over?person=x&key=y', '//evil.example/app', '/app/../../', '/\\evil.example'])
    await get(u)
  const a = await get('/app')
  console.log(a.headers)
  const out = await site.app.inject({ method: 'GET', url: '/app//evil.example/%0d%0a?x=1', headers: { host: HOST } })
  console.log(out.statusCode, out.headers.location)
  const big = await raw('/app/people/search', { origin: `http://${HOST}` }, 'typed=' + 'a'.repeat(2_000_000))
  console.log('big', big.statusCode, big.body.length)
  for (const [ct, body] of [['application/json', '{"__proto__":{"a":1},"input":{}}'], ['application/json', '{bad'], ['text/xml', '<a/>'], ['application/json', '['.repeat(100000)], ['application/json', '"x"'], ['application/json', 'null'], ['text/plain', 'x']]) {
    const r = await site.app.inject({ method: 'POST', url: '/api/queries/people.search', cookies: { throughcare: token }, headers: { host: HOST, origin: `http://${HOST}`, 'content-type': ct! }, payload: body! })
    console.log(ct, body!.slice(0, 30), r.statusCode, r.body.slice(0, 150))
  }
})
