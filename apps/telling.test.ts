import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import fs from 'node:fs'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { build } from 'esbuild'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { sendWaiting } from '#platform/notify/index.ts'
import { smtpAdapter } from '#platform/notify/smtp.ts'
import { aMailServer, type MailServer } from '#testing/mail-server.ts'
import { manyGaps } from '#testing/many-gaps.ts'
import { aWorld, type World } from '#testing/personas.ts'
import { aProduct, freshId, type Product } from '#testing/product.ts'
import { seededRandom } from '#testing/random.ts'
import { aTeller } from '#testing/telling.ts'

const LONG = process.env.LONG === '1'
const [DUE, KILLS] = LONG ? [5_000, 200] : [100, 5]
const HELD = LONG ? 10_000 : 200
const SEED = 13_013
const CHILD = path.join(import.meta.dirname, `../dist/telling-child-${process.pid}.js`)

let product: Product
let world: World
beforeAll(async () => {
  product = await aProduct()
  world = await aWorld(product.superuser, { startsAt: new Date() })
  await product.superuser.query("update ctx.installation set mode = 'live'")
})
afterAll(() => product?.stop())

const count = async (text: string, values: unknown[] = []): Promise<number> =>
  Number(
    (await product.superuser.query<{ n: string }>(`select count(*) as n from ${text}`, values)).rows[0]?.n,
  )

describe('a worker that is ended at any instant', () => {
  let server: MailServer
  let child: ChildProcess | undefined
  beforeAll(async () => {
    server = await aMailServer()
    // bundled as the real worker is: a start then takes a fraction of a second
    await build({
      entryPoints: [path.join(import.meta.dirname, '../testing/telling-child.ts')],
      outfile: CHILD,
      bundle: true,
      platform: 'node',
      format: 'esm',
      packages: 'external',
      logLevel: 'error',
    })
  })
  afterAll(async () => {
    child?.kill('SIGKILL')
    fs.rmSync(CHILD, { force: true })
    await server?.stop()
  })

  async function aWorker(): Promise<ChildProcess> {
    const login = JSON.stringify(product.appConfig('tc_job'))
    const started = spawn(process.execPath, [CHILD], {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: {
        ...process.env,
        TELLING_LOGIN: login,
        THROUGHCARE_SMTP_URL: server.url,
        THROUGHCARE_SMTP_FROM: 'no-reply@throughcare.example',
      },
    })
    started.stderr.on('data', (line: Buffer) => {
      if (!/ExperimentalWarning/.test(String(line))) process.stdout.write(`worker: ${line}`)
    })
    await once(started.stdout, 'data')
    return started
  }

  it(`tells each of ${DUE} once, killed ${KILLS} times`, { timeout: 1_800_000 }, async () => {
    await manyGaps(product, world, DUE)
    const { float } = randomOf(SEED)
    let whileWorking = 0
    for (let kill = 0; kill < KILLS; kill += 1) {
      child = await aWorker()
      await sleep(float() * 160)
      const exit = once(child, 'exit')
      const left =
        DUE -
        (await count('tc.notice')) +
        (await count("tc.message_out where state in ('queued', 'claimed')"))
      if (left > 0) whileWorking += 1
      child.kill('SIGKILL')
      await exit
    }
    child = await aWorker()
    const until = Date.now() + (LONG ? 600_000 : 20_000)
    while ((await count("tc.message_out where state = 'sent'")) < DUE && Date.now() < until) await sleep(200)
    const exit = once(child, 'exit')
    child.kill('SIGKILL')
    await exit
    const ids = new Set(server.mails.map((m) => m.messageId))
    const twice = server.mails.length - ids.size
    process.stdout.write(
      `telling: ${DUE} due, seed ${SEED}, killed ${KILLS} times (${whileWorking} of them with work left); notices ${await count('tc.notice')}, messages ${await count('tc.message_out')}, different mails delivered ${ids.size}, delivered again under the same Message-ID ${twice}\n`,
    )
    expect(await count('tc.notice')).toBe(DUE)
    expect(await count('(select distinct person_id from tc.notice where level = 1) x')).toBe(DUE)
    expect(await count('tc.message_out')).toBe(DUE)
    expect(await count("tc.message_out where state = 'sent'")).toBe(DUE)
    expect(ids.size).toBe(DUE)
    // mail has no "have you got this already": at most the one that was under way when the worker was ended
    expect(twice).toBeLessThanOrEqual(KILLS)
    expect(whileWorking).toBeGreaterThan(0)
  })

  it('and two at once tell once: the second waits for the first', { timeout: 60_000 }, async () => {
    const before = await count('tc.notice')
    await manyGaps(product, world, 60)
    const two = await Promise.all([aWorker(), aWorker()])
    const until = Date.now() + 20_000
    while ((await count("tc.message_out where state = 'sent'")) < before + 60 && Date.now() < until)
      await sleep(100)
    for (const one of two) {
      const exit = once(one, 'exit')
      one.kill('SIGKILL')
      await exit
    }
    expect(await count('tc.notice')).toBe(before + 60)
    expect(new Set(server.mails.map((m) => m.messageId)).size).toBe(before + 60)
  })
})

