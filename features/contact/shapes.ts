import * as z from 'zod'
import type { ContactRecord } from '#core/contact/contact.ts'
import { type DoseAnswer, NOT_TAKEN_REASONS } from '#core/contact/dose.ts'
import { WORRY_KINDS } from '#core/contact/worry.ts'
import type { StaffId } from '#core/kernel/ids.ts'
import { instantInput, planMode, type StoredMode, words } from '#features/episode/index.ts'

export const MODES = [
  'visit',
  'phone',
  'video',
  'accompanied first visit',
] as const satisfies readonly StoredMode[]

const dose = z.discriminatedUnion('answer', [
  z.object({ medicineId: z.uuid(), answer: z.literal('took it, I saw') }),
  z.object({ medicineId: z.uuid(), answer: z.literal('took it, told me') }),
  z.object({ medicineId: z.uuid(), answer: z.literal('not taken'), reason: z.enum(NOT_TAKEN_REASONS) }),
  z.object({ medicineId: z.uuid(), answer: z.literal('not due') }),
  z.object({ medicineId: z.uuid(), answer: z.literal('not known') }),
])
const by = z.array(z.uuid()).min(1).max(6)
const mode = z.enum(MODES)

/** What happened, as it is sent. `by`: everybody who made it, whoever led first. A planned contact that nobody writes about stays open. */
export const recordInput = z.discriminatedUnion('happened', [
  z.object({
    happened: z.literal('yes'),
    at: instantInput,
    mode,
    by,
    person: z.enum(['seen', 'spoken with']),
    doses: z.array(dose).max(60).default([]),
  }),
  z.object({ happened: z.literal('no answer'), at: instantInput, mode, by }),
  z.object({
    happened: z.literal('no'),
    at: instantInput,
    reason: z.enum(['could not go', 'cancelled by the person', 'cancelled by us']),
    by,
  }),
])
export type RecordInput = z.infer<typeof recordInput>

/** The same as core's rule knows it: four ways to meet are three there, ids are branded. */
export function recordOf(record: RecordInput): ContactRecord {
  const by = record.by as StaffId[]
  if (record.happened === 'no') return { ...record, by }
  if (record.happened === 'no answer') return { ...record, by, mode: planMode(record.mode) }
  return { ...record, by, mode: planMode(record.mode), doses: record.doses as DoseAnswer[] }
}

/** A text beside the facts. `audience`: who reads it, everybody whom the person's answer opens shared records to, or this team alone. */
export const noteInput = z.object({
  id: z.uuid(),
  text: z.string().trim().min(1).max(20_000),
  audience: z.enum(['shared', 'own team']).default('shared'),
})

/** When somebody was told; null: as this is sent. Why not the time of the page: a second press would say another. */
export const toldAt = instantInput.nullable().default(null)

/** A worry as ticked: who was told, and what was done if it was done at once. */
export const worryInput = z.object({
  id: z.uuid(),
  kind: z.enum(WORRY_KINDS),
  told: z.discriminatedUnion('told', [
    z.object({ told: z.literal('nobody yet') }),
    z.object({ told: z.literal('yes'), who: words, at: toldAt }),
  ]),
  /** What was done; while it is empty the worry stays open. */
  done: words.nullable().default(null),
})
export const worriesInput = z
  .array(worryInput)
  .max(WORRY_KINDS.length)
  .refine((all) => new Set(all.map((w) => w.kind)).size === all.length, 'each worry once')
