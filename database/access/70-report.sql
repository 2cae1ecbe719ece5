-- Reports: counts from the rows that ran a service, by tc_report, which gives numbers and never a name or an id of a person.
-- Small numbers are not hidden here: the answer is for whoever runs the service, who knows these people by name.
do $$
declare t text;
begin
  foreach t in array array['service', 'service_organisation', 'referral', 'episode', 'stay', 'contact'] loop
    execute format('create policy report_counts on tc.%I for select to tc_report using (true)', t);
    execute format('grant select on tc.%I to tc_report', t);
  end loop;
end
$$;
-- create is taken back at the end of this file; a function's owner needs it at the moment it is handed over
grant create on schema tc to tc_report;

-- May the asker count this service: with the right, and one's own team's service, or one that one's organisation runs alone or with others.
create or replace function tc.may_report(p_service uuid) returns boolean
language sql stable set search_path = pg_catalog, pg_temp as $$
  select ctx.actor() is not null and ctx.has_right('report.read') and exists (
    select from tc.service s
     where s.id = p_service
       and (s.id = any (ctx.grantees()) or s.organisation_id = ctx.organisation()
         or exists (select from tc.service_organisation so where so.service_id = s.id and so.organisation_id = ctx.organisation())))
$$;

-- People of a set of index days who came back: {within30Days, ..., windowNotOver}. Days are counted, so no clock is in it.
create or replace function tc.report_windows(p_event text, p_people bigint, p_within bigint[], p_open bigint[]) returns jsonb
language sql immutable set search_path = pg_catalog, pg_temp as $$
  select jsonb_build_object('indexEvent', p_event, 'people', p_people,
    'within30Days', p_within[1], 'within90Days', p_within[2], 'within365Days', p_within[3],
    'windowNotOver', jsonb_build_object('within30Days', p_open[1], 'within90Days', p_open[2], 'within365Days', p_open[3]))
$$;

-- Every number of content/reports/service.ts for the London days p_from to p_as_of, both included. Null when it is not the asker's to count.
create or replace function tc.service_report(p_service uuid, p_from date, p_as_of date) returns jsonb
language plpgsql stable security definer set search_path = pg_catalog, pg_temp set plan_cache_mode = force_custom_plan as $$
declare
  v_now timestamptz := ctx.now();
  v_from timestamptz := p_from::timestamp at time zone 'Europe/London';
  v_until timestamptz := (p_as_of + 1)::timestamp at time zone 'Europe/London';
  v_referrals jsonb; v_episodes jsonb; v_discharges jsonb; v_back bigint; v_visits jsonb; v_contacts jsonb; v_floating jsonb;
