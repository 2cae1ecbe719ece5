-- What the person's own door shows and takes. Each function answers for whoever asks and for nobody else: the person, or a carer whom
-- the person chose. `my.sheet_of` runs as its asker, so a worker's printed sheet holds what that worker may see.
drop function if exists my.ask_to_stop(uuid, uuid, uuid, uuid, uuid, uuid, text, timestamptz), my.stop(uuid, uuid, uuid, uuid, timestamptz),
  my.stop_carer(uuid, uuid);
grant usage on schema my to tc_my, tc_app, tc_ctx;
grant usage on schema tc, identity, acl, audit, ctx to tc_my;

do $$
declare t text; c text;
begin
  for t, c in select * from (values
    ('tc.person', 'id, display_name, born_on, merged_into'), ('tc.organisation', 'id, name'), ('tc.team', 'id, organisation_id, name, kind, hours, telephone, drug_and_alcohol, closed_at'),
    ('tc.service', 'id, name, team_id, organisation_id'), ('tc.staff', 'id, name'), ('tc.post', 'id, team_id'), ('tc.post_holder', 'post_id, staff_id, from_at, until_at'),
    ('tc.stay', 'id, person_id, team_id, admitted_at, ended_at'), ('tc.transition', 'id, person_id, state, opened_at'), ('tc.episode', 'id, person_id, service_id, team_id, state, key_worker_staff_id, started_at, class_bit'),
    ('tc.contact', 'id, person_id, service_id, team_id, class_bit, on_day, window_from_at, window_until_at, mode, staff_id, state'),
    ('tc.appointment', 'id, person_id, team_id, class_bit, what, place, with_whom, starts_at, goes_staff_id, state'),
    ('tc.lead_handover', 'id, person_id, stay_id, what, answer, answered_at, to_team_id, to_staff_id'),
    ('tc.lead_named', 'id, person_id, stay_id, team_id, staff_id, at'), ('tc.referral', 'id, person_id, service_id, word'),
    ('tc.plan', '*'), ('tc.safety_plan', '*'), ('tc.medicine', 'id, person_id, name, dose_in_words, when_in_words, ended_on'),
    ('tc.carer', 'id, person_id, name, relation, may_be_told, organisation_id, team_id, ended_at'), ('tc.deputy', 'id, person_id, kind, name, telephone, scope, from_on, until_on, ended_on'), ('tc.carer_choice', '*'), ('tc.sharing_decision', '*'), ('tc.sharing_agreement', '*'),
    ('tc.death_report', 'id, person_id'), ('tc.death_decision', 'report_id, version, what'),
    ('tc.person_word', '*'), ('tc.shown_as_team', '*'), ('tc.person_relation', 'person_id, team_id, at'),
    ('acl.access', '*'), ('acl.closed', '*'), ('identity.client', 'id, team_id'), ('identity.person_device', 'id, person_id, carer_id, organisation_id, team_id'),
    ('identity.person_session', 'id, device_id')) v
  loop
    execute format('create policy my_reads on %s for select to tc_my using (true)', t);
    execute format(case when c = '*' then 'grant select on %1$s to tc_my' else 'grant select (%2$s) on %1$s to tc_my' end, t, c);
  end loop;
end
$$;
alter table tc.person_word enable row level security;
alter table tc.person_word force row level security;
alter table tc.shown_as_team enable row level security;
alter table tc.shown_as_team force row level security;
do $$
declare t text;
begin
  foreach t in array array['tc.sharing_decision', 'tc.carer_choice', 'tc.timeline', 'tc.person_word'] loop
    execute format('create policy my_writes on %s for insert to tc_my with check (true)', t);
    execute format('grant insert on %s to tc_my', t);
  end loop;
end
$$;
create policy my_reads on tc.task for select to tc_my using (true);
grant select (id, kind) on tc.task to tc_my;
create policy my_reads on tc.sharing_without for select to tc_my using (true);
grant select (id, told, told_at, person_id, recipient_service_id, from_at, until_at, ended_at) on tc.sharing_without to tc_my;
create policy my_writes on tc.task for insert to tc_my with check (kind in ('words told', 'own door ended'));
grant insert on tc.task to tc_my;
-- the one choice that anybody makes at an own door is that a carer is told nothing
create policy my_stops on tc.carer_choice as restrictive for insert to tc_my with check (topics = '{}' and recorded_by is null);
create policy my_writes on audit.event for insert to tc_my with check (action = 'tell-the-team');
grant insert (at, actor_id, organisation_id, session_id, purpose, action, person_ids, record_ids, outcome) on audit.event to tc_my;
grant execute on function ctx.actor(), ctx.organisation(), ctx.team(), ctx.session(), ctx.now(), ctx.clock(), ctx.purpose(), ctx.grantees(), ctx.agreements(), ctx.grace(), ctx.grace_ends(),
  ctx.has_right(text), ctx.data(), ctx.staff_asks() to tc_my;
