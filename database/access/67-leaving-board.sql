-- The boards in sets. A row rule asks the derived access table once a row, which is right for a page of rows and slow for everybody
-- whom a ward has ever had on its way out. What says who is on the board, in what order and how many, is worked out here by the same
-- rules, a whole set at a time: ids, states, days and instants alone. Whatever a screen then says of anybody is read through the row
-- rules. database/access/leaving-board.test.ts holds both against each other.
grant create on schema net to tc_net;
grant execute on function ctx.is_feed() to tc_net;
grant select on tc.leaving_blocker to tc_net;
create policy net_reads on tc.leaving_blocker for select to tc_net using (true);

-- Whom the asker has on a ward or on the way out. `mine`: by a row of access of one's own, or as key worker. `since`, `n`, `urgent`: the
-- oldest gap that the asker may read, how many are open, and the oldest of those that cannot wait (nobody leads, nobody is booked or
-- has met them since they left, a worry, a death to be confirmed). `planned_on`: the newest day said for a stay that goes on;
-- `stopped`: something stops it. Empty for nobody.
create or replace function net.on_the_way() returns table (person_id uuid, mine boolean, state text, opened_at timestamptz, stay_id uuid, unit_id uuid,
  admitted_at timestamptz, ended_at timestamptz, ours boolean, since timestamptz, n bigint, urgent timestamptz, planned_on date, stopped boolean)
language plpgsql stable security definer set search_path = pg_catalog, pg_temp set plan_cache_mode = force_generic_plan rows 1000 as $$
#variable_conflict use_column
declare
  v_actor uuid := ctx.actor();
  v_team uuid := ctx.team();
  v_organisation uuid := ctx.organisation();
  v_now timestamptz := ctx.now();
  v_grantees uuid[] := ctx.grantees();
  v_agreements uuid[] := ctx.agreements();
  v_grace uuid[] := ctx.grace();
  v_ends timestamptz[] := ctx.grace_ends();
  v_feed boolean := ctx.is_feed();
begin
  if v_actor is null then return; end if;
  return query
  with access as materialized (
    select a.person_id, bit_or(a.classes) as bits, bool_or(a.grantee_id = v_actor and (a.classes & 1) <> 0) as mine
      from acl.access a
     where a.grantee_id = any (v_grantees) and a.from_at <= v_now and (a.until_at is null or a.until_at > v_now)
       and (a.agreement_id is null or a.agreement_id = any (v_agreements) or a.in_care_from_at <= v_ends[array_position(v_grace, a.agreement_id)])
     group by a.person_id
  ), held as materialized (
    select a.person_id, a.bits, a.mine, s.person_id is not null as shut, (a.bits & 2) <> 0 and s.person_id is null as core,
           (a.bits & 4) <> 0 and s.person_id is null as shared, (a.bits & 8) <> 0 as own
      from access a left join (select distinct c.person_id from acl.closed c where c.grantee_id = any (v_grantees)) s on s.person_id = a.person_id
     where (a.bits & 1) <> 0
  ), key_worker as materialized (
    select distinct e.person_id from tc.episode e join held h on h.person_id = e.person_id
     where e.key_worker_staff_id = v_actor and e.state = 'open'
       and ((h.bits & e.class_bit & ~8) <> 0 and (e.class_bit = 1 or not h.shut) or e.team_id = any (v_grantees) and h.own)
  ), ways as materialized (
    select tr.person_id, tr.id, tr.stay_id, tr.state, tr.opened_at
      from held h join tc.transition tr on tr.person_id = h.person_id and tr.state <> 'closed' where h.core
  ), stays as materialized (
    select distinct on (st.person_id) st.person_id, st.id, st.unit_id, st.admitted_at, st.ended_at, st.team_id = any (v_grantees) as ours
      from held h join tc.stay st on st.person_id = h.person_id
      left join ways tr on tr.person_id = h.person_id
     where (st.ended_at is null or st.id = tr.stay_id)
       and (h.core or st.team_id = any (v_grantees) and h.own or v_feed and st.organisation_id = v_organisation)
     order by st.person_id, st.ended_at is not null, st.team_id <> v_team, st.admitted_at desc
  ), everyone as materialized (
    select h.*, k.person_id is not null as leads, tr.state, tr.opened_at, s.id as stay_id, s.unit_id, s.admitted_at, s.ended_at, s.ours
      from held h
      left join ways tr on tr.person_id = h.person_id
      left join stays s on s.person_id = h.person_id
      left join key_worker k on k.person_id = h.person_id
     where tr.id is not null or (s.ended_at is null and s.ours)
  ), gaps as materialized (
    select o.person_id, min(o.gap_from) as since, count(*) as n,
           min(o.gap_from) filter (where o.kind in ('N1a', 'N4') or starts_with(o.key, 'N11:worry:') or starts_with(o.key, 'N11:death:')) as urgent
      from everyone h join net.obligation o on o.person_id = h.person_id
     where o.gap_from <= v_now and o.gap_until > v_now
       and (o.team_id = any (v_grantees) or o.told_team_id = any (v_grantees)
         or (h.bits & o.class_bit & ~8) <> 0 and (o.class_bit = 1 or not h.shut))
     group by o.person_id
  ), days as materialized (
    select distinct on (lp.stay_id) lp.stay_id, lp.planned_on
      from everyone h join tc.leaving_plan lp on lp.stay_id = h.stay_id
     where h.ended_at is null and (h.core or lp.team_id = any (v_grantees) and h.own)
     order by lp.stay_id, lp.version desc
  ), stops as materialized (
    select distinct lb.stay_id from everyone h join tc.leaving_blocker lb on lb.stay_id = h.stay_id
     where h.ended_at is null and lb.ended_on is null and (h.shared or lb.team_id = any (v_grantees) and h.own)
  )
  select h.person_id, h.mine or h.leads, h.state, h.opened_at, h.stay_id, h.unit_id, h.admitted_at, h.ended_at, h.ours,
         g.since, g.n, g.urgent, d.planned_on, b.stay_id is not null
    from everyone h
    left join gaps g on g.person_id = h.person_id
    left join days d on d.stay_id = h.stay_id
    left join stops b on b.stay_id = h.stay_id;
end
$$;

-- What is said of the deaths of these people, those of whom nothing is said left out: `net.death_state` for a page of rows.
create or replace function net.death_states(p_people uuid[]) returns table (person_id uuid, state text)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select d.person_id, d.state
    from (select r.person_id, net.death_now(r.person_id) as state
            from (select distinct x.person_id from tc.death_report x where x.person_id = any (p_people)) r) d
   where d.state <> 'none' and (session_user <> 'tc_app' or net.asker_knows(d.person_id))
$$;

alter function net.on_the_way() owner to tc_net;
alter function net.death_states(uuid[]) owner to tc_net;
revoke all on function net.on_the_way(), net.death_states(uuid[]) from public;
grant execute on function net.on_the_way() to tc_app;
grant execute on function net.death_states(uuid[]) to tc_app;
revoke create on schema net from tc_net;

-- A kept view is its author's alone, like a draft.
alter table tc.saved_view enable row level security;
alter table tc.saved_view force row level security;
create policy author_only on tc.saved_view for all to tc_app using (author_id = (select ctx.actor())) with check (author_id = (select ctx.actor()));
grant select, insert, delete on tc.saved_view to tc_app;
