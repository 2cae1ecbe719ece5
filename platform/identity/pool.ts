import pg from 'pg'

/** An ordinary pool for the sign-in library: its own login, its own schema, its own parsing of times. */
export function authPool(config: pg.ClientConfig): pg.Pool {
  const pool = new pg.Pool({
    ...config,
    options: '-c search_path=auth',
    max: 4,
    application_name: 'throughcare sign-in',
  })
  pool.on('error', () => {})
  pool.on('connect', (client) => client.on('error', () => {}))
  return pool
}
