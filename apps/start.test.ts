import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import fastify from 'fastify'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { englandHolidays, holidaysWarnFromOn } from '#content/terms/bank-holidays/index.ts'
import { addDays } from '#core/kernel/time.ts'
import { makePool } from '#platform/database/pool.ts'
import { authPool } from '#platform/identity/pool.ts'
import { aProduct, type Product } from '#testing/product.ts'
import { readConfig, StartRefused, secretOf } from './config.ts'
import { checkServing, checkSignIn } from './database.ts'
import { holidayNotice } from './holiday-notice.ts'
import { storePathways } from './pathways.ts'
import { listening, serve } from './serve.ts'

let product: Product
beforeAll(async () => {
  product = await aProduct()
})
afterAll(() => product.stop())

const LIVE = { THROUGHCARE_MODE: 'live', THROUGHCARE_PUBLIC_URL: 'https://throughcare.example' }
const STRONG = 'nR7cV2kq9wXe4Lb1zTf6Hs8uYd3Jm5Pa'
const of = (env: Record<string, string>) => readConfig(env, [])

it('is practice over the embedded database unless an address or a mode says otherwise', () => {
  expect(of({})).toMatchObject({ mode: 'practice', databaseUrl: undefined, worker: true })
  expect(of({ DATABASE_URL: 'postgres://tc_app@db/throughcare' }).mode).toBe('live')
  expect(readConfig({}, ['--no-worker']).worker).toBe(false)
  expect(() => of({ THROUGHCARE_MODE: 'test' })).toThrow(/must be practice or live/)
  expect(() => of({ PORT: 'eighty' })).toThrow(/PORT must be a number/)
})

it('starts nobody live whose messages are half set up; in practice nothing leaves, whatever is set', () => {
  const half = { THROUGHCARE_SMTP_URL: 'smtps://mail.example:465' }
  expect(() => of({ ...LIVE, ...half })).toThrow(StartRefused)
  expect(() => of({ ...LIVE, ...half })).toThrow(/Email is half set up/)
  expect(
    of({ ...LIVE, ...half, THROUGHCARE_SMTP_FROM: 'no-reply@throughcare.example' }).notify.smtp,
  ).not.toBeNull()
  expect(of({ ...half }).notify).toEqual({ smtp: null, notify: null })
})

it('serves nobody live with a weak secret, with none, or without HTTPS', async () => {
  expect(() => secretOf(of(LIVE))).toThrow(/Set THROUGHCARE_SECRET/)
  expect(() => secretOf(of({ ...LIVE, THROUGHCARE_SECRET: 'short' }))).toThrow(/THROUGHCARE_SECRET is weak/)
  expect(() => secretOf(of({ ...LIVE, THROUGHCARE_SECRET: 'ab'.repeat(30) }))).toThrow(/weak/)
  expect(secretOf(of({ ...LIVE, THROUGHCARE_SECRET: STRONG }))).toBe(STRONG)
  const plain = of({
    ...LIVE,
    THROUGHCARE_SECRET: STRONG,
    THROUGHCARE_PUBLIC_URL: 'http://throughcare.example',
  })
  await expect(serve(plain, () => {})).rejects.toThrow(/HTTPS only/)
})

it('makes the practice secret once, readable by its owner alone', () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'tc-secret-'))
  try {
    const config = of({ THROUGHCARE_DATA: folder })
    expect(secretOf(config)).toBe(secretOf(config))
    expect(secretOf(config)).toHaveLength(64)
    expect(fs.statSync(path.join(folder, 'practice-secret')).mode & 0o777).toBe(0o600)
  } finally {
    fs.rmSync(folder, { recursive: true })
  }
})

it('serves only as tc_app, and signs people in only as tc_auth', async () => {
  const superuser = makePool(product.appConfig(product.superuser.user ?? 'postgres'), { max: 1 })
  const wrongAuth = authPool(product.appConfig('tc_app'))
  const auth = authPool(product.appConfig('tc_auth'))
  try {
    await expect(checkServing(product.appPool, 'practice')).resolves.toBeUndefined()
    await expect(checkServing(superuser, 'practice')).rejects.toThrow(/owner or superuser role/)
    await expect(checkSignIn(auth)).resolves.toBeUndefined()
    await expect(checkSignIn(wrongAuth)).rejects.toThrow(/must name the login tc_auth/)
  } finally {
    await Promise.all([superuser.end(), wrongAuth.end(), auth.end()])
  }
})

it('says in a sentence that a port is taken, and that a database lets nobody in', async () => {
  const [first, second] = [fastify(), fastify()]
  try {
    const port = Number(new URL(await listening(first, 0)).port)
    await expect(listening(second, port)).rejects.toThrow(
      new RegExp(`already answers on port ${port}.*PORT=${port + 1} npm start`),
    )
  } finally {
    await first.close()
  }
  const nowhere = makePool({ host: '127.0.0.1', port: 1, user: 'tc_app' }, { max: 1 })
  await expect(checkServing(nowhere, 'live')).rejects.toThrow(StartRefused)
  await expect(checkServing(nowhere, 'live')).rejects.toThrow(/throughcare migrate/)
  await nowhere.end()
})

it('serves nobody live from a database that may lose what it acknowledged', async () => {
  // the tests' own cluster runs without fsync, for speed: it is such a database
  const off = await product.superuser.query("select current_setting('fsync') as fsync")
  expect(off.rows).toEqual([{ fsync: 'off' }])
  await expect(checkServing(product.appPool, 'live')).rejects.toThrow(/set fsync, full_page_writes/)
})

it('never opens a practice database live, nor a live one for practice', async () => {
  const claim = async (mode: string) =>
    (await product.appPool.query('select ctx.claim_mode($1) as mode', [mode])).rows[0]?.mode
  expect(await claim('live')).toBe('practice')
  await product.superuser.query("update ctx.installation set mode = 'live'")
  try {
    await expect(checkServing(product.appPool, 'practice')).rejects.toThrow(
      /is live and is never opened in practice/,
    )
  } finally {
    await product.superuser.query("update ctx.installation set mode = 'practice'")
  }
})

it('says that migrations wait instead of serving on an older database', async () => {
  const client = product.superuser
  const newest = "(select max(name) from ctx.migration where name like '0%')"
  const gone = (await client.query(`delete from ctx.migration where name = ${newest} returning name, sha256`))
    .rows
  await expect(checkServing(product.appPool, 'practice')).rejects.toThrow(
    /1 of its migrations wait.*throughcare migrate/,
  )
  for (const row of gone)
    await client.query('insert into ctx.migration (name, sha256) values ($1, $2)', [row.name, row.sha256])
  await expect(checkServing(product.appPool, 'practice')).resolves.toBeUndefined()
})

it('refuses a pathway that changed though people may be on it', async () => {
  await expect(storePathways(product.appPool, undefined)).resolves.toBeUndefined()
  await product.superuser.query("update tc.pathway_version set sha256 = 'of another text'")
  await expect(storePathways(product.appPool, undefined)).rejects.toThrow(
    /v1\.yaml:1: "medication-support" version 1 was stored before with other content: give this one a new version/,
  )
})

it('warns above every page for six months before the bank holidays run out, and not earlier', () => {
  const from = holidaysWarnFromOn(englandHolidays)
  expect(holidayNotice(addDays(from, -1))).toEqual([])
  expect(holidayNotice(from)[0]).toContain('no reply-by date can be counted')
})
