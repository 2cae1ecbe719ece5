-- An organisation that leaves: proposed by one, confirmed by another, its records taken whole, its access closed
-- (docs/decisions/0035-copies.md). What others hold stays, and so does the audit. `tc_copy` reads as in 82-copies.sql.
grant create on schema tc to tc_copy;
do $$
declare c record;
begin
  for c in select * from (values ('post_holder', 'until_at'), ('staff', 'left_at, version'), ('team', 'closed_at, version'), ('sharing_agreement', 'until_at, version, changed_at, changed_by'),
      ('organisation', 'left_at')) x(t, cols) loop
    execute format('create policy copy_closes on tc.%I for update to tc_copy using (true) with check (true)', c.t);
    execute format('grant update (%s) on tc.%I to tc_copy', c.cols, c.t);
  end loop;
end
$$;
create policy copy_closes on identity.session for update to tc_copy using (true) with check (revoked_why = 'left');
grant update (revoked_at, revoked_why) on identity.session to tc_copy;
create policy copy_closes on identity.client for update to tc_copy using (true) with check (revoked_at is not null);
grant update (revoked_at) on identity.client to tc_copy;
grant execute on function ctx.own_root_owner() to tc_copy;

-- May the asker act for their organisation in this: whoever may build it, or its root owner, in an employed post.
create or replace function tc.leaving_hand() returns boolean
language sql stable set search_path = pg_catalog, pg_temp as $$
  select coalesce(ctx.employed_post() is not null and (ctx.has_right('organisation.manage') or ctx.own_root_owner() = ctx.actor()), false)
$$;

-- What still stands in its name and must be handed over or ended first, and what closes with it: numbers alone.
create or replace function tc.leaving_counts() returns table (what text, blocks boolean, n int)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select x.what, x.blocks, x.n from (select ctx.organisation() as id, ctx.now() as now) o cross join lateral (
    select 'people you support' as what, true as blocks, count(*)::int as n from tc.episode e where e.organisation_id = o.id and e.state = 'open'
    union all select 'stays on your wards or in your houses', true, count(*)::int from tc.stay s where s.organisation_id = o.id and s.ended_at is null
    union all select 'referrals that wait, sent by you or to you', true, count(*)::int from tc.referral r
      where r.word in ('sent', 'seen', 'question asked', 'taken on') and (r.from_organisation_id = o.id or exists (select from tc.service v where v.id = r.service_id and v.organisation_id = o.id))
    union all select 'visits and calls that are planned', true, count(*)::int from tc.contact c where c.organisation_id = o.id and c.state = 'planned' and c.resolved_at is null
    union all select 'worries that are open', true, count(*)::int from tc.worry w where w.organisation_id = o.id and w.done_at is null
    union all select 'tasks that are open', true, count(*)::int from tc.task k where k.organisation_id = o.id and k.done_at is null and k.kind <> 'organisation leaves'
    union all select 'gaps that you owe', true, count(*)::int from net.obligation g where g.organisation_id = o.id and g.gap_from <= o.now and (g.gap_until is null or g.gap_until > o.now)
    union all select 'requests for a copy that are not answered', true, count(*)::int from tc.subject_request q where q.organisation_id = o.id and q.state in ('asked', 'gathered', 'released')
    union all select 'teams', false, count(*)::int from tc.team t where t.organisation_id = o.id and t.closed_at is null
    union all select 'staff who work for you', false, count(*)::int from tc.staff s where s.organisation_id = o.id and (s.left_at is null or s.left_at > o.now)
    union all select 'sharing agreements', false, count(*)::int from tc.sharing_agreement a where o.id in (a.organisation_a, a.organisation_b) and (a.until_at is null or a.until_at > o.now)
    union all select 'machine logins', false, count(*)::int from identity.client c where c.organisation_id = o.id and c.revoked_at is null) x
   where tc.leaving_hand()
$$;

create or replace function tc.propose_leaving(p_id uuid, p_why text, p_goes_to text) returns void
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
begin
  if ctx.actor() is null or not tc.leaving_hand() then raise exception 'by whoever may build the organisation' using errcode = 'insufficient_privilege'; end if;
  if exists (select from tc.organisation_leaving l where l.organisation_id = ctx.organisation() and l.state in ('proposed', 'confirmed', 'closed')) then
    raise exception 'LEAVING_OPEN_ALREADY' using errcode = 'TC409';
  end if;
  insert into tc.organisation_leaving (id, organisation_id, team_id, why, goes_to, proposed_at, proposed_by)
    values (p_id, ctx.organisation(), ctx.team(), p_why, p_goes_to, ctx.now(), ctx.actor());
  insert into tc.task (id, organisation_id, team_id, kind, about_id, what, since_at, due_at)
  select gen_random_uuid(), ctx.organisation(), d.team_id, 'organisation leaves', ctx.organisation(), 'Confirm, or take back, that your organisation leaves.', ctx.now(), ctx.now() + interval '5 days'
    from tc.copy_desks(ctx.organisation(), 'organisation.manage', ctx.now()) d;
end
$$;

