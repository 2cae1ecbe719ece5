import { createHash, randomBytes } from 'node:crypto'
import net from 'node:net'
import type pg from 'pg'
import { FrameReader, framed } from '#platform/hl7/mllp.ts'
import type { Operation } from './measure.ts'

const CODE = 'NSD'
/** Messages of one visit, in the order in which a hospital sends them. */
const EVENTS = ['A01', 'A02', 'A21', 'A22', 'A03'] as const
const CLIENTS = 8
/** Visits that a client may begin before its numbers meet the next one's. */
const VISITS = 20_000

/** The machine login of the bench's trust, with the code that its messages name; gives the token that a feed sends. */
export async function makeFeed(client: pg.Client): Promise<string> {
  const token = randomBytes(32).toString('base64url')
  const ward = await client.query<{ organisation_id: string; team_id: string }>(
    "select organisation_id, team_id from tc.unit where code = 'W1'",
  )
  const at = ward.rows[0]
  if (!at) throw new Error('the bench has no ward W1')
  await client.query('update tc.organisation set ods_code = $2 where id = $1', [at.organisation_id, CODE])
  await client.query(
    `insert into identity.client (id, name, organisation_id, team_id, rights, token_sha256, created_at)
     values ($1, 'Hospital feed', $2, $3, '{import.hl7,people.register}', $4, now())`,
    [crypto.randomUUID(), at.organisation_id, at.team_id, createHash('sha256').update(token).digest()],
  )
  return token
}

const minute = (ms: number): string =>
  new Date(ms).toLocaleString('sv-SE', { timeZone: 'Europe/London' }).replace(/[-: ]/g, '').slice(0, 12)

/** A number of the 999 range with its check digit; where nine digits have none, the next nine are taken. */
function numberOf(n: number): string {
  for (let nine = 999_600_000 + n * 2; ; nine += 1) {
    const sum = [...String(nine)].reduce((total, digit, i) => total + Number(digit) * (10 - i), 0)
    const check = (11 - (sum % 11)) % 11
    if (check < 10) return `${nine}${check}`
  }
}

/** The nth message of one client: five a visit, each visit another invented person's. */
function messageOf(client: number, n: number, run: string) {
  const [visit, step] = [client * VISITS + Math.floor(n / EVENTS.length), n % EVENTS.length]
  const event = EVENTS[step] as (typeof EVENTS)[number]
  // an hour apart, and all over by now
  const at = Date.now() - (EVENTS.length - step) * 3_600_000
  const nhsNumber = numberOf(visit)
  const ward = step === 0 ? 'W1' : 'W2'
  const left = event === 'A03' ? minute(at) : ''
  const admitted = event === 'A01' ? minute(at) : ''
  const text = [
    `MSH|^~\\&|PAS|${CODE}|TC|TC|${minute(at)}||ADT^${event}|${run}-${client}-${n}|P|2.4`,
    `EVN||${minute(at)}||||${minute(at)}`,
    `PID|1||${nhsNumber}^^^NHS^NH~B${visit}^^^${CODE}^PI||Bench${visit}^Given^^^^^L||19800203|F|||1 Long Row^^Northside^^NS4 2QT^GBR^H`,
    `PV1|1|I|${CODE}^${ward}^BED 1^${CODE}01${'|'.repeat(16)}${run}-V${visit}^^^VISITID${'|'.repeat(25)}${admitted}|${left}`,
  ]
    .map((line) => `${line}\r`)
    .join('')
  return { event, text, nhsNumber, visit }
}

/** One connection a client, as eight hospitals have; a message is sent when the one before was answered. */
function sender(port: number) {
  const socket = net.connect(port, '127.0.0.1')
  socket.setNoDelay(true)
  const reader = new FrameReader(100_000)
  let waiting: { resolve(answer: string): void; reject(cause: Error): void } | undefined
  const fail = (cause?: Error) => waiting?.reject(cause ?? new Error('the listener hung up'))
  socket.on('error', fail)
  socket.on('close', () => fail())
  socket.on('data', (part) => {
    for (const { bytes } of reader.take(part)) waiting?.resolve(bytes.toString('utf8'))
  })
  return {
    async send(text: string): Promise<void> {
      const answer = await new Promise<string>((resolve, reject) => {
        waiting = { resolve, reject }
        socket.write(framed(text))
      })
      if (!answer.includes('MSA|AA|')) throw new Error(`not taken in: ${answer} to ${text}`)
    },
    close: () => void socket.removeAllListeners('close').destroy(),
  }
}

const ADMIT = `with p as (insert into lim.person (id, name, family_key, given_key, born_on, nhs_number) values ($1, $2, $2, 'given', '1980-02-03', $3) returning id),
  s as (insert into lim.stay (id, person_id, ward_id, admitted_at) select $4, id, $5, now() from p returning id, person_id)
  insert into lim.event (id, person_id, at, what, about_id, worker_id) select $6, person_id, now(), 'admitted', id, $5 from s`
const LATER = `with s as (update lim.stay set ward_id = $2, ended_at = case when $3 = 'A03' then now() end where id = $1 returning id, person_id)
  insert into lim.event (id, person_id, at, what, about_id, worker_id) select $4, person_id, now(), $3, id, $2 from s`
const WARD = '0193f103-0000-7000-8000-000000000001'

/** ADT messages over MLLP, eight connections at once: an admission of somebody new, a move, leave, the return and the leaving. */
export function adtMessages(port: number, pool: pg.Pool): Operation & { close(): void } {
  const senders = Array.from({ length: CLIENTS }, () => sender(port))
  const sent = { limit: new Map<number, number>(), product: new Map<number, number>() }
  const stays = new Map<number, string>()
  const run = randomBytes(3).toString('hex')
  const next = (way: 'limit' | 'product', client: number) => {
    const n = sent[way].get(client) ?? 0
    sent[way].set(client, n + 1)
    return messageOf(client, n, run)
  }
  return {
    name: 'ADT messages over MLLP',
    goal: 'none is set',
    limit(client) {
      const { event, nhsNumber, visit } = next('limit', client)
      if (event === 'A01') {
        const stayId = crypto.randomUUID()
        stays.set(client, stayId)
        return pool.query({
          name: 'lim_admit',
          text: ADMIT,
          values: [crypto.randomUUID(), `Bench${visit}`, nhsNumber, stayId, WARD, crypto.randomUUID()],
        })
      }
      return pool.query({
        name: 'lim_later',
        text: LATER,
        values: [stays.get(client), WARD, event, crypto.randomUUID()],
      })
    },
    product: (client) => (senders[client] as ReturnType<typeof sender>).send(next('product', client).text),
    close() {
      for (const s of senders) s.close()
    },
  }
}
