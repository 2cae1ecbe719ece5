import { randomUUID } from 'node:crypto'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { exportJWK, generateKeyPair } from 'jose'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { sendMessages } from '#platform/notify/messages.ts'
import { type PartnerKey, readPartnerKey } from '#platform/notify/partner-token.ts'
import { bindingFindings } from '#testing/fhir-bindings.ts'
import { baseFindings } from '#testing/fhir-judge.ts'
import { loadUkCore, ukCoreFindings } from '#testing/fhir-ukcore.ts'
import { aFreePort, type Listening, listening } from '#testing/listening.ts'
import { aWorld, type World } from '#testing/personas.ts'
import { codeOf, freshId, must } from '#testing/product.ts'
import { sendingFrom } from '#testing/sending.ts'
import { aSite, type Site } from '#testing/site.ts'

/** Referrals that leave by BaRS: to a listener that is told how to answer, and to a second record of another partnership. */
const NOW = '2026-03-05T10:00:00.000Z'
let here: Site
let world: World
let jo: string
let partner: Listening
let endpointId: string
let doorId: string

interface Bundle {
  readonly type: string
  readonly entry: { readonly fullUrl: string; readonly resource: Record<string, unknown> }[]
}
const one = (bundle: Bundle, type: string) =>
  bundle.entry.find(({ resource }) => resource.resourceType === type)?.resource ?? {}
const unpacked = (header: unknown) =>
  JSON.parse(Buffer.from(String(header), 'base64').toString('utf8')) as Record<string, unknown>
const rows = (sql: string, values: unknown[] = []) => here.product.rows<Record<string, unknown>>(sql, values)

async function aRecord(address?: string): Promise<{ site: Site; world: World }> {
  const site = await aSite(undefined, address)
  const made = await aWorld(site.product.superuser, { startsAt: new Date('2026-03-02T09:00:00.000Z') })
  await site.product.setNow(NOW)
  await site.product.superuser.query('update tc.team set manager_staff_id = $1 where id = $2', [
    made.staff.jo.id,
    made.teams.maple,
  ])
  await site.product.superuser.query(
    "update tc.post set rights = rights || '{client.manage}' where id = $1",
    [made.staff.jo.postId],
  )
  return { site, world: made }
}

beforeAll(async () => {
  ;({ site: here, world } = await aRecord())
  jo = await here.product.signIn(world.staff.jo.email)
  partner = await listening('/FHIR/R4/$process-message')
  endpointId = await lists(partner.url, null)
  doorId = await opens(endpointId, { system: 'https://fhir.nhs.uk/Id/dos-service-id', value: '2000099999' })
})
afterAll(async () => {
  await partner?.stop()
  await here?.stop()
})
beforeEach(() => {
  partner.heard.length = 0
  partner.answer(200, {}, '{"resourceType":"Bundle"}')
})

const organisationId = () => world.organisations.northside
const { onTheWard, sent, sending } = sendingFrom(() => ({ product: here.product, world, jo }))
const tell = (key?: PartnerKey) => sendMessages(here.product.superuser, { loopback: true, key })

async function lists(address: string, token: { address: string; name: string } | null): Promise<string> {
  const id = freshId()
  must(
    await here.product.act(jo, 'partner.add', {
      endpointId: id,
      organisationId: organisationId(),
      name: `System ${id.slice(-4)}`,
      address,
      token,
    }),
  )
  return id
}
async function opens(at: string, target: { system: string; value: string }): Promise<string> {
  const id = freshId()
  must(
    await here.product.act(jo, 'partner.add-door', {
      doorId: id,
      organisationId: organisationId(),
      endpointId: at,
      serviceId: world.services.medication,
      target,
    }),
  )
  return id
}
async function withdraws(referral: { referralId: string; personId: string }) {
  const [row] = await rows('select version from tc.referral where id = $1', [referral.referralId])
  must(
    await here.product.act(jo, 'referral.withdraw', {
      personId: referral.personId,
      referralId: referral.referralId,
      version: row?.version,
      reason: 'Goes to a sister instead',
    }),
  )
}
const stands = async (referralId: string) =>
  (
    await rows(
      'select tells, state, tries, outcome from tc.partner_message where referral_id = $1 order by made_at, id',
      [referralId],
    )
  ).map(({ tells, state, tries, outcome }) => `${tells}: ${state} (${tries}, ${outcome})`)

