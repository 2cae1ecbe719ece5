import { type AccessFacts, readAccessFacts } from '#testing/access-facts.ts'
import { expectedSight, granteesOf, type RecordClass } from '#testing/access-oracle.ts'
import { type PersonRow, type Reader, readPersonRows } from '#testing/access-rows.ts'
import type { Site } from '#testing/site.ts'
import { type Answered, call, plain } from './call.ts'
import { wordsIn } from './canaries.ts'
import { type Asking, holdsAll } from './cells.ts'
import type { Doors, MatrixDoor } from './door.ts'
import { RULES } from './rules.ts'
import { absentIds, type Ids, idsOf, TABLE_OF } from './things.ts'
import {
  type MatrixAsker,
  type MatrixPerson,
  type MatrixWorld,
  NAMED_IN_PLANS,
  ORGANISATIONS,
} from './world.ts'

/** The classes of the table (content/access/rules.yaml). */
export const CLASSES: readonly RecordClass[] = [
  'identity',
  'core',
  'shared',
  'own-team',
  'drug-and-alcohol',
  'person-and-team',
  'home-entry',
  'safeguarding',
  'write-own',
]

export interface Found {
  cells: number
  allowed: number
  readonly leaks: string[]
  readonly wrongRefusals: string[]
  /** How often each door let somebody in, and how often it did not. */
  readonly byDoor: Map<string, Tally>
}

export interface Tally {
  allowed: number
  refused: number
  /** What the thing itself answered, with no rules on, to somebody who holds the rights. */
  saidNo?: string
}

const REFUSED = new Set([401, 403, 404])
const letIn = (a: Answered): boolean =>
  !REFUSED.has(a.status) &&
  a.text !== 'null' &&
  !(a.status === 303 && /^\/(sign-in|my\/start|my\/pin)/.test(a.text))

/** Whoever knows the person may be told why a rule says no; nothing was done. */
const refusedByRule = (door: MatrixDoor, a: Answered): boolean => door.verb === 'write' && a.status >= 400

/** Whose team added a person, and nothing else of them, is shown that page alone. */
const isAdded = (a: Answered, ids: Ids): boolean =>
  a.status === 303 && a.text.startsWith(`/app/people/${ids.personId}/added`)

/** Every table with row rules, whose rules are put aside for a moment: what a door would tell if there were none. */
const TABLES = `select n.nspname || '.' || c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
  where c.relkind = 'r' and c.relrowsecurity and (n.nspname in ('tc', 'net', 'acl') or c.relname = 'person_device')`

/** The ids that are sent about each person: theirs, and those of what their home team has. */
export async function idsAsSent(m: MatrixWorld): Promise<Map<string, Ids>> {
  const ids = new Map<string, Ids>()
  const agreementId = [...m.agreements.values()][0] ?? ''
  const [ask] = await m.product.rows<{ id: string }>('select id from tc.access_ask order by id limit 1')
  const own = await idsOf(
    m.product.superuser,
    m.people.map((p) => ({ id: p.id, team: m.homes[p.home].teamId })),
  )
  for (const person of m.people) {
    const home = m.homes[person.home]
    ids.set(person.id, {
      ...(own.get(person.id) as Ids),
      freshId: '0195f0ff-0000-7000-8000-000000000001',
      recipientId: NAMED_IN_PLANS,
      staffId: home.worker.id,
      postId: home.worker.postId,
      teamId: home.teamId,
      serviceId: home.serviceId,
      unitId: home.unitId,
      organisationId: home.organisationId,
      agreementId,
      askId: ask?.id ?? '',
      awayId: m.pairs.get(person.id) ?? '0195f0ff-0000-7000-8000-000000000003',
      keepId: person.id,
      typed: person.typed,
    })
  }
  return ids
}

/** What is sent when somebody asks about a person: the person's ids, and those of the asker's own house. */
async function sentIds(m: MatrixWorld): Promise<(person: MatrixPerson, asker: MatrixAsker) => Ids> {
  const ids = await idsAsSent(m)
  const ofHome = new Map<string, Ids>()
  for (const name of ORGANISATIONS) {
    const [more] = await m.product.rows<Record<string, string>>(
      `select (select id from tc.staff_absence where staff_id = $1 order by id limit 1) as "absenceId",
              (select id from tc.post_holder where staff_id = $1 order by id limit 1) as "holderId",
              (select id from identity.client where organisation_id = $2 and secret_sha256 is not null) as "clientId",
              (select id from tc.partner_endpoint where organisation_id = $2 and ended_at is null limit 1) as "endpointId",
              (select id from tc.partner_door where organisation_id = $2 and ended_at is null limit 1) as "doorId"`,
      [m.homes[name].worker.id, m.homes[name].organisationId],
    )
    ofHome.set(name, { ...more })
  }
  return (person: MatrixPerson, asker: MatrixAsker): Ids => {
    const home = m.homes[asker.organisation]
    return {
      ...(ids.get(person.id) as Ids),
      ...ofHome.get(asker.organisation),
      staffId: home.worker.id,
      teamId: home.teamId,
      serviceId: home.serviceId,
      unitId: home.unitId,
      organisationId: home.organisationId,
    }
  }
}

