-- The privacy desk's complaints, the list of what it may want to ask about, and the checkpoints that its organisation is handed.
alter table tc.complaint enable row level security;
alter table tc.complaint force row level security;
grant usage, create on schema net to tc_net;
grant select on tc.complaint to tc_app;
create policy own_desk on tc.complaint for select to tc_app using (
  organisation_id = (select ctx.organisation()) and (select ctx.has_right('privacy.desk')));
create policy net_reads on tc.complaint for select to tc_net using (true);
create policy net_opens on tc.complaint for insert to tc_net with check (closed_at is null);
create policy net_closes on tc.complaint for update to tc_net using (closed_at is null) with check (closed_at is not null);
grant select, insert, update (closed_at, closed_by, found) on tc.complaint to tc_net;
create policy net_asks_the_desk on tc.task for insert to tc_net with check (kind = 'complaint');
create policy net_ends_complaints on tc.task for update to tc_net using (kind = 'complaint') with check (done_at is not null);

-- Finds one person about whom an organisation's desk is asked, as an emergency does, among those with whom the organisation ever had
-- to do: of several, of nobody and of somebody whom only others know, none.
grant create on schema tc to tc_match;
create or replace function tc.find_for_complaint(p jsonb) returns uuid
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select case when count(*) = 1 then (array_agg(f.id))[1] end
    from unnest(tc.people_who_fit(p)) as f (id)
   where ctx.has_right('privacy.desk') and ctx.employed_post() is not null
     and exists (select from acl.access a
       where a.person_id = f.id and a.grantee_id in (
         -- whom only a drug-and-alcohol team knows the desk does not find either
         select t.id from tc.team t where t.organisation_id = ctx.organisation() and not t.drug_and_alcohol
         union all select s.id from tc.service s join tc.team t on t.id = s.team_id where s.organisation_id = ctx.organisation() and not t.drug_and_alcohol
         union all select e.id from tc.emergency_access e where e.organisation_id = ctx.organisation()))
$$;
alter function tc.find_for_complaint(jsonb) owner to tc_match;
revoke create on schema tc from tc_match;
revoke all on function tc.find_for_complaint(jsonb) from public;
grant execute on function tc.find_for_complaint(jsonb) to tc_app, tc_net;
grant execute on function ctx.employed_post() to tc_match, tc_net;
do $$
declare t text;
begin
  foreach t in array array['team', 'service', 'emergency_access', 'post'] loop
    if not exists (select from pg_policies where schemaname = 'tc' and tablename = t and 'tc_match' = any (roles) and cmd in ('SELECT', 'ALL')) then
      execute format('create policy match_reads on tc.%I for select to tc_match using (true)', t);
    end if;
    execute format('grant select on tc.%I to tc_match', t);
  end loop;
end
$$;

-- Opens a complaint of the asker's own desk and its task, which tells the desk who it is about; null where no one person fits. On no
-- timeline: whoever is complained about may read that.
create or replace function net.open_complaint(p_id uuid, p_task uuid, p_search jsonb, p_raised_by text, p_words text, p_due timestamptz) returns uuid
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  v_person uuid := tc.find_for_complaint(p_search);
begin
  if v_person is null then
    return null;
  end if;
  insert into tc.complaint (id, person_id, raised_by, words, opened_by, team_id, organisation_id, opened_at, due_at)
  values (p_id, v_person, p_raised_by, p_words, ctx.actor(), ctx.team(), ctx.organisation(), ctx.now(), p_due);
  insert into tc.task (id, person_id, organisation_id, team_id, kind, about_id, what, since_at, due_at)
  values (p_task, v_person, ctx.organisation(), ctx.team(), 'complaint', p_id, 'Look who has looked: somebody asks.', ctx.now(), p_due);
  return v_person;
end
$$;

-- Ends it with what was found, and its task; the name closes to the desk with it. Whether it did: once.
create or replace function net.close_complaint(p_id uuid, p_found text) returns boolean
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
begin
  if not ctx.has_right('privacy.desk') or ctx.employed_post() is null then
    return false;
  end if;
  update tc.complaint set closed_at = ctx.now(), closed_by = ctx.actor(), found = p_found
   where id = p_id and organisation_id = ctx.organisation() and closed_at is null;
  if not found then
    return false;
  end if;
  update tc.task set done_at = ctx.now(), done_by = ctx.actor(), done_text = 'Looked at.'
   where about_id = p_id and kind = 'complaint' and done_at is null;
  return true;
end
$$;
alter function net.open_complaint(uuid, uuid, jsonb, text, text, timestamptz) owner to tc_net;
alter function net.close_complaint(uuid, text) owner to tc_net;
revoke create on schema net from tc_net;
revoke all on function net.open_complaint(uuid, uuid, jsonb, text, text, timestamptz), net.close_complaint(uuid, text) from public;
grant execute on function net.open_complaint(uuid, uuid, jsonb, text, text, timestamptz), net.close_complaint(uuid, text) to tc_app;

-- What the desk of an organisation may want to ask its staff about, in the last days: many records opened one by one on one London day,
-- and many pages that did not open. A list to ask about, no finding and no score: a page that shows many people at once does not count.
grant create on schema audit to tc_audit;
create or replace function audit.unusual_days(p_days int, p_records int, p_refused int)
returns table (day date, actor_id uuid, who text, pattern text, n int)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select d.day, d.actor_id, coalesce(s.name, c.name), d.pattern, d.n
    from (select (e.at at time zone 'Europe/London')::date as day, e.actor_id, 'many records'::text as pattern, count(distinct e.person_ids[1])::int as n
            from audit.event e
           where e.at > ctx.now() - make_interval(days => p_days) and e.organisation_id = ctx.organisation()
             and cardinality(e.person_ids) = 1 and e.outcome in ('shown', 'done')
           group by 1, 2 having count(distinct e.person_ids[1]) > p_records
          union all
          select (e.at at time zone 'Europe/London')::date, e.actor_id, 'not opened', count(*)::int
            from audit.event e
           where e.at > ctx.now() - make_interval(days => p_days) and e.organisation_id = ctx.organisation()
             and e.outcome in ('NOT_ALLOWED', 'NOT_FOUND_OR_NOT_YOURS')
           group by 1, 2 having count(*) > p_refused) d
    left join tc.staff s on s.id = d.actor_id
    left join identity.client c on c.id = d.actor_id
   where ctx.has_right('privacy.desk')
   order by d.day desc, d.n desc, d.actor_id limit 100
$$;

-- The signed checkpoints that stand beside the chains, newest first, where the asker's organisation has a chain: for its desk, to keep
-- outside. They hold counts and hashes and nobody's name.
create or replace function audit.checkpoints(p_limit int) returns table (n bigint, at timestamptz, line text)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select c.n, c.at, c.line from audit.checkpoint c where ctx.has_right('privacy.desk') order by c.n desc limit least(p_limit, 10000)
$$;
alter function audit.unusual_days(int, int, int) owner to tc_audit;
alter function audit.checkpoints(int) owner to tc_audit;
revoke create on schema audit from tc_audit;
revoke all on function audit.unusual_days(int, int, int), audit.checkpoints(int) from public;
grant execute on function audit.unusual_days(int, int, int), audit.checkpoints(int) to tc_app;
