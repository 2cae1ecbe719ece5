import type { Asker } from './safetynet-oracle-facts.ts'

/** Counts of the windows of 30, 90 and 365 days after an index event. */
export interface Windows {
  readonly within30Days: number
  readonly within90Days: number
  readonly within365Days: number
}

export interface Readmissions extends Windows {
  /** People whose window was not yet over on the day of the count. */
  readonly windowNotOver: Windows
}

export interface ReportCounts {
  readonly from: string
  readonly asOf: string
  readonly discharged: number
  /** Index event: the end of the episode. */
  readonly readmissions: Readmissions
  /** Index event: leaving the ward before that support. */
  readonly readmissionsAfterLeavingHospital: Readmissions
}

/**
 * Counts a service's report straight from the tables, as superuser, by one statement that shares no code with the product.
 *
 * Days are London days and both ends of the period count: from the same day `months` earlier (or that month's last day) up to
 * and including `asOf`. Discharged = episodes ended in the period. Readmitted within n days = people with any stay that began
 * 1 to n days after the index day and not later than `asOf`; a stay on the index day itself is not one. The index of leaving
 * hospital is the end of the stay that the referral names, else the person's last stay that ended before the episode did.
 * A window is over on its n-th day.
 */
export async function countReport(
  client: Asker,
  options: { serviceId: string; asOf: string; months: number },
): Promise<ReportCounts> {
  const window = (name: string, index: string, days: number) => `
    count(distinct person_id) filter (where exists (select from tc.stay s where s.person_id = d.person_id
      and (s.admitted_at at time zone 'Europe/London')::date between ${index} + 1 and least(${index} + ${days}, day)))::int as ${name}${days},
    count(distinct person_id) filter (where ${index} + ${days} > day)::int as ${name}${days}_not_over`
  const windows = [30, 90, 365].flatMap((days) => [
    window('support', 'ended', days),
    window('ward', 'left_ward', days),
  ])
  const { rows } = await client.query(
    `with period as (
       select $2::date as day, ($2::date - make_interval(months => $3::int))::date as first
     ), d as (
       select e.id, e.person_id, (e.ended_at at time zone 'Europe/London')::date as ended, period.day, period.first,
              (select (s.ended_at at time zone 'Europe/London')::date from tc.stay s
                where s.person_id = e.person_id and s.ended_at <= e.ended_at
                order by (s.id = (select r.stay_id from tc.referral r where r.id = e.referral_id)) desc nulls last, s.ended_at desc limit 1) as left_ward
         from tc.episode e cross join period
        where e.service_id = $1 and e.state = 'ended'
          and (e.ended_at at time zone 'Europe/London')::date between period.first and period.day
     )
     select (select first::text from period) as first, count(*)::int as discharged, ${windows.join(',')} from d`,
    [options.serviceId, options.asOf, options.months],
  )
  const row = rows[0] as Record<string, number> & { first: string }
  const windowsOf = (name: string, suffix: string): Windows => ({
    within30Days: row[`${name}30${suffix}`] ?? 0,
    within90Days: row[`${name}90${suffix}`] ?? 0,
    within365Days: row[`${name}365${suffix}`] ?? 0,
  })
  const readmissions = (name: string) => ({
    ...windowsOf(name, ''),
    windowNotOver: windowsOf(name, '_not_over'),
  })
  return {
    from: row.first,
    asOf: options.asOf,
    discharged: row.discharged ?? 0,
    readmissions: readmissions('support'),
    readmissionsAfterLeavingHospital: readmissions('ward'),
  }
}
