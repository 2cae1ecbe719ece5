-- Registering a person and finding misspelt names: the two acts that must look beyond what the asker may see.
-- One role does both. It tells nobody whom it looked at: registering answers with an id, searching with ids that the
-- asker may see anyway and then reads under the row rules.
grant usage, create on schema tc to tc_match;
grant usage on schema acl to tc_match;
do $$
declare t text;
begin
  foreach t in array array['person', 'person_name', 'person_name_key', 'person_search', 'person_core'] loop
    execute format('create policy match_all on tc.%I for all to tc_match using (true) with check (true)', t);
    execute format('grant select, insert on tc.%I to tc_match', t);
  end loop;
  foreach t in array array['contact_point', 'carer', 'person_relation', 'task'] loop
    execute format('create policy match_adds on tc.%I for insert to tc_match with check (true)', t);
    execute format('grant insert on tc.%I to tc_match', t);
  end loop;
  foreach t in array array['team', 'organisation'] loop
    execute format('create policy match_reads on tc.%I for select to tc_match using (true)', t);
    execute format('grant select on tc.%I to tc_match', t);
  end loop;
end
$$;
grant delete on tc.person_name_key to tc_match;
grant update (keys) on tc.person_search to tc_match;
grant update (nhs_number, nhs_number_status, version) on tc.person_core to tc_match;
create policy match_all on tc.person_characteristic for all to tc_match using (true) with check (true);
grant select, insert, update on tc.person_characteristic to tc_match;
create policy match_reads on tc.person_relation for select to tc_match using (true);
grant select on tc.person_relation to tc_match;
create policy match_reads on acl.access for select to tc_match using (true);
grant select on acl.access to tc_match;

-- May the asker do this with this person: one live row of access with one of these bits. The test of the row rules, by hand,
-- because this role sees every row of the access table.
create or replace function tc.asker_holds(p_person uuid, p_bits int) returns boolean
language sql stable set search_path = pg_catalog, pg_temp as $$
  select coalesce((select true from acl.access a
    where a.person_id = p_person and a.grantee_id = any ((select ctx.grantees())::uuid[]) and (a.classes & p_bits) <> 0
      and a.from_at <= (select ctx.now()) and (a.until_at is null or a.until_at > (select ctx.now()))
      and (a.agreement_id is null or a.agreement_id = any ((select ctx.agreements())::uuid[])
        or a.in_care_from_at <= ((select ctx.grace_ends())::timestamptz[])[array_position((select ctx.grace())::uuid[], a.agreement_id)]) limit 1), false)
$$;

-- Writes a person's rows. p: what core/people/rows.ts makes of the details.
create or replace function tc.insert_person(p_person uuid, p jsonb, p_number_status text, p_now timestamptz) returns void
language plpgsql volatile set search_path = pg_catalog, pg_temp as $$
begin
  insert into tc.person (id, display_name, family_key, given_key, born_on, pronouns, communication, registered_at)
  values (p_person, p ->> 'displayName', p ->> 'familyKey', p ->> 'givenKey', (p ->> 'bornOn')::date, p ->> 'pronouns', p -> 'communication', p_now);
  insert into tc.person_name (id, person_id, kind, given, family, family_key)
  select gen_random_uuid(), p_person, n.kind, n.given, n.family, n."familyKey"
    from jsonb_to_recordset(p -> 'names') as n(kind text, given text, family text, "familyKey" text);
  insert into tc.person_name_key (key, person_id, former)
  select k.key, p_person, k.former from jsonb_to_recordset(p -> 'keys') as k(key text, former boolean);
  insert into tc.person_search (person_id, keys)
  select p_person, coalesce(array_agg(k::int), '{}') from jsonb_array_elements_text(p -> 'nameKeys') k;
  insert into tc.person_core (person_id, nhs_number, nhs_number_status, home_area, addresses)
  values (p_person, p ->> 'nhsNumber', p_number_status, p ->> 'homeArea', p -> 'addresses');
  insert into tc.contact_point (id, person_id, kind, value, safe, recorded_at, recorded_by)
  select gen_random_uuid(), p_person, c.kind, c.value, c.safe, p_now, ctx.actor()
    from jsonb_to_recordset(p -> 'contactPoints') as c(kind text, value text, safe jsonb);
  insert into tc.carer (id, person_id, name, relation, contact_points, may_be_told, organisation_id, team_id, recorded_at, recorded_by)
  select gen_random_uuid(), p_person, c.name, c.relation, c."contactPoints", c."mayBeTold", ctx.organisation(), ctx.team(), p_now, ctx.actor()
    from jsonb_to_recordset(p -> 'carers') as c(name text, relation text, "contactPoints" jsonb, "mayBeTold" jsonb);
  insert into tc.person_characteristic (person_id, name, answer, recorded_at, recorded_by)
  select p_person, c.name, c.answer, p_now, ctx.actor() from jsonb_to_recordset(p -> 'characteristics') as c(name text, answer jsonb);
