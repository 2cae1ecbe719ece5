import * as z from 'zod'
import { ok, refuse } from '#core/kernel/result.ts'
import { homeEntryWords } from '#core/people/home-entry.ts'
import { defineCommand, expectWritten } from '#platform/commands/command.ts'

const written = z.object({ personId: z.uuid(), entryId: z.uuid(), words: homeEntryWords })
const ended = z.object({ personId: z.uuid() })

const MAY = 'select true as may from acl.access a where a.person_id = $1 and (a.classes & 256) <> 0 limit 1'
const WRITE = `insert into tc.home_entry (id, person_id, words, organisation_id, team_id, recorded_at, recorded_by)
  values ($1, $2, $3, (select ctx.organisation()), (select ctx.team()), (select ctx.now()), (select ctx.actor()))`
const END = 'select acl.end_home_entry($1) as n'

type Facts = { readonly may: boolean } | undefined

/**
 * Writes how to get into the person's home, in the place of what the team wrote before: the old words are gone from the record, because
 * a code that is no longer true helps nobody in but a thief. Refuses: NOT_FOUND_OR_NOT_YOURS.
 */
export const writeHomeEntry = defineCommand<z.infer<typeof written>, Facts, null>({
  name: 'home-entry.write',
  version: 1,
  title: 'Write how to get into the person’s home',
  input: written,
  right: 'home-entry',
  people: (i) => [i.personId],
  load: (tx, i) => tx.row<{ may: boolean }>(MAY, [i.personId]),
  decide: (facts) => (facts ? ok(null) : refuse('NOT_FOUND_OR_NOT_YOURS')),
  async store(tx, _decision, { personId, entryId, words }, by) {
    await tx.row(END, [personId])
    await expectWritten(tx.write(WRITE, [entryId, personId, words]))
    return {
      made: { entryId },
      timeline: [{ personId, at: by.now, what: 'how to get in written down', aboutId: entryId, classBit: 8 }],
    }
  },
})

/** Takes away what the team wrote of how to get in; nothing there is no error. Refuses: NOT_FOUND_OR_NOT_YOURS. */
export const endHomeEntry = defineCommand<z.infer<typeof ended>, Facts, null>({
  name: 'home-entry.end',
  version: 1,
  title: 'Take away how to get into the person’s home',
  input: ended,
  right: 'home-entry',
  people: (i) => [i.personId],
  load: (tx, i) => tx.row<{ may: boolean }>(MAY, [i.personId]),
  decide: (facts) => (facts ? ok(null) : refuse('NOT_FOUND_OR_NOT_YOURS')),
  async store(tx, _decision, { personId }, by) {
    const gone = (await tx.row<{ n: number }>(END, [personId]))?.n ?? 0
    return {
      made: { gone },
      timeline:
        gone === 0
          ? []
          : [{ personId, at: by.now, what: 'how to get in taken away', aboutId: personId, classBit: 8 }],
    }
  },
})
