import type pg from 'pg'
import type { InventedPerson } from '#content/practice/people.ts'
import { displayName } from '#core/people/names.ts'
import { numberOf } from '#core/people/nhs-number.ts'
import type { HttpClient } from './client.ts'
import { emailOf, MANAGER, MORE_SERVICES, SERVICE, SUPPORT_TEAM, WARD_STAFF, workerId } from './histories.ts'
import type { Operation } from './measure.ts'

interface Planned {
  readonly id: string
  readonly person_id: string
  readonly staff_id: string
  readonly medicines: readonly string[]
}

/** What the questions are asked about, read once before anything is measured. */
export interface Matter {
  readonly people: readonly InventedPerson[]
  /** Whom the ward's coordinator may see, and may refer. */
  readonly seen: readonly InventedPerson[]
  readonly workers: readonly string[]
  readonly planned: readonly Planned[]
  /** Open people with most events, each with their worker. */
  readonly busy: readonly { readonly person_id: string; readonly worker: string }[]
}

export async function readMatter(client: pg.Client, people: readonly InventedPerson[]): Promise<Matter> {
  const rows = async <R extends object>(text: string, values: unknown[] = []): Promise<R[]> =>
    (await client.query<R>(text, values)).rows
  const seen = new Set(
    (
      await rows<{ id: string }>(
        `select distinct a.person_id as id from acl.access a where a.grantee_id = '0193f102-0000-7000-8000-000000000001' and (a.classes & 3) = 3`,
      )
    ).map((r) => r.id),
  )
  return {
    people,
    seen: people.filter((p) => seen.has(p.personId)),
    workers: (
      await rows<{ id: string }>(
        'select key_worker_staff_id as id from tc.episode where state = $1 group by 1 having count(*) >= 25 order by 1',
        ['open'],
      )
    ).map((r) => r.id),
    planned: await rows<Planned>(
      `select c.id, c.person_id, c.staff_id, (select array_agg(m.id) from tc.medicine m where m.person_id = c.person_id) as medicines
         from tc.contact c where c.state = 'planned' order by hashtext(c.id::text)`,
    ),
    busy: await rows<{ person_id: string; worker: string }>(
      `select e.person_id, e.key_worker_staff_id as worker from tc.episode e where e.state = 'open'
        order by (select count(*) from tc.timeline t where t.person_id = e.person_id) desc limit 500`,
    ),
  }
}

const ASKS = {
  reason: {
    state: 'known',
    text: 'Would like company while the tablets become a habit, in the mornings at first.',
  },
  whatMatters: { state: 'known', text: 'To keep the flat.' },
}
const WRITE = 'p95 at most 3 times p50; at most 3'

