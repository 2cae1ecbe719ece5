import * as z from 'zod'
import type { Instant } from '#core/kernel/time.ts'
import { defineQuery } from '#platform/commands/command.ts'

export interface SharedService {
  readonly serviceId: string
  readonly name: string
  /** What the person answered last; null where nobody has asked. */
  readonly answer: string | null
  readonly items: readonly string[]
  readonly decidedAt: Instant | null
  /** 'person' where they said it at their own door. */
  readonly saidBy: 'staff' | 'person' | null
  readonly writtenBy: string | null
  readonly mayStop: boolean
}

export interface SharedTeam {
  readonly teamId: string
  readonly team: string
  readonly organisation: string
  readonly telephone: string
  /** Bits of the record classes that are open to it now (database/migrations/0004). 0: nothing. */
  readonly classes: number
  /** Where every way in ends by itself. */
  readonly untilAt: Instant | null
  readonly services: readonly SharedService[]
}

export interface MySharing {
  readonly personId: string
  readonly now: Instant
  readonly teams: readonly SharedTeam[]
  readonly carers: readonly {
    readonly carerId: string
    readonly name: string
    readonly relation: string
    readonly mayBeTold: { readonly answer: string; readonly topics?: readonly string[] }
  }[]
}

const nobody = z.strictObject({})

/** Who sees what of whoever asks, as it stands now. */
export const mySharing = defineQuery<z.infer<typeof nobody>, MySharing | null>({
  name: 'my.sharing',
  title: 'Who sees what, at one’s own door',
  input: nobody,
  right: 'my',
  run: async (tx) =>
    (await tx.row<{ sharing: MySharing | null }>('select my.sharing() as sharing'))?.sharing ?? null,
  shows: (sharing) => (sharing ? [sharing.personId] : []),
})

export interface MyLook {
  readonly at: Instant
  /** Null: the person themself. */
  readonly who: string | null
  readonly organisation: string | null
  readonly action: string
  readonly outcome: string
  readonly mine: boolean
}

const before = z.strictObject({ before: z.iso.datetime().optional() })
/** One page of who has looked; older ones begin before the last. */
export const LOOKS = 200

/** Who has looked at or changed something of whoever asks, newest first. */
export const myLooked = defineQuery<z.infer<typeof before>, { personId: string; looks: readonly MyLook[] }>({
  name: 'my.looked',
  title: 'Who has looked, at one’s own door',
  input: before,
  right: 'my',
  async run(tx, i) {
    const looks = await tx.rows<MyLook>('select * from my.looked($1)', [i.before ?? 'infinity'])
    return { personId: (await tx.asker).actorId, looks }
  },
  shows: ({ personId }) => [personId],
})
