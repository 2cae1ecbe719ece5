import { registry } from '#apps/product.ts'
import type { Door } from '#platform/commands/door.ts'
import type { Product } from '#testing/product.ts'
import { freshId } from '#testing/product.ts'
import { aSite, type Site } from '#testing/site.ts'
import type { MatrixDoor } from './door.ts'
import { leastInput } from './input.ts'
import type { Ids } from './things.ts'

export interface Answered {
  readonly status: number
  readonly text: string
}

const HEADERS = { host: 'localhost:4310', origin: 'http://localhost:4310' }
const UUID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g

/** The site over a door whose commands do everything, and take it back: what is asked about one person changes nothing for the next. */
export const rehearsalSite = (product: Product): Promise<Site> =>
  aSite({ ...product, door: rehearsing(product.door) })

const rehearsing = (real: Door): Door =>
  ({
    registry: real.registry,
    command: async (token: string, name: string, _id: string, input: unknown) => {
      const done = await real.rehearse(token, name, input, () => null)
      return done.ok ? { ok: true, value: { made: done.value.made, replayed: false } } : done
    },
    rehearse: real.rehearse.bind(real),
    query: real.query.bind(real),
    view: real.view.bind(real),
    own: real.own.bind(real),
    outside: real.outside.bind(real),
    ofPages: () => rehearsing(real.ofPages()),
  }) as unknown as Door

/** The id that `:id` names, by the folder of the address before it. */
const FOLDERS: Readonly<Record<string, string>> = {
  people: 'personId',
  stays: 'stayId',
  referrals: 'referralId',
  episodes: 'episodeId',
  contacts: 'contactId',
  worries: 'worryId',
  tasks: 'taskId',
  goals: 'goalId',
  appointments: 'appointmentId',
  incidents: 'incidentId',
  services: 'serviceId',
  organisations: 'organisationId',
  units: 'unitId',
  agreements: 'agreementId',
  staff: 'staffId',
  absences: 'absenceId',
  cover: 'staffId',
  words: 'wordId',
  merges: 'mergeId',
  emergencies: 'emergencyId',
  without: 'sharingId',
  asks: 'askId',
  copies: 'requestId',
}
const PLACES: Readonly<Record<string, string>> = {
  blocker: 'blockerId',
  offer: 'offerId',
  medicineId: 'medicineId',
  plan: 'planId',
  whom: 'recipientId',
  about: 'planId',
  step: 'stepId',
  carer: 'carerId',
  deputy: 'deputyId',
  service: 'serviceId',
  one: 'personId',
  other: 'awayId',
  staffId: 'staffId',
  clientId: 'clientId',
  endpointId: 'endpointId',
  doorId: 'doorId',
  safeguardingId: 'safeguardingId',
  toldId: 'toldId',
  resource: 'personId',
}

/** The address of a page for these ids. */
export function addressOf(path: string, ids: Ids, at: Readonly<Record<string, string>> = {}): string {
  const parts = path.split('/')
  return parts
    .map((part, i) => {
      if (!part.startsWith(':')) return part
      const name = part.slice(1)
      const known =
        at[name] ??
        ids[PLACES[name] ?? ''] ??
        (name === 'id' ? ids[FOLDERS[parts[i - 1] ?? ''] ?? ''] : undefined)
      return known ?? (name === 'on' ? '2026-03-07' : name === 'kind' ? 'plan' : freshId())
    })
    .join('/')
}

const inputs = new Map<string, string>()

/** Goes through one door with these ids, as whoever holds the token. */
export async function call(
  site: Site,
  name: string,
  door: MatrixDoor,
  token: string,
  ids: Ids,
): Promise<Answered> {
  const [kind, where] = name.split(' ') as [string, string]
  if (kind === 'command' || kind === 'query') {
    const one = kind === 'command' ? registry.commands.get(where) : registry.queries.get(where)
    if (!one) throw new Error(`No ${name} is registered.`)
    const input = { ...(leastInput(one.input, ids) as object), ...door.input?.(ids) }
    if (!inputs.has(name)) {
      const read = one.input.safeParse(input)
      if (!read.success)
        throw new Error(
          `${name}: the matrix sends ${JSON.stringify(input)}, which it does not take: ${read.error.message}`,
        )
      inputs.set(name, 'sound')
    }
    const sent = await site.app.inject({
      method: 'POST',
      url: kind === 'command' ? `/api/commands/${where}` : `/api/queries/${where}`,
      headers: { ...HEADERS, authorization: `Bearer ${token}` },
      payload: { id: freshId(), input },
    })
    return { status: sent.statusCode, text: sent.body }
  }
  const address = addressOf(where, ids, door.at)
  if (door.sends) {
    const { url, headers, body } = door.sends(ids)
    const sent = await site.app.inject({
      method: kind as 'POST',
      url: url ?? address,
      headers: { ...HEADERS, authorization: `Bearer ${token}`, ...headers },
      payload: JSON.stringify(body),
    })
    return { status: sent.statusCode, text: sent.body }
  }
  if (where.startsWith('/api/fhir/')) {
    const asked = new URLSearchParams(door.input?.(ids) as Record<string, string> | undefined).toString()
    const sent = await site.app.inject({
      method: kind as 'GET' | 'POST',
      url: kind === 'GET' ? `${address}?${asked}` : address,
      headers: {
        ...HEADERS,
        authorization: `Bearer ${token}`,
        ...(kind === 'POST' ? { 'content-type': 'application/x-www-form-urlencoded' } : {}),
      },
      ...(kind === 'POST' ? { payload: asked } : {}),
    })
    return { status: sent.statusCode, text: sent.body }
  }
  const query = new URLSearchParams({
    person: ids.personId ?? '',
    people: ids.personId ?? '',
    ...(door.at?.['?'] ? JSON.parse(door.at['?']) : {}),
  })
  const sent = await site.app.inject({
    method: kind as 'GET' | 'POST',
    url: kind === 'GET' ? `${address}?${query}` : address,
    cookies: { throughcare: token },
    headers: HEADERS,
    ...(kind === 'POST'
      ? {
          headers: { ...HEADERS, 'content-type': 'application/x-www-form-urlencoded' },
          payload: new URLSearchParams({
            commandId: freshId(),
            version: '1',
            personId: ids.personId ?? '',
            person: ids.personId ?? '',
            ...(door.input?.(ids) as Record<string, string> | undefined),
          }).toString(),
        }
      : {}),
  })
  return { status: sent.statusCode, text: `${sent.headers.location ?? ''} ${sent.body}` }
}

/** An answer without what differs from one request to the next: ids, and the instants of this minute. */
export const plain = (answer: Answered): string => `${answer.status} ${answer.text.replaceAll(UUID, 'id')}`