-- Whether nobody else could confirm: the root owner may then, alone.
create or replace function tc.leaving_alone() returns boolean
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select ctx.own_root_owner() = ctx.actor() and not exists (
    select from tc.post p join tc.post_holder h on h.post_id = p.id and h.from_at <= ctx.now() and (h.until_at is null or h.until_at > ctx.now())
      join tc.staff s on s.id = h.staff_id and (s.left_at is null or s.left_at > ctx.now())
     where p.organisation_id = ctx.organisation() and 'organisation.manage' = any (p.rights) and not p.voluntary and h.staff_id <> ctx.actor())
$$;

create or replace function tc.settle_leaving(p_id uuid, p_what text) returns void
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare l tc.organisation_leaving;
begin
  select * into l from tc.organisation_leaving x where x.id = p_id and x.organisation_id = ctx.organisation() for update;
  if not found or not tc.leaving_hand() then raise exception 'by whoever may build the organisation' using errcode = 'insufficient_privilege'; end if;
  if p_what = 'confirm' then
    if l.state <> 'proposed' then raise exception 'LEAVING_SETTLED' using errcode = 'TC409'; end if;
    if l.proposed_by = ctx.actor() and not tc.leaving_alone() then raise exception 'LEAVING_NEEDS_SECOND' using errcode = 'TC409'; end if;
    update tc.organisation_leaving x set state = 'confirmed', confirmed_at = ctx.now(), confirmed_by = ctx.actor() where x.id = l.id;
  else
    if l.state not in ('proposed', 'confirmed') then raise exception 'LEAVING_SETTLED' using errcode = 'TC409'; end if;
    update tc.organisation_leaving x set state = 'taken back', confirmed_at = null, confirmed_by = null, taken_back_at = ctx.now(), taken_back_by = ctx.actor() where x.id = l.id;
  end if;
  update tc.task k set done_at = ctx.now(), done_by = ctx.actor(), done_text = 'Decided.' where k.kind = 'organisation leaves' and k.organisation_id = l.organisation_id and k.done_at is null;
end
$$;

-- Every row of one organisation, a line a row, in an order that depends on nothing but the rows: those with its organisation_id, those
-- that hang on them, and who the people are of whom it holds something. Never asked by a login.
create or replace function tc.leaving_rows(p_organisation uuid) returns table (table_name text, said jsonb)
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
declare
  r record;
  v_people uuid[] := '{}';
  v_some uuid[];
  v_core uuid[];
begin
  for r in select c.* from tc.copy_rules() c where c.noun is not null and c.person is null
             and exists (select from pg_attribute a where a.attrelid = to_regclass(c.table_name) and a.attname = 'organisation_id' and not a.attisdropped) loop
    execute format('select array(select distinct t.person_id from %s t where t.organisation_id = $1 and t.person_id is not null)', r.table_name) into v_some using p_organisation;
    v_people := v_people || v_some;
  end loop;
  select array(select distinct t.person_id from tc.referral t where t.person_id is not null
                 and (t.from_organisation_id = p_organisation or exists (select from tc.service v where v.id = t.service_id and v.organisation_id = p_organisation))) into v_some;
  v_people := array(select distinct unnest(v_people || v_some));
  -- the number and the addresses that all write together go with those only whose core is open to it now
  v_core := array(select p.id from unnest(v_people) as p (id)
    where exists (select from acl.access a
            where a.person_id = p.id and (a.classes & 2) <> 0 and a.from_at <= ctx.now() and (a.until_at is null or a.until_at > ctx.now())
              and (a.agreement_id is null or acl.agreed(a.agreement_id, a.in_care_from_at, ctx.now()))
              and a.grantee_id in (select t.id from tc.team t where t.organisation_id = p_organisation union all select s.id from tc.service s where s.organisation_id = p_organisation))
      and not exists (select from acl.closed c join tc.service s on s.id = c.grantee_id where c.person_id = p.id and s.organisation_id = p_organisation));
  for r in
    select c.table_name, case when c.held = 'shared' then case when c.table_name = 'tc.person' then 't.id = any ($1)' when c.table_name = 'tc.person_name' then 't.person_id = any ($1)' else 't.person_id = any ($3)' end
                              when c.held is null or c.held like 't.organisation_id = $2%' then 't.organisation_id = $2' else c.held end as which
      from tc.copy_rules() c where c.noun is not null
    union all select 'tc.subject_part', 't.organisation_id = $2'
    union all select l.table_name, replace(l.held, '$1', '$2') from tc.leaving_rules() l where l.held is not null
    union all select 'tc.' || c.relname, 't.organisation_id = $2' from pg_class c join pg_namespace n on n.oid = c.relnamespace and n.nspname = 'tc'
      where c.relkind in ('r', 'p') and 'tc.' || c.relname not in (select x.table_name from tc.leaving_rules() x union all select x.table_name from tc.copy_rules() x)
    order by 1
  loop
    return query execute format(
      'select %L::text, x.j from (select to_jsonb(t) - ''{token_sha256,secret_sha256,pin_mac,code_sha256}''::text[] - %L::text[] as j from %s t where %s) x order by x.j::text collate "C"',
      -- who wrote down what all hold together may be staff of another organisation
      r.table_name, case when r.table_name = 'tc.contact_point' then '{recorded_by}' else '{}' end, r.table_name, r.which) using v_people, p_organisation, v_core;
  end loop;