function findings(bundle: Bundle): string[] {
  loadUkCore()
  return [bundle as unknown as Record<string, unknown>, ...bundle.entry.map((e) => e.resource)].flatMap(
    (r) => [
      ...baseFindings(r),
      ...bindingFindings(r),
      // BaRS's own profiles are not published with its samples
      ...(['Bundle', 'MessageHeader'].includes(String(r.resourceType)) ? [] : ukCoreFindings(r)),
    ],
  )
}

describe('a referral to a service with a partner’s system', () => {
  it('goes there as a message of BaRS with its headers, judged sound; its taking back follows; each answer is kept', async () => {
    partner.answer(200, {}, '{"resourceType":"Bundle","type":"message","note":"ours is 17"}')
    const person = await onTheWard('Mara Out')
    // by somebody who does not keep the list
    const tess = await world.hires('Tess Plain', world.teams.maple)
    const referral = sending(person)
    must(await here.product.act(await here.product.signIn(tess.email), 'referral.send', referral))
    expect(partner.heard, 'nothing goes inside the act').toEqual([])
    expect(await tell()).toEqual({ taken: 1, refused: 0, again: 0 })
    const [heard] = partner.heard
    const message = JSON.parse(heard?.body ?? '{}') as Bundle
    expect(heard?.headers).toMatchObject({
      'content-type': 'application/fhir+json; version=1.4.0',
      'x-correlation-id': referral.referralId,
      'use-context': 'referral|standard|servicerequest-request|new',
    })
    expect(heard?.headers['x-request-id']).toMatch(/^[0-9a-f-]{36}$/)
    expect(unpacked(heard?.headers['nhsd-target-identifier'])).toEqual({
      system: 'https://fhir.nhs.uk/Id/dos-service-id',
      value: '2000099999',
    })
    expect(unpacked(heard?.headers['nhsd-end-user-organisation'])).toMatchObject({
      resourceType: 'Organization',
    })
    expect(unpacked(heard?.headers['nhsd-requesting-software'])).toMatchObject({ resourceType: 'Device' })
    expect(findings(message)).toEqual([])
    expect(one(message, 'MessageHeader')).toMatchObject({
      eventCoding: { code: 'servicerequest-request' },
      destination: [{ endpoint: 'https://fhir.nhs.uk/Id/dos-service-id|2000099999' }],
    })
    expect(one(message, 'ServiceRequest')).toMatchObject({ status: 'active', id: referral.referralId })
    const patient = one(message, 'Patient')
    expect(patient).toMatchObject({ identifier: [{ value: person.nhsNumber }], birthDate: '1984-05-17' })
    expect(patient.address ?? patient.telecom, 'no address and no number to ring').toBeUndefined()
    expect(await tell(), 'once').toEqual({ taken: 0, refused: 0, again: 0 })

    const page = await here.get(`/app/referrals/${referral.referralId}`, jo)
    expect(page.body).toContain('ours is 17')
    const lin = await here.product.signIn(world.staff.lin.email)
    const theirs = await here.get(`/app/referrals/${referral.referralId}`, lin)
    expect(theirs.status).toBe(200)
    expect(theirs.body, 'the answer is the sender’s').not.toContain('ours is 17')

    await withdraws(referral)
    expect(await tell()).toEqual({ taken: 1, refused: 0, again: 0 })
    const back = JSON.parse(partner.heard.at(-1)?.body ?? '{}') as Bundle
    expect(one(back, 'ServiceRequest')).toMatchObject({
      status: 'revoked',
      id: referral.referralId,
      identifier: one(message, 'ServiceRequest').identifier,
      note: expect.arrayContaining([{ text: 'Goes to a sister instead' }]),
    })
    expect(findings(back)).toEqual([])
    expect(partner.heard.at(-1)?.headers).toMatchObject({
      'x-correlation-id': referral.referralId,
      'use-context': 'referral|standard|servicerequest-request|update',
    })
    expect(partner.heard.at(-1)?.headers['x-request-id']).not.toBe(heard?.headers['x-request-id'])
    expect(await stands(referral.referralId)).toEqual(['sent: taken (1, 200)', 'taken back: taken (1, 200)'])
  })

  it('one that fails is tried six times under one X-Request-Id, seen to wait, then is the sender’s task', async () => {
    partner.answer(503, {}, 'busy')
    const referral = await sent(await onTheWard('Ned Out'))
    const at = Date.parse(NOW) + 60_000
    let minutes = 0
    for (const wait of [0, 1, 5, 15, 60, 240]) {
      minutes += wait + 0.1
      await here.product.moveTo(new Date(at + minutes * 60_000).toISOString())
      expect(await tell(), `after ${minutes} minutes`).toEqual({ taken: 0, refused: 0, again: 1 })
      expect(await tell(), 'not before its time').toEqual({ taken: 0, refused: 0, again: 0 })
      if (wait === 5) {
        const page = await here.get(`/app/referrals/${referral.referralId}`, jo)
        expect(page.body).toContain('has not reached')
        expect(page.body).toContain('tried 3 times')
        expect((await here.get(`/app/organisations/${organisationId()}/partners`, jo)).body).toContain(
          '1 waiting',
        )
      }
    }
    expect(new Set(partner.heard.map((h) => h.headers['x-request-id'])).size).toBe(1)
    expect(await stands(referral.referralId)).toEqual(['sent: not reached (6, 503)'])
    const [task] = await rows(
      "select what, staff_id from tc.task where kind = 'referral not delivered' and about_id = $1",
      [referral.referralId],
    )
    expect(task?.staff_id).toBe(world.staff.jo.id)
    expect(task?.what).toContain('did not reach the partner’s system')
    // on the one list of what waits from outside, with its owner
    expect((await here.get('/app/tasks?show=outside', jo)).body).toContain('did not reach the partner')
    // it may have arrived all the same, so its taking back goes
    partner.answer(200)
    await withdraws(referral)
    expect(await tell()).toEqual({ taken: 1, refused: 0, again: 0 })
    await here.product.moveTo(NOW)
  })

  it('their no is their word: not tried again, with its answer and a task; what they never took is not taken back', async () => {
    for (const [status, says, outcome] of [
      [422, '{"resourceType":"OperationOutcome"}', '422'],
      [
        200,
        '{"entry":[{"resource":{"resourceType":"MessageHeader","response":{"code":"fatal-error"}}}]}',
        'fatal-error',
      ],
    ] as const) {
      partner.answer(status, {}, says)
      const referral = await sent(await onTheWard(`Una Out ${status}`))
      expect(await tell()).toEqual({ taken: 0, refused: 1, again: 0 })
      expect(await rows('select from tc.task where about_id = $1', [referral.referralId])).toHaveLength(1)
      await withdraws(referral)
      expect(await tell()).toEqual({ taken: 0, refused: 0, again: 0 })
      expect(await stands(referral.referralId)).toEqual([
        `sent: refused (1, ${outcome})`,
        'taken back: not needed (0, nothing to take back)',
      ])
    }
  })

  it('taken back before it went, nothing goes; off the list, what waits is a task', async () => {
    const early = await sent(await onTheWard('Ola Out'))
    await withdraws(early)
    expect(await tell()).toEqual({ taken: 0, refused: 0, again: 0 })
    expect(partner.heard).toEqual([])
    expect(await stands(early.referralId)).toEqual([
      'sent: not needed (0, taken back before it went)',
      'taken back: not needed (0, nothing to take back)',
    ])
    const late = await sent(await onTheWard('Pia Out'))
    must(await here.product.act(jo, 'partner.end-door', { organisationId: organisationId(), doorId }))
    expect(await tell()).toEqual({ taken: 0, refused: 0, again: 0 })
    expect(partner.heard).toEqual([])
    expect(await stands(late.referralId)).toEqual(['sent: not reached (0, its address is off the list)'])
    expect(await rows('select from tc.task where about_id = $1', [late.referralId])).toHaveLength(1)
    const none = await sent(await onTheWard('Quin Out'))
    expect(await stands(none.referralId), 'no door, no message').toEqual([])
    doorId = await opens(endpointId, { system: 'https://fhir.nhs.uk/Id/dos-service-id', value: '2000099999' })
  })

  it('whoever does not keep the list opens no door, and none leads to an address of another organisation', async () => {
    const sam = await here.product.signIn(world.staff.sam.email)
    const door = (organisation: string) => ({
      doorId: freshId(),
      organisationId: organisation,
      endpointId,
      serviceId: world.services.housing,
      target: { system: 'urn:example:services', value: '1' },
    })
    for (const [who, at] of [
      [sam, organisationId()],
      [sam, world.organisations.riverside],
      [jo, world.organisations.riverside],
    ] as const)
      expect((await here.product.act(who, 'partner.add-door', door(at))).ok).toBe(false)
    expect(
      codeOf(
        await here.product.act(jo, 'partner.add-door', {
          ...door(organisationId()),
          serviceId: world.services.medication,
        }),
      ),
    ).toBe('PARTNER_DOOR_THERE')
    // what is not of the inside stays outside: a listed name that leads inside, and practice mode
    const dark = await sent(await onTheWard('Rex Out'))
    expect(await sendMessages(here.product.superuser, { loopback: false })).toEqual({
      taken: 0,
      refused: 0,
      again: 1,
    })
    expect(partner.heard).toEqual([])
    await withdraws(dark)
  })
})