grant execute on function ctx.try_sign_in(text[], int[]) to tc_my;
grant execute on function audit.looked_at(uuid, timestamptz, timestamptz) to tc_my;

-- What a carer may be told now: the newest choice; where nothing was chosen, what was written down when the carer was added. Runs as its
-- asker: the functions below for the person and the carer, a staff member under their own row rules.
create or replace function my.carer_told(p_carer uuid) returns jsonb
language sql stable set search_path = pg_catalog, pg_temp as $$
  select coalesce(
    (select jsonb_build_object('answer', case when h.topics = '{}' then 'no' else 'yes' end, 'topics', to_jsonb(h.topics))
       from tc.carer_choice h where h.carer_id = c.id order by h.chosen_at desc, h.id desc limit 1), c.may_be_told)
    from tc.carer c where c.id = p_carer and c.ended_at is null
$$;

-- Whether a door is open: the person's is until a death is reported, a carer's while the person's yes to them stands as well.
-- Follows a record that was put together with another.
create or replace function my.opens_for(p_person uuid, p_carer uuid) returns table (person_id uuid, name text, born_on date)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select p.id, coalesce(c.name, p.display_name), case when p_carer is null then p.born_on end
    from tc.person w
    join tc.person p on p.id = coalesce(w.merged_into, w.id)
    left join tc.carer c on c.id = p_carer and c.person_id = p.id and my.carer_told(c.id) ->> 'answer' = 'yes'
   where w.id = p_person and (p_carer is null or c.id is not null)
     and not exists (select from tc.death_report r where r.person_id = p.id and coalesce((select d.what from tc.death_decision d
           where d.report_id = r.id order by d.version desc limit 1), 'reported') <> 'report undone')
$$;

-- Whose door this request is at: the person, with the carer where it is theirs, and who set the door up. No row for anybody else.
create or replace function my.asked() returns table (person_id uuid, carer_id uuid, organisation_id uuid, team_id uuid)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select o.person_id, d.carer_id, d.organisation_id, d.team_id
    from identity.person_session s join identity.person_device d on d.id = s.device_id cross join lateral my.opens_for(d.person_id, d.carer_id) o
   where s.id = ctx.session() and ctx.purpose() = case when d.carer_id is null then 'own door' else 'carer''s door' end
     and ctx.actor() = coalesce(d.carer_id, o.person_id)
$$;

-- The name under which the person is shown a staff member: theirs, or the team's where a named lead said so. For the person's own
-- door, and for staff who see anything of the person; nobody else gets a word.
create or replace function my.shown_name(p_person uuid, p_staff uuid, p_team uuid) returns text
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select case when exists (select from tc.shown_as_team h where h.person_id = p_person and h.staff_id = p_staff and h.ended_at is null)
      then 'Somebody of ' || (select t.name from tc.team t where t.id = p_team)
      else (select s.name from tc.staff s where s.id = p_staff) end
   where exists (select from my.asked() a where a.person_id = p_person)
      or exists (select from acl.access a where a.person_id = p_person and a.grantee_id = any (ctx.grantees()))
$$;

