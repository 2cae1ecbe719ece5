import { createHash } from 'node:crypto'
import pg from 'pg'

/** Times cross as ISO text in milliseconds, days as text, so that core sees the one form it knows. */
const toIso = (text: string): string => {
  if (text === 'infinity' || text === '-infinity') return text
  return new Date(`${text.replace(' ', 'T')}${/[+-]\d\d$/.test(text) ? ':00' : ''}`).toISOString()
}
const toIsoArray = (text: string): (string | null)[] =>
  text === '{}'
    ? []
    : text
        .slice(1, -1)
        .split(',')
        .map((t) => (t === 'NULL' ? null : toIso(t.replaceAll('"', ''))))

const PARSERS = new Map<number, (text: string) => unknown>([
  [pg.types.builtins.TIMESTAMPTZ, toIso],
  [1185, toIsoArray],
  [pg.types.builtins.DATE, (text) => text],
  [pg.types.builtins.INT8, Number],
  [pg.types.builtins.NUMERIC, Number],
])

const types: pg.CustomTypesConfig = {
  getTypeParser: ((oid: number, format?: 'text' | 'binary') =>
    (format !== 'binary' && PARSERS.get(oid)) ||
    pg.types.getTypeParser(oid, format)) as pg.CustomTypesConfig['getTypeParser'],
}

export interface PoolOptions {
  readonly max?: number
  /** Statements sent before the one before has answered, in order: one round trip for many. */
  readonly pipeline?: boolean
}

/** A pool for one login. Pipelined unless told otherwise (docs/architecture.md, "How one command travels"). */
export function makePool(config: pg.ClientConfig, options: PoolOptions = {}): pg.Pool {
  const pool = new pg.Pool({
    ...config,
    types,
    max: options.max ?? 10,
    pipeline: options.pipeline ?? true,
    application_name: 'throughcare',
  } as pg.PoolConfig)
  // an idle connection that the server ends must not end the process; the next request takes a new one
  pool.on('error', () => {})
  // one that ends while somebody asks fails what they asked, and that alone: without a listener of its own it would end the process
  pool.on('connect', (client) => client.on('error', () => {}))
  return pool
}

const names = new Map<string, string>()

/** The name under which a statement's text is prepared on a connection; the same text always has the same name. */
export function statementName(text: string): string {
  let name = names.get(text)
  if (name === undefined) {
    name = `s_${createHash('sha256').update(text).digest('base64url').slice(0, 20)}`
    names.set(text, name)
  }
  return name
}