/** The oracle over the facts as they stand now. */
async function judgeNow(m: MatrixWorld) {
  const db = m.product.superuser
  const facts = await readAccessFacts(db)
  const rows = new Map<string, PersonRow>()
  for (const [table, all] of await readPersonRows(db, RULES))
    for (const row of all) rows.set(`${table} ${row.key}`, row)
  const now = (await m.product.rows<{ now: Date }>('select ctx.clock() as now'))[0]?.now as Date
  return judging(m, facts, rows, now)
}

const FEW = 6

/**
 * For each door some askings that the rules let in and one that they do not, whatever the turns of `chooseAskings` have met: whoever is let in
 * by few doors (a desk, a manager of sign-in) would else be met at none. Several that are let in, in posts and about people of their own, because the thing
 * itself may say no: at most `most` of them.
 */
export async function oneOfEach(m: MatrixWorld, doors: Doors, most = FEW): Promise<Asking[]> {
  const [of, judgeOf] = [await sentIds(m), await judgeNow(m)]
  return Object.entries(doors).flatMap(([name, door]) => {
    const lets = ({ asker, person }: Asking) =>
      holdsAll(asker.rights, door.rights) &&
      (door.opens ?? []).every((o) => judgeOf.opens(asker, person.id, door, o, of(person, asker)))
    const able = m.askers.filter((a) => holdsAll(a.rights, door.rights))
    const unable = m.askers.find((a) => !able.includes(a))
    const yes: Asking[] = []
    let no: Asking | undefined = unable && { door: name, asker: unable, person: m.people[0] as MatrixPerson }
    for (const person of m.people) {
      if (yes.length === most && no) break
      for (const asker of able) {
        const asking = { door: name, asker, person }
        if (!lets(asking)) no ??= asking
        else if (
          yes.length < most &&
          (most > FEW || !yes.some((y) => y.person === person || y.asker === asker))
        )
          yes.push(asking)
      }
    }
    return [...yes, ...(no ? [no] : [])]
  })
}