describe('a death that is reported', () => {
  it(`holds every message from that moment: 0 of ${HELD} leave after it`, {
    timeout: 1_800_000,
  }, async () => {
    await product.superuser.query('delete from net.obligation')
    const arrived = new Map<string, number>()
    const server = await aMailServer({
      meanwhile: (mail) => void arrived.set(mail.messageId.replace(/^<|@.*$/g, ''), performance.now()),
    })
    const people = await product.superuser.query<{ person_id: string; id: string }>(
      `with p as (insert into tc.person (id, display_name, family_key, given_key, registered_at)
         select gen_random_uuid(), 'Held ' || n, 'held', n::text, now() from generate_series(1, $1::int) n returning id)
       insert into tc.message_out (channel, to_address, to_kind, to_staff_id, template, person_id, organisation_id, team_id, next_at, created_at)
       select 'email', 'sam@riverside.example', 'staff', $2, 'something needs you', p.id, $3, $4, now() - interval '1 minute', now() from p returning person_id, id`,
      [HELD, world.staff.sam.id, world.organisations.riverside, world.teams.medication],
    )
    const { float } = randomOf(SEED + 1)
    const teller = await aTeller(product)
    const adapter = smtpAdapter(server.url, 'no-reply@throughcare.example')
    const reported = new Map<string, number>()
    let sending = true
    const reporter = async (): Promise<void> => {
      const client = new pg.Client({ ...product.appConfig(product.superuser.user ?? 'postgres') })
      await client.connect()
      while (sending && reported.size < HELD / 3) {
        const about = people.rows[Math.floor(float() * people.rows.length)]!
        if (reported.has(about.id)) continue
        reported.set(about.id, Number.POSITIVE_INFINITY)
        // as the door does: the person is locked, and the report committed
        await client.query('begin')
        await client.query('select from tc.person where id = $1 for no key update', [about.person_id])
        await client.query(
          `insert into tc.death_report (id, person_id, organisation_id, team_id, version, source, said, reported_at, by_id) values ($1, $2, $3, $4, 1, 'by hand', 'x', now(), $1)`,
          [freshId(), about.person_id, world.organisations.riverside, world.teams.medication],
        )
        await client.query('commit')
        reported.set(about.id, performance.now())
        await sleep(float() * 6)
      }
      await client.end()
    }
    const reporters = [reporter(), reporter()]
    let done = 0
    for (;;) {
      const { sent, held, failed } = await sendWaiting(teller.client, { email: adapter }, 100)
      done += sent + held + failed
      if (sent + held + failed === 0) break
    }
    sending = false
    await Promise.all(reporters)
    const late = people.rows.filter(
      (m) => (arrived.get(m.id) ?? 0) > (reported.get(m.id) ?? Number.POSITIVE_INFINITY),
    )
    const held = await count("tc.message_out where state = 'held' and why = 'a death is reported'")
    process.stdout.write(
      `death: ${HELD} messages, seed ${SEED + 1}, ${reported.size} deaths reported meanwhile, ${held} held, ${arrived.size} left before; left after a report: ${late.length}\n`,
    )
    expect(done).toBe(HELD)
    expect(late).toEqual([])
    expect(held).toBeGreaterThan(HELD / 50)
    expect(held + arrived.size).toBe(HELD)

    // undone: what was held goes after all
    const one = (
      await product.superuser.query<{ id: string; person_id: string; report: string }>(
        `select m.id, m.person_id, r.id as report from tc.message_out m join tc.death_report r on r.person_id = m.person_id where m.state = 'held' limit 1`,
      )
    ).rows[0]!
    await product.superuser.query(
      `insert into tc.death_decision (id, report_id, person_id, organisation_id, team_id, version, what, why, decided_at, decided_by) values ($1, $2, $3, $4, $5, 2, 'report undone', 'x', now(), $6)`,
      [
        freshId(),
        one.report,
        one.person_id,
        world.organisations.riverside,
        world.teams.medication,
        world.staff.sam.id,
      ],
    )
    await teller.client.query('select net.release_held()')
    expect(await sendWaiting(teller.client, { email: adapter }, 10)).toEqual({ sent: 1, held: 0, failed: 0 })
    expect(arrived.has(one.id)).toBe(true)
    await adapter.close()
    await teller.stop()
    await server.stop()
  })
})

