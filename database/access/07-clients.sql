-- Machine clients: who makes and ends them, the tokens they fetch, and whom a token is. The serving login reads and writes none of it but
-- by these functions; that a secret was shown is for the login that checks credentials, tc_auth, alone to say.
alter table identity.machine_token enable row level security;
alter table identity.machine_token force row level security;
create policy ctx_all on identity.machine_token for all to tc_ctx using (true) with check (true);
grant select, insert, update, delete on identity.machine_token to tc_ctx;
alter table identity.assertion_used enable row level security;
alter table identity.assertion_used force row level security;
create policy ctx_all on identity.assertion_used for all to tc_ctx using (true) with check (true);
grant select, insert, delete on identity.assertion_used to tc_ctx;
-- a new machine login, or a new secret of one, is told to whoever manages its team
create policy ctx_tells_of_machines on tc.task for insert to tc_ctx with check (kind = 'machine login' and person_id is null);
-- each token that is given out or refused to a client we have, in the client's own name
create policy ctx_writes_tokens on audit.event for insert to tc_ctx with check (action = 'oauth.token' and person_ids = '{}');
grant usage on schema audit to tc_ctx;
grant insert (at, actor_id, organisation_id, session_id, purpose, action, person_ids, record_ids, outcome) on audit.event to tc_ctx;

-- The closed list of scopes and the rights each opens (core/people/machine-scopes.ts says the same, with words). A name that is not here
-- opens nothing. No scope reaches a right that only a human holds.
create or replace function ctx.scope_rights(p_scopes text[]) returns text[] language sql immutable set search_path = pg_catalog, pg_temp as $$
  select coalesce(array_agg(distinct r order by r), '{}')
    from (values ('people.read', array['people.read']),
                 ('people.write', array['people.register', 'people.details']),
                 ('plan.read', array['plan.read']),
                 ('plan.acknowledge', array['plan.acknowledge']),
                 ('referral.read', array['referral.read']),
                 ('referral.send', array['referral.send']),
                 ('hospital-messages', array['import.hl7', 'people.register']),
                 ('board.read', array['board.read']),
                 ('tasks.read', array['tasks.read']),
                 ('report.read', array['report.read']),
                 ('insight.read', array['insight.read']),
                 ('organisation.load', array['organisation.load'])) as scope (name, rights)
         cross join unnest(scope.rights) r
   where scope.name = any (p_scopes)
$$;

-- Whom a machine's token is: a fixed one of the command line, or one that a client fetched in the last ten minutes. It acts for one team
-- of its organisation, by the agreements in force now, and holds what the token was given within what the client holds.
create or replace function ctx.begin_client(p_hash bytea, p_now timestamptz) returns jsonb
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  c record;
  v_grantees uuid[];
  v_rights text[];
