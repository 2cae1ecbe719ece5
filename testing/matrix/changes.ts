import { insert, newId } from '#testing/sql.ts'
import { ASKED_AT, type Basis, type MatrixWorld, ORGANISATIONS, setClock } from './world.ts'

/** Something that changes who may see whom, as rows of the source facts; access is worked out again, and then asked for again. */
export interface Change {
  readonly name: string
  make(m: MatrixWorld): Promise<void>
}

const sql = (m: MatrixWorld, text: string, values: unknown[] = []) => m.product.superuser.query(text, values)
const standing = (m: MatrixWorld, basis: Basis) => m.people.filter((p) => p.basis === basis).map((p) => p.id)
const now = (m: MatrixWorld) => m.world.at(ASKED_AT)
const answering = async (m: MatrixWorld, answer: string) => {
  for (const p of m.people)
    await m.world.answers(
      p,
      m.homes[p.home].serviceId,
      answer,
      answer === 'no' ? ASKED_AT - 0.2 : ASKED_AT - 0.1,
    )
}

/** One after another, each on top of those before it. */
export const CHANGES: readonly Change[] = [
  { name: 'everybody says no', make: (m) => answering(m, 'no') },
  { name: 'everybody says yes after all', make: (m) => answering(m, 'yes') },
  {
    name: 'agreements end',
    async make(m) {
      await sql(m, 'update tc.sharing_agreement set until_at = $1 where until_at is null', [
        new Date(now(m).getTime() - 1000),
      ])
    },
  },
  {
    name: 'agreements are made again, and one where there was none',
    async make(m) {
      const { rows } = await sql(
        m,
        'select distinct p.source, h.home from unnest($1::uuid[]) p(source) cross join unnest($2::uuid[]) h(home) where p.source <> h.home',
        [
          [...new Set(m.people.map((p) => p.source.organisationId))],
          ORGANISATIONS.slice(0, 2).map((o) => m.homes[o].organisationId),
        ],
      )
      const pairs = new Set<string>()
      for (const { source, home } of rows as { source: string; home: string }[]) {
        const key = [source, home].sort().join(' ')
        if (!pairs.has(key)) await m.world.agreement(source, home, { from: new Date(now(m).getTime() - 500) })
        pairs.add(key)
      }
    },
  },
  {
    name: 'a referral is withdrawn',
    async make(m) {
      await sql(
        m,
        "update tc.referral set word = 'withdrawn', closed_at = $2, answered_at = $2 where person_id = any ($1) and word = 'sent'",
        [standing(m, 'referral sent to us'), now(m)],
      )
    },
  },
  {
    name: 'support ends',
    async make(m) {
      await sql(
        m,
        `update tc.episode set state = 'ended', ended_at = $2, outcome = 'managing by themselves', destination = 'home', handover_to = 'the surgery'
          where person_id = any ($1) and state = 'open'`,
        [standing(m, 'episode'), now(m)],
      )
    },
  },
  {
    name: 'a stay ends',
    async make(m) {
      await sql(
        m,
        "update tc.stay set ended_at = $2, end_source = 'by hand' where person_id = any ($1) and ended_at is null",
        [standing(m, 'stay'), now(m)],
      )
    },
  },
  {
    name: 'the lead is handed over',
    async make(m) {
      await sql(
        m,
        "update tc.lead_handover set answer = 'accepted', answered_at = $2, answered_by = to_staff_id where person_id = any ($1) and answer is null",
        [standing(m, 'asked to lead'), new Date(now(m).getTime() - 3_600_000)],
      )
    },
  },
  {
    name: 'somebody covers for the lead',
    async make(m) {
      for (const name of ORGANISATIONS) {
        const cover = m.askers.find((a) => a.organisation !== name && a.role === 'ward-coordinator')
        await m.world.away(m.homes[name].worker, ASKED_AT - 0.5, ASKED_AT + 2, {
          id: cover?.staffId,
        } as never)
      }
    },
  },
  {
    name: 'the cover ends',
    make: async (m) => {
      await setClock(m, ASKED_AT + 3)
    },
  },
  {
    name: 'a post moves to the team of another organisation',
    async make(m) {
      const away = m.askers
        .filter((a) => a.organisation === 'northside' && a.role === 'ward-manager')
        .map((a) => a.postId)
      await sql(m, 'update tc.post set team_id = $2, organisation_id = $3 where id = any ($1)', [
        away,
        m.homes.harbour.teamId,
        m.homes.harbour.organisationId,
      ])
    },
  },
  {
    name: 'posts end',
    async make(m) {
      const ended = m.askers.filter((a) => a.organisation === 'riverside').map((a) => a.postId)
      await sql(m, 'update tc.post_holder set until_at = (select ctx.clock()) where post_id = any ($1)', [
        ended,
      ])
    },
  },
  {
    name: 'staff leave',
    async make(m) {
      const left = m.askers.filter((a) => a.organisation === 'harbour' && a.role < 'm').map((a) => a.staffId)
      await sql(m, 'update tc.staff set left_at = (select ctx.clock()) where id = any ($1)', [left])
    },
  },
  {
    name: 'the days run out for which a team keeps what it wrote',
    make: async (m) => {
      await setClock(m, ASKED_AT + 40)
    },
  },
  {
    name: 'a team adds a person',
    async make(m) {
      for (const person_id of standing(m, 'ended'))
        await insert(m.product.superuser, 'tc.person_relation', {
          id: newId(),
          person_id,
          team_id: m.homes.northside.teamId,
          organisation_id: m.homes.northside.organisationId,
          kind: 'registered',
          at: m.world.at(ASKED_AT),
        })
    },
  },
]

/** Makes the change and works access out again for everybody. */
export async function change(m: MatrixWorld, { make }: Change): Promise<void> {
  await make(m)
  await sql(m, 'select acl.refresh(array(select id from tc.person))')
}
