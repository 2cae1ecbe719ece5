-- Request context: set per transaction by one guarded function, signed so that application SQL cannot forge it.
-- Everything reads it through ctx.*(); an unset or forged context yields null, and so no rows.

alter table ctx.installation enable row level security;
alter table ctx.installation force row level security;
create policy ctx_reads on ctx.installation for select to tc_ctx using (true);
create policy ctx_writes on ctx.installation for update to tc_ctx using (true) with check (true);
grant select, update on ctx.installation to tc_ctx;
grant usage on schema ctx to tc_app, tc_job, tc_auth, tc_ctx, tc_access, tc_net, tc_match, tc_report;
grant usage on schema tc, identity to tc_ctx;
grant usage on schema jobs to tc_ctx;

alter table ctx.migration enable row level security;
alter table ctx.migration force row level security;
create policy anyone_may_ask on ctx.migration for select to tc_app, tc_job using (true);
create policy owner_keeps on ctx.migration for all to tc_owner using (true) with check (true);
grant select on ctx.migration to tc_app, tc_job;

alter table identity.session enable row level security;
alter table identity.session force row level security;
create policy ctx_all on identity.session for all to tc_ctx using (true) with check (true);
alter table identity.client enable row level security;
alter table identity.client force row level security;
create policy ctx_all on identity.client for all to tc_ctx using (true) with check (true);
alter table identity.sign_in_attempt enable row level security;
alter table identity.sign_in_attempt force row level security;
create policy ctx_all on identity.sign_in_attempt for all to tc_ctx using (true) with check (true);
grant select, insert, update on identity.session to tc_ctx;
grant select, insert, update on identity.client to tc_ctx;
grant select, insert, delete on identity.sign_in_attempt to tc_ctx;
grant select on tc.staff, tc.post, tc.post_holder, tc.team, tc.service, tc.sharing_agreement, tc.staff_absence, tc.organisation, tc.unit to tc_ctx;
create policy ctx_reads on tc.staff for select to tc_ctx using (true);
create policy ctx_reads on tc.post for select to tc_ctx using (true);
create policy ctx_reads on tc.post_holder for select to tc_ctx using (true);
create policy ctx_reads on tc.team for select to tc_ctx using (true);
create policy ctx_reads on tc.service for select to tc_ctx using (true);
create policy ctx_reads on tc.sharing_agreement for select to tc_ctx using (true);
create policy ctx_reads on tc.staff_absence for select to tc_ctx using (true);
create policy ctx_reads on tc.organisation for select to tc_ctx using (true);
create policy ctx_reads on tc.unit for select to tc_ctx using (true);

-- The MAC binds the context to this backend and this transaction.
create or replace function ctx.mac(p_data text) returns text
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select encode(public.hmac(
    convert_to(p_data || '|' || pg_backend_pid() || '|' || extract(epoch from transaction_timestamp()), 'utf8'),
    (select signing_key from ctx.installation), 'sha256'), 'hex')
$$;

-- The signed data, or null when unset or forged. Row rules ask it some fifty times a command, so the MAC is worked out here
-- once more in full: calling ctx.mac would cost another change of role and path each time.
create or replace function ctx.data() returns text
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
declare
  v_data text := current_setting('ctx.data', true);
  v_key bytea;
begin
  if v_data is null or v_data = '' then
    return null;
  end if;
  select signing_key into v_key from ctx.installation;
  -- without a key there is no MAC, and no MAC must not match none
  if v_key is null or current_setting('ctx.mac', true) is distinct from encode(public.hmac(
       convert_to(v_data || '|' || pg_backend_pid() || '|' || extract(epoch from transaction_timestamp()), 'utf8'), v_key, 'sha256'), 'hex') then
    return null;
  end if;
  return v_data;
end
$$;

