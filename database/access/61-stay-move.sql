-- Moved to another ward of the same organisation: the stay goes on. Core, like where somebody is.
alter table tc.stay_move enable row level security;
alter table tc.stay_move force row level security;
create policy see on tc.stay_move for select to tc_app using (
  ((select true from acl.access a where a.person_id = stay_move.person_id and (a.classes & 2) <> 0 limit 1)
    and (select true from acl.closed c where c.person_id = stay_move.person_id limit 1) is null)
  or (team_id = any ((select ctx.grantees())::uuid[]) and (select true from acl.access a where a.person_id = stay_move.person_id and (a.classes & 8) <> 0 limit 1)));
create policy feed_sees on tc.stay_move for select to tc_app using (
  (select ctx.is_feed()) and organisation_id = (select ctx.organisation()));
-- the ward that has the person gives them to another
create policy ward_adds on tc.stay_move for insert to tc_app with check (
  organisation_id = (select ctx.organisation()) and team_id = any ((select ctx.grantees())::uuid[]) and source = 'by hand'
  and (select ctx.has_right('stay.record'))
  and (select true from acl.access a where a.person_id = stay_move.person_id and (a.classes & 256) <> 0 limit 1));
create policy feed_adds on tc.stay_move for insert to tc_app with check (
  (select ctx.is_feed()) and organisation_id = (select ctx.organisation()) and source = 'message');
create policy in_own_name on tc.stay_move as restrictive for insert to tc_app with check (
  recorded_by = (select ctx.actor()) and recorded_at = (select ctx.now()));
-- from where the person is, to a unit of the same organisation in the name of that unit's team
create policy from_its_stay on tc.stay_move as restrictive for insert to tc_app with check (
  (select s.person_id = stay_move.person_id and s.organisation_id = stay_move.organisation_id and s.team_id = stay_move.team_id
       and s.unit_id = stay_move.unit_id and s.ended_at is null from tc.stay s where s.id = stay_move.stay_id)
  and (select u.organisation_id = stay_move.organisation_id and u.team_id = stay_move.to_team_id from tc.unit u where u.id = stay_move.to_unit_id));
grant select, insert on tc.stay_move to tc_app;

-- a stay passes to another team by such a move alone, just written by whoever changes it
create policy ward_gives on tc.stay for update to tc_app
  using (team_id = any ((select ctx.grantees())::uuid[]) and ended_at is null
    and (select true from acl.access a where a.person_id = stay.person_id and (a.classes & 256) <> 0 limit 1))
  with check ((select true from tc.stay_move m where m.stay_id = stay.id and m.to_unit_id = stay.unit_id and m.to_team_id = stay.team_id
    and m.recorded_by = (select ctx.actor()) and m.recorded_at = (select ctx.now()) limit 1));
grant update (team_since_at, end_method, end_destination) on tc.stay to tc_app;

-- What hangs on a stay goes with it: what the ward wrote of the way out, the lead that it offered, its plan and what waits about the stay are
-- the next ward's from the move. Who wrote it and when stays as it was. A plan keeps its team where one of the two is a drug-and-alcohol
-- team and the other is not: what its own team alone reads is opened to nobody by a move.
-- Only for a move that the asker has just written, about a person whom the open command holds. Returns how many rows went.
do $$
declare t text;
begin
  foreach t in array array['leaving_plan', 'leaving_blocker', 'sooner_contact', 'sooner_contact_end', 'unplanned_leaving', 'stay_leave', 'supports_in_place', 'lead_handover', 'plan', 'task'] loop
    execute format('drop policy if exists net_gives on tc.%I', t);
    execute format('create policy net_gives on tc.%I for update to tc_net using (true) with check (true)', t);
    execute format('drop policy if exists net_gives_sees on tc.%I', t);
    execute format('create policy net_gives_sees on tc.%I for select to tc_net using (true)', t);
    execute format('grant select, update (team_id) on tc.%I to tc_net', t);
  end loop;
end
$$;
grant update (staff_id) on tc.task to tc_net;
create policy net_reads on tc.stay_move for select to tc_net using (true);
grant select on tc.stay_move to tc_net;
create or replace function net.hand_over_stay(p_stay uuid, p_person uuid, p_from uuid, p_to uuid) returns int
language plpgsql volatile set search_path = pg_catalog, pg_temp as $$
declare
  t text;
  v_n int;
  v_all int := 0;
begin
  foreach t in array array['leaving_plan', 'leaving_blocker', 'sooner_contact', 'sooner_contact_end', 'unplanned_leaving', 'stay_leave', 'supports_in_place'] loop
    execute format('update tc.%I set team_id = $1 where stay_id = $2 and team_id = $3', t) using p_to, p_stay, p_from;
    get diagnostics v_n = row_count;
    v_all := v_all + v_n;
  end loop;
  update tc.lead_handover set team_id = p_to where stay_id = p_stay and team_id = p_from and answer is null;
  get diagnostics v_n = row_count;
  v_all := v_all + v_n;
  update tc.plan set team_id = p_to where stay_id = p_stay and team_id = p_from
     and (select count(distinct d.drug_and_alcohol) = 1 from tc.team d where d.id in (p_from, p_to));
  get diagnostics v_n = row_count;
  v_all := v_all + v_n;
  update tc.task set team_id = p_to, staff_id = null where about_id = p_stay and person_id = p_person and team_id = p_from and done_at is null;
  get diagnostics v_n = row_count;
  return v_all + v_n;
end
$$;
create or replace function net.stay_moved(p_move uuid) returns int
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare m tc.stay_move;
begin
  select x.* into m from tc.stay_move x join tc.stay s on s.id = x.stay_id and s.team_id = x.to_team_id and s.ended_at is null
   where x.id = p_move and x.team_id <> x.to_team_id and x.recorded_by = ctx.actor() and x.recorded_at = ctx.now()
     and x.person_id = any (net.held(array[x.person_id]));
  if not found then
    return 0;
  end if;
  return net.hand_over_stay(m.stay_id, m.person_id, m.team_id, m.to_team_id);
end
$$;
grant create on schema net to tc_net;
alter function net.hand_over_stay(uuid, uuid, uuid, uuid) owner to tc_net;
alter function net.stay_moved(uuid) owner to tc_net;
revoke create on schema net from tc_net;
revoke all on function net.hand_over_stay(uuid, uuid, uuid, uuid), net.stay_moved(uuid) from public;
grant execute on function net.stay_moved(uuid) to tc_app;
