import * as z from 'zod'
import { refuse } from '#core/kernel/result.ts'
import { decideSecondLook, VERDICTS } from '#core/sharing/emergency.ts'
import { defineCommand, expectWritten } from '#platform/commands/command.ts'

const input = z.strictObject({
  lookId: z.uuid(),
  aboutId: z.uuid(),
  about: z.enum(['emergency access', 'sharing without agreement']),
  personId: z.uuid(),
  verdict: z.enum(VERDICTS),
  words: z.string().trim().min(3).max(2000),
})

interface Facts {
  readonly doneBy: readonly string[]
  readonly ended: boolean
}
const ENDED = `exists (select from tc.second_look l where l.about_id = a.id and l.verdict <> 'more to ask') as ended`
const ACTS = {
  'emergency access': `select array[a.staff_id] as "doneBy", ${ENDED} from tc.emergency_access a where a.id = $1 and a.person_id = $2`,
  'sharing without agreement': `select array[a.recorded_by, a.weighed_by] as "doneBy", ${ENDED} from tc.sharing_without a where a.id = $1 and a.person_id = $2`,
} as const
const ADD = `insert into tc.second_look (id, about_id, about, person_id, verdict, words, by_staff_id, team_id, organisation_id, at)
  values ($1, $2, $3, $4, $5, $6, (select ctx.actor()), (select ctx.team()), (select ctx.organisation()), (select ctx.now()))`
/** What somebody else found who looked at what was opened or shared. Refuses: those of `decideSecondLook`. */
export const takeSecondLook = defineCommand<z.output<typeof input>, Facts | undefined, null>({
  name: 'emergency.second-look',
  version: 1,
  title: 'Look at what was opened or shared',
  input,
  right: 'emergency.second-look',
  people: (i) => [i.personId],
  load: (tx, i) => tx.row<Facts>(ACTS[i.about], [i.aboutId, i.personId]),
  decide(act, _i, by) {
    if (!act) return refuse('NOT_FOUND_OR_NOT_YOURS')
    return decideSecondLook(act, by.asker.actorId)
  },
  async store(tx, _, i) {
    await Promise.all([
      expectWritten(tx.write(ADD, [i.lookId, i.aboutId, i.about, i.personId, i.verdict, i.words])),
      tx.row('select net.look_taken($1)', [i.lookId]),
    ])
    return { made: { lookId: i.lookId } }
  },
})
