import * as z from 'zod'
import type { Day, Instant } from '#core/kernel/time.ts'
import type { DeputyKind } from '#core/people/deputy.ts'
import type { Sections } from '#core/plan/plan.ts'
import type { Ring } from '#core/plan/safety-plan.ts'
import { defineQuery } from '#platform/commands/command.ts'

export interface SheetVisit {
  readonly id: string
  readonly onDay: Day
  readonly fromAt: Instant
  readonly untilAt: Instant
  readonly mode: string
  /** A staff member's name, or the team's where a named lead said so; null when nobody is named yet. */
  readonly who: string | null
  readonly team: string
  readonly telephone: string
}

export interface SheetAppointment {
  readonly id: string
  readonly what: string
  readonly place: string
  readonly withWhom: string
  readonly startsAt: Instant
  readonly goes: string | null
}

/** What the person's own door and the same sheet on paper show. */
export interface Sheet {
  readonly personId: string
  readonly name: string
  readonly now: Instant
  /** Soonest first, at most twelve. */
  readonly visits: readonly SheetVisit[]
  readonly appointments: readonly SheetAppointment[]
  readonly helpers: readonly {
    readonly who: string | null
    readonly as: string
    readonly team: string
    readonly organisation: string
    readonly telephone: string
    readonly hours: string
  }[]
  /** Who speaks or decides for the person, and does so today. */
  readonly speakers: readonly {
    readonly id: string
    readonly kind: DeputyKind
    readonly name: string
    readonly telephone: string | null
    readonly scope: string
    readonly untilOn: Day | null
  }[]
  readonly plans: readonly {
    readonly planId: string
    readonly version: number
    readonly sections: Sections
    readonly team: string
    readonly at: Instant
    readonly named: readonly string[]
  }[]
  readonly safetyPlan: {
    readonly helps: string
    readonly signs: string
    readonly setsOff: string
    readonly ring: readonly Ring[]
    readonly madeWith: string
    readonly madeOn: Day
  } | null
}

const nobody = z.strictObject({})

/** The sheet of whoever asks, at their own door. */
export const mySheet = defineQuery<z.infer<typeof nobody>, Sheet | null>({
  name: 'my.sheet',
  title: 'My plan, at one’s own door',
  input: nobody,
  right: 'my',
  run: async (tx) => (await tx.row<{ sheet: Sheet | null }>('select my.sheet() as sheet'))?.sheet ?? null,
  shows: (sheet) => (sheet ? [sheet.personId] : []),
})

const input = z.strictObject({ personId: z.uuid() })

/** The same sheet for a worker who prints it or reads it out: as far as their own row rules open it. */
export const sheetFor = defineQuery<z.infer<typeof input>, Sheet | null>({
  name: 'own-door.sheet',
  title: 'The person’s sheet, for a worker to print or read out',
  input,
  right: 'people.read',
  run: async (tx, { personId }) =>
    (await tx.row<{ sheet: Sheet }>('select my.sheet_of($1, (select ctx.now())) as sheet', [personId]))
      ?.sheet ?? null,
  shows: (sheet) => (sheet ? [sheet.personId] : []),
})
