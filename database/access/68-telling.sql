-- Who answers for a team is read by everyone signed in, like its hours and telephone; a right of one's own organisation changes it.
-- What somebody was told is read by the team it was told for. What leaves this system is read by nobody who serves.
do $$
declare t text;
begin
  foreach t in array array['duty_team', 'duty_chain', 'duty_shift', 'notice', 'notify_preference', 'message_out', 'digest_sent', 'heartbeat'] loop
    execute format('alter table tc.%I enable row level security', t);
    execute format('alter table tc.%I force row level security', t);
    execute format('create policy net_all on tc.%I for all to tc_net using (true) with check (true)', t);
    execute format('grant select, insert, update on tc.%I to tc_net', t);
  end loop;
  foreach t in array array['duty_team', 'duty_chain', 'duty_shift'] loop
    execute format('create policy signed_in_reads on tc.%I for select to tc_app using ((select ctx.staff_asks()))', t);
    execute format('create policy manager_adds on tc.%1$I for insert to tc_app with check (
      organisation_id = (select ctx.organisation()) and (select ctx.has_right(''duty.manage'')) and set_by = (select ctx.actor())
      and (select tm.organisation_id = %1$I.organisation_id from tc.team tm where tm.id = %1$I.team_id))', t);
    execute format('grant select, insert on tc.%I to tc_app', t);
  end loop;
  foreach t in array array['post_holder', 'leaving_plan', 'contact_point', 'appointment', 'referral', 'service', 'chain_step_done'] loop
    if not exists (select from pg_policies where schemaname = 'tc' and tablename = t and 'tc_net' = any (roles) and cmd in ('SELECT', 'ALL')) then
      execute format('create policy net_reads on tc.%I for select to tc_net using (true)', t);
    end if;
    execute format('grant select on tc.%I to tc_net', t);
  end loop;
end
$$;
-- whoever answers works in this organisation, whoever writes the SQL
do $$
declare t text;
begin
  foreach t in array array['duty_chain', 'duty_shift'] loop
    execute format('create policy works_here on tc.%1$I as restrictive for insert to tc_app with check (coalesce(
      (select true from tc.post p where p.id = %1$I.post_id and p.organisation_id = %1$I.organisation_id),
      (select true from tc.post_holder h join tc.post p on p.id = h.post_id where h.staff_id = %1$I.staff_id and p.organisation_id = %1$I.organisation_id
          and h.from_at <= (select ctx.now()) and (h.until_at is null or h.until_at > (select ctx.now())) limit 1)))', t);
  end loop;
end
$$;
create policy manager_changes on tc.duty_team for update to tc_app
  using (organisation_id = (select ctx.organisation()) and (select ctx.has_right('duty.manage')))
  with check (organisation_id = (select ctx.organisation()) and set_by = (select ctx.actor()));
grant update (version, weekly, on_bank_holidays, chain_version, out_words, out_email, out_phone, out_team_id, set_at, set_by) on tc.duty_team to tc_app;
create policy manager_takes_back on tc.duty_shift for update to tc_app
  using (organisation_id = (select ctx.organisation()) and (select ctx.has_right('duty.manage')) and ended_at is null)
  with check (organisation_id = (select ctx.organisation()) and ended_by = (select ctx.actor()));
grant update (ended_at, ended_by) on tc.duty_shift to tc_app;

-- told to a team is told to whoever acts in it; out of hours to another team, to that one
create policy told_team on tc.notice for select to tc_app using (team_id = any ((select ctx.grantees())::uuid[]) or to_team_id = any ((select ctx.grantees())::uuid[])
  or (select ctx.actor()) = any (to_staff) and organisation_id = (select ctx.organisation()));
-- a notice for another team's duty is acknowledged by whoever it was told to; the row stays
create policy told_team_acknowledges on tc.notice for update to tc_app
  using (closed_at is null and acknowledged_at is null and (team_id = any ((select ctx.grantees())::uuid[]) or to_team_id = any ((select ctx.grantees())::uuid[])
    or (select ctx.actor()) = any (to_staff) and organisation_id = (select ctx.organisation())))
  with check (acknowledged_by = (select ctx.actor()) and acknowledged_at = (select ctx.now()));
grant select, update (acknowledged_at, acknowledged_by) on tc.notice to tc_app;

create policy own_wishes on tc.notify_preference for select to tc_app using (staff_id = (select ctx.actor()));
create policy own_wishes_add on tc.notify_preference for insert to tc_app with check (staff_id = (select ctx.actor()));
create policy own_wishes_change on tc.notify_preference for update to tc_app using (staff_id = (select ctx.actor())) with check (staff_id = (select ctx.actor()));
grant select, insert, update (by_email, mobile, digest_at, version, set_at) on tc.notify_preference to tc_app;

-- a message that did not go out is a task of the team it was for
create policy net_adds on tc.task for insert to tc_net with check (person_id is null);
grant insert on tc.task to tc_net;

grant create on schema net to tc_net;
-- the queue's own lock is taken by the worker alone, but the clock is everybody's
grant usage on schema net to tc_job, tc_app;

