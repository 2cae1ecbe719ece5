import type { PersonId } from '#core/kernel/ids.ts'
import type { Day } from '#core/kernel/time.ts'
import { CANDIDATES_BY_PAIRS, misspeltQuery, nameKeys } from '#core/people/misspelling.ts'
import type { PersonName } from '#core/people/names.ts'
import { rankBySimilarity } from '#core/people/similarity.ts'
import type { Tx } from '#platform/commands/transaction.ts'

/** One person in a list of search results: what tells people apart, and no more. */
export interface FoundPerson {
  readonly personId: string
  readonly name: string
  readonly bornOn: Day | null
  /** Null where it is not known, or where core is closed to the asker: the two look alike. */
  readonly nhsNumber: string | null
  /** False: found by a name that is like what was typed. */
  readonly exact: boolean
}

type Row = Omit<FoundPerson, 'exact'>

const MOST = 20
/** Names that are merely like what was typed: this many are shown. */
export const LIKE_SHOWN = 10
/** Below this the names have too little in common to be worth anybody's eye. */
const LEAST_LIKENESS = 0.5

const NUMBER = `select p.id as "personId", p.display_name as name, p.born_on as "bornOn", c.nhs_number as "nhsNumber"
  from tc.person_core c join tc.person p on p.id = c.person_id
 where c.nhs_number = $1 order by p.id limit 20`

// Access is asked for each row that a key or a date found; sort and limit come before the number is looked up.
const BORN = `with hits as materialized (
    select p.id, p.display_name, p.born_on, p.family_key, p.given_key from tc.person p
     where p.born_on = $1
       and coalesce((select bool_and((select true from tc.person_name_key o where o.person_id = p.id and o.key >= w.f and o.key < w.u
             and (not o.former or (select ctx.has_right('people.former-names'))) limit 1) is not null)
             from unnest($2::text[], $3::text[]) as w(f, u)), true)
     order by p.family_key, p.given_key, p.id limit 20)
  select h.id as "personId", h.display_name as name, h.born_on as "bornOn", c.nhs_number as "nhsNumber"
    from hits h left join tc.person_core c on c.person_id = h.id order by h.family_key, h.given_key, h.id`

const NAMED = `with found as materialized (
    select k.person_id from tc.person_name_key k
     where k.key >= $1 and k.key < $2 and (not k.former or (select ctx.has_right('people.former-names')))
       and coalesce((select bool_and((select true from tc.person_name_key o where o.person_id = k.person_id and o.key >= w.f and o.key < w.u
             and (not o.former or (select ctx.has_right('people.former-names'))) limit 1) is not null)
             from unnest($3::text[], $4::text[]) as w(f, u)), true)
     order by k.key, k.person_id limit 200
  ), hits as materialized (
    select p.id, p.display_name, p.born_on, p.family_key, p.given_key
      from (select distinct person_id from found) f join tc.person p on p.id = f.person_id
     order by p.family_key, p.given_key, p.id limit 20)
  select h.id as "personId", h.display_name as name, h.born_on as "bornOn", c.nhs_number as "nhsNumber"
    from hits h left join tc.person_core c on c.person_id = h.id order by h.family_key, h.given_key, h.id`

const WITH_NAMES = `select p.id as "personId", p.display_name as name, p.born_on as "bornOn",
    (select jsonb_agg(jsonb_strip_nulls(jsonb_build_object('kind', n.kind, 'given', n.given, 'family', n.family))) from tc.person_name n
      where n.person_id = p.id and (n.kind <> 'former' or (select ctx.has_right('people.former-names')))) as names`
const MISSPELT = `${WITH_NAMES} from (select distinct id from tc.misspelt($1, $2::int[], $3) id) m join tc.person p on p.id = m.id`
const BORN_ON = `${WITH_NAMES} from tc.person p where p.born_on = $1 order by p.id limit 60`
const NUMBERS = `select person_id as id, nhs_number as number from tc.person_core where person_id = any ($1::uuid[])`

export type Ranges = readonly { readonly from: string; readonly until: string }[]
const exact = (rows: readonly Row[]): FoundPerson[] => rows.map((r) => ({ ...r, exact: true }))

export const byNumber = async (tx: Tx, number: string): Promise<FoundPerson[]> =>
  exact(await tx.rows<Row>(NUMBER, [number]))

export const byBirthDate = async (tx: Tx, on: Day, words: Ranges): Promise<FoundPerson[]> =>
  exact(await tx.rows<Row>(BORN, [on, words.map((w) => w.from), words.map((w) => w.until)]))

/** Everyone all of whose typed words begin a word of their names; the first range narrows most. */
export async function byNameStart(tx: Tx, words: Ranges): Promise<FoundPerson[]> {
  const [first, ...rest] = words
  if (!first) return []
  return exact(
    await tx.rows<Row>(NAMED, [first.from, first.until, rest.map((w) => w.from), rest.map((w) => w.until)]),
  ).slice(0, MOST)
}

interface Named {
  readonly personId: string
  readonly name: string
  readonly bornOn: Day | null
  readonly names: PersonName[] | null
}

/** People whose names are like the typed one, most like first; `on` keeps to those born on that day. */
export async function byLikeness(
  tx: Tx,
  name: string,
  on: Day | null,
  shown = LIKE_SHOWN,
): Promise<FoundPerson[]> {
  const asked = misspeltQuery(name)
  if (asked.keys.length === 0) return []
  const rows =
    on === null
      ? await tx.rows<Named>(MISSPELT, [asked.by, asked.keys, CANDIDATES_BY_PAIRS])
      : await tx.rows<Named>(BORN_ON, [on])
  // keys of former names led the database here too; whoever may not search by those is shown nobody by them
  const keys = new Set(asked.keys)
  const mayShow = rows.filter((r) => on !== null || nameKeys(r.names ?? []).some((key) => keys.has(key)))
  const known = new Map(mayShow.map((r) => [r.personId, r]))
  const ranked = rankBySimilarity(
    name,
    mayShow.map((r) => ({ personId: r.personId as PersonId, names: r.names ?? [] })),
  )
    .filter((r) => r.likeness >= LEAST_LIKENESS)
    .slice(0, shown)
  if (ranked.length === 0) return []
  const numbers = new Map(
    (await tx.rows<{ id: string; number: string | null }>(NUMBERS, [ranked.map((r) => r.personId)])).map(
      (r) => [r.id, r.number],
    ),
  )
  return ranked.map(({ personId }) => {
    const { name: shownAs, bornOn } = known.get(personId)!
    return { personId, name: shownAs, bornOn, nhsNumber: numbers.get(personId) ?? null, exact: false }
  })
}
