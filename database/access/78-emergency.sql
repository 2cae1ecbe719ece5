-- What follows at once when a record is opened in an emergency, or shared without agreement: a second look by another, told in the same
-- transaction. Only of an act that the asker has just written; nobody is asked for a name here.
grant usage, create on schema net to tc_net;
do $$
declare t text;
begin
  foreach t in array array['emergency_access', 'sharing_without'] loop
    execute format('create policy net_reads on tc.%I for select to tc_net using (true)', t);
    execute format('create policy net_gives_to_a_desk on tc.%I for update to tc_net using (true) with check (true)', t);
    execute format('grant select, update (desk_organisation_id) on tc.%I to tc_net', t);
  end loop;
end
$$;
create policy net_asks_for_a_second_look on tc.task for insert to tc_net with check (kind in ('emergency access', 'sharing without agreement'));
create policy net_says_that_it_was_done on tc.timeline for insert to tc_net with check (what in ('opened in an emergency', 'shared without agreement'));
grant insert on tc.timeline to tc_net;
create policy net_ends_looks on tc.task for update to tc_net using (kind in ('emergency access', 'sharing without agreement', 'access asked for')) with check (done_at is not null);
grant update (done_at, done_by, done_text) on tc.task to tc_net;

-- The desks that look at what somebody did: every team of their organisation in which another holds an employed post with the right; where
-- there is none, those of the oldest organisation that has one, a trust first; where nobody has, the team of the root owner.
create or replace function net.desks(p_organisation uuid, p_staff uuid[], p_now timestamptz) returns table (team_id uuid, organisation_id uuid, post_id uuid, staff_ids uuid[])
language sql stable set search_path = pg_catalog, pg_temp as $$
  with desks as (
    select p.team_id, p.organisation_id, min(p.id::text)::uuid as post_id, array_agg(distinct h.staff_id order by h.staff_id) as staff_ids
      from tc.post p join tc.post_holder h on h.post_id = p.id and h.from_at <= p_now and (h.until_at is null or h.until_at > p_now)
      join tc.staff s on s.id = h.staff_id and (s.left_at is null or s.left_at > p_now)
     where 'emergency.second-look' = any (p.rights) and not p.voluntary and h.staff_id <> all (p_staff)
     group by p.team_id, p.organisation_id
  ), at_home as (
    select coalesce((select d.organisation_id from desks d where d.organisation_id = p_organisation limit 1),
      (select o.id from tc.organisation o join desks d on d.organisation_id = o.id order by o.kind <> 'trust', o.created_at, o.id limit 1)) as id
  ), found as (
    select d.* from desks d, at_home a where d.organisation_id = a.id
  )
  select * from found
  union all
  (select p.team_id, p.organisation_id, p.id, array[h.staff_id] from tc.organisation o join tc.post_holder h on h.staff_id = o.root_owner_staff_id join tc.post p on p.id = h.post_id
    where o.id = p_organisation and not exists (select from found) order by h.from_at, h.id limit 1)
$$;

create or replace function net.ask_the_desk(p_act uuid, p_kind text, p_person uuid, p_what text, p_at timestamptz, p_due timestamptz, p_organisation uuid, p_staff uuid[]) returns int
language plpgsql volatile set search_path = pg_catalog, pg_temp as $$
declare
  v_desks int;
begin
  insert into tc.task (id, person_id, organisation_id, team_id, kind, about_id, what, since_at, due_at)
  select gen_random_uuid(), p_person, d.organisation_id, d.team_id, p_kind, p_act, p_what, p_at, p_due from net.desks(p_organisation, p_staff, p_at) d;
  get diagnostics v_desks = row_count;
  return v_desks;
end
$$;

-- The desk is asked and told, and the person's timeline says it. Returns how many were told. `p_minutes`: of content/telling.
create or replace function net.emergency_opened(p_emergency uuid, p_minutes int) returns int
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  e tc.emergency_access;
begin
  select * into e from tc.emergency_access x
   where x.id = p_emergency and x.staff_id = (select ctx.actor()) and x.opened_at = (select ctx.now()) and x.desk_organisation_id is null;
  if not found then
    return 0;
  end if;
  perform net.ask_the_desk(e.id, 'emergency access', e.person_id, 'Take a second look: a record was opened in an emergency.', e.opened_at, e.second_look_due_at, e.organisation_id, array[e.staff_id]);
  update tc.emergency_access set desk_organisation_id = coalesce((select d.organisation_id from net.desks(e.organisation_id, array[e.staff_id], e.opened_at) d limit 1), e.organisation_id) where id = e.id;
  -- that a drug-and-alcohol team had to do with somebody is of that team's class
  insert into tc.timeline (id, person_id, at, what, about_id, class_bit, organisation_id, team_id, by_id)
  select gen_random_uuid(), e.person_id, e.opened_at, 'opened in an emergency', e.id, case when t.drug_and_alcohol then 16 else 4 end, e.organisation_id, e.team_id, e.staff_id
    from tc.team t where t.id = e.team_id;
  return net.tell((select coalesce(jsonb_agg(jsonb_build_object('id', gen_random_uuid(), 'personId', e.person_id, 'key', 'E:emergency:' || e.id, 'gapFrom', e.opened_at, 'level', 1,
      'definition', 'emergency-access', 'minutes', p_minutes, 'critical', true, 'aboutId', e.id, 'teamId', d.team_id, 'organisationId', d.organisation_id,
      'toKey', 'post:' || d.post_id, 'toStaff', to_jsonb(d.staff_ids), 'toTeamId', d.team_id, 'because', 'on duty', 'lookAt', e.opened_at + p_minutes * interval '1 minute')), '[]')
    from net.desks(e.organisation_id, array[e.staff_id], e.opened_at) d), '[]',
    coalesce((select h.channels from tc.heartbeat h where h.name = 'telling'), '{email,text}'));