describe('between two records', () => {
  it('signs in with its own key, is filed there once, answered in their words, and taken back there', async () => {
    const port = await aFreePort()
    const address = `http://127.0.0.1:${port}`
    const there = await aRecord(address)
    try {
      await there.site.app.listen({ port, host: '127.0.0.1' })
      const keys = await generateKeyPair('ES384', { extractable: true })
      const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'throughcare-key-'))
      const file = path.join(folder, 'key.json')
      fs.writeFileSync(file, JSON.stringify({ ...(await exportJWK(keys.privateKey)), kid: 'ours' }))
      const key = readPartnerKey(file)
      fs.writeFileSync(file, JSON.stringify({ ...(await exportJWK(keys.publicKey)), kid: 'ours' }))
      expect(() => readPartnerKey(file), 'a public key signs nothing').toThrow('no private JSON Web Key')
      fs.rmSync(folder, { recursive: true })
      const clientId = freshId()
      const keeper = await there.site.product.signIn(there.world.staff.jo.email)
      const theirs = there.world.organisations.northside
      must(
        await there.site.product.act(keeper, 'client.make', {
          organisationId: theirs,
          teamId: there.world.teams.maple,
          clientId,
          name: 'The other record',
          scopes: ['referral.send', 'people.write'],
          secretSha256: '0'.repeat(64),
        }),
      )
      must(
        await there.site.product.act(keeper, 'client.set-keys', {
          organisationId: theirs,
          clientId,
          version: 1,
          keys: { keys: [{ ...(await exportJWK(keys.publicKey)), kid: 'ours' }] },
        }),
      )
      must(await here.product.act(jo, 'partner.end-door', { organisationId: organisationId(), doorId }))
      const at = await lists(`${address}/api/fhir/R4/$process-message`, {
        address: `${address}/oauth/token`,
        name: clientId,
      })
      await opens(at, { system: 'urn:throughcare:service', value: there.world.services.medication })
      const person = await onTheWard('Sol Over')
      const referral = await sent(person, { urgent: true })
      expect(await tell(), 'no key, no token').toEqual({ taken: 0, refused: 0, again: 1 })
      await here.product.moveTo('2026-03-05T10:02:00.000Z')
      expect(
        await tell(key),
        JSON.stringify(
          await rows('select outcome, answer from tc.partner_message where referral_id = $1', [
            referral.referralId,
          ]),
        ),
      ).toEqual({ taken: 1, refused: 0, again: 0 })
      const filed = () =>
        there.site.product.rows<Record<string, unknown>>(
          `select r.word, r.urgent, r.from_said, c.nhs_number, o.form, r.asks -> 'reason' ->> 'text' as reason
             from tc.referral r join tc.person_core c on c.person_id = r.person_id join tc.referral_original o on o.referral_id = r.id`,
        )
      expect(await filed()).toEqual([
        {
          word: 'sent',
          urgent: true,
          from_said: expect.stringContaining(world.staff.jo.name),
          nhs_number: person.nhsNumber,
          form: 'BaRS',
          reason: expect.stringContaining('Company while she learns her tablets'),
        },
      ])
      // broken off after it arrived: the repeat under another X-Request-Id is known
      const [message] = await rows('select headers, body from tc.partner_message where referral_id = $1', [
        referral.referralId,
      ])
      await here.product.superuser.query(
        "update tc.partner_message set state = 'waiting', next_try_at = ctx.clock(), headers = headers || $2 where referral_id = $1",
        [referral.referralId, JSON.stringify({ 'x-request-id': randomUUID() })],
      )
      expect(message).toBeDefined()
      expect(await tell(key)).toEqual({ taken: 1, refused: 0, again: 0 })
      expect(await filed()).toHaveLength(1)
      await withdraws(referral)
      expect(await tell(key)).toEqual({ taken: 1, refused: 0, again: 0 })
      expect((await filed()).map(({ word }) => word)).toEqual(['withdrawn'])
      expect(sending(person).personId, 'the two records share no id').not.toBe(
        (await there.site.product.rows<{ id: string }>('select person_id as id from tc.referral'))[0]?.id,
      )
    } finally {
      await there.site.stop()
    }
  })
})
