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

/** Every pair of values of any two of these dimensions. */
export const pairsAcross = (dimensions: readonly (readonly string[])[]): string[] =>
  dimensions.flatMap((one, i) =>
    dimensions.slice(i + 1).flatMap((other) => one.flatMap((x) => other.map((y) => `${x} | ${y}`))),
  )

/** Which pairs of values were asked: a table of bits, since some millions are looked up. */
function pairsSeen() {
  const numbers = new Map<string, number>()
  const wide = 4096
  const seen = new Uint8Array(wide * wide)
  const numberOf = (value: string): number => {
    const known = numbers.get(value) ?? numbers.size
    numbers.set(value, known)
    return known
  }
  const each = (values: readonly number[], visit: (at: number) => void) => {
    for (let i = 0; i < values.length; i++)
      for (let j = i + 1; j < values.length; j++) visit((values[i] as number) * wide + (values[j] as number))
  }
  return {
    numbersOf: (values: readonly string[]): readonly number[] => values.map(numberOf),
    gain(values: readonly number[]): number {
      let missing = 0
      each(values, (at) => {
        missing += 1 - (seen[at] as number)
      })
      return missing
    },
    take: (values: readonly number[]) =>
      each(values, (at) => {
        seen[at] = 1
      }),
  }
}

/**
 * So many askings that every pair of values of any two dimensions occurs: each role at each door, there with whatever
 * person shows most pairs that are still missing; and then some whom the door may well open to, since most are refused.
 */
export function chooseAskings(m: MatrixWorld, doors: Doors, willing: number): Asking[] {
  const seen = pairsSeen()
  const chosen: Asking[] = []
  const withoutDoor = new Map<string, readonly number[]>()
  const numbers = (a: Asking): readonly number[] => {
    const key = `${a.asker.postId} ${a.person.id}`
    const known = withoutDoor.get(key) ?? seen.numbersOf(valuesOf(a, doors).slice(0, 5))
    withoutDoor.set(key, known)
    return [...known, ...seen.numbersOf([`door ${a.door}`, `verb ${doors[a.door]?.verb}`])]
  }
  const take = (asking: Asking) => {
    chosen.push(asking)
    seen.take(numbers(asking))
  }
  const roles = [...Map.groupBy(m.askers, (a) => a.role).values()]
  let turn = 0
  for (const door of Object.keys(doors).sort()) {
    for (const posts of roles) {
      let best: Asking | undefined
      let most = -1
      const from = turn
      for (let i = 0; i < m.people.length; i++) {
        turn += 1
        const person = m.people[(i + from) % m.people.length] as MatrixPerson
        const home =
          turn % 7 === 0 ? posts[turn % posts.length] : posts.find((p) => p.organisation === person.home)
        const asking = { door, asker: home as MatrixAsker, person }
        const gain = seen.gain(numbers(asking))
        if (gain > most) [best, most] = [asking, gain]
      }
      take(best as Asking)
      turn += 1
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
  // what the turns have left out
  const names = Object.keys(doors).sort()
  for (const person of m.people)
    for (const asker of m.askers) {
      const door = names[chosen.length % names.length] as string
      if (seen.gain(numbers({ door, asker, person })) > 0) take({ door, asker, person })
    }
  for (const door of names)
    for (const person of m.people) {
      const asker = m.askers.find((x) => x.organisation === person.home) as MatrixAsker
      if (seen.gain(numbers({ door, asker, person })) > 0) take({ door, asker, person })
    }
  return chosen
}

/** Whether these rights are enough: each that is needed, or one of those of which one is enough. */
export const holdsAll = (held: readonly string[], needed: readonly string[]): boolean =>
  needed.every((group) => group.split(' | ').some((right) => held.includes(right)))
