import * as z from 'zod'
import { defineQuery } from '#platform/commands/command.ts'
import type { Ask } from '#platform/commands/door.ts'
import { type Audience, seenByWords } from '../words.ts'
import type { Reader } from './of-person.ts'

/** Who would read what the asker's team writes about this person now. */
export interface SeenByFacts {
  readonly personId: string
  readonly teamId: string
  readonly team: string
  readonly drugAndAlcohol: boolean
  /** Empty where core is closed to the asker. */
  readonly readers: readonly Pick<Reader, 'kind' | 'id' | 'name' | 'classes'>[]
}

const TEAM = `select id as "teamId", name as team, drug_and_alcohol as "drugAndAlcohol" from tc.team where id = (select ctx.team())`
const READERS = `select kind, id, name, classes from acl.readers($1) order by kind desc, name, id`

export const seenBy = defineQuery<{ personId: string }, SeenByFacts | null>({
  name: 'sharing.seen-by',
  title: 'Who reads what is written about a person',
  input: z.object({ personId: z.uuid() }),
  right: 'people.read',
  async run(tx, { personId }) {
    const [team, readers] = await Promise.all([
      tx.row<Omit<SeenByFacts, 'readers' | 'personId'>>(TEAM),
      tx.rows<SeenByFacts['readers'][number]>(READERS, [personId]),
    ])
    return team ? { ...team, personId, readers } : null
  },
  shows: (found) => (found === null || found.readers.length === 0 ? [] : [found.personId]),
})

/** The line under the boxes of a form about a person, by name; undefined where the asker may not know who reads. */
export async function readersOf(ask: Ask, personId: string, audience: Audience): Promise<string | undefined> {
  const found = await ask(seenBy, { personId })
  return found.ok && found.value !== null ? seenByWords(found.value, audience) : undefined
}

/** The two audiences of a note, each in the words of its line, and which one a team begins with. */
export interface NoteAudiences {
  readonly shared: string
  readonly ownTeam: string
  /** Drug and alcohol work begins with its own team. */
  readonly first: 'shared' | 'own team'
}

/** For a form that lets its writer choose who reads. */
export async function audiencesOf(ask: Ask, personId: string): Promise<NoteAudiences> {
  const found = await ask(seenBy, { personId })
  const seen = found.ok ? found.value : null
  return {
    shared: (seen && seenByWords(seen, 'shared')) ?? 'your team, and whoever the person shares with.',
    ownTeam: (seen && seenByWords(seen, 'own team')) ?? 'your team only.',
    first: seen?.drugAndAlcohol ? 'own team' : 'shared',
  }
}
