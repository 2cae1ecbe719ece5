import * as z from 'zod'
import { englandHolidays } from '#content/terms/bank-holidays/index.ts'
import { ok } from '#core/kernel/result.ts'
import type { Instant } from '#core/kernel/time.ts'
import { wordDueAt } from '#core/people/own-door.ts'
import { defineCommand } from '#platform/commands/command.ts'

export const wordsShape = z.string().trim().min(1).max(2000)

interface Told {
  readonly personId: string
  readonly team?: string
  readonly telephone?: string
  readonly hours?: string
}
interface Decision {
  readonly dueAt: Instant
}

const tellInput = z.strictObject({ wordId: z.uuid(), words: wordsShape })

/** The person, or a carer they chose, tells the team that answers for them something. One way: the team reads it by `dueAt` and answers by phone. */
export const tell = defineCommand<z.infer<typeof tellInput>, null, Decision>({
  name: 'my.tell',
  version: 1,
  title: 'Tell the team something, at one’s own door',
  input: tellInput,
  right: ['my', 'my.supporting'],
  people: () => [],
  load: async () => null,
  decide: (_facts, _i, by) => ok({ dueAt: wordDueAt(by.now, englandHolidays) }),
  async store(tx, { dueAt }, i, by) {
    const row = await tx.row<{ told: Told }>('select my.tell($1, $2, $3, $4, $5) as told', [
      i.wordId,
      by.newId(),
      by.newId(),
      i.words,
      dueAt,
    ])
    const told = row!.told
    return {
      made: {
        wordId: i.wordId,
        team: told.team ?? '',
        telephone: told.telephone ?? '',
        hours: told.hours ?? '',
        dueAt,
      },
      people: [told.personId],
    }
  },
})

const forInput = z.strictObject({ personId: z.uuid(), wordId: z.uuid(), words: wordsShape })

/** The same, written down by a worker in the person's words; the record says who wrote it. */
export const tellFor = defineCommand<z.infer<typeof forInput>, null, Decision>({
  name: 'own-door.tell-for',
  version: 1,
  title: 'Write down for a person what they want their team to know',
  input: forInput,
  right: 'people.details',
  people: (i) => [i.personId],
  load: async () => null,
  decide: (_facts, _i, by) => ok({ dueAt: wordDueAt(by.now, englandHolidays) }),
  async store(tx, { dueAt }, i, by) {
    await tx.row('select my.tell_for($1, $2, $3, $4, $5, $6)', [
      i.personId,
      i.wordId,
      by.newId(),
      by.newId(),
      i.words,
      dueAt,
    ])
    return { made: { wordId: i.wordId, dueAt } }
  },
})
