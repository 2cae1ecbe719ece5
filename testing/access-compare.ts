import { inGrace } from './access/grace.ts'
import { type AccessFacts, readAccessFacts } from './access-facts.ts'
import { type AskingStaff, bitsOf, expectedSight, granteesOf, rules } from './access-oracle.ts'
import type { Asker } from './safetynet-oracle-facts.ts'

export interface AccessDifference {
  readonly personId: string
  readonly asker: AskingStaff
  /** For example "stored access opens core, and the rules do not". */
  readonly words: string
}

interface StoredRow {
  person_id: string
  grantee_id: string
  classes: number
  basis: string
  from: number
  until: number | null
  in_care_from: number | null
  organisation_a: string | null
  organisation_b: string | null
}

/** A "no" to the asker's team is not seen while one of these lives with core (acl.lifted). */
const LIFTS = ['emergency access', 'shared without agreement']

/** Everyone who holds a post, each post apart. */
export const everyAsker = (facts: AccessFacts): AskingStaff[] =>
  facts.holders.map((h) => ({ staffId: h.staffId, postId: h.postId }))

/** Holds acl.access and acl.closed against the rules for every post holder and every person at one moment. */
export async function compareAccess(
  client: Asker,
  now: Date,
  personIds?: readonly string[],
): Promise<AccessDifference[]> {
  const facts = await readAccessFacts(client)
  const t = now.getTime()
  const stored = (
    await client.query(`select a.person_id, a.grantee_id, a.classes, a.basis, round(extract(epoch from a.from_at) * 1000)::float8 as "from",
        round(extract(epoch from a.until_at) * 1000)::float8 as "until",
        round(extract(epoch from a.in_care_from_at) * 1000)::float8 as in_care_from, g.organisation_a, g.organisation_b
      from acl.access a left join tc.sharing_agreement g on g.id = a.agreement_id`)
  ).rows as StoredRow[]
  const closed = new Set(
    (await client.query('select person_id, grantee_id from acl.closed')).rows.map(
      (r: { person_id: string; grantee_id: string }) => `${r.person_id} ${r.grantee_id}`,
    ),
  )
  const inForce = new Set(
    facts.agreements
      .filter((a) => a.from <= t && (a.until === null || t < a.until))
      .map((a) => `${a.a} ${a.b}`),
  )
  const now_ = (row: StoredRow) =>
    row.from <= t &&
    (row.until === null || t < row.until) &&
    (row.organisation_a === null ||
      inForce.has(`${row.organisation_a} ${row.organisation_b}`) ||
      (row.in_care_from !== null &&
        inGrace(
          facts.agreements.filter((a) => a.a === row.organisation_a && a.b === row.organisation_b),
          row.in_care_from,
          t,
          rules.grace,
        )))
  const differences: AccessDifference[] = []
  const closes = bitsOf(rules['no-closes'])
  const people = personIds ?? facts.people.map((p) => p.id)
  const rowsOf = Map.groupBy(stored.filter(now_), (row) => row.person_id)
  for (const asker of everyAsker(facts)) {
    const mine = granteesOf(facts, asker, t)
    for (const personId of people) {
      let bits = 0
      for (const row of rowsOf.get(personId) ?? []) if (mine.has(row.grantee_id)) bits |= row.classes
      const lifted = rowsOf
        .get(personId)
        ?.some((row) => mine.has(row.grantee_id) && LIFTS.includes(row.basis) && (row.classes & 2) !== 0)
      if (!lifted && [...mine].some((id) => closed.has(`${personId} ${id}`))) bits &= ~closes
      const should = bitsOf(expectedSight(facts, asker, personId, now).classes)
      for (const [name, { bit }] of Object.entries(rules.classes))
        if ((bits & bit) !== (should & bit))
          differences.push({
            personId,
            asker,
            words:
              bits & bit
                ? `stored access opens ${name}, and the rules do not`
                : `the rules open ${name}, and stored access does not`,
          })
    }
  }
  return differences
}