-- Every gap and event of now that cannot wait, for each team that is told of it. `p_defs`: content/telling, as the worker read it.
-- Not for somebody whose death is reported: their gaps are held, and the report alone is told.
create or replace function net.cannot_wait(p_defs jsonb, p_now timestamptz)
returns table (person_id uuid, key text, gap_from timestamptz, definition text, minutes int, critical boolean, about_id uuid, team_id uuid, organisation_id uuid)
language sql stable set search_path = pg_catalog, pg_temp as $$
  with d as materialized (
    select * from jsonb_to_recordset(p_defs) as d(id text, event text, kind text, prefix text, "afterLeaving" boolean, minutes int, critical boolean)
  ), dead as materialized (
    -- net.death_now of everybody at once: the newest report, unless the newest decision about it undid it
    select r.person_id from tc.death_report r
     where not exists (select from tc.death_report x where x.person_id = r.person_id and x.version > r.version)
       and not exists (select from tc.death_decision c where c.report_id = r.id and c.what = 'report undone'
             and not exists (select from tc.death_decision y where y.report_id = r.id and y.version > c.version))
  ), gaps as (
    select o.person_id, o.key, o.gap_from, d.id as definition, d.minutes, d.critical, o.about_id, o.team_id as own, o.told_team_id as other
      from d join net.obligation o on o.kind = d.kind and o.gap_from <= p_now and o.gap_until > p_now and starts_with(o.key, d.prefix)
     where not coalesce(d."afterLeaving", false)
        -- the stay admitted last has ended, whatever an older one that nobody ended says
        or (select s.ended_at is not null from tc.stay s where s.person_id = o.person_id order by s.admitted_at desc, s.ended_at desc nulls first, s.id desc limit 1)
  ), events as (
    -- nobody answered twice: two tries of one contact, or the last two at which somebody tried of one support (of a ward's own contacts:
    -- of one team), whatever was written of the first, unless that says that they were reached
    select c.person_id, 'E:no-answer:' || c.id as key, coalesce(c.no_answer_at[2], c.recorded_at) as gap_from, d.id as definition, d.minutes, d.critical, c.id as about_id, c.team_id as own, null::uuid as other
      from d join tc.contact c on d.event = 'no answer twice' and c.state = 'no answer' and c.resolved_at is null and c.recorded_at <= p_now
     where cardinality(c.no_answer_at) >= 2
        or (select b.state = 'no answer' and coalesce(b.resolution_what, '') not in ('made up by another contact', 'found safe by someone else', 'person did not want it', 'back in hospital')
                   and not exists (select from tc.chain_step_done k where k.contact_id = b.id and k.found = 'answered')
              from tc.contact b where b.person_id = c.person_id and b.id <> c.id and b.state in ('happened', 'no answer') and (b.window_from_at, b.id) < (c.window_from_at, c.id)
               and case when c.episode_id is null then b.episode_id is null and b.team_id = c.team_id else b.episode_id = c.episode_id end
             order by b.window_from_at desc, b.id desc limit 1)
    union all
    -- the day of leaving is within 48 hours: for whoever supports the person then or was asked to lead, not for the ward that set it. One
    -- event a stay and a day, from when that day was first said, whatever is edited after; a day that was set earlier is told at 9am two days before it
    select s.person_id, 'E:leave-date:' || s.id || ':' || l.planned_on, near.at, d.id, d.minutes, d.critical, s.id, to_team.id, null::uuid
      from d join tc.stay s on d.event = 'leave date near' and s.ended_at is null
      cross join lateral (select p.planned_on from tc.leaving_plan p where p.stay_id = s.id order by p.version desc limit 1) l
      cross join lateral (select p.at from tc.leaving_plan p where p.stay_id = s.id
         and p.version > coalesce((select max(q.version) from tc.leaving_plan q where q.stay_id = s.id and q.planned_on is distinct from l.planned_on), 0)
         order by p.version limit 1) first
      cross join lateral (select case when l.planned_on::timestamp at time zone 'Europe/London' <= first.at + interval '48 hours' then first.at
         else (l.planned_on - 2 + time '09:00') at time zone 'Europe/London' end as at) near
      cross join lateral (
        select e.team_id as id from tc.episode e where e.person_id = s.person_id and e.state = 'open' and e.team_id <> s.team_id
        union select v.team_id from tc.referral r join tc.service v on v.id = r.service_id
         where r.person_id = s.person_id and r.word in ('taken on', 'started') and v.team_id <> s.team_id
        union select h.to_team_id from tc.lead_handover h
         where h.stay_id = s.id and h.what = 'lead' and (h.answer is null or h.answer = 'accepted') and h.to_team_id <> s.team_id) to_team
     where l.planned_on is not null and near.at <= p_now
       and (l.planned_on + 1)::timestamp at time zone 'Europe/London' > p_now
    union all
    -- they did not leave after all: for whoever leads, was asked to, or meant to meet them at home. It stands for two days, or until they leave
    select u.person_id, 'E:leaving-undone:' || u.id, u.at, d.id, d.minutes, d.critical, s.id, to_team.id, null::uuid
      from d join tc.stay_end_undone u on d.event = 'leaving undone' and u.ended_at is not null and u.at <= p_now and u.at > p_now - interval '48 hours'
      join tc.stay s on s.id = u.stay_id and s.ended_at is null
      cross join lateral (
        select h.to_team_id as id from tc.lead_handover h where h.stay_id = s.id and h.what = 'lead' and (h.answer is null or h.answer = 'accepted')
        union select c.team_id from tc.contact c where c.person_id = u.person_id and c.state = 'planned' and c.window_until_at > u.at) to_team
     where to_team.id <> s.team_id
    union all
    -- a referral that became late within seven days: for whoever was to answer and whoever sent it. Older ones stand on boards and daily lists
    select o.person_id, 'E:referral-late:' || r.id, o.gap_from, d.id, d.minutes, d.critical, r.id, o.team_id, o.told_team_id
      from d join net.obligation o on d.event = 'referral late' and o.kind = 'N5' and o.gap_from <= p_now and o.gap_from > p_now - interval '7 days' and o.gap_until > p_now
      join tc.referral r on r.id = o.about_id and r.word in ('sent', 'seen', 'question asked')
    union all
    -- a record was opened in an emergency: for the desk that is asked to look at it, until it has (net.emergency_opened tells it first)
    select k.person_id, 'E:emergency:' || e.id, e.opened_at, d.id, d.minutes, d.critical, e.id, k.team_id, null::uuid
      from d join tc.task k on d.event = 'emergency access' and k.kind = 'emergency access' and k.done_at is null
      join tc.emergency_access e on e.id = k.about_id
  ), held as (
    select g.*, not starts_with(g.key, 'N11:death:') as holds from gaps g union all select e.*, true from events e
  )
  select h.person_id, h.key, h.gap_from, h.definition, h.minutes, h.critical, h.about_id, t.id, t.organisation_id
    from held h
    join tc.team t on t.id = h.own or t.id = h.other
   where not h.holds or h.person_id not in (select x.person_id from dead x)
