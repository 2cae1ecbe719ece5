-- Signing in through an organisation's own provider. The serving login reads and writes none of it but by these functions; what the
-- sign-in asks is answered to tc_auth alone.
alter table identity.provider enable row level security;
alter table identity.provider force row level security;
create policy ctx_all on identity.provider for all to tc_ctx using (true) with check (true);
alter table identity.provider_link enable row level security;
alter table identity.provider_link force row level security;
create policy ctx_all on identity.provider_link for all to tc_ctx using (true) with check (true);
grant select, insert, update, delete on identity.provider, identity.provider_link to tc_ctx;
-- a change of provider is told to the organisation's root owner
create policy ctx_tells on tc.task for insert to tc_ctx with check (kind = 'sign-in changed' and person_id is null);
grant insert on tc.task to tc_ctx;

-- Whose sign-in the asker sets: their own organisation's with the right, and that of one that they are the root owner of.
create or replace function ctx.may_sign_in(p_organisation uuid) returns boolean
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select coalesce(ctx.has_right('sign-in.manage')
    and (p_organisation = ctx.organisation()
         or (select o.root_owner_staff_id = ctx.actor() and o.left_at is null from tc.organisation o where o.id = p_organisation)), false)
$$;

-- Settings as the sign-in needs them, of one organisation, tested or not.
create or replace function ctx.provider_of(p_organisation uuid)
returns table (organisation_id uuid, organisation text, version int, issuer text, client_id text, secret_name text, email_domains text[],
               other_hosts text[], second_factor_proof text, second_factor_values text[], email_proof text, tested boolean)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select p.organisation_id, o.name, p.version, p.issuer, p.client_id, p.secret_name, p.email_domains, p.other_hosts,
         p.second_factor_proof, p.second_factor_values, p.email_proof,
         p.tested_version is not distinct from p.version and p.tested_outcome is not distinct from 'ok'
    from identity.provider p join tc.organisation o on o.id = p.organisation_id
   where p.organisation_id = p_organisation
$$;

-- The organisation whose provider answers for this domain, once a test of its settings has passed. Nothing is asked of any account,
-- so an address that nobody has is answered like one that somebody has.
create or replace function ctx.provider_for(p_domain text) returns uuid
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select p.organisation_id from identity.provider p
   where p_domain = any (p.email_domains) and p.tested_version = p.version and p.tested_outcome = 'ok'
   order by p.organisation_id limit 1
$$;

-- Whom an account of an issuer is here: the linked staff member, else whoever has the address. Null for somebody who has left.
create or replace function ctx.staff_of_account(p_issuer text, p_subject text, p_email text)
returns table (staff_id uuid, organisation_id uuid, email text)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select s.id, s.organisation_id, s.email
    from tc.staff s
   where (s.left_at is null or s.left_at > ctx.clock())
     and s.id = coalesce((select l.staff_id from identity.provider_link l where l.issuer = p_issuer and l.subject = p_subject),
                         (select t.id from tc.staff t where t.email = lower(p_email)))
$$;

-- Links the account, the first time, and opens a session. Asked after the id token, the second factor and the address were checked; what
-- the database can know it checks again: the provider is that of the staff member's employer, its settings passed a test, and the
-- account is nobody else's. Null where any of it does not hold.
-- p_proved_ago: seconds since the provider asked who it is (auth_time); null where it did not say, and then nothing that needs a fresh
-- second factor opens in this session.
drop function if exists ctx.open_account_session(uuid, bytea, uuid, int, text, text, text);
create or replace function ctx.open_account_session(
  p_id uuid, p_token_sha256 bytea, p_staff uuid, p_version int, p_issuer text, p_subject text, p_device_kind text, p_proved_ago int) returns uuid
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  v_email text;
  v_staff uuid;
begin
  if session_user <> 'tc_auth' then
    return null;
  end if;
  select s.email into v_email
    from tc.staff s join identity.provider p on p.organisation_id = s.organisation_id
   where s.id = p_staff and p.issuer = p_issuer and p.version = p_version and p.tested_version = p.version and p.tested_outcome = 'ok';
  if v_email is null then
    return null;
  end if;
  insert into identity.provider_link (issuer, subject, staff_id, linked_at) values (p_issuer, p_subject, p_staff, ctx.clock())
  on conflict do nothing;
  if not exists (select from identity.provider_link where issuer = p_issuer and subject = p_subject and staff_id = p_staff) then
    return null;
  end if;
  v_staff := ctx.open_session(p_id, p_token_sha256, v_email, 'oidc', p_device_kind);
  update identity.session set second_factor_at = created_at - p_proved_ago * interval '1 second' where id = p_id and staff_id = v_staff;
  return v_staff;
end
$$;

