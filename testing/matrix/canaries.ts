import type { Asker } from '#testing/safetynet-oracle-facts.ts'
import { RULES } from './rules.ts'

/**
 * A word that stands in one row of the record and nowhere else. Where an answer holds it, that row was told, whatever door it
 * came through: a page, a count's list, a refusal, an error.
 */
export interface Canary {
  readonly word: string
  readonly table: string
  readonly key: string
  readonly personId: string
  /** Other rows that hold the same word since two records were put together. */
  readonly also?: readonly { readonly table: string; readonly key: string }[]
}

/** The columns that people type into and read again; a table of the row rules without one here says why below. */
const TYPED: Readonly<Record<string, readonly string[]>> = {
  'tc.person': ['display_name'],
  'tc.person_name': ['family'],
  'tc.contact_point': ['value'],
  'tc.person_core': ['allergies', 'home_area'],
  'tc.medicine': ['name', 'dose_in_words', 'when_in_words', 'prescriber'],
  'tc.staff_safety_action': ['action'],
  'tc.stay': ['reason', 'home_area'],
  'tc.leaving_plan': ['why'],
  'tc.lead_named': ['why'],
  'tc.lead_handover': ['note', 'reason'],
  'tc.transition_closing': ['words'],
  'tc.leaving_blocker': ['who_acts'],
  'tc.sooner_contact': ['reason'],
  'tc.unplanned_leaving': ['where_to', 'told', 'arranged'],
  'tc.death_report': ['said'],
  'tc.death_decision': ['why'],
  'tc.death_after': ['did'],
  'tc.stay_end_undone': ['why'],
  'tc.sooner_contact_end': ['reason'],
  'tc.safety_plan': ['helps', 'signs', 'sets_off'],
  'tc.what_matters': ['words'],
  'tc.goal': ['words'],
  'tc.goal_step': ['step', 'by_whom'],
  'tc.appointment': ['what', 'place', 'with_whom'],
  'tc.review': ['looked_at', 'changed'],
  'tc.staff_safety_reason': ['reason'],
  'tc.carer': ['name', 'relation'],
  'tc.referral': ['onward_note', 'decline_reason', 'withdrawn_reason'],
  'tc.referral_message': ['body'],
  'tc.referral_original': ['raw'],
  // its body is a message that is read again when it is taken back
  'tc.partner_message': ['answer'],
  'tc.unmet_need': ['need', 'missing'],
  'tc.sharing_decision': ['how', 'who_was_there'],
  'tc.episode': ['no_next_contact_reason', 'handover_text'],
  'tc.schedule_decision': ['person_agreed_how', 'team_agreed_how', 'reason'],
  'tc.step_down_proposal': ['person_agreed_how'],
  'tc.contact': ['why_not', 'resolution'],
  'tc.contact_correction': ['why'],
  'tc.dose_record': ['medicine_name', 'reason'],
  'tc.note': ['body'],
  'tc.worry': ['what', 'told'],
  'tc.incident_version': ['what', 'done'],
  'tc.task': ['what'],
  'tc.deputy': ['name', 'scope', 'evidence'],
  'tc.home_entry': ['words'],
  'tc.safeguarding': ['ring'],
  'tc.safeguarding_version': ['words'],
  'tc.told_us': ['words'],
  'tc.carer_choice': ['how', 'who_was_there'],
  'tc.emergency_access': ['reason'],
  'tc.sharing_without': ['weighed', 'not_told_why', 'least'],
  'tc.second_look': ['words'],
  'tc.complaint': ['words'],
  'tc.person_word': ['words'],
  'tc.shown_as_team': ['reason'],
  'tc.merge': ['why'],
  'tc.subject_request': ['asked_what', 'identity_how'],
  'tc.subject_part': ['proposed_why'],
  'tc.access_ask': ['who', 'why'],
}