begin
  select cl.id, cl.name, cl.organisation_id, cl.team_id, cl.rights, cl.last_used_at, tk.scopes, o.name as organisation_name, t.name as team_name into c
    from (select id as client_id, null::text[] as scopes from identity.client where token_sha256 = p_hash
          union all
          select client_id, scopes from identity.machine_token where token_sha256 = p_hash and expires_at > p_now) tk
    join identity.client cl on cl.id = tk.client_id and cl.revoked_at is null
    join tc.organisation o on o.id = cl.organisation_id and o.left_at is null
    join tc.team t on t.id = cl.team_id;
  if not found then
    return null;
  end if;
  v_rights := case when c.scopes is null then c.rights
                   else array(select r from unnest(c.rights) r where r = any (ctx.scope_rights(c.scopes))) end;
  if c.last_used_at is null or c.last_used_at < p_now - interval '1 minute' then
    update identity.client set last_used_at = p_now where id = c.id;
  end if;
  v_grantees := array[c.id, c.team_id]
    || coalesce((select array_agg(id) from tc.service where team_id = c.team_id), '{}');
  perform ctx.sign(c.id, c.organisation_id, c.team_id, null, c.id, p_now, 'machine of the organisation',
    v_grantees, ctx.live_agreements(c.organisation_id, p_now), v_rights);
  return jsonb_build_object('kind', 'machine', 'actorId', c.id, 'name', c.name, 'organisationId', c.organisation_id,
    'organisationName', c.organisation_name, 'teamId', c.team_id, 'teamName', c.team_name, 'postId', null, 'post', 'machine',
    'sessionId', c.id, 'rights', to_jsonb(v_rights), 'grantees', to_jsonb(v_grantees), 'now', to_char(p_now at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'));
end
$$;

-- Gives a client a token of ten minutes, or says why not: 'done' with the scopes it has, 'invalid_client', 'invalid_scope', 'held'.
-- Only failures are counted, under each of p_keys, in one transaction that others with the same keys wait for, so that many at once
-- cannot outrun the count. A client that nobody made, a wrong secret and a client that has ended go the same way and take as long: where
-- there is no client to write an event for, another row is written in its place.
-- p_scopes null: all that it was given. p_any: groups (a JSON array of arrays) of which each gives what the client holds of it, at least one.
-- p_signed: what tc_auth found of a signed assertion in place of a secret: the version of the client whose keys it held it against (null:
-- it did not hold), the hash of its jti and when that ends. An assertion counts once.
drop function if exists ctx.client_token(uuid, bytea, text[], bytea, text[], int[]);
create or replace function ctx.client_token(p_client uuid, p_secret_sha256 bytea, p_scopes text[], p_token_sha256 bytea, p_keys text[], p_limits int[],
  p_any jsonb default '[]', p_signed jsonb default null) returns jsonb
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  v_at timestamptz;
  v_now timestamptz := ctx.clock();
  v_key text;
  v_outcome text;
  v_scopes text[];
  v_proved boolean;
  c identity.client;
begin
  foreach v_key in array array(select unnest(p_keys) order by 1) loop
    perform pg_advisory_xact_lock(hashtextextended(v_key, 7202611));
  end loop;
  -- tries are about real seconds, whatever a practice clock says
  v_at := clock_timestamp();
  if exists (
    select from unnest(p_keys, p_limits) as k (key, most)
     where (select count(*) from identity.sign_in_attempt a where a.key = k.key and not a.ok and a.at > v_at - interval '15 minutes') >= k.most
  ) then
    return jsonb_build_object('outcome', 'held');
  end if;
  -- a secret or a key that is being changed is waited for, so that no token comes of the old one once the new one has ended those
  select * into c from identity.client where id = p_client for share;
  v_proved := coalesce(c.revoked_at is null and case
    when p_signed is null then c.secret_sha256 = p_secret_sha256
    else c.jwks is not null and c.version = (p_signed ->> 'version')::int end, false);
  if v_proved and p_signed is not null then
    delete from identity.assertion_used where client_id = c.id and until_at < v_at;
    insert into identity.assertion_used (client_id, jti_sha256, until_at)
    values (c.id, decode(p_signed ->> 'jti', 'hex'), (p_signed ->> 'until')::timestamptz) on conflict do nothing;
    v_proved := found;
  end if;
  if not v_proved then
    v_outcome := 'invalid_client';
  elsif p_scopes is not null and (not p_scopes <@ c.scopes
      or exists (select from jsonb_array_elements(p_any) g where not exists (select from jsonb_array_elements_text(g) s where s = any (c.scopes)))) then
    v_outcome := 'invalid_scope';
  -- a token lasts ten minutes: whoever fetches sixty in a quarter of an hour does not keep them
  elsif (select count(*) from identity.machine_token k where k.client_id = c.id and k.issued_at > v_now - interval '15 minutes') >= 60 then
    return jsonb_build_object('outcome', 'held');
  else
    v_outcome := 'done';
    v_scopes := coalesce((select array_agg(s) from unnest(c.scopes) s
      where s = any (p_scopes) or exists (select from jsonb_array_elements(p_any) g where g ? s)), case when p_scopes is null then c.scopes else '{}' end);
    delete from identity.machine_token where client_id = c.id and expires_at < v_now - interval '5 minutes';
    insert into identity.machine_token (token_sha256, client_id, scopes, issued_at, expires_at)
    values (p_token_sha256, c.id, v_scopes, v_now, v_now + interval '10 minutes');
  end if;
  if v_outcome <> 'done' then
    insert into identity.sign_in_attempt (key, at, ok) select key, v_at, false from unnest(p_keys) key;
  end if;
  if c.id is null then
    delete from identity.sign_in_attempt where key = 'client:nobody';
    insert into identity.sign_in_attempt (key, at, ok) values ('client:nobody', v_at, true);
  else
    insert into audit.event (at, actor_id, organisation_id, session_id, purpose, action, person_ids, record_ids, outcome)
    values (v_now, c.id, c.organisation_id, c.id, 'machine of the organisation', 'oauth.token', '{}', array[c.id], v_outcome);
  end if;
  return jsonb_build_object('outcome', v_outcome, 'scopes', to_jsonb(v_scopes));
end
$$;

-- The public keys of a client and the version they are of; null for one that nobody made, that ended or that has a secret.
create or replace function ctx.client_keys(p_client uuid) returns jsonb
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select jsonb_build_object('jwks', c.jwks, 'version', c.version)
    from (select 1) one left join identity.client c on c.id = p_client and c.revoked_at is null and c.jwks is not null
$$;

-- Whose machine logins the asker keeps: their own organisation's with the right, and those of one that they are the root owner of. Never
-- a machine's, whatever rights stand in its row.
create or replace function ctx.may_clients(p_organisation uuid) returns boolean
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select coalesce(ctx.has_right('client.manage') and ctx.purpose() = 'direct care'
    and (p_organisation = ctx.organisation()
         or (select o.root_owner_staff_id = ctx.actor() and o.left_at is null from tc.organisation o where o.id = p_organisation)), false)
$$;

drop function if exists ctx.clients_of(uuid);
create or replace function ctx.clients_of(p_organisation uuid)
returns table (id uuid, name text, version int, team_id uuid, team text, fixed boolean, scopes text[], rights text[], made_at timestamptz, made_by text,
               secret_made_at timestamptz, last_used_at timestamptz, revoked_at timestamptz, revoked_by text, key_ids text[])
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select c.id, c.name, c.version, c.team_id, t.name, c.token_sha256 is not null, c.scopes, c.rights, c.created_at, m.name,
         c.secret_made_at, c.last_used_at, c.revoked_at, r.name,
         case when c.jwks is not null then array(select k ->> 'kid' from jsonb_array_elements(c.jwks -> 'keys') k) end
    from identity.client c join tc.team t on t.id = c.team_id
    left join tc.staff m on m.id = c.made_by left join tc.staff r on r.id = c.revoked_by
   where c.organisation_id = p_organisation and ctx.may_clients(p_organisation)
   order by c.revoked_at is not null, lower(c.name), c.id limit 500
$$;

-- Makes a client for a team of such an organisation, with the rights of its scopes and no other. False: no such team there, or a scope
-- that is none.
create or replace function ctx.make_client(p_id uuid, p_organisation uuid, p_team uuid, p_name text, p_scopes text[], p_secret_sha256 bytea, p_task uuid) returns boolean
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
begin
  if not ctx.may_clients(p_organisation) then
    raise exception 'one makes machine logins of one''s own organisation' using errcode = 'insufficient_privilege';
  end if;
  if cardinality(p_scopes) = 0 or exists (select from unnest(p_scopes) s where cardinality(ctx.scope_rights(array[s])) = 0)
     or not exists (select from tc.team t where t.id = p_team and t.organisation_id = p_organisation) then
    return false;
  end if;
  insert into identity.client (id, name, organisation_id, team_id, rights, scopes, secret_sha256, secret_made_at, made_by, created_at)
  values (p_id, p_name, p_organisation, p_team, ctx.scope_rights(p_scopes), p_scopes, p_secret_sha256, ctx.now(), ctx.actor(), ctx.now());
  perform ctx.tell_of_client(p_task, p_id, ' made a machine login for your team.');
  return true;
end
$$;

-- A new secret in the place of the old one; every token fetched with the old one ends. p_version: the one that the asker saw.
create or replace function ctx.new_client_secret(p_client uuid, p_version int, p_secret_sha256 bytea, p_task uuid) returns int
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  v_count int;
begin
  update identity.client c set secret_sha256 = p_secret_sha256, jwks = null, secret_made_at = ctx.now(), version = version + 1
   where c.id = p_client and c.version = p_version and c.token_sha256 is null and c.revoked_at is null and ctx.may_clients(c.organisation_id);
  get diagnostics v_count = row_count;
  if v_count = 1 then
    delete from identity.machine_token where client_id = p_client;
    perform ctx.tell_of_client(p_task, p_client, ' made a new secret for a machine login of your team.');
  end if;
  return v_count;
end
$$;

-- Public keys in the place of the secret or of the keys before: from now on it signs for itself, and every token fetched before ends.
create or replace function ctx.set_client_keys(p_client uuid, p_version int, p_jwks jsonb, p_task uuid) returns int
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  v_count int;
begin
  update identity.client c set jwks = p_jwks, secret_sha256 = null, secret_made_at = ctx.now(), version = version + 1
   where c.id = p_client and c.version = p_version and c.token_sha256 is null and c.revoked_at is null and ctx.may_clients(c.organisation_id);
  get diagnostics v_count = row_count;
  if v_count = 1 then
    delete from identity.machine_token where client_id = p_client;
    perform ctx.tell_of_client(p_task, p_client, ' set the keys of a machine login of your team.');
  end if;
  return v_count;
end
$$;

-- Ends a client, fixed or not, for good: its tokens open nothing from the next request on.
create or replace function ctx.revoke_client(p_client uuid) returns int
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  v_count int;
begin
  update identity.client c set revoked_at = ctx.now(), revoked_by = ctx.actor(), version = version + 1
   where c.id = p_client and c.revoked_at is null and ctx.may_clients(c.organisation_id);
  get diagnostics v_count = row_count;
  if v_count = 1 then
    delete from identity.machine_token where client_id = p_client;
  end if;
  return v_count;
end
$$;

-- A task for whoever manages the team, else for the team: a machine sees what the team sees, and whoever makes one may not.
create or replace function ctx.tell_of_client(p_task uuid, p_client uuid, p_what text) returns void
language sql volatile security definer set search_path = pg_catalog, pg_temp as $$
  insert into tc.task (id, organisation_id, team_id, staff_id, kind, about_id, what, since_at, due_at)
  select p_task, c.organisation_id, c.team_id, t.manager_staff_id, 'machine login', c.id,
         s.name || p_what || ' It may do what its scopes name, with the people of your team. Ask them if you did not know of it.',
         ctx.now(), ctx.now() + interval '1 day'
    from identity.client c join tc.team t on t.id = c.team_id join tc.staff s on s.id = ctx.actor()
   where c.id = p_client
$$;

-- In whose name something is written: the asker's own, and for a machine whoever manages its team now. A machine owns nobody's referral.
create or replace function ctx.answers_for() returns uuid language sql stable set search_path = pg_catalog, pg_temp as $$
  select case when (select ctx.purpose()) = 'machine of the organisation'
    then (select t.manager_staff_id from tc.team t where t.id = (select ctx.team())) else (select ctx.actor()) end
$$;
revoke all on function ctx.answers_for() from public;
grant execute on function ctx.answers_for() to tc_app;

grant create on schema ctx to tc_ctx;
do $$
declare f text;
begin
  foreach f in array array['ctx.begin_client(bytea, timestamptz)', 'ctx.client_token(uuid, bytea, text[], bytea, text[], int[], jsonb, jsonb)',
                           'ctx.client_keys(uuid)', 'ctx.set_client_keys(uuid, int, jsonb, uuid)', 'ctx.may_clients(uuid)',
                           'ctx.clients_of(uuid)', 'ctx.make_client(uuid, uuid, uuid, text, text[], bytea, uuid)',
                           'ctx.new_client_secret(uuid, int, bytea, uuid)', 'ctx.revoke_client(uuid)', 'ctx.tell_of_client(uuid, uuid, text)',
                           'ctx.scope_rights(text[])'] loop
    execute format('alter function %s owner to tc_ctx', f);
    execute format('revoke all on function %s from public', f);
  end loop;
end
$$;
revoke create on schema ctx from tc_ctx;
grant execute on function ctx.may_clients(uuid), ctx.clients_of(uuid), ctx.make_client(uuid, uuid, uuid, text, text[], bytea, uuid),
  ctx.new_client_secret(uuid, int, bytea, uuid), ctx.set_client_keys(uuid, int, jsonb, uuid), ctx.revoke_client(uuid) to tc_app;
grant execute on function ctx.client_token(uuid, bytea, text[], bytea, text[], int[], jsonb, jsonb), ctx.client_keys(uuid) to tc_auth;
