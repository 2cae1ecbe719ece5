import {
  type Act,
  DAY,
  dayOf,
  HOUR,
  iso,
  mine,
  of,
  one,
  openEpisode,
  pick,
  type Scene,
  type Sent,
  someone,
} from './history-scene.ts'
import type { HistoryState } from './history-state.ts'

/** What the service does with somebody it has taken on: who comes, what is planned, what happened, more and less support. */
export const nameKeyWorker: Act = (scene) => {
  const e = openEpisode(scene)
  return e
    ? one(someone(scene, e.teamId), 'episode.name-key-worker', {
        personId: e.personId,
        episodeId: e.id,
        version: e.version,
        staffId: scene.cast[scene.d.one(of(scene, e.teamId))].id,
      })
    : null
}
export const assignLines: Act = (scene) => {
  const e = openEpisode(scene)
  const lines = e && [
    {
      weekday: scene.d.one([null, 1, 3]),
      part: scene.d.one(['morning', 'evening']),
      staffId: scene.cast[scene.d.one(of(scene, e.teamId))].id,
    },
  ]
  return e
    ? one(someone(scene, e.teamId), 'episode.assign-contacts', {
        personId: e.personId,
        episodeId: e.id,
        version: e.version,
        lines,
      })
    : null
}
export const noNextContact: Act = (scene) => {
  const e = openEpisode(scene)
  const untilOn = dayOf(scene.now + scene.d.one([2, 9, 20]) * DAY)
  return e
    ? one(someone(scene, e.teamId), 'episode.no-next-contact', {
        personId: e.personId,
        episodeId: e.id,
        version: e.version,
        reason: 'Asked for quiet days',
        untilOn,
      })
    : null
}
export const extendPlan: Act = (scene) => {
  const e = openEpisode(scene)
  return e
    ? one(someone(scene, e.teamId), 'episode.extend-plan', {
        personId: e.personId,
        episodeId: e.id,
        untilOn: dayOf(scene.now + 21 * DAY),
      })
    : null
}
export const pause: Act = (scene) => {
  const e = openEpisode(scene)
  if (!e || scene.s.pauses.some((p) => p.episodeId === e.id)) return null
  return one(someone(scene, e.teamId), 'episode.pause', {
    personId: e.personId,
    episodeId: e.id,
    pauseId: scene.newId(),
    reason: scene.d.one(['away', 'back in hospital', 'person asked']),
    fromAt: iso(scene.now - scene.d.upTo(20) * HOUR),
    version: e.version,
  })
}
export const resume: Act = (scene) => {
  const p = pick(scene, mine(scene, scene.s.pauses))
  const e = p && scene.s.episodes.find((x) => x.id === p.episodeId)
  if (!p || !e) return null
  const backAt = iso(Math.max(p.from, scene.now - scene.d.upTo(6) * HOUR))
  return one(someone(scene, e.teamId), 'episode.resume', {
    personId: p.personId,
    episodeId: p.episodeId,
    pauseId: p.id,
    taskId: scene.newId(),
    backAt,
    version: e.version,
  })
}

const STEPS = ['twice-daily', 'daily', 'three-a-week', 'weekly', 'telephone']
export const propose: Act = (scene) => {
  const e = openEpisode(scene)
  if (!e || scene.s.proposals.some((p) => p.episodeId === e.id)) return null
  return one(someone(scene, e.teamId), 'episode.propose-step-down', {
    personId: e.personId,
    episodeId: e.id,
    proposalId: scene.newId(),
    toStepId: STEPS[STEPS.indexOf(e.step ?? '') + 1] ?? 'daily',
    version: e.version,
  })
}
/** The board is cleared first, as it must be; then both agree. */
export const agree: Act = (scene) => {
  const p = pick(scene, mine(scene, scene.s.proposals))
  const e = p && scene.s.episodes.find((x) => x.id === p.episodeId)
  if (!p || !e) return null
  const by = someone(scene, e.teamId)
  const said = { personId: p.personId, episodeId: p.episodeId, proposalId: p.id, version: e.version }
  const at = iso(scene.now)
  if (!p.agreed && scene.d.chance(0.5))
    return one(by, 'episode.person-agrees', { ...said, at, how: 'at the visit' })
  if (scene.d.chance(0.15)) return one(by, 'episode.step-down-not-now', said)
  const how = { at, how: 'by phone' }
  return [
    ...(tidy(scene) ?? []),
    ...one(by, 'episode.agree-step-down', {
      ...said,
      decisionId: scene.newId(),
      fromOn: dayOf(scene.now + 2 * DAY),
      personAgreed: how,
      agreedBy: { ...how, staffId: scene.cast.wes.id },
    }),
  ]
}
export const stepUp: Act = (scene) => {
  const e = openEpisode(scene)
  return e && e.step !== 'twice-daily' && e.step !== null
    ? one(someone(scene, e.teamId), 'episode.step-up', {
        personId: e.personId,
        episodeId: e.id,
        decisionId: scene.newId(),
        toStepId: 'twice-daily',
        because: 'Doses forgotten',
      })
    : null
}
export const close: Act = (scene) => {
  const e = openEpisode(scene)
  if (!e) return null
  const seenKeys = scene.s.gaps.filter((g) => g.personId === e.personId).map((g) => g.key)
  const handover = {
    to: { kind: 'outside', named: 'Dr Price', ofOrganisation: 'Hill surgery' },
    how: 'rang',
    at: iso(scene.now),
  }
  return one(someone(scene, e.teamId), 'episode.close', {
    personId: e.personId,
    episodeId: e.id,
    outcomeId: 'moved-on',
    destinationId: 'home-with-team',
    handover,
    seenKeys,
    version: e.version,
  })
}