/** Names inside a document column. */
const IN_DOCUMENT: Readonly<Record<string, readonly [column: string, words: string]>> = {
  'tc.plan': ['sections', 'Dr Invented'],
  'tc.referral': ['asks', 'Dr Invented'],
}

/** Tables of the row rules in which nobody types: keys, dates, states. Their rows are held against the rules one by one elsewhere. */
export const NOTHING_TYPED: readonly string[] = [
  'tc.person_name_key',
  'tc.transition',
  'tc.stay_leave',
  'tc.stay_move',
  'tc.supports_in_place',
  'tc.plan_receipt',
  'tc.person_characteristic',
  'tc.person_relation',
  'tc.schedule_pause',
  'tc.stage_move',
  'tc.chain_step_done',
  'tc.incident',
  'tc.timeline',
  'tc.notice',
  'net.obligation',
  'identity.person_device',
]

/** Tables that have neither a typed column here nor a place among those in which nobody types. */
export const withoutCanary = (): string[] =>
  Object.keys(RULES).filter((t) => !(t in TYPED) && !(t in IN_DOCUMENT) && !NOTHING_TYPED.includes(t))

const WORD = /zq[0-9a-z]{4}x/g

/** Every canary in a text, once. */
export const wordsIn = (text: string): Set<string> => new Set(text.match(WORD) ?? [])

/** Puts its own word into every typed column of every row that has none yet, as superuser. */
export async function plantCanaries(
  client: Asker,
  into = new Map<string, Canary>(),
): Promise<Map<string, Canary>> {
  const wordOf = (n: number) => `zq${n.toString(36).padStart(4, '0')}x`
  for (const [table, { columns }] of Object.entries(RULES)) {
    const typed = TYPED[table] ?? []
    const document = IN_DOCUMENT[table]
    if (typed.length === 0 && !document) continue
    const marked = `concat(${[...typed, ...(document ? [`${document[0]}::text`] : [])].join(', ')})`
    const { rows } = await client.query(
      `select ctid::text as place, (${columns[0]})::text as key, ${columns[1]} as "personId" from ${table}
        where ${columns[1]} is not null and ${marked} !~ 'zq[0-9a-z]{4}x' order by 2`,
    )
    const places: string[] = []
    const words: string[] = []
    for (const row of rows as { place: string; key: string; personId: string }[]) {
      const word = wordOf(into.size)
      into.set(word, { word, table, key: row.key, personId: row.personId })
      places.push(row.place)
      words.push(word)
    }
    const sets = [
      ...(document
        ? [
            `${document[0]} = replace(t.${document[0]}::text, '${document[1]}', '${document[1]} ' || w.canary)::jsonb`,
          ]
        : []),
      ...typed.map((c) => `${c} = coalesce(t.${c} || ' ', '') || w.canary`),
    ].join(', ')
    await client.query(
      `update ${table} t set ${sets} from unnest($1::text[], $2::text[]) as w (row_place, canary) where t.ctid = w.row_place::tid`,
      [places, words],
    )
  }
  return into
}

/** Looks again for the words that stand in more rows than one: what a record lacked is copied into it when two are put together. */
export async function findAgain(client: Asker, canaries: Map<string, Canary>): Promise<void> {
  const places = new Map<string, { table: string; key: string }[]>()
  for (const table of ['tc.person', 'tc.person_name', 'tc.person_core', 'tc.person_characteristic']) {
    const [key] = RULES[table]?.columns ?? []
    const columns = TYPED[table] ?? []
    if (columns.length === 0) continue
    const { rows } = await client.query(
      `select (${key})::text as key, concat(${columns.join(", ' ', ")}) as text from ${table}`,
    )
    for (const row of rows as { key: string; text: string }[])
      for (const word of wordsIn(row.text))
        places.set(word, [...(places.get(word) ?? []), { table, key: row.key }])
  }
  for (const [word, also] of places) {
    const canary = canaries.get(word)
    if (canary) canaries.set(word, { ...canary, also })
  }
}
