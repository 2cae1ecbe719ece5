import * as z from 'zod'
import { ok, type Result, refuse } from '#core/kernel/result.ts'
import { readDate, readDays } from './dates.ts'
import type { Range, SearchParameter, ServedType } from './map.ts'
import { fits } from './primitives.ts'

/** As many as a page holds where nobody says, and at most. */
export const A_PAGE = 50
export const LARGEST_PAGE = 200
/** How many values one parameter may name. */
const MOST_VALUES = 1000
/** Each is a question of its own: no search needs more of them beside it. */
const MOST_INCLUDES = 20

export type Summary = 'true' | 'text' | 'data' | 'count' | 'false'

/** A search as it was understood; `fields` go into the query as they stand. */
export interface Search {
  readonly fields: Readonly<Record<string, unknown>>
  readonly count: number
  readonly summary: Summary
  readonly total: 'none' | 'bounded' | 'exact'
  readonly include: readonly Include[]
  readonly revinclude: readonly Include[]
  /** The parameters that were followed, as they were sent; what a page address repeats. */
  readonly followed: readonly (readonly [string, string])[]
  /** Some of it may name or describe somebody. */
  readonly hides: boolean
  /** Parameters that were passed over, because the asker said lenient. */
  readonly passedOver: readonly string[]
}

/** `Type:parameter:Target`; without a target, every type that the parameter points to. */
export interface Include {
  readonly type: string
  readonly parameter: string
  readonly target: string | undefined
}

const SUMMARIES: readonly string[] = ['true', 'text', 'data', 'count', 'false'] satisfies Summary[]
const isId = (text: string): boolean => z.uuid().safeParse(text).success

const wrong = (field: string) => refuse('FHIR_PARAMETER_NOT_UNDERSTOOD', { field })

/** `_id` is every type's own. */
const ALL: Readonly<Record<string, SearchParameter>> = {
  _id: { kind: 'reference', field: 'ids', to: [], path: 'id', says: 'the resource of this id' },
}

/** Where ids are not those of the record: whatever is no id of anything matches nothing. */
const ANY_ID: SearchParameter = { kind: 'token', field: 'ids', says: 'the resource of this id' }

export const parametersOf = (map: ServedType): Readonly<Record<string, SearchParameter>> => ({
  ...ALL,
  ...map.search,
})

/**
 * Reads the parameters of a search. A parameter that this type does not have is refused (else the answer would hold more than was asked
 * for), or passed over and named where the asker sent `Prefer: handling=lenient`. The same parameter twice: both must hold. A comma: one
 * of them is enough.
 */
export function readSearch(
  map: ServedType,
  maps: ReadonlyMap<string, ServedType>,
  sent: readonly (readonly [string, string])[],
  lenient: boolean,
): Result<Search> {
  const parameters = parametersOf(map)
  const fields: Record<string, unknown> = {}
  const followed: [string, string][] = []
  const passedOver: string[] = []
  const include: Include[] = []
  const revinclude: Include[] = []
  let count = A_PAGE
  let summary: Summary = 'false'
  let total: Search['total'] = 'bounded'
  let hides = false
  for (const [name, value] of sent) {
    if (name === '_format' || name === '_pretty') continue
    // no text of FHIR holds these, and the database takes none of them
    if (value !== '' && !fits('string', value)) return wrong(known(name))
    if (name === '_count') {
      if (!/^\d{1,6}$/.test(value)) return wrong(name)
      count = Math.min(Number(value), LARGEST_PAGE)
    } else if (name === '_summary') {
      if (!SUMMARIES.includes(value)) return wrong(name)
      summary = value as Summary
    } else if (name === '_total') {
      if (!['none', 'estimate', 'accurate'].includes(value)) return wrong(name)
      total = value === 'none' ? 'none' : value === 'accurate' ? 'exact' : 'bounded'
    } else if (name === '_include' || name === '_revinclude') {
      const read = readInclude(map, maps, name, value)
      if (!read) return wrong(name)
      const all = name === '_include' ? include : revinclude
      const had = all.some(
        (one) => one.type === read.type && one.parameter === read.parameter && one.target === read.target,
      )
      if (!had) all.push(read)
      if (all.length > MOST_INCLUDES) return wrong(name)
    } else {
      const parameter = Object.hasOwn(parameters, name) ? parameters[name] : undefined
      if (!parameter || value === '') {
        if (!lenient) return refuse('FHIR_PARAMETER_UNKNOWN', { field: known(name) })
        passedOver.push(known(name))
        continue
      }
      const read = readValue(name === '_id' && map.ids === 'any' ? ANY_ID : parameter, value)
      const held = read === undefined ? undefined : both(fields[parameter.field], read)
      if (held === undefined) return wrong(name)
      fields[parameter.field] = held
      if (parameter.hides) hides = true
    }
    followed.push([name, value])
  }
  return ok({ fields, count, summary, total, include, revinclude, followed, hides, passedOver })
}