end
$$;

-- A task for the records desk of the oldest trust: a fixed sentence, no names.
create or replace function tc.ask_records_desk(p_person uuid, p_other uuid, p_now timestamptz) returns void
language sql volatile set search_path = pg_catalog, pg_temp as $$
  insert into tc.task (id, person_id, organisation_id, team_id, kind, about_id, what, since_at, due_at)
  select gen_random_uuid(), p_person, t.organisation_id, t.id, 'possible duplicate', p_other,
         'Two records may be of one person, or one record of two. Compare their numbers, names and birth dates.', p_now, p_now + interval '7 days'
    from tc.team t join tc.organisation o on o.id = t.organisation_id
   where t.kind = 'records desk' and t.closed_at is null
   order by o.kind <> 'trust', o.created_at, t.id limit 1
$$;

-- The id of a person who is new here: by chance, without a time in it, and never the one that was sent. A sender that got its own
-- id back, or an id of this minute, would know that nobody had this person before.
create or replace function tc.new_person_id(p_sent uuid) returns uuid
language sql volatile set search_path = pg_catalog, pg_temp as $$ select gen_random_uuid() $$;

-- Registers a person, or joins the one person in the partnership who is the same on two identifiers (the NHS number with the
-- birth date, or with the family name). Returns the person's id either way and tells nothing else.
-- Both ways do the same work: the rows of a new person are written first and taken back when somebody is joined, so that
-- neither the answer nor its time says whether others know the person. Anything doubtful becomes a task of the records desk.
-- p_person: what the sender calls them; the record's own id is another.
create or replace function tc.register_person(p_person uuid, p jsonb) returns uuid
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  v_now timestamptz := ctx.now();
  v_number text := p ->> 'nhsNumber';
  v_born date := (p ->> 'bornOn')::date;
  v_families text[] := array(select jsonb_array_elements_text(p -> 'familyKeys'));
  v_status text := p ->> 'nhsNumberStatus';
  v_same uuid[] := '{}';
  v_doubtful uuid := null;
  v_new uuid := tc.new_person_id(p_person);
  v_result uuid := v_new;
  r record;
