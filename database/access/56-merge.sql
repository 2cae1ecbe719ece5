-- Two records of one person put together, and taken apart again (docs/decisions/0030-merge.md). One role does it: it moves rows from
-- one person to another and never tells what is in them. Every table that names a person stands on the list of tc.merge_rules;
-- one that does not stops every merge and fails `npm run check`.
alter table tc.merge enable row level security;
alter table tc.merge force row level security;
alter table tc.merge_row enable row level security;
alter table tc.merge_row force row level security;

-- The list: one line a table that names a person. `npm run check` holds it against the catalogue.
--   move     its rows get the kept id, and go back
--   number   the same; `version` counts within a person (and the columns after the first), in the order of the first column
--   once     the same; of rows alike in these columns the kept record's stays and the other is put aside until the merge is undone
--   alone    the same; two records that both have such rows are not put together
--   open     tc.transition: closed ones move, the open one is worked out again
--   copy     the kept record gets a copy of what it lacks; the rows themselves stay with the alias
--   field    one row a person, joined by hand in tc.merge_people
--   derived  worked out from the facts after every command
--   never    not about care, or history that nobody rewrites
-- For 'move', cols: unique indexes over the person that cannot collide, and why is in decision 0030.
-- words: what a row is called when somebody is asked to which person it belongs; null: it is not asked about, and stays or follows.
-- light: having such rows is not yet "records with activity".
create or replace function tc.merge_rules() returns table (table_name text, rule text, cols text[], words text, light boolean)
language sql immutable set search_path = pg_catalog, pg_temp as $$
  values
    ('tc.subject_request', 'move', '{}'::text[], 'a request for a copy of the record', true),
    ('tc.subject_part', 'move', '{}', null, true),
    ('tc.appointment', 'move', '{}'::text[], 'an appointment', false),
    ('tc.emergency_access', 'move', '{}', 'an emergency access', false),
    ('tc.sharing_without', 'move', '{}', 'a sharing without agreement', false),
    ('tc.second_look', 'move', '{}', 'a second look', false),
    ('tc.complaint', 'move', '{}', 'a complaint about who looked', false),
    ('tc.carer_choice', 'move', '{}', 'what a carer may know', true),
    ('tc.person_word', 'move', '{}', 'something they told the team', false),
    ('tc.shown_as_team', 'once', '{staff_id}', null, true),
    -- a phone set up for one record never opens the other: both acts end what they put in doubt
    ('identity.person_code', 'never', '{}', null, true),
    ('identity.person_device', 'never', '{}', null, true),
    ('tc.carer', 'move', '{}', 'a carer or somebody close', true),
    ('tc.chain_step_done', 'move', '{}', 'a step after no answer', false),
    ('tc.contact', 'move', '{}', 'a contact', false),
    ('tc.contact_correction', 'move', '{}', 'a correction of a contact', false),
    ('tc.contact_point', 'move', '{}', 'a way to reach them', true),
    ('tc.death_after', 'move', '{}', 'something done after a death', false),
    ('tc.death_decision', 'alone', '{}', 'a decision about a death', false),
    ('tc.death_report', 'alone', '{}', 'a report of a death', false),
    ('tc.death_stopped', 'move', '{}', null, false),
    ('tc.dose_record', 'move', '{}', 'a dose', false),
    ('tc.deputy', 'move', '{}', 'somebody who speaks or decides for them', true),
    ('tc.episode', 'move', '{}', 'an episode of support', false),
    -- who somebody is in a hospital's own system, and the messages that came of them
    ('tc.feed_message', 'move', '{}', null, true),
    ('tc.own_number', 'move', '{}', null, true),
    ('tc.stay_heard', 'move', '{}', null, false),
    ('tc.goal', 'move', '{}', 'a goal', false),
    ('tc.goal_step', 'move', '{}', 'a step of a goal', false),
    ('tc.home_entry', 'move', '{}', 'how to get into their home', true),
    ('tc.incident', 'move', '{}', 'an incident', false),
    ('tc.incident_version', 'move', '{}', 'an incident', false),
    ('tc.lead_handover', 'move', '{}', 'a handing over of the lead', false),
    ('tc.lead_named', 'move', '{}', 'a lead', false),
    ('tc.leaving_blocker', 'move', '{}', 'something that keeps them from leaving', false),
    ('tc.leaving_plan', 'move', '{}', 'a date of leaving', false),
    ('tc.medicine', 'move', '{}', 'a medicine', false),
    ('tc.merge', 'never', '{}', null, true),
    ('tc.merge_row', 'never', '{}', null, true),
    ('tc.message_out', 'move', '{}', null, true),
    ('tc.note', 'move', '{}', 'a note', false),
    ('tc.notice', 'move', '{notice_once}', null, true),
    ('tc.partner_message', 'move', '{}', null, true),
    ('tc.person', 'field', '{}', null, true),
    ('tc.person_characteristic', 'copy', '{}', null, true),
    ('tc.person_core', 'field', '{}', null, true),
    ('tc.person_name', 'copy', '{}', null, true),
    ('tc.person_name_key', 'copy', '{}', null, true),
    ('tc.person_relation', 'once', '{team_id}', 'a team that added them', true),
    ('tc.person_search', 'field', '{}', null, true),
    ('tc.plan', 'move', '{}', 'a plan', false),
    ('tc.plan_receipt', 'move', '{}', 'the receipt of a plan', false),
    ('tc.referral', 'move', '{}', 'a referral', false),
    ('tc.referral_message', 'move', '{}', 'a question or answer about a referral', false),
    ('tc.referral_original', 'move', '{}', null, true),
    ('tc.review', 'move', '{}', 'a review', false),
    ('tc.safety_plan', 'number', '{at}', 'a safety plan', false),
    -- the desk is asked about both in one wording, which does not say what it is
    ('tc.safeguarding', 'move', '{}', 'something that one team keeps for itself', false),
    ('tc.safeguarding_version', 'move', '{}', null, false),
    ('tc.schedule_decision', 'move', '{}', 'a decision about the schedule', false),
    ('tc.schedule_pause', 'move', '{}', 'a pause', false),
    ('tc.sharing_decision', 'move', '{}', 'an answer about sharing', false),
    ('tc.sooner_contact', 'move', '{}', 'a decision to meet sooner', false),
    ('tc.sooner_contact_end', 'move', '{}', 'the end of a decision to meet sooner', false),
    ('tc.staff_safety_action', 'move', '{}', 'what staff do to keep safe', false),
    ('tc.staff_safety_reason', 'move', '{}', null, false),
    ('tc.stage_move', 'move', '{}', 'a move to another stage', false),
    ('tc.stay', 'move', '{stay_one_open}', 'a stay', false),
    ('tc.stay_end_undone', 'move', '{}', 'a leaving that was taken back', false),
    ('tc.stay_leave', 'move', '{}', 'a leave', false),
    ('tc.stay_move', 'move', '{}', 'a move to another ward', false),
    ('tc.step_down_proposal', 'move', '{}', 'a proposal to step down', false),
    ('tc.supports_in_place', 'move', '{}', 'a checklist of supports', false),
    ('tc.task', 'move', '{}', 'a task', false),
    ('tc.timeline', 'move', '{}', null, true),
    ('tc.told_us', 'move', '{}', 'something that one team keeps for itself', false),
    ('tc.transition', 'open', '{}', null, false),
    ('tc.transition_closing', 'move', '{}', 'the closing of a way out', false),
    ('tc.unmet_need', 'move', '{}', 'an unmet need', false),
    ('tc.unplanned_leaving', 'move', '{}', 'an unplanned leaving', false),
    ('tc.what_matters', 'number', '{at,team_id}', 'what matters to them', false),
    ('tc.worry', 'move', '{}', 'a worry', false),
    ('net.taken_over', 'once', '{key}', 'a gap taken over', false),
    ('acl.access', 'derived', '{}', null, true),
    ('acl.closed', 'derived', '{}', null, true),
    ('net.obligation', 'derived', '{}', null, true),
    ('net.open_command', 'derived', '{}', null, true),
    ('audit.event', 'never', '{}', null, true),
    ('audit.seen', 'never', '{}', null, true)
