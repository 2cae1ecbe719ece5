import * as z from 'zod'
import { ok, refuse } from '#core/kernel/result.ts'
import { ringWords, safeguardingWords } from '#core/people/one-teams-own.ts'
import { defineCommand, expectWritten } from '#platform/commands/command.ts'
import type { Tx } from '#platform/commands/transaction.ts'

const written = z.strictObject({
  personId: z.uuid(),
  /** Of the record that is begun. */
  recordId: z.uuid(),
  /** Of its first version. */
  rowId: z.uuid(),
  words: safeguardingWords,
  ring: ringWords,
})
const changed = z.strictObject({
  personId: z.uuid(),
  safeguardingId: z.uuid(),
  /** Of the new version. */
  rowId: z.uuid(),
  /** The version that was seen. */
  version: z.int().min(1),
  words: safeguardingWords,
  ring: ringWords,
})
const ended = z.strictObject({
  personId: z.uuid(),
  safeguardingId: z.uuid(),
  /** The version that was seen: what a colleague has written since is read before nobody is told any more. */
  version: z.int().min(1),
})

const MAY = 'select true as may from acl.access a where a.person_id = $1 and (a.classes & 128) <> 0 limit 1'
const BEGIN = `insert into tc.safeguarding (id, person_id, ring, organisation_id, team_id, recorded_at, recorded_by)
  values ($1, $2, $3, (select ctx.organisation()), (select ctx.team()), (select ctx.now()), (select ctx.actor()))`
const ADD = `insert into tc.safeguarding_version (id, safeguarding_id, person_id, version, words, organisation_id, team_id, at, by_staff_id)
  values ($1, $2, $3, $4, $5, (select ctx.organisation()), (select ctx.team()), (select ctx.now()), (select ctx.actor()))`
/** The newest version of a record that the asker's team holds; the row rules ask for the right. */
const NEWEST = `select v.version, s.over_at is not null as over from tc.safeguarding s join tc.safeguarding_version v on v.safeguarding_id = s.id
  where s.id = $1 and s.person_id = $2 and s.team_id = any ((select ctx.grantees())::uuid[])
  order by v.version desc limit 1`
const RING = 'update tc.safeguarding set ring = $2 where id = $1 and over_at is null'
const END =
  'update tc.safeguarding set over_at = (select ctx.now()), over_by = (select ctx.actor()) where id = $1 and over_at is null'

type Newest = { readonly version: number; readonly over: boolean } | undefined
const newest = (tx: Tx, i: { readonly safeguardingId: string; readonly personId: string }) =>
  tx.row<{ version: number; over: boolean }>(NEWEST, [i.safeguardingId, i.personId])

/**
 * Begins a safeguarding record. It leaves no line in the history of the person: who may know that it is there is less than who reads
 * that. Refuses: NOT_FOUND_OR_NOT_YOURS.
 */
export const writeSafeguarding = defineCommand<
  z.infer<typeof written>,
  { readonly may: boolean } | undefined,
  null
>({
  name: 'safeguarding.write',
  version: 1,
  title: 'Begin a safeguarding record',
  input: written,
  right: 'safeguarding.lead',
  people: (i) => [i.personId],
  load: (tx, i) => tx.row<{ may: boolean }>(MAY, [i.personId]),
  decide: (facts) => (facts ? ok(null) : refuse('NOT_FOUND_OR_NOT_YOURS')),
  async store(tx, _decision, i) {
    await expectWritten(tx.write(BEGIN, [i.recordId, i.personId, i.ring]))
    await expectWritten(tx.write(ADD, [i.rowId, i.recordId, i.personId, 1, i.words]))
    return { made: { safeguardingId: i.recordId, version: 1 } }
  },
})

/** Writes what is known now beside what it said before; every version stays. Refuses: NOT_FOUND_OR_NOT_YOURS, SAFEGUARDING_ENDED, STALE_VERSION. */
export const changeSafeguarding = defineCommand<z.infer<typeof changed>, Newest, number>({
  name: 'safeguarding.change',
  version: 1,
  title: 'Write a safeguarding record anew',
  input: changed,
  right: 'safeguarding.lead',
  people: (i) => [i.personId],
  load: newest,
  decide(row, i) {
    if (!row) return refuse('NOT_FOUND_OR_NOT_YOURS')
    if (row.over) return refuse('SAFEGUARDING_ENDED')
    return row.version === i.version ? ok(row.version + 1) : refuse('STALE_VERSION')
  },
  async store(tx, version, i) {
    await expectWritten(tx.write(RING, [i.safeguardingId, i.ring]))
    await expectWritten(tx.write(ADD, [i.rowId, i.safeguardingId, i.personId, version, i.words]))
    return { made: { safeguardingId: i.safeguardingId, version } }
  },
})

/** Nobody is told any more that it is held; its versions stay for the named leads of the team. Refuses: NOT_FOUND_OR_NOT_YOURS, STALE_VERSION. */
export const endSafeguarding = defineCommand<z.infer<typeof ended>, Newest, null>({
  name: 'safeguarding.end',
  version: 1,
  title: 'End a safeguarding record',
  input: ended,
  right: 'safeguarding.lead',
  people: (i) => [i.personId],
  load: newest,
  decide(row, i) {
    if (!row || row.over) return refuse('NOT_FOUND_OR_NOT_YOURS')
    return row.version === i.version ? ok(null) : refuse('STALE_VERSION')
  },
  async store(tx, _decision, i) {
    await expectWritten(tx.write(END, [i.safeguardingId]))
    return { made: { safeguardingId: i.safeguardingId } }
  },
})