$$;

-- The begin of a round, which works out once what cannot wait. Takes notices of what is gone off every list, puts back those of what came
-- back (a death that was reported wrongly), and gives what is looked at in this round: gaps nobody was told of, and told ones whose time
-- to look again has come; the oldest first.
create or replace function net.begin_round(p_defs jsonb) returns setof jsonb
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  v_now timestamptz := ctx.clock();
begin
  return query
  with open as materialized (
    select * from net.cannot_wait(p_defs, v_now)
  ), closed as (
    update tc.notice n set closed_at = v_now
     where n.closed_at is null
       and not exists (select from open o where o.person_id = n.person_id and o.key = n.obligation_key and o.gap_from = n.gap_from and o.team_id = n.team_id)
    returning n.id
  ), back as (
    update tc.notice n set closed_at = null
      from open o
     where n.closed_at is not null and o.person_id = n.person_id and o.key = n.obligation_key and o.gap_from = n.gap_from and o.team_id = n.team_id
    returning n.id
  ), unsent as (
    -- what nobody has been sent about a gap that is gone is not sent
    update tc.message_out m set state = 'held', why = 'what it was about is settled' from closed c where m.notice_id = c.id and m.state = 'queued'
  ), sent_again as (
    -- and is after all when the gap came back
    update tc.message_out m set state = 'queued', next_at = v_now, why = null from back b
     where m.notice_id = b.id and m.state = 'held' and m.why = 'what it was about is settled'
  ), looked as materialized (
    select n.person_id, n.obligation_key, n.gap_from, n.team_id, max(n.look_at) as look_at from tc.notice n
     where n.closed_at is null or n.id in (select b.id from back b)
     group by n.person_id, n.obligation_key, n.gap_from, n.team_id
  )
  select jsonb_build_object('personId', o.person_id, 'key', o.key, 'gapFrom', o.gap_from, 'definition', o.definition, 'minutes', o.minutes, 'critical', o.critical,
           'aboutId', o.about_id, 'teamId', o.team_id, 'organisationId', o.organisation_id)
    from open o left join looked l on l.person_id = o.person_id and l.obligation_key = o.key and l.gap_from = o.gap_from and l.team_id = o.team_id
   where l.look_at is null or l.look_at <= v_now
   order by l.look_at nulls first, o.gap_from, o.person_id, o.key;
end
$$;

-- One lot of the round as it stands at this moment, each with what was told of it already: what was done, held or told meanwhile is left
-- out. Holds no lock: writing is once by its key.
create or replace function net.due_notices(p_due jsonb) returns setof jsonb
language sql volatile security definer set search_path = pg_catalog, pg_temp as $$
  with now as materialized (select ctx.clock() as at)
  select w.row || jsonb_build_object('gapFrom', net.iso(w.gap_from), 'now', net.iso(now.at), 'told', coalesce(n.told, '[]'))
    from now, (select e.row, e.n, (e.row ->> 'personId')::uuid as person_id, e.row ->> 'key' as key, (e.row ->> 'gapFrom')::timestamptz as gap_from, (e.row ->> 'teamId')::uuid as team_id
                 from jsonb_array_elements(p_due) with ordinality e(row, n)) w
    left join lateral (
      select max(x.look_at) as look_at,
             jsonb_agg(jsonb_build_object('id', x.id, 'level', x.level, 'key', x.to_key, 'staffIds', to_jsonb(x.to_staff), 'at', net.iso(x.told_at),
               'acknowledged', case when x.acknowledged_at is null then null else jsonb_build_object('at', net.iso(x.acknowledged_at), 'by', x.acknowledged_by) end) order by x.level) as told
        from tc.notice x where x.person_id = w.person_id and x.obligation_key = w.key and x.gap_from = w.gap_from and x.team_id = w.team_id) n on true
   where (n.look_at is null or n.look_at <= now.at)
     and (starts_with(w.key, 'E:') or exists (select from net.obligation o where o.person_id = w.person_id and o.key = w.key and o.gap_from = w.gap_from and o.gap_until > now.at))
     and (starts_with(w.key, 'N11:death:') or net.death_now(w.person_id) = 'none')
   order by w.n