$$;

-- What the catalogue says of the list, a sentence a fault; none when it is whole.
create or replace function tc.merge_faults() returns setof text
language sql stable set search_path = pg_catalog, pg_temp as $$
  with named as (
    select c.oid, n.nspname || '.' || c.relname as name
      from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where c.relkind in ('r', 'p') and n.nspname in ('tc', 'ctx', 'identity', 'acl', 'net', 'audit', 'jobs', 'my')
       and (n.nspname || '.' || c.relname = 'tc.person'
         or exists (select from pg_attribute a where a.attrelid = c.oid and a.attname in ('person_id', 'person_ids') and not a.attisdropped)
         or exists (select from pg_constraint f where f.conrelid = c.oid and f.contype = 'f' and f.confrelid = 'tc.person'::regclass))
  )
  select name || ': names a person and is not on the list of tc.merge_rules (database/access/56-merge.sql). Add one line that says what a merge does with it.'
    from named where name not in (select r.table_name from tc.merge_rules() r)
  union all
  select r.table_name || ': is on the list of tc.merge_rules and is not there.' from tc.merge_rules() r
   where r.table_name not in (select name from named)
  union all
  select r.table_name || ': moves in a merge, and its unique index ' || i.indexrelid::regclass || ' may hold the same twice. Choose another rule in tc.merge_rules.'
    from tc.merge_rules() r join named on name = r.table_name
    join pg_index i on i.indrelid = named.oid and i.indisunique
    join pg_class x on x.oid = i.indexrelid
    join pg_attribute p on p.attrelid = named.oid and p.attname = 'person_id' and p.attnum = any (i.indkey)
   where r.rule = 'move' and x.relname <> all (r.cols)
     -- one that holds the whole primary key, or an id, is never the same for two rows
     and not exists (select from pg_attribute k where k.attrelid = named.oid and k.attname in ('id', 'plan_id') and k.attnum = any (i.indkey))
$$;

-- What hangs on a row goes with it: the references that also name the person are held at the end of a merge, not at each table of it.
set role tc_owner;
do $$
declare f record;
begin
  for f in select c.conrelid::regclass as child, c.conname from pg_constraint c join pg_namespace n on n.oid = c.connamespace
            where c.contype = 'f' and n.nspname = 'tc' and not c.condeferrable and cardinality(c.conkey) > 1
              and exists (select from pg_attribute a where a.attrelid = c.conrelid and a.attname = 'person_id' and a.attnum = any (c.conkey)) loop
    execute format('alter table %s alter constraint %I deferrable initially immediate', f.child, f.conname);
  end loop;
end
$$;
reset role;

grant usage on schema tc, net, acl, ctx, identity to tc_merge;
grant execute on function ctx.actor(), ctx.organisation(), ctx.team(), ctx.now(), ctx.grantees(), ctx.agreements(), ctx.grace(), ctx.grace_ends(), ctx.has_right(text), ctx.data() to tc_merge;
do $$
declare r record; c record;
begin
  for r in select x.*, split_part(x.table_name, '.', 1) as s, split_part(x.table_name, '.', 2) as t from tc.merge_rules() x
            where to_regclass(x.table_name) is not null and x.rule in ('move', 'number', 'once', 'alone', 'open', 'copy', 'field') loop
    execute format('create policy merge_all on %I.%I for all to tc_merge using (true) with check (true)', r.s, r.t);
    execute format('grant select on %I.%I to tc_merge', r.s, r.t);
    if r.rule in ('move', 'number', 'once', 'alone', 'open') then
      execute format('grant update (person_id) on %I.%I to tc_merge', r.s, r.t);
    end if;
    if r.rule in ('once', 'copy') then execute format('grant insert, delete on %I.%I to tc_merge', r.s, r.t); end if;
    if r.rule = 'number' then execute format('grant update (version) on %I.%I to tc_merge', r.s, r.t); end if;
    if r.rule = 'open' then execute format('grant delete on %I.%I to tc_merge', r.s, r.t); end if;
    -- a link to a row that turned out to be of another person is taken away
    for c in select a.attname from pg_constraint f join pg_attribute a on a.attrelid = f.conrelid and a.attnum = any (f.conkey) and not a.attnotnull
              where f.contype = 'f' and f.conrelid = to_regclass(r.table_name) and cardinality(f.conkey) > 1 and a.attname <> 'person_id' loop
      execute format('grant update (%I) on %I.%I to tc_merge', c.attname, r.s, r.t);
    end loop;
  end loop;
