import type { PersonId } from '#core/kernel/ids.ts'
import { displayName } from '#core/people/names.ts'
import type { InventedPerson } from './people-generator.ts'
import { type SeededRandom, seededRandom } from './random.ts'

export const MISSPELLING_KINDS = ['transposed', 'dropped', 'doubled', 'sound-alike'] as const
export type MisspellingKind = (typeof MISSPELLING_KINDS)[number]

export interface Misspelling {
  readonly kind: MisspellingKind
  readonly personId: PersonId
  readonly meant: string
  readonly typed: string
}

/** The seed of the printed recall figure; a second seed must reach it too, or the keys were fitted to this one. */
export const MISSPELLING_SEED = 20_261_122
export const SECOND_MISSPELLING_SEED = 7_041_969
export const MISSPELLINGS_PER_KIND = 50

/**
 * How British staff write down what they hear. Written from examples of heard names (Stephen and Steven, Sean and Shaun,
 * Hussain and Hussein), not from the rules of `core/people/sound.ts`: some of these that file does not know.
 */
const HEARD: readonly (readonly [RegExp, string])[] = [
  [/ph/, 'f'],
  [/f(?=[aeiou])/, 'ph'],
  [/ck/, 'k'],
  [/k(?=[aou])/, 'c'],
  [/c(?=[aoulr])/, 'k'],
  [/c(?=[ei])/, 's'],
  [/qu/, 'kw'],
  [/x/, 'ks'],
  [/ks/, 'x'],
  [/z/, 's'],
  [/s(?=[aeiou]\w)/, 'z'],
  [/j(?=[eiy])/, 'g'],
  [/g(?=[ei])/, 'j'],
  [/dge?/, 'j'],
  [/tch/, 'ch'],
  [/sh/, 'sch'],
  [/th/, 't'],
  [/t(?=om|im)/, 'th'],
  [/gh(?=\w)/, ''],
  [/wr/, 'r'],
  [/kn/, 'n'],
  [/wh/, 'w'],
  [/mac/, 'mc'],
  [/mc/, 'mac'],
  [/ei/, 'ie'],
  [/ie/, 'ei'],
  [/ee/, 'ea'],
  [/ea/, 'ee'],
  [/ai/, 'ay'],
  [/ay/, 'ai'],
  [/ou/, 'ow'],
  [/ow/, 'ou'],
  [/oo/, 'u'],
  [/au/, 'or'],
  [/aw/, 'or'],
  [/y(?=\w)/, 'i'],
  [/i(?=\w)/, 'y'],
  [/(?<=\w)y\b/, 'ie'],
  [/er\b/, 'ar'],
  [/ar\b/, 'er'],
  [/or\b/, 'er'],
  [/on\b/, 'en'],
  [/en\b/, 'on'],
  [/an\b/, 'en'],
  [/in\b/, 'yn'],
  [/le\b/, 'el'],
  [/el\b/, 'le'],
  [/(?<=[bcdfgklmnprst])e\b/, ''],
  [/(?<=[krts])\b/, 'e'],
  [/ah\b/, 'a'],
  [/(?<=[a-z])a\b/, 'ah'],
  [/v/, 'w'],
  [/w(?=[aeiou])/, 'v'],
  [/oh/, 'o'],
  [/ae/, 'ay'],
  [/ur/, 'er'],
  [/ir/, 'er'],
  [/u/, 'oo'],
  [/dh/, 'd'],
  [/bh/, 'b'],
  [/kh/, 'k'],
  [/aa/, 'a'],
  [/mb\b/, 'm'],
]

const letterAt = (text: string, i: number) => /\p{L}/u.test(text[i] ?? '')

function misspell(kind: MisspellingKind, name: string, random: SeededRandom): string | null {
  const places = (fits: (i: number) => boolean) => [...name].map((_, i) => i).filter(fits)
  const swap = (choices: readonly number[], change: (i: number) => string) =>
    choices.length === 0 ? null : change(random.oneOf(choices))
  switch (kind) {
    case 'transposed':
      return swap(
        places(
          (i) =>
            letterAt(name, i) &&
            letterAt(name, i + 1) &&
            name[i]!.toLowerCase() !== name[i + 1]!.toLowerCase(),
        ),
        (i) => name.slice(0, i) + name[i + 1] + name[i] + name.slice(i + 2),
      )
    case 'dropped':
      return swap(
        places((i) => letterAt(name, i)),
        (i) => name.slice(0, i) + name.slice(i + 1),
      )
    case 'doubled':
      return swap(
        places((i) => letterAt(name, i)),
        (i) => name.slice(0, i + 1) + name.slice(i),
      )
    case 'sound-alike': {
      const words = name.toLowerCase().split(' ')
      const changes = words.flatMap((word, at) =>
        HEARD.filter(([heard]) => heard.test(word)).map(([heard, written]) =>
          words.with(at, word.replace(heard, written)).join(' '),
        ),
      )
      const changed = changes.filter((text) => text !== name.toLowerCase())
      return changed.length === 0 ? null : random.oneOf(changed)
    }
  }
}

/**
 * Fifty of each kind over full names of people the asker may see, each with the person who was meant.
 * Shape: one slip in one word of the name; a name of fewer than four letters is passed over (a slip leaves nothing of it).
 */
export function misspellings(
  visible: readonly InventedPerson[],
  seed: number,
  each = MISSPELLINGS_PER_KIND,
): Misspelling[] {
  const random = seededRandom(seed)
  return MISSPELLING_KINDS.flatMap((kind) => {
    const made: Misspelling[] = []
    while (made.length < each) {
      const { personId, details } = random.oneOf(visible)
      const meant = displayName(details.names)
      if (meant.length < 4) continue
      const typed = misspell(kind, meant, random)
      if (typed !== null) made.push({ kind, personId, meant, typed })
    }
    return made
  })
}

/** The people an asker may see: a seeded choice of `count` out of everyone. */
export function seenBySomeAsker(
  everyone: readonly InventedPerson[],
  count: number,
  seed: number,
): InventedPerson[] {
  const random = seededRandom(seed)
  const left = [...everyone]
  for (let i = 0; i < count; i += 1) {
    const j = i + random.below(left.length - i)
    ;[left[i], left[j]] = [left[j]!, left[i]!]
  }
  return left.slice(0, count)
}
