-- What a team could not find for somebody, in its own words, read back by whoever runs it. A team's rows about a person close some
-- weeks after a decline; the need outlives that, without the person: this gives texts and never a name or the id of a person.
create policy needs_read on tc.unmet_need for select to tc_report using (true);
grant select on tc.unmet_need to tc_report;
grant create on schema tc to tc_report;

create or replace function tc.unmet_needs(p_since timestamptz, p_most int)
returns table (id uuid, at timestamptz, need text, area text, missing text, service text)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select u.id, u.at, u.need, u.area, u.missing, s.name
    from tc.unmet_need u
    left join tc.referral r on r.id = u.referral_id
    left join tc.service s on s.id = r.service_id
   where u.team_id = (select ctx.team()) and (select ctx.has_right('report.read')) and u.at >= p_since
   order by u.at desc, u.id desc limit least(p_most, 1000)
$$;
alter function tc.unmet_needs(timestamptz, int) owner to tc_report;
revoke all on function tc.unmet_needs(timestamptz, int) from public;
grant execute on function tc.unmet_needs(timestamptz, int) to tc_app;
revoke create on schema tc from tc_report;