end
$$;
create policy merge_ends on identity.person_device for update to tc_merge using (true) with check (revoked_why = 'records put together or apart');
create policy merge_reads on identity.person_device for select to tc_merge using (true);
create policy merge_ends on identity.person_code for update to tc_merge using (true) with check (expires_at <= ctx.now());
create policy merge_reads on identity.person_code for select to tc_merge using (true);
grant select (person_id, made_at, revoked_at), update (revoked_at, revoked_why) on identity.person_device to tc_merge;
grant select (person_id, used_at, expires_at), update (expires_at) on identity.person_code to tc_merge;
grant update (merged_into, born_on, pronouns, communication, version, id) on tc.person to tc_merge;
grant update (nhs_number, nhs_number_status, allergies, allergies_state, home_area, addresses, version) on tc.person_core to tc_merge;
grant update (keys) on tc.person_search to tc_merge;
grant insert, update (done_at, done_by, done_text) on tc.task to tc_merge;
grant insert on tc.timeline to tc_merge;
create policy merge_reads on acl.access for select to tc_merge using (true);
grant select on acl.access to tc_merge;
create policy merge_all on tc.draft for all to tc_merge using (true) with check (true);
grant select (id, about, sent_at), update (about) on tc.draft to tc_merge;
do $$
declare t text;
begin
  foreach t in array array['team', 'staff'] loop
    execute format('create policy merge_reads on tc.%I for select to tc_merge using (true)', t);
  end loop;
end
$$;
grant select (id, name, drug_and_alcohol) on tc.team to tc_merge;
grant select (id, name) on tc.staff to tc_merge;
create policy merge_all on tc.merge for all to tc_merge using (true) with check (true);
create policy merge_all on tc.merge_row for all to tc_merge using (true) with check (true);
grant select, insert, update on tc.merge to tc_merge;
grant select, insert on tc.merge_row to tc_merge;
grant execute on function tc.asker_holds(uuid, int) to tc_merge;
-- create is taken back at the end of this file; a function's owner needs it at the moment it is handed over
grant create on schema tc to tc_merge;

-- The pair is seen by the desk that works on it and by whoever sees the kept record: it is said on the record.
create policy see on tc.merge for select to tc_app using (
  team_id = any ((select ctx.grantees())::uuid[])
  or (select true from acl.access a where a.person_id = merge.keep_id and (a.classes & 1) <> 0 limit 1));
grant select on tc.merge to tc_app;

-- May the asker compare and put together this record: with the right, and they see who it is, or their own desk was asked about it.
create or replace function tc.may_merge(p_person uuid) returns boolean
language sql stable set search_path = pg_catalog, pg_temp as $$
  select (select ctx.actor()) is not null and (select ctx.has_right('people.merge')) and (
    tc.asker_holds(p_person, 1)
    or exists (select from tc.task k where k.kind = 'possible duplicate' and p_person in (k.person_id, k.about_id) and k.team_id = any ((select ctx.grantees())::uuid[]))
    or exists (select from tc.merge m where p_person in (m.keep_id, m.away_id) and m.team_id = any ((select ctx.grantees())::uuid[])))
$$;

-- Whether anything of care is written in a record: more than who somebody is and how to reach them.
create or replace function tc.record_in_use(p_person uuid) returns boolean
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
declare r record; v boolean;
begin
  for r in select table_name from tc.merge_rules() where rule in ('move', 'number', 'once', 'alone', 'open') and not light loop
    execute format('select exists (select from %s t where t.person_id = $1%s)', r.table_name,
      case r.table_name when 'tc.task' then ' and t.kind not in (''possible duplicate'', ''records to put together'')' else '' end) into v using p_person;
    if v then return true; end if;
  end loop;
  return false;
end
$$;

-- What two records are compared by, for a desk that was asked about them; null for anybody else, and where one is not there.
-- Names, birth date, number and how to be reached: nothing of care, and no team.
create or replace function tc.compare_records(p_one uuid, p_other uuid) returns jsonb
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select case when p_one <> p_other and tc.may_merge(p_one) and tc.may_merge(p_other) then (
    select jsonb_agg(jsonb_build_object(
        'personId', p.id, 'name', p.display_name, 'bornOn', p.born_on, 'mergedInto', p.merged_into, 'registeredAt', p.registered_at,
        'names', (select coalesce(jsonb_agg(jsonb_strip_nulls(jsonb_build_object('kind', n.kind, 'given', n.given, 'family', n.family)) order by n.kind, n.id), '[]')
                    from tc.person_name n where n.person_id = p.id and (n.kind <> 'former' or (select ctx.has_right('people.former-names')))),
        'nhsNumber', c.nhs_number, 'numberStatus', c.nhs_number_status, 'homeArea', c.home_area,
        'contactPoints', (select coalesce(jsonb_agg(jsonb_build_object('kind', x.kind, 'value', x.value) order by x.recorded_at, x.id), '[]')
                            from tc.contact_point x where x.person_id = p.id and x.ended_at is null),
        'inUse', tc.record_in_use(p.id)) order by p.id = p_other)
      from tc.person p left join tc.person_core c on c.person_id = p.id where p.id in (p_one, p_other)
    having count(*) = 2) end
$$;

-- What stands against putting them together: yes or no, of records the asker may compare. Nothing of why beyond that.
create or replace function tc.merge_hindrances(p_keep uuid, p_away uuid) returns jsonb
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select case when tc.may_merge(p_keep) and tc.may_merge(p_away) then jsonb_build_object(
    'tables', (select count(*)::int from tc.merge_faults()),
    'death', exists (select from (select distinct on (r.person_id) r.* from tc.death_report r where r.person_id in (p_keep, p_away) order by r.person_id, r.version desc) d
               where (select x.what from tc.death_decision x where x.report_id = d.id order by x.version desc limit 1) is distinct from 'report undone')
             or (select count(distinct r.person_id) = 2 from tc.death_report r where r.person_id in (p_keep, p_away)),
    'bothInHospital', (select count(distinct s.person_id) = 2 from tc.stay s where s.person_id in (p_keep, p_away) and s.ended_at is null),
    -- a closing takes with it what had happened by then: it must not silence what is open in the other record
    'closedOver', exists (select from tc.transition t join tc.transition_closing c on c.person_id in (p_keep, p_away) and c.person_id <> t.person_id
               where t.person_id in (p_keep, p_away) and t.state <> 'closed' and c.closed_at >= t.opened_at),
    'proposed', (select m.id from tc.merge m where m.state = 'proposed' and (m.keep_id in (p_keep, p_away) or m.away_id in (p_keep, p_away)) limit 1)) end
$$;