-- Fields, in order: actor | organisation | team | post | session | now | purpose | grantees | agreements | rights | grace | grace ends
-- Bodies parsed here and without settings of their own, so that the planner puts them into the statement that asks.
create or replace function ctx.actor() returns uuid language sql stable return split_part(ctx.data(), '|', 1)::uuid;
create or replace function ctx.organisation() returns uuid language sql stable return split_part(ctx.data(), '|', 2)::uuid;
create or replace function ctx.team() returns uuid language sql stable return split_part(ctx.data(), '|', 3)::uuid;
create or replace function ctx.session() returns uuid language sql stable return split_part(ctx.data(), '|', 5)::uuid;
create or replace function ctx.now() returns timestamptz language sql stable return split_part(ctx.data(), '|', 6)::timestamptz;
create or replace function ctx.purpose() returns text language sql stable return split_part(ctx.data(), '|', 7);
create or replace function ctx.grantees() returns uuid[] language sql stable return split_part(ctx.data(), '|', 8)::uuid[];
create or replace function ctx.agreements() returns uuid[] language sql stable return split_part(ctx.data(), '|', 9)::uuid[];
-- Pairs whose agreement ended within the fourteen days, and when each did: who was in care by then stays visible (acl.outlives).
create or replace function ctx.grace() returns uuid[] language sql stable return split_part(ctx.data(), '|', 11)::uuid[];
create or replace function ctx.grace_ends() returns timestamptz[] language sql stable return split_part(ctx.data(), '|', 12)::timestamptz[];
create or replace function ctx.has_right(p_right text) returns boolean language sql stable
  return p_right = any (split_part(ctx.data(), '|', 10)::text[]);

-- The clock of this installation: the machine's own, moved only in practice mode.
create or replace function ctx.clock() returns timestamptz
language sql volatile security definer set search_path = pg_catalog, pg_temp as $$
  select date_trunc('milliseconds', clock_timestamp() + (select clock_offset from ctx.installation))
$$;

-- The end of the fourteen days: the same time of the day by the clock in London, fourteen days later. Of a time that the clock shows twice
-- the first; for one that it leaves out an hour later, as `graceEnd` of core/sharing.
create or replace function ctx.grace_until(p_ended timestamptz) returns timestamptz
language sql stable set search_path = pg_catalog, pg_temp as $$
  select case when (w.at - interval '1 hour') at time zone 'Europe/London' = w.shown then w.at - interval '1 hour' else w.at end
    from (select (p_ended at time zone 'Europe/London') + interval '14 days' as shown,
                 ((p_ended at time zone 'Europe/London') + interval '14 days') at time zone 'Europe/London' as at) w
$$;

-- Pairs of this organisation that had an agreement, have none now, and whose last one ended less than fourteen days ago.
create or replace function ctx.grace_of(p_organisation uuid, p_now timestamptz) returns table (pair_id uuid, ended_at timestamptz)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select first_id, ended from (
    select (array_agg(id order by from_at, id))[1] as first_id,
           -- one that was taken back before it began was never in force
           max(until_at) filter (where until_at > from_at and until_at <= p_now) as ended,
           bool_or(from_at <= p_now and (until_at is null or until_at > p_now)) as in_force
      from tc.sharing_agreement
     where p_organisation in (organisation_a, organisation_b)
     group by organisation_a, organisation_b
  ) pairs
   where not in_force and ended is not null and ctx.grace_until(ended) > p_now
$$;

create or replace function ctx.sign(
  p_actor uuid, p_organisation uuid, p_team uuid, p_post uuid, p_session uuid, p_now timestamptz,
  p_purpose text, p_grantees uuid[], p_agreements uuid[], p_rights text[]
) returns void
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  v_grace uuid[];
  v_ends timestamptz[];
  v_data text;
