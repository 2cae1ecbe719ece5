-- The audit's own machinery: sealing, heads for the witness, lag, who has looked, disposal. Its tables are read by tc_audit alone.
do $$
declare t text;
begin
  foreach t in array array['link', 'head', 'seen', 'sealer', 'checkpoint', 'disposal'] loop
    execute format('alter table audit.%I enable row level security', t);
    execute format('alter table audit.%I force row level security', t);
    execute format('create policy auditor_reads on audit.%I for select to tc_audit using (true)', t);
    execute format('create policy auditor_adds on audit.%I for insert to tc_audit with check (true)', t);
    execute format('grant select, insert on audit.%I to tc_audit', t);
  end loop;
  foreach t in array array['head', 'sealer'] loop
    execute format('create policy auditor_moves on audit.%I for update to tc_audit using (true) with check (true)', t);
    execute format('grant update on audit.%I to tc_audit', t);
  end loop;
end
$$;
grant usage on schema audit, ctx, acl, tc, identity to tc_audit;
create policy auditor_reads on audit.event for select to tc_audit using (true);
create policy auditor_adds on audit.event for insert to tc_audit with check (action = 'audit.dispose');
-- nothing younger than eight years can be deleted by anybody but a superuser, whatever a function asks (decision 0024)
create policy auditor_disposes on audit.event for delete to tc_audit using (at < (select ctx.clock()) - interval '8 years');
create policy auditor_disposes on audit.seen for delete to tc_audit using (at < (select ctx.clock()) - interval '8 years');
grant select, insert, delete on audit.event to tc_audit;
grant delete on audit.seen to tc_audit;
grant execute on function ctx.clock() to tc_audit;
grant execute on function ctx.actor(), ctx.organisation(), ctx.now(), ctx.grantees(), ctx.agreements(), ctx.grace(), ctx.grace_ends(), ctx.has_right(text), ctx.data() to tc_audit;
create policy auditor_as_asker on acl.access for select to tc_audit using (
  grantee_id = any ((select ctx.grantees())::uuid[])
  and from_at <= (select ctx.now()) and (until_at is null or until_at > (select ctx.now()))
  and (agreement_id is null or agreement_id = any ((select ctx.agreements())::uuid[])
    -- in the fourteen days after its end: whoever was in care by then
    or in_care_from_at <= ((select ctx.grace_ends())::timestamptz[])[array_position((select ctx.grace())::uuid[], agreement_id)]));
grant select on acl.access to tc_audit;
create policy auditor_as_asker on acl.closed for select to tc_audit using (grantee_id = any ((select ctx.grantees())::uuid[]) and not acl.lifted(person_id));
grant select on acl.closed to tc_audit;
create policy auditor_names on tc.post_holder for select to tc_audit using (true);
create policy auditor_names on tc.post for select to tc_audit using (true);
create policy auditor_names on tc.team for select to tc_audit using (true);
grant select (post_id, staff_id) on tc.post_holder to tc_audit;
grant select (id, team_id) on tc.post to tc_audit;
create policy auditor_tasks on tc.task for select to tc_audit using (true);
grant select (person_id, done_at, team_id, kind) on tc.task to tc_audit;
grant select (id, drug_and_alcohol) on tc.team to tc_audit;
create policy auditor_names on tc.staff for select to tc_audit using (true);
create policy auditor_names on tc.organisation for select to tc_audit using (true);
create policy auditor_names on identity.client for select to tc_audit using (true);
grant select (id, name) on tc.organisation, identity.client to tc_audit;
grant select (team_id) on identity.client to tc_audit;
grant select (id, name, email) on tc.staff to tc_audit;

grant create on schema audit to tc_audit;

create or replace function audit.sized(p text) returns bytea language sql immutable
  return int4send(octet_length(convert_to(p, 'UTF8'))) || convert_to(p, 'UTF8');
create or replace function audit.sized(p uuid[]) returns bytea language sql immutable
  return int4send(cardinality(p)) || decode(replace(array_to_string(p, ''), '-', ''), 'hex');