create or replace function tc.propose_merge(p_merge uuid, p_keep uuid, p_away uuid, p_agreed text[], p_why text) returns void
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
begin
  if not (tc.may_merge(p_keep) and tc.may_merge(p_away)) then
    raise exception 'two records are put together by a desk that was asked about them' using errcode = 'insufficient_privilege';
  end if;
  perform from tc.person p where p.id in (p_keep, p_away) order by p.id for no key update;
  if exists (select from tc.person p where p.id in (p_keep, p_away) and p.merged_into is not null) then
    raise exception 'MERGE_ALREADY' using errcode = 'TC409';
  end if;
  if exists (select from tc.merge m where m.state = 'proposed' and (m.keep_id in (p_keep, p_away) or m.away_id in (p_keep, p_away))) then
    raise exception 'MERGE_PROPOSED' using errcode = 'TC409';
  end if;
  insert into tc.merge (id, keep_id, away_id, agreed, why, organisation_id, team_id, proposed_at, proposed_by)
  values (p_merge, p_keep, p_away, p_agreed, p_why, ctx.organisation(), ctx.team(), ctx.now(), ctx.actor());
  if tc.record_in_use(p_keep) or tc.record_in_use(p_away) then
    insert into tc.task (id, person_id, organisation_id, team_id, kind, about_id, what, since_at, due_at)
    values (gen_random_uuid(), p_keep, ctx.organisation(), ctx.team(), 'records to put together', p_merge,
      'A colleague asks that two records of one person are put together. Somebody else compares them and decides.', ctx.now(), ctx.now() + interval '7 days');
  end if;
end
$$;

create or replace function tc.settle_merge_task(p_merge uuid, p_said text) returns void
language sql volatile set search_path = pg_catalog, pg_temp as $$
  update tc.task set done_at = ctx.now(), done_by = ctx.actor(), done_text = p_said
   where kind = 'records to put together' and about_id = p_merge and done_at is null
$$;

-- What the record itself says of it, for everybody who sees who it is of; the desk itself may see no more of it by then.
create or replace function tc.tell_of_merge(p_person uuid, p_merge uuid, p_what text) returns void
language sql volatile set search_path = pg_catalog, pg_temp as $$
  insert into tc.timeline (id, person_id, at, what, about_id, class_bit, organisation_id, team_id, by_id)
  values (gen_random_uuid(), p_person, ctx.now(), p_what, p_merge, 1, ctx.organisation(), ctx.team(), ctx.actor())
$$;

create or replace function tc.take_back_merge(p_merge uuid) returns void
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare m tc.merge;
begin
  select * into m from tc.merge where id = p_merge for update;
  if not found or not (tc.may_merge(m.keep_id) and tc.may_merge(m.away_id)) then
    raise exception 'a proposal is settled by the desk that made it' using errcode = 'insufficient_privilege';
  end if;
  if m.state <> 'proposed' then raise exception 'MERGE_SETTLED' using errcode = 'TC409'; end if;
  update tc.merge set state = 'taken back', taken_back_at = ctx.now(), taken_back_by = ctx.actor() where id = p_merge;
  perform tc.settle_merge_task(p_merge, 'Not put together.');
end
$$;

-- The primary key of a row without the person, as an expression over `t`.
create or replace function tc.merge_key(p_table text) returns text
language sql stable set search_path = pg_catalog, pg_temp as $$
  select 'jsonb_build_object(' || string_agg(format('%L, t.%I', a.attname, a.attname), ', ' order by a.attnum) || ')'
    from pg_index i join pg_attribute a on a.attrelid = i.indrelid and a.attnum = any (i.indkey)
   where i.indrelid = p_table::regclass and i.indisprimary and a.attname <> 'person_id'
$$;

-- Puts one row of a person back as it was, column by column, where it is still what the merge made of it.
create or replace function tc.merge_restore(p_table text, p_id_column text, p_merge uuid, p_whose uuid) returns void
language plpgsql volatile set search_path = pg_catalog, pg_temp as $$
declare l record; c text;
begin
  for l in select was, became from tc.merge_row where merge_id = p_merge and table_name = p_table and whose = p_whose and what = 'changed' loop
    for c in select k from jsonb_object_keys(l.was) k where k <> 'version' and l.was -> k is distinct from l.became -> k loop
      execute format('update %1$s t set %2$I = (jsonb_populate_record(null::%1$s, $1)).%2$I where t.%3$I = $2 and to_jsonb(t) -> %2$L = $3 -> %2$L', p_table, c, p_id_column)
        using l.was, p_whose, l.became;
    end loop;
  end loop;
end
$$;

-- Puts the two records of a proposal together: everything written of the one now stands in the other.
-- By somebody other than who proposed it, unless nothing was written in either.
-- Ends the phones set up for a record since then, and the codes that wait: nobody may go on by one whose person was mistaken.
create or replace function tc.end_own_doors(p_person uuid, p_since timestamptz) returns void
language sql volatile set search_path = pg_catalog, pg_temp as $$
  update identity.person_device set revoked_at = ctx.now(), revoked_why = 'records put together or apart'
   where person_id = p_person and made_at >= p_since and revoked_at is null;
  update identity.person_code set expires_at = least(expires_at, ctx.now()) where person_id = p_person and used_at is null and expires_at > ctx.now();
$$;

revoke all on function tc.end_own_doors(uuid, timestamptz) from public;
grant execute on function tc.end_own_doors(uuid, timestamptz) to tc_merge;

create or replace function tc.merge_people(p_merge uuid) returns void
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  m tc.merge;
  r record;
  v_key text;
  v_where text;
  v_was text;
  k tc.person_core;
  a tc.person_core;