$$;

-- Of the notices that the asker may read, those whose gap stands at this moment. A gap that is kept takes its notice off the list at once,
-- an event waits for the worker's next round. Here, because whoever was told need not read the board of the team that the gap is of.
create or replace function net.standing_notices() returns setof uuid
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select n.id from tc.notice n, (select (select ctx.grantees())::uuid[] as teams, (select ctx.actor()) as actor, (select ctx.organisation()) as organisation, (select ctx.now()) as at) a
   where a.actor is not null and n.closed_at is null
     and (n.team_id = any (a.teams) or n.to_team_id = any (a.teams) or a.actor = any (n.to_staff) and n.organisation_id = a.organisation)
     and (starts_with(n.obligation_key, 'E:') or exists (select from net.obligation o
           where o.person_id = n.person_id and o.key = n.obligation_key and o.gap_from = n.gap_from and o.gap_until > a.at))
$$;

-- Who could answer for these teams about now, and for the teams that they hand over to: hours, shifts, chain, who is away.
create or replace function net.duty_facts(p_teams uuid[]) returns setof jsonb
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  with now as materialized (select ctx.clock() as at),
  teams as (
    select t.id, t.organisation_id, t.manager_staff_id, d.weekly, d.on_bank_holidays, d.chain_version, d.out_words, d.out_email, d.out_phone, d.out_team_id
      from tc.team t left join tc.duty_team d on d.team_id = t.id
     where t.id = any (p_teams) or t.id in (select x.out_team_id from tc.duty_team x where x.team_id = any (p_teams))
  ), named as (
    select t.id as team_id, 1 as list, s.from_at as sort, 0 as place, s.from_at, s.until_at, s.staff_id, s.post_id
      from teams t join tc.duty_shift s on s.team_id = t.id and s.ended_at is null, now
     where s.until_at > now.at - interval '36 hours' and s.from_at < now.at + interval '36 hours'
    union all
    select t.id, 2, null, c.place, null, null, c.staff_id, c.post_id from teams t join tc.duty_chain c on c.team_id = t.id and c.version = t.chain_version
    union all
    select t.id, 3, null, 0, null, null, t.manager_staff_id, null from teams t where t.manager_staff_id is not null
  ), entries as (
    select n.*, case when n.staff_id is not null then 'staff:' || n.staff_id else 'post:' || n.post_id end as to_key,
           case when n.staff_id is not null then array[n.staff_id]
                else array(select h.staff_id from tc.post_holder h, now where h.post_id = n.post_id and h.from_at <= now.at and (h.until_at is null or h.until_at > now.at) order by h.staff_id) end as staff_ids
      from named n
  ), people as (
    select e.team_id, s.staff_id from entries e cross join unnest(e.staff_ids) s(staff_id)
    union select e.team_id, a.cover_staff_id from entries e cross join unnest(e.staff_ids) s(staff_id), now
      join tc.staff_absence a on true where a.staff_id = s.staff_id and a.cover_staff_id is not null and a.from_at <= now.at and a.until_at > now.at
    -- whoever acknowledged stays known, so that it can be asked whether they are still at work
    union select x.team_id, x.acknowledged_by from tc.notice x where x.team_id = any (select id from teams) and x.closed_at is null and x.acknowledged_by is not null
    union select x.to_team_id, x.acknowledged_by from tc.notice x where x.to_team_id = any (select id from teams) and x.closed_at is null and x.acknowledged_by is not null
  )
  select jsonb_build_object('teamId', t.id, 'organisationId', t.organisation_id,
      'hours', case when t.weekly is not null then jsonb_build_object('weekly', t.weekly, 'onBankHolidays', t.on_bank_holidays) end,
      'shifts', coalesce((select jsonb_agg(jsonb_build_object('from', net.iso(e.from_at), 'until', net.iso(e.until_at), 'key', e.to_key, 'staffIds', to_jsonb(e.staff_ids)) order by e.from_at, e.to_key)
         from entries e where e.team_id = t.id and e.list = 1), '[]'),
      'chain', coalesce((select jsonb_agg(jsonb_build_object('key', e.to_key, 'staffIds', to_jsonb(e.staff_ids)) order by e.place) from entries e where e.team_id = t.id and e.list = 2), '[]'),
      -- it goes by shifts: one in the fourteen days before, or about now
      'setsShifts', exists (select from tc.duty_shift s, now where s.team_id = t.id and s.ended_at is null
         and s.until_at > now.at - interval '14 days' and s.from_at < now.at + interval '36 hours'),
      'manager', (select jsonb_build_object('key', e.to_key, 'staffIds', to_jsonb(e.staff_ids)) from entries e where e.team_id = t.id and e.list = 3),
      'outOfHours', case when t.out_words is not null or t.out_team_id is not null then
         jsonb_build_object('words', coalesce(t.out_words, ''), 'email', t.out_email, 'phone', t.out_phone, 'teamId', t.out_team_id) end,
      'staff', coalesce((select jsonb_agg(jsonb_build_object('id', s.id, 'leftAt', net.iso(s.left_at),
           'ofTeam', exists (select from tc.post_holder h join tc.post o on o.id = h.post_id, now where h.staff_id = s.id and o.team_id = t.id and h.from_at <= now.at and (h.until_at is null or h.until_at > now.at)), 'absences',
           coalesce((select jsonb_agg(jsonb_build_object('from', net.iso(a.from_at), 'until', net.iso(a.until_at), 'coverStaffId', a.cover_staff_id) order by a.from_at, a.id)
             from tc.staff_absence a, now where a.staff_id = s.id and a.until_at > now.at and a.from_at <= now.at + interval '36 hours'), '[]')))
         from people p join tc.staff s on s.id = p.staff_id where p.team_id = t.id), '[]'))
    from teams t where ctx.actor() is not null or session_user = 'tc_job'
