import * as z from 'zod/mini'
import { conditionOf } from './conditions.ts'
import { type ConditionUse, PathwayDefinition, type Step } from './definition.ts'
import { fewestHours, longestWaitHours } from './waits.ts'

/** One thing wrong in a definition. `path`: keys and positions from the root, so that a loader can find the line. */
export interface Problem {
  readonly path: readonly (string | number)[]
  readonly message: string
}

export type PathwayReading =
  | { readonly ok: true; readonly definition: PathwayDefinition }
  | { readonly ok: false; readonly problems: readonly Problem[] }

/**
 * Reads a parsed file as a pathway definition: shape first, then meaning.
 * Why both in one: start-up refuses a definition with either kind of fault, in one list.
 */
export function readPathway(body: unknown): PathwayReading {
  const parsed = PathwayDefinition.safeParse(body)
  if (!parsed.success)
    return { ok: false, problems: parsed.error.issues.flatMap((issue) => shapeProblems(issue, body)) }
  const problems = checkPathway(parsed.data)
  return problems.length > 0 ? { ok: false, problems } : { ok: true, definition: parsed.data }
}

/** What the schema library says where we say nothing ourselves: how much of it depends on which part of it was loaded. */
const LIBRARY_WORDS = /^(Invalid |Too |Unrecognized )/

function shapeProblems(issue: z.core.$ZodIssue, body: unknown): Problem[] {
  const path = issue.path.map((key) => (typeof key === 'symbol' ? String(key) : key))
  const name = String(path.at(-1) ?? 'the file')
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({ path: [...path, key], message: `"${key}" is not a known key here` }))
  }
  if (valueAt(body, path) === undefined)
    return [
      { path, message: name === 'owner' ? 'has no owner: name one of the roles' : `"${name}" is missing` },
    ]
  return [
    {
      path,
      message: LIBRARY_WORDS.test(issue.message) ? `"${name}" is not what is expected here` : issue.message,
    },
  ]
}

function valueAt(body: unknown, path: readonly (string | number)[]): unknown {
  let value = body
  for (const key of path) value = (value as Record<string | number, unknown> | undefined)?.[key]
  return value
}

/**
 * Everything in a well-shaped definition that points nowhere or cannot be kept.
 * Finds: unknown target, unreachable or dead-end stage, unknown role as owner, window that cannot be met, unknown condition
 * or wrong parameters, the same id twice, a no-answer chain out of order.
 */
export function checkPathway(d: PathwayDefinition): Problem[] {
  return [...checkNames(d), ...checkStages(d), ...checkSupport(d), ...checkWindows(d)]
}

function twice(list: readonly { id: string }[], at: readonly (string | number)[]): Problem[] {
  return list.flatMap((entry, i) =>
    list.findIndex((other) => other.id === entry.id) < i
      ? [{ path: [...at, i, 'id'], message: `"${entry.id}" is used twice` }]
      : [],
  )
}

function checkNames(d: PathwayDefinition): Problem[] {
  const roles = new Set(d.roles.map((r) => r.id))
  const steps = d.support.kind === 'schedule' ? d.support.steps : []
  const uses: { id: string; path: (string | number)[] }[] = [
    ...d.routes.map((route, i) => ({ id: route.sentBy, path: ['routes', i, 'sentBy'] })),
    ...d.mayLead.map((id, i) => ({ id, path: ['mayLead', i] })),
    ...d.noAnswer.map((step, i) => ({ id: step.role, path: ['noAnswer', i, 'role'] })),
    ...d.obligations.map((o, i) => ({ id: o.owner, path: ['obligations', i, 'owner'] })),
  ]
  if (d.support.kind === 'schedule') {
    uses.push({ id: d.support.stepUp.by, path: ['support', 'stepUp', 'by'] })
    uses.push({ id: d.support.reviewOwner, path: ['support', 'reviewOwner'] })
    uses.push(
      ...d.support.pauses.map((p, i) => ({
        id: p.reviewOnReturn.owner,
        path: ['support', 'pauses', i, 'reviewOnReturn', 'owner'],
      })),
    )
  }
  const named: Problem[] = uses
    .filter((use) => !roles.has(use.id))
    .map((use) => ({ path: use.path, message: `"${use.id}" is not one of the roles of this file` }))
  const volunteers = new Set(d.roles.filter((r) => r.paid === 'volunteer').map((r) => r.id))
  d.mayLead.forEach((id, i) => {
    if (volunteers.has(id)) named.push({ path: ['mayLead', i], message: 'a volunteer is never lead' })
  })
  return [
    ...named,
    ...(d.supports ?? []).flatMap((one, i, all) =>
      all.indexOf(one) < i ? [{ path: ['supports', i], message: `"${one}" is used twice` }] : [],
    ),
    ...twice(d.roles, ['roles']),
    ...twice(d.routes, ['routes']),
    ...twice(d.stages, ['stages']),
    ...twice(steps, ['support', 'steps']),
    ...twice(d.noAnswer, ['noAnswer']),
    ...twice(d.obligations, ['obligations']),
    ...twice(d.measures, ['measures']),
    ...twice(d.kpis, ['kpis']),
    ...twice(d.closing.outcomes, ['closing', 'outcomes']),
    ...twice(d.closing.destinations, ['closing', 'destinations']),
  ]
}

