-- The person's own door: a code set up face to face, a device, a PIN and a short session. A person is an asker without a grantee: no
-- row rule of the record opens anything to them, and the functions of schema my alone answer (database/access/78-my.sql).

do $$
declare t text;
begin
  foreach t in array array['person_code', 'person_device', 'person_session'] loop
    execute format('alter table identity.%I enable row level security', t);
    execute format('alter table identity.%I force row level security', t);
    execute format('create policy ctx_all on identity.%I for all to tc_ctx using (true) with check (true)', t);
    execute format('grant select, insert, update on identity.%I to tc_ctx', t);
  end loop;
end
$$;

-- Whether a staff member or a machine asks: reference tables answer nobody else.
create or replace function ctx.staff_asks() returns boolean language sql stable
  return split_part(ctx.data(), '|', 7) not in ('own door', 'carer''s door');

-- The session of somebody at their own door, asked on each request: ended a quarter of an hour after the last, and at once when the
-- device is ended, the person is reported to have died, or a carer is no longer one whom the person chose.
create or replace function ctx.begin_person(p_hash bytea, p_now timestamptz) returns jsonb
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  d record;
  v_opens record;
  v_actor uuid;
  v_right text;
begin
  select s.id as session_id, s.last_seen_at, x.id, x.person_id, x.carer_id, x.organisation_id, o.name as organisation_name into d
    from identity.person_session s
    join identity.person_device x on x.id = s.device_id and x.revoked_at is null and x.expires_at > p_now
    join tc.organisation o on o.id = x.organisation_id
   where s.token_sha256 = p_hash and s.revoked_at is null and s.expires_at > p_now and s.last_seen_at > p_now - interval '15 minutes';
  if not found then
    return null;
  end if;
  select * into v_opens from my.opens_for(d.person_id, d.carer_id);
  if v_opens.name is null then
    return null;
  end if;
  if d.last_seen_at < p_now - interval '1 minute' then
    update identity.person_session set last_seen_at = p_now where id = d.session_id;
    update identity.person_device set last_used_at = p_now where id = d.id;
  end if;
  v_actor := coalesce(d.carer_id, v_opens.person_id);
  v_right := case when d.carer_id is null then 'my' else 'my.supporting' end;
  -- no team, no post and no grantee; the id of nothing stands where a team would
  perform ctx.sign(v_actor, d.organisation_id, '00000000-0000-0000-0000-000000000000'::uuid, null, d.session_id, p_now,
    case when d.carer_id is null then 'own door' else 'carer''s door' end, '{}', '{}', array[v_right]);
  return jsonb_build_object('kind', 'person', 'actorId', v_actor, 'name', v_opens.name, 'organisationId', d.organisation_id,
    'organisationName', d.organisation_name, 'teamId', '00000000-0000-0000-0000-000000000000', 'teamName', '', 'postId', null, 'post', '',
    'sessionId', d.session_id, 'rights', jsonb_build_array(v_right), 'grantees', '[]'::jsonb,
    'now', to_char(p_now at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'));
end
$$;

-- Six digits that say the birth date in one of the ways people write it.
create or replace function ctx.pin_is_birth_date(p_pin text, p_born date) returns boolean
language sql immutable set search_path = pg_catalog, pg_temp as $$
  select p_born is not null and (p_pin in (to_char(p_born, 'DDMMYY'), to_char(p_born, 'YYMMDD'), to_char(p_born, 'MMDDYY'))
    or strpos(p_pin, to_char(p_born, 'YYYY')) > 0)
$$;

-- Uses a code up, sets the device up and opens its first session: ok, held, no (not good, or not any more), easy (the PIN says the birth date).
-- A try is counted under the address before it is made.
create or replace function ctx.person_start(p_address text, p_code_sha256 bytea, p_pin text, p_device uuid, p_device_token text,
  p_session uuid, p_session_token text) returns text
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  v_now timestamptz := ctx.clock();
  c record;
  v_opens record;
begin
  if p_pin !~ '^[0-9]{6}$' or length(p_device_token) < 40 or length(p_session_token) < 40 then
    return 'no';
  end if;
  if not ctx.try_sign_in(array['my ' || p_address], array[20]) then
    return 'held';
  end if;
  select * into c from identity.person_code where code_sha256 = p_code_sha256 and used_at is null and expires_at > v_now for update;
  if not found then
    return 'no';
  end if;
  select * into v_opens from my.opens_for(c.person_id, c.carer_id);
  if v_opens.name is null then
    return 'no';
  end if;
  if ctx.pin_is_birth_date(p_pin, v_opens.born_on) then
    return 'easy';
  end if;
  update identity.person_code set used_at = v_now where id = c.id;
  insert into identity.person_device (id, person_id, carer_id, code_id, token_sha256, pin_mac, organisation_id, team_id, made_at, expires_at, last_used_at)
  values (p_device, c.person_id, c.carer_id, c.id, sha256(convert_to(p_device_token, 'utf8')),
    public.hmac(convert_to(p_pin, 'utf8'), convert_to(p_device_token, 'utf8'), 'sha256'), c.organisation_id, c.team_id, v_now, v_now + interval '1 year', v_now);
  insert into identity.person_session (id, device_id, token_sha256, opened_at, last_seen_at, expires_at)
  values (p_session, p_device, sha256(convert_to(p_session_token, 'utf8')), v_now, v_now, v_now + interval '12 hours');
  return 'ok';
end
$$;

-- The PIN on a device that was set up: ok, no, or over (there is no such device, or it has ended). The tenth wrong PIN ends the device,
-- and the team that set it up is told.
create or replace function ctx.person_enter(p_device_token text, p_pin text, p_session uuid, p_session_token text, p_task uuid) returns text
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  v_now timestamptz := ctx.clock();
  d record;
  v_opens record;
begin
  select * into d from identity.person_device
   where token_sha256 = sha256(convert_to(p_device_token, 'utf8')) and revoked_at is null and expires_at > v_now for update;
  if not found then
    return 'over';
  end if;
  select * into v_opens from my.opens_for(d.person_id, d.carer_id);
  if v_opens.name is null then
    return 'over';
  end if;
  if length(p_session_token) < 40 or d.pin_mac is distinct from public.hmac(convert_to(p_pin, 'utf8'), convert_to(p_device_token, 'utf8'), 'sha256') then
    update identity.person_device set wrong = wrong + 1,
      revoked_at = case when wrong + 1 >= 10 then v_now end, revoked_why = case when wrong + 1 >= 10 then 'ten wrong PINs' end
     where id = d.id;
    if d.wrong + 1 < 10 then
      return 'no';
    end if;
    update identity.person_session set revoked_at = v_now where device_id = d.id and revoked_at is null;
    perform my.device_over(d.id, p_task);
    return 'over';
  end if;
  update identity.person_device set wrong = 0, last_used_at = v_now where id = d.id;
  update identity.person_session set revoked_at = v_now where device_id = d.id and revoked_at is null;
  insert into identity.person_session (id, device_id, token_sha256, opened_at, last_seen_at, expires_at)
  values (p_session, d.id, sha256(convert_to(p_session_token, 'utf8')), v_now, v_now, v_now + interval '12 hours');
  return 'ok';
end
$$;

-- Whoever goes away from the page ends the session; the device and its PIN stay.
create or replace function ctx.person_leave(p_session_token text) returns void
language sql volatile security definer set search_path = pg_catalog, pg_temp as $$
  update identity.person_session set revoked_at = ctx.clock() where token_sha256 = sha256(convert_to(p_session_token, 'utf8')) and revoked_at is null
$$;

-- This phone is forgotten by who holds it: needs its token and nothing else, and gives nothing.
create or replace function ctx.person_forget(p_device_token text) returns void
language sql volatile security definer set search_path = pg_catalog, pg_temp as $$
  with gone as (
    update identity.person_device set revoked_at = ctx.clock(), revoked_why = 'ended on the device'
     where token_sha256 = sha256(convert_to(p_device_token, 'utf8')) and revoked_at is null returning id)
  update identity.person_session set revoked_at = ctx.clock() where device_id in (select id from gone) and revoked_at is null
$$;

grant create on schema ctx to tc_ctx;
do $$
declare f text;
begin
  foreach f in array array['ctx.begin_person(bytea, timestamptz)', 'ctx.person_start(text, bytea, text, uuid, text, uuid, text)',
                           'ctx.person_enter(text, text, uuid, text, uuid)', 'ctx.person_leave(text)', 'ctx.person_forget(text)'] loop
    execute format('alter function %s owner to tc_ctx', f);
    execute format('revoke all on function %s from public', f);
  end loop;
end
$$;
revoke create on schema ctx from tc_ctx;
revoke all on function ctx.staff_asks(), ctx.pin_is_birth_date(text, date) from public;
grant execute on function ctx.pin_is_birth_date(text, date) to tc_ctx;
grant execute on function ctx.staff_asks() to tc_app, tc_job;
grant execute on function ctx.person_start(text, bytea, text, uuid, text, uuid, text), ctx.person_enter(text, text, uuid, text, uuid),
  ctx.person_leave(text), ctx.person_forget(text) to tc_app;