begin
  if not tc.may_report(p_service) then
    return null;
  end if;

  -- received, answered and not answered are three index ranges of their own
  with answered as materialized (
    select r.word, r.way_onward, extract(epoch from r.answered_at - r.sent_at) / 86400 as days
      from tc.referral r where r.service_id = p_service and r.answered_at >= v_from and r.answered_at < v_until
  ), received as (
    select count(*) as n, count(distinct r.person_id) as people
      from tc.referral r where r.service_id = p_service and r.sent_at >= v_from and r.sent_at < v_until
  ), unanswered as (
    select count(*) filter (where r.withdrawn_at is null or r.withdrawn_at >= v_until) as waiting,
           count(*) filter (where r.withdrawn_at >= v_from and r.withdrawn_at < v_until) as withdrawn
      from tc.referral r where r.service_id = p_service and (r.answered_at is null or r.answered_at >= v_until) and r.sent_at < v_until
  )
  select jsonb_build_object(
      'referrals', (select jsonb_build_object('received', n, 'people', people) from received) || (select jsonb_build_object('waitingForAnswer', waiting) from unanswered),
      'decisions', jsonb_build_object(
        'takenOn', count(*) filter (where word in ('taken on', 'started', 'finished')),
        'notTakenOn', count(*) filter (where word = 'not taken on'),
        'notTakenOnWith', jsonb_build_object(
          'handOn', count(*) filter (where word = 'not taken on' and way_onward = 'hand-on'),
          'introduction', count(*) filter (where word = 'not taken on' and way_onward = 'introduction'),
          'unmetNeed', count(*) filter (where word = 'not taken on' and way_onward = 'unmet need'),
          'noWayOnward', count(*) filter (where word = 'not taken on' and way_onward is null)),
        'withdrawn', (select withdrawn from unanswered)),
      'sentToAnswered', jsonb_build_object('n', count(*), 'medianDays', round((percentile_cont(0.5) within group (order by days::float8))::numeric, 1), 'longestDays', round(max(days), 1)))
    into v_referrals from answered;

  -- support begins with the first contact; an episode opened by taking somebody on is a place, not yet support
  with support as materialized (
    select e.person_id, coalesce(e.first_contact_at < v_until, false) as begun,
           case when e.ended_at < v_until then (e.ended_at at time zone 'Europe/London')::date - (e.first_contact_at at time zone 'Europe/London')::date end as days,
           coalesce(e.ended_at < v_until, false) as ended, e.first_contact_at is null as no_contact,
           case when e.first_contact_at >= v_from and e.first_contact_at < v_until then extract(epoch from e.first_contact_at - r.answered_at) / 86400 end as waited,
           case when r.answered_at < v_until and (e.first_contact_at is null or e.first_contact_at >= v_until) and (e.ended_at is null or e.ended_at >= v_until)
             then extract(epoch from least(v_until, v_now) - r.answered_at) / 86400 end as waiting
      from tc.episode e left join tc.referral r on r.id = e.referral_id
     where e.service_id = p_service and e.started_at < v_until and (e.ended_at is null or e.ended_at >= v_from)
  )
  select jsonb_build_object(
      'answeredToStarted', jsonb_build_object('n', count(waited), 'medianDays', round((percentile_cont(0.5) within group (order by waited::float8))::numeric, 1),
        'longestDays', round(max(waited), 1), 'stillWaiting', count(waiting), 'longestSoFarDays', round(max(waiting), 1)),
      'peopleSupported', count(distinct person_id) filter (where begun),
      'dischargedWithoutContact', count(*) filter (where ended and no_contact),
      'lengthOfSupport', jsonb_build_object('n', count(days), 'medianDays', round((percentile_cont(0.5) within group (order by days::float8))::numeric, 1),
        'shortestDays', min(days), 'longestDays', max(days)))
    into v_episodes from support;

  -- the first stay after each of the two index days; the day itself is not after it
  with ended as materialized (
    select e.person_id, (e.ended_at at time zone 'Europe/London')::date as ended_on, ward.left_on
      from tc.episode e
      left join tc.referral r on r.id = e.referral_id
      left join lateral (
        select (s.ended_at at time zone 'Europe/London')::date as left_on
          from tc.stay s where s.person_id = e.person_id and s.ended_at <= e.ended_at
         order by (s.id = r.stay_id) desc nulls last, s.ended_at desc limit 1) ward on true
     where e.service_id = p_service and e.ended_at >= v_from and e.ended_at < v_until
  ), came_back as materialized (
    select d.person_id, d.ended_on, d.left_on,
           (select (s.admitted_at at time zone 'Europe/London')::date from tc.stay s
             where s.person_id = d.person_id and s.admitted_at >= (d.ended_on + 1)::timestamp at time zone 'Europe/London' and s.admitted_at < v_until
             order by s.admitted_at limit 1) - d.ended_on as after_support,
           (select (s.admitted_at at time zone 'Europe/London')::date from tc.stay s
             where s.person_id = d.person_id and s.admitted_at >= (d.left_on + 1)::timestamp at time zone 'Europe/London' and s.admitted_at < v_until
             order by s.admitted_at limit 1) - d.left_on as after_ward
      from ended d
  )
  select jsonb_build_object('discharged', count(*),
      'readmissions', tc.report_windows('support ended', count(distinct person_id),
        array[count(distinct person_id) filter (where after_support <= 30), count(distinct person_id) filter (where after_support <= 90), count(distinct person_id) filter (where after_support <= 365)],
        array[count(distinct person_id) filter (where ended_on + 30 > p_as_of), count(distinct person_id) filter (where ended_on + 90 > p_as_of), count(distinct person_id) filter (where ended_on + 365 > p_as_of)]),
      'readmissionsAfterLeavingHospital', tc.report_windows('left hospital', count(distinct person_id) filter (where left_on is not null),
        array[count(distinct person_id) filter (where after_ward <= 30), count(distinct person_id) filter (where after_ward <= 90), count(distinct person_id) filter (where after_ward <= 365)],
        array[count(distinct person_id) filter (where left_on + 30 > p_as_of), count(distinct person_id) filter (where left_on + 90 > p_as_of), count(distinct person_id) filter (where left_on + 365 > p_as_of)]))
    into v_discharges from came_back;

  select count(distinct s.person_id) into v_back
    from tc.episode e join tc.stay s on s.person_id = e.person_id
   where e.service_id = p_service and e.first_contact_at < v_until and (e.ended_at is null or e.ended_at >= v_from)
     and s.admitted_at >= v_from and s.admitted_at < v_until
     and s.admitted_at >= e.first_contact_at and (e.ended_at is null or s.admitted_at < e.ended_at);

  -- per person and worker first, so that the two most usual are found among few rows
  with made as (
    select c.person_id, coalesce(c.by_staff_id, c.staff_id) as staff_id, count(*) as visits
      from tc.contact c
     where c.service_id = p_service and c.on_day between p_from and p_as_of and c.state = 'happened' and c.mode in ('visit', 'accompanied first visit')
       and coalesce(c.by_staff_id, c.staff_id) is not null
     group by 1, 2
  ), ranked as (
    select person_id, visits, row_number() over (partition by person_id order by visits desc, staff_id) as place from made
  )
  select jsonb_build_object('visits', coalesce(sum(visits), 0), 'people', count(distinct person_id), 'byTheTwo', coalesce(sum(visits) filter (where place <= 2), 0),
      'share', round(sum(visits) filter (where place <= 2) / sum(visits), 3))
    into v_visits from ranked;

  with outcomes as (
    select count(*) filter (where c.state = 'happened') as happened, count(*) filter (where c.state = 'no answer') as no_answer,
           count(*) filter (where c.state = 'did not happen') as did_not_happen
      from tc.contact c where c.service_id = p_service and c.on_day between p_from and p_as_of
  ), waiting as (
    select count(*) as n from tc.contact c
     where c.service_id = p_service and c.state = 'planned' and c.window_until_at <= v_now and c.on_day between p_from and p_as_of
  ), unresolved as (
    select count(*) as n from tc.contact c
     where c.service_id = p_service and c.state in ('no answer', 'did not happen') and c.resolved_at is null and c.on_day between p_from and p_as_of
  )
  select jsonb_build_object('planned', o.happened + o.no_answer + o.did_not_happen + w.n, 'happened', o.happened, 'noAnswer', o.no_answer,
      'didNotHappen', o.did_not_happen, 'withoutOutcome', w.n, 'unresolved', u.n)
    into v_contacts from outcomes o, waiting w, unresolved u;

  -- floating support stands beside visits: what the service's team wrote about people whom this service supported in the period
  with supported as materialized (
    select distinct e.person_id, e.team_id from tc.episode e
     where e.service_id = p_service and e.started_at < v_until and (e.ended_at is null or e.ended_at >= v_from)
  ), made as (
    select a.* from tc.appointment a join supported s on s.person_id = a.person_id and s.team_id = a.team_id
     where a.starts_at >= v_from and a.starts_at < v_until
  ), steps as (
    select g.outcome from tc.goal_step g join supported s on s.person_id = g.person_id and s.team_id = g.team_id
     where g.told_at >= v_from and g.told_at < v_until
  ), goals as (
    select g.person_id, g.set_at >= v_from and g.set_at < v_until as set, g.state = 'done' and g.ended_at >= v_from and g.ended_at < v_until as reached
      from tc.goal g join supported s on s.person_id = g.person_id and s.team_id = g.team_id
  )
  select jsonb_build_object(
      'appointments', (select jsonb_build_object('planned', count(*) filter (where state not in ('moved', 'stopped')), 'went', count(*) filter (where state = 'went'),
         'didNotGo', count(*) filter (where state = 'did not'), 'moved', count(*) filter (where state = 'moved'),
         'accompanied', count(*) filter (where state = 'went' and went_with_staff_id is not null),
         'withoutOutcome', count(*) filter (where state = 'planned' and starts_at <= v_now)) from made),
      'goals', jsonb_build_object('set', count(*) filter (where g.set), 'people', count(distinct g.person_id) filter (where g.set),
         'stepsDone', (select count(*) from steps where outcome = 'done'), 'stepsTold', (select count(*) from steps),
         'reached', count(*) filter (where g.reached)))
    into v_floating from goals g;

  return v_floating || jsonb_build_object('referrals', v_referrals -> 'referrals', 'decisions', v_referrals -> 'decisions',
      'waits', jsonb_build_object('sentToAnswered', v_referrals -> 'sentToAnswered', 'answeredToStarted', v_episodes -> 'answeredToStarted'),
      'peopleSupported', v_episodes -> 'peopleSupported', 'dischargedWithoutContact', v_episodes -> 'dischargedWithoutContact',
      'lengthOfSupport', v_episodes -> 'lengthOfSupport', 'backInHospitalWhileSupported', v_back,
      'continuity', v_visits, 'missedContacts', v_contacts) || v_discharges;
