import type { Product } from './product.ts'
import type { World } from './world-types.ts'

/**
 * Many people, each with one gap of the medication team that cannot wait: somebody left and nothing is booked. Sam is on duty for it
 * around the clock and has an email address. Gives the people's ids.
 */
export async function manyGaps(product: Product, world: World, count: number): Promise<string[]> {
  const { superuser } = product
  await superuser.query(
    `insert into tc.notify_preference (staff_id, by_email, digest_at, set_at) values ($1, true, '23:59', now()) on conflict do nothing`,
    [world.staff.sam.id],
  )
  await superuser.query(
    `insert into tc.duty_shift (id, team_id, organisation_id, from_at, until_at, staff_id, set_at, set_by)
     values (gen_random_uuid(), $1, $2, ctx.clock() - interval '1 hour', ctx.clock() + interval '30 hours', $3, now(), $3)`,
    [world.teams.medication, world.organisations.riverside, world.staff.sam.id],
  )
  const people = await superuser.query<{ id: string }>(
    `insert into tc.person (id, display_name, family_key, given_key, registered_at)
     select gen_random_uuid(), 'Invented ' || n, 'invented', n::text, now() from generate_series(1, $1::int) n returning id`,
    [count],
  )
  const ids = people.rows.map((p) => p.id)
  await superuser.query(
    `insert into net.obligation (person_id, key, gap_from, kind, about_id, team_id, organisation_id, class_bit, clears, source, rules_version)
     select p.id, 'N4:booked:' || p.id, ctx.clock() - interval '5 minutes', 'N4', p.id, $2, $3, 2, 'Book it.', 'a test', 3 from unnest($1::uuid[]) p(id)`,
    [ids, world.teams.medication, world.organisations.riverside],
  )
  return ids
}