/** Holds what the doors tell against the rules and the source facts, asking by asking. */
export async function judge(
  m: MatrixWorld,
  site: Site,
  doors: Doors,
  askings: readonly Asking[],
): Promise<Found> {
  const db = m.product.superuser
  const of = await sentIds(m)

  const answers = new Map<string, Answered>()
  const keyOf = (a: Asking, how: string) => {
    const by = doors[a.door]?.by
    return `${how} ${a.door} ${a.asker.postId} ${by === undefined || how === 'absent' ? '' : a.person.id}`
  }
  const ask = async (a: Asking, how: 'as it is' | 'without rules' | 'absent'): Promise<Answered> => {
    const key = keyOf(a, how)
    const known = answers.get(key)
    if (known) return known
    const sent = of(a.person, a.asker)
    const answered = await call(
      site,
      a.door,
      doors[a.door] as MatrixDoor,
      a.asker.token,
      how === 'absent' ? absentIds(sent) : sent,
    )
    answers.set(key, answered)
    return answered
  }
  for (const a of askings) await ask(a, 'as it is')

  const tables = (await m.product.rows<{ name: string }>(TABLES)).map((t) => t.name)
  const rules = async (word: 'enable' | 'disable') => {
    for (const t of tables) await db.query(`alter table ${t} ${word} row level security`)
  }
  await rules('disable')
  try {
    for (const a of askings)
      if (holdsAll(a.asker.rights, doors[a.door]?.rights ?? [])) await ask(a, 'without rules')
  } finally {
    await rules('enable')
  }

  const judgeOf = await judgeNow(m)
  const found: Found = { cells: 0, allowed: 0, leaks: [], wrongRefusals: [], byDoor: new Map() }
  for (const a of askings) {
    const door = doors[a.door] as MatrixDoor
    const given = await ask(a, 'as it is')
    const open = judgeOf.classes(a.asker, a.person.id)
    const able = holdsAll(a.asker.rights, door.rights)
    const where = () =>
      `${a.door} · ${a.asker.role} of ${a.asker.organisation} · ${a.person.basis} to ${a.person.home}, ${a.person.answer}, ${a.person.agreement} · has ${[...open].join(', ')}`
    const told = wordsIn(given.text)
    for (const word of told)
      if (
        !judgeOf.mayRead(a.asker, word) &&
        !judgeOf.wrote(a.asker, word, door.ofOwnTeam) &&
        !judgeOf.ofPair(a.asker, word, door)
      )
        found.leaks.push(`${where()} · tells ${judgeOf.about(word)}`)
    if (given.status >= 500) found.wrongRefusals.push(`${where()} · broke: ${given.status}`)
    let allowed = false
    if (!able) {
      if (letIn(given) && !isAdded(given, of(a.person, a.asker)))
        found.leaks.push(`${where()} · lets in without ${door.rights.join(' and ')}: ${given.status}`)
    } else {
      const bare = await ask(a, 'without rules')
      const ids = of(a.person, a.asker)
      const opened = (door.opens ?? []).every((o) => judgeOf.opens(a.asker, a.person.id, door, o, ids))
      allowed = !door.neverAllowed && letIn(bare) && opened
      if (allowed) {
        if (!letIn(given) && door.mayRefuse !== undefined) allowed = false
        else if (!letIn(given)) found.wrongRefusals.push(`${where()} · ${given.status} ${said(given)}`)
        else
          for (const word of wordsIn(bare.text)) {
            const canary = m.canaries.get(word)
            if (
              !told.has(word) &&
              judgeOf.mayRead(a.asker, word) &&
              !leavesOut(door).includes(canary?.table ?? '')
            )
              found.wrongRefusals.push(`${where()} · leaves out ${judgeOf.about(word)}`)
          }
      } else if (
        door.by !== undefined &&
        letIn(given) &&
        // whom the rules let in may be let in, whatever the thing says when there are no rules
        (!opened || door.neverAllowed !== undefined) &&
        !(
          (refusedByRule(door, given) || isAdded(given, ids)) &&
          judgeOf.opens(a.asker, a.person.id, door, 'known', ids)
        ) &&
        !(door.orOwnRow !== undefined && judgeOf.readsOne(a.asker, a.person.id, door.orOwnRow))
      ) {
        const absent = await ask(a, 'absent')
        if (plain(absent) !== plain(given))
          found.leaks.push(
            `${where()} · answers otherwise than for an id of nothing: ${given.status} ${said(given)}`,
          )
      }
    }
    const tally: Tally = found.byDoor.get(a.door) ?? { allowed: 0, refused: 0 }
    found.byDoor.set(a.door, tally)
    if (!allowed && able) {
      const bare = await ask(a, 'without rules')
      if (!letIn(bare)) tally.saidNo = `${bare.status} ${said(bare)}`
      else if (door.mayRefuse !== undefined && !letIn(given)) tally.saidNo = 'let in without rules'
    }
    tally[allowed ? 'allowed' : 'refused'] += 1
    for (const name of CLASSES) {
      found.cells += 1
      if (allowed && (door.by === undefined ? able : open.has(name))) found.allowed += 1
    }
  }
  return found
}

/** A list names a person only beside the row that is listed. */
const BESIDE = ['tc.person', 'tc.person_name', 'tc.person_core', 'tc.contact_point']
const leavesOut = (door: MatrixDoor): readonly string[] => [
  ...(door.by === undefined ? BESIDE : []),
  ...(door.leavesOut ?? []),
]

const said = (a: Answered): string =>
  (
    /"code":"([A-Z_]+)"/.exec(a.text)?.[1] ??
    a.text
      .replace(/<style.*?<\/style>|<[^>]+>/gs, ' ')
      .replace(/\s+/g, ' ')
      .slice(0, 60)
  ).trim()

