-- A stay as its messages tell it (core/place/heard.ts): the moves and leaves that follow are written here for the feed that the open
-- command is of, and for a person whom that command holds. What a ward wrote by hand is never changed by it.
do $$
declare t text;
begin
  foreach t in array array['stay_move', 'stay_leave'] loop
    execute format('create policy net_hears on tc.%I for all to tc_net using (source = ''message'') with check (true)', t);
  end loop;
  foreach t in array array['stay', 'stay_end_undone'] loop
    execute format('create policy net_takes_away on tc.%I for delete to tc_net using (source = ''message'')', t);
    execute format('grant select, delete on tc.%I to tc_net', t);
  end loop;
end
$$;
grant select, insert, delete, update (team_id, unit_id, to_team_id, to_unit_id, moved_at, moved_known_to) on tc.stay_move to tc_net;
grant select, insert, delete, update (from_at, expected_back_at, back_at, back_recorded_at, back_by) on tc.stay_leave to tc_net;
create policy net_moves_by_hand on tc.stay_move for update to tc_net using (true) with check (true);
create policy net_settles_messages on tc.kept_message for all to tc_net using (true) with check (true);
grant select, update (done_at, done_how, done_text, why, why_params, again_at, again_by, tries) on tc.kept_message to tc_net;
grant select, update (done_at, done_text, what) on tc.task to tc_net;
-- when somebody was admitted is put right by the feed that told of it
grant update (admitted_at, admitted_known_to, own_authority, own_number) on tc.stay to tc_app;

-- Whether the open command may tell of this stay: a feed of its organisation, and the person is held.
create or replace function net.hears_of(p_stay uuid) returns boolean
language sql stable set search_path = pg_catalog, pg_temp as $$
  select coalesce((select ctx.is_feed() and s.organisation_id = ctx.organisation() and s.person_id = any (net.held(array[s.person_id]))
                     from tc.stay s where s.id = p_stay), false)
$$;

-- The moves and leaves of a stay, put in the place of those that messages told before. p_first: the unit on which the stay began. p_moves:
-- every move in the order of its time, those by hand too ({id, unitId, at, knownTo}). p_leaves: {id, fromAt, expectedBackAt, backAt}.
-- Returns the unit and team where they are now and since when they are with that team; what hangs on the stay goes along.
create or replace function net.stay_as_heard(p_stay uuid, p_first uuid, p_moves jsonb, p_leaves jsonb)
returns table (unit_id uuid, team_id uuid, since_at timestamptz)
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  s tc.stay;
  v_unit tc.unit;
  v_to tc.unit;
  v_since timestamptz;
  m record;
begin
  if not net.hears_of(p_stay) then
    raise exception 'a stay is told by its own feed' using errcode = 'insufficient_privilege';
  end if;
  select * into s from tc.stay x where x.id = p_stay;
  select * into v_unit from tc.unit u where u.id = p_first and u.organisation_id = s.organisation_id;
  delete from tc.stay_move x where x.stay_id = p_stay and x.source = 'message'
     and x.id not in (select (j ->> 'id')::uuid from jsonb_array_elements(p_moves) j);
  for m in select * from jsonb_to_recordset(p_moves) as j(id uuid, "unitId" uuid, at timestamptz, "knownTo" text) loop
    select * into v_to from tc.unit u where u.id = m."unitId" and u.organisation_id = s.organisation_id;
    if v_to.id is null then
      raise exception 'no such unit here' using errcode = 'insufficient_privilege';
    end if;
    update tc.stay_move x set team_id = v_unit.team_id, unit_id = v_unit.id, to_team_id = v_to.team_id, to_unit_id = v_to.id,
           moved_at = m.at, moved_known_to = m."knownTo" where x.id = m.id and x.stay_id = p_stay;
    if not found then
      insert into tc.stay_move (id, stay_id, person_id, organisation_id, team_id, unit_id, to_team_id, to_unit_id, moved_at, moved_known_to, source, recorded_at, recorded_by)
      values (m.id, p_stay, s.person_id, s.organisation_id, v_unit.team_id, v_unit.id, v_to.team_id, v_to.id, m.at, m."knownTo", 'message', ctx.now(), ctx.actor());
    end if;
    if v_to.team_id <> v_unit.team_id then v_since := m.at; end if;
    v_unit := v_to;
  end loop;
  if v_unit.team_id <> s.team_id then
    perform net.hand_over_stay(p_stay, s.person_id, s.team_id, v_unit.team_id);
  end if;
  delete from tc.stay_leave l where l.stay_id = p_stay and l.source = 'message'
     and l.id not in (select (j ->> 'id')::uuid from jsonb_array_elements(p_leaves) j);
  -- those that ended before the one that is open: one is open at most
  for m in select * from jsonb_to_recordset(p_leaves) as j(id uuid, "fromAt" timestamptz, "expectedBackAt" timestamptz, "backAt" timestamptz)
            order by "backAt" nulls last loop
    update tc.stay_leave l set from_at = m."fromAt", expected_back_at = m."expectedBackAt", back_at = m."backAt",
           back_recorded_at = case when m."backAt" is not null then coalesce(l.back_recorded_at, ctx.now()) end,
           back_by = case when m."backAt" is not null then coalesce(l.back_by, ctx.actor()) end
     where l.id = m.id and l.stay_id = p_stay and (l.back_at, l.from_at) is distinct from (m."backAt", m."fromAt");
  end loop;
  insert into tc.stay_leave (id, stay_id, person_id, organisation_id, team_id, kind, from_at, expected_back_at, source, recorded_at, recorded_by, back_at, back_recorded_at, back_by)
  select j.id, p_stay, s.person_id, s.organisation_id, v_unit.team_id, 'overnight leave', j."fromAt", j."expectedBackAt", 'message', ctx.now(), ctx.actor(),
         j."backAt", case when j."backAt" is not null then ctx.now() end, case when j."backAt" is not null then ctx.actor() end
    from jsonb_to_recordset(p_leaves) as j(id uuid, "fromAt" timestamptz, "expectedBackAt" timestamptz, "backAt" timestamptz)
   where not exists (select from tc.stay_leave l where l.id = j.id);
  return query select v_unit.id, v_unit.team_id, v_since;