describe('a message that cannot go', () => {
  it('is tried again, and then is a task of its team, in words', async () => {
    const server = await aMailServer({ takes: (to) => (to.startsWith('gone') ? 550 : 451) })
    const adapter = smtpAdapter(server.url, 'no-reply@throughcare.example')
    const teller = await aTeller(product)
    const queue = (to: string) =>
      product.superuser.query(
        `insert into tc.message_out (channel, to_address, to_kind, to_staff_id, template, organisation_id, team_id, next_at, created_at)
         values ('email', $1, 'staff', $2, 'something needs you', $3, $4, ctx.clock() - interval '1 minute', ctx.clock())`,
        [to, world.staff.sam.id, world.organisations.riverside, world.teams.medication],
      )
    await queue('gone@riverside.example')
    await queue('busy@riverside.example')
    for (let round = 0; round < 6; round += 1) {
      await sendWaiting(teller.client, { email: adapter }, 10)
      await product.superuser.query(
        "update tc.message_out set next_at = ctx.clock() - interval '1 second' where state = 'queued'",
      )
    }
    const failed = await product.superuser.query(
      "select to_address, tries, why from tc.message_out where state = 'failed' order by 1",
    )
    expect(failed.rows).toEqual([
      { to_address: 'busy@riverside.example', tries: 5, why: 'the mail server answered 451' },
      { to_address: 'gone@riverside.example', tries: 1, why: 'the mail server answered 550' },
    ])
    const tasks = await product.superuser.query(
      "select what, team_id, person_id from tc.task where kind = 'message failed'",
    )
    expect(tasks.rows).toEqual(
      Array(2).fill({
        what: 'A message did not go out: an email to Sam Okoro, "Something needs you in Throughcare". Ring instead.',
        team_id: world.teams.medication,
        person_id: null,
      }),
    )
    await adapter.close()
    await teller.stop()
    await server.stop()
  })
})

function randomOf(seed: number): { float(): number } {
  const { bytes } = seededRandom(seed)
  return {
    float: () => {
      const [a = 0, b = 0] = bytes(2)
      return (a * 256 + b) / 65_536
    },
  }
}