begin
  if ctx.actor() is null or not ctx.has_right('people.register') then
    raise exception 'registering takes a signed-in asker with the right' using errcode = 'insufficient_privilege';
  end if;
  -- two who register the same number at once go one after the other; a registration without a number waits for nobody
  perform pg_advisory_xact_lock(hashtextextended('person.register ' || coalesce(v_number, v_new::text), 0));

  for r in
    select coalesce(p2.merged_into, p2.id) as id, c.person_id is not null as number_agrees,
           case when p2.born_on is null or v_born is null then null else p2.born_on = v_born end as born_agrees,
           p2.family_key = any (v_families)
             or exists (select from tc.person_name n where n.person_id = p2.id and n.family_key = any (v_families)) as family_agrees,
           (select o.nhs_number from tc.person_core o where o.person_id = p2.id) is not null and v_number is not null as both_numbers
      from (select person_id from tc.person_core where nhs_number = v_number
            union select id from tc.person where born_on = v_born and family_key = any (v_families)
            union select b.id from tc.person b join tc.person_name n on n.person_id = b.id
                   where b.born_on = v_born and n.family_key = any (v_families)) found
      join tc.person p2 on p2.id = found.person_id
      left join tc.person_core c on c.person_id = p2.id and c.nhs_number = v_number
     order by 1
  loop
    if r.number_agrees and (r.born_agrees is true or r.family_agrees) then
      if r.id <> all (v_same) then v_same := v_same || r.id; end if;
      if r.born_agrees is false or not r.family_agrees then v_doubtful := coalesce(v_doubtful, r.id); end if;
    elsif r.number_agrees or (r.born_agrees is true and r.family_agrees and not r.both_numbers) then
      v_doubtful := coalesce(v_doubtful, r.id);
    end if;
  end loop;
  if cardinality(v_same) > 1 then v_doubtful := coalesce(v_doubtful, v_same[1]); end if;

  -- only a machine that hands in hospital messages may say that the national service verified a number
  if v_status = 'verified' and (not ctx.has_right('import.hl7')
     or exists (select from tc.person_core where nhs_number = v_number and nhs_number_status = 'verified')) then
    v_status := 'given-not-verified';
  end if;

  begin
    perform tc.insert_person(v_new, p, v_status, v_now);
    if cardinality(v_same) = 1 then
      raise exception using errcode = 'TC001';
    end if;
  exception
    when sqlstate 'TC001' then
      v_result := v_same[1];
    when unique_violation then
      raise exception 'this id cannot be used' using errcode = 'insufficient_privilege';
  end;

  insert into tc.person_relation (id, person_id, team_id, organisation_id, kind, at)
  values (gen_random_uuid(), v_result, ctx.team(), ctx.organisation(), case when v_result = v_new then 'registered' else 'joined' end, v_now)
  on conflict (person_id, team_id) do nothing;

  if v_doubtful is not null then
    perform tc.ask_records_desk(v_result, nullif(v_doubtful, v_result), v_now);
  end if;
  return v_result;
end
$$;

-- A number that somebody gave, never a verified one. False when the row is of another version or its number is verified.
-- Where somebody else holds the same number the records desk is asked, and the asker is told nothing.
create or replace function tc.record_number(p_person uuid, p_number text, p_version int) returns boolean
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
begin
  if ctx.actor() is null or not ctx.has_right('people.details') or not tc.asker_holds(p_person, 256) then
    raise exception 'a number is recorded by who supports the person' using errcode = 'insufficient_privilege';
  end if;
  update tc.person_core
     set nhs_number = p_number, nhs_number_status = case when p_number is null then 'not-known' else 'given-not-verified' end, version = version + 1
   where person_id = p_person and version = p_version and nhs_number_status <> 'verified';
  if not found then
    return false;
  end if;
  perform tc.ask_records_desk(p_person, c.person_id, ctx.now())
     from (select person_id from tc.person_core where nhs_number = p_number and person_id <> p_person order by person_id limit 1) c;
  return true;
end
$$;

-- Keys of a person's names, after the names have been changed by somebody who supports them with the right.
create or replace function tc.set_name_keys(p_person uuid, p jsonb) returns void
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
begin
  if ctx.actor() is null or not ctx.has_right('people.details') or not tc.asker_holds(p_person, 256) then
    raise exception 'names are changed by who supports the person' using errcode = 'insufficient_privilege';
  end if;
  delete from tc.person_name_key where person_id = p_person;
  insert into tc.person_name_key (key, person_id, former)
  select k.key, p_person, k.former from jsonb_to_recordset(p -> 'keys') as k(key text, former boolean);
  insert into tc.person_search (person_id, keys)
  select p_person, coalesce(array_agg(k::int), '{}') from jsonb_array_elements_text(p -> 'nameKeys') k
  on conflict (person_id) do update set keys = excluded.keys;
end
$$;

-- Answers about protected characteristics: written, replaced and never read back in care.
create or replace function tc.record_characteristics(p_person uuid, p jsonb) returns void
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
begin
  if ctx.actor() is null or not ctx.has_right('people.characteristics') or not tc.asker_holds(p_person, 256) then
    raise exception 'characteristics are recorded by who supports the person' using errcode = 'insufficient_privilege';
  end if;
  insert into tc.person_characteristic (person_id, name, answer, recorded_at, recorded_by)
  select p_person, c.name, c.answer, ctx.now(), ctx.actor() from jsonb_to_recordset(p) as c(name text, answer jsonb)
  on conflict (person_id, name) do update set answer = excluded.answer, recorded_at = excluded.recorded_at, recorded_by = excluded.recorded_by;
