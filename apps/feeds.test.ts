import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import type pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Listener } from '#platform/hl7/listener.ts'
import { framed } from '#platform/hl7/mllp.ts'
import { tokenHash } from '#platform/http/session-cookie.ts'
import { MachineClients } from '#platform/identity/clients.ts'
import { authPool } from '#platform/identity/pool.ts'
import { aMessage, MARA } from '#testing/hl7-builder.ts'
import { anHl7Client, rawBytes } from '#testing/mllp.ts'
import { aWorld, type World } from '#testing/personas.ts'
import { aProduct, freshId, type Product } from '#testing/product.ts'
import { insert } from '#testing/sql.ts'
import { readConfig } from './config.ts'
import { readFeeds, startFeeds } from './feeds.ts'
import { scopeNames } from './site.ts'

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'tc-feeds-'))
afterAll(() => fs.rmSync(folder, { recursive: true }))

const LIVE = readConfig({ THROUGHCARE_MODE: 'live', THROUGHCARE_PUBLIC_URL: 'https://t.example' }, [])
const PRACTICE = readConfig({}, [])
const login = { clientId: '0193f007-0000-7000-8000-000000000001', secretFile: 'northside.secret' }
const feed = { name: 'northside', port: 0, ...login }

function written(feeds: unknown): NodeJS.ProcessEnv {
  const file = path.join(folder, 'feeds.json')
  fs.writeFileSync(file, typeof feeds === 'string' ? feeds : JSON.stringify({ feeds }))
  return { THROUGHCARE_FEEDS: file }
}

describe('the file of listeners', () => {
  it('names none without it, but one on loopback in practice', () => {
    expect(readFeeds({}, LIVE)).toEqual([])
    expect(readFeeds({}, PRACTICE)).toMatchObject([{ host: '127.0.0.1', port: 2575, as: 'northside' }])
  })

  it('listens on loopback unless told otherwise, and elsewhere not for everybody', () => {
    expect(readFeeds(written([feed]), LIVE)).toMatchObject([{ host: '127.0.0.1' }])
    expect(() => readFeeds(written([{ ...feed, host: '0.0.0.0' }]), LIVE)).toThrow(/for everybody/)
    const tls = { keyFile: 'k.pem', certFile: 'c.pem', caFile: 'ca.pem' }
    expect(readFeeds(written([{ ...feed, host: '0.0.0.0', tls }]), LIVE)).toMatchObject([
      { tls: { caFile: path.join(folder, 'ca.pem') } },
    ])
    expect(readFeeds(written([{ ...feed, host: '0.0.0.0', addresses: ['10.1.2.0/24'] }]), LIVE)).toHaveLength(
      1,
    )
  })

  it.each([
    ['no JSON', '{', /cannot be read as JSON/],
    ['a setting that nobody knows', [{ ...feed, prot: 1 }], /prot/],
    ['no login', [{ name: 'northside', port: 0 }], /its own machine login/],
    [
      'practice machines outside practice',
      [{ name: 'northside', port: 0, as: 'northside' }],
      /machine login/,
    ],
    ['a list of addresses that is none', [{ ...feed, addresses: ['everybody'] }], /address/],
    ['two of one name', [feed, feed], /same name/],
  ])('is refused with what to put right: %s', (_what, feeds, words) => {
    expect(() => readFeeds(written(feeds), LIVE)).toThrow(words)
  })
})

