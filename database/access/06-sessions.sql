-- Sessions as their staff member and their manager see and end them, Lock, the choice of post, and passkeys.
alter table identity.passkey enable row level security;
alter table identity.passkey force row level security;
create policy ctx_all on identity.passkey for all to tc_ctx using (true) with check (true);
grant select, insert, update on identity.passkey to tc_ctx;

-- Whether a session row may still be used or, locked, be opened again: thirty minutes without a request end it, on a shared PC ten;
-- a locked one waits four hours. ctx.begin says the same of those that are not locked.
create or replace function ctx.session_lives(s identity.session) returns boolean
language sql volatile set search_path = pg_catalog, pg_temp as $$
  select s.revoked_at is null and s.expires_at > ctx.clock()
     and case when s.locked_at is not null then s.locked_at > ctx.clock() - interval '4 hours'
              else s.last_seen_at > ctx.clock() - case s.device_kind when 'shared' then interval '10 minutes' else interval '30 minutes' end end
     and exists (select from tc.staff st where st.id = s.staff_id and (st.left_at is null or st.left_at > ctx.clock()))
$$;

-- Why a token that opens nothing opens nothing, where its holder can do something about it: 'locked', 'choose post', or null.
create or replace function ctx.session_state(p_token text) returns text
language sql volatile security definer set search_path = pg_catalog, pg_temp as $$
  select case when s.locked_at is not null then 'locked' when s.awaits_post then 'choose post' end
    from identity.session s where s.token_sha256 = sha256(convert_to(p_token, 'utf8')) and ctx.session_lives(s)
$$;

-- What the browser is, in words of ours; said once, right after the session was opened.
create or replace function ctx.note_device(p_token text, p_device text) returns void
language sql volatile security definer set search_path = pg_catalog, pg_temp as $$
  update identity.session set device = p_device where token_sha256 = sha256(convert_to(p_token, 'utf8')) and device is null
$$;

-- The posts between which somebody signed in may choose.
create or replace function ctx.posts_to_choose(p_token text) returns table (post_id uuid, post text, team text, organisation text, acting boolean)
language sql volatile security definer set search_path = pg_catalog, pg_temp as $$
  select p.id, p.title, t.name, o.name, p.id = s.post_id and not s.awaits_post
    from identity.session s
    join tc.post_holder h on h.staff_id = s.staff_id and h.from_at <= ctx.clock() and (h.until_at is null or h.until_at > ctx.clock())
    join tc.post p on p.id = h.post_id join tc.team t on t.id = p.team_id join tc.organisation o on o.id = p.organisation_id
   where s.token_sha256 = sha256(convert_to(p_token, 'utf8')) and ctx.session_lives(s) and s.locked_at is null
   order by h.from_at, p.id
$$;

-- Acts in another of one's posts from here on: a new session with a new token, and the old one ends.
create or replace function ctx.choose_post(p_token text, p_post uuid, p_id uuid, p_token_sha256 bytea) returns boolean
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  v_now timestamptz := ctx.clock();
  s identity.session;
begin
  select * into s from identity.session where token_sha256 = sha256(convert_to(p_token, 'utf8')) for update;
  if s.id is null or not ctx.session_lives(s) or s.locked_at is not null
     or not exists (select from tc.post_holder h where h.staff_id = s.staff_id and h.post_id = p_post
                     and h.from_at <= v_now and (h.until_at is null or h.until_at > v_now)) then
    return false;
  end if;
  update identity.session set revoked_at = v_now, revoked_why = 'post changed' where id = s.id;
  insert into identity.session (id, token_sha256, staff_id, post_id, second_factor, second_factor_at, device_kind, device, created_at, expires_at, last_seen_at)
  values (p_id, p_token_sha256, s.staff_id, p_post, s.second_factor, s.second_factor_at, s.device_kind, s.device, s.created_at, s.expires_at, v_now);
  return true;
end
$$;