const LIMIT = {
  referral: `with r as (insert into lim.referral (id, person_id, service_id, from_staff_id, word, asks, sent_at, reply_by_at)
      values ($1, $2, $3, $4, 'sent', $5, now(), now() + interval '2 days') returning id, person_id)
    insert into lim.event (id, person_id, at, what, about_id, worker_id) select $6, person_id, now(), 'referral sent', id, $4 from r`,
  visit: `with v as (update lim.visit set state = 'happened', happened_at = now(), recorded_at = now() where id = $1 returning id, person_id),
    d as (insert into lim.dose (id, visit_id, person_id, medicine_id, outcome, at) select u.id, v.id, v.person_id, u.medicine, 'took it, I saw', now() from v, unnest($2::uuid[], $3::uuid[]) as u (id, medicine))
    insert into lim.event (id, person_id, at, what, about_id, worker_id) select $4, person_id, now(), 'contact happened', id, $5 from v`,
  caseload: `select e.person_id, p.name, p.born_on, e.started_at, n.on_day, n.window_from_at, n.mode, w.name as worker, l.happened_at
      from (select e.*, p.family_key, p.given_key from lim.episode e join lim.person p on p.id = e.person_id where e.worker_id = $1 and e.ended_at is null order by p.family_key, p.given_key, e.id limit 31) e
      join lim.person p on p.id = e.person_id
      left join lateral (select v.* from lim.visit v where v.episode_id = e.id and v.state = 'planned' and v.on_day >= current_date order by v.on_day, v.window_from_at limit 1) n on true
      left join lim.staff w on w.id = n.worker_id
      left join lateral (select v.happened_at from lim.visit v where v.episode_id = e.id and v.state = 'happened' order by v.on_day desc limit 1) l on true
     order by e.family_key, e.given_key, e.id`,
  timeline:
    'select t.*, s.name from (select * from lim.event where person_id = $1 order by at desc, id desc limit 50) t left join lim.staff s on s.id = t.worker_id order by t.at desc, t.id desc',
  prefix: `select p.* from (select distinct person_id from (select person_id from lim.name_key where key >= $1 and key < $2 order by key, person_id limit 200) k) f join lim.person p on p.id = f.person_id
     order by p.family_key, p.given_key, p.id limit 20`,
  born: `select p.* from lim.person p where p.born_on = $1 and exists (select from lim.name_key k where k.person_id = p.id and k.key >= $2 and k.key < $3) order by p.family_key limit 20`,
  number: 'select * from lim.person where nhs_number = $1 limit 20',
  months: `with months as (select (date_trunc('month', now()) - make_interval(months => g)) as month from generate_series(0, 23) g),
    v as (select date_trunc('month', on_day::timestamp) as month, count(*) as n, count(*) filter (where state = 'happened') as happened, count(*) filter (where state = 'no answer') as missed
            from lim.visit where service_id = $1 and on_day between date_trunc('month', now())::date - interval '23 months' and current_date group by 1),
    s as (select date_trunc('month', admitted_at) as month, count(*) as n from lim.stay group by 1),
    e as (select date_trunc('month', a.ended_at) as month, count(*) as n,
             count(*) filter (where exists (select from lim.stay b where b.person_id = a.person_id and b.admitted_at > a.ended_at and b.admitted_at < a.ended_at + interval '31 days')) as again
            from lim.stay a where a.ended_at is not null group by 1)
    select * from months left join v using (month) left join s using (month) left join e using (month) order by 1`,
  board: `select g.*, p.name from (select * from lim.gap where team_id = $1 and gap_from <= now() and gap_until > now() order by gap_from limit 50) g join lim.person p on p.id = g.person_id order by g.gap_from`,
  leaving: `select b.person_id, p.name, b.admitted_at, b.ended_at, b.gap, r.word, n.window_from_at
      from (select s.person_id, max(s.admitted_at) as admitted_at, max(s.ended_at) as ended_at, min(g.gap_from) as gap from lim.stay s
              left join lim.gap g on g.person_id = s.person_id and g.gap_from <= now() and g.gap_until > now()
             where s.ward_id = $1 group by 1 order by min(g.gap_from) nulls last, 1 limit 100) b
      join lim.person p on p.id = b.person_id
      left join lateral (select word from lim.referral r where r.person_id = b.person_id order by sent_at desc limit 1) r on true
      left join lateral (select window_from_at from lim.visit v where v.person_id = b.person_id and v.state = 'planned' and v.window_from_at > now() order by window_from_at limit 1) n on true
     order by b.gap nulls last, b.person_id`,
} as const

