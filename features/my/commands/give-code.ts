import * as z from 'zod'
import { ok, refuse } from '#core/kernel/result.ts'
import { CODE_MINUTES } from '#core/people/own-door.ts'
import { defineCommand } from '#platform/commands/command.ts'

/** The code itself stays with its sender, who shows it once; here comes its SHA-256, so that no row and no log holds it. */
const input = z.strictObject({
  codeId: z.uuid(),
  personId: z.uuid(),
  /** For a carer whom the person chose; null for the person. */
  carerId: z.uuid().nullable(),
  codeSha256: z.string().regex(/^[0-9a-f]{64}$/),
})
type Input = z.infer<typeof input>

const CARER = `select my.carer_told(id) ->> 'answer' as answer from tc.carer where id = $1 and person_id = $2 and ended_at is null`
const GIVE = `insert into identity.person_code (id, person_id, carer_id, code_sha256, made_by, organisation_id, team_id, made_at, expires_at)
  values ($1, $2, $3, $4, (select ctx.actor()), (select ctx.organisation()), (select ctx.team()), (select ctx.now()), (select ctx.now()) + ${CODE_MINUTES} * interval '1 minute')`

/** A worker, face to face, gives the person (or a carer they chose) a code that sets a phone up. It holds once and for a quarter of an hour. */
export const giveCode = defineCommand<Input, { answer: string } | undefined, null>({
  name: 'own-door.give-code',
  version: 1,
  title: 'Give a person a one-time code for their own door',
  input,
  right: 'people.details',
  people: (i) => [i.personId],
  load: (tx, i) =>
    i.carerId === null
      ? Promise.resolve(undefined)
      : tx.row<{ answer: string }>(CARER, [i.carerId, i.personId]),
  decide(carer, i) {
    if (i.carerId === null) return ok(null)
    if (!carer) return refuse('NOT_FOUND_OR_NOT_YOURS')
    return carer.answer === 'yes' ? ok(null) : refuse('DOOR_CARER_NOT_CHOSEN')
  },
  async store(tx, _decision, i, by) {
    await tx.write(GIVE, [i.codeId, i.personId, i.carerId, Buffer.from(i.codeSha256, 'hex')])
    return {
      made: { codeId: i.codeId },
      timeline: [
        {
          personId: i.personId,
          at: by.now,
          what: i.carerId === null ? 'own door: code given' : 'carer’s door: code given',
          aboutId: i.codeId,
          classBit: 8,
        },
      ],
    }
  },
})
