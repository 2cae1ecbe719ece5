-- Around signing in: holding off guessers, codes that work once, and invitations to set a sign-in up.
-- Times of tries and codes are the machine's own: they are about real seconds, whatever a practice clock says.
alter table identity.invitation enable row level security;
alter table identity.invitation force row level security;
create policy ctx_all on identity.invitation for all to tc_ctx using (true) with check (true);
alter table identity.used_code enable row level security;
alter table identity.used_code force row level security;
create policy ctx_all on identity.used_code for all to tc_ctx using (true) with check (true);
grant select, insert, update on identity.invitation to tc_ctx;
grant select, insert, update, delete on identity.used_code to tc_ctx;

-- Counts a try under each key (account, address) before it is made, so that many at once cannot outrun the count.
-- False: held, because one of the keys has had as many tries in a quarter of an hour as its limit allows. A held try is not counted.
create or replace function ctx.try_sign_in(p_keys text[], p_limits int[]) returns boolean
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  v_now timestamptz := clock_timestamp();
  v_key text;
begin
  foreach v_key in array array(select unnest(p_keys) order by 1) loop
    perform pg_advisory_xact_lock(hashtextextended(v_key, 7202611));
  end loop;
  v_now := clock_timestamp();
  delete from identity.sign_in_attempt where key = any (p_keys) and at < v_now - interval '1 day';
  if exists (
    select from unnest(p_keys, p_limits) as k (key, most)
     where (select count(*) from identity.sign_in_attempt a where a.key = k.key and not a.ok and a.at > v_now - interval '15 minutes') >= k.most
  ) then
    return false;
  end if;
  insert into identity.sign_in_attempt (key, at, ok) select key, v_now, false from unnest(p_keys) key;
  return true;
end
$$;

-- A sign-in that went through to its end takes its account's tries away; its address keeps them.
create or replace function ctx.sign_in_worked(p_key text) returns void
language sql volatile security definer set search_path = pg_catalog, pg_temp as $$
  delete from identity.sign_in_attempt where key = p_key
$$;

-- Whether an email belongs to a staff member of the partnership: asked by whoever adds staff, since a second one would be lost.
create or replace function ctx.staff_email_taken(p_email text) returns boolean
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select coalesce(ctx.has_right('staff.manage') or ctx.has_right('organisation.manage'), false)
     and exists (select from tc.staff where email = lower(p_email))
$$;

-- True the first time; false when this code of this account was used in the last minutes.
create or replace function ctx.use_code(p_key bytea) returns boolean
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  v_new boolean;
begin
  delete from identity.used_code where key <> p_key and at < clock_timestamp() - interval '5 minutes';
  insert into identity.used_code as u (key, at) values (p_key, clock_timestamp())
  on conflict (key) do update set at = excluded.at where u.at < excluded.at - interval '5 minutes'
  returning true into v_new;
  return coalesce(v_new, false);
end
$$;

-- Invites a staff member of the asker's own organisation. The code's maker is the sender; three days, and the older ones end.
create or replace function ctx.invite(p_id uuid, p_staff uuid, p_code_sha256 bytea) returns void
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  v_now timestamptz := ctx.now();
begin
  if ctx.actor() is null or octet_length(p_code_sha256) <> 32 then
    raise exception 'only somebody signed in invites' using errcode = 'insufficient_privilege';
  end if;
  perform from tc.staff where id = p_staff and ctx.may_staff(organisation_id) and (left_at is null or left_at > v_now);
  if not found then
    raise exception 'one invites the staff one looks after' using errcode = 'insufficient_privilege';
  end if;
  -- a code sets a sign-in up afresh: whoever makes one could use it, and must not get a right that reaches farther than theirs
  if not ctx.has_right('organisation.manage') and exists (
    select from tc.post_holder h join tc.post p on p.id = h.post_id cross join unnest(p.rights) r
     where h.staff_id = p_staff and (h.until_at is null or h.until_at > v_now)
       and r in ('organisation.manage', 'safetynet.recompute', 'sharing.agreement', 'people.merge', 'privacy.desk', 'subject-access.release') and not ctx.has_right(r)) then
    raise exception 'a colleague with rights that reach farther is invited by somebody who holds them' using errcode = 'insufficient_privilege';
  end if;
  update identity.invitation set expires_at = v_now where staff_id = p_staff and used_at is null and expires_at > v_now;
  insert into identity.invitation (id, staff_id, code_sha256, made_by, made_at, expires_at)
  values (p_id, p_staff, p_code_sha256, ctx.actor(), v_now, v_now + interval '3 days');
end
$$;

create or replace function ctx.invitation(p_code_sha256 bytea) returns table (email text, name text)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select s.email, s.name
    from identity.invitation i join tc.staff s on s.id = i.staff_id
   where i.code_sha256 = p_code_sha256 and i.used_at is null and i.expires_at > ctx.clock() and (s.left_at is null or s.left_at > ctx.clock())
$$;

-- Uses the code up, and ends every session the staff member had: whoever sets a sign-in up afresh may have lost the old one.
create or replace function ctx.accept_invitation(p_code_sha256 bytea) returns text
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  v_now timestamptz := ctx.clock();
  v_staff uuid;
begin
  update identity.invitation set used_at = v_now
   where code_sha256 = p_code_sha256 and used_at is null and expires_at > v_now
  returning staff_id into v_staff;
  if v_staff is null then
    return null;
  end if;
  update identity.session set revoked_at = v_now, revoked_why = 'set up afresh' where staff_id = v_staff and revoked_at is null;
  update identity.passkey set revoked_at = v_now where staff_id = v_staff and revoked_at is null;
  return (select email from tc.staff where id = v_staff and (left_at is null or left_at > v_now));
end
$$;

-- a function's owner needs create at the moment it is handed over
grant create on schema ctx to tc_ctx;
do $$
declare f text;
begin
  foreach f in array array['ctx.try_sign_in(text[], int[])', 'ctx.sign_in_worked(text)', 'ctx.use_code(bytea)', 'ctx.staff_email_taken(text)', 'ctx.invite(uuid, uuid, bytea)',
                           'ctx.invitation(bytea)', 'ctx.accept_invitation(bytea)'] loop
    execute format('alter function %s owner to tc_ctx', f);
    execute format('revoke all on function %s from public', f);
  end loop;
end
$$;
revoke create on schema ctx from tc_ctx;
grant execute on function ctx.invite(uuid, uuid, bytea), ctx.staff_email_taken(text) to tc_app;
grant execute on function ctx.try_sign_in(text[], int[]), ctx.sign_in_worked(text), ctx.use_code(bytea), ctx.invitation(bytea),
  ctx.accept_invitation(bytea) to tc_auth;
