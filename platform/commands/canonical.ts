import { createHmac } from 'node:crypto'

/** JSON with keys in order and undefined left out: the same content always gives the same text. */
export function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map((v) => canonical(v ?? null)).join(',')}]`
  if (value !== null && typeof value === 'object') {
    const entries = Object.entries(value as Record<string, unknown>)
      .filter(([, v]) => v !== undefined)
      .sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
    return `{${entries.map(([k, v]) => `${JSON.stringify(k)}:${canonical(v)}`).join(',')}}`
  }
  return JSON.stringify(value)
}

/** Keyed, so that a short answer cannot be guessed from the digest kept with the command. */
export const digestOf = (key: string, name: string, version: number, input: unknown): Buffer =>
  createHmac('sha256', key)
    .update(`${name}@${version}\n${canonical(input)}`)
    .digest()