end
$$;

-- A stay that never was (A11): it and what messages alone made of it are taken away; what was heard stays, and the timeline says so.
-- False, and nothing is changed, where anything else hangs on it.
create or replace function net.stay_never_was(p_stay uuid) returns boolean
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
begin
  if not net.hears_of(p_stay) then
    raise exception 'a stay is told by its own feed' using errcode = 'insufficient_privilege';
  end if;
  if not exists (select from tc.stay s where s.id = p_stay and s.source = 'message') then
    return false;
  end if;
  begin
    delete from tc.stay_move where stay_id = p_stay and source = 'message';
    delete from tc.stay_leave where stay_id = p_stay and source = 'message';
    delete from tc.stay_end_undone where stay_id = p_stay and source = 'message';
    -- worked out again from what is left
    delete from tc.transition where stay_id = p_stay;
    delete from tc.stay where id = p_stay;
    update tc.task set done_at = ctx.now(), done_text = 'The hospital took the admission back.' where about_id = p_stay and done_at is null;
    return true;
  exception when foreign_key_violation then
    return false;
  end;
end
$$;

-- A message that waited was tried again by the feed that brought it. p_why null: it was filed, and its task is over; else why it still
-- waits, as a code with its values and as the sentence of its task.
create or replace function net.message_tried(p_kept uuid, p_why text, p_params jsonb, p_said text) returns boolean
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  k tc.kept_message;
begin
  select * into k from tc.kept_message x where x.id = p_kept and x.kept_by = ctx.actor() and x.done_at is null for update;
  if not (ctx.is_feed() and found) then
    return false;
  end if;
  if p_why is null then
    update tc.kept_message set done_at = ctx.now(), done_text = p_said,
           done_how = case when again_at is null then 'filed by itself' when said is null then 'tried again' else 'filed to a person' end where id = p_kept;
    update tc.task set done_at = ctx.now(), done_text = p_said where about_id = p_kept and kind = 'kept message' and done_at is null;
  else
    update tc.kept_message set why = p_why, why_params = p_params, again_at = null, again_by = null, tries = tries + 1 where id = p_kept;
    update tc.task set what = p_said where about_id = p_kept and kind = 'kept message' and done_at is null;
  end if;
  return true;
end
$$;

grant create on schema net to tc_net;
alter function net.hears_of(uuid) owner to tc_net;
alter function net.stay_as_heard(uuid, uuid, jsonb, jsonb) owner to tc_net;
alter function net.stay_never_was(uuid) owner to tc_net;
alter function net.message_tried(uuid, text, jsonb, text) owner to tc_net;
revoke create on schema net from tc_net;
revoke all on function net.hears_of(uuid), net.stay_as_heard(uuid, uuid, jsonb, jsonb), net.stay_never_was(uuid), net.message_tried(uuid, text, jsonb, text) from public;
grant execute on function net.stay_as_heard(uuid, uuid, jsonb, jsonb), net.stay_never_was(uuid), net.message_tried(uuid, text, jsonb, text) to tc_app;
grant execute on function ctx.is_feed(), ctx.purpose() to tc_net;
