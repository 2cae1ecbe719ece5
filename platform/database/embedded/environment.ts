/** What PostgreSQL sees of our environment: no PG* settings, no secrets, no local language or time zone. */
export function environment(): NodeJS.ProcessEnv {
  const { PATH, SystemRoot } = process.env // Windows loads no library without SystemRoot
  return { LC_ALL: 'C', TZ: 'UTC', ...(PATH && { PATH }), ...(SystemRoot && { SystemRoot }) }
}
