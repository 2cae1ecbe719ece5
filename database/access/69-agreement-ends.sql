-- Telling of the end of an agreement: thirty days, seven days and one day before its last day, in London. Worked out from the day itself at
-- each round of the worker, so that nothing is missed while it is off, and each once by its key, whoever is ended in the middle of it.
grant usage, create on schema net to tc_net;
create policy net_all on tc.agreement_warning for all to tc_net using (true) with check (true);
grant select, insert on tc.agreement_warning to tc_net;
create policy net_reads on tc.sharing_agreement for select to tc_net using (true);
grant select on tc.sharing_agreement to tc_net;
create policy net_ends_warnings on tc.task for update to tc_net using (kind = 'agreement ending') with check (done_at is not null);

-- Every team of the two organisations in which somebody holds the right to make agreements, with who does; where nobody does, the team of
-- the organisation's root owner.
create or replace function net.agreement_holders(p_organisation uuid, p_now timestamptz) returns table (team_id uuid, staff_ids uuid[])
language sql stable set search_path = pg_catalog, pg_temp as $$
  with held as (
    select p.team_id, h.staff_id
      from tc.post p join tc.post_holder h on h.post_id = p.id and h.from_at <= p_now and (h.until_at is null or h.until_at > p_now)
      join tc.staff s on s.id = h.staff_id and (s.left_at is null or s.left_at > p_now)
     where p.organisation_id = p_organisation and 'sharing.agreement' = any (p.rights)
  )
  select h.team_id, array_agg(distinct h.staff_id order by h.staff_id) from held h group by h.team_id
  union all
  (select p.team_id, array[h.staff_id] from tc.organisation o join tc.post_holder h on h.staff_id = o.root_owner_staff_id join tc.post p on p.id = h.post_id
    where o.id = p_organisation and h.from_at <= p_now and (h.until_at is null or h.until_at > p_now) and not exists (select from held) order by h.from_at, h.id limit 1)
$$;

-- Tells whoever was not told yet, and takes away what is settled: another end, or another agreement in its place. Returns how many teams
-- were told. `p_channels`: the ways out of this installation.
create or replace function net.warn_agreements(p_channels text[]) returns int
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  v_now timestamptz := ctx.clock();
  v_today date := (v_now at time zone 'Europe/London')::date;
  v_told int;
  v_dropped uuid[];
begin
  update tc.task k set done_at = v_now, done_text = case when g.until_at is distinct from w.ends_at then 'Its end was changed.' else 'Another agreement is in force.' end
    from tc.agreement_warning w join tc.sharing_agreement g on g.id = w.agreement_id
   where k.kind = 'agreement ending' and k.done_at is null and w.task_id = k.id
     and (g.until_at is distinct from w.ends_at
       or exists (select from tc.sharing_agreement n where n.id <> g.id and n.organisation_a = g.organisation_a and n.organisation_b = g.organisation_b
                    and n.from_at <= v_now and (n.until_at is null or n.until_at > v_now)));
  with due as materialized (
    select g.id, g.until_at, l.last_on, l.last_on - v_today as days, v.level, o.id as organisation_id,
           (select x.name from tc.organisation x where x.id = case when o.id = g.organisation_a then g.organisation_b else g.organisation_a end) as other
      from tc.sharing_agreement g
      cross join lateral (select ((g.until_at - interval '1 millisecond') at time zone 'Europe/London')::date as last_on) l
      cross join lateral (select min(x) as level from unnest(array[30, 7, 1]) x where l.last_on - v_today <= x) v
      join tc.organisation o on o.id in (g.organisation_a, g.organisation_b)
     where g.from_at <= v_now and g.until_at > v_now and v.level is not null
  ), written as (
    insert into tc.agreement_warning (agreement_id, ends_at, level, team_id, organisation_id, task_id, staff_ids, told_at)
    select d.id, d.until_at, d.level, h.team_id, d.organisation_id, public.gen_random_uuid(), h.staff_ids, v_now
      from due d cross join lateral net.agreement_holders(d.organisation_id, v_now) h
     -- the nearer one was told: the farther one is not told after it
     where not exists (select from tc.agreement_warning w where w.agreement_id = d.id and w.ends_at = d.until_at and w.team_id = h.team_id and w.level <= d.level)
    on conflict do nothing
    returning *
  ), before as (
    update tc.task k set done_at = v_now, done_text = 'Told again, nearer to the end.'
      from written w join tc.agreement_warning x on x.agreement_id = w.agreement_id and x.team_id = w.team_id
     where k.id = x.task_id and k.kind = 'agreement ending' and k.done_at is null
  ), tasks as (
    insert into tc.task (id, person_id, organisation_id, team_id, kind, about_id, what, since_at, due_at)
    select w.task_id, null, w.organisation_id, w.team_id, 'agreement ending', w.agreement_id,
           format('The sharing agreement with %s ends: its last day is %s, %s. Agree with them what follows, a new agreement or who supports whom instead.', d.other,
             to_char(d.last_on, 'FMDD FMMonth YYYY'), case d.days when 0 then 'today' when 1 then 'tomorrow' else 'in ' || d.days || ' days' end),
           v_now,
           case w.level when 30 then (d.last_on - 7)::timestamp at time zone 'Europe/London' when 7 then (d.last_on - 1)::timestamp at time zone 'Europe/London' else w.ends_at end
      from written w join due d on d.id = w.agreement_id and d.organisation_id = w.organisation_id
  ), readers as (
    select w.organisation_id, w.team_id, s.id as staff_id, s.email, p.by_email, p.mobile
      from written w join tc.staff s on s.id = any (w.staff_ids) left join tc.notify_preference p on p.staff_id = s.id
  ), addresses as (
    -- whoever is told by name gets an email until they turn it off
    select r.*, 'email' as channel, r.email as address from readers r where coalesce(r.by_email, true)
    union all
    select r.*, 'text', r.mobile from readers r where r.mobile is not null
  ), out as (
    insert into tc.message_out (channel, to_address, to_kind, to_staff_id, template, organisation_id, team_id, next_at, created_at, state, why)
    select a.channel, a.address, 'staff', a.staff_id, 'something needs you', a.organisation_id, a.team_id, v_now, v_now,
           case when a.channel = any (p_channels) then 'queued' else 'failed' end,
           case when a.channel = any (p_channels) then null else 'this installation has no such way out' end
      from addresses a
    returning id, state
  )
  select (select count(*) from written), coalesce((select array_agg(o.id) from out o where o.state = 'failed'), '{}') into v_told, v_dropped;
  perform net.message_task(x.id, true) from unnest(v_dropped) x(id);
  return v_told;
end
$$;

do $$
declare f text;
begin
  foreach f in array array['agreement_holders(uuid, timestamptz)', 'warn_agreements(text[])'] loop
    execute format('alter function net.%s owner to tc_net', f);
    execute format('revoke all on function net.%s from public', f);
    execute format('grant execute on function net.%s to tc_net', f);
  end loop;
end
$$;
revoke create on schema net from tc_net;
grant execute on function net.warn_agreements(text[]) to tc_job;
