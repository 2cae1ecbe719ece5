import { createTransport } from 'nodemailer'
import { type Adapter, SendFailed, wordsOf } from './message.ts'

/** A mail server that is slow holds one message up, and whoever writes about the same person, for no longer than this. */
const PATIENCE_MS = 5_000

/** What a mail server says of an address it will never take: 5xx, less those that speak of the connection itself. */
const isFinal = (code: number | undefined): boolean => code !== undefined && code >= 550 && code < 560

/**
 * Email over SMTP. The Message-ID is our own id, so that a mail sent twice (a worker ended between handing it over and writing
 * it down) is the same mail to whoever receives it.
 * `url`: smtp://user:password@host:587 or smtps://...; `from`: the address that mail comes from.
 */
export function smtpAdapter(url: string, from: string): Adapter {
  const server = new URL(url)
  const transport = createTransport({
    host: server.hostname,
    port: Number(server.port || (server.protocol === 'smtps:' ? 465 : 587)),
    secure: server.protocol === 'smtps:',
    // beyond this machine a password and an address go over TLS or not at all
    requireTLS: server.protocol === 'smtp:' && !['127.0.0.1', 'localhost', '[::1]'].includes(server.hostname),
    ...(server.username === ''
      ? {}
      : { auth: { user: decodeURIComponent(server.username), pass: decodeURIComponent(server.password) } }),
    pool: true,
    maxConnections: 1,
    connectionTimeout: PATIENCE_MS,
    greetingTimeout: PATIENCE_MS,
    socketTimeout: PATIENCE_MS,
    disableFileAccess: true,
    disableUrlAccess: true,
  })
  const domain = from.replace(/^.*@/, '').replace(/>$/, '')
  return {
    async send(message) {
      const { subject, body } = wordsOf(message)
      try {
        const sent = await transport.sendMail({
          from,
          to: { name: '', address: message.to },
          subject,
          text: body,
          messageId: `<${message.id}@${domain}>`,
          headers: { 'Auto-Submitted': 'auto-generated', 'X-Auto-Response-Suppress': 'All' },
        })
        return sent.messageId
      } catch (cause) {
        const { responseCode } = cause as { responseCode?: number }
        throw new SendFailed(
          responseCode === undefined
            ? 'the mail server could not be reached'
            : `the mail server answered ${responseCode}`,
          isFinal(responseCode),
        )
      }
    },
    async close() {
      transport.close()
    },
  }
}