describe('a listener with a login of its own', () => {
  let product: Product
  let world: World
  let auth: pg.Pool
  const said: string[] = []
  const secret = 'a secret of the hospital, long enough'
  const northside = { clientId: freshId(), name: 'PAS of Northside' }
  const riverside = { clientId: freshId(), name: 'System of Riverside' }

  beforeAll(async () => {
    product = await aProduct()
    world = await aWorld(product.superuser)
    await product.superuser.query("update tc.organisation set ods_code = 'NSD' where id = $1", [
      world.organisations.northside,
    ])
    auth = authPool(product.appConfig('tc_auth'))
    for (const [{ clientId, name }, organisation, team, scopes] of [
      [northside, 'northside', 'records', ['hospital-messages']],
      [riverside, 'riverside', 'medication', []],
    ] as const)
      await insert(product.superuser, 'identity.client', {
        id: clientId,
        name,
        organisation_id: world.organisations[organisation],
        team_id: world.teams[team],
        rights: ['import.hl7', 'people.register'],
        scopes,
        secret_sha256: tokenHash(secret),
        secret_made_at: '2026-01-01T00:00:00Z',
        made_by: world.staff.jo.id,
        created_at: '2026-01-01T00:00:00Z',
      })
    fs.writeFileSync(path.join(folder, 'northside.secret'), `${secret}\n`)
  })
  afterAll(async () => {
    await auth.end()
    await product.stop()
  })

  const starts = (feeds: unknown): Promise<readonly Listener[]> =>
    startFeeds(readFeeds(written(feeds), LIVE), {
      door: product.door,
      clients: new MachineClients({
        pool: auth,
        secret: 'a secret of the tests, long enough to be one',
        names: scopeNames,
        address: 'https://t.example',
      }),
      config: LIVE,
      env: {},
      say: (line) => void said.push(line),
    })
  const sends = async (listener: Listener, text: string) => {
    const client = anHl7Client(listener.port)
    try {
      return await client.send(text)
    } finally {
      await client.close()
    }
  }
  const a01 = () =>
    aMessage().sentBy('NSD').admitting(MARA).toWard('MAPLE').forVisit('OWN-1').at('2026-02-02T10:00:00Z')

  it('files as its own organisation’s machine, and refuses sender fields that do not match', async () => {
    const [listener] = await starts([{ ...feed, clientId: northside.clientId, applications: ['PAS'] }])
    try {
      const taken = await sends(listener!, a01().numbered('OWN-1').saying('MSH', 11, 'P').text())
      expect(taken).toMatchObject({ code: 'AA', controlId: 'OWN-1' })
      const other = await sends(
        listener!,
        a01().sentBy('RIV').numbered('OWN-2').saying('MSH', 11, 'P').text(),
      )
      expect(other.code).toBe('AE')
      expect(other.whole).toContain('MSH^1^4')
      const application = await sends(
        listener!,
        a01().numbered('OWN-3').saying('MSH', 11, 'P').saying('MSH', 3, 'LAB').text(),
      )
      expect(application.code).toBe('AR')
      expect(application.whole).toContain('MSH^1^3')
      const training = await sends(listener!, a01().numbered('OWN-4').saying('MSH', 11, 'T').text())
      expect(training.code).toBe('AE')
    } finally {
      await listener?.stop()
    }
    const rows = await product.rows(
      'select control_id, answer, waits, organisation_id, client_id from tc.feed_message order by control_id',
    )
    const here = { organisation_id: world.organisations.northside, client_id: northside.clientId }
    expect(rows).toEqual([
      { control_id: 'OWN-1', answer: 'AA', waits: false, ...here },
      { control_id: 'OWN-2', answer: 'AE', waits: true, ...here },
      { control_id: 'OWN-3', answer: 'AR', waits: true, ...here },
      { control_id: 'OWN-4', answer: 'AE', waits: true, ...here },
    ])
    expect(said.some((line) => /listens on 127\.0\.0\.1:/.test(line))).toBe(true)
    expect(said.join()).not.toContain('Okafor')
  })

  it('without the scope, with another secret or after its end says nothing, and the sender keeps the message', async () => {
    const before = await product.rows('select id from tc.feed_message')
    fs.writeFileSync(path.join(folder, 'other.secret'), 'another secret, long enough too')
    for (const wrong of [
      { clientId: riverside.clientId },
      { clientId: freshId() },
      { clientId: northside.clientId, secretFile: 'other.secret' },
    ]) {
      const [listener] = await starts([{ ...feed, ...wrong }])
      const silent = await rawBytes(listener!.port, framed(a01().numbered('OWN-9').text()), { ms: 2_000 })
      await listener?.stop()
      expect(silent).toBe('')
    }
    expect(await product.rows('select id from tc.feed_message')).toHaveLength(before.length)
  })

  it('whose port is taken refuses the start, and frees the others', async () => {
    const [listener] = await starts([{ ...feed, clientId: northside.clientId }])
    try {
      await expect(
        starts([
          { ...feed, clientId: northside.clientId },
          { ...feed, name: 'second', port: listener!.port },
        ]),
      ).rejects.toThrow(/could not be started/)
    } finally {
      await listener?.stop()
    }
  })
})
