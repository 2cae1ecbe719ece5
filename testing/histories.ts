import type { Result } from '#core/kernel/result.ts'
import type { Done } from '#platform/commands/door.ts'
import { chooseAct, firstAct, type Scene, type Sent, spoil } from './history-acts.ts'
import { closeAtLast, lateStay, windUp } from './history-close.ts'
import { deskAct, pairNow } from './history-merge.ts'
import { readState } from './history-state.ts'
import { type Cast, castOf, HISTORY_START, type Stage, seededIds } from './history-world.ts'
import type { Desk } from './merging.ts'
import { seededRandom } from './random.ts'
import { dice } from './random-rows.ts'

export interface HistoryOptions {
  readonly seed: number
  readonly commands: number
  readonly sharing?: 'any' | 'not asked'
  /** Whether now and then the wrong person, or somebody with an older page, sends the command. */
  readonly strangers?: boolean
  /**
   * Whether the practice clock is stepped forward and back between commands, and some ways out are wound up, closed and gone on
   * from: in histories that are about the net and not about the one who asks.
   */
  readonly wholeNet?: boolean
  /** Two records of one person, whom this desk puts together and takes apart now and then; the second was added without a number. */
  readonly merges?: Desk
  /** What is sent instead, or null for nothing. */
  readonly instead?: (sent: Sent, cast: Cast) => Sent | null | Promise<Sent | null>
  /** Before each command: what its sender holds may be changed here. */
  readonly before?: (sent: Sent, cast: Cast, people: readonly string[]) => Promise<void>
  /** After each command, done or refused. */
  readonly after?: (step: Step) => Promise<void>
}

export interface Step {
  readonly at: number
  readonly sent: Sent
  readonly result: Result<Done>
  readonly people: readonly string[]
  /** Where the clock was stepped to since the command before; null for time that went by. */
  readonly clock: 'forward' | 'back' | null
}

export interface History {
  readonly cast: Cast
  readonly people: readonly string[]
  readonly steps: readonly Step[]
}

/** A history of one or two people and those who work with them: the same commands for the same seed, through the real door. */
export async function runHistory(stage: Stage, o: HistoryOptions): Promise<History> {
  const d = dice(o.seed)
  const newId = seededIds(o.seed ^ 0x5eed)
  const cast = await castOf(stage, newId)
  const people = Array.from({ length: o.merges || d.chance(0.3) ? 2 : 1 }, () => ({
    id: newId(),
    nhsNumber: numberOf(newId()),
    registered: false,
  }))
  const twin = o.merges ? people[1]?.id : undefined
  const personIds = people.map((p) => p.id)
  const staffIds = Object.values(cast).map((a) => a.id)
  const steps: Step[] = []
  const winds = o.wholeNet === true && d.chance(0.4)
  /** How far the winding up of the first person has come. */
  let wound = 0
  let clock: Step['clock'] = null
  let now = HISTORY_START + d.upTo(240) * 3_600_000

  const send = async (sent: Sent): Promise<void> => {
    await o.before?.(sent, cast, personIds)
    const result = await stage.product
      .act(sent.as ?? cast[sent.by].token, sent.command, sent.input, newId())
      .catch((cause: unknown) => {
        throw new Error(
          `History ${o.seed}: ${sent.command} by ${sent.by} broke. ${JSON.stringify(sent.input)}`,
          { cause },
        )
      })
    const step = { at: now, sent, result, people: personIds, clock }
    clock = null
    steps.push(step)
    await o.after?.(step)
  }
  const beforeWinding = o.commands * 0.5
  const goesOn = () => (wound > 0 && wound < ROUNDS) || (wound === ROUNDS && steps.length - closedAfter < 5)
  let closedAfter = 0
  let closedAt = 0
  while (steps.length < o.commands || goesOn()) {
    const winding = winds && wound < ROUNDS && steps.length >= beforeWinding && people[0]?.registered === true
    // often the same minute, sometimes days later; a person's two windows a day are both met
    now += winding
      ? 60_000
      : d.one([
          60_000,
          60_000,
          1_800_000,
          3_600_000,
          5 * 3_600_000,
          12 * 3_600_000,
          26 * 3_600_000,
          50 * 3_600_000,
        ])
    if (o.wholeNet && !winding && d.chance(0.08)) {
      clock = d.chance(0.5) ? 'back' : 'forward'
      now += clock === 'back' ? -d.one([600_000, 3_600_000, 30 * 3_600_000]) : d.one([9, 40]) * 24 * 3_600_000
    }
    await stage.setClock(now)
    if (o.merges && people.every((p) => p.registered) && d.chance(0.12)) {
      const [one, other] = personIds
      const act = await deskAct(stage, d, newId, o.merges, [one!, other!])
      await send({ by: 'jan', as: act.token, command: act.command, input: act.input })
      continue
    }
    let person = people.find((p) => !p.registered) ?? (winding && people[0] ? people[0] : d.one(people))
    if (o.merges && person.registered) {
      // now and then somebody still has the page of the record that went open
      const pair = await pairNow(stage, personIds)
      const kept = people.find((p) => p.id === pair?.keepId)
      if (pair?.state === 'together' && person.id === pair.awayId && kept && d.chance(0.9)) person = kept
    }
    const scene: Scene = {
      s: await readState(stage, personIds, staffIds),
      d,
      newId,
      now,
      world: stage.world,
      cast,
      people,
      personId: person.id,
      sharing: o.sharing ?? 'any',
      strangers: o.strangers ?? true,
      wholeNet: o.wholeNet ?? false,
      twin,
    }
    let act = person.registered ? chooseAct : firstAct
    if (winding) {
      wound += 1
      act = wound === ROUNDS ? closeAtLast : windUp
    } else if (closedAfter > 0 && steps.length === closedAfter && person === people[0] && d.chance(0.5))
      act = lateStay(closedAt)
    const acts = act(scene) ?? []
    person.registered = true
    for (const chosen of acts) {
      const sent = o.instead ? await o.instead(chosen, cast) : chosen
      if (sent)
        await send(
          (o.strangers ?? true) && !winding && steps.length > people.length && d.chance(0.06)
            ? spoil(sent, d)
            : sent,
        )
    }
    if (winding && wound === ROUNDS) {
      closedAfter = steps.length
      closedAt = now
    }
  }
  return { cast, people: personIds, steps }
}

/** Twice to have the way out end and be handed over, twice for what that leaves, and the closing. */
const ROUNDS = 5

/** An invented NHS number: 999 range, valid check digit, by the digits of an id. */
function numberOf(id: string): string {
  const { below } = seededRandom(Number.parseInt(id.slice(0, 8), 16))
  for (;;) {
    const nine = `999${String(below(1_000_000)).padStart(6, '0')}`
    const check = (11 - ([...nine].reduce((sum, digit, i) => sum + Number(digit) * (10 - i), 0) % 11)) % 11
    if (check < 10) return `${nine}${check}`
  }
}

/** How often each command was done and refused, and with which code: whether histories went where they should. */
export function tally(
  steps: readonly Step[],
  into = new Map<string, Map<string, number>>(),
): Map<string, Map<string, number>> {
  for (const { sent, result } of steps) {
    const outcome = result.ok ? 'done' : result.refusal.code
    const row = into.get(sent.command) ?? new Map<string, number>()
    row.set(outcome, (row.get(outcome) ?? 0) + 1)
    into.set(sent.command, row)
  }
  return into
}