begin
  select * into m from tc.merge where id = p_merge for update;
  if not found or not (tc.may_merge(m.keep_id) and tc.may_merge(m.away_id)) then
    raise exception 'two records are put together by a desk that was asked about them' using errcode = 'insufficient_privilege';
  end if;
  if m.state <> 'proposed' then raise exception 'MERGE_SETTLED' using errcode = 'TC409'; end if;
  perform from tc.person p where p.id in (m.keep_id, m.away_id) order by p.id for no key update;
  if exists (select from tc.person p where p.id in (m.keep_id, m.away_id) and p.merged_into is not null) then
    raise exception 'MERGE_ALREADY' using errcode = 'TC409';
  end if;
  if exists (select from tc.merge_faults()) then raise exception 'MERGE_TABLE_NOT_REVIEWED' using errcode = 'TC409'; end if;
  if m.proposed_by = ctx.actor() and (tc.record_in_use(m.keep_id) or tc.record_in_use(m.away_id)) then
    raise exception 'MERGE_NEEDS_SECOND' using errcode = 'TC409';
  end if;
  select * into k from tc.person_core where person_id = m.keep_id;
  select * into a from tc.person_core where person_id = m.away_id;
  -- who registers by one of these numbers at this minute goes before or after, never onto the record that goes
  perform pg_advisory_xact_lock(hashtextextended('person.register ' || n, 0))
     from (select distinct n from unnest(array[k.nhs_number, a.nhs_number]) n where n is not null order by n) x;
  if k.nhs_number <> a.nhs_number then raise exception 'MERGE_NUMBERS_DIFFER' using errcode = 'TC409'; end if;

  set constraints all deferred;
  -- whose phone it is was said of one record: it is set up again, face to face, for the two as one
  perform tc.end_own_doors(m.away_id, '-infinity');
  delete from tc.transition where person_id = m.away_id and state <> 'closed';
  for r in select * from tc.merge_rules() where rule in ('move', 'number', 'once', 'alone', 'open') loop
    v_key := tc.merge_key(r.table_name);
    v_where := case r.rule when 'open' then ' and t.state = ''closed''' else '' end;
    v_was := case r.rule when 'number' then 'jsonb_build_object(''version'', t.version)' else 'null' end;
    execute format('insert into tc.merge_row (merge_id, table_name, row_key, what, whose, was) select $1, %L, %s, ''held'', $2, %s from %s t where t.person_id = $2%s',
      r.table_name, v_key, v_was, r.table_name, v_where) using m.id, m.keep_id;
    if r.rule = 'once' then
      execute format('with gone as (delete from %1$s t where t.person_id = $3 and exists (select from %1$s k where k.person_id = $2 and %2$s) returning t.*)
          insert into tc.merge_row (merge_id, table_name, row_key, what, whose, was) select $1, %3$L, %4$s, ''put aside'', $3, to_jsonb(t) from gone t',
        r.table_name, (select string_agg(format('k.%1$I = t.%1$I', c), ' and ') from unnest(r.cols) c), r.table_name, v_key) using m.id, m.keep_id, m.away_id;
    end if;
    execute format('insert into tc.merge_row (merge_id, table_name, row_key, what, whose, was) select $1, %L, %s, ''moved'', $2, %s from %s t where t.person_id = $2%s',
      r.table_name, v_key, v_was, r.table_name, v_where) using m.id, m.away_id;
    if r.rule = 'number' then
      execute format('update %s t set version = t.version + 1000000 where t.person_id = $1', r.table_name) using m.away_id;
    end if;
    execute format('update %s t set person_id = $1 where t.person_id = $2', r.table_name) using m.keep_id, m.away_id;
    if r.rule = 'number' then
      execute format('update %s t set version = t.version + 2000000 where t.person_id = $1', r.table_name) using m.keep_id;
      execute format('update %1$s t set version = n.no from (select x.id, row_number() over (partition by %2$s order by x.%3$I, x.id) as no from %1$s x where x.person_id = $1) n
          where n.id = t.id and t.person_id = $1', r.table_name,
        (select string_agg(format('x.%I', c), ', ') from unnest('person_id'::text || r.cols[2:]) c), r.cols[1]) using m.keep_id;
    end if;
  end loop;

  -- names: what the kept record lacks is kept as a former name, so that it is found by whoever may look for those and never shown
  with added as (
    insert into tc.person_name (id, person_id, kind, given, family, family_key)
    select gen_random_uuid(), m.keep_id, 'former', n.given, n.family, n.family_key
      from (select distinct on (x.given, x.family) x.* from tc.person_name x where x.person_id = m.away_id order by x.given, x.family, x.id) n
     where not exists (select from tc.person_name o where o.person_id = m.keep_id and o.given is not distinct from n.given and o.family is not distinct from n.family)
    returning *)
  insert into tc.merge_row (merge_id, table_name, row_key, what, whose, was)
  select m.id, 'tc.person_name', jsonb_build_object('id', x.id), 'copied', m.keep_id, to_jsonb(x) from added x;
  with added as (
    insert into tc.person_name_key (key, person_id, former) select n.key, m.keep_id, true from tc.person_name_key n where n.person_id = m.away_id
    on conflict (key, person_id) do nothing returning *)
  insert into tc.merge_row (merge_id, table_name, row_key, what, whose, was)
  select m.id, 'tc.person_name_key', jsonb_build_object('key', x.key), 'copied', m.keep_id, to_jsonb(x) from added x;
  with added as (
    insert into tc.person_characteristic select m.keep_id, n.name, n.answer, n.recorded_at, n.recorded_by from tc.person_characteristic n where n.person_id = m.away_id
    on conflict (person_id, name) do nothing returning *)
  insert into tc.merge_row (merge_id, table_name, row_key, what, whose, was)
  select m.id, 'tc.person_characteristic', jsonb_build_object('name', x.name), 'copied', m.keep_id, to_jsonb(x) from added x;

  -- the one row a person has of who they are: the kept one's stands, and what it lacks is taken from the other
  insert into tc.merge_row (merge_id, table_name, row_key, what, whose, was)
  select m.id, 'tc.person', jsonb_build_object('id', p.id), 'changed', p.id, to_jsonb(p) from tc.person p
   where p.id in (m.keep_id, m.away_id) or p.merged_into = m.away_id;
  insert into tc.merge_row (merge_id, table_name, row_key, what, whose, was)
  select m.id, 'tc.person_core', '{}', 'changed', c.person_id, to_jsonb(c) from tc.person_core c where c.person_id in (m.keep_id, m.away_id);
  insert into tc.merge_row (merge_id, table_name, row_key, what, whose, was)
  select m.id, 'tc.person_search', '{}', 'changed', s.person_id, to_jsonb(s) from tc.person_search s where s.person_id = m.keep_id;
  update tc.person p set born_on = coalesce(p.born_on, o.born_on), pronouns = coalesce(p.pronouns, o.pronouns),
         communication = case when p.communication ->> 'answer' = 'not-asked' then o.communication else p.communication end, version = p.version + 1
    from tc.person o where p.id = m.keep_id and o.id = m.away_id;
  update tc.person set merged_into = m.keep_id, communication = '{"answer":"not-asked"}', version = version + 1 where id = m.away_id;
  update tc.person set merged_into = m.keep_id where merged_into = m.away_id;
  -- a verified number is nobody's twice: it goes over before it arrives
  if a.nhs_number_status = 'verified' then
    update tc.person_core set nhs_number_status = 'given-not-verified', version = version + 1 where person_id = m.away_id;
  end if;
  update tc.person_core c set
         nhs_number = coalesce(k.nhs_number, a.nhs_number),
         nhs_number_status = case when 'verified' in (k.nhs_number_status, a.nhs_number_status) then 'verified'
                                  when coalesce(k.nhs_number, a.nhs_number) is null then 'not-known' else 'given-not-verified' end,
         -- the safer reading: whatever either record warns of
         allergies = case when k.allergies is null or position(k.allergies in a.allergies) > 0 then a.allergies
                          when a.allergies is null or position(a.allergies in k.allergies) > 0 then k.allergies
                          else k.allergies || E'\n' || a.allergies end,
         allergies_state = case when 'listed' in (k.allergies_state, a.allergies_state) then 'listed'
                                when 'none known' in (k.allergies_state, a.allergies_state) then 'none known' else 'not asked' end,
         home_area = coalesce(k.home_area, a.home_area),
         addresses = case when jsonb_array_length(k.addresses) = 0 then coalesce(a.addresses, '[]') else k.addresses end,
         version = c.version + 1
   where c.person_id = m.keep_id and a.person_id is not null;
  update tc.person_search s set keys = array(select distinct x from unnest(s.keys || o.keys) x order by x)
    from tc.person_search o where s.person_id = m.keep_id and o.person_id = m.away_id;
  -- what somebody has begun to write about the record that goes is about the one that stays
  with begun as (update tc.draft d set about = m.keep_id::text where d.about = m.away_id::text and d.sent_at is null returning d.id)
  insert into tc.merge_row (merge_id, table_name, row_key, what, whose) select m.id, 'tc.draft', jsonb_build_object('id', b.id), 'changed', m.away_id from begun b;
  perform tc.merge_became(m.id);
  set constraints all immediate;

  update tc.merge set state = 'together', together_at = ctx.now(), together_by = ctx.actor(), undo_until_at = ctx.now() + 30 * interval '24 hours' where id = m.id;
  perform tc.settle_merge_task(m.id, 'Put together.');
  perform tc.tell_of_merge(m.keep_id, m.id, 'put together with another record of them');