/** The nine lines of the table. Each call of a write meets a person or visit that nobody has met before. */
export function operations(
  matter: Matter,
  pool: pg.Pool,
  http: HttpClient,
  token: (email: string) => string,
): Operation[] {
  const { seen, planned, busy, workers, people } = matter
  const run = (name: keyof typeof LIMIT, values: readonly unknown[]) =>
    pool.query({ name: `lim_${name}`, text: LIMIT[name], values: values as unknown[] })
  const ask = (staff: string, name: string, input: unknown) => http.query(token(emailOf(staff)), name, input)
  const ward = WARD_STAFF[0]!
  const of = <T>(list: readonly T[], n: number): T => list[n % list.length]!
  const pair = (n: number) => ({
    person: of(seen, n),
    service: of(MORE_SERVICES, Math.floor(n / seen.length)),
  })
  const prefixes = seen
    .map((p) =>
      displayName(p.details.names)
        .split(' ')
        .at(-1)!
        .toLowerCase()
        .normalize('NFKD')
        .replace(/[^a-z]/g, ''),
    )
    .filter((k) => k.length >= 4)
    .map((k) => k.slice(0, 4))
  const dated = seen.flatMap((p) =>
    p.details.birth.state === 'known'
      ? [{ name: displayName(p.details.names), on: p.details.birth.on as string }]
      : [],
  )
  const numbers = seen.flatMap((p) => numberOf(p.details.nhsNumber) ?? [])
  const end = (key: string) => key.slice(0, -1) + String.fromCharCode(key.charCodeAt(key.length - 1) + 1)
  const keyOf = (name: string) =>
    name
      .split(' ')[0]!
      .toLowerCase()
      .normalize('NFKD')
      .replace(/[^a-z]/g, '') || 'a'
  return [
    {
      name: 'W1 send a referral',
      goal: WRITE,
      limit: (_, n) =>
        run('referral', [
          crypto.randomUUID(),
          of(people, n).personId,
          of(MORE_SERVICES, n),
          ward,
          JSON.stringify(ASKS),
          crypto.randomUUID(),
        ]),
      product(_, n) {
        const { person, service } = pair(n)
        return http.command(token(emailOf(ward)), 'referral.send', {
          referralId: crypto.randomUUID(),
          personId: person.personId,
          serviceId: service,
          asks: ASKS,
          sharing: { answer: 'yes', items: ['core', 'shared'] },
          source: 'api',
        })
      },
    },
    {
      name: 'W2 record a visit with three doses',
      goal: WRITE,
      limit(_, n) {
        const v = of(planned, n)
        return run('visit', [
          v.id,
          v.medicines.map(() => crypto.randomUUID()),
          v.medicines,
          crypto.randomUUID(),
          v.staff_id,
        ])
      },
      product(_, n) {
        const v = of(planned, n)
        const record = {
          happened: 'yes',
          at: new Date(Date.now() - 60_000).toISOString(),
          mode: 'visit',
          by: [v.staff_id],
          person: 'seen',
          doses: v.medicines.map((medicineId) => ({ medicineId, answer: 'took it, I saw' })),
        }
        return http.command(token(emailOf(v.staff_id)), 'contact.record', {
          personId: v.person_id,
          contactId: v.id,
          version: 1,
          record,
        })
      },
    },
    {
      name: 'W3 caseload of 30',
      goal: 'at most 6',
      limit: (_, n) => run('caseload', [of(workers, n)]),
      product: (_, n) => ask(of(workers, n), 'people.caseload', { scope: 'mine' }),
    },
    {
      name: 'W4 newest 50 of one person',
      goal: 'at most 8',
      limit: (_, n) => run('timeline', [of(busy, n).person_id]),
      product: (_, n) =>
        ask(of(busy, n).worker, 'people.timeline', { personId: of(busy, n).person_id, limit: 50 }),
    },
    {
      name: 'W5 search, three kinds in turn',
      goal: 'at most 8',
      limit(_, n) {
        const m = Math.floor(n / 3)
        if (n % 3 === 0) return run('prefix', [of(prefixes, m), end(of(prefixes, m))])
        if (n % 3 === 1)
          return run('born', [of(dated, m).on, keyOf(of(dated, m).name), end(keyOf(of(dated, m).name))])
        return run('number', [of(numbers, m)])
      },
      product(_, n) {
        const m = Math.floor(n / 3)
        const typed =
          n % 3 === 0
            ? of(prefixes, m)
            : n % 3 === 1
              ? `${of(dated, m).name.split(' ')[0]} ${of(dated, m).on}`
              : of(numbers, m)
        return ask(ward, 'people.search', { typed })
      },
    },
    {
      name: 'W6 report over 24 months',
      goal: 'at most 1.5 and 5 ms',
      limit: () => run('months', [SERVICE]),
      product: () => ask(MANAGER, 'report.months', { service: SERVICE, months: 24 }),
    },
    {
      name: 'gap board of a team, 50',
      goal: 'at most 8',
      limit: () => run('board', [SUPPORT_TEAM]),
      product: () => ask(MANAGER, 'safetynet.board', {}),
    },
    {
      name: 'leaving board of a ward',
      goal: 'at most 8',
      limit: () => run('leaving', ['0193f102-0000-7000-8000-000000000001']),
      product: () => ask(ward, 'stay.leaving-board', { ward: null, gap: false, mine: false }),
    },
  ]
}

export const everyAsker = (matter: Matter): string[] =>
  [
    ...new Set([
      WARD_STAFF[0]!,
      MANAGER,
      ...matter.workers,
      ...matter.planned.map((p) => p.staff_id),
      ...matter.busy.map((b) => b.worker),
    ]),
  ].map(emailOf)
export { workerId }
