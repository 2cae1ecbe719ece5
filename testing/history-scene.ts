import type { HistoryState } from './history-state.ts'
import { type Cast, NAMES, type Name } from './history-world.ts'
import type { World } from './personas.ts'
import type { Dice } from './random-rows.ts'

/** One command as somebody sends it. */
export interface Sent {
  readonly by: Name
  readonly command: string
  readonly input: Readonly<Record<string, unknown>>
  /** Sent by somebody who is not of the cast: their token. */
  readonly as?: string
}

/** What an act is chosen from. */
export interface Scene {
  readonly s: HistoryState
  readonly d: Dice
  readonly newId: () => string
  readonly now: number
  readonly world: World
  readonly cast: Cast
  readonly personId: string
  /** In registration order; each with its number and birth date. */
  readonly people: readonly { id: string; nhsNumber: string; registered: boolean }[]
  /** What a person is asked about sharing; 'any' in a history that is not about access. */
  readonly sharing: 'any' | 'not asked'
  /** Whether somebody who does not know the person may try. */
  readonly strangers: boolean
  /** The history is about the net: posts end in it, and whoever held one acts no more. */
  readonly wholeNet: boolean
  /** The second record of the first person, in a history of two records of one. */
  readonly twin?: string | undefined
}
export type Act = (scene: Scene) => readonly Sent[] | null

export const HOUR = 3_600_000
export const DAY = 24 * HOUR
export const iso = (ms: number) => new Date(ms).toISOString()
export const dayOf = (ms: number) => iso(ms).slice(0, 10)
export const one = (by: Name, command: string, input: Record<string, unknown>): Sent[] => [
  { by, command, input },
]

/** Who works in a team of the history's own cast. */
export const of = (scene: Scene, teamId: string): Name[] =>
  NAMES.filter((n) => scene.cast[n].teamId === teamId)
export const someone = (scene: Scene, teamId: string): Name => scene.d.one(present(scene, of(scene, teamId)))
/** Whoever of the ward does it. */
export const ward = (scene: Scene): Name => someone(scene, scene.world.teams.maple)
/** Whoever of the team that has them now does it: somebody who was moved is another team's. */
export const wardOf = (scene: Scene, stay: { readonly teamId?: string }): Name =>
  someone(scene, stay.teamId ?? scene.world.teams.maple)
/**
 * What the ward sends about a stay, or nothing where there is no such stay. A seed's history hangs on the order of its draws: who
 * sends, the new id under its name, and then what `rest` draws.
 */
export const aboutStay = <S extends { id: string; personId: string; teamId?: string }>(
  scene: Scene,
  stay: S | undefined,
  command: string,
  idName: string,
  rest: (stay: S) => Record<string, unknown>,
): Sent[] | null =>
  stay
    ? one(wardOf(scene, stay), command, {
        [idName]: scene.newId(),
        stayId: stay.id,
        personId: stay.personId,
        ...rest(stay),
      })
    : null
/** Those who have not left and hold the post in which they are signed in, or whoever there was. */
export function present(scene: Scene, names: readonly Name[]): readonly Name[] {
  const here = names.filter(
    (n) =>
      !scene.s.staff.some((x) => x.id === scene.cast[n].id && x.leftAt !== null && x.leftAt <= scene.now) &&
      !scene.s.posts.some(
        (x) => x.postId === scene.cast[n].postId && x.untilAt !== null && x.untilAt <= scene.now,
      ),
  )
  return here.length > 0 ? here : names
}
export const mine = <T extends { personId: string }>(scene: Scene, rows: readonly T[]): T[] =>
  rows.filter((r) => r.personId === scene.personId)
export const pick = <T>(scene: Scene, rows: readonly T[]): T | undefined =>
  rows.length === 0 ? undefined : scene.d.one(rows)
export const teamOf = (scene: Scene, serviceId: string): string => {
  const { services, teams } = scene.world
  return serviceId === services.medication
    ? teams.medication
    : serviceId === services.north
      ? teams.north
      : serviceId === services.inReach
        ? teams.inReach
        : teams.harbour
}
export const openEpisode = (scene: Scene) =>
  pick(
    scene,
    mine(scene, scene.s.episodes).filter((e) => e.state === 'open'),
  )
export const waits = (word: string) => ['sent', 'seen', 'question asked'].includes(word)
