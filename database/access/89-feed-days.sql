-- Counts of hospital messages by day, held against what their senders counted (docs/decisions/0038-feeds.md).
drop function if exists ctx.feed_days(date, date);

alter table tc.feed_day_count enable row level security;
alter table tc.feed_day_count force row level security;
create policy own_desk on tc.feed_day_count for select to tc_app using (
  team_id = any ((select ctx.grantees())::uuid[]) and (select ctx.has_right('tasks.read')));
create policy own_desk_says on tc.feed_day_count for insert to tc_app with check (
  organisation_id = (select ctx.organisation()) and team_id = (select ctx.team()) and by_staff_id = (select ctx.actor()) and at = (select ctx.now())
  and (select ctx.has_right('tasks.read')) and (select ctx.purpose()) = 'direct care'
  and (select t.kind = 'records desk' from tc.team t where t.id = feed_day_count.team_id));
grant select, insert on tc.feed_day_count to tc_app;
create policy ctx_counts on tc.feed_day_count for select to tc_ctx using (true);
grant select on tc.feed_day_count to tc_ctx;

-- For the records desk of the asker's organisation: each feed's messages of each day from p_from to p_to, with what its sender counted, and
-- every earlier day since the feed's first message that nobody has agreed yet (a day on which nothing came too: that may be the worst). At
-- most a year back. Numbers, names of machines, and the desk's own words.
create or replace function ctx.feed_days(p_from date, p_to date, p_client uuid default null)
returns table (client_id uuid, feed text, on_day date, received int, acknowledged int, refused int, repeated int, waits int, other_content int,
               sent int, ours int, state text, words text, said_at timestamptz, said_by text)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  with today as (select (ctx.now() at time zone 'Europe/London')::date as day),
  feeds as (
    select c.id, c.name, (f.received_at at time zone 'Europe/London')::date as first_day
      from identity.client c
      cross join lateral (select m.received_at from tc.feed_message m where m.client_id = c.id order by m.received_at limit 1) f
     where c.organisation_id = ctx.organisation() and (p_client is null or c.id = p_client)
       and ctx.purpose() = 'direct care' and ctx.has_right('tasks.read')
       and exists (select from tc.team t where t.id = ctx.team() and t.kind = 'records desk')),
  days as (
    select f.id, f.name, d.day::date as day, n.sent, n.ours, n.state, n.words, n.at, n.by_staff_id
      from feeds f cross join today
      cross join lateral generate_series(greatest(f.first_day, today.day - 366), today.day, interval '1 day') d (day)
      left join lateral (select x.* from tc.feed_day_count x where x.client_id = f.id and x.on_day = d.day::date order by x.at desc, x.id desc limit 1) n on true
     where d.day::date between p_from and p_to or (d.day::date < least(p_from, today.day) and coalesce(n.state, 'asked') = 'asked'))
  select d.id, d.name, d.day, c.received, c.acknowledged, c.refused, c.repeated, c.waits, c.other_content,
         d.sent, d.ours, d.state, d.words, d.at, s.name
    from days d left join tc.staff s on s.id = d.by_staff_id
    cross join lateral (
      select count(*)::int as received, (count(*) filter (where m.answer = 'AA' and m.repeat_of is null))::int as acknowledged,
             (count(*) filter (where m.answer <> 'AA' and m.repeat_of is null))::int as refused,
             (count(*) filter (where m.repeat_of is not null))::int as repeated, (count(*) filter (where m.waits))::int as waits,
             (count(*) filter (where m.other_content))::int as other_content
        from tc.feed_message m
       where m.client_id = d.id and m.received_at >= (d.day::timestamp at time zone 'Europe/London')
         and m.received_at < ((d.day + 1)::timestamp at time zone 'Europe/London')) c
   order by d.day desc, d.name, d.id
$$;
-- For whoever opens the desk's other pages: whether the asker's desk has feeds, and how many of their days wait to be agreed. Null on any
-- other team: it has none.
create or replace function ctx.feed_days_waiting() returns int
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select (count(*) filter (where d.day is not null and coalesce(n.state, 'asked') = 'asked'))::int
    from identity.client c
    cross join lateral (select m.received_at from tc.feed_message m where m.client_id = c.id order by m.received_at limit 1) f
    cross join (select (ctx.now() at time zone 'Europe/London')::date as day) today
    left join lateral generate_series(greatest((f.received_at at time zone 'Europe/London')::date, today.day - 366), today.day - 1, interval '1 day') d (day) on true
    left join lateral (select x.state from tc.feed_day_count x where x.client_id = c.id and x.on_day = d.day::date order by x.at desc, x.id desc limit 1) n on true
   where c.organisation_id = ctx.organisation() and ctx.purpose() = 'direct care' and ctx.has_right('tasks.read')
     and exists (select from tc.team t where t.id = ctx.team() and t.kind = 'records desk')
  having count(*) > 0
$$;

-- What a machine login of the asker's own organisation is called, ended ones too: a desk has to know whom to ask about a message that waits.
create or replace function ctx.machine_of_ours(p_client uuid) returns text
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select c.name from identity.client c where c.id = p_client and c.organisation_id = ctx.organisation() and ctx.has_right('tasks.read')
$$;

grant create on schema ctx to tc_ctx;
alter function ctx.feed_days(date, date, uuid) owner to tc_ctx;
alter function ctx.machine_of_ours(uuid) owner to tc_ctx;
alter function ctx.feed_days_waiting() owner to tc_ctx;
revoke create on schema ctx from tc_ctx;
revoke all on function ctx.feed_days(date, date, uuid), ctx.feed_days_waiting(), ctx.machine_of_ours(uuid) from public;
grant execute on function ctx.feed_days(date, date, uuid), ctx.feed_days_waiting(), ctx.machine_of_ours(uuid) to tc_app;
