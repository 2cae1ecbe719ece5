import * as z from 'zod'
import type { Ids } from './things.ts'

interface Shape {
  type?: string
  format?: string
  enum?: unknown[]
  const?: unknown
  anyOf?: Shape[]
  oneOf?: Shape[]
  properties?: Record<string, Shape>
  required?: string[]
  items?: Shape
  minLength?: number
  minimum?: number
  exclusiveMinimum?: number
  minItems?: number
  pattern?: string
  default?: unknown
}

/** Names of fields that are ids by another name. */
const ALSO: Readonly<Record<string, string>> = {
  offerId: 'offerId',
  handoverId: 'offerId',
  aboutId: 'planId',
  correctsId: 'noteId',
  toTeamId: 'teamId',
  toStaffId: 'staffId',
  keyWorkerStaffId: 'staffId',
  coverStaffId: 'staffId',
}

/** The least that a schema takes, with this person's ids under the names that mean them: the harness types it, nobody judges by it. */
export function leastInput(schema: z.ZodType, ids: Ids): unknown {
  return least(z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as Shape, '', ids)
}

function least(shape: Shape, name: string, ids: Ids): unknown {
  if (shape.const !== undefined) return shape.const
  if (shape.enum) return shape.enum[0]
  const choices = shape.anyOf ?? shape.oneOf
  if (choices) return least(choices.find((c) => c.type !== 'null') ?? choices[0] ?? {}, name, ids)
  switch (shape.type) {
    case 'object': {
      const required = new Set(shape.required ?? [])
      return Object.fromEntries(
        Object.entries(shape.properties ?? {})
          .filter(([key]) => required.has(key))
          .map(([key, value]) => [key, least(value, key, ids)])
          // a name needs one of its two parts, which no schema can say
          .concat(required.has('kind') && shape.properties?.given ? [['given', 'Somebody']] : []),
      )
    }
    case 'array':
      return Array.from({ length: Math.max(shape.minItems ?? 0, /ids$/i.test(name) ? 1 : 0) }, () =>
        least(shape.items ?? {}, name.replace(/s$/, ''), ids),
      )
    case 'integer':
    case 'number':
      return Math.max(1, shape.minimum ?? 0, (shape.exclusiveMinimum ?? 0) + 1)
    case 'boolean':
      return true
    case 'null':
      return null
    default:
      return textFor(shape, name, ids)
  }
}

function textFor(shape: Shape, name: string, ids: Ids): string {
  const pattern = shape.pattern ?? ''
  const id = ids[name] ?? ids[ALSO[name] ?? ''] ?? (name === 'id' ? ids.personId : undefined)
  if (id !== undefined) return id
  if (shape.format === 'uuid' || pattern.includes('-[0-9a-f]{4}-')) return ids.freshId ?? ''
  if (/On$|^on$|^day$/.test(name)) return '2026-03-07'
  if (/[mM]onth/.test(name)) return '2026-03'
  if (name === 'digestAt') return '09:00'
  if (pattern.startsWith('^\\d{4}-\\d{2}-\\d{2}$')) return '2026-03-07'
  if (/At$|^at$|^from$|^until$|Until$/.test(name)) return '2026-03-07T09:00:00.000Z'
  if (name === 'email') return 'somebody@practice.example'
  if (/phone|mobile/.test(name)) return '01632 960001'
  if (name === 'codeSha256' || name === 'secretSha256') return '0'.repeat(64)
  if (name === 'code') return '18'
  if (name === 'odsCode') return 'ZZ999'
  if (name === 'charityNumber') return '1234567'
  if (name === 'nhsNumber' || name === 'number') return '9990000018'
  if (name === 'reason' && shape.minLength === undefined && pattern) return 'a few words'
  return 'a few words'.padEnd(shape.minLength ?? 0, '.')
}