/** The oracle, asked by canary, by door and by class. */
function judging(m: MatrixWorld, facts: AccessFacts, rows: ReadonlyMap<string, PersonRow>, now: Date) {
  const readers = new Map<string, Reader>()
  const added = [...rows].flatMap(([key, row]) => (key.startsWith('tc.person_relation ') ? [row] : []))
  const gaps = [...rows].flatMap(([key, row]) => (key.startsWith('net.obligation ') ? [row] : []))
  const readerOf = (asker: MatrixAsker, personId: string): Reader => {
    const key = `${asker.postId} ${personId}`
    const known = readers.get(key)
    if (known) return known
    const reader: Reader = {
      sight: expectedSight(facts, asker, personId, now),
      grantees: granteesOf(facts, asker, now.getTime()),
      staffId: asker.staffId,
      organisationId: m.homes[asker.organisation].organisationId,
      rights: asker.rights,
    }
    readers.set(key, reader)
    return reader
  }
  const rowOpen = (asker: MatrixAsker, table: string, key: string): boolean => {
    const row = rows.get(`${table} ${key}`)
    const rule = RULES[table]
    return row !== undefined && rule?.mayRead(row, readerOf(asker, row.personId), facts) === true
  }
  const gapOpen = (asker: MatrixAsker, personId: string): boolean =>
    gaps.some((row) => row.personId === personId && rowOpen(asker, 'net.obligation', row.key))
  const serviceOpen = (asker: MatrixAsker, personId: string, serviceId: string): boolean =>
    [...rows].some(([key, row]) => {
      if (row.personId !== personId) return false
      const [table = '', id = ''] = key.split(' ')
      const about = { 'tc.sharing_decision': row.more, ...ofService.get(id) }[table]
      return about === serviceId && rowOpen(asker, table, id)
    })
  const readsOne = (asker: MatrixAsker, personId: string, table: string): boolean =>
    [...rows].some(
      ([key, row]) =>
        row.personId === personId &&
        key.startsWith(`${table} `) &&
        rowOpen(asker, table, key.slice(table.length + 1)),
    )
  const ofService = new Map<string, Readonly<Record<string, string>>>([
    ...facts.referrals.map((r) => [r.id, { 'tc.referral': r.serviceId }] as const),
    ...facts.episodes.flatMap((e) =>
      e.state === 'open' ? [[e.id, { 'tc.episode': e.serviceId }] as const] : [],
    ),
  ])
  return {
    classes: (asker: MatrixAsker, personId: string) => readerOf(asker, personId).sight.classes,
    mayRead(asker: MatrixAsker, word: string): boolean {
      const canary = m.canaries.get(word)
      return (
        canary !== undefined &&
        [canary, ...(canary.also ?? [])].some(({ table, key }) => rowOpen(asker, table, key))
      )
    },
    wrote(asker: MatrixAsker, word: string, tables: readonly string[] = []): boolean {
      const canary = m.canaries.get(word)
      const row = rows.get(`${canary?.table} ${canary?.key}`)
      return (
        tables.includes(canary?.table ?? '') && granteesOf(facts, asker, now.getTime()).has(row?.teamId ?? '')
      )
    },
    readsOne,
    /** Both records of a pair, to the desk of the home at which it is proposed. */
    ofPair(asker: MatrixAsker, word: string, door: MatrixDoor): boolean {
      const canary = m.canaries.get(word)
      if (!canary || !door.ofPair?.includes(canary.table) || !asker.rights.includes('people.merge'))
        return false
      const keep = [...m.pairs].find((pair) => pair.includes(canary.personId))?.[0]
      return m.people.find((p) => p.id === keep)?.home === asker.organisation
    },
    about: (word: string) =>
      `${m.canaries.get(word)?.table} (${word}, ${JSON.stringify(rows.get(`${m.canaries.get(word)?.table} ${m.canaries.get(word)?.key}`))})`,
    opens(
      asker: MatrixAsker,
      personId: string,
      door: MatrixDoor,
      what: NonNullable<MatrixDoor['opens']>[number],
      ids: Ids,
    ): boolean {
      const reader = readerOf(asker, personId)
      if (what === 'known')
        return reader.sight.classes.size > 0 || reader.sight.referralIds.size > 0 || gapOpen(asker, personId)
      if (what === 'gap') return gapOpen(asker, personId)
      if (what === 'pair')
        return m.pairs.has(personId) && m.people.find((p) => p.id === personId)?.home === asker.organisation
      if (what === 'stay') return readsOne(asker, personId, 'tc.stay')
      if (what === 'service') return serviceOpen(asker, personId, ids.serviceId ?? '')
      if (what === 'identity or added')
        return (
          reader.sight.classes.has('identity') ||
          added.some((row) => row.personId === personId && rowOpen(asker, 'tc.person_relation', row.key))
        )
      if (what === 'row') return rowOpen(asker, TABLE_OF[door.by ?? ''] ?? '', ids[door.by ?? ''] ?? '')
      return reader.sight.classes.has(what)
    },
  }
}