end
$$;

-- The file, for whoever may act, once the leaving was confirmed by two: a line a row. Large organisations: as much memory as the file.
create or replace function tc.leaving_export() returns table (table_name text, said text)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select e.table_name, e.said::text from tc.organisation_leaving l cross join lateral tc.leaving_rows(l.organisation_id) e
   where l.organisation_id = ctx.organisation() and l.state = 'confirmed' and tc.leaving_hand()
$$;

-- Counts and digests a table, of the same rows in the same order.
create or replace function tc.leaving_manifest(p_organisation uuid) returns table (table_name text, rows int, digest text)
language sql stable set search_path = pg_catalog, pg_temp as $$
  select e.table_name, count(*)::int, encode(sha256(convert_to(string_agg(e.said::text, e'\n' order by e.said::text collate "C"), 'utf8')), 'hex')
    from tc.leaving_rows(p_organisation) e group by 1 order by 1
$$;

-- Closes: only with the digest of the file as it would be now, so that nothing is left behind that nobody took. Posts, sessions, agreements,
-- machine logins and teams end at this instant; what others hold stays as it is.
create or replace function tc.close_leaving(p_id uuid, p_digest text) returns void
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  l tc.organisation_leaving;
  v_manifest jsonb;
  v_digest text;
begin
  select * into l from tc.organisation_leaving x where x.id = p_id and x.organisation_id = ctx.organisation() for update;
  if not found or not tc.leaving_hand() then raise exception 'by whoever may build the organisation' using errcode = 'insufficient_privilege'; end if;
  if l.state <> 'confirmed' then raise exception 'LEAVING_NOT_CONFIRMED' using errcode = 'TC409'; end if;
  if exists (select from tc.leaving_counts() c where c.blocks and c.n > 0) then raise exception 'LEAVING_OPEN_MATTERS' using errcode = 'TC409'; end if;
  select jsonb_agg(jsonb_build_object('table', m.table_name, 'rows', m.rows, 'digest', m.digest) order by m.table_name collate "C"),
         encode(sha256(convert_to(string_agg(m.table_name || ' ' || m.rows || ' ' || m.digest, e'\n' order by m.table_name collate "C"), 'utf8')), 'hex')
    into v_manifest, v_digest from tc.leaving_manifest(l.organisation_id) m;
  if v_digest is distinct from p_digest then raise exception 'LEAVING_EXPORT_OLD' using errcode = 'TC409'; end if;

  update tc.sharing_agreement a set until_at = greatest(a.from_at, ctx.now()), version = a.version + 1, changed_at = ctx.now(), changed_by = ctx.actor()
   where l.organisation_id in (a.organisation_a, a.organisation_b) and (a.until_at is null or a.until_at > ctx.now());
  update identity.client c set revoked_at = ctx.now() where c.organisation_id = l.organisation_id and c.revoked_at is null;
  update identity.session s set revoked_at = ctx.now(), revoked_why = 'left' where s.revoked_at is null and (
    exists (select from tc.post p where p.id = s.post_id and p.organisation_id = l.organisation_id) or exists (select from tc.staff w where w.id = s.staff_id and w.organisation_id = l.organisation_id));
  update tc.post_holder h set until_at = greatest(h.from_at, ctx.now()) where (h.until_at is null or h.until_at > ctx.now()) and (
    exists (select from tc.post p where p.id = h.post_id and p.organisation_id = l.organisation_id) or h.employed_by_organisation_id = l.organisation_id);
  update tc.staff s set left_at = ctx.now(), version = s.version + 1 where s.organisation_id = l.organisation_id and (s.left_at is null or s.left_at > ctx.now());
  update tc.team t set closed_at = ctx.now(), version = t.version + 1 where t.organisation_id = l.organisation_id and t.closed_at is null;
  update tc.organisation o set left_at = ctx.now() where o.id = l.organisation_id;
  update tc.organisation_leaving x set state = 'closed', closed_at = ctx.now(), closed_by = ctx.actor(), manifest = v_manifest where x.id = l.id;
end
$$;

do $$
declare f regprocedure;
begin
  for f in select p.oid::regprocedure from pg_proc p join pg_namespace n on n.oid = p.pronamespace
            where n.nspname = 'tc' and p.proname in ('leaving_hand', 'leaving_counts', 'propose_leaving', 'leaving_alone', 'settle_leaving', 'leaving_rows', 'leaving_export', 'leaving_manifest', 'close_leaving') loop
    execute format('alter function %s owner to tc_copy', f);
    execute format('revoke all on function %s from public', f);
  end loop;
end
$$;
grant execute on function tc.leaving_counts(), tc.propose_leaving(uuid, text, text), tc.leaving_alone(), tc.settle_leaving(uuid, text), tc.leaving_export(), tc.close_leaving(uuid, text) to tc_app;
revoke create on schema tc from tc_copy;