create or replace function ctx.provider_tested(p_organisation uuid, p_version int, p_outcome text) returns void
language sql volatile security definer set search_path = pg_catalog, pg_temp as $$
  update identity.provider set tested_version = p_version, tested_at = ctx.clock(), tested_outcome = p_outcome
   where organisation_id = p_organisation and version = p_version
$$;

-- The settings as whoever may set them reads them.
create or replace function ctx.sign_in_settings(p_organisation uuid)
returns table (version int, issuer text, client_id text, secret_name text, email_domains text[], other_hosts text[],
               second_factor_proof text, second_factor_values text[], second_factor_declared_by text, second_factor_declared_at timestamptz,
               email_proof text, email_declared_by text, email_declared_at timestamptz, changed_at timestamptz, changed_by text,
               tested_version int, tested_at timestamptz, tested_outcome text)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select p.version, p.issuer, p.client_id, p.secret_name, p.email_domains, p.other_hosts, p.second_factor_proof, p.second_factor_values,
         f.name, p.second_factor_declared_at, p.email_proof, e.name, p.email_declared_at, p.changed_at, c.name,
         p.tested_version, p.tested_at, p.tested_outcome
    from identity.provider p join tc.staff c on c.id = p.changed_by
    left join tc.staff f on f.id = p.second_factor_declared_by left join tc.staff e on e.id = p.email_declared_by
   where p.organisation_id = p_organisation and ctx.may_sign_in(p_organisation)
$$;

create or replace function ctx.linked_accounts(p_organisation uuid) returns table (staff_id uuid, name text, issuer text, linked_at timestamptz)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select s.id, s.name, l.issuer, l.linked_at from identity.provider_link l join tc.staff s on s.id = l.staff_id
   where s.organisation_id = p_organisation and ctx.may_sign_in(p_organisation)
   order by s.name, l.linked_at limit 2000
$$;

-- The first of these domains that another organisation holds by another client; null where none is. Only for whoever sets a sign-in.
create or replace function ctx.domain_held(p_organisation uuid, p_domains text[], p_issuer text, p_client_id text) returns text
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select d from identity.provider p cross join unnest(p.email_domains) d
   where ctx.may_sign_in(p_organisation) and p.organisation_id <> p_organisation and d = any (p_domains)
     and (p.issuer, p.client_id) is distinct from (p_issuer, p_client_id)
   order by d limit 1
$$;

-- When the asker last showed a second factor in this session; null for a machine, and where a provider did not say.
create or replace function ctx.second_factor_at() returns timestamptz
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select second_factor_at from identity.session where id = ctx.session()
$$;

-- Writes the settings: p_version is the one that the asker saw, null where there were none. 0 rows: somebody else was first.
-- A declaration keeps its name and day while it stands.
create or replace function ctx.set_provider(
  p_organisation uuid, p_version int, p_issuer text, p_client_id text, p_secret_name text, p_domains text[], p_hosts text[],
  p_proof text, p_values text[], p_email_proof text, p_task uuid) returns int
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  v_now timestamptz := ctx.now();
  v_before text;
  v_count int;
begin
  if not ctx.may_sign_in(p_organisation) then
    raise exception 'one sets the sign-in of one''s own organisation' using errcode = 'insufficient_privilege';
  end if;
  -- two organisations that take one domain at the same moment: the second waits, and then finds it held
  perform pg_advisory_xact_lock(hashtextextended('sign-in providers', 0));
  if ctx.domain_held(p_organisation, p_domains, p_issuer, p_client_id) is not null then
    return 0;
  end if;
  select issuer into v_before from identity.provider where organisation_id = p_organisation;
  if p_version is null then
    insert into identity.provider (organisation_id, issuer, client_id, secret_name, email_domains, other_hosts, second_factor_proof, second_factor_values,
      second_factor_declared_by, second_factor_declared_at, email_proof, email_declared_by, email_declared_at, changed_at, changed_by)
    values (p_organisation, p_issuer, p_client_id, p_secret_name, p_domains, p_hosts, p_proof, p_values,
      case when p_proof = 'declared' then ctx.actor() end, case when p_proof = 'declared' then v_now end,
      p_email_proof, case when p_email_proof = 'declared' then ctx.actor() end, case when p_email_proof = 'declared' then v_now end, v_now, ctx.actor())
    on conflict do nothing;
  else
    update identity.provider set issuer = p_issuer, client_id = p_client_id, secret_name = p_secret_name, email_domains = p_domains,
      other_hosts = p_hosts, second_factor_proof = p_proof, second_factor_values = p_values, email_proof = p_email_proof,
      -- of another provider the same is declared anew
      second_factor_declared_by = case when p_proof <> 'declared' then null when issuer = p_issuer then coalesce(second_factor_declared_by, ctx.actor()) else ctx.actor() end,
      second_factor_declared_at = case when p_proof <> 'declared' then null when issuer = p_issuer then coalesce(second_factor_declared_at, v_now) else v_now end,
      email_declared_by = case when p_email_proof <> 'declared' then null when issuer = p_issuer then coalesce(email_declared_by, ctx.actor()) else ctx.actor() end,
      email_declared_at = case when p_email_proof <> 'declared' then null when issuer = p_issuer then coalesce(email_declared_at, v_now) else v_now end,
      version = version + 1, changed_at = v_now, changed_by = ctx.actor()
     where organisation_id = p_organisation and version = p_version;
  end if;
  get diagnostics v_count = row_count;
  if v_count = 1 and v_before is distinct from p_issuer then
    perform ctx.tell_root_owner(p_task, p_organisation);
  end if;
  return v_count;