$$;

-- Whether a telephone number is a mobile of this country, however it is spaced. As `takesTexts` of core/duty.
create or replace function net.takes_texts(p_phone text) returns boolean
language sql immutable set search_path = pg_catalog, pg_temp as $$
  select regexp_replace(p_phone, '[ ().-]', '', 'g') ~ '^((\+44|0044)0?|0)7[0-9]{9}$'
$$;

-- Of those who stand in a team's shifts from now on, in its chain or as its manager, whom no message reaches, and why. For one's own
-- organisation. Before the worker ever went round every way out counts as there.
create or replace function net.no_way_out(p_team uuid) returns table (staff_id uuid, why text)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  with now as materialized (select ctx.clock() as at, coalesce((select h.channels from tc.heartbeat h where h.name = 'telling'), '{email,text}') as ways),
  team as (select t.* from tc.team t where t.id = p_team and t.organisation_id = ctx.organisation() and ctx.actor() is not null),
  named as (
    select s.staff_id, s.post_id from tc.duty_shift s, now where s.team_id in (select t.id from team t) and s.ended_at is null and s.until_at > now.at
    union select c.staff_id, c.post_id from tc.duty_chain c join tc.duty_team d on d.team_id = c.team_id and d.chain_version = c.version where c.team_id in (select t.id from team t)
    union select t.manager_staff_id, null from team t where t.manager_staff_id is not null
  ), people as (
    select n.staff_id as id from named n where n.staff_id is not null
    union select h.staff_id from named n join tc.post_holder h on h.post_id = n.post_id, now where h.from_at <= now.at and (h.until_at is null or h.until_at > now.at)
  ), reached as (
    select s.id, coalesce(p.by_email, true) as by_email, coalesce(net.takes_texts(p.mobile), false) as by_text, now.ways
      from people x join tc.staff s on s.id = x.id left join tc.notify_preference p on p.staff_id = s.id, now where s.left_at is null or s.left_at > now.at
  )
  select r.id, case when r.by_email or r.by_text then 'no way out' else 'chose none' end from reached r
   where not (r.by_email and 'email' = any (r.ways)) and not (r.by_text and 'text' = any (r.ways))
$$;

-- Writes what was decided, each once: `tell` makes a notice and its messages, `look` only says when to look again.
-- `p_channels`: the ways out that this installation has. Returns how many notices are new.
create or replace function net.tell(p_tell jsonb, p_look jsonb, p_channels text[]) returns int
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  v_now timestamptz := ctx.clock();
  v_told int;
  v_dropped uuid[];
