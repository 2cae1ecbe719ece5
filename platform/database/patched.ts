/**
 * The first release of each major version of PostgreSQL in which no known way round row rules is left open. Before them the statistics
 * of a table tell values of hidden rows (CVE-2025-8713, August 2025; CVE-2019-10130 and CVE-2017-7484 were of the same kind), and a
 * plan made for one role may serve another (CVE-2016-2193, CVE-2023-2455, CVE-2024-10976). Source: postgresql.org/support/security.
 */
const FIRST_WITHOUT: Readonly<Record<number, number>> = { 15: 14, 16: 10, 17: 6, 18: 0 }
const OLDEST = 15

/** Why a PostgreSQL of this number (`server_version_num`) may not serve, as a sentence for whoever runs it; undefined when it may. */
export function holeOf(versionNumber: number): string | undefined {
  const [major, minor] = [Math.floor(versionNumber / 10_000), versionNumber % 10_000]
  if (major < OLDEST) {
    return `This database is PostgreSQL ${major}.${minor}. Throughcare needs ${OLDEST}.${FIRST_WITHOUT[OLDEST]} or newer: move the data to a newer PostgreSQL.`
  }
  const first = FIRST_WITHOUT[major] ?? 0
  if (minor >= first) return undefined
  return `This database is PostgreSQL ${major}.${minor}, in which rows that are hidden can be told from statistics (CVE-2025-8713). Update it to ${major}.${first} or a later ${major}, which keeps the data as it is, and start again.`
}
