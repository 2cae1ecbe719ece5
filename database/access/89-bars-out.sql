-- Messages to partners' systems are written by the team that sends the referral, in the same transaction, and read by it alone. The worker
-- sends them by guarded functions; what is written there is the body as it was made, never rows of the record.
do $$
declare t text;
begin
  foreach t in array array['partner_door', 'partner_message'] loop
    execute format('alter table tc.%I enable row level security', t);
    execute format('alter table tc.%I force row level security', t);
    execute format('grant select on tc.%I to tc_app', t);
    execute format('create policy ctx_all on tc.%I for all to tc_ctx using (true) with check (true)', t);
  end loop;
end
$$;
create policy staff_see on tc.partner_door for select to tc_app using ((select ctx.may_clients(organisation_id)) or organisation_id = (select ctx.organisation()));
-- whoever sends there reads the name of the system on the referral's page
create policy staff_see on tc.partner_endpoint for select to tc_app using (organisation_id = (select ctx.organisation()));
create policy keeper_lists on tc.partner_door for insert to tc_app with check (
  (select ctx.may_clients(organisation_id)) and listed_by = (select ctx.actor()) and ended_at is null
  and (select e.organisation_id = partner_door.organisation_id and e.ended_at is null from tc.partner_endpoint e where e.id = endpoint_id)
  and (select true from tc.service s where s.id = service_id));
create policy keeper_ends on tc.partner_door for update to tc_app
  using (ended_at is null and (select ctx.may_clients(organisation_id))) with check (ended_by = (select ctx.actor()) and ended_at is not null);
grant insert, update (ended_at, ended_by, version) on tc.partner_door to tc_app;

create policy sender_sees on tc.partner_message for select to tc_app using (team_id = any ((select ctx.grantees())::uuid[]));
create policy sender_writes on tc.partner_message for insert to tc_app with check (
  organisation_id = (select ctx.organisation()) and team_id = any ((select ctx.grantees())::uuid[]) and (select ctx.has_right('referral.send'))
  and state = 'waiting' and tries = 0 and tried_at is null and answer is null
  and (select d.organisation_id = partner_message.organisation_id from tc.partner_door d where d.id = door_id)
  and (select r.from_team_id = partner_message.team_id and r.person_id = partner_message.person_id from tc.referral r where r.id = referral_id));
grant insert on tc.partner_message to tc_app;

create policy ctx_tells_of_deliveries on tc.task for insert to tc_ctx with check (kind = 'referral not delivered' and person_id is null);
grant select (from_staff_id) on tc.referral to tc_ctx;
grant select on tc.partner_door to tc_ctx;
grant select, update on tc.partner_message to tc_ctx;

-- Somebody of the team that sent it has a task: the message is not where it should be.
create or replace function ctx.message_not_there(p_message uuid) returns void
language sql volatile set search_path = pg_catalog, pg_temp as $$
  insert into tc.task (id, organisation_id, team_id, staff_id, kind, about_id, what, since_at, due_at)
  select gen_random_uuid(), m.organisation_id, m.team_id, r.from_staff_id, 'referral not delivered', m.referral_id,
         case when m.tells = 'sent' then 'A referral ' else 'The taking back of a referral ' end
         || case when m.state = 'refused' then 'was not taken by the partner’s system ' || e.name || '. Read its answer, and ring them.'
                 else 'did not reach the partner’s system ' || e.name || '. Ring them.' end,
         ctx.clock(), ctx.clock() + interval '1 day'
    from tc.partner_message m
    join tc.referral r on r.id = m.referral_id
    join tc.partner_door d on d.id = m.door_id
    join tc.partner_endpoint e on e.id = d.endpoint_id
   where m.id = p_message
$$;

-- The next that is due, taken for two minutes and counted as tried. What was taken back before any try began is not sent, and neither is
-- its taking back; a taking back goes only after what it takes back can have arrived. One whose address is off the list is given up.
create or replace function ctx.claim_message() returns table (id uuid, address text, headers jsonb, body text, token_address text, client_name text)
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  v record;
  v_now timestamptz := ctx.clock();
