import type { HistoryState } from './history-state.ts'
import { type Cast, NAMES, type Name } from './history-world.ts'
import type { World } from './personas.ts'
import type { Dice } from './random-rows.ts'

/** One command as somebody sends it. */
export interface Sent {
  readonly by: Name
  readonly command: string
  readonly input: Readonly<Record<string, unknown>>
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
/** Those who have not left, or whoever there was. */
export function present(scene: Scene, names: readonly Name[]): readonly Name[] {
  const here = names.filter(
    (n) =>
      !scene.s.staff.some((x) => x.id === scene.cast[n].id && x.leftAt !== null && x.leftAt <= scene.now),
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