end
$$;

-- Ids of people whom the asker may see and whose name is like what was typed (keys of core/people/misspelling.ts).
-- By pairs: who shares most keys first. One word: some of each key, whoever comes first.
create or replace function tc.misspelt(p_by text, p_keys int[], p_limit int) returns setof uuid
language plpgsql stable security definer rows 60
set search_path = pg_catalog, pg_temp set plan_cache_mode = force_custom_plan as $$
declare
  g uuid[] := ctx.grantees();
  v_agreements uuid[] := ctx.agreements();
  v_grace uuid[] := ctx.grace();
  v_ends timestamptz[] := ctx.grace_ends();
  v_now timestamptz := ctx.now();
  k int;
begin
  if ctx.actor() is null or not ctx.has_right('people.read') then
    return;
  end if;
  if p_by = 'pairs' then
    return query
      select c.person_id
        from (select p.person_id, (select count(*)::int from unnest(p.keys) key where key = any (p_keys)) as shared
                from tc.person_search p where p.keys && p_keys order by 2 desc, 1 offset 0) c
       where (select true from acl.access a
               where a.person_id = c.person_id and a.grantee_id = any (g) and (a.classes & 1) <> 0
                 and a.from_at <= v_now and (a.until_at is null or a.until_at > v_now)
                 and (a.agreement_id is null or a.agreement_id = any (v_agreements) or a.in_care_from_at <= v_ends[array_position(v_grace, a.agreement_id)]) limit 1)
       limit least(p_limit, 60);
  else
    foreach k in array p_keys loop
      return query
        select p.person_id from tc.person_search p
         where p.keys @> array[k]
           and (select true from acl.access a
                 where a.person_id = p.person_id and a.grantee_id = any (g) and (a.classes & 1) <> 0
                   and a.from_at <= v_now and (a.until_at is null or a.until_at > v_now)
                   and (a.agreement_id is null or a.agreement_id = any (v_agreements) or a.in_care_from_at <= v_ends[array_position(v_grace, a.agreement_id)]) limit 1)
         limit least(p_limit, 20);
    end loop;
  end if;
end
$$;

alter function tc.asker_holds(uuid, int) owner to tc_match;
alter function tc.insert_person(uuid, jsonb, text, timestamptz) owner to tc_match;
alter function tc.new_person_id(uuid) owner to tc_match;
alter function tc.register_person(uuid, jsonb) owner to tc_match;
alter function tc.ask_records_desk(uuid, uuid, timestamptz) owner to tc_match;
alter function tc.record_number(uuid, text, int) owner to tc_match;
alter function tc.set_name_keys(uuid, jsonb) owner to tc_match;
alter function tc.record_characteristics(uuid, jsonb) owner to tc_match;
alter function tc.misspelt(text, int[], int) owner to tc_match;
revoke all on function tc.asker_holds(uuid, int), tc.insert_person(uuid, jsonb, text, timestamptz), tc.new_person_id(uuid), tc.register_person(uuid, jsonb),
  tc.ask_records_desk(uuid, uuid, timestamptz), tc.record_number(uuid, text, int), tc.set_name_keys(uuid, jsonb),
  tc.record_characteristics(uuid, jsonb), tc.misspelt(text, int[], int) from public;
grant execute on function tc.asker_holds(uuid, int), tc.insert_person(uuid, jsonb, text, timestamptz), tc.new_person_id(uuid),
  tc.ask_records_desk(uuid, uuid, timestamptz) to tc_match;
grant execute on function tc.register_person(uuid, jsonb), tc.record_number(uuid, text, int), tc.set_name_keys(uuid, jsonb), tc.record_characteristics(uuid, jsonb),
  tc.misspelt(text, int[], int) to tc_app;
revoke create on schema tc from tc_match;