-- What of an event is bound by its chain: every column. `platform/audit/canonical.ts` says the same; a column that is added later is
-- appended to both as its sized name and sized value where it has one, in the order of the names, so that older digests hold.
create or replace function audit.row_digest(e audit.event) returns bytea language sql immutable
  return sha256('throughcare audit row 1'::bytea || int8send(e.id) || int8send((extract(epoch from e.at) * 1000000)::bigint)
    || uuid_send(e.actor_id) || uuid_send(e.organisation_id) || uuid_send(e.session_id) || int8send(e.xid::text::bigint)
    || audit.sized(e.purpose) || audit.sized(e.action) || audit.sized(e.outcome)
    || audit.sized(e.person_ids) || audit.sized(e.record_ids));

create or replace function audit.part_of(p_organisation uuid, p_at timestamptz) returns text language sql immutable
  return p_organisation || ' ' || to_char(p_at at time zone 'UTC', 'YYYY-MM');

-- Seals what is committed for good: transactions below the oldest that still runs, in their order. A smaller id may commit after a larger
-- one; below that line nothing can appear any more. One sealer at a time; a second one answers 0. Gives how many it sealed.
-- Without hash joins: the few rows of a round are looked up one by one, however old the planner's statistics are.
create or replace function audit.seal(p_max int) returns int
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp set enable_hashjoin = off set enable_mergejoin = off as $$
declare
  s record;
  r record;
  v_below xid8;
  v_system bigint := (select system_identifier from pg_control_system());
  v_now timestamptz := ctx.clock();
  v_moved boolean;
  v_from xid8;
  v_until xid8;
  v_part text;
  v_organisation uuid;
  v_seq bigint;
  v_hash bytea;
  v_n int := 0;
  v_last xid8;
  v_ids bigint[] := '{}';
begin
  if not pg_try_advisory_xact_lock(7202612) then
    return 0;
  end if;
  v_below := pg_snapshot_xmin(pg_current_snapshot());
  select * into s from audit.sealer;
  -- the first time, and on another server after a restore: everything that stands is taken whatever its number
  v_moved := s.system_id is distinct from v_system;
  v_from := case when v_moved then '0' else s.frontier end;
  v_until := case when v_moved then '18446744073709551615' else v_below end;
  for r in
    select * from (
      select e.id, e.xid, e.organisation_id, audit.part_of(e.organisation_id, e.at) as part, audit.row_digest(e) as digest
        from audit.event e
       where e.xid >= v_from and e.xid < v_until
         and not exists (select from audit.link l where l.event_id = e.id)
       order by e.xid, e.id
       limit case when v_moved then null else p_max end) batch
     order by batch.part, batch.xid, batch.id
  loop
    if r.part is distinct from v_part then
      perform audit.move_head(v_part, v_organisation, v_seq, v_hash);
      v_part := r.part;
      v_organisation := r.organisation_id;
      select h.seq, h.hash into v_seq, v_hash from audit.head h where h.part = v_part;
      if not found then
        v_seq := 0;
        v_hash := sha256(convert_to('throughcare audit part 1' || v_part, 'UTF8'));
      end if;
    end if;
    v_seq := v_seq + 1;
    v_hash := sha256('tc audit chain 1'::bytea || int8send(v_seq) || v_hash || r.digest);
    insert into audit.link (part, seq, event_id, row_digest, hash, sealed_at) values (v_part, v_seq, r.id, r.digest, v_hash, v_now);
    v_ids := v_ids || r.id;
    v_n := v_n + 1;
    v_last := greatest(v_last, r.xid);
  end loop;
  perform audit.move_head(v_part, v_organisation, v_seq, v_hash);
  insert into audit.seen (person_id, at, event_id)
    select distinct p.id, e.at, e.id from audit.event e cross join unnest(e.person_ids) as p (id) where e.id = any (v_ids)
    on conflict do nothing;
  update audit.sealer set system_id = v_system, sealed = sealed + v_n, beat_at = v_now,
    frontier = case when v_moved or v_n < p_max then v_below else v_last end;
  return v_n;
end
$$;

