-- A death: reported, confirmed, undone. Core, like where somebody is: everybody who plans or goes has to know before they ring a bell.
-- And what belongs to a stay beside its dates: leave, a leaving that was cancelled, supports in place, a sooner contact taken back.
do $$
declare t text; b int; c text;
begin
  foreach t in array array['death_report', 'death_decision', 'death_stopped', 'death_after', 'stay_leave', 'stay_end_undone', 'sooner_contact_end',
                           'supports_in_place', 'unit_hours'] loop
    execute format('alter table tc.%I enable row level security', t);
    execute format('alter table tc.%I force row level security', t);
  end loop;
  for t, b in values ('death_report', 2), ('death_decision', 2), ('death_after', 4), ('stay_leave', 2), ('stay_end_undone', 2), ('sooner_contact_end', 4), ('supports_in_place', 2) loop
    execute format('create policy see on tc.%1$I for select to tc_app using (
      ((select true from acl.access a where a.person_id = %1$I.person_id and (a.classes & %2$s) <> 0 limit 1)
        and (select true from acl.closed c where c.person_id = %1$I.person_id limit 1) is null)
      or (team_id = any ((select ctx.grantees())::uuid[]) and (select true from acl.access a where a.person_id = %1$I.person_id and (a.classes & 8) <> 0 limit 1)))', t, b);
    execute format('grant select, insert on tc.%I to tc_app', t);
  end loop;
  -- what is said of a stay is said by the team that has the person on its ward, in one's own name
  for t, c in values ('stay_leave', 'recorded_by'), ('stay_end_undone', 'by_id'), ('sooner_contact_end', 'ended_by'), ('supports_in_place', 'by_staff_id') loop
    execute format('create policy ward_adds on tc.%1$I for insert to tc_app with check (
      organisation_id = (select ctx.organisation()) and team_id = any ((select ctx.grantees())::uuid[])
      and (select ctx.has_right(''stay.record''))
      and (select true from acl.access a where a.person_id = %1$I.person_id and (a.classes & 256) <> 0 limit 1))', t);
    execute format('create policy of_its_stay on tc.%1$I as restrictive for insert to tc_app with check (
      (select s.team_id = %1$I.team_id and s.person_id = %1$I.person_id from tc.stay s where s.id = %1$I.stay_id))', t);
    execute format('create policy in_own_name on tc.%1$I as restrictive for insert to tc_app with check (%2$I = (select ctx.actor()))', t, c);
  end loop;
  -- a feed brings what a message says of a stay of its own organisation
  foreach t in array array['stay_leave', 'stay_end_undone'] loop
    execute format('create policy feed_adds on tc.%1$I for insert to tc_app with check (
      (select ctx.is_feed()) and organisation_id = (select ctx.organisation()) and source = ''message'')', t);
    execute format('create policy feed_sees on tc.%1$I for select to tc_app using (
      (select ctx.is_feed()) and organisation_id = (select ctx.organisation()))', t);
  end loop;
end
$$;
create policy ward_ends on tc.stay_leave for update to tc_app
  using (back_at is null and (team_id = any ((select ctx.grantees())::uuid[]) and (select ctx.has_right('stay.record'))
      and (select true from acl.access a where a.person_id = stay_leave.person_id and (a.classes & 256) <> 0 limit 1)
    or (select ctx.is_feed()) and organisation_id = (select ctx.organisation())))
  with check (back_by = (select ctx.actor()) and organisation_id = (select ctx.organisation()));
grant update (back_at, back_recorded_at, back_by) on tc.stay_leave to tc_app;
grant update (end_sent_at) on tc.stay to tc_app;
-- the newest counts, so none is dated ahead
create policy said_by_now on tc.stay_leave as restrictive for insert to tc_app with check (recorded_at <= (select ctx.now()));
create policy said_by_now on tc.stay_end_undone as restrictive for insert to tc_app with check (at <= (select ctx.now()));
create policy said_by_now on tc.sooner_contact_end as restrictive for insert to tc_app with check (ended_at <= (select ctx.now()));
create policy said_by_now on tc.supports_in_place as restrictive for insert to tc_app with check (at <= (select ctx.now()));
create policy said_by_now on tc.death_after as restrictive for insert to tc_app with check (at <= (select ctx.now()));
-- taken back: the decision of the same stay
create policy of_its_decision on tc.sooner_contact_end as restrictive for insert to tc_app with check (
  (select d.stay_id = sooner_contact_end.stay_id from tc.sooner_contact d where d.id = sooner_contact_end.decision_id));