type Contact = HistoryState['contacts'][number]
const ahead = (scene: Scene) =>
  mine(scene, scene.s.contacts).filter((c) => c.state === 'planned' && c.from > scene.now)
const begun = (scene: Scene) =>
  mine(scene, scene.s.contacts).filter((c) => c.state === 'planned' && c.from <= scene.now && !c.resolved)
const missed = (scene: Scene) =>
  mine(scene, scene.s.contacts).filter(
    (c) =>
      !c.resolved &&
      (c.state === 'no answer' ||
        c.state === 'did not happen' ||
        (c.state === 'planned' && c.until + HOUR < scene.now)),
  )

function record(scene: Scene, c: Contact, happened: 'yes' | 'no answer' | 'no'): Sent[] {
  const by = someone(scene, c.teamId)
  const at = iso(Math.min(scene.now, c.from + 10 * 60_000))
  const made = { happened, at, by: [scene.cast[by].id] }
  const record =
    happened === 'yes'
      ? { ...made, mode: 'visit', person: 'seen', doses: [] }
      : happened === 'no'
        ? { ...made, reason: 'could not go' }
        : { ...made, mode: 'visit' }
  const worry = {
    id: scene.newId(),
    kind: 'someone at home unsafe',
    told: scene.d.chance(0.5) ? { told: 'nobody yet' } : { told: 'yes', who: 'the ward', at },
  }
  const worries = happened !== 'no' && scene.d.chance(0.15) ? [worry] : []
  return one(by, 'contact.record', {
    personId: c.personId,
    contactId: c.id,
    version: c.version,
    record,
    worries,
  })
}
export const recordOne: Act = (scene) => {
  const c = pick(scene, begun(scene))
  return c ? record(scene, c, scene.d.one(['yes', 'yes', 'yes', 'no answer', 'no'])) : null
}
const resolve = (scene: Scene, c: Contact): Sent[] =>
  one(someone(scene, c.teamId), 'contact.resolve', {
    personId: c.personId,
    contactId: c.id,
    version: c.version,
    what: 'rearranged',
    inWords: 'Saw them the next day.',
  })
