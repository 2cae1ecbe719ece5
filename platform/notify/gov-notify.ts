import { NotifyClient } from 'notifications-node-client'
import { outgoing } from '#platform/http/outgoing.ts'
import { type Adapter, type OutChannel, SendFailed, type TemplateId, wordsOf } from './message.ts'

/** The template that GOV.UK Notify holds for each of ours, by channel. */
export type NotifyTemplates = Readonly<
  Partial<Record<OutChannel, Readonly<Partial<Record<TemplateId, string>>>>>
>

interface Answer {
  readonly status: number
  readonly data: {
    readonly id?: string
    readonly notifications?: readonly { readonly id: string; readonly status: string }[]
  }
}

interface Asked {
  readonly method: string
  readonly url: string
  readonly headers: Record<string, string>
  readonly data?: unknown
  readonly params?: Record<string, string>
}

/** What the library asks with: the one host that is set; its own has no time limit and follows a redirect. */
const askingAt =
  (baseUrl: string) =>
  async (options: Asked): Promise<Answer> => {
    const host = new URL(baseUrl).host
    const url = new URL(options.url)
    for (const [name, value] of Object.entries(options.params ?? {}))
      if (value) url.searchParams.set(name, value)
    // this machine only where whoever runs it set it so: a test, or a relay beside the server
    const response = await outgoing({ hosts: [host], loopback: true })(url.href, {
      method: options.method.toUpperCase(),
      headers: {
        ...options.headers,
        ...(options.data === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(options.data === undefined ? {} : { body: JSON.stringify(options.data) }),
    })
    if (!response.ok) throw new HttpStatus(response.status)
    return { status: response.status, data: (await response.json()) as Answer['data'] }
  }

class HttpStatus extends Error {
  readonly status: number
  constructor(status: number) {
    super(`GOV.UK Notify answered ${status}`)
    this.status = status
  }
}

/** Statuses in which Notify has the message and will not want it again. */
const HAS_IT = ['created', 'sending', 'pending', 'sent', 'delivered', 'accepted', 'received']

/**
 * Texts and email through GOV.UK Notify. Our id is the `reference`: a message that may have gone already is asked for first, so
 * that a worker ended half-way sends it once.
 * `baseUrl`: Notify's own unless a test says otherwise. `key`: an API key of the service.
 */
export function govNotifyAdapter(baseUrl: string, key: string, templates: NotifyTemplates): Adapter {
  const client = new NotifyClient(baseUrl, key)
  client.setClient(askingAt(baseUrl) as unknown as Parameters<typeof client.setClient>[0])
  return {
    async send(message) {
      const template = templates[message.channel]?.[message.template]
      if (template === undefined)
        throw new SendFailed(`Notify has no ${message.channel} template for it`, true)
      try {
        if (message.again) {
          const before = (await client.getNotifications(
            message.channel === 'text' ? 'sms' : 'email',
            undefined,
            message.id,
          )) as unknown as Answer
          const has = before.data.notifications?.find((n) => HAS_IT.includes(n.status))
          if (has) return has.id
        }
        // the words stand in Notify's template: the slots are all it is told
        const options = { personalisation: { ...message.slots }, reference: message.id }
        const sent = (await (message.channel === 'text'
          ? client.sendSms(template, message.to, options)
          : client.sendEmail(template, message.to, options))) as unknown as Answer
        return sent.data.id ?? message.id
      } catch (cause) {
        if (cause instanceof SendFailed) throw cause
        const status = cause instanceof HttpStatus ? cause.status : undefined
        // 400: a number or address it will not take; 403: our key. 429 and 5xx pass
        throw new SendFailed(
          status === undefined ? 'GOV.UK Notify could not be reached' : `GOV.UK Notify answered ${status}`,
          status === 400,
        )
      }
    },
    async close() {},
  }
}

/** What each template must say in Notify, for whoever sets them up. */
export const templateWords = (template: TemplateId): string => wordsOf({ template, slots: {} }).body