end
$$;

-- Nobody is sent there any more; accounts stay linked for the day it is set again.
create or replace function ctx.end_provider(p_organisation uuid, p_version int, p_task uuid) returns int
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  v_count int;
begin
  if not ctx.may_sign_in(p_organisation) then
    raise exception 'one sets the sign-in of one''s own organisation' using errcode = 'insufficient_privilege';
  end if;
  delete from identity.provider where organisation_id = p_organisation and version = p_version;
  get diagnostics v_count = row_count;
  if v_count = 1 then
    perform ctx.tell_root_owner(p_task, p_organisation);
  end if;
  return v_count;
end
$$;

-- A task for the root owner, in the team of their oldest post; none where they hold none now.
create or replace function ctx.tell_root_owner(p_task uuid, p_organisation uuid) returns void
language sql volatile security definer set search_path = pg_catalog, pg_temp as $$
  insert into tc.task (id, organisation_id, team_id, staff_id, kind, about_id, what, since_at, due_at)
  select p_task, p.organisation_id, p.team_id, o.root_owner_staff_id, 'sign-in changed', o.id,
         'Where the staff of ' || o.name || ' sign in was changed. Look at the sign-in settings of the organisation, and ask if you did not know of it.',
         ctx.now(), ctx.now() + interval '1 day'
    from tc.organisation o
    join tc.post_holder h on h.staff_id = o.root_owner_staff_id and h.from_at <= ctx.now() and (h.until_at is null or h.until_at > ctx.now())
    join tc.post p on p.id = h.post_id
   where o.id = p_organisation order by h.from_at limit 1
$$;

-- Parts an account from a staff member, for an account made anew at the provider; their sessions and passkeys end, since a passkey
-- added in a session of that account is as good as the account.
create or replace function ctx.end_account_link(p_staff uuid) returns int
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  v_count int;
begin
  delete from identity.provider_link l using tc.staff s
   where s.id = l.staff_id and s.id = p_staff and ctx.may_sign_in(s.organisation_id);
  get diagnostics v_count = row_count;
  if v_count > 0 then
    update identity.session set revoked_at = ctx.now(), revoked_why = 'account parted' where staff_id = p_staff and revoked_at is null;
    update identity.passkey set revoked_at = ctx.now() where staff_id = p_staff and revoked_at is null;
  end if;
  return v_count;
end
$$;

grant create on schema ctx to tc_ctx;
do $$
declare f text;
begin
  foreach f in array array['ctx.may_sign_in(uuid)', 'ctx.provider_of(uuid)', 'ctx.provider_for(text)', 'ctx.staff_of_account(text, text, text)',
                           'ctx.open_account_session(uuid, bytea, uuid, int, text, text, text, int)', 'ctx.provider_tested(uuid, int, text)',
                           'ctx.sign_in_settings(uuid)', 'ctx.linked_accounts(uuid)', 'ctx.domain_held(uuid, text[], text, text)', 'ctx.second_factor_at()',
                           'ctx.set_provider(uuid, int, text, text, text, text[], text[], text, text[], text, uuid)', 'ctx.end_provider(uuid, int, uuid)',
                           'ctx.tell_root_owner(uuid, uuid)', 'ctx.end_account_link(uuid)'] loop
    execute format('alter function %s owner to tc_ctx', f);
    execute format('revoke all on function %s from public', f);
  end loop;
end
$$;
revoke create on schema ctx from tc_ctx;
grant execute on function ctx.may_sign_in(uuid), ctx.sign_in_settings(uuid), ctx.linked_accounts(uuid), ctx.domain_held(uuid, text[], text, text),
  ctx.second_factor_at(), ctx.set_provider(uuid, int, text, text, text, text[], text[], text, text[], text, uuid), ctx.end_provider(uuid, int, uuid),
  ctx.end_account_link(uuid) to tc_app;
grant execute on function ctx.provider_of(uuid), ctx.provider_for(text), ctx.staff_of_account(text, text, text),
  ctx.open_account_session(uuid, bytea, uuid, int, text, text, text, int), ctx.provider_tested(uuid, int, text) to tc_auth;
