import path from 'node:path'
import * as z from 'zod'
import { loadDefinitions } from '#platform/content/load.ts'
import { packageRoot } from '#platform/database/root.ts'

const thing = z
  .strictObject({
    id: z.string().regex(/^[a-z-]{3,40}$/),
    title: z.string().min(5).max(120),
    act: z.string().min(5).max(120),
    gap: z.strictObject({ kind: z.string().regex(/^N\d+[ab]?$/), prefix: z.string().min(3) }).optional(),
    event: z.string().min(3).optional(),
    afterLeaving: z.boolean().default(false),
    /** Told in the hours of the team alone. */
    inHours: z.boolean().default(false),
    /** Told once to each team, and to nobody next. */
    once: z.boolean().default(false),
    minutes: z.int().min(1).max(1440),
    critical: z.boolean(),
    built: z.literal('later').optional(),
    source: z.string().min(3),
  })
  .refine(
    (t) => (t.gap === undefined) !== (t.event === undefined),
    'names a gap or an event, and one of them',
  )

const list = z.strictObject({
  id: z.literal('cannot-wait'),
  version: z.int().min(1),
  signed: z.nullable(z.strictObject({ by: z.string().min(3), on: z.string() })),
  things: z
    .array(thing)
    .min(1)
    .refine((all) => new Set(all.map((t) => t.id)).size === all.length, 'two things have one id'),
})

/** One thing that cannot wait: what is shown, what is done, and the minutes until the next is told. */
export type CannotWait = z.infer<typeof thing>
export interface CannotWaitList {
  /** Null: a proposal that nobody has signed. */
  readonly signed: { readonly by: string; readonly on: string } | null
  readonly things: readonly CannotWait[]
}

let loaded: CannotWaitList | undefined

/** content/telling, checked. Throws DefinitionFilesError, naming file and line, when it is not sound. */
export function cannotWait(): CannotWaitList {
  loaded ??= loadDefinitions([path.join(packageRoot(), 'content', 'telling')], (body) => {
    const read = list.safeParse(body)
    return read.success
      ? []
      : read.error.issues.map((i) => ({
          path: i.path.map((p) => (typeof p === 'number' ? p : String(p))),
          message: i.message,
        }))
  }).map(({ body }) => list.parse(body))[0]
  if (!loaded) throw new Error('content/telling holds no list of what cannot wait')
  return loaded
}

/** As the database's functions read it: those whose facts are kept. */
export const definitionRows = (): string =>
  JSON.stringify(
    cannotWait()
      .things.filter((t) => t.built !== 'later')
      .map(({ id, event, gap, afterLeaving, minutes, critical }) => ({
        id,
        event: event ?? null,
        kind: gap?.kind ?? null,
        prefix: gap?.prefix ?? null,
        afterLeaving,
        minutes,
        critical,
      })),
  )

export const thingOf = (id: string): CannotWait | undefined => cannotWait().things.find((t) => t.id === id)