-- said over something open only by whoever may
create policy over_by_right on tc.supports_in_place as restrictive for insert to tc_app with check (
  cardinality(open_then) = 0 or (select ctx.has_right('supports.override')));

-- the hours of a ward are read like the ward itself, and changed by whoever manages it or builds its organisation
create policy signed_in_reads on tc.unit_hours for select to tc_app using ((select ctx.staff_asks()));
create policy manager_changes on tc.unit_hours for insert to tc_app with check (
  by_staff_id = (select ctx.actor()) and from_at = (select ctx.now())
  and (select u.organisation_id = unit_hours.organisation_id
         and ((select ctx.has_right('organisation.manage')) and ctx.may_build(u.organisation_id)
           or (select ctx.has_right('service.manage')) and u.team_id = any ((select ctx.grantees())::uuid[]))
        from tc.unit u where u.id = unit_hours.unit_id));
grant select, insert on tc.unit_hours to tc_app;

-- The safety net's role reads all of it, and alone takes planned contacts off the plan and puts them back.
do $$
declare t text;
begin
  foreach t in array array['death_report', 'death_decision', 'death_after', 'sooner_contact_end', 'unit_hours'] loop
    execute format('create policy net_reads on tc.%I for select to tc_net using (true)', t);
    execute format('grant select on tc.%I to tc_net', t);
  end loop;
end
$$;
create policy net_reads on tc.supports_in_place for select to tc_net using (true);
grant select on tc.supports_in_place to tc_net;
create policy net_asks on tc.task for insert to tc_net with check (kind = 'second look');
grant insert on tc.task to tc_net;
create policy net_all on tc.death_stopped for all to tc_net using (true) with check (true);
grant select, insert, update on tc.death_stopped to tc_net;
create policy net_stops on tc.contact for update to tc_net using (true) with check (state in ('planned', 'void'));
grant update (state, version) on tc.contact to tc_net;
create policy net_stops_reads on tc.appointment for select to tc_net using (true);
create policy net_stops on tc.appointment for update to tc_net using (state in ('planned', 'stopped')) with check (state in ('planned', 'stopped'));
grant select, update (state, stopped_for, version) on tc.appointment to tc_net;
grant usage, create on schema net to tc_net;

-- 'none', 'reported' or 'confirmed': what every message and every plan has to know before it goes on, whoever asks. For the functions
-- of this schema alone.
create or replace function net.death_now(p_person uuid) returns text
language sql stable set search_path = pg_catalog, pg_temp as $$
  select coalesce((
    select case d.what when 'confirmed' then 'confirmed' when 'report undone' then 'none' else 'reported' end
      from (select r.id from tc.death_report r where r.person_id = p_person order by r.version desc limit 1) r
      left join lateral (select x.what from tc.death_decision x where x.report_id = r.id order by x.version desc limit 1) d on true), 'none')
$$;

-- Whether the asker knows this person at all: a live row of access, or a gap on a board of theirs.
create or replace function net.asker_knows(p_person uuid) returns boolean
language sql stable set search_path = pg_catalog, pg_temp as $$
  select net.asker_knows(p_person, -1)
      or exists (select from net.obligation o where o.person_id = p_person
           and (o.team_id = any ((select ctx.grantees())::uuid[]) or o.told_team_id = any ((select ctx.grantees())::uuid[])))
$$;

-- The same for screens. Of a person whom the asker does not know the answer is that of nobody: an id alone tells nothing.
create or replace function net.death_state(p_person uuid) returns text
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select case when d.state <> 'none' and session_user = 'tc_app' and not net.asker_knows(p_person) then 'none' else d.state end
    from (select net.death_now(p_person) as state) d
$$;