begin
  if jsonb_array_length(p_look) > 0 then
    update tc.notice n set look_at = (l."lookAt")::timestamptz,
           unanswered_at = case when l.unanswered and n.acknowledged_at is null then coalesce(n.unanswered_at, v_now) when not l.unanswered then null else n.unanswered_at end
      from jsonb_to_recordset(p_look) as l("personId" uuid, key text, "gapFrom" timestamptz, "teamId" uuid, "lookAt" text, unanswered boolean)
     where n.person_id = l."personId" and n.obligation_key = l.key and n.gap_from = l."gapFrom" and n.team_id = l."teamId";
  end if;
  with wanted as materialized (
    select * from jsonb_to_recordset(p_tell) as t(id uuid, "personId" uuid, key text, "gapFrom" timestamptz, level int, definition text, minutes int, critical boolean,
      "aboutId" uuid, "teamId" uuid, "organisationId" uuid, "toKey" text, "toStaff" uuid[], "toTeamId" uuid, because text, words text, email text, phone text, "lookAt" timestamptz)
  ), told as (
    insert into tc.notice (id, person_id, obligation_key, gap_from, level, definition, minutes, about_id, team_id, organisation_id, to_key, to_staff, to_team_id, because, to_words, told_at, look_at, folded_into)
    select w.id, w."personId", w.key, w."gapFrom", w.level, w.definition, w.minutes, w."aboutId", w."teamId", w."organisationId", w."toKey", w."toStaff", w."toTeamId", w.because, w.words, v_now, w."lookAt",
           -- one of the same kind about the same person stands with the same recipient already; what is critical is never folded
           case when w.critical then null else coalesce((select n.id from tc.notice n where n.team_id = w."teamId" and n.closed_at is null and n.folded_into is null
              and n.person_id = w."personId" and n.definition = w.definition and n.to_key = w."toKey" and n.told_at > v_now - interval '1 day'
              and (n.obligation_key, n.gap_from) is distinct from (w.key, w."gapFrom") order by n.told_at limit 1),
             -- or is told with it, in this very lot
             (select b.id from wanted b where b."teamId" = w."teamId" and b."personId" = w."personId" and b.definition = w.definition and b."toKey" = w."toKey"
                and (b."gapFrom", b.key) < (w."gapFrom", w.key) order by b."gapFrom", b.key limit 1)) end
      from wanted w
    on conflict on constraint notice_once do nothing
    returning id, person_id, obligation_key, team_id, organisation_id, to_key, to_staff, to_team_id, folded_into
  ), readers as (
    select t.*, s.id as staff_id, s.email, true as by_name from told t join tc.staff s on s.id = any (t.to_staff)
    union
    -- told as a whole: whoever is of that team and is not away
    select t.*, s.id, s.email, false from told t
      join tc.post o on o.team_id = t.to_team_id and t.to_key = 'team:' || t.to_team_id
      join tc.post_holder h on h.post_id = o.id and h.from_at <= v_now and (h.until_at is null or h.until_at > v_now)
      join tc.staff s on s.id = h.staff_id and (s.left_at is null or s.left_at > v_now)
     where not exists (select from tc.staff_absence a where a.staff_id = s.id and a.from_at <= v_now and a.until_at > v_now)
  ), addresses as (
    -- whoever is told by name gets an email until they turn it off
    select r.id, 'email' as channel, r.email as address, r.staff_id, 'staff' as kind from readers r left join tc.notify_preference p on p.staff_id = r.staff_id where coalesce(p.by_email, r.by_name)
    union all
    select r.id, 'text', p.mobile, p.staff_id, 'staff' from readers r join tc.notify_preference p on p.staff_id = r.staff_id and p.mobile is not null
    union all
    select w.id, 'email', w.email, null, 'destination' from wanted w where w.email is not null
    union all
    select w.id, 'text', w.phone, null, 'destination' from wanted w where net.takes_texts(w.phone)
  ), out as (
    -- the report of a death tells staff of itself, in words that name nobody: it is not held by that very death
    insert into tc.message_out (channel, to_address, to_kind, to_staff_id, template, person_id, organisation_id, team_id, notice_id, next_at, created_at, state, why)
    select a.channel, a.address, a.kind, a.staff_id, 'something needs you', case when not starts_with(t.obligation_key, 'N11:death:') then t.person_id end,
           t.organisation_id, t.team_id, t.id, v_now, v_now, case when c.exists then 'queued' else 'failed' end, case when not c.exists then 'this installation has no such way out' end
      from told t join addresses a on a.id = t.id cross join lateral (select a.channel = any (p_channels) as exists) c
     where t.folded_into is null
    on conflict on constraint message_out_once do nothing
    returning *
  )
  select (select count(*) from told), coalesce((select array_agg(o.id) from out o where o.state = 'failed'), '{}') into v_told, v_dropped;
  -- once for each who cannot be reached, until somebody has seen to it
  perform net.message_task(x.id, true) from unnest(v_dropped) x(id);
  return v_told;
end
$$;

-- One message a day to each who wants one, within two hours of the time they chose, when something of their teams waits; nothing where
-- nothing does, and then the day is done too. Nothing where this installation has no way to send it.
create or replace function net.send_digests(p_channels text[]) returns int
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  v_now timestamptz := ctx.clock();
  v_local timestamp := v_now at time zone 'Europe/London';
  v_day date := v_local::date;
  v_n int;