end
$$;

-- Visits and stays by London month, the newest last and the present month unfinished. Stays are those of people this service has
-- taken on; readmitted: the stays that ended in the month and were followed by one that began 1 to 30 days later.
-- Nothing when it is not the asker's to count.
create or replace function tc.service_months(p_service uuid, p_months int)
returns table (month date, visits_and_calls bigint, happened bigint, missed bigint, stays_began bigint, stays_ended bigint,
  readmitted_within_30 bigint, window_not_over bigint)
language plpgsql stable security definer set search_path = pg_catalog, pg_temp set plan_cache_mode = force_custom_plan as $$
declare
  v_today date := (ctx.now() at time zone 'Europe/London')::date;
  v_first date := date_trunc('month', v_today::timestamp)::date - make_interval(months => p_months - 1);
  v_from timestamptz := v_first::timestamp at time zone 'Europe/London';
begin
  if p_months < 1 or not tc.may_report(p_service) then
    return;
  end if;
  return query
  with months as (
    select (v_first + make_interval(months => g))::date as month from generate_series(0, p_months - 1) g
  ), by_day as (
    select c.on_day, count(*) filter (where c.state <> 'void') as planned, count(*) filter (where c.state = 'happened') as happened,
           count(*) filter (where c.state in ('no answer', 'did not happen')) as missed
      from tc.contact c where c.service_id = p_service and c.on_day between v_first and v_today group by 1
  ), contacts as (
    select date_trunc('month', y.on_day::timestamp)::date as month, sum(y.planned) as planned, sum(y.happened) as happened, sum(y.missed) as missed
      from by_day y group by 1
  ), stays as materialized (
    select s.id, s.person_id, s.admitted_at >= v_from as began, s.ended_at is not null as ended,
           (s.admitted_at at time zone 'Europe/London')::date as from_day, (s.ended_at at time zone 'Europe/London')::date as until_day
      from tc.stay s
     where (s.admitted_at >= v_from or s.ended_at >= v_from)
       and exists (select from tc.episode e where e.person_id = s.person_id and e.service_id = p_service)
  ), back as (
    select distinct d.id from stays d join stays b on b.person_id = d.person_id and b.id <> d.id and b.from_day between d.until_day + 1 and d.until_day + 30
  ), began_by as (
    select date_trunc('month', from_day::timestamp)::date as month, count(*) as n from stays where began group by 1
  ), ended_by as (
    select date_trunc('month', d.until_day::timestamp)::date as month, count(*) as n,
           count(*) filter (where d.until_day + 30 > v_today) as open, count(a.id) as again
      from stays d left join back a using (id) where d.ended group by 1
  )
  select m.month, coalesce(c.planned, 0)::bigint, coalesce(c.happened, 0)::bigint, coalesce(c.missed, 0)::bigint,
         coalesce(b.n, 0), coalesce(d.n, 0), coalesce(d.again, 0), coalesce(d.open, 0)
    from months m left join contacts c using (month) left join began_by b using (month) left join ended_by d using (month)
   order by 1;
end
$$;

alter function tc.service_report(uuid, date, date) owner to tc_report;
alter function tc.service_months(uuid, int) owner to tc_report;
revoke all on function tc.may_report(uuid), tc.report_windows(text, bigint, bigint[], bigint[]), tc.service_report(uuid, date, date), tc.service_months(uuid, int) from public;
grant execute on function tc.may_report(uuid) to tc_app, tc_report;
grant execute on function tc.report_windows(text, bigint, bigint[], bigint[]) to tc_report;
grant execute on function tc.service_report(uuid, date, date), tc.service_months(uuid, int) to tc_app;
revoke create on schema tc from tc_report;
