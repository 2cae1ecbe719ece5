import type { Doors } from './door.ts'
import type { Basis, MatrixAsker, MatrixPerson, MatrixWorld } from './world.ts'

/** One thing asked: somebody in a post goes to a door with one person in mind. Each record class of the answer is a cell of its own. */
export interface Asking {
  readonly door: string
  readonly asker: MatrixAsker
  readonly person: MatrixPerson
}

/** How the asker stands to the person: to the teams of the three other organisations everybody is nobody's. */
export const standsAs = ({ asker, person }: Pick<Asking, 'asker' | 'person'>): Basis =>
  asker.organisation === person.home ? person.basis : 'nothing'

/** The values of an asking in the dimensions; the class of the record is the last one, and every asking has each of its values. */
export const valuesOf = (a: Asking, doors: Doors): readonly string[] => [
  `role ${a.asker.role}`,
  `organisation ${a.asker.organisation}`,
  `basis ${standsAs(a)}`,
  `answer ${a.person.answer}`,
  `agreement ${a.person.agreement}`,
  `door ${a.door}`,
  `verb ${doors[a.door]?.verb}`,
]

export function pairsOf(values: readonly string[]): string[] {
  const pairs: string[] = []
  for (let i = 0; i < values.length; i++)
    for (let j = i + 1; j < values.length; j++) pairs.push(`${values[i]} | ${values[j]}`)
  return pairs
}

/**
 * So many askings that every pair of values of any two dimensions occurs: each role at each door, there with whatever
 * person shows most pairs that are still missing; and then some whom the door may well open to, since most are refused.
 */
export function chooseAskings(m: MatrixWorld, doors: Doors, willing: number): Asking[] {
  const seen = new Set<string>()
  const chosen: Asking[] = []
  const take = (asking: Asking) => {
    chosen.push(asking)
    for (const pair of pairsOf(valuesOf(asking, doors))) seen.add(pair)
  }
  const roles = [...Map.groupBy(m.askers, (a) => a.role).values()]
  let turn = 0
  for (const door of Object.keys(doors).sort()) {
    for (const posts of roles) {
      let best: Asking | undefined
      let most = -1
      for (let i = 0; i < m.people.length; i++) {
        turn += 1
        const person = m.people[(i + turn) % m.people.length] as MatrixPerson
        const home =
          turn % 7 === 0 ? posts[turn % posts.length] : posts.find((p) => p.organisation === person.home)
        const asking = { door, asker: home as MatrixAsker, person }
        const gain = pairsOf(valuesOf(asking, doors)).filter((p) => !seen.has(p)).length
        if (gain > most) [best, most] = [asking, gain]
      }
      take(best as Asking)
    }
  }
  const strong: readonly Basis[] = [
    'stay',
    'lead or owner',
    'episode',
    'referral taken on',
    'asked to lead',
    'emergency access',
    'shared without agreement',
  ]
  const close = m.people.filter((p) => strong.includes(p.basis) && p.answer !== 'no')
  for (const [door, { rights }] of Object.entries(doors).sort()) {
    const able = m.askers.filter((a) => holdsAll(a.rights, rights))
    for (let n = 0; n < willing && able.length > 0; n++) {
      turn += 1
      const person = close[(turn * 7) % close.length] as MatrixPerson
      const there = able.filter((a) => a.organisation === person.home)
      if (there.length > 0) take({ door, asker: there[turn % there.length] as MatrixAsker, person })
    }
  }
  return chosen
}

/** Whether these rights are enough: each that is needed, or one of those of which one is enough. */
export const holdsAll = (held: readonly string[], needed: readonly string[]): boolean =>
  needed.every((group) => group.split(' | ').some((right) => held.includes(right)))