begin
  with due as materialized (
    select p.staff_id, way.channel, case way.channel when 'email' then s.email else p.mobile end as address, h.teams[1] as team_id,
           (select t.organisation_id from tc.team t where t.id = h.teams[1]) as organisation_id,
           -- what another team owes and this one must know of, too
           (select count(*) from net.obligation o where (o.team_id = any (h.teams) or o.told_team_id = any (h.teams)) and o.gap_from <= v_now and o.gap_until > v_now)
           + (select count(*) from tc.task k where k.team_id = any (h.teams) and k.done_at is null)
           -- referrals that nobody of the team has opened yet
           + (select count(*) from tc.referral r join tc.service v on v.id = r.service_id where v.team_id = any (h.teams) and r.word = 'sent')
           -- opened ones whose answer is due within a day, and questions about those that the team sent
           + (select count(*) from net.obligation o join tc.referral r on r.id = o.about_id and r.word in ('seen', 'question asked')
               where o.kind = 'N5' and o.team_id = any (h.teams) and o.gap_from > v_now and o.gap_from <= v_now + interval '24 hours')
           + (select count(*) from tc.referral r where r.from_team_id = any (h.teams) and r.word = 'question asked'
               -- one that waits too long is a gap already
               and not exists (select from net.obligation o where o.person_id = r.person_id and o.key = 'N11:question:' || r.id and o.gap_from <= v_now))
           -- whom they go along with tomorrow
           + (select count(*) from tc.appointment m where m.goes_staff_id = p.staff_id and m.state = 'planned' and m.remind_on = v_day and net.death_state(m.person_id) = 'none') as things
      from tc.notify_preference p
      join tc.staff s on s.id = p.staff_id and (s.left_at is null or s.left_at > v_now)
      cross join lateral (select case when p.by_email and 'email' = any (p_channels) then 'email' when p.mobile is not null and 'text' = any (p_channels) then 'text' end as channel) way
      -- every post they hold now, each team once, the oldest first
      cross join lateral (select array_agg(x.team_id order by x.from_at, x.team_id) as teams
         from (select po.team_id, min(ph.from_at) as from_at from tc.post_holder ph join tc.post po on po.id = ph.post_id
                where ph.staff_id = p.staff_id and ph.from_at <= v_now and (ph.until_at is null or ph.until_at > v_now) group by po.team_id) x) h
     where v_local >= v_day + p.digest_at and v_local < v_day + p.digest_at + interval '2 hours' and way.channel is not null and h.teams is not null
       and not exists (select from tc.digest_sent g where g.staff_id = p.staff_id and g.on_day = v_day)
       and not exists (select from tc.staff_absence a where a.staff_id = p.staff_id and a.from_at <= v_now and a.until_at > v_now)
  ), written as (
    insert into tc.digest_sent (staff_id, on_day, things, at) select staff_id, v_day, things, v_now from due
    on conflict do nothing returning staff_id, things
  )
  insert into tc.message_out (channel, to_address, to_kind, to_staff_id, template, slots, organisation_id, team_id, next_at, created_at)
  select d.channel, d.address, 'staff', d.staff_id, 'daily list', jsonb_build_object('count', d.things), d.organisation_id, d.team_id, v_now, v_now
    from written w join due d on d.staff_id = w.staff_id where w.things > 0;
  get diagnostics v_n = row_count;
  return v_n;
end
$$;

-- Asked at the moment of sending: 'yes', or why not. A death that is reported or confirmed holds whatever is about the person; a message
-- to the person goes only where they said it may.
create or replace function net.may_send(p_message uuid) returns text
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select case
    when m.person_id is not null and net.death_state(m.person_id) <> 'none' then 'a death is reported'
    when m.notice_id is not null and (select n.closed_at is not null from tc.notice n where n.id = m.notice_id) then 'what it was about is settled'
    when m.to_kind = 'staff' and (select s.left_at <= ctx.clock() from tc.staff s where s.id = m.to_staff_id) then 'they have left'
    when m.to_kind = 'person' and not exists (select from tc.contact_point c where c.person_id = m.person_id and c.ended_at is null and c.value = m.to_address
           and c.kind = case m.channel when 'text' then 'mobile' else 'email' end
           and c.safe ->> 'answer' = 'may' and jsonb_exists(c.safe -> 'channels', m.channel)) then 'they did not say that it is safe'
    else 'yes' end
    from tc.message_out m where m.id = p_message
$$;

-- The next message to send, marked as taken. `p_again`: taken ones too, which a worker that was ended left behind. `again` in the answer:
-- it was handed over before, whatever came of it, so the provider is asked first whether it has it.
create or replace function net.claim_message(p_again boolean) returns jsonb
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  m tc.message_out;
  v_now timestamptz := ctx.clock();
begin
  loop
    select * into m from tc.message_out x
     where x.state = 'queued' and x.next_at <= v_now or p_again and x.state = 'claimed'
     order by x.state = 'claimed' desc, x.next_at limit 1 for update skip locked;
    if not found then
      return null;
    end if;
    exit when m.state <> 'claimed' or m.tries < 5;
    -- one that ends whoever sends it must not keep every other from going
    perform net.message_failed(m.id, 'sending it was never finished', true);
  end loop;
  update tc.message_out set state = 'claimed', claimed_at = v_now, tries = tries + 1 where id = m.id;
  return jsonb_build_object('id', m.id, 'channel', m.channel, 'to', m.to_address, 'template', m.template, 'slots', m.slots, 'tries', m.tries + 1, 'again', m.tries > 0);
end
$$;

-- Asks whether it may go and, until the transaction ends, keeps anybody from writing about the person: what is being sent cannot be
-- overtaken by a report. Holds a message that may not go.
create or replace function net.release_message(p_message uuid) returns text
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  v_person uuid;
  v_may text;
begin
  select person_id into v_person from tc.message_out where id = p_message for update;
  if v_person is not null then
    perform from tc.person where id = v_person for share;
  end if;
  v_may := net.may_send(p_message);
  if v_may is distinct from 'yes' then
    update tc.message_out set state = 'held', why = v_may where id = p_message;
  end if;
  return v_may;
end
$$;

create or replace function net.message_sent(p_message uuid, p_state text, p_reference text) returns void
language sql volatile security definer set search_path = pg_catalog, pg_temp as $$
  update tc.message_out set state = p_state, sent_at = ctx.clock(), provider_reference = p_reference, why = null
   where id = p_message and state = 'claimed' and p_state in ('sent', 'practice')
$$;

