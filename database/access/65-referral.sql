-- What a sender reads about a service before choosing it: counts of its work, never a person. Row rules hide other teams'
-- rows from the sender, so the counts are made by the reporting role, for askers who may send.
create policy figures_read on tc.referral for select to tc_report using (true);
create policy figures_read on tc.episode for select to tc_report using (true);
grant select on tc.referral, tc.episode to tc_report;
grant create on schema tc to tc_report;

-- its columns have had other names
drop function if exists tc.service_figures(uuid[]);
create or replace function tc.service_figures(p_services uuid[])
returns table (service_id uuid, open_people int, waiting int, started int, middle_wait_days int, due int, answered_in_time int)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select s.id,
    (select count(*)::int from tc.episode e where e.service_id = s.id and e.state = 'open'),
    (select count(*)::int from tc.episode e where e.service_id = s.id and e.state = 'open' and e.first_contact_at is null)
      + (select count(*)::int from tc.referral r where r.service_id = s.id and r.word in ('sent', 'seen', 'question asked')),
    w.n, w.days, a.n, a.in_time
  from unnest(p_services) s(id)
  cross join lateral (
    select count(*)::int as n,
           (percentile_disc(0.5) within group (order by extract(epoch from e.first_contact_at - r.sent_at)) / 86400)::int as days
      from tc.episode e join tc.referral r on r.id = e.referral_id
     where e.service_id = s.id and e.started_at >= (select ctx.now()) - interval '90 days' and e.first_contact_at is not null) w
  cross join lateral (
    -- one that waits past its date is not answered by it, however late the answer will be
    select count(*)::int as n, count(*) filter (where r.answered_at <= r.reply_by_at)::int as in_time
      from tc.referral r
     where r.service_id = s.id and r.sent_at >= (select ctx.now()) - interval '90 days'
       and (r.answered_at is not null or (r.word in ('sent', 'seen', 'question asked') and r.reply_by_at < (select ctx.now())))) a
  where (select ctx.actor()) is not null and (select ctx.has_right('referral.send'))
$$;
alter function tc.service_figures(uuid[]) owner to tc_report;
revoke all on function tc.service_figures(uuid[]) from public;
grant execute on function tc.service_figures(uuid[]) to tc_app;
revoke create on schema tc from tc_report;