end
$$;

-- The same for what was shared without agreement, and a task of the sharing team to tell the person where they were not told.
create or replace function net.shared_without(p_act uuid) returns int
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  w tc.sharing_without;
begin
  select * into w from tc.sharing_without x
   where x.id = p_act and x.recorded_by = (select ctx.actor()) and x.from_at = (select ctx.now()) and x.desk_organisation_id is null;
  if not found then
    return 0;
  end if;
  update tc.sharing_without set desk_organisation_id = coalesce((select d.organisation_id from net.desks(w.organisation_id, array[w.recorded_by, w.weighed_by], w.from_at) d limit 1), w.organisation_id) where id = w.id;
  insert into tc.timeline (id, person_id, at, what, about_id, class_bit, organisation_id, team_id, by_id)
  values (gen_random_uuid(), w.person_id, w.from_at, 'shared without agreement', w.id, 8, w.organisation_id, w.team_id, w.recorded_by);
  if w.told = 'not yet' then
    insert into tc.task (id, person_id, organisation_id, team_id, kind, about_id, what, since_at, due_at)
    values (gen_random_uuid(), w.person_id, w.organisation_id, w.team_id, 'sharing without agreement', w.id,
      'Tell the person what was shared without their agreement, or say again why not yet.', w.from_at, (w.told_review_on + time '17:00') at time zone 'Europe/London');
  end if;
  return net.ask_the_desk(w.id, 'sharing without agreement', w.person_id, 'Take a second look: something was shared without agreement.', w.from_at, w.second_look_due_at, w.organisation_id,
    array[w.recorded_by, w.weighed_by]);
end
$$;

-- A look that ends it ends the task of every desk that was asked. Only of what the asker has just found.
create policy net_reads on tc.second_look for select to tc_net using (true);
grant select on tc.second_look to tc_net;
create or replace function net.look_taken(p_look uuid) returns int
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  v_n int;
begin
  update tc.task k set done_at = l.at, done_by = l.by_staff_id, done_text = 'Looked at: ' || l.verdict || '.'
    from tc.second_look l
   where l.id = p_look and l.by_staff_id = (select ctx.actor()) and l.at = (select ctx.now()) and l.verdict <> 'more to ask'
     and k.about_id = l.about_id and k.kind = l.about and k.done_at is null and starts_with(k.what, 'Take a second look');
  get diagnostics v_n = row_count;
  return v_n;
end
$$;

-- The person was told after all: the task of the team that shared is done.
create or replace function net.told_after_all(p_act uuid) returns int
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  v_n int;
begin
  update tc.task k set done_at = w.told_at, done_by = w.told_by, done_text = 'The person was told.'
    from tc.sharing_without w
   where w.id = p_act and w.told_by = (select ctx.actor()) and w.told_at = (select ctx.now())
     and k.about_id = w.id and k.kind = 'sharing without agreement' and k.done_at is null and k.team_id = w.team_id and not starts_with(k.what, 'Take a second look');
  get diagnostics v_n = row_count;
  return v_n;
end
$$;

-- The task of whoever was asked for access is done with the answer.
create policy net_reads on tc.access_ask for select to tc_net using (true);
grant select on tc.access_ask to tc_net;
create or replace function net.ask_answered(p_ask uuid) returns int
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  v_n int;
begin
  update tc.task k set done_at = a.answered_at, done_by = a.answered_by, done_text = 'Answered.'
    from tc.access_ask a
   where a.id = p_ask and a.answered_by = (select ctx.actor()) and a.answered_at = (select ctx.now())
     and k.about_id = a.id and k.kind = 'access asked for' and k.done_at is null;
  get diagnostics v_n = row_count;
  return v_n;
end
$$;

do $$
declare f text;
begin
  foreach f in array array['net.ask_answered(uuid)', 'net.look_taken(uuid)', 'net.told_after_all(uuid)', 'net.desks(uuid, uuid[], timestamptz)', 'net.ask_the_desk(uuid, text, uuid, text, timestamptz, timestamptz, uuid, uuid[])',
                           'net.emergency_opened(uuid, int)', 'net.shared_without(uuid)'] loop
    execute format('alter function %s owner to tc_net', f);
    execute format('revoke all on function %s from public', f);
    execute format('grant execute on function %s to tc_net', f);
  end loop;
end
$$;
revoke create on schema net from tc_net;
grant execute on function net.emergency_opened(uuid, int), net.shared_without(uuid), net.look_taken(uuid), net.told_after_all(uuid), net.ask_answered(uuid) to tc_app;