end
$$;

-- What the fields are after the merge, beside what they were: an undoing puts back only what nobody has changed since.
create or replace function tc.merge_became(p_merge uuid) returns void
language sql volatile set search_path = pg_catalog, pg_temp as $$
  update tc.merge_row l set became = coalesce(
      (select to_jsonb(p) from tc.person p where l.table_name = 'tc.person' and p.id = l.whose),
      (select to_jsonb(c) from tc.person_core c where l.table_name = 'tc.person_core' and c.person_id = l.whose),
      (select to_jsonb(s) from tc.person_search s where l.table_name = 'tc.person_search' and s.person_id = l.whose))
   where l.merge_id = p_merge and l.what = 'changed'
$$;
grant update (became) on tc.merge_row to tc_merge;

-- What a row of this table hangs on, the one that decides first: where it goes, this goes. By reference, then by the id it is about.
create or replace function tc.merge_parents(p_table text) returns table (col text, parent text)
language sql stable set search_path = pg_catalog, pg_temp as $$
  select x.col, x.parent from (
    select a.attname::text as col, n.nspname || '.' || c.relname as parent, case when a.attnotnull then 0 else 1 end as rank, a.attnum
      from pg_constraint f
      join pg_attribute a on a.attrelid = f.conrelid and a.attnum = f.conkey[1]
      join pg_class c on c.oid = f.confrelid join pg_namespace n on n.oid = c.relnamespace
     where f.contype = 'f' and f.conrelid = p_table::regclass and a.attname <> 'person_id'
       and n.nspname || '.' || c.relname in (select r.table_name from tc.merge_rules() r where r.rule in ('move', 'number', 'once', 'alone', 'open'))
    union all
    -- the id of what opened or closed it, or of what it is about, in whichever table that is
    select a.attname, null, 2, a.attnum from pg_attribute a
     where a.attrelid = p_table::regclass and (a.attname in ('about_id', 'transition_id') or p_table = 'tc.transition' and a.attname = 'id')) x
   order by x.rank, x.attnum
$$;

-- What was written in the kept record since, and to whom each would go if the merge were undone: 'keep' or 'away' where it hangs on
-- a row of one of them, 'follows' where it hangs on one that is asked about, null where somebody is asked.
-- p_answers: [{table, key, goes: 'keep' | 'away'}] for those that are asked.
create or replace function tc.merge_since(p_merge uuid, p_answers jsonb) returns table (table_name text, row_key jsonb, goes text, words text, r jsonb)
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
declare
  m tc.merge;
  t record;
  p record;
  v_t text[] := '{}';
  v_k jsonb[] := '{}';
  v_r jsonb[] := '{}';
  v_g text[] := '{}';
  v_parents jsonb := '{}';
  v_words jsonb;
  v_found record;
  v_id text;
  v_goes text;
  v_waits boolean;
  v_at int;
  v_moved boolean := true;
begin
  select * into m from tc.merge where id = p_merge;
  select jsonb_object_agg(x.table_name, x.words) into v_words from tc.merge_rules() x;
  for t in select x.* from tc.merge_rules() x where x.rule in ('move', 'number', 'once', 'alone', 'open') loop
    for v_found in execute format('select %1$s as k, to_jsonb(t) as r from %2$s t where t.person_id = $2%4$s and not exists (
        select from tc.merge_row l where l.merge_id = $1 and l.table_name = %3$L and l.row_key = %1$s and l.what in (''held'', ''moved''))',
        tc.merge_key(t.table_name), t.table_name, t.table_name, case t.rule when 'open' then ' and t.state = ''closed''' else '' end) using m.id, m.keep_id loop
      v_t := v_t || t.table_name; v_k := v_k || v_found.k; v_r := v_r || v_found.r; v_g := v_g || null::text;
      if not v_parents ? t.table_name then
        v_parents := v_parents || jsonb_build_object(t.table_name, (select coalesce(jsonb_agg(jsonb_build_object('col', y.col, 'parent', y.parent)), '[]') from tc.merge_parents(t.table_name) y));
      end if;
    end loop;
  end loop;
  while v_moved loop
    v_moved := false;
    for i in 1 .. cardinality(v_t) loop
      continue when v_g[i] in ('keep', 'away');
      v_goes := null; v_waits := false;
      for p in select x.col, x.parent from jsonb_to_recordset(v_parents -> v_t[i]) as x(col text, parent text) loop
        v_id := v_r[i] ->> p.col;
        -- nothing hangs on itself
        continue when v_id is null or p.col <> 'id' and v_id = v_r[i] ->> 'id';
        if p.parent is null and v_id = m.keep_id::text then v_goes := 'keep'; exit; end if;
        if p.parent is null and v_id = m.away_id::text then v_goes := 'away'; exit; end if;
        select case l.what when 'moved' then 'away' else 'keep' end into v_goes from tc.merge_row l
         where l.merge_id = m.id and l.what in ('held', 'moved') and l.row_key ? 'id' and (l.row_key ->> 'id')::uuid = v_id::uuid
           and (p.parent is null and (p.col <> 'id' or l.table_name <> v_t[i]) or l.table_name = p.parent) limit 1;
        exit when v_goes is not null;
        select j into v_at from generate_subscripts(v_t, 1) j
         where v_k[j] ->> 'id' = v_id and j <> i and (p.parent is null or v_t[j] = p.parent) limit 1;
        if v_at is not null then
          v_goes := case when v_g[v_at] in ('keep', 'away') then v_g[v_at] end;
          v_waits := v_goes is null;
          exit;
        end if;
      end loop;
      if v_goes is null and not v_waits then
        -- nobody is asked about a line that hangs on nothing, or about the desk's own tasks; the rest somebody says
        v_goes := case when v_words ->> v_t[i] is null or v_r[i] ->> 'kind' in ('possible duplicate', 'records to put together') then 'keep'
                       else (select x.goes from jsonb_to_recordset(p_answers) as x("table" text, key jsonb, goes text)
                              where x."table" = v_t[i] and x.key = v_k[i] and x.goes in ('keep', 'away') limit 1) end;
      end if;
      if v_goes is not null then v_moved := true; end if;
      v_g[i] := coalesce(v_goes, case when v_waits then 'follows' end);
    end loop;
  end loop;
  return query select v_t[i], v_k[i], v_g[i], v_words ->> v_t[i], v_r[i] from generate_subscripts(v_t, 1) i;
