-- Sharing told properly: what the person chose for their carers, who can read what of somebody, and telling a service to stop.

-- A choice is read and written where its carer is: by the team that keeps the carer.
alter table tc.carer_choice enable row level security;
alter table tc.carer_choice force row level security;
create policy own_team on tc.carer_choice for select to tc_app using (team_id = any ((select ctx.grantees())::uuid[])
  and (select true from acl.access a where a.person_id = carer_choice.person_id and (a.classes & 8) <> 0 limit 1));
create policy supporter_adds on tc.carer_choice for insert to tc_app with check (
  organisation_id = (select ctx.organisation()) and team_id = any ((select ctx.grantees())::uuid[])
  and recorded_by = (select ctx.actor()) and chosen_at <= (select ctx.now())
  and (select true from acl.access a where a.person_id = carer_choice.person_id and (a.classes & 256) <> 0 limit 1)
  and (select c.person_id = carer_choice.person_id and c.team_id = carer_choice.team_id from tc.carer c where c.id = carer_choice.carer_id));
grant select, insert on tc.carer_choice to tc_app;

do $$
declare t text;
begin
  foreach t in array array['organisation', 'staff', 'post', 'post_holder'] loop
    execute format('create policy access_reads on tc.%I for select to tc_access using (true)', t);
    execute format('grant select on tc.%I to tc_access', t);
  end loop;
end
$$;
create policy access_asks on tc.task for insert to tc_access with check (kind = 'stop using');
grant insert on tc.task to tc_access;
grant create on schema acl to tc_access;

-- Who can read what of this person now: each team with its services together, and staff members who can for their own sake. For whoever
-- sees core themselves; nobody else gets a row, of a hidden person as of none. A drug-and-alcohol team stands among them only for those who may
-- know of it: a list of readers is therefore never said to be whole.
create or replace function acl.readers(p_person uuid)
returns table (kind text, id uuid, name text, organisation text, classes int)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  with mine as materialized (
    select bit_or(a.classes) as classes from acl.access a
     where a.person_id = p_person and a.grantee_id = any ((select ctx.grantees())::uuid[])
       and a.from_at <= (select ctx.now()) and (a.until_at is null or a.until_at > (select ctx.now()))
       and (a.agreement_id is null or a.agreement_id = any ((select ctx.agreements())::uuid[])
         or a.in_care_from_at <= ((select ctx.grace_ends())::timestamptz[])[array_position((select ctx.grace())::uuid[], a.agreement_id)])
       and (acl.lifted(p_person) or not exists (select from acl.closed c where c.person_id = p_person and c.grantee_id = any ((select ctx.grantees())::uuid[])))
  ), live as (
    -- what somebody opened in an emergency is theirs, in a team's list or out of it
    select coalesce((select e.staff_id from tc.emergency_access e where e.id = a.grantee_id), a.grantee_id) as grantee_id, a.classes, a.basis from acl.access a
     where a.person_id = p_person and a.from_at <= (select ctx.now()) and (a.until_at is null or a.until_at > (select ctx.now()))
       and (a.agreement_id is null or acl.agreed(a.agreement_id, a.in_care_from_at, (select ctx.now())))
  ), teams as (
    select x.team_id, bit_or(x.classes) as classes
      from (select l.grantee_id as team_id, l.classes from live l
            union all select s.team_id, l.classes from live l join tc.service s on s.id = l.grantee_id) x
     group by x.team_id
  )
  select 'team', t.id, t.name, o.name,
         -- a "no" that something shared without agreement lifts for its time is no "no"
         case when exists (select from acl.closed c join tc.service s on s.id = c.grantee_id where c.person_id = p_person and s.team_id = t.id)
                and not exists (select from live l join tc.service s on s.id = l.grantee_id
                      where s.team_id = t.id and l.basis = 'shared without agreement' and (l.classes & 2) <> 0)
              then w.classes & ~86 else w.classes end
    from teams w join tc.team t on t.id = w.team_id join tc.organisation o on o.id = t.organisation_id, mine m
   where (m.classes & 2) <> 0
     and (not t.drug_and_alcohol or (m.classes & 16) <> 0 or t.id = any ((select ctx.grantees())::uuid[]))
  union all
  select 'staff', f.id, f.name, o.name, bit_or(l.classes)
    from live l join tc.staff f on f.id = l.grantee_id join tc.organisation o on o.id = f.organisation_id, mine m
   where (m.classes & 2) <> 0
     -- who works in a team of that list is named by it
     and (l.basis = 'emergency access' or not exists (select from tc.post_holder h join tc.post p on p.id = h.post_id join teams w on w.team_id = p.team_id
           where h.staff_id = f.id and h.from_at <= (select ctx.now()) and (h.until_at is null or h.until_at > (select ctx.now()))))
     and ((m.classes & 16) <> 0 or not exists (select from tc.post_holder h join tc.post p on p.id = h.post_id join tc.team t on t.id = p.team_id
           where h.staff_id = f.id and t.drug_and_alcohol))
   group by f.id, f.name, o.name
