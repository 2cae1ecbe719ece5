import type { Asker } from './safetynet-oracle-facts.ts'

let made = 0

/** A new id, the same in every run of a file: tests that fail name the same rows again. */
export function newId(): string {
  made += 1
  return `0195f000-0000-7000-8000-${made.toString(16).padStart(12, '0')}`
}

let numbers = 0

/** The next invented NHS number: 999 range, valid modulus-11 check digit. */
export function numberFromThe999Range(): string {
  for (;;) {
    numbers += 1
    const nine = `999${String(numbers).padStart(6, '0')}`
    const sum = [...nine].reduce((total, digit, i) => total + Number(digit) * (10 - i), 0)
    const check = (11 - (sum % 11)) % 11
    if (check < 10) return `${nine}${check}`
  }
}

/** Inserts one row as superuser. Names of tables and columns come from the tests, values go as parameters. */
export async function insert(client: Asker, table: string, row: Record<string, unknown>): Promise<void> {
  const columns = Object.keys(row)
  const places = columns.map((_, i) => `$${i + 1}`).join(', ')
  await client.query(`insert into ${table} (${columns.join(', ')}) values (${places})`, Object.values(row))
}

/** Sets columns of the rows that have these ids. */
export async function change(
  client: Asker,
  table: string,
  id: string,
  set: Record<string, unknown>,
): Promise<void> {
  const columns = Object.keys(set)
  const sets = columns.map((column, i) => `${column} = $${i + 2}`).join(', ')
  await client.query(`update ${table} set ${sets} where id = $1`, [id, ...Object.values(set)])
}