-- Lock: the session opens nothing until its own staff member shows a second factor. True when there was one to lock.
create or replace function ctx.lock_session(p_token text) returns boolean
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
begin
  update identity.session s set locked_at = ctx.clock()
   where token_sha256 = sha256(convert_to(p_token, 'utf8')) and locked_at is null and not awaits_post and ctx.session_lives(s);
  return found;
end
$$;

-- Who locked it, for the page that opens it again.
create or replace function ctx.locked_session(p_token text) returns table (staff_id uuid, email text, name text, second_factor text, has_passkey boolean)
language sql volatile security definer set search_path = pg_catalog, pg_temp as $$
  select st.id, st.email, st.name, s.second_factor, exists (select from identity.passkey k where k.staff_id = st.id and k.revoked_at is null)
    from identity.session s join tc.staff st on st.id = s.staff_id
   where s.token_sha256 = sha256(convert_to(p_token, 'utf8')) and s.locked_at is not null and ctx.session_lives(s)
$$;

-- Opens a locked session again under a new token, for the staff member who locked it and nobody else.
-- Only the login that checks second factors may say that one was checked; a practice sign-in has none.
create or replace function ctx.unlock_session(p_token text, p_token_sha256 bytea, p_staff uuid, p_second_factor text) returns boolean
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  v_now timestamptz := ctx.clock();
begin
  if session_user <> 'tc_auth' then
    return false;
  end if;
  update identity.session s
     set locked_at = null, token_sha256 = p_token_sha256, second_factor = p_second_factor, second_factor_at = v_now, last_seen_at = v_now
   where token_sha256 = sha256(convert_to(p_token, 'utf8')) and locked_at is not null and staff_id = p_staff and ctx.session_lives(s)
     and (p_second_factor <> 'practice' or s.second_factor = 'practice' and (select mode from ctx.installation) = 'practice');
  return found;
end
$$;

-- The live sessions of one staff member: their own, or, for whoever looks after them, those of their staff.
create or replace function ctx.sessions_of(p_staff uuid)
returns table (id uuid, device_kind text, device text, since_at timestamptz, seen_at timestamptz, second_factor text, second_factor_at timestamptz,
               locked boolean, post text, team text)
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
begin
  return query
    select s.id, s.device_kind, s.device, s.created_at, s.last_seen_at, s.second_factor, s.second_factor_at, s.locked_at is not null, p.title, t.name
      from identity.session s join tc.staff st on st.id = s.staff_id join tc.post p on p.id = s.post_id join tc.team t on t.id = p.team_id
     where s.staff_id = p_staff and ctx.session_lives(s)
       and (s.staff_id = ctx.actor() or ctx.may_staff(st.organisation_id) or ctx.may_staff(p.organisation_id))
     order by s.last_seen_at desc, s.id;
end
$$;

-- Ends sessions of oneself: one, or all but the one that asks.
create or replace function ctx.end_my_sessions(p_session uuid) returns int
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  v_ended int;
begin
  update identity.session s set revoked_at = ctx.now(), revoked_why = 'ended from the list'
   where staff_id = ctx.actor() and ctx.session_lives(s) and case when p_session is null then id <> ctx.session() else id = p_session end;
  get diagnostics v_ended = row_count;
  return v_ended;
end
$$;

-- Ends the sessions of a staff member whom the asker looks after; of somebody seconded, those in posts at the asker's organisation.
create or replace function ctx.end_sessions_of(p_staff uuid, p_session uuid, p_why text) returns int
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  v_ended int;
begin
  update identity.session s set revoked_at = ctx.now(), revoked_why = p_why
    from tc.staff st, tc.post p
   where s.staff_id = p_staff and st.id = s.staff_id and p.id = s.post_id and s.revoked_at is null and (p_session is null or s.id = p_session)
     and (ctx.may_staff(st.organisation_id) or ctx.may_staff(p.organisation_id));
  get diagnostics v_ended = row_count;
  return v_ended;
end
$$;

create or replace function ctx.my_passkeys() returns table (id uuid, credential_id text, name text, transports text[], made_at timestamptz, last_used_at timestamptz)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select k.id, k.credential_id, k.name, k.transports, k.made_at, k.last_used_at
    from identity.passkey k where k.staff_id = ctx.actor() and k.revoked_at is null order by k.made_at, k.id