-- A task for the team, in words, about a message that did not go out. `p_once`: not beside an open one that says the same.
create or replace function net.message_task(p_message uuid, p_once boolean) returns void
language sql volatile security definer set search_path = pg_catalog, pg_temp as $$
  insert into tc.task (id, person_id, organisation_id, team_id, staff_id, kind, about_id, what, since_at, due_at)
  select public.gen_random_uuid(), null, m.organisation_id, m.team_id, null, 'message failed', m.id, said.what, ctx.clock(), ctx.clock()
    from tc.message_out m cross join lateral (select format('A message did not go out: %s to %s, "%s". Ring instead.', case m.channel when 'text' then 'a text' else 'an email' end,
      coalesce((select s.name from tc.staff s where s.id = m.to_staff_id), case m.to_kind when 'destination' then 'the out-of-hours destination' else 'somebody' end),
      case m.template when 'something needs you' then 'Something needs you in Throughcare' when 'daily list' then 'Your daily list' else 'Please ring us' end) as what) said
   where m.id = p_message
     and not (p_once and exists (select from tc.task k where k.team_id = m.team_id and k.kind = 'message failed' and k.done_at is null and k.what = said.what))
$$;

-- Tried again after a while; after five tries, or when trying again is of no use, a task for the team says so in words.
create or replace function net.message_failed(p_message uuid, p_why text, p_final boolean) returns void
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  m tc.message_out;
  v_now timestamptz := ctx.clock();
begin
  select * into m from tc.message_out where id = p_message and state = 'claimed' for update;
  if not found then
    return;
  end if;
  if not p_final and m.tries < 5 then
    update tc.message_out set state = 'queued', next_at = v_now + make_interval(mins => m.tries * m.tries), why = left(p_why, 200) where id = m.id;
    return;
  end if;
  update tc.message_out set state = 'failed', why = left(p_why, 200) where id = m.id;
  perform net.message_task(m.id, false);
end
$$;

-- What was held for a death and may go after all (the report was undone) waits to be sent again.
create or replace function net.release_held() returns int
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare v_n int;
begin
  update tc.message_out m set state = 'queued', next_at = ctx.clock(), why = null
   where m.state = 'held' and m.why = 'a death is reported' and net.death_state(m.person_id) = 'none';
  get diagnostics v_n = row_count;
  return v_n;
end
$$;

create or replace function net.beat(p_due int, p_told int, p_channels text[]) returns void
language sql volatile security definer set search_path = pg_catalog, pg_temp as $$
  insert into tc.heartbeat (name, at, due, told, channels) values ('telling', ctx.clock(), p_due, p_told, p_channels)
  on conflict (name) do update set at = excluded.at, due = excluded.due, told = excluded.told, channels = excluded.channels
$$;

-- The ways out that the worker has, for whoever is signed in; null before it ever went round.
create or replace function net.ways_out() returns text[]
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select h.channels from tc.heartbeat h where h.name = 'telling' and ctx.actor() is not null
$$;

-- When the worker last went round, and the clock by which to judge it. Asked by /health, which is nobody in particular.
create or replace function net.heartbeat() returns table (at timestamptz, now timestamptz)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select (select h.at from tc.heartbeat h where h.name = 'telling'), ctx.clock()
$$;

-- What would have been sent: practice mode alone, for whoever is signed in.
create or replace function net.practice_sent(p_limit int)
returns table (id uuid, channel text, to_address text, template text, slots jsonb, state text, why text, created_at timestamptz, sent_at timestamptz)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select m.id, m.channel, m.to_address, m.template, m.slots, m.state, m.why, m.created_at, m.sent_at
    from tc.message_out m where ctx.mode() = 'practice' and ctx.actor() is not null
   order by m.created_at desc, m.id limit least(p_limit, 200)
$$;

-- Notices of a gap that everybody was told of and nobody acknowledged: for boards, whose asker may not see whom it was told to.
do $$
declare f text;
begin
  foreach f in array array['cannot_wait(jsonb, timestamptz)', 'begin_round(jsonb)', 'due_notices(jsonb)', 'standing_notices()', 'duty_facts(uuid[])', 'tell(jsonb, jsonb, text[])', 'send_digests(text[])', 'message_task(uuid, boolean)', 'ways_out()', 'takes_texts(text)', 'no_way_out(uuid)',
    'may_send(uuid)', 'claim_message(boolean)', 'release_message(uuid)', 'message_sent(uuid, text, text)', 'message_failed(uuid, text, boolean)', 'release_held()', 'beat(int, int, text[])',
    'heartbeat()', 'practice_sent(int)'] loop
    execute format('alter function net.%s owner to tc_net', f);
    execute format('revoke all on function net.%s from public', f);
    execute format('grant execute on function net.%s to tc_net', f);
  end loop;
end
$$;
grant execute on function net.begin_round(jsonb), net.due_notices(jsonb), net.duty_facts(uuid[]), net.tell(jsonb, jsonb, text[]), net.send_digests(text[]), net.may_send(uuid),
  net.claim_message(boolean), net.release_message(uuid), net.message_sent(uuid, text, text), net.message_failed(uuid, text, boolean), net.release_held(), net.beat(int, int, text[]), net.heartbeat() to tc_job;
grant execute on function net.heartbeat(), net.practice_sent(int), net.duty_facts(uuid[]), net.standing_notices(), net.ways_out(), net.no_way_out(uuid) to tc_app;
revoke create on schema net from tc_net;
