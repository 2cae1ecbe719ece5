-- A hospital's own numbers of people (PID-3) and their merging (A40). One number stands for one person of one organisation. A merge of two
-- numbers moves that organisation's stays that came under the number that goes, and asks its records desk to compare the two records:
-- the records themselves are put together by people (56-merge.sql), never by a message.
grant insert, update (became, inherited, since_at) on tc.own_number to tc_merge;
grant execute on function ctx.is_feed(), ctx.purpose() to tc_merge;
create policy merge_reads on tc.organisation for select to tc_merge using (true);
grant select (id) on tc.organisation to tc_merge;
grant select (organisation_id, kind, closed_at) on tc.team to tc_merge;
grant select on tc.stay to tc_merge;
grant create on schema tc to tc_merge;

-- Whether what a message says of somebody fits a record: the NHS number where both have one, else the birth date or a family name.
create or replace function tc.fits_record(p_person uuid, p_nhs_number text, p_born_on date, p_family_keys text[]) returns boolean
language sql stable set search_path = pg_catalog, pg_temp as $$
  select coalesce((select case when k.nhs_number is not null and p_nhs_number is not null then k.nhs_number = p_nhs_number
                     else p.born_on = p_born_on or nullif(p.family_key, '') = any (p_family_keys)
                       or exists (select from tc.person_name n where n.person_id = p.id and n.family_key = any (p_family_keys)) end
      from tc.person p left join tc.person_core k on k.person_id = p.id where p.id = p_person), false)
$$;

-- Whether one thing at least that is said of somebody agrees with a record. Where two numbers of a hospital are one, their NHS numbers may
-- differ; where nothing at all agrees, one of the numbers was mistaken for another patient's.
create or replace function tc.may_be_record(p_person uuid, p_nhs_number text, p_born_on date, p_family_keys text[]) returns boolean
language sql stable set search_path = pg_catalog, pg_temp as $$
  select coalesce((select coalesce(k.nhs_number = p_nhs_number, false) or coalesce(p.born_on = p_born_on, false)
             or coalesce(nullif(p.family_key, '') = any (p_family_keys), false)
             or exists (select from tc.person_name n where n.person_id = p.id and n.family_key = any (p_family_keys))
      from tc.person p left join tc.person_core k on k.person_id = p.id where p.id = p_person), false)
$$;