-- For a command about this person: where it stands, which version was written last, and whether the asker's team may decide: the team
-- that reported or decided it, the one that owns what is owed about it (the lead's), and the ward of the newest stay.
create or replace function net.death_of(p_person uuid)
returns table (state text, version int, report_id uuid, decision_id uuid, may_decide boolean)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select net.death_now(h.id),
         greatest(coalesce((select max(r.version) from tc.death_report r where r.person_id = h.id), 0),
                  coalesce((select max(d.version) from tc.death_decision d where d.person_id = h.id), 0)),
         r.id, d.id,
         coalesce(r.team_id = any (g.teams), false) or coalesce(d.team_id = any (g.teams), false)
           or exists (select from net.obligation o where o.person_id = h.id and o.team_id = any (g.teams)
                        and (starts_with(o.key, 'N11:death:') or starts_with(o.key, 'N11:after-death:')))
           or coalesce((select s.team_id = any (g.teams) from tc.stay s where s.person_id = h.id
                         order by s.ended_at is not null, s.admitted_at desc, s.id desc limit 1), false)
    from unnest(net.held(array[p_person])) h (id)
    cross join lateral (select (select ctx.grantees())::uuid[] as teams) g
    left join lateral (select x.id, x.team_id from tc.death_report x where x.person_id = h.id order by x.version desc limit 1) r on true
    left join lateral (select x.id, x.team_id from tc.death_decision x where x.report_id = r.id order by x.version desc limit 1) d on true
$$;

-- Brings the plan in line with what is decided: confirmed takes planned contacts and appointments to come off it, anything else puts back
-- what was taken off. The same again changes nothing. Only for a person whom the open command holds. Returns how many contacts changed.
create or replace function net.settle_death(p_person uuid) returns int
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  v_count int;
begin
  if cardinality(net.held(array[p_person])) = 0 then return 0; end if;
  if net.death_now(p_person) = 'confirmed' then
    with decision as (
      select d.id from tc.death_decision d where d.person_id = p_person order by d.version desc limit 1
    ), stopped as (
      update tc.contact c set state = 'void', version = version + 1
       where c.person_id = p_person and c.state = 'planned' and c.resolved_at is null and c.window_until_at > (select ctx.now())
      returning c.id
    )
    insert into tc.death_stopped (decision_id, contact_id, person_id, at) select d.id, s.id, p_person, (select ctx.now()) from decision d, stopped s;
    get diagnostics v_count = row_count;
    update tc.appointment a set state = 'stopped', version = version + 1,
           stopped_for = (select d.id from tc.death_decision d where d.person_id = p_person order by d.version desc limit 1)
     where a.person_id = p_person and a.state = 'planned' and a.starts_at > (select ctx.now());
  else
    with back as (
      update tc.death_stopped s set restored_at = (select ctx.now()) where s.person_id = p_person and s.restored_at is null returning s.contact_id
    )
    update tc.contact c set state = 'planned', version = version + 1 from back b where c.id = b.contact_id and c.state = 'void';
    get diagnostics v_count = row_count;
    update tc.appointment a set state = 'planned', stopped_for = null, version = version + 1 where a.person_id = p_person and a.state = 'stopped';
  end if;
  return v_count;
end
$$;

-- Which kinds stand open about somebody's leaving, whoever asks: kinds alone, and only of a person whom the asker's own ward had and
-- still knows.
create or replace function net.open_for_leaving(p_person uuid) returns setof text
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select distinct o.kind from net.obligation o
   where o.person_id = p_person and o.kind in ('N1a', 'N3', 'N4', 'N6') and o.gap_from <= (select ctx.now()) and o.gap_until > (select ctx.now())
     and exists (select from tc.stay s where s.person_id = p_person and s.team_id = any ((select ctx.grantees())::uuid[]))
     and net.asker_knows(p_person)
$$;

-- Whether somebody has accepted, by name, to lead after this stay. A ward that leads because nobody has is a gap from the minute of leaving.
-- Only for a stay of the asker's own ward.
create or replace function net.lead_handed_over(p_stay uuid) returns boolean
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select exists (select from tc.stay s join tc.lead_handover h on h.stay_id = s.id and h.what = 'lead' and h.answer = 'accepted'
    where s.id = p_stay and s.team_id = any ((select ctx.grantees())::uuid[]) and net.asker_knows(s.person_id))
$$;

-- Whether a contact is planned that would keep the hours after leaving, at whatever hour of the planned day that is: it begins when that
-- day is over, and ends within the ward's hours from its start. Nobody leaves before now, so that counts from now where the day has begun
-- or none is planned. Only for a stay of the asker's own ward.
create or replace function net.first_contact_booked(p_stay uuid) returns boolean
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select coalesce((
    select exists (select from tc.contact c where c.person_id = s.person_id and c.state = 'planned' and c.resolved_at is null and c.staff_id is not null
              and c.window_from_at >= w.left_by and c.window_until_at <= w.leaves_from + make_interval(hours => h.hours))
      from tc.stay s join tc.unit u on u.id = s.unit_id
      cross join lateral (select (select l.planned_on from tc.leaving_plan l where l.stay_id = s.id order by l.version desc limit 1) as planned_on) p
      cross join lateral (select greatest((select ctx.now()), coalesce(p.planned_on::timestamp at time zone 'Europe/London', (select ctx.now()))) as leaves_from,
                                 greatest((select ctx.now()), coalesce((p.planned_on + 1)::timestamp at time zone 'Europe/London', (select ctx.now()))) as left_by) w
      cross join lateral (select case when exists (select from tc.sooner_contact d where d.stay_id = s.id
              and not exists (select from tc.sooner_contact_end e where e.decision_id = d.id)) then 48
            else coalesce((select x.hours from tc.unit_hours x where x.unit_id = u.id order by x.version desc limit 1), u.safety_hours) end as hours) h
     where s.id = p_stay and s.team_id = any ((select ctx.grantees())::uuid[]) and net.asker_knows(s.person_id)), false)
$$;

-- What is said over something open is looked at by whoever leads after this stay, or is asked to, as well as by the ward: a task of each
-- such team, a fixed sentence; the reason stands in the core row that it names. Only for what the asker said now.
create or replace function net.ask_second_look(p_in_place uuid, p_due timestamptz) returns int
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  v_count int;
begin
  insert into tc.task (id, person_id, organisation_id, team_id, kind, about_id, what, since_at, due_at)
  select gen_random_uuid(), s.person_id, t.organisation_id, t.id, 'second look', s.id,
         format('Take a second look: the ward said that supports are in place while something was open (%s). %s', array_to_string(s.open_then, ', '),
                case when l.leads then 'Your team leads after leaving.' else 'Your team is asked to lead after leaving.' end),
         s.at, p_due
    from tc.supports_in_place s
    cross join lateral (
      select h.to_team_id, bool_or(h.answer is not null) as leads from tc.lead_handover h
       where h.stay_id = s.stay_id and h.what = 'lead' and h.to_team_id <> s.team_id
         and (h.answer is null or h.id = (select a.id from tc.lead_handover a where a.stay_id = s.stay_id and a.what = 'lead' and a.answer = 'accepted'
                                           order by a.answered_at desc, a.id desc limit 1))
       group by h.to_team_id) l
    join tc.team t on t.id = l.to_team_id
   where s.id = p_in_place and s.by_staff_id = (select ctx.actor()) and s.at = (select ctx.now()) and s.override_reason is not null
     and cardinality(net.held(array[s.person_id])) > 0
     and not exists (select from tc.task k where k.kind = 'second look' and k.about_id = s.id and k.team_id = t.id);
  get diagnostics v_count = row_count;
  return v_count;
end
$$;

-- Nothing is planned, sent or begun for somebody who is recorded as having died. A refusal of the catalogue, by its code.
create or replace function net.refuse_for_the_dead() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  if net.death_now(new.person_id) = 'confirmed' then
    raise exception 'PERSON_HAS_DIED' using errcode = 'TC409';
  end if;
  return new;
end
$$;
alter function net.death_now(uuid) owner to tc_net;
alter function net.asker_knows(uuid) owner to tc_net;
alter function net.death_state(uuid) owner to tc_net;
alter function net.death_of(uuid) owner to tc_net;
alter function net.settle_death(uuid) owner to tc_net;
alter function net.open_for_leaving(uuid) owner to tc_net;
alter function net.first_contact_booked(uuid) owner to tc_net;
alter function net.lead_handed_over(uuid) owner to tc_net;
alter function net.ask_second_look(uuid, timestamptz) owner to tc_net;
alter function net.refuse_for_the_dead() owner to tc_net;
revoke all on function net.death_now(uuid), net.asker_knows(uuid), net.death_state(uuid), net.death_of(uuid), net.settle_death(uuid), net.open_for_leaving(uuid), net.first_contact_booked(uuid), net.lead_handed_over(uuid), net.ask_second_look(uuid, timestamptz), net.refuse_for_the_dead() from public;
grant execute on function net.death_now(uuid), net.asker_knows(uuid) to tc_net;
grant execute on function net.death_state(uuid) to tc_net, tc_app, tc_job;
grant execute on function net.death_of(uuid), net.settle_death(uuid), net.open_for_leaving(uuid), net.first_contact_booked(uuid) to tc_net, tc_app, tc_job;
grant execute on function net.lead_handed_over(uuid), net.ask_second_look(uuid, timestamptz) to tc_net, tc_app;
grant execute on function net.refuse_for_the_dead() to tc_net;
revoke create on schema net from tc_net;

create or replace trigger not_for_the_dead before insert on tc.contact for each row when (new.state = 'planned') execute function net.refuse_for_the_dead();
create or replace trigger not_for_the_dead_again before update of state on tc.contact for each row when (new.state = 'planned' and old.state <> 'planned') execute function net.refuse_for_the_dead();
create or replace trigger not_for_the_dead before insert on tc.appointment for each row when (new.state = 'planned') execute function net.refuse_for_the_dead();
create or replace trigger not_for_the_dead_again before update of state on tc.appointment for each row when (new.state = 'planned' and old.state <> 'planned') execute function net.refuse_for_the_dead();
create or replace trigger not_for_the_dead before insert on tc.referral for each row execute function net.refuse_for_the_dead();
create or replace trigger not_for_the_dead before insert on tc.episode for each row execute function net.refuse_for_the_dead();

-- Who may write what about a death.
create policy supporter_reports on tc.death_report for insert to tc_app with check (
  organisation_id = (select ctx.organisation()) and team_id = any ((select ctx.grantees())::uuid[]) and source = 'by hand'
  and (select ctx.has_right('death.report'))
  and (select true from acl.access a where a.person_id = death_report.person_id and (a.classes & 256) <> 0 limit 1));
create policy feed_reports on tc.death_report for insert to tc_app with check (
  (select ctx.is_feed()) and organisation_id = (select ctx.organisation()) and source = 'message'
  and (select true from tc.stay s where s.person_id = death_report.person_id and s.organisation_id = death_report.organisation_id and s.team_id = death_report.team_id limit 1));
create policy in_own_name on tc.death_report as restrictive for insert to tc_app with check (by_id = (select ctx.actor()) and reported_at = (select ctx.now()));
create policy named_decides on tc.death_decision for insert to tc_app with check (
  organisation_id = (select ctx.organisation()) and team_id = any ((select ctx.grantees())::uuid[])
  and (select ctx.has_right('death.confirm')) and decided_by = (select ctx.actor()) and decided_at = (select ctx.now())
  and (select true from acl.access a where a.person_id = death_decision.person_id and (a.classes & 256) <> 0 limit 1)
  and (select d.may_decide and d.report_id = death_decision.report_id from net.death_of(death_decision.person_id) d));
create policy team_writes on tc.death_after for insert to tc_app with check (
  organisation_id = (select ctx.organisation()) and team_id = any ((select ctx.grantees())::uuid[]) and by_staff_id = (select ctx.actor())
  and (select ctx.has_right('death.report'))
  and (select true from acl.access a where a.person_id = death_after.person_id and (a.classes & 8) <> 0 limit 1)
  and (select d.person_id = death_after.person_id from tc.death_decision d where d.id = death_after.decision_id));

-- The stay a message means which is not about an open stay alone (a cancelled discharge, leave, a death): of the feed's own
-- organisation, by its visit number, or where message or stay has none the person's newest; two identifiers agree, as in tc.find_stay_for_message.
create or replace function tc.find_last_stay_for_message(p_visit text, p_nhs_number text, p_born_on date, p_family_keys text[])
returns table (stay_id uuid, person_id uuid, version int)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  with compared as (
    select s.id, s.person_id, s.version, s.visit_number, s.admitted_at, k.nhs_number = p_nhs_number as same_number, p.born_on = p_born_on as same_birth,
           nullif(p.family_key, '') = any (p_family_keys)
             or exists (select from tc.person_name n where n.person_id = p.id and n.family_key = any (p_family_keys)) as same_family
      from tc.stay s
      -- a stay that went along with its number when that was put together with another is still spoken of by whom it was about
      cross join lateral (select s.person_id as id
        union select o.person_id from tc.own_number o
          where s.visit_number = p_visit and o.organisation_id = s.organisation_id and o.authority = s.own_authority and o.number = s.own_number
            and o.became is not null and o.person_id is not null) meant
      join tc.person p on p.id = meant.id left join tc.person_core k on k.person_id = meant.id
     where (select ctx.is_feed()) and s.organisation_id = (select ctx.organisation())
       -- a visit that nobody knows is no other one: the leaving of an outpatient, or one that comes before its admission, is not that of a stay
       and (s.visit_number = p_visit
         or ((p_visit is null or s.visit_number is null) and s.person_id in (select c.person_id from tc.person_core c where c.nhs_number = p_nhs_number)))
  ), agreed as (
    select * from compared
     where (same_number and (same_birth or same_family)) or (same_number is null and visit_number = p_visit and same_birth and same_family)
  )
  select a.id, a.person_id, a.version from agreed a
   where (select count(distinct o.person_id) from agreed o) = 1
   order by (p_visit is not null and a.visit_number is not distinct from p_visit) desc, a.admitted_at desc, a.id desc limit 1
$$;
grant create on schema tc to tc_match;
alter function tc.find_last_stay_for_message(text, text, date, text[]) owner to tc_match;
revoke create on schema tc from tc_match;
revoke all on function tc.find_last_stay_for_message(text, text, date, text[]) from public;
grant execute on function tc.find_last_stay_for_message(text, text, date, text[]) to tc_app;
