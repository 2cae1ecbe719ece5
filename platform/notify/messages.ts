import type pg from 'pg'
import { OutgoingRefused } from '#platform/http/outgoing.ts'
import { type HookRules, wayOut } from './hooks.ts'
import { type PartnerKey, tokenFrom } from './partner-token.ts'

/** What a try came to: the other system's word, or that it is to be tried again. */
export interface Tried {
  readonly state: 'taken' | 'refused' | 'again'
  /** A status, or a fixed word. */
  readonly outcome: string
  readonly answer: string | null
}

export interface MessageRules extends HookRules {
  /** What we sign with where a partner asks for a token first. */
  readonly key?: PartnerKey | undefined
}
interface Due {
  readonly id: string
  readonly address: string
  readonly headers: Record<string, string>
  readonly body: string
  readonly token_address: string | null
  readonly client_name: string | null
}

/** Not the message's fault, or not for good: who we are to them, their being busy, or away. All other 4xx are their word on the message. */
const PASSING = [401, 403, 404, 408, 425, 429]

/**
 * Sends the messages that wait for partners' systems, one after another. Addresses come from the list as it stands at that moment and are
 * held to the open network (`outgoing`). What is due, and when one is given up, the database says (`ctx.claim_message`).
 */
export async function sendMessages(
  client: pg.Client | pg.Pool,
  rules: MessageRules,
  most = 20,
): Promise<{ taken: number; refused: number; again: number }> {
  const count = { taken: 0, refused: 0, again: 0 }
  for (let i = 0; i < most; i += 1) {
    const found = await client.query<Due>(
      'select id, address, headers, body, token_address, client_name from ctx.claim_message()',
    )
    const due = found.rows[0]
    if (!due) break
    const tried = await tryOnce(due, rules)
    count[tried.state] += 1
    await client.query('select ctx.message_done($1, $2, $3, $4)', [
      due.id,
      tried.state,
      tried.outcome,
      tried.answer,
    ])
  }
  return count
}

async function tryOnce(due: Due, rules: MessageRules): Promise<Tried> {
  try {
    const token =
      due.token_address === null || due.client_name === null
        ? undefined
        : await tokenFrom({ address: due.token_address, name: due.client_name }, rules)
    const body = Buffer.from(due.body, 'utf8')
    const answer = await wayOut(due.address, rules)(due.address, {
      method: 'POST',
      headers: {
        ...due.headers,
        ...(token !== undefined && { authorization: `Bearer ${token}` }),
        'content-length': String(body.byteLength),
      },
      body,
    })
    return readTry(answer.status, (await answer.text()).replaceAll('\u0000', '\uFFFD'))
  } catch (cause) {
    return {
      state: 'again',
      outcome: cause instanceof OutgoingRefused ? cause.message : 'no answer',
      answer: null,
    }
  }
}

/** What a status and the answer's own word mean. A 2xx whose message says that it was an error was not taken. */
export function readTry(status: number, answer: string): Tried {
  const outcome = String(status)
  if (status >= 200 && status < 300) {
    const said = codeOf(answer)
    if (said === 'fatal-error') return { state: 'refused', outcome: said, answer }
    if (said === 'transient-error') return { state: 'again', outcome: said, answer }
    return { state: 'taken', outcome, answer }
  }
  const theirWord = status >= 400 && status < 500 && !PASSING.includes(status)
  return { state: theirWord ? 'refused' : 'again', outcome, answer }
}

function codeOf(answer: string): string | undefined {
  try {
    const read = JSON.parse(answer) as { entry?: { resource?: { response?: { code?: unknown } } }[] }
    const code = read.entry?.[0]?.resource?.response?.code
    return typeof code === 'string' ? code : undefined
  } catch {
    return undefined
  }
}