/** A name that somebody made up is not repeated in our answer. */
const known = (name: string): string => (/^[\w.:-]{1,40}$/.test(name) ? name : '?')

function readInclude(
  map: ServedType,
  maps: ReadonlyMap<string, ServedType>,
  name: '_include' | '_revinclude',
  value: string,
): Include | undefined {
  const [type = '', parameter = '', target, ...more] = value.split(':')
  const from = maps.get(type)
  const found = from && Object.hasOwn(from.search, parameter) ? from.search[parameter] : undefined
  if (found?.kind !== 'reference' || more.length > 0) return undefined
  if (name === '_include' ? type !== map.type : !found.to.includes(map.type)) return undefined
  if (target !== undefined && !found.to.includes(target)) return undefined
  return { type, parameter, target }
}

/** The value for the field: a list, a range, or a text. Undefined: not understood. */
function readValue(parameter: SearchParameter, value: string): unknown {
  // a comma after a backslash is part of the value
  const all = value.split(/(?<!\\),/).map((one) => one.replace(/\\([,|$\\])/g, '$1'))
  if (all.length > MOST_VALUES) return undefined
  switch (parameter.kind) {
    case 'string':
      return all.length === 1 && value.length <= 200 ? value : undefined
    case 'date':
      return all.length !== 1 ? undefined : parameter.days ? readDays(value) : readDate(value)
    case 'reference': {
      const ids = all.map((one) => {
        const [type, id] = one.includes('/') ? one.split('/').slice(-2) : [undefined, one]
        return type === undefined || parameter.to.includes(type) ? (id ?? '') : ''
      })
      // what is no id of ours points to nothing
      return ids.filter(isId).map((id) => id.toLowerCase())
    }
    case 'token':
      return all.flatMap((one) => {
        const bar = one.indexOf('|')
        const system = bar < 0 ? undefined : one.slice(0, bar)
        const code = one.slice(bar + 1)
        if (parameter.system !== undefined && system !== undefined && system !== parameter.system) return []
        return parameter.codes
          ? Object.hasOwn(parameter.codes, code)
            ? (parameter.codes[code] ?? [])
            : []
          : [code]
      })
  }
}

/** Both must hold: what is in both lists, the narrower of two ranges; of two texts that are not one, none (undefined: not understood). */
function both(had: unknown, read: unknown): unknown {
  if (had === undefined) return read
  if (Array.isArray(had) && Array.isArray(read)) return had.filter((one) => read.includes(one))
  if (typeof had === 'object' && typeof read === 'object') {
    const [a, b] = [had as Range, read as Range]
    const from = [a.from, b.from]
      .filter((x) => x !== undefined)
      .sort()
      .at(-1)
    const until = [a.until, b.until].filter((x) => x !== undefined).sort()[0]
    return { ...(from !== undefined && { from }), ...(until !== undefined && { until }) }
  }
  return had === read ? read : undefined
}