-- The sheet: what comes next and who, the days after, who helps and how to reach them, plan and safety plan as they were agreed.
-- Runs as its asker: the functions below for the person, a staff member under their own row rules.
create or replace function my.sheet_of(p_person uuid, p_now timestamptz) returns jsonb
language sql stable set search_path = pg_catalog, pg_temp as $$
  select jsonb_build_object('personId', p.id, 'name', p.display_name, 'now', to_char(p_now at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
    'visits', coalesce((select jsonb_agg(v.visit order by v.window_from_at, v.id) from (
        select c.id, c.window_from_at, jsonb_build_object('id', c.id, 'onDay', c.on_day,
            'fromAt', to_char(c.window_from_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
            'untilAt', to_char(c.window_until_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'), 'mode', c.mode,
            'who', case when c.staff_id is not null then my.shown_name(p.id, c.staff_id, c.team_id) end,
            'team', t.name, 'telephone', t.telephone) as visit
          from tc.contact c join tc.team t on t.id = c.team_id
         where c.person_id = p.id and c.state = 'planned' and c.window_until_at > p_now order by c.window_from_at, c.id limit 12) v), '[]'),
    'appointments', coalesce((select jsonb_agg(v.appointment order by v.starts_at, v.id) from (
        select a.id, a.starts_at, jsonb_build_object('id', a.id, 'what', a.what, 'place', a.place, 'withWhom', a.with_whom,
            'startsAt', to_char(a.starts_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
            'goes', case when a.goes_staff_id is not null then my.shown_name(p.id, a.goes_staff_id, a.team_id) end) as appointment
          from tc.appointment a where a.person_id = p.id and a.state = 'planned' and a.starts_at > p_now order by a.starts_at, a.id limit 6) v), '[]'),
    'helpers', coalesce((select jsonb_agg(jsonb_build_object('who', h.who, 'as', h.as, 'team', t.name, 'organisation', o.name, 'telephone', t.telephone, 'hours', t.hours)
                           order by h.place, t.name)
        from (
          select distinct on (f.team_id) f.* from (
            select 1 as place, l.to_team_id as team_id, my.shown_name(p.id, l.staff_id, l.to_team_id) as who, 'leads your care' as as
              from (select h.to_team_id, coalesce((select n.staff_id from tc.lead_named n where n.person_id = h.person_id and n.stay_id = h.stay_id and n.team_id = h.to_team_id
                             and n.at >= h.answered_at order by n.at desc, n.id desc limit 1), h.to_staff_id) as staff_id
                      from tc.lead_handover h
                     where h.person_id = p.id and h.what = 'lead' and h.answer = 'accepted'
                       and exists (select from tc.transition tr where tr.person_id = p.id and tr.state <> 'closed')
                     order by h.answered_at desc, h.id desc limit 1) l
            union all
            select 2, s.team_id, null, 'the ward you are on' from tc.stay s where s.person_id = p.id and s.ended_at is null
            union all
            select 3, e.team_id, my.shown_name(p.id, e.key_worker_staff_id, e.team_id), 'supports you'
              from tc.episode e where e.person_id = p.id and e.state = 'open') f
           order by f.team_id, f.place) h
        join tc.team t on t.id = h.team_id join tc.organisation o on o.id = t.organisation_id), '[]'),
    'speakers', coalesce((select jsonb_agg(jsonb_build_object('id', d.id, 'kind', d.kind, 'name', d.name, 'telephone', d.telephone, 'scope', d.scope, 'untilOn', d.until_on)
           order by d.from_on, d.id)
        from tc.deputy d where d.person_id = p.id and d.ended_on is null and d.from_on <= (p_now at time zone 'Europe/London')::date
         and (d.until_on is null or d.until_on >= (p_now at time zone 'Europe/London')::date)), '[]'),
    'plans', coalesce((select jsonb_agg(jsonb_build_object('planId', v.plan_id, 'version', v.version, 'sections', v.sections, 'team', t.name,
            'at', to_char(v.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
            'named', (select coalesce(jsonb_agg(n ->> 'name'), '[]') from jsonb_array_elements(v.named) n)) order by v.at desc)
        from (select distinct on (pl.plan_id) pl.* from tc.plan pl where pl.person_id = p.id order by pl.plan_id, pl.version desc) v
        join tc.team t on t.id = v.team_id), '[]'),
    'safetyPlan', (select jsonb_build_object('helps', sp.helps, 'signs', sp.signs, 'setsOff', sp.sets_off, 'ring', sp.ring, 'madeWith', sp.made_with, 'madeOn', sp.made_on)
        from tc.safety_plan sp where sp.person_id = p.id order by sp.version desc limit 1))
    from tc.person p where p.id = p_person
$$;

create or replace function my.sheet() returns jsonb
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select my.sheet_of(a.person_id, ctx.now()) from my.asked() a where a.carer_id is null
$$;

-- Who sees what, by team, as it stands now; and what the person answered about each service and carer.
create or replace function my.sharing() returns jsonb
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  with me as (select person_id from my.asked() where carer_id is null),
  live as (
    select a.*, s.id as service_id, coalesce(t.id, s.team_id, po.team_id, hp.team_id) as reader_team
      from acl.access a join me on me.person_id = a.person_id
      left join tc.team t on t.id = a.grantee_id
      left join tc.service s on s.id = a.grantee_id
      left join tc.post po on po.id = a.grantee_id
      left join lateral (select p.team_id from tc.post_holder h join tc.post p on p.id = h.post_id
         where h.staff_id = a.grantee_id and h.from_at <= ctx.now() and (h.until_at is null or h.until_at > ctx.now()) order by h.from_at limit 1) hp on true
     where a.from_at <= ctx.now() and (a.until_at is null or a.until_at > ctx.now())
       -- what was shared without agreement, and that somebody looks at it again, is told when it is told, and not by this list
       and not exists (select from tc.sharing_without w where w.id = a.source_id and w.told = 'not yet' and w.told_at is null)
       and not exists (select from tc.task k where k.id = a.source_id and k.kind = 'sharing without agreement')
       and (a.agreement_id is null or acl.agreed(a.agreement_id, a.in_care_from_at, ctx.now()))
  ),
  answered as (
    select distinct on (d.recipient_service_id) d.* from tc.sharing_decision d join me on me.person_id = d.person_id
     order by d.recipient_service_id, (d.answer in ('yes', 'some', 'no')) desc, d.decided_at desc, d.id desc
  ),
  services as (
    select s.id, s.name, s.team_id, x.answer, x.items, x.decided_at, x.said_by, x.recorded_by, x.team_id as asked_by_team,
           exists (select from live l where l.service_id = s.id) as opened
      from tc.service s left join answered x on x.recipient_service_id = s.id
     where x.id is not null or exists (select from live l where l.service_id = s.id)
  ),
  teams as (select reader_team as id from live where reader_team is not null union select team_id from services)
  select jsonb_build_object('personId', me.person_id, 'now', to_char(ctx.now() at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
    'teams', coalesce((select jsonb_agg(jsonb_build_object('teamId', t.id, 'team', t.name, 'organisation', o.name, 'telephone', t.telephone,
         'classes', coalesce((select bit_or(l.classes) from live l where l.reader_team = t.id), 0)
           -- a no closes what others wrote, whatever opens it
           & case when exists (select from acl.closed c join tc.service s on s.id = c.grantee_id where c.person_id = me.person_id and s.team_id = t.id)
                   and not exists (select from live l where l.reader_team = t.id and l.basis = 'shared without agreement') then 9 else 511 end,
         'untilAt', (select to_char(max(l.until_at) at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') from live l where l.reader_team = t.id having bool_and(l.until_at is not null)),
         'services', coalesce((select jsonb_agg(jsonb_build_object('serviceId', s.id, 'name', s.name, 'answer', s.answer, 'items', coalesce(s.items, '{}'),
             'decidedAt', to_char(s.decided_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'), 'saidBy', s.said_by,
             'writtenBy', case when s.recorded_by is not null then my.shown_name(me.person_id, s.recorded_by, s.asked_by_team) end,
             'mayStop', coalesce(s.answer <> 'no', true) and s.opened) order by s.name) from services s where s.team_id = t.id), '[]')) order by o.name, t.name)
       from teams n join tc.team t on t.id = n.id join tc.organisation o on o.id = t.organisation_id), '[]'),
    'carers', coalesce((select jsonb_agg(jsonb_build_object('carerId', c.id, 'name', c.name, 'relation', c.relation, 'mayBeTold', my.carer_told(c.id)) order by c.name)
       from tc.carer c where c.person_id = me.person_id and c.ended_at is null), '[]'))
    from me
$$;

-- The person says no to a service: the same fact as when a worker writes it down, the team is told to stop, and the history has it.
-- Answers which team it was and whether there was anything that it was told to stop using. Refuses what nobody asked this person about.
create or replace function my.stop(p_id uuid, p_task uuid, p_line uuid, p_service uuid, p_review_on date) returns jsonb
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  a record;
  s record;
  v_last record;
  v_asked boolean;
begin
  select * into a from my.asked() where carer_id is null;
  select sv.id, t.name as team into s from tc.service sv join tc.team t on t.id = sv.team_id
   where sv.id = p_service
     and (exists (select from tc.sharing_decision d where d.person_id = a.person_id and d.recipient_service_id = sv.id)
       or exists (select from acl.access x where x.person_id = a.person_id and x.grantee_id = sv.id
            and not exists (select from tc.sharing_without w where w.id = x.source_id and w.told = 'not yet' and w.told_at is null))
       or exists (select from tc.referral r where r.person_id = a.person_id and r.service_id = sv.id));
  if a.person_id is null or s.id is null then
    raise exception 'nothing is shared there' using errcode = 'insufficient_privilege';
  end if;
  select d.answer, d.takes_part into v_last from tc.sharing_decision d where d.person_id = a.person_id and d.recipient_service_id = s.id
   order by (d.answer in ('yes', 'some', 'no')) desc, d.decided_at desc, d.id desc limit 1;
  if v_last.answer = 'no' then
    return jsonb_build_object('team', s.team, 'asked', false);
  end if;
  -- the row that a worker's stop writes too (core/sharing/stop.ts); who takes part stays as it was
  insert into tc.sharing_decision (id, person_id, recipient_service_id, answer, items, how, review_on, takes_part, withdrawn, decided_at, recorded_by, said_by,
    organisation_id, team_id)
  values (p_id, a.person_id, s.id, 'no', '{}', 'at their own door', p_review_on, coalesce(v_last.takes_part, 'not asked'), true,
    ctx.now(), null, 'person', a.organisation_id, a.team_id);
  -- before the rows of access are worked out anew: it asks what the service could see until now
  v_asked := acl.ask_to_stop(p_id, p_task) = 1;
  insert into tc.timeline (id, person_id, at, what, about_id, class_bit, organisation_id, team_id, by_id)
  values (p_line, a.person_id, ctx.now(), 'sharing stopped', p_id, 4, a.organisation_id, a.team_id, a.person_id);
  -- what the person was told of and a "no" does not end: said, or "they cannot see it any more" would be untrue
  return jsonb_build_object('team', s.team, 'asked', v_asked, 'stillUntil', (
    select to_char(max(w.until_at) at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') from tc.sharing_without w
     where w.person_id = a.person_id and w.recipient_service_id = s.id and w.from_at <= ctx.now() and w.until_at > ctx.now() and w.ended_at is null
       and (w.told = 'yes' or w.told_at is not null)));
end
$$;

-- The person takes back what a carer may be told. Their door is shut on the next request.
create or replace function my.stop_carer(p_id uuid, p_line uuid, p_carer uuid) returns text
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  a record;
  c record;
begin
  select * into a from my.asked() where carer_id is null;
  select x.name, x.organisation_id, x.team_id into c from tc.carer x where x.id = p_carer and x.person_id = a.person_id and x.ended_at is null;
  if not found then
    raise exception 'no such carer' using errcode = 'insufficient_privilege';
  end if;
  -- read by the team that keeps the carer, like a choice that a worker wrote down
  insert into tc.carer_choice (id, person_id, carer_id, topics, how, chosen_at, recorded_by, organisation_id, team_id)
  values (p_id, a.person_id, p_carer, '{}', 'at their own door', ctx.now(), null, c.organisation_id, c.team_id);
  insert into tc.timeline (id, person_id, at, what, about_id, class_bit, organisation_id, team_id, by_id)
  values (p_line, a.person_id, ctx.now(), 'telling a carer stopped by the person', p_id, 8, a.organisation_id, a.team_id, a.person_id);
  return c.name;
end
$$;

-- The team that answers for somebody about now: who leads, the ward they are on, who supports them, who knew them last.
create or replace function my.team_for(p_person uuid) returns uuid
language sql stable set search_path = pg_catalog, pg_temp as $$
  select coalesce(
    (select h.to_team_id from tc.lead_handover h where h.person_id = p_person and h.what = 'lead' and h.answer = 'accepted'
        and exists (select from tc.transition tr where tr.person_id = p_person and tr.state <> 'closed') order by h.answered_at desc, h.id desc limit 1),
    (select s.team_id from tc.stay s where s.person_id = p_person and s.ended_at is null order by s.admitted_at desc limit 1),
    (select e.team_id from tc.episode e where e.person_id = p_person and e.state = 'open' and e.class_bit <> 16 order by e.started_at limit 1),
    (select e.team_id from tc.episode e where e.person_id = p_person and e.state = 'open' order by e.started_at limit 1),
    (select s.team_id from tc.stay s where s.person_id = p_person order by s.admitted_at desc limit 1),
    (select r.team_id from tc.person_relation r where r.person_id = p_person order by r.at desc limit 1))
$$;

-- Writes what was told and the team's task about it. Called by the functions below alone.
create or replace function my.put_word(p_id uuid, p_task uuid, p_line uuid, p_person uuid, p_from text, p_carer uuid, p_by uuid, p_words text, p_due timestamptz,
  p_organisation uuid, p_team uuid) returns jsonb
language plpgsql volatile set search_path = pg_catalog, pg_temp as $$
declare
  t record;
begin
  select tm.id, tm.organisation_id, tm.name, tm.telephone, tm.hours into t from tc.team tm where tm.id = coalesce(my.team_for(p_person), p_team);
  insert into tc.person_word (id, person_id, from_kind, carer_id, said_by, by_staff_id, words, organisation_id, team_id, at)
  values (p_id, p_person, p_from, p_carer, case when p_by is null then 'own door' else 'staff' end, p_by, p_words, t.organisation_id, t.id, ctx.now());
  insert into tc.task (id, person_id, organisation_id, team_id, kind, about_id, what, since_at, due_at)
  values (p_task, p_person, t.organisation_id, t.id, 'words told', p_id,
    case p_from when 'person' then 'The person told the team something. Read it and answer them.' else 'A carer whom the person chose told the team something. Read it and answer them.' end,
    ctx.now(), greatest(p_due, ctx.now()));
  insert into tc.timeline (id, person_id, at, what, about_id, class_bit, organisation_id, team_id, by_id)
  values (p_line, p_person, ctx.now(), case p_from when 'person' then 'told the team something' else 'a carer told the team something' end, p_id, 8, t.organisation_id, t.id,
    coalesce(p_by, p_carer, p_person));
  return jsonb_build_object('personId', p_person, 'team', t.name, 'telephone', t.telephone, 'hours', t.hours);
end
$$;

-- The person, or a carer they chose, tells the team something: one way.
create or replace function my.tell(p_id uuid, p_task uuid, p_line uuid, p_words text, p_due timestamptz) returns jsonb
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  a record;
begin
  select * into a from my.asked();
  if a.person_id is null then
    raise exception 'for somebody at their own door' using errcode = 'insufficient_privilege';
  end if;
  return my.put_word(p_id, p_task, p_line, a.person_id, case when a.carer_id is null then 'person' else 'carer' end, a.carer_id, null, p_words, p_due, a.organisation_id, a.team_id);
end
$$;

-- The same, written down by a worker who supports the person now, in the person's words.
create or replace function my.tell_for(p_person uuid, p_id uuid, p_task uuid, p_line uuid, p_words text, p_due timestamptz) returns jsonb
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
begin
  if not coalesce(ctx.staff_asks() and ctx.has_right('people.details'), false) or not exists (
    select from acl.access x where x.person_id = p_person and x.grantee_id = any (ctx.grantees()) and (x.classes & 256) <> 0
       and x.from_at <= ctx.now() and (x.until_at is null or x.until_at > ctx.now()) and (x.agreement_id is null or x.agreement_id = any (ctx.agreements())
         or x.in_care_from_at <= (ctx.grace_ends())[array_position(ctx.grace(), x.agreement_id)])) then
    raise exception 'for whoever supports the person now' using errcode = 'insufficient_privilege';
  end if;
  return my.put_word(p_id, p_task, p_line, p_person, 'person', null, ctx.actor(), p_words, p_due, ctx.organisation(), ctx.team()) - 'team' - 'telephone' - 'hours';
end
$$;

-- A carer without an account writes to a team that they choose from a list. Nobody is looked up, so nothing says whether anybody is known.
-- False: held, because of too many from one address.
create or replace function my.tell_the_team(p_address text, p_id uuid, p_task uuid, p_team uuid, p_from_name text, p_from_reach text, p_about text, p_words text,
  p_due timestamptz) returns boolean
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  v_now timestamptz := ctx.clock();
  t record;
begin
  select id, organisation_id into t from tc.team where id = p_team and kind in ('ward', 'community', 'support') and closed_at is null;
  if not found or not ctx.try_sign_in(array['tell ' || p_address], array[6]) then
    return false;
  end if;
  insert into tc.person_word (id, person_id, from_kind, said_by, from_name, from_reach, about_name, words, organisation_id, team_id, at)
  values (p_id, null, 'carer without an account', 'public page', left(p_from_name, 200), left(p_from_reach, 200), left(p_about, 200), p_words, t.organisation_id, t.id, v_now);
  insert into tc.task (id, person_id, organisation_id, team_id, kind, about_id, what, since_at, due_at)
  values (p_task, null, t.organisation_id, t.id, 'words told', p_id, 'A carer without an account told the team something. Read it.', v_now, greatest(p_due, v_now));
  insert into audit.event (at, actor_id, organisation_id, session_id, purpose, action, person_ids, record_ids, outcome)
  values (v_now, p_id, t.organisation_id, p_id, 'a carer, not signed in', 'tell-the-team', '{}', array[p_id], 'done');
  return true;
end
$$;

-- The teams somebody may write to, and how to ring them: what stands on any leaflet.
create or replace function my.teams() returns table (id uuid, name text, organisation text, telephone text, hours text)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select t.id, t.name, o.name, t.telephone, t.hours from tc.team t join tc.organisation o on o.id = t.organisation_id
   where t.kind in ('ward', 'community', 'support') and t.closed_at is null order by o.name, t.name, t.id
$$;

-- Who has looked, for the person: staff by name, or by team where a named lead said so; the person and their carers as such.
create or replace function my.looked(p_until timestamptz) returns table (at timestamptz, who text, organisation text, action text, outcome text, mine boolean)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select l.at, case when l.actor_id = a.person_id then null
                    when c.id is not null then c.name
                    when h.id is not null then 'Somebody of ' || (select t.name from tc.team t where t.id = coalesce(hp.team_id, h.team_id))
                    else l.who end,
         case when l.actor_id = a.person_id or c.id is not null then null else l.organisation end, l.action, l.outcome, l.actor_id = a.person_id
    from (select * from my.asked() where carer_id is null) a
    cross join lateral (select * from audit.looked_at(a.person_id, '-infinity', p_until) limit 1000) l
    left join tc.carer c on c.id = l.actor_id and c.person_id = a.person_id
    left join tc.shown_as_team h on h.person_id = a.person_id and h.staff_id = l.actor_id and h.ended_at is null
    left join lateral (select p.team_id from tc.post_holder k join tc.post p on p.id = k.post_id where k.staff_id = l.actor_id order by k.from_at desc limit 1) hp on true
   -- what was shared without agreement and cannot be told yet is not told by who looked: the act itself, the looks at it, and those of a
   -- team that has no other way in. All of it stands here from the moment the person is told.
   where not exists (
     select from tc.sharing_without w
      where w.person_id = a.person_id and w.told = 'not yet' and w.told_at is null and l.at >= w.from_at
        and (l.action like '%sharing-without%' or l.action like '%share-without%' or l.action like '%/audit/without%' or l.action = 'emergency.second-look'
          or (exists (select from tc.post_holder k join tc.post q on q.id = k.post_id join tc.service v on v.team_id = q.team_id
                  where k.staff_id = l.actor_id and v.id = w.recipient_service_id)
              -- a machine of the team as its staff
              or exists (select from identity.client m join tc.service v on v.team_id = m.team_id where m.id = l.actor_id and v.id = w.recipient_service_id))
             and not exists (select from acl.access o where o.person_id = a.person_id and o.source_id <> w.id
                and o.grantee_id in (w.recipient_service_id, (select v.team_id from tc.service v where v.id = w.recipient_service_id)))))
   order by l.at desc limit 200
$$;

-- What a carer whom the person chose is shown: what was chosen, by topic, and always how to reach the team.
create or replace function my.supporting() returns jsonb
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  with me as (select a.person_id, a.carer_id, a.team_id, array(select jsonb_array_elements_text(coalesce(my.carer_told(c.id) -> 'topics', '[]'))) as topics, c.relation, c.name as carer
                from my.asked() a join tc.carer c on c.id = a.carer_id)
  select jsonb_build_object('personId', me.person_id, 'person', p.display_name, 'carer', me.carer, 'relation', me.relation, 'topics', to_jsonb(me.topics),
    'now', to_char(ctx.now() at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
    'ward', case when 'that they are in hospital' = any (me.topics) then (select t.name from tc.stay s join tc.team t on t.id = s.team_id
        where s.person_id = p.id and s.ended_at is null order by s.admitted_at desc limit 1) end,
    'visits', case when 'visits and appointments' = any (me.topics) then
        (select coalesce(jsonb_agg(v) filter (where exists (select from tc.contact c where c.id = (v ->> 'id')::uuid
             and (c.class_bit = 4 or (c.class_bit = 16 and 'drug and alcohol support' = any (me.topics))))), '[]') from jsonb_array_elements(sh.sheet -> 'visits') v) end,
    'appointments', case when 'visits and appointments' = any (me.topics) then
        (select coalesce(jsonb_agg(v) filter (where exists (select from tc.appointment c where c.id = (v ->> 'id')::uuid
             and (c.class_bit = 4 or 'drug and alcohol support' = any (me.topics)))), '[]') from jsonb_array_elements(sh.sheet -> 'appointments') v) end,
    'medicines', case when 'medicines' = any (me.topics) then
        (select coalesce(jsonb_agg(m.name || ': ' || m.dose_in_words || ', ' || m.when_in_words order by m.name), '[]') from tc.medicine m where m.person_id = p.id
            and (m.ended_on is null or m.ended_on > (ctx.now() at time zone 'Europe/London')::date)) end,
    'reach', (select jsonb_build_object('team', t.name, 'telephone', t.telephone, 'hours', t.hours) from tc.team t
        -- the team that set the door up, where the one that answers now is one the carer was not told of
       where t.id = (select case when x.drug_and_alcohol and not 'drug and alcohol support' = any (me.topics) then me.team_id else x.id end
                       from tc.team x where x.id = coalesce(my.team_for(p.id), me.team_id))))
    from me join tc.person p on p.id = me.person_id cross join lateral (select my.sheet_of(p.id, ctx.now()) as sheet) sh
$$;

-- Ten wrong PINs: the team that set the device up is told.
create or replace function my.device_over(p_device uuid, p_task uuid) returns void
language sql volatile security definer set search_path = pg_catalog, pg_temp as $$
  insert into tc.task (id, person_id, organisation_id, team_id, kind, about_id, what, since_at, due_at)
  select p_task, o.person_id, d.organisation_id, d.team_id, 'own door ended', d.id,
         'The PIN was wrong ten times on a phone of the person’s own door, so that phone was ended. Ring the person and ask whether it was them.', ctx.clock(), ctx.clock() + interval '1 day'
    from identity.person_device d cross join lateral my.opens_for(d.person_id, d.carer_id) o where d.id = p_device
$$;

grant create on schema my to tc_my;
do $$
declare f record;
begin
  for f in select p.oid::regprocedure as name, p.prosecdef from pg_proc p join pg_namespace n on n.oid = p.pronamespace where n.nspname = 'my' loop
    if f.prosecdef then
      execute format('alter function %s owner to tc_my', f.name);
    end if;
    execute format('revoke all on function %s from public', f.name);
  end loop;
end
$$;
revoke create on schema my from tc_my;
grant execute on function acl.ask_to_stop(uuid, uuid) to tc_my;
grant execute on function my.carer_told(uuid), my.team_for(uuid), my.sheet_of(uuid, timestamptz), my.put_word(uuid, uuid, uuid, uuid, text, uuid, uuid, text, timestamptz, uuid, uuid) to tc_my;
grant execute on function my.carer_told(uuid), my.sheet_of(uuid, timestamptz), my.shown_name(uuid, uuid, uuid), my.sheet(), my.sharing(), my.stop(uuid, uuid, uuid, uuid, date),
  my.stop_carer(uuid, uuid, uuid), my.tell(uuid, uuid, uuid, text, timestamptz), my.tell_for(uuid, uuid, uuid, uuid, text, timestamptz),
  my.tell_the_team(text, uuid, uuid, uuid, text, text, text, text, timestamptz), my.teams(), my.looked(timestamptz), my.supporting() to tc_app;
grant execute on function my.opens_for(uuid, uuid), my.device_over(uuid, uuid) to tc_ctx;

-- What staff see and do about the door: who supports the person now gives a code, sees the devices, and ends one.
create policy supporter_gives on identity.person_code for insert to tc_app with check ((select ctx.has_right('people.details'))
  and made_by = (select ctx.actor()) and organisation_id = (select ctx.organisation()) and team_id = any ((select ctx.grantees())::uuid[])
  and made_at = (select ctx.now()) and used_at is null
  and (select true from acl.access a where a.person_id = person_code.person_id and (a.classes & 256) <> 0 limit 1)
  -- the door opens core to whoever has the code: a team to which core is closed (it merely added them, waits to answer, was told no) gives none
  -- nor may an hour of emergency, or what was shared without agreement, become a door that stays
  and (select true from acl.access a where a.person_id = person_code.person_id and (a.classes & 2) <> 0 and a.basis not in ('emergency access', 'shared without agreement') limit 1)
  and not acl.lifted(person_code.person_id)
  and (select true from acl.closed c where c.person_id = person_code.person_id limit 1) is null
  -- a carer's code is given by the team that wrote down whom the person chose
  and (carer_id is null or (select c.person_id = person_code.person_id and my.carer_told(c.id) ->> 'answer' = 'yes' from tc.carer c where c.id = carer_id)));
grant insert on identity.person_code to tc_app;
create policy supporter_sees on identity.person_device for select to tc_app using (
  ((select true from acl.access a where a.person_id = person_device.person_id and (a.classes & 2) <> 0 limit 1)
    and (select true from acl.closed c where c.person_id = person_device.person_id limit 1) is null)
  or (team_id = any ((select ctx.grantees())::uuid[]) and (select true from acl.access a where a.person_id = person_device.person_id and (a.classes & 8) <> 0 limit 1)));
create policy supporter_ends on identity.person_device for update to tc_app using ((select ctx.has_right('people.details'))
  and (select true from acl.access a where a.person_id = person_device.person_id and (a.classes & 256) <> 0 limit 1))
  with check (revoked_by = (select ctx.actor()) and revoked_why = 'ended by a worker');
grant select (id, person_id, carer_id, team_id, made_at, last_used_at, expires_at, revoked_at, revoked_why), update (revoked_at, revoked_by, revoked_why)
  on identity.person_device to tc_app;

-- What was told is read by the team it was told to.
create policy own_team on tc.person_word for select to tc_app using (team_id = any ((select ctx.grantees())::uuid[]) and (person_id is null
  or (select true from acl.access a where a.person_id = person_word.person_id and (a.classes & 8) <> 0 limit 1)));
grant select on tc.person_word to tc_app;

create policy own_team on tc.shown_as_team for select to tc_app using (team_id = any ((select ctx.grantees())::uuid[])
  and (select true from acl.access a where a.person_id = shown_as_team.person_id and (a.classes & 8) <> 0 limit 1));
create policy lead_sets on tc.shown_as_team for insert to tc_app with check ((select ctx.has_right('staff-safety.record')) and (select ctx.has_right('staff.manage'))
  and organisation_id = (select ctx.organisation()) and team_id = any ((select ctx.grantees())::uuid[]) and set_by = (select ctx.actor()) and ended_at is null
  and (select true from acl.access a where a.person_id = shown_as_team.person_id and (a.classes & 256) <> 0 limit 1));
create policy lead_ends on tc.shown_as_team for update to tc_app using ((select ctx.has_right('staff-safety.record')) and (select ctx.has_right('staff.manage'))
  and team_id = any ((select ctx.grantees())::uuid[])) with check (ended_by = (select ctx.actor()));
grant select, insert, update (ended_at, ended_by) on tc.shown_as_team to tc_app;

-- Drafts, searches and the like are their author's alone; whoever is at their own door keeps none.
do $$
declare t text;
begin
  foreach t in array array['draft', 'kept_post', 'search', 'saved_view', 'notify_preference'] loop
    execute format('create policy staff_alone on tc.%I as restrictive for all to tc_app using ((select ctx.staff_asks())) with check ((select ctx.staff_asks()))', t);
  end loop;
end
$$;