$$;

-- Adds a passkey to the asker's own sign-in. Only minutes after a second factor, so that a stolen session cannot stay for good.
create or replace function ctx.add_passkey(p_id uuid, p_credential_id text, p_public_key bytea, p_counter bigint, p_transports text[], p_name text) returns boolean
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
begin
  if not exists (select from identity.session s where s.id = ctx.session() and s.staff_id = ctx.actor() and s.second_factor_at > ctx.now() - interval '10 minutes')
     or (select count(*) from identity.passkey k where k.staff_id = ctx.actor() and k.revoked_at is null) >= 10 then
    return false;
  end if;
  insert into identity.passkey (id, staff_id, credential_id, public_key, counter, transports, name, made_at)
  values (p_id, ctx.actor(), p_credential_id, p_public_key, p_counter, p_transports, p_name, ctx.now())
  on conflict do nothing;
  return found;
end
$$;

create or replace function ctx.remove_passkey(p_id uuid) returns boolean
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
begin
  update identity.passkey set revoked_at = ctx.now() where id = p_id and staff_id = ctx.actor() and revoked_at is null;
  return found;
end
$$;

-- Whose passkey it is, for the login that checks signatures.
create or replace function ctx.passkey_of(p_credential_id text) returns table (id uuid, staff_id uuid, email text, public_key bytea, counter bigint)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select k.id, k.staff_id, st.email, k.public_key, k.counter
    from identity.passkey k join tc.staff st on st.id = k.staff_id and (st.left_at is null or st.left_at > ctx.clock())
   where k.credential_id = p_credential_id and k.revoked_at is null
$$;

-- The authenticator's new count. False when it was used meanwhile: of two at one moment with one count, one goes through.
create or replace function ctx.passkey_used(p_id uuid, p_counter_was bigint, p_counter bigint) returns boolean
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
begin
  update identity.passkey set counter = p_counter, last_used_at = ctx.clock()
   where id = p_id and revoked_at is null and counter = p_counter_was and (p_counter > counter or p_counter = 0 and counter = 0);
  return found;
end
$$;

-- a function's owner needs create at the moment it is handed over
grant create on schema ctx to tc_ctx;
do $$
declare f text;
begin
  foreach f in array array['ctx.session_state(text)', 'ctx.note_device(text, text)', 'ctx.posts_to_choose(text)', 'ctx.choose_post(text, uuid, uuid, bytea)',
                           'ctx.lock_session(text)', 'ctx.locked_session(text)', 'ctx.unlock_session(text, bytea, uuid, text)', 'ctx.sessions_of(uuid)',
                           'ctx.end_my_sessions(uuid)', 'ctx.end_sessions_of(uuid, uuid, text)', 'ctx.my_passkeys()',
                           'ctx.add_passkey(uuid, text, bytea, bigint, text[], text)', 'ctx.remove_passkey(uuid)',
                           'ctx.passkey_of(text)', 'ctx.passkey_used(uuid, bigint, bigint)', 'ctx.session_lives(identity.session)'] loop
    execute format('alter function %s owner to tc_ctx', f);
    execute format('revoke all on function %s from public', f);
  end loop;
end
$$;
revoke create on schema ctx from tc_ctx;
grant execute on function ctx.session_state(text), ctx.note_device(text, text), ctx.posts_to_choose(text), ctx.choose_post(text, uuid, uuid, bytea),
  ctx.lock_session(text), ctx.sessions_of(uuid), ctx.end_my_sessions(uuid), ctx.end_sessions_of(uuid, uuid, text), ctx.my_passkeys(),
  ctx.add_passkey(uuid, text, bytea, bigint, text[], text), ctx.remove_passkey(uuid) to tc_app;
grant execute on function ctx.locked_session(text), ctx.unlock_session(text, bytea, uuid, text), ctx.passkey_of(text),
  ctx.passkey_used(uuid, bigint, bigint) to tc_auth;