begin
  update tc.partner_message n set state = 'not needed', outcome = 'taken back before it went', settled_at = v_now, version = n.version + 1
   where n.tells = 'sent' and n.state = 'waiting' and n.tries = 0
     and exists (select from tc.partner_message c where c.referral_id = n.referral_id and c.tells = 'taken back');
  update tc.partner_message c set state = 'not needed', outcome = 'nothing to take back', settled_at = v_now, version = c.version + 1
   where c.tells = 'taken back' and c.state = 'waiting'
     and exists (select from tc.partner_message n where n.referral_id = c.referral_id and n.tells = 'sent' and n.state in ('refused', 'not needed'));
  update tc.partner_message n set state = 'not reached', outcome = 'taken back', settled_at = v_now, version = n.version + 1
   where n.tells = 'sent' and n.state = 'waiting' and n.tried_at <= v_now - interval '2 minutes'
     and exists (select from tc.partner_message c where c.referral_id = n.referral_id and c.tells = 'taken back');
  for v in
    update tc.partner_message m set state = 'not reached', outcome = 'its address is off the list', settled_at = v_now, version = m.version + 1
      from tc.partner_door d join tc.partner_endpoint e on e.id = d.endpoint_id
     where d.id = m.door_id and m.state = 'waiting' and (d.ended_at is not null or e.ended_at is not null) returning m.id loop
    perform ctx.message_not_there(v.id);
  end loop;
  select m.id, e.address, m.headers, m.body, e.token_address, e.client_name into v
    from tc.partner_message m
    join tc.partner_door d on d.id = m.door_id and d.ended_at is null
    join tc.partner_endpoint e on e.id = d.endpoint_id and e.ended_at is null and e.organisation_id = m.organisation_id
    join tc.organisation o on o.id = m.organisation_id and o.left_at is null
   where m.state = 'waiting' and m.next_try_at <= v_now
     and (m.tells = 'sent' and not exists (select from tc.partner_message c where c.referral_id = m.referral_id and c.tells = 'taken back')
          or m.tells = 'taken back' and exists (select from tc.partner_message n where n.referral_id = m.referral_id and n.tells = 'sent' and n.state in ('taken', 'not reached')))
   order by m.next_try_at, m.id limit 1 for update of m skip locked;
  if not found then
    return;
  end if;
  update tc.partner_message m set tries = m.tries + 1, tried_at = v_now, next_try_at = v_now + interval '2 minutes' where m.id = v.id;
  return query select v.id, v.address, v.headers, v.body, v.token_address, v.client_name;
end
$$;

-- What came of a try. 'taken' and 'refused' are the other system's word; 'again' is tried after 1, 5, 15, 60 and 240 minutes, then it is given up.
create or replace function ctx.message_done(p_message uuid, p_state text, p_outcome text, p_answer text) returns void
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  m tc.partner_message;
  v_waits int[] := array[1, 5, 15, 60, 240];
begin
  if p_state not in ('taken', 'refused', 'again') then
    raise exception 'a try ends as taken, refused or again' using errcode = 'invalid_parameter_value';
  end if;
  update tc.partner_message x set outcome = left(p_outcome, 60), answer = coalesce(left(p_answer, 200000), x.answer), version = x.version + 1,
      state = case when p_state <> 'again' then p_state when x.tries <= cardinality(v_waits) then 'waiting' else 'not reached' end,
      settled_at = case when p_state <> 'again' or x.tries > cardinality(v_waits) then ctx.clock() end,
      next_try_at = ctx.clock() + make_interval(mins => coalesce(v_waits[x.tries], 0))
    where x.id = p_message and x.state = 'waiting' returning * into m;
  if found and m.state in ('refused', 'not reached') then
    perform ctx.message_not_there(m.id);
  end if;
end
$$;

-- How a door stands, in numbers alone: who keeps the list reads no message.
create or replace function ctx.counts_of_door(p_door uuid) returns table (waiting int, "waitingSince" timestamptz, "notThere" int, taken int)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select count(*) filter (where m.state = 'waiting')::int, min(m.made_at) filter (where m.state = 'waiting'),
         count(*) filter (where m.state in ('refused', 'not reached') and m.settled_at > ctx.clock() - interval '30 days')::int,
         count(*) filter (where m.state = 'taken' and m.settled_at > ctx.clock() - interval '30 days')::int
    from tc.partner_message m join tc.partner_door d on d.id = m.door_id
   where m.door_id = p_door and ctx.may_clients(d.organisation_id)
$$;

grant create on schema ctx to tc_ctx;
alter function ctx.counts_of_door(uuid) owner to tc_ctx;
alter function ctx.message_not_there(uuid) owner to tc_ctx;
alter function ctx.claim_message() owner to tc_ctx;
alter function ctx.message_done(uuid, text, text, text) owner to tc_ctx;
revoke create on schema ctx from tc_ctx;
revoke all on function ctx.counts_of_door(uuid), ctx.message_not_there(uuid), ctx.claim_message(), ctx.message_done(uuid, text, text, text) from public;
grant execute on function ctx.claim_message(), ctx.message_done(uuid, text, text, text) to tc_job;
grant execute on function ctx.counts_of_door(uuid) to tc_app;