begin
  select coalesce(array_agg(g.pair_id order by g.pair_id), '{}'), coalesce(array_agg(g.ended_at order by g.pair_id), '{}') into v_grace, v_ends
    from ctx.grace_of(p_organisation, p_now) g;
  v_data := concat_ws('|', p_actor, p_organisation, p_team, coalesce(p_post::text, ''), p_session,
    to_char(p_now at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'), p_purpose, p_grantees, p_agreements, p_rights, v_grace, v_ends);
  perform set_config('ctx.data', v_data, true);
  perform set_config('ctx.mac', ctx.mac(v_data), true);
end
$$;

-- A pair of organisations is named by its first agreement, so that a renewal needs no refresh of the access table.
create or replace function ctx.live_agreements(p_organisation uuid, p_now timestamptz) returns uuid[]
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select coalesce(array_agg(first_id), '{}') from (
    select (array_agg(id order by from_at, id))[1] as first_id
      from tc.sharing_agreement
     where p_organisation in (organisation_a, organisation_b)
     group by organisation_a, organisation_b
    having bool_or(from_at <= p_now and (until_at is null or until_at > p_now))
  ) live
$$;

-- Opens the request: looks the token up by its hash, checks it is alive, signs who asks. Null when it is not.
create or replace function ctx.begin(p_token text) returns jsonb
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  v_hash bytea := sha256(convert_to(p_token, 'utf8'));
  v_now timestamptz := ctx.clock();
  s record;
  v_grantees uuid[];
  v_emergencies uuid[];
  v_open jsonb;
begin
  select se.id, se.staff_id, se.post_id, se.last_seen_at, se.second_factor, st.name, st.organisation_id as employer_id, p.organisation_id, p.team_id, p.title, p.rights,
         o.name as organisation_name, t.name as team_name
    into s
    from identity.session se
    join tc.staff st on st.id = se.staff_id and (st.left_at is null or st.left_at > v_now)
    join tc.post p on p.id = se.post_id
    -- what was given while an organisation left, or after it, opens nothing
    join tc.organisation o on o.id = p.organisation_id and o.left_at is null
    join tc.team t on t.id = p.team_id
   where se.token_sha256 = v_hash and se.revoked_at is null and se.expires_at > v_now and se.locked_at is null and not se.awaits_post
     -- thirty minutes without a request end a session; a shared PC's in ten
     and se.last_seen_at > v_now - case se.device_kind when 'shared' then interval '10 minutes' else interval '30 minutes' end
     and exists (select from tc.post_holder h where h.post_id = se.post_id and h.staff_id = se.staff_id
                  and h.from_at <= v_now and (h.until_at is null or h.until_at > v_now));
  if found then
    if s.last_seen_at < v_now - interval '1 minute' then
      update identity.session set last_seen_at = v_now where id = s.id;
    end if;
    -- one's post, its team and the team's services; oneself only where the post is at one's employer,
    -- so that a secondment never carries a staff row from one organisation into another
    select array[s.post_id, s.team_id]
           || case when s.organisation_id = s.employer_id then array[s.staff_id] else '{}' end
           || coalesce((select array_agg(id) from tc.service where team_id = s.team_id), '{}')
      into v_grantees;
    -- what they opened in an emergency, in this post, goes by an id of its own that nobody else carries
    select coalesce(array_agg(e.id order by e.opened_at), '{}'), jsonb_agg(jsonb_build_object('id', e.id, 'personId', e.person_id,
             'untilAt', to_char(e.until_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')) order by e.opened_at)
      into v_emergencies, v_open
      from tc.emergency_access e
     where e.staff_id = s.staff_id and e.post_id = s.post_id and e.until_at > v_now and coalesce(e.closed_at, e.until_at) > v_now;
    v_grantees := v_grantees || v_emergencies;
    perform ctx.sign(s.staff_id, s.organisation_id, s.team_id, s.post_id, s.id, v_now, 'direct care',
      v_grantees, ctx.live_agreements(s.organisation_id, v_now), s.rights);
    return jsonb_build_object('kind', 'staff', 'actorId', s.staff_id, 'name', s.name, 'organisationId', s.organisation_id,
      'organisationName', s.organisation_name, 'teamId', s.team_id, 'teamName', s.team_name, 'postId', s.post_id, 'post', s.title,
      'sessionId', s.id, 'rights', to_jsonb(s.rights), 'grantees', to_jsonb(v_grantees), 'emergencies', v_open, 'now', to_char(v_now at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'));
  end if;
  return coalesce(ctx.begin_client(v_hash, v_now), ctx.begin_person(v_hash, v_now), ctx.begin_work(v_hash, v_now));
end
$$;

-- what these were before 0026: one more parameter would stand beside the old function, and its answer has one more column
drop function if exists ctx.open_session(uuid, bytea, text, text, text);
drop function if exists ctx.practice_staff();

-- A session for a staff member whose second factor has been checked (by the sign-in library), or a practice sign-in.
-- p_post: the post to act in. Without it somebody with one post acts in that; with more they say which before anything opens
-- (06-sessions.sql); a practice sign-in takes the oldest.
create or replace function ctx.open_session(p_id uuid, p_token_sha256 bytea, p_email text, p_second_factor text, p_device_kind text, p_post uuid default null)
returns uuid
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  v_now timestamptz := ctx.clock();
  v_staff uuid;
  v_post uuid;
  v_posts int;
begin
  if p_second_factor = 'practice' and (select mode from ctx.installation) <> 'practice' then
    return null;
  end if;
  -- only the login that checks second factors may say that one was checked
  if p_second_factor <> 'practice' and session_user <> 'tc_auth' then
    return null;
  end if;
  select st.id, h.post_id, count(*) over () into v_staff, v_post, v_posts
    from tc.staff st join tc.post_holder h on h.staff_id = st.id
   where st.email = lower(p_email) and (st.left_at is null or st.left_at > v_now)
     and h.from_at <= v_now and (h.until_at is null or h.until_at > v_now) and (p_post is null or h.post_id = p_post)
   order by h.from_at limit 1;
  if v_staff is null then
    return null;
  end if;
  insert into identity.session (id, token_sha256, staff_id, post_id, second_factor, second_factor_at, device_kind, created_at, expires_at, last_seen_at, awaits_post)
  values (p_id, p_token_sha256, v_staff, v_post, p_second_factor, v_now, p_device_kind, v_now, v_now + interval '12 hours', v_now,
    v_posts > 1 and p_second_factor <> 'practice');
  return v_staff;
end
$$;

create or replace function ctx.end_session(p_token text) returns void
language sql volatile security definer set search_path = pg_catalog, pg_temp as $$
  update identity.session set revoked_at = ctx.clock(), revoked_why = 'signed out' where token_sha256 = sha256(convert_to(p_token, 'utf8')) and revoked_at is null
$$;

-- Who a cookie belonged to, even when the session has run out: for keeping what they typed, for them alone.
create or replace function ctx.session_owner(p_token text) returns uuid
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select staff_id from identity.session where token_sha256 = sha256(convert_to(p_token, 'utf8'))
$$;

-- Keeps a post whose session had run out, sealed, for the same staff member alone. Nothing is kept for a stranger, nothing by a
-- cookie that ran out a month ago, and no more than fifty, so that an old cookie does not fill the disk.
create or replace function ctx.keep_post(p_token text, p_id uuid, p_sealed bytea) returns boolean
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  v_owner uuid := ctx.session_owner(p_token);
begin
  if v_owner is null or octet_length(p_sealed) > 1000000
     or not exists (select from identity.session where token_sha256 = sha256(convert_to(p_token, 'utf8')) and expires_at > ctx.clock() - interval '30 days')
     or (select count(*) from tc.kept_post where author_id = v_owner) >= 50 then
    return false;
  end if;
  insert into tc.kept_post (id, author_id, sealed, kept_at) values (p_id, v_owner, p_sealed, ctx.clock());
  return true;
end
$$;
create policy ctx_keeps on tc.kept_post for insert to tc_ctx with check (true);
create policy ctx_counts on tc.kept_post for select to tc_ctx using (true);
grant insert, select (author_id) on tc.kept_post to tc_ctx;

-- The practice page lists who can be signed in as; empty anywhere else.
create or replace function ctx.practice_staff() returns table (email text, name text, post_id uuid, post text, team text, organisation text)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select st.email, st.name, p.id, p.title, t.name, o.name
    from tc.staff st
    join tc.post_holder h on h.staff_id = st.id
    join tc.post p on p.id = h.post_id
    join tc.team t on t.id = p.team_id
    join tc.organisation o on o.id = p.organisation_id
   where (select mode from ctx.installation) = 'practice' and st.left_at is null
     and h.until_at is null
     and st.email like '%@practice.example'
   order by o.id, st.id
$$;

-- Mode is written once: 'new' becomes 'practice' or 'live', and neither ever becomes the other.
create or replace function ctx.claim_mode(p_mode text) returns text
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
begin
  update ctx.installation set mode = p_mode where mode = 'new' and p_mode in ('practice', 'live');
  return (select mode from ctx.installation);
end
$$;

create or replace function ctx.set_clock(p_offset interval) returns timestamptz
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
begin
  if (select mode from ctx.installation) <> 'practice' then
    raise exception 'the clock is moved in practice mode only';
  end if;
  update ctx.installation set clock_offset = p_offset;
  return ctx.clock();
end
$$;

create or replace function ctx.seeding() returns text
language sql stable security definer set search_path = pg_catalog, pg_temp as $$ select seeding from ctx.installation $$;

create or replace function ctx.mode() returns text
language sql stable security definer set search_path = pg_catalog, pg_temp as $$ select mode from ctx.installation $$;

-- Opens a job: only tc_job may, and only for a row that jobs.enqueue signed.
alter table jobs.job enable row level security;
alter table jobs.job force row level security;
create policy ctx_all on jobs.job for all to tc_ctx using (true) with check (true);
grant select, insert, update on jobs.job to tc_ctx;

create or replace function jobs.enqueue(p_id uuid, p_kind text, p_ref uuid) returns void
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
begin
  if ctx.actor() is null then
    return;
  end if;
  insert into jobs.job (id, kind, ref, actor_id, organisation_id, post_id, mac, at)
  values (p_id, p_kind, p_ref, ctx.actor(), ctx.organisation(), nullif(split_part(ctx.data(), '|', 4), '')::uuid,
    jobs.mac_of(p_id, p_kind, p_ref, ctx.actor(), ctx.organisation(), nullif(split_part(ctx.data(), '|', 4), '')::uuid), ctx.now());
end
$$;

create or replace function ctx.begin_job(p_job uuid) returns jsonb
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  j record;
  v_now timestamptz := ctx.clock();
  v_team uuid;
begin
  select * into j from jobs.job where id = p_job and done_at is null;
  if not found or j.mac is distinct from jobs.mac_of(j.id, j.kind, j.ref, j.actor_id, j.organisation_id, j.post_id) then
    return null;
  end if;
  select p.team_id into v_team from tc.post_holder h join tc.post p on p.id = h.post_id
   where h.staff_id = j.actor_id and p.organisation_id = j.organisation_id limit 1;
  perform ctx.sign(j.actor_id, j.organisation_id, v_team, null, j.id, v_now, 'job: ' || j.kind,
    array[j.actor_id], ctx.live_agreements(j.organisation_id, v_now), '{}');
  return jsonb_build_object('kind', 'job', 'actorId', j.actor_id, 'jobKind', j.kind, 'ref', j.ref);
end
$$;

-- an owner needs it at the moment a function is handed over; taken back below
grant create on schema ctx, jobs to tc_ctx;
do $$
declare f regprocedure;
begin
  for f in select p.oid::regprocedure from pg_proc p join pg_namespace n on n.oid = p.pronamespace
            where n.nspname in ('ctx', 'jobs') and p.prosecdef loop
    execute format('alter function %s owner to tc_ctx', f);
  end loop;
  for f in select p.oid::regprocedure from pg_proc p join pg_namespace n on n.oid = p.pronamespace
            where n.nspname in ('ctx', 'jobs') loop
    execute format('revoke all on function %s from public', f);
  end loop;
end
$$;
revoke create on schema ctx, jobs from tc_ctx;
grant usage on schema jobs to tc_app, tc_job;
grant execute on function ctx.actor(), ctx.organisation(), ctx.team(), ctx.session(), ctx.now(), ctx.purpose(), ctx.grantees(),
  ctx.agreements(), ctx.grace(), ctx.grace_ends(), ctx.has_right(text), ctx.data(), ctx.mode(), ctx.seeding(), ctx.clock()
  to tc_app, tc_job, tc_ctx, tc_access, tc_net, tc_match, tc_report;
grant execute on function ctx.begin(text), ctx.open_session(uuid, bytea, text, text, text, uuid), ctx.end_session(text), ctx.session_owner(text), ctx.keep_post(text, uuid, bytea),
  ctx.practice_staff(), ctx.claim_mode(text), ctx.set_clock(interval), jobs.enqueue(uuid, text, uuid) to tc_app;
grant execute on function ctx.open_session(uuid, bytea, text, text, text, uuid) to tc_auth;
grant execute on function ctx.grace_until(timestamptz) to tc_ctx;
grant execute on function ctx.begin_job(uuid), ctx.begin(text), ctx.claim_mode(text) to tc_job;