-- Whom a number stands for in the feed's own organisation. how: 'fits', 'against' (its holder is somebody else than the message says),
-- 'merged' (the number went into another one; that one's holder). No row: nobody.
create or replace function tc.own_number_holder(p_authority text, p_number text, p_nhs_number text, p_born_on date, p_family_keys text[])
returns table (person_id uuid, how text)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select h.person_id, case when o.became is not null and h.number <> o.number and tc.may_be_record(h.person_id, p_nhs_number, p_born_on, p_family_keys) then 'merged'
                           when o.became is not null and h.number <> o.number then 'against'
                           when h.inherited or tc.fits_record(h.person_id, p_nhs_number, p_born_on, p_family_keys) then 'fits' else 'against' end
    from tc.own_number o
    join tc.own_number h on h.organisation_id = o.organisation_id and h.authority = o.authority and h.number = coalesce(o.became, o.number)
   where (select ctx.is_feed()) and o.organisation_id = (select ctx.organisation()) and o.authority = p_authority and o.number = p_number
     and h.person_id is not null
$$;

create or replace function tc.ask_about_pair(p_person uuid, p_other uuid) returns void
language sql volatile set search_path = pg_catalog, pg_temp as $$
  insert into tc.task (id, person_id, organisation_id, team_id, kind, about_id, what, since_at, due_at)
  select gen_random_uuid(), p_person, t.organisation_id, t.id, 'possible duplicate', p_other,
         'A hospital says that two of its numbers are one person. Compare the two records.', ctx.now(), ctx.now() + interval '7 days'
    from tc.team t
   where t.organisation_id = ctx.organisation() and t.kind = 'records desk' and t.closed_at is null and p_person <> p_other
     and not exists (select from tc.task k where k.kind = 'possible duplicate' and k.done_at is null
                       and least(k.person_id, k.about_id) = least(p_person, p_other) and greatest(k.person_id, k.about_id) = greatest(p_person, p_other))
   order by t.id limit 1
$$;

-- Stays of the asker's organisation that came under one of its numbers go to the person whom the number stands for now, where messages
-- alone made them. Those in which anything else is written stay until the records are put together. Returns how many went.
create or replace function tc.stays_follow_number(p_authority text, p_number text, p_from uuid, p_to uuid) returns int
language plpgsql volatile set search_path = pg_catalog, pg_temp as $$
declare
  s record;
  t text;
  v_n int := 0;
begin
  for s in select x.id from tc.stay x where x.organisation_id = ctx.organisation() and x.own_authority = p_authority and x.own_number = p_number
              and x.person_id = p_from order by x.admitted_at, x.id loop
    begin
      set constraints all deferred;
      -- worked out again for both from what is left
      delete from tc.transition where stay_id = s.id and state <> 'closed';
      update tc.stay set person_id = p_to where id = s.id;
      foreach t in array array['stay_move', 'stay_leave', 'stay_end_undone', 'stay_heard'] loop
        execute format('update tc.%I set person_id = $1 where stay_id = $2', t) using p_to, s.id;
      end loop;
      update tc.task set person_id = p_to where about_id = s.id and person_id = p_from;
      update tc.timeline set person_id = p_to where about_id = s.id and person_id = p_from;
      set constraints all immediate;
      v_n := v_n + 1;
    exception when foreign_key_violation or unique_violation then
      null;
    end;
  end loop;
  set constraints all immediate;
  return v_n;
end
$$;

-- The same of one stay that messages told of just now: to whom its number stands for. Returns everybody touched.
create or replace function tc.stay_follows_number(p_stay uuid) returns uuid[]
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  s record;
begin
  select x.person_id, x.own_authority, x.own_number, h.person_id as holder into s
    from tc.stay x
    join tc.own_number o on o.organisation_id = x.organisation_id and o.authority = x.own_authority and o.number = x.own_number
    join tc.own_number h on h.organisation_id = o.organisation_id and h.authority = o.authority and h.number = o.became
   where x.id = p_stay and x.organisation_id = ctx.organisation() and ctx.is_feed() and h.person_id <> x.person_id;
  if not found then
    return '{}';
  end if;
  perform tc.stays_follow_number(s.own_authority, s.own_number, s.person_id, s.holder);
  return array[s.person_id, s.holder];
end
$$;

-- Writes down that a number stands for this person; where a number that had gone into it stood for somebody else, their stays follow.
-- Returns everybody touched.
create or replace function tc.note_own_number(p_person uuid, p_authority text, p_number text, p_other uuid) returns uuid[]
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  r tc.own_number;
  a record;
  v_people uuid[] := array[p_person];
begin
  if not (ctx.is_feed() and tc.asker_holds(p_person, 256)) then
    raise exception 'a number is written down by a feed that knows the person' using errcode = 'insufficient_privilege';
  end if;
  if p_other is not null and p_other <> p_person then
    perform tc.ask_about_pair(p_person, p_other);
  end if;
  insert into tc.own_number (organisation_id, authority, number, person_id, since_at)
  values (ctx.organisation(), p_authority, p_number, p_person, ctx.now()) on conflict do nothing;
  select * into r from tc.own_number o where o.organisation_id = ctx.organisation() and o.authority = p_authority and o.number = p_number for update;
  if r.became is null and (r.person_id is null or r.inherited) then
    update tc.own_number o set person_id = p_person, inherited = false where o.organisation_id = r.organisation_id and o.authority = r.authority and o.number = r.number;
    for a in select * from tc.own_number o where o.organisation_id = r.organisation_id and o.authority = r.authority and o.became = r.number
                and o.person_id <> p_person loop
      perform tc.stays_follow_number(a.authority, a.number, a.person_id, p_person);
      perform tc.ask_about_pair(p_person, a.person_id);
      v_people := v_people || a.person_id;
    end loop;
  end if;
  if r.became is not null then
    -- known under the number that went: the one that stayed stands for them until a message of it says better
    update tc.own_number o set person_id = p_person where o.organisation_id = r.organisation_id and o.authority = r.authority and o.number = r.number;
    update tc.own_number o set person_id = p_person, inherited = true
     where o.organisation_id = r.organisation_id and o.authority = r.authority and o.number = r.became and o.person_id is null;
  end if;
  return v_people;
end
$$;

-- Two numbers are one from now on. outcome: 'joined', 'again' (known already), 'against' (the message speaks of somebody else, or the other
-- way round). people: everybody touched; moved: stays that went.
create or replace function tc.join_own_numbers(p_authority text, p_keep text, p_away text, p_nhs_number text, p_born_on date, p_family_keys text[])
returns table (outcome text, people uuid[], moved int)
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  k tc.own_number;
  a tc.own_number;
  v_kept text;
  v_moved int := 0;
  v_people uuid[];
begin
  if not ctx.is_feed() then
    raise exception 'a hospital''s numbers are told by its own feed' using errcode = 'insufficient_privilege';
  end if;
  insert into tc.own_number (organisation_id, authority, number, since_at)
  select ctx.organisation(), p_authority, n, ctx.now() from unnest(array[p_keep, p_away]) n on conflict do nothing;
  -- where the one that stays went into a third already, that one stays
  select coalesce(o.became, o.number) into v_kept from tc.own_number o
   where o.organisation_id = ctx.organisation() and o.authority = p_authority and o.number = p_keep;
  perform from tc.own_number o where o.organisation_id = ctx.organisation() and o.authority = p_authority and o.number in (v_kept, p_away) order by o.number for update;
  select * into k from tc.own_number o where o.organisation_id = ctx.organisation() and o.authority = p_authority and o.number = v_kept;
  select * into a from tc.own_number o where o.organisation_id = ctx.organisation() and o.authority = p_authority and o.number = p_away;
  if a.became = v_kept then
    return query select 'again', array_remove(array[k.person_id], null), 0;
    return;
  end if;
  if a.became is not null or v_kept = p_away
     or (coalesce(k.person_id, a.person_id) is not null and not tc.fits_record(k.person_id, p_nhs_number, p_born_on, p_family_keys)
         and not tc.fits_record(a.person_id, p_nhs_number, p_born_on, p_family_keys))
     or (a.person_id <> k.person_id and not coalesce((select tc.may_be_record(k.person_id, c.nhs_number, p.born_on,
             array_append(array(select n.family_key from tc.person_name n where n.person_id = p.id), nullif(p.family_key, '')))
           from tc.person p left join tc.person_core c on c.person_id = p.id where p.id = a.person_id), false)) then
    return query select 'against', '{}'::uuid[], 0;
    return;
  end if;
  -- and those that had gone into the one that goes now
  update tc.own_number o set became = v_kept where o.organisation_id = k.organisation_id and o.authority = k.authority and (o.number = p_away or o.became = p_away);
  if k.person_id is null and a.person_id is not null then
    update tc.own_number o set person_id = a.person_id, inherited = true where o.organisation_id = k.organisation_id and o.authority = k.authority and o.number = v_kept;
    k.person_id := a.person_id;
  end if;
  for a in select * from tc.own_number o where o.organisation_id = k.organisation_id and o.authority = k.authority and o.became = v_kept and o.person_id <> k.person_id loop
    v_moved := v_moved + tc.stays_follow_number(a.authority, a.number, a.person_id, k.person_id);
    perform tc.ask_about_pair(k.person_id, a.person_id);
    v_people := v_people || a.person_id;
  end loop;
  return query select 'joined', array_remove(v_people || k.person_id, null), v_moved;
end
$$;

alter function tc.fits_record(uuid, text, date, text[]) owner to tc_merge;
alter function tc.may_be_record(uuid, text, date, text[]) owner to tc_merge;
alter function tc.own_number_holder(text, text, text, date, text[]) owner to tc_merge;
alter function tc.ask_about_pair(uuid, uuid) owner to tc_merge;
alter function tc.stays_follow_number(text, text, uuid, uuid) owner to tc_merge;
alter function tc.note_own_number(uuid, text, text, uuid) owner to tc_merge;
alter function tc.stay_follows_number(uuid) owner to tc_merge;
alter function tc.join_own_numbers(text, text, text, text, date, text[]) owner to tc_merge;
revoke create on schema tc from tc_merge;
revoke all on function tc.fits_record(uuid, text, date, text[]), tc.may_be_record(uuid, text, date, text[]), tc.own_number_holder(text, text, text, date, text[]), tc.ask_about_pair(uuid, uuid),
  tc.stays_follow_number(text, text, uuid, uuid), tc.stay_follows_number(uuid), tc.note_own_number(uuid, text, text, uuid), tc.join_own_numbers(text, text, text, text, date, text[]) from public;
grant execute on function tc.own_number_holder(text, text, text, date, text[]), tc.stay_follows_number(uuid), tc.note_own_number(uuid, text, text, uuid),
  tc.join_own_numbers(text, text, text, text, date, text[]) to tc_app;
