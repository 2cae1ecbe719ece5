import { ok, type Result, refuse } from '#core/kernel/result.ts'
import type { Ask } from '#platform/commands/door.ts'
import { seal, unseal } from '#platform/http/session-cookie.ts'
import type { ServedType } from './map.ts'
import { type Issue, outcome } from './outcome.ts'
import type { Resource } from './resource.ts'
import { type Include, readSearch, type Search } from './search.ts'
import { find, referencesAt, summarised } from './show.ts'

export interface Served {
  /** `https://host/api/fhir/R4`. */
  readonly base: string
  readonly maps: ReadonlyMap<string, ServedType>
  readonly secret: string
}

/** At most this many beside the matches of one page; when there are more, the page says so. */
const MOST_BESIDE = 1000
/** A page address opens for a day: what it holds is sealed, but nothing of it should last. */
const OPENS_MS = 86_400_000

interface Cursor {
  readonly type: string
  /** Whoever searched: to anybody else it is no page. */
  readonly by: string
  readonly sent: readonly (readonly [string, string])[]
  readonly after?: string
  readonly at: number
  /** How many there were on the first page; later ones do not count again. */
  readonly total?: number
}

const sealed = (o: Served, cursor: Cursor): string =>
  seal(o.secret, JSON.stringify(cursor), 'pages of a search').toString('base64url')

function opened(o: Served, type: string, by: string, text: string): Cursor | undefined {
  const plain = unseal(o.secret, Buffer.from(text, 'base64url'), 'pages of a search')
  if (plain === undefined) return undefined
  const cursor = JSON.parse(plain) as Cursor
  return cursor.type === type && cursor.by === by && Date.now() - cursor.at < OPENS_MS ? cursor : undefined
}

/**
 * One page of a search as a Bundle: the matches by id, what was asked for beside them, and where the next page is. The address of a page
 * is sealed, so that it tells nothing, and opens for whoever searched alone; so is that of the search itself where it names or describes
 * somebody. As many statements whatever stands in the page: one question for the matches and one for each type beside them.
 */
export async function searchPage(
  o: Served,
  map: ServedType,
  sent: readonly (readonly [string, string])[],
  lenient: boolean,
  ask: Ask,
  who: () => Promise<string>,
): Promise<Result<Resource>> {
  const page = sent.find(([name]) => name === '_page')?.[1]
  const cursor = page === undefined ? undefined : opened(o, map.type, await who(), page)
  if (page !== undefined && !cursor) return refuse('FHIR_PAGE_GONE')
  const read = readSearch(map, o.maps, cursor?.sent ?? sent, cursor !== undefined || lenient)
  if (!read.ok) return read
  const search = read.value
  const only = search.summary === 'count' || search.count === 0
  const asked = await find(ask, map, {
    ...search.fields,
    after: cursor?.after,
    limit: only ? 0 : search.count + 1,
    count: only || (search.total !== 'none' && cursor?.after === undefined),
    exactly: only || search.total === 'exact',
  })
  if (!asked.ok) return asked
  const matches = asked.value.resources.slice(0, search.count)
  const more = asked.value.resources.length > search.count
  const beside = await besides(o, search, matches, ask)
  if (!beside.ok) return beside
  const issues = [...beside.value.issues, ...search.passedOver.map(passedOver)]
  const entry = (resource: Resource, mode: string) => ({
    fullUrl: `${o.base}/${resource.resourceType}/${resource.id}`,
    resource: summarised(resource, search.summary),
    search: { mode },
  })
  const total = asked.value.total ?? cursor?.total
  const at = cursor?.at ?? Date.now()
  const by = await who()
  const next = matches.at(-1)?.id
  const self =
    cursor || search.hides
      ? `_page=${page ?? sealed(o, { type: map.type, by, sent: search.followed, at })}`
      : String(new URLSearchParams(search.followed.map(([name, value]) => [name, value])))
  const entries = [
    ...matches.map((one) => entry(one, 'match')),
    ...beside.value.resources.map((one) => entry(one, 'include')),
    ...(issues.length > 0 ? [{ resource: outcome(issues), search: { mode: 'outcome' } }] : []),
  ]
  return ok({
    resourceType: 'Bundle',
    type: 'searchset',
    ...(total !== undefined && { total }),
    link: [
      { relation: 'self', url: `${o.base}/${map.type}${self === '' ? '' : `?${self}`}` },
      ...(more && next !== undefined
        ? [
            {
              relation: 'next',
              url: `${o.base}/${map.type}?_page=${sealed(o, { type: map.type, by, sent: search.followed, after: next, at, ...(total !== undefined && { total }) })}`,
            },
          ]
        : []),
    ],
    ...(entries.length > 0 && !only ? { entry: entries } : {}),
  })
}

const passedOver = (name: string): Issue => ({
  severity: 'warning',
  code: 'not-supported',
  details: { text: 'This cannot be searched by this parameter; it was passed over.' },
  expression: [name],
})

/** What `_include` and `_revinclude` bring: each resource once, none that is a match. */
async function besides(
  o: Served,
  search: Search,
  matches: readonly Resource[],
  ask: Ask,
): Promise<Result<{ readonly resources: readonly Resource[]; readonly issues: readonly Issue[] }>> {
  const have = new Set(matches.map((one) => `${one.resourceType}/${one.id}`))
  const resources: Resource[] = []
  let more = false
  const take = (found: readonly Resource[]) => {
    for (const one of found) {
      const key = `${one.resourceType}/${one.id}`
      if (have.has(key)) continue
      have.add(key)
      resources.push(one)
    }
  }
  const wanted = new Map<string, Set<string>>()
  for (const include of search.include)
    for (const [type, id] of matches.flatMap((one) => pointsTo(o, include, one)))
      if (!have.has(`${type}/${id}`)) wanted.set(type, (wanted.get(type) ?? new Set()).add(id))
  for (const [type, ids] of wanted) {
    const map = o.maps.get(type)
    if (!map) continue
    if (ids.size > MOST_BESIDE) more = true
    const found = await find(ask, map, {
      ids: [...ids].slice(0, MOST_BESIDE),
      limit: MOST_BESIDE,
      count: false,
    })
    // what its right or the rules close is left out, as if it were not there
    if (found.ok) take(found.value.resources)
    else if (found.refusal.code !== 'NOT_ALLOWED') return found
  }
  for (const { type, parameter } of search.revinclude) {
    const map = o.maps.get(type)
    const field = map?.search[parameter]?.field
    if (!map || field === undefined || matches.length === 0) continue
    const found = await find(ask, map, {
      [field]: matches.flatMap((one) => one.id ?? []),
      limit: MOST_BESIDE + 1,
      count: false,
    })
    if (!found.ok && found.refusal.code !== 'NOT_ALLOWED') return found
    if (!found.ok) continue
    if (found.value.resources.length > MOST_BESIDE) more = true
    take(found.value.resources.slice(0, MOST_BESIDE))
  }
  const issues: Issue[] = more
    ? [
        {
          severity: 'warning',
          code: 'too-costly',
          details: { text: `More than ${MOST_BESIDE} stand beside this page. Ask for smaller pages.` },
        },
      ]
    : []
  return ok({ resources, issues })
}

function pointsTo(o: Served, { type, parameter, target }: Include, resource: Resource) {
  const found = o.maps.get(type)?.search[parameter]
  if (found?.kind !== 'reference') return []
  return referencesAt(resource, found.path).filter(
    ([to]) => (target === undefined || to === target) && found.to.includes(to),
  )
}
