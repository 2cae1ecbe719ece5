-- The safety net's own role: reads every fact it needs whoever asks, writes obligations, and tells nobody what it read
-- but the door. Its functions ask for a signed context and for people whom the open command has locked.
do $$
declare t text;
begin
  foreach t in array array['organisation', 'team', 'staff', 'staff_absence', 'post', 'service', 'person', 'transition', 'referral', 'episode',
                           'contact', 'schedule_pause', 'step_down_proposal', 'worry', 'task', 'stay', 'unit', 'leaving_plan', 'sooner_contact',
                           'lead_named', 'lead_handover', 'transition_closing', 'post_holder', 'stay_end_undone'] loop
    execute format('create policy net_reads on tc.%I for select to tc_net using (true)', t);
    execute format('grant select on tc.%I to tc_net', t);
  end loop;
  -- a row lock takes the right to update; nothing it could write would pass
  foreach t in array array['organisation', 'team', 'staff', 'post', 'service', 'person'] loop
    execute format('create policy net_locks on tc.%I for update to tc_net using (true) with check (false)', t);
    execute format('grant update (id) on tc.%I to tc_net', t);
  end loop;
end
$$;
-- create is taken back at the end of this file; a function's owner needs it at the moment it is handed over
grant usage, create on schema net to tc_net;
-- transitions are worked out from stays and referrals and written here alone
create policy net_all on tc.transition for all to tc_net using (true) with check (true);
grant insert, update, delete on tc.transition to tc_net;
create policy net_all on net.obligation for all to tc_net using (true) with check (true);
create policy net_all on net.open_command for all to tc_net using (true) with check (true);
grant select, insert, update, delete on net.obligation to tc_net;
grant select, insert, update, delete on net.open_command to tc_net;

