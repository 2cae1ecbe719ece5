-- Partners' addresses are listed by whoever keeps the organisation's machine logins; a machine follows in its own name alone. What is due
-- and what came of it is for the worker, by guarded functions that look at each try whether the machine may still read what it follows.
do $$
declare t text;
begin
  foreach t in array array['partner_endpoint', 'subscription', 'partner_try'] loop
    execute format('alter table tc.%I enable row level security', t);
    execute format('alter table tc.%I force row level security', t);
    execute format('grant select on tc.%I to tc_app', t);
    execute format('create policy ctx_all on tc.%I for all to tc_ctx using (true) with check (true)', t);
  end loop;
end
$$;
create policy keeper_sees on tc.partner_endpoint for select to tc_app using ((select ctx.may_clients(organisation_id))
  or organisation_id = (select ctx.organisation()) and (select ctx.purpose()) = 'machine of the organisation');
create policy keeper_lists on tc.partner_endpoint for insert to tc_app with check (
  (select ctx.may_clients(organisation_id)) and listed_by = (select ctx.actor()) and ended_at is null);
create policy keeper_ends on tc.partner_endpoint for update to tc_app
  using (ended_at is null and (select ctx.may_clients(organisation_id))) with check (ended_by = (select ctx.actor()) and ended_at is not null);
grant insert, update (ended_at, ended_by, version) on tc.partner_endpoint to tc_app;

create policy machine_sees on tc.subscription for select to tc_app using (client_id = (select ctx.actor()) or (select ctx.may_clients(organisation_id)));
create policy machine_follows on tc.subscription for insert to tc_app with check (
  client_id = (select ctx.actor()) and organisation_id = (select ctx.organisation())
  and (select ctx.purpose()) = 'machine of the organisation' and (select ctx.has_right('referral.read'))
  and (select e.organisation_id = subscription.organisation_id and e.ended_at is null from tc.partner_endpoint e where e.id = endpoint_id)
  and (select r.from_team_id = any ((select ctx.grantees())::uuid[]) from tc.referral r where r.id = referral_id));
create policy machine_stops on tc.subscription for update to tc_app
  using (client_id = (select ctx.actor()) and state <> 'off') with check (client_id = (select ctx.actor()) and state = 'off');
grant insert, update (state, version) on tc.subscription to tc_app;
create policy machine_sees on tc.partner_try for select to tc_app using (client_id = (select ctx.actor()) or (select ctx.may_clients(organisation_id)));

create policy ctx_follows on tc.referral for select to tc_ctx using (true);
grant select (id, from_team_id, version) on tc.referral to tc_ctx;
create policy ctx_tells_of_partners on tc.task for insert to tc_ctx with check (kind = 'partner not reached' and person_id is null);
grant select on tc.partner_endpoint to tc_ctx;
grant select, update on tc.subscription to tc_ctx;
grant insert on tc.partner_try to tc_ctx;

-- The next that is due, taken for two minutes: something of the referral changed since it was told, and the machine may still read it (its
-- team sent it, it has not ended, its organisation is here, it holds the right). Whatever it may not read any more is never told.
create or replace function ctx.claim_hook() returns table (id uuid, address text, row_version int)
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  v record;
begin
  select s.id, e.address, r.version into v
    from tc.subscription s
    join tc.partner_endpoint e on e.id = s.endpoint_id and e.ended_at is null and e.organisation_id = s.organisation_id
    join identity.client c on c.id = s.client_id and c.revoked_at is null and c.organisation_id = s.organisation_id and 'referral.read' = any (c.rights)
    join tc.organisation o on o.id = c.organisation_id and o.left_at is null
    join tc.referral r on r.id = s.referral_id and r.from_team_id = c.team_id and r.version > s.told_version
   where s.state = 'active' and s.next_try_at <= ctx.clock()
   order by s.next_try_at, s.id limit 1 for update of s skip locked;
  if not found then
    return;
  end if;
  update tc.subscription s set next_try_at = ctx.clock() + interval '2 minutes' where s.id = v.id;
  return query select v.id, v.address, v.version;
end
$$;

-- What came of it. One that went is told; one that did not is tried again after 1, 5, 15, 60 and 240 minutes, then it stops and somebody
-- of the machine's team has a task.
create or replace function ctx.hook_done(p_subscription uuid, p_version int, p_went boolean, p_outcome text) returns void
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  s tc.subscription;
  v_waits int[] := array[1, 5, 15, 60, 240];
begin
  update tc.subscription x set told_version = case when p_went then greatest(x.told_version, p_version) else x.told_version end,
      tries = case when p_went then 0 else x.tries + 1 end,
      state = case when p_went or x.tries < cardinality(v_waits) then x.state else 'error' end,
      next_try_at = ctx.clock() + case when p_went then interval '0' else make_interval(mins => coalesce(v_waits[x.tries + 1], 0)) end,
      version = x.version + 1
    where x.id = p_subscription and x.state = 'active' returning * into s;
  if not found then
    return;
  end if;
  insert into tc.partner_try (id, subscription_id, organisation_id, client_id, endpoint_id, at, outcome, went)
  values (gen_random_uuid(), s.id, s.organisation_id, s.client_id, s.endpoint_id, ctx.clock(), left(p_outcome, 60), p_went);
  if s.state = 'error' then
    insert into tc.task (id, organisation_id, team_id, staff_id, kind, about_id, what, since_at, due_at)
    select gen_random_uuid(), c.organisation_id, c.team_id, t.manager_staff_id, 'partner not reached', s.endpoint_id,
           'The partner’s system ' || e.name || ' was not reached in six tries, so it is not told any more how a referral goes on. Ring them, and have their system follow it again.',
           ctx.clock(), ctx.clock() + interval '1 day'
      from identity.client c join tc.team t on t.id = c.team_id join tc.partner_endpoint e on e.id = s.endpoint_id where c.id = s.client_id;
  end if;
end
$$;

grant create on schema ctx to tc_ctx;
alter function ctx.claim_hook() owner to tc_ctx;
alter function ctx.hook_done(uuid, int, boolean, text) owner to tc_ctx;
revoke create on schema ctx from tc_ctx;
revoke all on function ctx.claim_hook(), ctx.hook_done(uuid, int, boolean, text) from public;
grant execute on function ctx.claim_hook(), ctx.hook_done(uuid, int, boolean, text) to tc_job;