end
$$;

-- What is asked before a merge is undone: what kind of thing, when, by whom and for which team. Never what it says.
create or replace function tc.merge_questions(p_merge uuid) returns table (table_name text, row_key jsonb, words text, at timestamptz, who text, team text)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select s.table_name, s.row_key, s.words,
         coalesce(s.r ->> 'recorded_at', s.r ->> 'at', s.r ->> 'made_at', s.r ->> 'set_at', s.r ->> 'decided_at', s.r ->> 'raised_at', s.r ->> 'since_at', s.r ->> 'sent_at',
           s.r ->> 'reported_at', s.r ->> 'done_at', s.r ->> 'started_at', s.r ->> 'planned_at', s.r ->> 'opened_at', s.r ->> 'from_at', s.r ->> 'chosen_at', s.r ->> 'closed_at', s.r ->> 'offered_at')::timestamptz,
         case when hidden.it then null else w.name end, case when hidden.it then null else t.name end
    from tc.merge m
    cross join lateral tc.merge_since(m.id, '[]') s
    left join tc.team t on t.id = coalesce(s.r ->> 'team_id', s.r ->> 'from_team_id')::uuid
    left join tc.staff w on w.id = coalesce(s.r ->> 'by_staff_id', s.r ->> 'recorded_by', s.r ->> 'made_by', s.r ->> 'set_by', s.r ->> 'decided_by', s.r ->> 'raised_by',
      s.r ->> 'by_id', s.r ->> 'from_staff_id', s.r ->> 'done_by', s.r ->> 'key_worker_staff_id', s.r ->> 'staff_id')::uuid
    -- that a drug-and-alcohol team has to do with somebody is told to that team alone
    cross join lateral (select coalesce(t.drug_and_alcohol, false) and t.id <> all ((select ctx.grantees())::uuid[]) as it) hidden
   where m.id = p_merge and m.state = 'together' and s.goes is null and tc.may_merge(m.keep_id) and tc.may_merge(m.away_id)
   order by 4, 1, 2
$$;

-- Takes the two records apart again: what was moved goes back, what was put aside returns, fields that nobody changed since are
-- what they were, and what was written since goes where somebody said. Refuses while one of those is unanswered.
create or replace function tc.unmerge_people(p_merge uuid, p_answers jsonb) returns void
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  m tc.merge;
  r record;
  f record;
  v_since jsonb;
  v_key text;
  v_now tc.person_core;
  v_was jsonb;