-- An instant as the rules write it; null for none and for never.
create or replace function net.iso(p_at timestamptz) returns text
language sql stable as $$
  select case when pg_catalog.isfinite(p_at) then pg_catalog.to_char(p_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') end
$$;

-- Locks people by ascending id and writes them down as named by this transaction. Returns how many there are.
-- 'no key update' holds off every other command and lets through rows that only point at the person.
create or replace function net.hold(p_people uuid[]) returns int
language plpgsql volatile set search_path = pg_catalog, pg_temp as $$
declare
  v_held uuid[];
begin
  select array_agg(l.id) into v_held
    from (select p.id from tc.person p where p.id = any (p_people) order by p.id for no key update) l;
  insert into net.open_command (xid, person_id)
  select pg_current_xact_id(), id from unnest(v_held) id
  on conflict do nothing;
  return coalesce(cardinality(v_held), 0);
end
$$;

-- First act of a command: shared facts it changes or relies on, all by ascending id, then the people it names.
-- Returns how many rows were locked; fewer than asked means that something does not exist. Nothing without a context.
create or replace function net.lock(p_change uuid[], p_rely uuid[], p_people uuid[]) returns int
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  v_locked int := 0;
  t text;
  r record;
begin
  if ctx.actor() is null then
    return 0;
  end if;
  for r in
    select id, bool_or(change) as change
      from (select unnest(p_change) as id, true as change union all select unnest(p_rely), false) asked
     group by id order by id
  loop
    -- one row at a time, so that two commands always meet in the same order whichever tables they name
    if r.change then
      perform from tc.staff where id = r.id for no key update;
      if not found then perform from tc.service where id = r.id for no key update; end if;
      if not found then perform from tc.team where id = r.id for no key update; end if;
      if not found then perform from tc.post where id = r.id for no key update; end if;
      if not found then perform from tc.organisation where id = r.id for no key update; end if;
    else
      perform from tc.staff where id = r.id for share;
      if not found then perform from tc.service where id = r.id for share; end if;
      if not found then perform from tc.team where id = r.id for share; end if;
      if not found then perform from tc.post where id = r.id for share; end if;
      if not found then perform from tc.organisation where id = r.id for share; end if;
    end if;
    if found then v_locked := v_locked + 1; end if;
  end loop;
  -- whoever acts is relied on too (the sender owns a referral): an absence recorded at the same moment waits
  if ctx.actor() <> all (p_change) then
    perform from tc.staff where id = ctx.actor() for share;
  end if;
  return v_locked + net.hold(p_people);
end
$$;

-- The people whose obligations rest on these shared facts, locked and written down: an absence names nobody.
-- Nobody for an asker whose post changes no shared facts.
create or replace function net.touched(p_change uuid[]) returns setof uuid
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  v_staff uuid[];
  v_teams uuid[];
  v_services uuid[];
  v_people uuid[];
begin
  if ctx.actor() is null or not (ctx.has_right('staff.manage') or ctx.has_right('service.manage') or ctx.has_right('organisation.manage')) then
    return;
  end if;
  -- the staff members changed, and those for whom one of them covers
  select array_agg(id) into v_staff from (
    select id from tc.staff where id = any (p_change)
    union select a.staff_id from tc.staff_absence a where a.cover_staff_id = any (p_change)) s;
  select array_agg(id) into v_teams from tc.team where id = any (p_change) or organisation_id = any (p_change) and closed_at is not null;
  select array_agg(id) into v_services from tc.service where id = any (p_change) or team_id = any (v_teams);
  select array_agg(person_id order by person_id) into v_people from (
    select r.person_id from tc.referral r where r.from_staff_id = any (v_staff)
    union select e.person_id from tc.episode e where e.key_worker_staff_id = any (v_staff) and e.state = 'open'
    union select c.person_id from tc.contact c where c.staff_id = any (v_staff) and c.resolved_at is null
             and c.state in ('planned', 'no answer', 'did not happen')
    union select k.person_id from tc.task k where k.staff_id = any (v_staff) and k.done_at is null
    -- a team's or a service's rows: whatever waits there, whatever it sent, whatever it supports
    union select k.person_id from tc.task k where k.team_id = any (v_teams) and k.done_at is null
    union select w.person_id from tc.worry w where w.team_id = any (v_teams) and w.done_at is null
    union select c.person_id from tc.contact c where (c.team_id = any (v_teams) or c.service_id = any (v_services))
             and c.resolved_at is null and c.state in ('planned', 'no answer', 'did not happen')
    union select e.person_id from tc.episode e where (e.team_id = any (v_teams) or e.service_id = any (v_services)) and e.state = 'open'
    union select s.person_id from tc.step_down_proposal s join tc.episode e on e.id = s.episode_id
           where (e.team_id = any (v_teams) or e.service_id = any (v_services)) and s.settled_at is null
    union select r.person_id from tc.referral r where r.from_team_id = any (v_teams) or r.service_id = any (v_services)
    -- whoever leads somebody's way out: named, asked by name, or the manager of a ward; and the teams that lead
    union select n.person_id from tc.lead_named n where n.staff_id = any (v_staff) or n.team_id = any (v_teams)
    union select h.person_id from tc.lead_handover h where h.to_staff_id = any (v_staff) or h.to_team_id = any (v_teams)
    union select s.person_id from tc.stay s where s.team_id = any (v_teams)
             or s.team_id in (select m.id from tc.team m where m.manager_staff_id = any (v_staff))
    -- plans of a team whose services have signed when they are looked at again
    union select x.person_id from tc.plan x where x.team_id = any (v_teams)
             or x.team_id in (select sv.team_id from tc.service sv where sv.id = any (v_services))
    union select o.person_id from net.obligation o where o.team_id = any (v_teams)
  ) relies
  -- a way out that is open, a death, or anything that goes on without one
  where exists (select from tc.transition t where t.person_id = relies.person_id and t.state <> 'closed')
     or exists (select from tc.death_report d where d.person_id = relies.person_id)
     or exists (select from tc.episode e where e.person_id = relies.person_id and e.state = 'open')
     or exists (select from tc.contact c where c.person_id = relies.person_id and c.resolved_at is null and c.state in ('planned', 'no answer', 'did not happen'))
     or exists (select from tc.task k where k.person_id = relies.person_id and k.done_at is null)
     or exists (select from tc.worry w where w.person_id = relies.person_id and w.done_at is null)
     or exists (select from tc.referral r where r.person_id = relies.person_id
                 and (r.word in ('sent', 'seen', 'question asked', 'taken on', 'started') or r.word = 'not taken on' and r.way_onward is null));
  perform net.hold(v_people);
  return query select unnest(v_people);
end
$$;

-- What falls due for being looked at again about one person: a row with all of it and the teams it names. Due `weeks` after `from_on`,
-- null for no length. The last review of a thing settles the day that counted then and sets the next one, or lets its length run anew; what happened since (a new step, a new version, a new answer) counts anew.
create or replace function net.reviews_due(p_person uuid) returns table (j json, teams uuid[])
language sql stable set search_path = pg_catalog, pg_temp as $$
  with base as (
    select 'schedule' as kind, e.id as about_id, e.team_id, s.team_id as service_team_id, e.key_worker_staff_id as staff_id, d.decided_at as since,
           d.from_on, (select (x.j ->> 'targetWeeks')::int from tc.pathway_version v, jsonb_array_elements(coalesce(v.body -> 'support' -> 'steps', '[]')) x (j)
                             where v.pathway_id = e.pathway_id and v.version = e.pathway_version and x.j ->> 'id' = d.step_id) as weeks
      from tc.episode e join tc.service s on s.id = e.service_id
      join lateral (select c.* from tc.schedule_decision c where c.episode_id = e.id order by c.decided_at desc, c.id desc limit 1) d on true
     where e.person_id = p_person and e.state = 'open'
    union all
    select 'stage', e.id, e.team_id, s.team_id, e.key_worker_staff_id, e.stage_since_at,
           (e.stage_since_at at time zone 'Europe/London')::date, (select (x.j ->> 'targetWeeks')::int from tc.pathway_version v, jsonb_array_elements(v.body -> 'stages') x (j)
                             where v.pathway_id = e.pathway_id and v.version = e.pathway_version and x.j ->> 'id' = e.stage_id)
      from tc.episode e join tc.service s on s.id = e.service_id
     where e.person_id = p_person and e.state = 'open'
    union all
    select 'plan', l.plan_id, l.team_id, l.team_id, null, l.at, (l.at at time zone 'Europe/London')::date, (
             select min(w.weeks) from tc.service s
               cross join lateral (select r.weeks from tc.review_setting r where r.service_id = s.id and r.kind = 'plan' order by r.at desc, r.id desc limit 1) w
              where s.team_id = l.team_id)
      from (select distinct on (x.plan_id) x.plan_id, x.team_id, x.at from tc.plan x where x.person_id = p_person order by x.plan_id, x.version desc) l
    union all
    select 'communication', p.id, null, null, null, null, (p.communication ->> 'reviewOn')::date, 0 from tc.person p where p.id = p_person
    union all
    -- asked again as long as the service has, or may have, anything to do with them
    select 'sharing', l.recipient_service_id, l.team_id, s.team_id, null, l.decided_at, l.review_on, 0
      from (select distinct on (d.recipient_service_id) d.* from tc.sharing_decision d where d.person_id = p_person
             order by d.recipient_service_id, (d.answer in ('yes', 'some', 'no')) desc, d.decided_at desc, d.id desc) l
      join tc.service s on s.id = l.recipient_service_id
     where exists (select from tc.episode e where e.person_id = p_person and e.service_id = l.recipient_service_id and e.state = 'open')
        or exists (select from tc.referral r where r.person_id = p_person and r.service_id = l.recipient_service_id
                     and r.word in ('sent', 'seen', 'question asked', 'taken on', 'started'))
  ), due as (
    select b.*, case when last.id is null then b.from_on + 7 * b.weeks
                     -- an empty day is that length again; what is asked again has none, and said why it is not
                     else coalesce(last.next_on, case when b.kind in ('schedule', 'stage', 'plan')
                                                      then (last.done_at at time zone 'Europe/London')::date + 7 * b.weeks end) end as counts_on
      from base b
      left join lateral (
        select v.id, v.next_on, v.done_at from tc.review v
         where v.person_id = p_person and v.kind = b.kind and v.about_id = b.about_id
           and case when b.since is null then v.due_on >= b.from_on + 7 * b.weeks else v.done_at >= b.since end
         order by v.done_at desc, v.id desc limit 1) last on true
  )
  select json_agg(json_build_object('kind', d.kind, 'aboutId', d.about_id, 'teamId', d.team_id, 'serviceTeamId', d.service_team_id,
           'staffId', d.staff_id, 'dueOn', d.counts_on)),
         coalesce(array_agg(d.team_id) filter (where d.team_id is not null), '{}') || coalesce(array_agg(d.service_team_id) filter (where d.service_team_id is not null), '{}')
    from due d where d.counts_on is not null
$$;

-- One row a person: the facts of core/safetynet/facts.ts. Ids, states and instants only.
-- One lateral step a table, each an index look-up, so that the one plan kept in the session serves one person and a thousand.
-- (Also tried: one pass over each table for everybody, joined by person. It was slower in the one form measured.)
create or replace function net.facts_of(p_people uuid[]) returns table (person_id uuid, facts json)
language plpgsql stable set search_path = pg_catalog, pg_temp set plan_cache_mode = force_generic_plan as $$
begin
  return query
  select p.id, json_build_object(
    'personId', p.id,
    'transition', case m.state
       when 'open' then json_build_object('state', 'open', 'openedAt', net.iso(m.opened_at))
       when 'suspended' then json_build_object('state', 'suspended', 'openedAt', net.iso(m.opened_at), 'suspendedAt', net.iso(m.suspended_at))
       else json_build_object('state', 'none') end,
    'stays', coalesce((select json_agg(json_build_object('id', x.id, 'admittedAt', net.iso(x.admitted_at), 'endedAt', net.iso(x.ended_at),
         'endKnownTo', coalesce(x.ended_known_to, 'minute'),
         -- what a closing took with it opens nothing; a date that still stood when a leaving was undone stands again from then
         'datesEnteredAt', (select net.iso(min(d.at)) from (
             select greatest(l.at, x.admitted_at) as at from tc.leaving_plan l where l.stay_id = x.id and (l.planned_on is not null or l.ready_on is not null)
             union all
             select u.at from tc.stay_end_undone u where u.stay_id = x.id and u.ended_at is not null
                and (select l.planned_on is not null or l.ready_on is not null from tc.leaving_plan l where l.stay_id = x.id and l.at <= u.at order by l.version desc limit 1)) d
            where d.at > coalesce(cl.last_at, '-infinity')),
         'endUndoneAt', net.iso((select max(u.at) from tc.stay_end_undone u where u.stay_id = x.id and u.ended_at is not null)),
         'endKnownAt', net.iso(greatest(x.recorded_at, (select max(u.at) from tc.stay_end_undone u where u.stay_id = x.id and u.ended_at is not null))),
         'ward', json_build_object('teamId', x.team_id, 'sinceAt', net.iso(x.team_since_at), 'managerStaffId', xt.manager_staff_id, 'unitHours',
           -- those that held when the person left
           coalesce((select h.hours from tc.unit_hours h where h.unit_id = xu.id and h.from_at <= coalesce(x.ended_at, 'infinity')
              order by h.from_at desc, h.version desc limit 1), xu.safety_hours),
           'soonerSinceAt', (select net.iso(max(d.decided_at)) from tc.sooner_contact d where d.stay_id = x.id
              and not exists (select from tc.sooner_contact_end de where de.decision_id = d.id)))))
       from tc.stay x join tc.unit xu on xu.id = x.unit_id join tc.team xt on xt.id = x.team_id where x.person_id = p.id), '[]'),
    -- the first that happened since the last leaving; every mode that the table allows is a live one. Of a leaving known to the day only,
    -- one of that day is after it where its writer says so
    'met', coalesce((select json_agg(json_build_object('id', x.id, 'mode', x.mode, 'happenedAt', net.iso(x.happened_at), 'afterStayId', x.after_stay_id)) from (
         select k.id, k.mode, k.happened_at, k.after_stay_id
           from (select e.id, e.ended_at, case e.ended_known_to when 'day' then ((e.ended_at at time zone 'Europe/London')::date + 1)::timestamp at time zone 'Europe/London'
                          else e.ended_at end as sure_at
                   from tc.stay e where e.person_id = p.id and e.ended_at is not null order by e.ended_at desc, e.admitted_at desc, e.id desc limit 1) l
           join tc.contact k on k.person_id = p.id and k.state = 'happened' and k.happened_at >= l.ended_at
            and (k.happened_at >= l.sure_at or k.after_stay_id = l.id)
          order by k.happened_at, k.id limit 1) x), '[]'),
    'sent', coalesce((select json_agg(json_build_object('id', x.id, 'sentAt', net.iso(x.sent_at), 'stayId', x.stay_id))
       from tc.referral x where x.person_id = p.id), '[]'),
    'leads', coalesce(ld.j, '[]'), 'offers', coalesce(ho.j, '[]'),
    'closings', coalesce((select json_agg(json_build_object('id', x.id, 'transitionId', x.transition_id, 'at', net.iso(x.closed_at)))
       from tc.transition_closing x where x.person_id = p.id), '[]'),
    -- the employed posts of whoever was named or asked, and of whoever covers for somebody, in a team that leads or was asked
    'posts', case when ld.staff is null and ho.staff is null and cover.staff is null then '[]' else coalesce((
         select json_agg(json_build_object('teamId', lp.team_id, 'staffId', lh.staff_id, 'from', net.iso(lh.from_at), 'until', net.iso(lh.until_at)))
           from tc.post_holder lh join tc.post lp on lp.id = lh.post_id and not lp.voluntary
          where lh.staff_id = any (ld.staff || ho.staff || cover.staff) and lp.team_id = any (ld.teams || ho.teams || y.teams)), '[]') end,
    'plans', coalesce(pl.j, '[]'), 'reviews', coalesce(rv.j, '[]'),
    'referrals', coalesce(r.j, '[]'), 'episodes', coalesce(e.j, '[]'), 'contacts', coalesce(c.j, '[]'), 'waiting', coalesce(w.j, '[]'),
    'death', dd.j,
    'staff', coalesce(st.j, '[]'), 'teams', coalesce(tm.j, '[]'))
    from unnest(p_people) p(id)
    left join tc.transition m on m.person_id = p.id and m.state <> 'closed'
    left join lateral (select max(x.closed_at) as last_at from tc.transition_closing x where x.person_id = p.id) cl on true
    left join lateral (
      select json_agg(json_build_object('id', x.id, 'word', x.word, 'sentAt', net.iso(x.sent_at), 'replyByAt', net.iso(x.reply_by_at),
               'questionAskedAt', net.iso(x.question_asked_at), 'answeredAt', net.iso(x.answered_at), 'wayOnward', x.way_onward is not null,
               'hasEpisode', exists (select from tc.episode te where te.person_id = x.person_id and te.referral_id = x.id),
               'fromStaffId', x.from_staff_id, 'fromTeamId', x.from_team_id, 'toTeamId', s.team_id)) as j,
             array_agg(x.from_staff_id) as staff, array_agg(x.from_team_id) || array_agg(s.team_id) as teams
        from tc.referral x join tc.service s on s.id = x.service_id
       where x.person_id = p.id
         and (x.word in ('sent', 'seen', 'question asked', 'taken on', 'started') or x.word = 'not taken on' and x.way_onward is null)) r on true
    left join lateral (
      select json_agg(json_build_object('id', x.id, 'teamId', x.team_id, 'serviceTeamId', s.team_id, 'startedAt', net.iso(x.started_at),
               'startOn', x.start_on, 'keyWorkerStaffId', x.key_worker_staff_id, 'firstContactAt', net.iso(x.first_contact_at),
               'lastContactAt', net.iso(last.happened_at),
               'noNextContact', case when x.no_next_contact_reason is not null and x.no_next_contact_from_at is not null then
                  json_build_object('from', net.iso(x.no_next_contact_from_at), 'until', net.iso(x.no_next_contact_until_at)) end,
               'pauses', coalesce((select json_agg(json_build_object('from', net.iso(sp.from_at), 'until', net.iso(sp.until_at)))
                  from tc.schedule_pause sp where sp.episode_id = x.id), '[]'),
               'sentBy', case when er.id is not null then json_build_object('staffId', er.from_staff_id, 'teamId', er.from_team_id) end)) as j,
             array_agg(er.from_staff_id) || array_agg(x.key_worker_staff_id) as staff,
             array_agg(er.from_team_id) || array_agg(x.team_id) || array_agg(s.team_id) as teams
        from tc.episode x join tc.service s on s.id = x.service_id left join tc.referral er on er.id = x.referral_id
        left join lateral (select max(k.happened_at) as happened_at from tc.contact k where k.episode_id = x.id and k.state = 'happened') last on true
       where x.person_id = p.id and x.state = 'open') e on true
    left join lateral (
      select json_agg(json_build_object('id', x.id, 'episodeId', x.episode_id, 'teamId', x.team_id, 'serviceTeamId', coalesce(s.team_id, x.team_id),
               'staffId', x.staff_id, 'keyWorkerStaffId', ce.key_worker_staff_id, 'mode', x.mode, 'state', x.state, 'windowFromAt', net.iso(x.window_from_at),
               'windowUntilAt', net.iso(x.window_until_at), 'plannedAt', net.iso(x.planned_at), 'recordedAt', net.iso(x.recorded_at), 'resolvedAt', null)) as j,
             array_agg(distinct x.staff_id) as staff, array_agg(distinct x.team_id) || array_agg(distinct s.team_id) as teams
        from tc.contact x left join tc.service s on s.id = x.service_id left join tc.episode ce on ce.id = x.episode_id
       where x.person_id = p.id and x.resolved_at is null and x.state in ('planned', 'no answer', 'did not happen')) c on true
    left join lateral (
      select json_agg(v.j) as j, array_agg(v.staff_id) as staff, array_agg(v.team_id) || array_agg(v.service_team_id) as teams
        from (
          select x.staff_id, x.team_id, x.team_id as service_team_id, json_build_object('kind', 'task', 'id', x.id, 'sinceAt', net.iso(x.since_at),
                   'dueAt', net.iso(x.due_at), 'teamId', x.team_id, 'staffId', x.staff_id) as j
            from tc.task x where x.person_id = p.id and x.done_at is null
          union all
          select null, pe.team_id, s.team_id, json_build_object('kind', 'proposal', 'id', x.id, 'sinceAt', net.iso(x.proposed_at),
                   'teamId', pe.team_id, 'serviceTeamId', s.team_id)
            from tc.step_down_proposal x join tc.episode pe on pe.id = x.episode_id join tc.service s on s.id = pe.service_id
           where x.person_id = p.id and x.settled_at is null
          union all
          select null, x.team_id, x.team_id, json_build_object('kind', 'worry', 'id', x.id, 'sinceAt', net.iso(x.raised_at), 'teamId', x.team_id)
            from tc.worry x where x.person_id = p.id and x.done_at is null) v) w on true
    left join lateral (
      select json_agg(json_build_object('id', x.id, 'stayId', x.stay_id, 'teamId', x.team_id, 'staffId', x.staff_id, 'at', net.iso(x.at))) as j,
             array_agg(x.staff_id) as staff, array_agg(x.team_id) as teams
        from tc.lead_named x where x.person_id = p.id) ld on true
    left join lateral (
      select json_agg(json_build_object('id', x.id, 'stayId', x.stay_id, 'toTeamId', x.to_team_id, 'toStaffId', x.to_staff_id,
               'offeredAt', net.iso(x.offered_at), 'answer', x.answer, 'answeredAt', net.iso(x.answered_at))) as j,
             array_agg(x.to_staff_id) as staff, array_agg(x.to_team_id) as teams
        from tc.lead_handover x where x.person_id = p.id and x.what = 'lead') ho on true
    -- plans for a stay: ids of those named, and which version each has
    left join lateral (
      select json_agg(json_build_object('id', v.plan_id, 'stayId', v.stay_id, 'teamId', v.team_id, 'versions', v.j, 'receipts', coalesce(
               (select json_agg(json_build_object('version', x.version, 'recipientId', x.recipient_id)) from tc.plan_receipt x where x.plan_id = v.plan_id), '[]'))) as j,
             array_agg(v.team_id) as teams
        from (
          select x.plan_id, x.stay_id, x.team_id, json_agg(json_build_object('version', x.version, 'at', net.iso(x.at),
                   'named', coalesce((select json_agg(n.j ->> 'id') from jsonb_array_elements(x.named) n (j)), '[]')) order by x.version) as j
            from tc.plan x where x.person_id = p.id and x.stay_id is not null group by x.plan_id, x.stay_id, x.team_id) v) pl on true
    left join lateral net.reviews_due(p.id) rv on true
    left join lateral (select array_agg(x.team_id) as teams, array_agg(yt.manager_staff_id) as staff
        from tc.stay x join tc.team yt on yt.id = x.team_id where x.person_id = p.id) y on true
    -- what is said of a death and not undone; the teams whose service had an open episode when it was confirmed
    left join lateral (
      select json_build_object('reportId', dr.id, 'reportedAt', net.iso(dr.reported_at), 'teamId', dr.team_id,
               'confirmed', case when dc.what = 'confirmed' then json_build_object('id', dc.id, 'at', net.iso(dc.decided_at),
                 'services', to_json(coalesce(ds.teams, '{}')),
                 'done', to_json(array(select da.team_id from tc.death_after da where da.decision_id = dc.id))) end) as j,
             array[dr.team_id] || ds.teams as teams
        from (select x.* from tc.death_report x where x.person_id = p.id order by x.version desc limit 1) dr
        left join lateral (select x.* from tc.death_decision x where x.report_id = dr.id order by x.version desc limit 1) dc on true
        left join lateral (select array_agg(distinct s.team_id) as teams from tc.episode x join tc.service s on s.id = x.service_id
            where dc.what = 'confirmed' and x.person_id = p.id and x.started_at <= dc.decided_at and (x.ended_at is null or x.ended_at > dc.decided_at)) ds on true
       where dc.what is distinct from 'report undone') dd on true
    cross join lateral (select r.staff || e.staff || c.staff || w.staff || y.staff || ld.staff || ho.staff as staff,
        r.teams || e.teams || c.teams || w.teams || y.teams || ld.teams || ho.teams || pl.teams || rv.teams || dd.teams as teams) named
    left join lateral (
      select array_agg(a.cover_staff_id) as staff from tc.staff_absence a where a.staff_id = any (named.staff)) cover on true
    left join lateral (
      select json_agg(json_build_object('id', x.id, 'leftAt', net.iso(x.left_at), 'absences', coalesce(
               (select json_agg(json_build_object('from', net.iso(a.from_at), 'until', net.iso(a.until_at), 'coverStaffId', a.cover_staff_id,
                  'recordedAt', net.iso(a.recorded_at))) from tc.staff_absence a where a.staff_id = x.id), '[]'))) as j
        from tc.staff x where x.id = any (named.staff || cover.staff)) st on true
    left join lateral (
      select json_agg(json_build_object('id', x.id, 'organisationId', x.organisation_id, 'closedAt', net.iso(x.closed_at),
               'drugAndAlcohol', x.drug_and_alcohol, 'rootOwnerStaffId', o.root_owner_staff_id)) as j
        from tc.team x join tc.organisation o on o.id = x.organisation_id where x.id = any (named.teams)) tm on true;
end
$$;

-- Those of these people whom the open command has locked, each once; none without a context.
create or replace function net.held(p_people uuid[]) returns uuid[]
language sql stable set search_path = pg_catalog, pg_temp as $$
  select coalesce(array_agg(o.person_id), '{}') from net.open_command o
   where o.xid = pg_current_xact_id_if_assigned() and o.person_id = any (p_people) and (select ctx.actor()) is not null
$$;

-- The facts of people whom the open command names or was told it touches; nobody else's. The answer never leaves the door.
create or replace function net.facts(p_people uuid[]) returns table (person_id uuid, facts json)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select f.person_id, f.facts from net.facts_of(net.held(p_people)) f
$$;

-- How many gaps and worries stand open about a person whom the open command names: what a decision waits for must not depend on
-- who asks. Those of the drug-and-alcohol class, or kept for one team, count for that team alone: elsewhere hidden and absent are alike.
create or replace function net.open_matters(p_person uuid) returns table (gaps int, worries int)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select (select count(*)::int from net.obligation o
           where o.person_id = h.id and o.gap_from <= (select ctx.now()) and o.gap_until > (select ctx.now())
             -- a proposal that waits too long is a gap too, and must not stand in its own way
             and not starts_with(o.key, 'N11:proposal:')
             -- and a review that is due is done by deciding
             and o.kind <> 'N9'
             and (o.class_bit in (1, 2, 4) or o.team_id = any ((select ctx.grantees())::uuid[]))),
         (select count(*)::int from tc.worry w
           where w.person_id = h.id and w.done_at is null and (w.class_bit in (1, 2, 4) or w.team_id = any ((select ctx.grantees())::uuid[])))
    from unnest(net.held(array[p_person])) as h (id)
$$;

-- Whether the asker has a live row of access to this person with one of these bits. By hand, as in tc.asker_holds, because this role
-- sees every row.
create policy net_reads on acl.access for select to tc_net using (true);
grant select on acl.access to tc_net;
create or replace function net.asker_knows(p_person uuid, p_bits int) returns boolean
language sql stable set search_path = pg_catalog, pg_temp as $$
  select exists (select from acl.access a where a.person_id = p_person and a.grantee_id = any ((select ctx.grantees())::uuid[]) and (a.classes & p_bits) <> 0
           and a.from_at <= (select ctx.now()) and (a.until_at is null or a.until_at > (select ctx.now()))
           and (a.agreement_id is null or a.agreement_id = any ((select ctx.agreements())::uuid[])
             or a.in_care_from_at <= ((select ctx.grace_ends())::timestamptz[])[array_position((select ctx.grace())::uuid[], a.agreement_id)]))
$$;

-- How much stands in the way of closing a person's way out, whoever asks: open gaps, and referrals without an answer or a way
-- onward. Counts alone, and only inside a command that names the person. What it would silence, it must count (decision 0017): the
-- first contact after leaving and the plan (`owed`) are nobody's after a closing, so they count before they are late too.
-- (its columns have had other names)
drop function if exists net.closing_waits(uuid) cascade;
create or replace function net.closing_waits(p_person uuid) returns table (gaps int, owed int, referrals int)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select (select count(*)::int from net.obligation o where o.person_id = h.id and o.kind not in ('N4', 'N8')
             and o.gap_from <= (select ctx.now()) and o.gap_until > (select ctx.now())),
         (select count(*)::int from net.obligation o where o.person_id = h.id and o.kind in ('N4', 'N8') and o.gap_until > (select ctx.now())),
         (select count(*)::int from tc.referral r where r.person_id = h.id
             and (r.word in ('sent', 'seen', 'question asked') or r.word = 'not taken on' and r.way_onward is null))
    from unnest(net.held(array[p_person])) as h (id)
   where (select ctx.has_right('transition.close'))
$$;

-- Who answers for a way out that only a referral opened: whoever sent the oldest that goes on, whoever asks; once its first contact has
-- happened the sender owns it no more (and has core no more), so it is the team that supports; but where the person's answer closes
-- core to that team, the sender still, who has core for it (50-acl.sql). Where no referral goes on, whichever support is open. Ids alone, and only for whoever has core of the person, as who leads is core.
create policy net_reads on acl.closed for select to tc_net using (not acl.lifted(person_id));
grant usage on schema acl to tc_net;
grant select on acl.closed to tc_net;
create or replace function net.answers_for_now(p_person uuid) returns table (team_id uuid, staff_id uuid)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select coalesce(s.team_id, r.from_team_id), case when s.team_id is null then r.from_staff_id else s.key_worker_staff_id end
    from tc.referral r
    left join lateral (select e.team_id, e.key_worker_staff_id from tc.episode e
        where e.person_id = r.person_id and e.state = 'open'
          and (e.referral_id = r.id and e.first_contact_at is not null and not (r.word = 'started' and acl.support_lacks_core(r.id))
               or r.word in ('finished', 'withdrawn') or r.word = 'not taken on' and r.way_onward is not null)
        order by e.started_at, e.id limit 1) s on true
   where r.person_id = p_person and net.asker_knows(p_person, 2)
     and not exists (select from acl.closed c where c.person_id = p_person and c.grantee_id = any ((select ctx.grantees())::uuid[]))
   order by r.word in ('finished', 'not taken on', 'withdrawn'), r.sent_at, r.id limit 1
$$;

-- The transitions of these people as just worked out; a row that says the same stays as it is. Closed ones are history.
create or replace function net.place_transitions(p_rows jsonb, p_people uuid[]) returns void
language plpgsql volatile set search_path = pg_catalog, pg_temp set plan_cache_mode = force_generic_plan as $$
begin
  update tc.transition t set state = 'closed', closed_at = c.closed_at, suspended_at = null, suspended_by_stay_id = null
    from tc.transition_closing c where c.transition_id = t.id and c.person_id = t.person_id and t.person_id = any (p_people) and t.state <> 'closed';
  delete from tc.transition t where t.person_id = any (p_people) and t.state <> 'closed' and not exists (
    select from jsonb_to_recordset(p_rows) as r("personId" uuid, id uuid, kind text, "stayId" uuid, state text, "openedAt" timestamptz, "openedBecause" text,
             "suspendedAt" timestamptz, "suspendedByStayId" uuid)
     where r."personId" = t.person_id and r.id = t.id
       and (r.kind, r."stayId", r.state, r."openedAt", r."openedBecause", r."suspendedAt", r."suspendedByStayId")
           is not distinct from (t.kind, t.stay_id, t.state, t.opened_at, t.opened_because, t.suspended_at, t.suspended_by_stay_id));
  insert into tc.transition (id, person_id, kind, stay_id, state, opened_at, opened_because, suspended_at, suspended_by_stay_id)
  select r.id, r."personId", r.kind, r."stayId", r.state, r."openedAt", r."openedBecause", r."suspendedAt", r."suspendedByStayId"
    from jsonb_to_recordset(p_rows) as r("personId" uuid, id uuid, kind text, "stayId" uuid, state text, "openedAt" timestamptz, "openedBecause" text,
           "suspendedAt" timestamptz, "suspendedByStayId" uuid)
   where r."personId" = any (p_people)
  on conflict (id) do nothing;
end
$$;

-- Replaces what is stored for these people by these rows (`transitions`, `obligations`); only what differs is written.
-- Returns how many obligation rows changed.
-- Refuses (42501) a person whom the open command does not hold, and a row about anybody else: silence would look like safety.
create or replace function net.replace(p_rows jsonb, p_people uuid[]) returns int
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp set plan_cache_mode = force_generic_plan as $$
declare
  v_people uuid[] := net.held(p_people);
  v_obligations jsonb := case jsonb_typeof(p_rows) when 'array' then p_rows else p_rows -> 'obligations' end;
  v_changed int;
begin
  if exists (select unnest(p_people) except select unnest(v_people))
     or exists (select r."personId" from jsonb_to_recordset(v_obligations) as r("personId" uuid) except select unnest(v_people)) then
    raise exception 'obligations are written for people whom the open command holds' using errcode = 'insufficient_privilege';
  end if;
  if jsonb_typeof(p_rows) = 'object' then
    perform net.place_transitions(p_rows -> 'transitions', v_people);
  end if;
  with wanted as materialized (
    select r."personId" as person_id, r.key, r."gapFrom" as gap_from, coalesce(r."gapUntil", 'infinity') as gap_until, r.kind,
           r."aboutId" as about_id, r."teamId" as team_id, r."organisationId" as organisation_id, r."ownerStaffId" as owner_staff_id, r."toldTeamId" as told_team_id,
           r."classBit" as class_bit, r.clears, r.source, r."rulesVersion" as rules_version
      from jsonb_to_recordset(v_obligations) as r("personId" uuid, key text, "gapFrom" timestamptz, "gapUntil" timestamptz, kind text, "aboutId" uuid,
             "teamId" uuid, "organisationId" uuid, "ownerStaffId" uuid, "toldTeamId" uuid, "classBit" int, clears text, source text, "rulesVersion" int)
  ), difference as materialized (
    -- a full join is never planned as list against list, however wrong the guess of how many rows come
    select s.person_id as old_person, s.key as old_key, s.gap_from as old_from, w.*
      from wanted w
      full join (select o.* from net.obligation o where o.person_id = any (v_people)) s
        on s.person_id = w.person_id and s.key = w.key and s.gap_from = w.gap_from
     where w.key is null or s.key is null
        or (s.gap_until, s.kind, s.about_id, s.team_id, s.organisation_id, s.owner_staff_id, s.told_team_id, s.class_bit, s.clears, s.source, s.rules_version)
           is distinct from
           (w.gap_until, w.kind, w.about_id, w.team_id, w.organisation_id, w.owner_staff_id, w.told_team_id, w.class_bit, w.clears, w.source, w.rules_version)
  ), gone as (
    delete from net.obligation o using difference d
     where d.key is null and o.person_id = d.old_person and o.key = d.old_key and o.gap_from = d.old_from
  ), changed as (
    update net.obligation o
       set gap_until = d.gap_until, kind = d.kind, about_id = d.about_id, team_id = d.team_id, organisation_id = d.organisation_id,
           owner_staff_id = d.owner_staff_id, told_team_id = d.told_team_id, class_bit = d.class_bit, clears = d.clears, source = d.source, rules_version = d.rules_version
      from difference d
     where o.person_id = d.person_id and o.key = d.key and o.gap_from = d.gap_from and d.old_key is not null
  ), added as (
    insert into net.obligation (person_id, key, gap_from, gap_until, kind, about_id, team_id, organisation_id, owner_staff_id, told_team_id, class_bit, clears, source, rules_version)
    select d.person_id, d.key, d.gap_from, d.gap_until, d.kind, d.about_id, d.team_id, d.organisation_id, d.owner_staff_id, d.told_team_id, d.class_bit, d.clears, d.source, d.rules_version
      from difference d where d.old_key is null
  )
  select count(*) into v_changed from difference;
  -- what finished transactions wrote down is of no use to anyone; a few at a time, never waiting for another command
  delete from net.open_command o where o.ctid = any (array(
    select d.ctid from net.open_command d where d.xid < pg_snapshot_xmin(pg_current_snapshot()) limit 100 for update skip locked));
  return v_changed;
end
$$;

-- For `throughcare safetynet recompute`: the next people in order, locked, with their facts and the rows now stored.
-- Takes a right of its own, because it reads everyone; the rows may be put right in the same transaction by net.replace.
create or replace function net.recompute_batch(p_after uuid, p_limit int) returns table (person_id uuid, facts json, stored jsonb)
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  v_people uuid[];
begin
  if ctx.actor() is null or not ctx.has_right('safetynet.recompute') then
    raise exception 'recomputing takes the right safetynet.recompute' using errcode = 'insufficient_privilege';
  end if;
  v_people := array(select p.id from tc.person p where p_after is null or p.id > p_after order by p.id limit p_limit);
  perform net.hold(v_people);
  return query
    select f.person_id, f.facts, coalesce(s.j, '[]')
      from net.facts_of(v_people) f
      left join (
        select o.person_id, jsonb_agg(jsonb_build_object('personId', o.person_id, 'key', o.key, 'gapFrom', net.iso(o.gap_from), 'gapUntil', net.iso(o.gap_until),
                 'kind', o.kind, 'aboutId', o.about_id, 'teamId', o.team_id, 'organisationId', o.organisation_id, 'ownerStaffId', o.owner_staff_id, 'toldTeamId', o.told_team_id,
                 'classBit', o.class_bit, 'clears', o.clears, 'source', o.source, 'rulesVersion', o.rules_version) order by o.key, o.gap_from) as j
          from net.obligation o where o.person_id = any (v_people) group by o.person_id) s on s.person_id = f.person_id
     order by f.person_id;
end
$$;

alter function net.iso(timestamptz) owner to tc_net;
alter function net.place_transitions(jsonb, uuid[]) owner to tc_net;
alter function net.hold(uuid[]) owner to tc_net;
alter function net.reviews_due(uuid) owner to tc_net;
alter function net.held(uuid[]) owner to tc_net;
alter function net.facts_of(uuid[]) owner to tc_net;
alter function net.lock(uuid[], uuid[], uuid[]) owner to tc_net;
alter function net.touched(uuid[]) owner to tc_net;
alter function net.facts(uuid[]) owner to tc_net;
alter function net.open_matters(uuid) owner to tc_net;
alter function net.closing_waits(uuid) owner to tc_net;
alter function net.asker_knows(uuid, int) owner to tc_net;
alter function net.answers_for_now(uuid) owner to tc_net;
alter function net.replace(jsonb, uuid[]) owner to tc_net;
alter function net.recompute_batch(uuid, int) owner to tc_net;
revoke all on function net.iso(timestamptz), net.reviews_due(uuid), net.hold(uuid[]), net.held(uuid[]), net.facts_of(uuid[]), net.lock(uuid[], uuid[], uuid[]), net.touched(uuid[]),
  net.facts(uuid[]), net.open_matters(uuid), net.closing_waits(uuid), net.asker_knows(uuid, int), net.answers_for_now(uuid), net.replace(jsonb, uuid[]), net.place_transitions(jsonb, uuid[]), net.recompute_batch(uuid, int) from public;
-- to the owner too: the rules start from nothing, and taking everything back takes an owner's own right as well
grant execute on function net.iso(timestamptz), net.reviews_due(uuid), net.hold(uuid[]), net.held(uuid[]), net.facts_of(uuid[]), net.asker_knows(uuid, int), net.place_transitions(jsonb, uuid[]) to tc_net;
grant execute on function net.answers_for_now(uuid) to tc_app;
grant execute on function net.lock(uuid[], uuid[], uuid[]), net.touched(uuid[]), net.facts(uuid[]), net.open_matters(uuid), net.closing_waits(uuid), net.replace(jsonb, uuid[]),
  net.recompute_batch(uuid, int) to tc_app, tc_job;
revoke create on schema net from tc_net;
-- whoever writes the SQL: a way out is closed by a command that holds the person, and while nothing about them is open
create policy nothing_is_open on tc.transition_closing as restrictive for insert to tc_app with check (
  (select w.gaps = 0 and w.owed = 0 and w.referrals = 0 from net.closing_waits(transition_closing.person_id) w));
create policy by_who_leads on tc.transition_closing as restrictive for insert to tc_app with check (coalesce(
  (select true from tc.stay s where s.person_id = transition_closing.person_id and s.team_id = transition_closing.team_id limit 1),
  (select true from tc.lead_handover h where h.person_id = transition_closing.person_id and h.what = 'lead' and h.answer = 'accepted'
      and h.to_team_id = transition_closing.team_id limit 1),
  -- who covers for the lead, in a team of their own
  (select true from acl.access a where a.person_id = transition_closing.person_id and a.grantee_id = (select ctx.actor())
      and a.basis = 'lead or owner' and (a.classes & 2) <> 0 limit 1),
  -- where only a referral opened it: the team that answers for now
  (select true from tc.transition t, net.answers_for_now(t.person_id) n where t.id = transition_closing.transition_id and t.stay_id is null
      and t.person_id = transition_closing.person_id and n.team_id = transition_closing.team_id limit 1)));
