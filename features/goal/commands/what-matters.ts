import * as z from 'zod'
import { ok, refuse } from '#core/kernel/result.ts'
import { whatMattersShape } from '#core/plan/shapes.ts'
import { classOfTeam } from '#features/plan/index.ts'
import { defineCommand, expectWritten } from '#platform/commands/command.ts'

const input = z.strictObject({ ...whatMattersShape.shape })
type Input = z.infer<typeof input>
interface Row {
  readonly version: number
  readonly words: string
}

const NEWEST =
  'select version, words from tc.what_matters where person_id = $1 and team_id = (select ctx.team()) order by version desc limit 1'
const ADD = `insert into tc.what_matters (id, person_id, organisation_id, team_id, class_bit, version, words, at, by_staff_id)
  values ($1, $2, $3, $4, $5, $6, $7, $8, $9) on conflict (person_id, team_id, version) do nothing`

/** Writes what matters to somebody, in their own words, as they said it to this team. Each version is kept. */
export const writeWhatMatters = defineCommand<Input, Row | undefined, string | null>({
  name: 'what-matters.write',
  version: 1,
  title: 'Write what matters to somebody, in their words',
  input,
  right: 'goals.record',
  people: (i) => [i.personId],
  load: (tx, i) => tx.row<Row>(NEWEST, [i.personId]),
  decide(newest, i) {
    if (i.version !== (newest?.version ?? 0)) return refuse('STALE_VERSION')
    const words = i.words.trim()
    if (words === '') return refuse('WHAT_MATTERS_NEEDS_WORDS', { field: 'words' })
    return ok(words === newest?.words ? null : words)
  },
  async store(tx, words, i, by) {
    const made = { personId: i.personId, wordsId: i.wordsId }
    if (words === null) return { made }
    const { organisationId, teamId, actorId } = by.asker
    const classBit = await classOfTeam(tx, teamId)
    await expectWritten(
      tx.write(ADD, [
        i.wordsId,
        i.personId,
        organisationId,
        teamId,
        classBit,
        i.version + 1,
        words,
        by.now,
        actorId,
      ]),
    )
    return {
      made,
      timeline: [{ personId: i.personId, at: by.now, what: 'what matters', aboutId: i.wordsId, classBit }],
    }
  },
})
