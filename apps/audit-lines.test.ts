import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type Audited, anAudit } from '#testing/audit.ts'
import { aWorld, type World } from '#testing/personas.ts'
import { aProduct, type Product } from '#testing/product.ts'
import { auditLine } from './audit-lines.ts'
import { StartRefused } from './config.ts'

let product: Product
let world: World
let audit: Audited
let folder: string
beforeAll(async () => {
  product = await aProduct()
  world = await aWorld(product.superuser)
  audit = await anAudit(product)
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'throughcare-audit-lines-'))
})
afterAll(async () => {
  fs.rmSync(folder, { recursive: true, force: true })
  await audit?.stop()
  await product?.stop()
})

const urlOf = (user: string): string => {
  const { host, port, database, password } = product.appConfig(user)
  const secret = typeof password === 'string' ? `:${encodeURIComponent(password)}` : ''
  return `postgres://${user}${secret}@/${database}?host=${encodeURIComponent(String(host))}&port=${port}`
}
async function says(
  rest: string[],
  values: Record<string, unknown> = {},
): Promise<{ code: number; text: string }> {
  const printed: string[] = []
  const code = await auditLine({
    rest,
    values,
    env: {
      DATABASE_OWNER_URL: urlOf(product.superuser.user ?? 'postgres'),
      DATABASE_WITNESS_URL: urlOf('tc_witness'),
      DATABASE_URL: urlOf('tc_app'),
    },
    print: (text) => void printed.push(text),
  })
  return { code, text: printed.join('\n') }
}

it('makes keys, signs as the witness, dumps, and verifies; says where it is not sound and ends with 1', async () => {
  const at = (name: string) => path.join(folder, name)
  expect((await says(['keys'], { to: at('keys') })).text).toContain('signs. Keep it off the host')
  expect(fs.statSync(at('keys/audit-key.pem')).mode & 0o077).toBe(0)
  await expect(says(['keys'], { to: at('keys') })).rejects.toThrow(/never written over/)

  const token = await product.signIn(world.staff.lin.email)
  for (let i = 0; i < 5; i += 1) await product.ask(token, 'safetynet.board', {})
  await audit.sealAll()
  const signing = { key: at('keys/audit-key.pem'), to: at('checkpoints') }
  expect((await says(['checkpoint'], signing)).text).toContain('Signed: {"n":1')
  expect((await says(['dump'], { to: at('dump.sql') })).text).toContain('rows written')
  expect(fs.statSync(at('dump.sql')).mode & 0o077).toBe(0)
  const verify = { dump: at('dump.sql'), checkpoints: [at('checkpoints')], keys: at('keys') }
  const sound = await says(['verify'], verify)
  expect(sound.text).toMatch(/^5 events, 5 links in 1 chains, 1 checkpoints, 0 waiting/m)
  expect(sound.text).toMatch(/rows per second/)
  expect(sound.text).not.toContain('One host')
  expect([sound.code, sound.text.endsWith('SOUND')]).toEqual([0, true])

  fs.writeFileSync(at('dump.sql'), fs.readFileSync(at('dump.sql'), 'utf8').replace('shown', 'shewn'))
  const bent = await says(['verify'], verify)
  expect(bent.code).toBe(1)
  expect(bent.text).toMatch(/^FAULT row changed: .*place 1, event \d+/m)
  expect(bent.text).toContain('NOT SOUND: 1 kinds of fault')
})

it('refuses what it cannot do with a sentence', async () => {
  await expect(says(['verify'])).rejects.toThrow(StartRefused)
  await expect(says(['verify'], { dump: '/nowhere', keys: '/', checkpoints: ['/nowhere'] })).rejects.toThrow(
    /was not found/,
  )
  await expect(says(['toString'])).rejects.toThrow(/Say: throughcare audit/)
  await expect(
    says(['dispose'], {
      part: 'x 2026-03',
      email: 'nobody@nowhere.example',
      reason: 'The keeping time is over',
    }),
  ).rejects.toThrow(/No staff member/)
  const [part, email] = [`${world.organisations.riverside} 2016-03`, world.staff.lin.email]
  await expect(says(['dispose'], { part, email, reason: 'The keeping time is over' })).rejects.toThrow(
    /There is no chain/,
  )
})