create or replace function audit.move_head(p_part text, p_organisation uuid, p_seq bigint, p_hash bytea) returns void
language sql volatile set search_path = pg_catalog, pg_temp as $$
  insert into audit.head (part, organisation_id, seq, hash) select p_part, p_organisation, p_seq, p_hash where p_part is not null
  on conflict (part) do update set seq = excluded.seq, hash = excluded.hash
$$;

-- What waits to be sealed: how many (a thousand at most are counted), since when, and when the sealer last went round.
create or replace function audit.lag() returns table (waiting int, oldest_at timestamptz, beat_at timestamptz, now timestamptz)
language sql volatile security definer set search_path = pg_catalog, pg_temp as $$
  select (count(w.at))::int, min(w.at), s.beat_at, ctx.clock()
    from audit.sealer s
    left join lateral (select e.at from audit.event e
       where e.xid >= s.frontier and not exists (select from audit.link l where l.event_id = e.id)
       order by e.xid limit 1000) w on true
   group by s.beat_at
$$;

-- The end of every chain, for whoever signs checkpoints: counts and hashes, nobody's name.
create or replace function audit.heads() returns jsonb
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select jsonb_build_object('chain', s.chain, 'sealed', s.sealed,
    'heads', coalesce((select jsonb_agg(jsonb_build_array(h.part, h.seq, encode(h.hash, 'hex')) order by h.part) from audit.head h), '[]'))
    from audit.sealer s
$$;

-- Keeps a checkpoint as it was signed, beside the chains. A number is kept once.
create or replace function audit.keep_checkpoint(p_line text) returns void
language sql volatile security definer set search_path = pg_catalog, pg_temp as $$
  insert into audit.checkpoint (n, at, line) values ((p_line::jsonb ->> 'n')::bigint, (p_line::jsonb ->> 'at')::timestamptz, p_line)
  on conflict do nothing
$$;

-- By which ids a person has gone, and when: their aliases, and a record in which theirs stood for a while. For who has looked.
-- Its owner and who may ask it: 56-merge.sql.
create or replace function tc.ids_of_person(p_person uuid) returns table (id uuid, from_at timestamptz, until_at timestamptz)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select p_person, '-infinity'::timestamptz, 'infinity'::timestamptz
  union all select p.id, '-infinity', 'infinity' from tc.person p where p.merged_into = p_person
  union all select m.keep_id, m.together_at, m.undone_at from tc.merge m where m.away_id = p_person and m.state = 'undone'
$$;

-- Who looked at this person, newest first, what is not sealed yet included: for the person, and for whoever may read the audit and
-- sees the person anyway. Nobody else gets a row, of a hidden person as of none.
create or replace function audit.looked_at(p_person uuid, p_from timestamptz, p_until timestamptz)
returns table (event_id bigint, at timestamptz, actor_id uuid, who text, organisation_id uuid, organisation text, action text, purpose text, outcome text)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select e.id, e.at, e.actor_id, coalesce(st.name, cl.name), e.organisation_id, o.name,
         -- that there is a safeguarding record, or something told to one team alone, is not told by the name of a page
         case when e.action ~ 'safeguarding|told-us' then 'record' else e.action end, e.purpose, e.outcome
    from (select s.event_id from tc.ids_of_person(p_person) i join audit.seen s on s.person_id = i.id
           where s.at >= greatest(p_from, i.from_at) and s.at < least(p_until, i.until_at)
          union
          select n.id from audit.event n, audit.sealer f, tc.ids_of_person(p_person) i
           where n.xid >= f.frontier and i.id = any (n.person_ids) and n.at >= greatest(p_from, i.from_at) and n.at < least(p_until, i.until_at)) found
    join audit.event e on e.id = found.event_id
    left join tc.staff st on st.id = e.actor_id
    left join identity.client cl on cl.id = e.actor_id
    left join tc.organisation o on o.id = e.organisation_id
   where (select ctx.actor()) = p_person
      -- core, and not closed: coordinators and managers of care hold the right, and a team whose support is over does not ask who looks now
      or (select ctx.has_right('audit.read'))
         and (exists (select from acl.access a where a.person_id = p_person and (a.classes & 2) <> 0)
                and not exists (select from acl.closed c where c.person_id = p_person)
              -- or the privacy desk, while it is asked about them: it knows then who they are, and no more
              -- of a complaint: what its own organisation's staff did; of a second look that is owed: of everybody
              or (select ctx.has_right('privacy.desk')) and exists (select from acl.access a where a.person_id = p_person and (a.classes & 1) <> 0)
                 and (e.organisation_id = (select ctx.organisation())
                   or exists (select from tc.task k where k.person_id = p_person and k.done_at is null and k.team_id = any ((select ctx.grantees())::uuid[])
                        and k.kind in ('emergency access', 'sharing without agreement'))))
         -- as tc.may_name: that a drug-and-alcohol team has to do with somebody is told to whoever may know it
         and (exists (select from acl.access a where a.person_id = p_person and (a.classes & 16) <> 0)
                and not exists (select from acl.closed c where c.person_id = p_person)
              or not exists (select from tc.post_holder h join tc.post p on p.id = h.post_id join tc.team t on t.id = p.team_id
                  where h.staff_id = e.actor_id and t.drug_and_alcohol and t.id <> all ((select ctx.grantees())::uuid[]))
                -- a machine of such a team tells the same
                and not exists (select from identity.client m join tc.team t on t.id = m.team_id
                  where m.id = e.actor_id and t.drug_and_alcohol and t.id <> all ((select ctx.grantees())::uuid[])))
   order by e.at desc, e.id desc