export const resolveOne: Act = (scene) => {
  const c = pick(scene, missed(scene))
  return c ? resolve(scene, c) : null
}
export const tidy: Act = (scene) => {
  const planned = begun(scene)
    .filter((c) => c.until <= scene.now)
    .slice(0, 8)
    .flatMap((c) => record(scene, c, 'yes'))
  const over = missed(scene)
    .filter((c) => c.state !== 'planned')
    .slice(0, 6)
    .flatMap((c) => resolve(scene, c))
  const worries = mine(scene, scene.s.worries).flatMap((w) =>
    one(someone(scene, w.teamId), 'worry.settle', {
      personId: w.personId,
      worryId: w.id,
      version: w.version,
      done: 'The ward came.',
      told: { who: 'the ward', at: iso(scene.now) },
    }),
  )
  const tasks = mine(scene, scene.s.tasks)
    .filter((t) => of(scene, t.teamId).length > 0)
    .flatMap((t) =>
      one(someone(scene, t.teamId), 'task.done', { taskId: t.id, personId: t.personId, doneText: 'Done.' }),
    )
  const all = [...planned, ...over, ...worries, ...tasks]
  return all.length > 0 ? all : null
}
export const chain: Act = (scene) => {
  const c = mine(scene, scene.s.contacts).find((x) => x.state === 'no answer' && !x.resolved)
  return c
    ? one(someone(scene, c.teamId), 'contact.no-answer-step', {
        personId: c.personId,
        contactId: c.id,
        doneId: scene.newId(),
        stepId: scene.d.one(['ring', 'try-again', 'manager']),
        at: iso(scene.now),
        found: scene.d.one(['no answer', 'answered', 'told']),
      })
    : null
}
export const assign: Act = (scene) => {
  const c = pick(scene, ahead(scene).slice(0, 4))
  return c
    ? one(someone(scene, c.teamId), 'contact.assign', {
        personId: c.personId,
        contactId: c.id,
        version: c.version,
        staffId: scene.cast[scene.d.one(of(scene, c.teamId))].id,
      })
    : null
}
export const move: Act = (scene) => {
  const c = pick(scene, ahead(scene).slice(0, 4))
  const from = c && c.from + scene.d.one([0, 24, 72]) * HOUR
  return c && from
    ? one(someone(scene, c.teamId), 'contact.move', {
        personId: c.personId,
        contactId: c.id,
        version: c.version,
        fromAt: iso(from),
        untilAt: iso(from + HOUR),
      })
    : null
}
export const planExtra: Act = (scene) => {
  const e = openEpisode(scene)
  if (!e) return null
  const from = Date.parse(
    `${dayOf(scene.now + scene.d.one([1, 3, 16]) * DAY)}T${scene.d.one(['11', '14'])}:${String(scene.d.upTo(60)).padStart(2, '0')}:00Z`,
  )
  const staffId = scene.d.chance(0.25) ? null : scene.cast[scene.d.one(of(scene, e.teamId))].id
  return one(someone(scene, e.teamId), 'contact.plan', {
    personId: e.personId,
    episodeId: e.id,
    contactId: scene.newId(),
    mode: 'phone',
    fromAt: iso(from),
    untilAt: iso(from + HOUR),
    staffId,
  })
}
export const recordExtra: Act = (scene) => {
  const e = openEpisode(scene)
  if (!e) return null
  const by = someone(scene, e.teamId)
  const record = {
    happened: 'yes',
    at: iso(scene.now - HOUR),
    mode: 'phone',
    by: [scene.cast[by].id],
    person: 'spoken with',
    doses: [],
  }
  return one(by, 'contact.record-extra', {
    personId: e.personId,
    episodeId: e.id,
    contactId: scene.newId(),
    record,
  })
}
export const correct: Act = (scene) => {
  const c = pick(
    scene,
    mine(scene, scene.s.contacts).filter((x) => x.state !== 'planned' && x.from < scene.now),
  )
  if (!c) return null
  const by = someone(scene, c.teamId)
  const made = { at: iso(Math.min(scene.now, c.from + 5 * 60_000)), by: [scene.cast[by].id] }
  const record =
    c.state === 'happened'
      ? { ...made, happened: 'no', reason: 'could not go' }
      : { ...made, happened: 'yes', mode: 'visit', person: 'seen', doses: [] }
  return one(by, 'contact.correct', {
    personId: c.personId,
    contactId: c.id,
    version: c.version,
    record,
    why: 'Wrote about somebody else.',
  })
}
export const settleWorry: Act = (scene) => {
  const w = pick(scene, mine(scene, scene.s.worries))
  if (!w) return null
  const about = { personId: w.personId, worryId: w.id, version: w.version }
  if (scene.d.chance(0.4))
    return one(someone(scene, w.teamId), 'worry.tell', { ...about, who: 'the ward', at: iso(scene.now) })
  return one(someone(scene, w.teamId), 'worry.settle', {
    ...about,
    done: 'The ward came.',
    told: { who: 'the ward', at: iso(scene.now) },
  })
}
export const note: Act = (scene) => {
  const e = openEpisode(scene)
  return e
    ? one(someone(scene, e.teamId), 'note.write', {
        personId: e.personId,
        noteId: scene.newId(),
        text: 'Made tea together.',
      })
    : null
}
export const takeOver: Act = (scene) => {
  const g = pick(
    scene,
    mine(scene, scene.s.gaps).filter((x) => of(scene, x.teamId).length > 0),
  )
  return g
    ? one(someone(scene, g.teamId), 'gap.take-over', {
        personId: g.personId,
        key: g.key,
        reason: 'I will ring today.',
      })
    : null
}
