import { anOwnDoor } from '#testing/own-door.ts'
import { freshId, must } from '#testing/product.ts'
import { insert, newId } from '#testing/sql.ts'
import { opensInEmergency } from './acts.ts'
import { findAgain } from './canaries.ts'
import { ASKED_AT, type Basis, type MatrixWorld, ORGANISATIONS, setClock } from './world.ts'

/** Something that changes who may see whom, as rows of the source facts; access is worked out again, and then asked for again. */
export interface Change {
  readonly name: string
  make(m: MatrixWorld): Promise<void>
  /** Whom it is about: more is asked about them. */
  about?(m: MatrixWorld): readonly string[]
  /** Who is another name of somebody since: an address of theirs leads on, which is asked elsewhere. */
  aliases?(m: MatrixWorld): readonly string[]
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

const supported = (m: MatrixWorld) => m.people.filter((p) => p.basis === 'episode')

/** For each pair what its desk may do, as a member of that desk. */
async function asDesk(m: MatrixWorld, call: string): Promise<void> {
  const { superuser: db } = m.product
  for (const keep of m.pairs.keys()) {
    const home = m.people.find((p) => p.id === keep)?.home
    const desk = m.askers.find((a) => a.organisation === home && a.role === 'records-desk')
    const [merge] = await m.product.rows<{ id: string }>('select id from tc.merge where keep_id = $1', [keep])
    await db.query('begin')
    await db.query('set local role tc_app')
    await db.query('select ctx.begin($1)', [desk?.token])
    await db.query(`select ${call}`, [merge?.id])
    await db.query('commit')
  }
}

/** One after another, each on top of those before it. */
export const CHANGES: readonly Change[] = [
  { name: 'everybody says no', make: (m) => answering(m, 'no') },
  { name: 'everybody says yes after all', make: (m) => answering(m, 'yes') },
  {
    name: 'a record is opened in an emergency',
    async make(m) {
      for (const p of m.people.filter((x) => x.basis === 'nothing' || x.basis === 'ended')) {
        const by = m.askers.find((a) => a.organisation === p.home && a.role === 'ward-coordinator')
        if (by) await opensInEmergency(m, p, by, ASKED_AT - 0.5 / 24)
      }
    },
    about: (m) => [...standing(m, 'nothing'), ...standing(m, 'ended')],
  },
  {
    name: 'who opened it closes it again',
    async make(m) {
      await sql(m, 'update tc.emergency_access set closed_at = $2 where person_id = any ($1)', [
        standing(m, 'nothing'),
        now(m),
      ])
    },
    about: (m) => standing(m, 'nothing'),
  },
  {
    name: 'the hour runs out for which a record was opened',
    make: async (m) => {
      await setClock(m, ASKED_AT + 1 / 24)
    },
    about: (m) => [...standing(m, 'ended'), ...standing(m, 'emergency access')],
  },
  {
    name: 'sharing without agreement ends',
    async make(m) {
      await sql(
        m,
        'update tc.sharing_without set ended_at = $2, ended_by = recorded_by where person_id = any ($1)',
        [standing(m, 'shared without agreement'), now(m)],
      )
    },
    about: (m) => standing(m, 'shared without agreement'),
  },
  {
    name: 'a worker writes down that the person stops sharing',
    async make(m) {
      for (const p of supported(m)) {
        const by = m.askers.find((a) => a.organisation === p.home && a.role === 'community-coordinator')
        must(
          await m.product.act(by?.token ?? '', 'sharing.stop', {
            decisionId: freshId(),
            personId: p.id,
            serviceId: m.homes[p.home].serviceId,
          }),
        )
      }
    },
    about: (m) => supported(m).map((p) => p.id),
  },
  {
    name: 'the person stops sharing at their own door',
    async make(m) {
      for (const p of m.people.filter((x) => x.basis === 'referral taken on')) {
        const { teamId, organisationId, worker } = m.homes[p.home]
        const token = await anOwnDoor(m.product.superuser, { id: worker.id, teamId, organisationId }, p.id)
        must(
          await m.product.act(token, 'my.stop', {
            decisionId: freshId(),
            serviceId: m.homes[p.home].serviceId,
          }),
        )
      }
    },
    about: (m) => standing(m, 'referral taken on'),
  },
  {
    name: 'two records are put together',
    async make(m) {
      await asDesk(m, 'tc.merge_people($1)')
      await findAgain(m.product.superuser, m.canaries)
    },
    about: (m) => [...m.pairs.keys()],
    aliases: (m) => [...m.pairs.values()],
  },
  {
    name: 'and taken apart again',
    async make(m) {
      await asDesk(m, "tc.unmerge_people($1, '[]')")
      await findAgain(m.product.superuser, m.canaries)
    },
    about: (m) => [...m.pairs].flat(),
  },
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