begin
  select * into m from tc.merge where id = p_merge for update;
  if not found or not (tc.may_merge(m.keep_id) and tc.may_merge(m.away_id)) then
    raise exception 'two records are taken apart by the desk that put them together' using errcode = 'insufficient_privilege';
  end if;
  if m.state <> 'together' then raise exception 'MERGE_SETTLED' using errcode = 'TC409'; end if;
  if m.undo_until_at <= ctx.now() then raise exception 'MERGE_UNDO_TOO_LATE' using errcode = 'TC409'; end if;
  perform from tc.person p where p.id in (m.keep_id, m.away_id) order by p.id for no key update;
  if exists (select from tc.merge l where l.state = 'together' and l.id <> m.id and l.together_at >= m.together_at
               and (l.keep_id in (m.keep_id, m.away_id) or l.away_id in (m.keep_id, m.away_id))) then
    raise exception 'MERGE_UNDO_LATER_FIRST' using errcode = 'TC409';
  end if;
  if exists (select from tc.merge_faults()) then raise exception 'MERGE_TABLE_NOT_REVIEWED' using errcode = 'TC409'; end if;
  select coalesce(jsonb_agg(jsonb_build_object('table', s.table_name, 'key', s.row_key, 'goes', s.goes)), '[]') into v_since from tc.merge_since(m.id, p_answers) s;
  if exists (select from jsonb_array_elements(v_since) s where s ->> 'goes' is null or s ->> 'goes' = 'follows') then
    raise exception 'MERGE_UNDO_ASKS' using errcode = 'TC409';
  end if;

  set constraints all deferred;
  -- a phone that was set up while they were one may be either's
  perform tc.end_own_doors(m.keep_id, m.together_at);
  delete from tc.transition where person_id = m.keep_id and state <> 'closed';
  for r in select * from tc.merge_rules() where rule in ('move', 'number', 'once', 'alone', 'open') loop
    v_key := tc.merge_key(r.table_name);
    if r.rule = 'number' then
      execute format('update %s t set version = t.version + 3000000 where t.person_id = $1', r.table_name) using m.keep_id;
    end if;
    execute format('update %1$s t set person_id = $3 where t.person_id = $2 and (
        exists (select from tc.merge_row l where l.merge_id = $1 and l.table_name = %2$L and l.row_key = %3$s and l.what = ''moved'')
        or exists (select from jsonb_to_recordset($4) as s("table" text, key jsonb, goes text) where s."table" = %2$L and s.key = %3$s and s.goes = ''away''))',
      r.table_name, r.table_name, v_key) using m.id, m.keep_id, m.away_id, v_since;
    if r.rule = 'number' then
      execute format('update %1$s t set version = n.no from (
          select x.id, row_number() over (partition by %2$s order by coalesce((l.was ->> ''version'')::int, 1000000000), x.%3$I, x.id) as no
            from %1$s x left join tc.merge_row l on l.merge_id = $1 and l.table_name = %4$L and l.row_key = jsonb_build_object(''id'', x.id)
           where x.person_id in ($2, $3)) n where n.id = t.id', r.table_name,
        (select string_agg(format('x.%I', c), ', ') from unnest('person_id'::text || r.cols[2:]) c), r.cols[1], r.table_name) using m.id, m.keep_id, m.away_id;
    end if;
    if r.rule = 'once' then
      execute format('insert into %1$s select (jsonb_populate_record(null::%1$s, l.was)).* from tc.merge_row l
          where l.merge_id = $1 and l.table_name = %2$L and l.what = ''put aside'' on conflict do nothing', r.table_name, r.table_name) using m.id;
    end if;
  end loop;
  -- a link between what are now two people's rows is no link
  for f in select c.conrelid::regclass as child, c.confrelid::regclass as parent, a.attname as held, b.attname as named
             from pg_constraint c join pg_namespace n on n.oid = c.connamespace
             join pg_attribute a on a.attrelid = c.conrelid and a.attnum = c.conkey[1] and not a.attnotnull
             join pg_attribute b on b.attrelid = c.confrelid and b.attnum = c.confkey[1]
            where c.contype = 'f' and n.nspname = 'tc' and cardinality(c.conkey) > 1 and c.conrelid <> 'tc.transition'::regclass
              and exists (select from pg_attribute p where p.attrelid = c.conrelid and p.attname = 'person_id' and p.attnum = any (c.conkey)) loop
    execute format('update %1$s t set %3$I = null where t.person_id in ($1, $2) and t.%3$I is not null
        and not exists (select from %2$s p where p.%4$I = t.%3$I and p.person_id = t.person_id)', f.child, f.parent, f.held, f.named) using m.keep_id, m.away_id;
  end loop;

  -- copies go, unless somebody has changed them since; names that were written anew since stay as they were written
  delete from tc.person_name_key x using tc.merge_row l
   where l.merge_id = m.id and l.table_name = 'tc.person_name_key' and l.what = 'copied' and x.person_id = m.keep_id and x.key = l.row_key ->> 'key' and to_jsonb(x) = l.was
     and not exists (select from tc.merge_row n where n.merge_id = m.id and n.table_name = 'tc.person_name' and n.what = 'copied'
                       and not exists (select from tc.person_name s where s.id = (n.row_key ->> 'id')::uuid));
  delete from tc.person_name x using tc.merge_row l
   where l.merge_id = m.id and l.table_name = 'tc.person_name' and l.what = 'copied' and x.id = (l.row_key ->> 'id')::uuid and to_jsonb(x) = l.was;
  delete from tc.person_characteristic x using tc.merge_row l
   where l.merge_id = m.id and l.table_name = 'tc.person_characteristic' and l.what = 'copied' and x.person_id = m.keep_id and x.name = l.row_key ->> 'name' and to_jsonb(x) = l.was;

  -- the kept record gives the number up before the other has it again
  perform tc.merge_restore('tc.person_search', 'person_id', m.id, m.keep_id);
  perform tc.merge_restore('tc.person_core', 'person_id', m.id, m.keep_id);
  select * into v_now from tc.person_core where person_id = m.keep_id;
  select l.was into v_was from tc.merge_row l where l.merge_id = m.id and l.table_name = 'tc.person_core' and l.whose = m.away_id and l.what = 'changed';
  if v_was ->> 'nhs_number_status' = 'verified'
     and exists (select from tc.person_core o where o.nhs_number = v_was ->> 'nhs_number' and o.nhs_number_status = 'verified') then
    null; -- somebody holds it as verified since: it stays given here
  else
    perform tc.merge_restore('tc.person_core', 'person_id', m.id, m.away_id);
  end if;
  -- allergies that were changed while they were one are both people's until somebody asks each of them
  update tc.person_core o set allergies = v_now.allergies, allergies_state = v_now.allergies_state
    from tc.merge_row l
   where o.person_id = m.away_id and l.merge_id = m.id and l.table_name = 'tc.person_core' and l.whose = m.keep_id and l.what = 'changed'
     and to_jsonb(v_now) -> 'allergies' is distinct from l.became -> 'allergies' and to_jsonb(v_now) -> 'allergies' is distinct from l.was -> 'allergies'
     and v_now.allergies is not null;
  perform tc.merge_restore('tc.person', 'id', m.id, l.whose) from tc.merge_row l where l.merge_id = m.id and l.table_name = 'tc.person' and l.what = 'changed';
  update tc.person set version = version + 1 where id in (m.keep_id, m.away_id);
  update tc.person_core set version = version + 1 where person_id in (m.keep_id, m.away_id);
  update tc.draft d set about = m.away_id::text from tc.merge_row l
   where l.merge_id = m.id and l.table_name = 'tc.draft' and l.what = 'changed' and d.id = (l.row_key ->> 'id')::uuid and d.sent_at is null and d.about = m.keep_id::text;
  set constraints all immediate;

  update tc.merge set state = 'undone', undone_at = ctx.now(), undone_by = ctx.actor(), answers = p_answers where id = m.id;
  perform tc.tell_of_merge(p, m.id, 'taken apart from another record') from unnest(array[m.keep_id, m.away_id]) p;
end
$$;

-- The record into which this one was put, for whoever sees that one; null otherwise, and for one that is nobody's alias.
create or replace function tc.kept_as(p_person uuid) returns uuid
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select p.merged_into from tc.person p where p.id = p_person and p.merged_into is not null and tc.asker_holds(p.merged_into, 1)
$$;

do $$
declare f regprocedure;
begin
  for f in select p.oid::regprocedure from pg_proc p join pg_namespace n on n.oid = p.pronamespace
            where n.nspname = 'tc' and p.proname in ('merge_rules', 'merge_faults', 'may_merge', 'record_in_use', 'compare_records', 'merge_hindrances', 'propose_merge',
              'settle_merge_task', 'tell_of_merge', 'take_back_merge', 'merge_key', 'merge_restore', 'merge_people', 'merge_became', 'merge_parents', 'merge_since', 'merge_questions',
              'unmerge_people', 'kept_as', 'ids_of_person') loop
    execute format('alter function %s owner to tc_merge', f);
    execute format('revoke all on function %s from public', f);
  end loop;
end
$$;
grant execute on function tc.compare_records(uuid, uuid), tc.merge_hindrances(uuid, uuid), tc.propose_merge(uuid, uuid, uuid, text[], text), tc.take_back_merge(uuid),
  tc.merge_people(uuid), tc.merge_questions(uuid), tc.unmerge_people(uuid, jsonb), tc.kept_as(uuid) to tc_app;
grant execute on function tc.ids_of_person(uuid) to tc_audit;
revoke create on schema tc from tc_merge;
