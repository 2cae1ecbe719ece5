import * as z from 'zod'
import { ok, refuse } from '#core/kernel/result.ts'
import { toldWords } from '#core/people/one-teams-own.ts'
import { defineCommand, expectWritten } from '#platform/commands/command.ts'

const written = z.strictObject({ personId: z.uuid(), recordId: z.uuid(), words: toldWords })
const ended = z.strictObject({ personId: z.uuid(), toldId: z.uuid() })

type Facts = { readonly may: boolean } | undefined

const MAY = 'select true as may from acl.access a where a.person_id = $1 and (a.classes & 32) <> 0 limit 1'
const WRITE = `insert into tc.told_us (id, person_id, words, organisation_id, team_id, recorded_at, recorded_by)
  values ($1, $2, $3, (select ctx.organisation()), (select ctx.team()), (select ctx.now()), (select ctx.actor()))`
const LIVE = `select true as may from tc.told_us t
  where t.id = $1 and t.person_id = $2 and t.over_at is null and t.team_id = any ((select ctx.grantees())::uuid[])`
const END =
  'update tc.told_us set over_at = (select ctx.now()), over_by = (select ctx.actor()) where id = $1 and over_at is null'

/**
 * Writes down what the person told the asker's team and nobody else. It leaves no line in the history of the person.
 * Refuses: NOT_FOUND_OR_NOT_YOURS.
 */
export const writeToldUs = defineCommand<z.infer<typeof written>, Facts, null>({
  name: 'told-us.write',
  version: 1,
  title: 'Write down what the person told your team alone',
  input: written,
  right: 'person-and-team',
  people: (i) => [i.personId],
  load: (tx, i) => tx.row<{ may: boolean }>(MAY, [i.personId]),
  decide: (facts) => (facts ? ok(null) : refuse('NOT_FOUND_OR_NOT_YOURS')),
  async store(tx, _decision, i) {
    await expectWritten(tx.write(WRITE, [i.recordId, i.personId, i.words]))
    return { made: { toldId: i.recordId } }
  },
})

/** The person takes it back, or it is true no longer: it stays readable to the team as such. Refuses: NOT_FOUND_OR_NOT_YOURS. */
export const endToldUs = defineCommand<z.infer<typeof ended>, Facts, null>({
  name: 'told-us.end',
  version: 1,
  title: 'Say that what the person told your team stands no longer',
  input: ended,
  right: 'person-and-team',
  people: (i) => [i.personId],
  load: (tx, i) => tx.row<{ may: boolean }>(LIVE, [i.toldId, i.personId]),
  decide: (facts) => (facts ? ok(null) : refuse('NOT_FOUND_OR_NOT_YOURS')),
  async store(tx, _decision, i) {
    await expectWritten(tx.write(END, [i.toldId]))
    return { made: { toldId: i.toldId } }
  },
})