$$;

-- Takes the events of one chain away when their keeping time is over; the links stay. Called by whoever runs the installation, through
-- `throughcare audit dispose`, never by a serving login. The disposal is an event itself, in the chain of its own month.
create or replace function audit.dispose(p_id uuid, p_part text, p_by uuid, p_reason text) returns bigint
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  v_now timestamptz := ctx.clock();
  h record;
  v_from bigint;
  v_n bigint;
begin
  perform pg_advisory_xact_lock(7202612);
  select * into h from audit.head where part = p_part;
  if not found then
    raise exception 'There is no chain %.', p_part using errcode = 'P0002';
  end if;
  if to_date(right(p_part, 7), 'YYYY-MM') + interval '1 month' > (v_now at time zone 'UTC') - interval '8 years' then
    raise exception 'The events of % are not eight years old.', p_part using errcode = '22023';
  end if;
  v_from := coalesce((select max(until_seq) from audit.disposal where part = p_part), 0) + 1;
  delete from audit.seen s using audit.link l, audit.event e
   where l.part = p_part and l.seq between v_from and h.seq and e.id = l.event_id and s.event_id = e.id and s.at = e.at;
  delete from audit.event e using audit.link l where l.part = p_part and l.seq between v_from and h.seq and e.id = l.event_id;
  get diagnostics v_n = row_count;
  insert into audit.disposal (id, part, from_seq, until_seq, decided_by, reason, at) values (p_id, p_part, v_from, h.seq, p_by, p_reason, v_now);
  insert into audit.event (at, actor_id, organisation_id, session_id, purpose, action, person_ids, record_ids, outcome)
    values (v_now, p_by, h.organisation_id, p_id, p_reason, 'audit.dispose', '{}', array[p_id], p_part || ' ' || v_from || '-' || h.seq);
  return v_n;
end
$$;

do $$
declare f regprocedure;
begin
  for f in select p.oid::regprocedure from pg_proc p join pg_namespace n on n.oid = p.pronamespace where n.nspname = 'audit' loop
    execute format('alter function %s owner to tc_audit', f);
    execute format('revoke all on function %s from public', f);
  end loop;
end
$$;
revoke create on schema audit from tc_audit;
grant usage on schema audit to tc_witness;
grant execute on function audit.seal(int), audit.heads(), audit.keep_checkpoint(text) to tc_job;
grant execute on function audit.heads(), audit.keep_checkpoint(text) to tc_witness;
grant execute on function audit.lag() to tc_app, tc_job;
grant execute on function audit.looked_at(uuid, timestamptz, timestamptz) to tc_app;
