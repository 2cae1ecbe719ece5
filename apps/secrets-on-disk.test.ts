import fs from 'node:fs'
import path from 'node:path'
import { createOTP } from '@better-auth/utils/otp'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { codeSha256, newSetUpCode } from '#platform/identity/set-up-code.ts'
import { aFeed } from '#testing/feed.ts'
import { anOwnDoor } from '#testing/own-door.ts'
import { aWorld, type World } from '#testing/personas.ts'
import { freshId, must } from '#testing/product.ts'
import { fromBase32 } from '#testing/signing-in.ts'
import { aSite, type Site } from '#testing/site.ts'

/** Nothing that opens a door lies in the database's files: whoever copies the data directory can sign in as nobody. */
let site: Site
let world: World
beforeAll(async () => {
  site = await aSite()
  world = await aWorld(site.product.superuser, { startsAt: new Date() })
})
afterAll(() => site?.stop())

const PASSWORD = `Qzxkettle-${freshId()}`

/** Everything secret that is made when somebody sets their sign-in up and uses it, when a machine is let in, and at the own door. */
async function planted(): Promise<Readonly<Record<string, string>>> {
  const { sam, lin, jo } = world.staff
  const setUpCode = newSetUpCode()
  const manager = await site.product.signIn(lin.email)
  const invitation = {
    invitationId: freshId(),
    staffId: sam.id,
    codeSha256: codeSha256(setUpCode).toString('hex'),
  }
  must(await site.product.act(manager, 'staff.invite', invitation))
  const browser = site.browser('198.51.100.7')
  await browser.post('/sign-in/set-up', { code: setUpCode, password: PASSWORD })
  const step = browser.cookies['throughcare-step'] ?? ''
  const page = await browser.get('/sign-in/set-up/second-factor')
  const address = new URL(/href="(otpauth:[^"]+)"/.exec(page.body)?.[1]?.replaceAll('&amp;', '&') ?? '')
  const authenticator = address.searchParams.get('secret') ?? ''
  const otp = createOTP(fromBase32(authenticator))
  const done = await browser.post('/sign-in/set-up/second-factor', {
    code: await otp.hotp(Math.floor(Date.now() / 30_000)),
  })
  const recovery = [...page.body.matchAll(/<code>(\w{5}-\w{5})<\/code>/g)].map(([, code = '']) => code)
  expect(recovery).toHaveLength(8)
  expect(done.status).toBe(303)
  // a wrong password too is somebody's
  await site.browser('198.51.100.8').post('/sign-in', { email: sam.email, password: `wrong-${PASSWORD}` })
  const mara = await world.person('Mara Okafor')
  return {
    password: PASSWORD,
    'set-up code': setUpCode,
    'set-up code, bare': setUpCode.replaceAll('-', ''),
    'step of signing in': step,
    'key of the authenticator': authenticator,
    'key of the authenticator, raw': fromBase32(authenticator),
    ...Object.fromEntries(recovery.map((code, i) => [`recovery code ${i + 1}`, code])),
    session: browser.cookies.throughcare ?? '',
    'session of the manager': manager,
    'token of a machine': await aFeed(site.product, {
      organisationId: world.organisations.northside,
      teamId: world.teams.maple,
    }),
    ...(await aSystem(manager)),
    'session of the own door': await anOwnDoor(
      site.product.superuser,
      { id: jo.id, organisationId: world.organisations.northside, teamId: world.teams.maple },
      mara.id,
    ),
  }
}

/** A machine login with the secret that its page shows once, and a token fetched with it. */
async function aSystem(manager: string): Promise<Record<string, string>> {
  const { lin } = world.staff
  await site.product.superuser.query(
    "update tc.post set rights = rights || '{client.manage}' where id = $1",
    [lin.postId],
  )
  const { body } = await site.post(
    `/app/organisations/${world.organisations.riverside}/machines/add`,
    { commandId: freshId(), name: 'Reports', teamId: world.teams.medication, scopes: ['report.read'] },
    manager,
  )
  const secret = /<code class="tc-typed">([\w-]{43})<\/code>/.exec(body)?.[1] ?? ''
  const [, id = ''] = /<code class="tc-typed">([0-9a-f-]{36})<\/code>/.exec(body) ?? []
  const sent = await site.app.inject({
    method: 'POST',
    url: '/oauth/token',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    payload: new URLSearchParams({
      grant_type: 'client_credentials',
      client_id: id,
      client_secret: secret,
    }).toString(),
  })
  return {
    'secret of a machine login': secret,
    'token it fetched': (sent.json() as { access_token: string }).access_token,
  }
}

/** Which of the words stand in the files of this database and in what was written ahead since then. */
async function onDisk(words: readonly string[], since: number): Promise<readonly string[]> {
  const { superuser } = site.product
  await superuser.query('checkpoint')
  const [where] = (
    await superuser.query<{ folder: string; oid: string }>(
      "select current_setting('data_directory') as folder, oid::text from pg_database where datname = current_database()",
    )
  ).rows
  const { folder = '', oid = '' } = where ?? {}
  const wal = path.join(folder, 'pg_wal')
  const files = [
    ...fs.readdirSync(path.join(folder, 'base', oid)).map((name) => path.join(folder, 'base', oid, name)),
    ...fs.readdirSync(wal).map((name) => path.join(wal, name)),
  ].filter(
    (file) => fs.statSync(file).isFile() && (!file.startsWith(wal) || fs.statSync(file).mtimeMs >= since),
  )
  const found = new Set<string>()
  for (const file of files) {
    const bytes = fs.readFileSync(file)
    for (const word of words) if (bytes.includes(word)) found.add(word)
  }
  return [...found]
}

it('a copy of the data directory holds no password, code, key or token', { timeout: 60_000 }, async () => {
  const since = Date.now() - 1_000
  const secrets = await planted()
  expect(Object.entries(secrets).filter(([, word]) => word.length < 8)).toEqual([])
  const named = Object.fromEntries(Object.entries(secrets).map(([name, word]) => [word, name]))
  // the reading finds what is kept in plain: an address that is no secret
  const found = await onDisk([...Object.values(secrets), world.staff.sam.email], since)
  expect(found.map((word) => named[word] ?? 'email')).toEqual(['email'])
  console.log(`${Object.keys(secrets).length} secrets planted, 0 found on disk`)
})
