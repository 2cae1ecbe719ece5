import { once } from 'node:events'
import http from 'node:http'
import type { AddressInfo } from 'node:net'
import { SMTPServer } from 'smtp-server'

export interface Mail {
  readonly messageId: string
  readonly to: string
  readonly raw: string
}

export interface MailServer {
  readonly url: string
  readonly mails: Mail[]
  stop(): Promise<void>
}

/** A mail server on this machine that keeps what it takes. `takes`: asked of each address; a number refuses with that code. */
export async function aMailServer(
  o: {
    takes?: (to: string) => true | number
    /** Runs before a mail is answered: what else may happen at that very moment. */
    meanwhile?: (mail: Mail) => Promise<void> | void
  } = {},
): Promise<MailServer> {
  const mails: Mail[] = []
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS', 'AUTH'],
    onRcptTo({ address }, _session, done) {
      const takes = o.takes?.(address) ?? true
      done(takes === true ? null : Object.assign(new Error('refused'), { responseCode: takes }))
    },
    onData(stream, session, done) {
      const parts: Buffer[] = []
      stream.on('data', (part: Buffer) => parts.push(part))
      stream.on('end', () => {
        const raw = Buffer.concat(parts).toString('utf8')
        const mail = {
          raw,
          messageId: /^Message-ID: (.*)\r?$/im.exec(raw)?.[1] ?? '',
          to: session.envelope.rcptTo[0]?.address ?? '',
        }
        Promise.resolve(o.meanwhile?.(mail)).then(() => {
          mails.push(mail)
          done()
        }, done)
      })
    },
  })
  // a sender that is ended in the middle is no concern of the server's
  server.on('error', () => {})
  server.listen(0, '127.0.0.1')
  await once(server.server, 'listening')
  const { port } = server.server.address() as AddressInfo
  return {
    url: `smtp://127.0.0.1:${port}`,
    mails,
    stop: () => new Promise((resolve) => server.close(() => resolve())),
  }
}

export interface NotifyStub {
  readonly url: string
  readonly asked: { method: string; path: string; body: Record<string, unknown>; authorization: string }[]
  stop(): Promise<void>
}

/** GOV.UK Notify as its documentation describes it, as far as we ask of it. `answers`: the status of each text asked for. */
export async function aNotifyStub(answers: () => number = () => 201): Promise<NotifyStub> {
  const asked: NotifyStub['asked'] = []
  const has: { id: string; reference: string; status: string }[] = []
  const server = http.createServer((request, response) => {
    const parts: Buffer[] = []
    request.on('data', (part: Buffer) => parts.push(part))
    request.on('end', () => {
      const url = new URL(request.url ?? '/', 'http://stub')
      const body = parts.length > 0 ? JSON.parse(Buffer.concat(parts).toString('utf8')) : {}
      asked.push({
        method: request.method ?? '',
        path: url.pathname,
        body,
        authorization: request.headers.authorization ?? '',
      })
      const say = (status: number, what: unknown) =>
        response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(what))
      if (request.method === 'GET') {
        const reference = url.searchParams.get('reference')
        return say(200, { notifications: has.filter((n) => n.reference === reference), links: {} })
      }
      const status = answers()
      if (status !== 201)
        return say(status, { status_code: status, errors: [{ error: 'BadRequestError', message: 'x' }] })
      const one = { id: `notify-${has.length + 1}`, reference: String(body.reference), status: 'created' }
      has.push(one)
      return say(201, {
        id: one.id,
        reference: one.reference,
        content: { body: 'x', from_number: 'x' },
        template: { id: body.template_id },
      })
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    stop: () => new Promise((resolve) => server.close(() => resolve())),
  }
}