$$;

-- Tells the team of a service what to stop using, after the "no" that the asker has just written: a task with a fixed sentence. It names the
-- person only where the team knows of them for its own sake (its own support, its own work); else it names the referral by its sender and day,
-- because a task that names somebody would open them again. A team that was told nothing gets no task. Gives how many it asked.
create or replace function acl.ask_to_stop(p_decision uuid, p_task uuid) returns int
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  d record;
  v_before record;
  v_sent record;
  v_bits int;
  v_known boolean;
begin
  select x.id, x.person_id, x.recipient_service_id, x.decided_at, s.name as service, s.team_id, t.organisation_id, t.drug_and_alcohol, w.name as asker_team into d
    from tc.sharing_decision x join tc.service s on s.id = x.recipient_service_id join tc.team t on t.id = s.team_id
    join tc.team w on w.id = x.team_id
   where x.id = p_decision and x.answer = 'no' and x.decided_at = (select ctx.now())
     and (select ctx.actor()) in (x.recorded_by, x.person_id);
  -- the rows of access are still those from before: the door works them out anew after the command has stored
  if not found or not exists (
       select from acl.access a where a.person_id = d.person_id and a.grantee_id in (d.recipient_service_id, d.team_id) and a.from_at <= d.decided_at
          and (a.until_at is null or a.until_at > d.decided_at)) then
    return 0;
  end if;
  select x.answer, x.items into v_before from tc.sharing_decision x
   where x.person_id = d.person_id and x.recipient_service_id = d.recipient_service_id and x.id <> d.id
   order by (x.answer in ('yes', 'some', 'no')) desc, x.decided_at desc, x.id desc limit 1;
  if v_before.answer = 'no' then
    return 0;
  end if;
  select r.sent_at, f.name as team, o.name as organisation into v_sent
    from tc.referral r join tc.team f on f.id = r.from_team_id join tc.organisation o on o.id = r.from_organisation_id
   where r.person_id = d.person_id and r.service_id = d.recipient_service_id order by r.sent_at desc, r.id desc limit 1;
  v_bits := acl.answer_bits(v_before.answer, v_before.items, d.drug_and_alcohol, v_sent.sent_at is not null);
  v_known := exists (select from acl.rows_for(array[d.person_id]) w
    where w.grantee_id = d.team_id and (w.classes & 9) = 9 and w.from_at <= d.decided_at and (w.until_at is null or w.until_at > d.decided_at));
  if not v_known and v_sent.sent_at is null then
    return 0;
  end if;
  insert into tc.task (id, person_id, organisation_id, team_id, kind, about_id, what, since_at, due_at)
  values (p_task, case when v_known then d.person_id end, d.organisation_id, d.team_id, 'stop using', d.id,
    case when v_known then
      format('They said no to sharing with %s. Stop using what you were told of them%s. What your own team wrote stays. Ring %s if you cannot support them without it.',
        d.service,
        case when v_bits & 6 = 0 then '' else ': ' || concat_ws('; ',
          case when v_bits & 2 <> 0 then 'NHS number, address, allergies, medicines, where they are, who visits next' end,
          case when v_bits & 4 <> 0 then 'what other teams wrote' end,
          case when v_bits & 16 <> 0 then 'what drug and alcohol teams wrote' end) end,
        d.asker_team)
    else
      format('Somebody whom %s, %s, referred to %s on %s said no to sharing, and the referral is closed to you. Stop using what it told you, and destroy what was printed of it. Ring %s if you do not know who it was.',
        v_sent.team, v_sent.organisation, d.service,
        to_char(v_sent.sent_at at time zone 'Europe/London', 'FMDD FMMonth YYYY "at" HH24:MI'), v_sent.team)
    end,
    d.decided_at, d.decided_at + interval '24 hours');
  return 1;
end
$$;

alter function acl.readers(uuid) owner to tc_access;
alter function acl.ask_to_stop(uuid, uuid) owner to tc_access;
revoke create on schema acl from tc_access;
revoke all on function acl.readers(uuid), acl.ask_to_stop(uuid, uuid) from public;
grant execute on function acl.readers(uuid), acl.ask_to_stop(uuid, uuid) to tc_app;
