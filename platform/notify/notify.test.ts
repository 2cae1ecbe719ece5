import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { aMailServer, aNotifyStub, type MailServer, type NotifyStub } from '#testing/mail-server.ts'
import { govNotifyAdapter } from './gov-notify.ts'
import { adaptersOf, readNotifyConfig, TEMPLATES, wordsOf } from './index.ts'
import type { OutgoingMessage } from './message.ts'
import { smtpAdapter } from './smtp.ts'

const KEY = 'throughcare-26785a09-ab16-4eb0-8407-a37497a57506-3d844edf-8d35-48ac-975b-e847b4f122b0'
const message = (more: Partial<OutgoingMessage> = {}): OutgoingMessage => ({
  id: '0199c0de-0000-7000-8000-000000000001',
  channel: 'email',
  to: 'sam@riverside.example',
  template: 'something needs you',
  slots: {},
  again: false,
  ...more,
})

describe('email over SMTP', () => {
  let server: MailServer
  beforeAll(async () => {
    server = await aMailServer({
      takes: (to) => (to.startsWith('gone') ? 550 : to.startsWith('busy') ? 451 : true),
    })
  })
  afterAll(() => server.stop())

  it('goes with neutral words and our own id as its Message-ID, the same when it is sent again', async () => {
    const adapter = smtpAdapter(server.url, 'no-reply@throughcare.example')
    const first = await adapter.send(message())
    expect(await adapter.send(message({ again: true }))).toBe(first)
    await adapter.close()
    expect(server.mails.map((m) => [m.messageId, m.to])).toEqual(
      Array(2).fill(['<0199c0de-0000-7000-8000-000000000001@throughcare.example>', 'sam@riverside.example']),
    )
    expect(server.mails[0]?.raw).toContain('Something needs you in Throughcare. Sign in to see it.')
    expect(server.mails[0]?.raw).not.toMatch(/https?:|<html/i)
  })

  it('says whether trying again is of use, and names nobody', async () => {
    const adapter = smtpAdapter(server.url, 'no-reply@throughcare.example')
    await expect(adapter.send(message({ to: 'gone@riverside.example' }))).rejects.toMatchObject({
      name: 'SendFailed',
      final: true,
      message: 'the mail server answered 550',
    })
    await expect(adapter.send(message({ to: 'busy@riverside.example' }))).rejects.toMatchObject({
      final: false,
    })
    await adapter.close()
    const nobody = smtpAdapter('smtp://127.0.0.1:1', 'no-reply@throughcare.example')
    await expect(nobody.send(message())).rejects.toMatchObject({
      final: false,
      message: 'the mail server could not be reached',
    })
    await nobody.close()
  })
})

describe('texts over GOV.UK Notify', () => {
  let stub: NotifyStub
  let status = 201
  const templates = { text: { 'something needs you': 'template-1', 'daily list': 'template-2' } }
  beforeAll(async () => {
    stub = await aNotifyStub(() => status)
  })
  afterAll(() => stub.stop())

  it('goes as the documented body, with our id as its reference and no words of ours', async () => {
    const id = await govNotifyAdapter(stub.url, KEY, templates).send(
      message({ channel: 'text', to: '07700 900123' }),
    )
    expect(id).toBe('notify-1')
    expect(stub.asked.at(-1)).toMatchObject({
      method: 'POST',
      path: '/v2/notifications/sms',
      body: {
        template_id: 'template-1',
        phone_number: '07700 900123',
        personalisation: {},
        reference: '0199c0de-0000-7000-8000-000000000001',
      },
      authorization: expect.stringMatching(/^Bearer ey/),
    })
  })

  it('that may have gone already is asked for first, and is not sent twice', async () => {
    const adapter = govNotifyAdapter(stub.url, KEY, templates)
    const sent = stub.asked.filter((a) => a.method === 'POST').length
    expect(await adapter.send(message({ channel: 'text', to: '07700 900123', again: true }))).toBe('notify-1')
    expect(stub.asked.filter((a) => a.method === 'POST')).toHaveLength(sent)
    const another = message({ id: '0199c0de-0000-7000-8000-000000000002', channel: 'text', again: true })
    expect(await adapter.send(another)).toBe('notify-2')
  })

  it.each([
    [400, true],
    [403, false],
    [429, false],
    [500, false],
  ])('that Notify answers with %i: of no use to try again is %s', async (answered, final) => {
    status = answered
    await expect(
      govNotifyAdapter(stub.url, KEY, templates).send(message({ channel: 'text' })),
    ).rejects.toMatchObject({ name: 'SendFailed', final })
    status = 201
  })

  it('without a template of that kind fails for good', async () => {
    await expect(govNotifyAdapter(stub.url, KEY, templates).send(message())).rejects.toMatchObject({
      final: true,
    })
  })
})

describe('the settings', () => {
  const smtp = {
    THROUGHCARE_SMTP_URL: 'smtps://u:p@mail.example:465',
    THROUGHCARE_SMTP_FROM: 'no-reply@throughcare.example',
  }
  const notify = {
    THROUGHCARE_NOTIFY_KEY: KEY,
    THROUGHCARE_NOTIFY_TEMPLATES: '{"text":{"something needs you":"a","daily list":"b"}}',
  }
  it('give the ways out that are whole, and none where nothing is set', () => {
    expect(Object.keys(adaptersOf(readNotifyConfig({})))).toEqual([])
    expect(Object.keys(adaptersOf(readNotifyConfig({ ...smtp, ...notify }))).sort()).toEqual([
      'email',
      'text',
    ])
  })
  it.each([
    [{ ...smtp, THROUGHCARE_SMTP_FROM: '' }, /Email is half set up/],
    [{ THROUGHCARE_SMTP_FROM: 'a@b.example' }, /Email is half set up/],
    [{ ...smtp, THROUGHCARE_SMTP_URL: 'mail.example' }, /THROUGHCARE_SMTP_URL must be/],
    [{ ...smtp, THROUGHCARE_SMTP_FROM: 'nobody' }, /THROUGHCARE_SMTP_FROM must be/],
    [{ THROUGHCARE_NOTIFY_KEY: KEY }, /Texts are half set up/],
    [{ THROUGHCARE_NOTIFY_URL: 'http://127.0.0.1' }, /Texts are half set up/],
    [{ ...notify, THROUGHCARE_NOTIFY_KEY: 'short' }, /not an API key/],
    [{ ...notify, THROUGHCARE_NOTIFY_TEMPLATES: '{' }, /must be JSON/],
    [{ ...notify, THROUGHCARE_NOTIFY_TEMPLATES: '{"text":{"something needs you":"a"}}' }, /must be JSON/],
  ])('are refused with a sentence when half set or not understood', (env, sentence) => {
    expect(() => readNotifyConfig(env)).toThrow(sentence)
  })
})

it('says nothing of anybody, in any of its words', () => {
  const words = Object.keys(TEMPLATES).map((t) => {
    const { subject, body } = wordsOf({ template: t as keyof typeof TEMPLATES, slots: { count: 3 } })
    return `${subject} ${body}`
  })
  expect(words.join(' ')).not.toMatch(
    /ward|hospital|psychiatr|mental|clinic|medic|drug|alcohol|nhs|trust|patient|client|death|died|risk|worry|referral|visit|https?:/i,
  )
  expect(words.every((w) => w.replace(/^.*? (?=[A-Z])/, '').length < 160)).toBe(true)
})