function checkStages(d: PathwayDefinition): Problem[] {
  const problems: Problem[] = []
  const byId = new Map(d.stages.map((s) => [s.id, s]))
  const stepIds = new Set(d.support.kind === 'schedule' ? d.support.steps.map((s) => s.id) : [])
  if (!byId.has(d.startsAt))
    problems.push({ path: ['startsAt'], message: `there is no stage "${d.startsAt}"` })
  d.stages.forEach((stage, i) => {
    stage.next.forEach((move, j) => {
      const at = ['stages', i, 'next', j]
      if (!byId.has(move.to))
        problems.push({ path: [...at, 'to'], message: `there is no stage "${move.to}"` })
      move.when.forEach((use, k) => {
        const condition = conditionOf(use.is)
        if (!condition)
          problems.push({
            path: [...at, 'when', k, 'is'],
            message: `"${use.is}" is not in the catalogue of conditions`,
          })
        else problems.push(...checkUse(condition, use, [...at, 'when', k], stepIds))
      })
    })
  })
  const reached = reachable([d.startsAt], (id) => byId.get(id)?.next.map((n) => n.to) ?? [])
  const ends = d.stages.filter((s) => s.next.length === 0).map((s) => s.id)
  const comesFrom = (id: string) => d.stages.filter((s) => s.next.some((n) => n.to === id)).map((s) => s.id)
  const endsSomewhere = reachable(ends, comesFrom)
  d.stages.forEach((stage, i) => {
    if (!reached.has(stage.id))
      problems.push({ path: ['stages', i], message: `no way leads to stage "${stage.id}"` })
    else if (!endsSomewhere.has(stage.id))
      problems.push({ path: ['stages', i], message: `from stage "${stage.id}" no way leads to an end` })
  })
  return problems
}

function checkUse(
  condition: NonNullable<ReturnType<typeof conditionOf>>,
  use: ConditionUse,
  path: (string | number)[],
  stepIds: ReadonlySet<string>,
): Problem[] {
  const read = z.safeParse(condition.shape, use)
  if (!read.success) {
    return read.error.issues.map((issue) => ({
      path: [...path, ...issue.path.map(String)],
      message: `the condition "${use.is}" does not take these parameters`,
    }))
  }
  const step = condition.namesStep ? String(use[condition.namesStep]) : null
  return step !== null && !stepIds.has(step)
    ? [{ path: [...path, 'step'], message: `there is no support step "${step}"` }]
    : []
}

function reachable(from: readonly string[], next: (id: string) => readonly string[]): Set<string> {
  const seen = new Set(from)
  for (const id of seen) for (const to of next(id)) seen.add(to)
  return seen
}

function checkSupport(d: PathwayDefinition): Problem[] {
  const problems: Problem[] = []
  d.noAnswer.forEach((step, i) => {
    if (i > 0 && step.afterMinutes < d.noAnswer[i - 1]!.afterMinutes) {
      problems.push({
        path: ['noAnswer', i, 'afterMinutes'],
        message: 'the chain goes back in time: put its steps in order',
      })
    }
  })
  if (d.support.kind === 'none') return problems
  if (d.noAnswer.length === 0)
    problems.push({ path: ['noAnswer'], message: 'a schedule of contacts needs a no-answer chain' })
  d.support.steps.forEach((step, i) => {
    problems.push(...checkStep(step, ['support', 'steps', i]))
  })
  return problems
}

function checkStep(step: Step, at: readonly (string | number)[]): Problem[] {
  return step.contacts.flatMap((contact, j) => {
    const problems: Problem[] = []
    const path = [...at, 'contacts', j]
    if (contact.from >= contact.until)
      problems.push({
        path: [...path, 'until'],
        message: 'the window ends before it begins: it cannot be met',
      })
    const onWeekend = Array.isArray(contact.on) && contact.on.some((on) => on === 'sat' || on === 'sun')
    if (onWeekend && step.weekends === 'none') {
      problems.push({
        path: [...path, 'on'],
        message: 'names a weekend day, but this step has no contacts at weekends',
      })
    }
    step.contacts.slice(0, j).forEach((other) => {
      if (
        other.from === contact.from &&
        other.until === contact.until &&
        JSON.stringify(other.on) === JSON.stringify(contact.on)
      ) {
        problems.push({ path, message: 'is written twice in this step' })
      }
    })
    return problems
  })
}

/**
 * Windows that the schedule itself cannot keep: a first or next contact promised sooner than the plan can have one.
 * Why the longest wait of the first step: a person may join at the worst moment of the week.
 */
function checkWindows(d: PathwayDefinition): Problem[] {
  if (d.support.kind === 'none') return []
  const first = d.support.steps[0]!
  const wait = longestWaitHours(first)
  return d.obligations.flatMap((o, i) => {
    const asksContact = o.id === 'first-contact'
    const hours = fewestHours(o.within)
    return asksContact && hours < wait
      ? [
          {
            path: ['obligations', i, 'within'],
            message: `cannot be met: step "${first.id}" may leave ${wait} hours between contacts, this allows ${hours}`,
          },
        ]
      : []
  })
}
