-- Incidents are their team's own rows (bit 8) unless shared on purpose; within the team whoever wrote one reads it, and whoever
-- holds incident.read reads all of them. One about nobody in particular has no record class: it is its team's alone.
alter table tc.incident enable row level security;
alter table tc.incident force row level security;
create policy see_about_a_person on tc.incident for select to tc_app using (person_id is not null and (
  (class_bit <> 8 and (select true from acl.access a where a.person_id = incident.person_id and (a.classes & incident.class_bit) <> 0 limit 1)
    and (select true from acl.closed c where c.person_id = incident.person_id limit 1) is null)
  or (team_id = any ((select ctx.grantees())::uuid[]) and (class_bit <> 8 or by_staff_id = (select ctx.actor()) or (select ctx.has_right('incident.read')))
    and (select true from acl.access a where a.person_id = incident.person_id and (a.classes & 8) <> 0 limit 1))));
create policy see_about_nobody on tc.incident for select to tc_app using (person_id is null and team_id = any ((select ctx.grantees())::uuid[])
  and (by_staff_id = (select ctx.actor()) or (select ctx.has_right('incident.read'))));
-- How many a team had, whoever may still read which: a count must not shrink because access to somebody ended. Numbers by kind, for
-- whoever reads all of that team's, of the team in which they act.
create policy report_counts on tc.incident for select to tc_report using (true);
grant select on tc.incident to tc_report;
create policy report_counts on tc.incident_version for select to tc_report using (true);
grant select on tc.incident_version to tc_report;
grant create on schema tc to tc_report;
create or replace function tc.incident_counts(p_from date, p_until date) returns table (kind text, n int, with_harm int)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select v.kind, count(*)::int, count(*) filter (where v.harm <> 'none')::int
    from tc.incident i
    join lateral (select x.* from tc.incident_version x where x.incident_id = i.id order by x.version desc limit 1) v on true
   where i.team_id = (select ctx.team()) and (select ctx.has_right('incident.read'))
     and (p_from is null or v.happened_at >= p_from::timestamp at time zone 'Europe/London')
     and (p_until is null or v.happened_at < (p_until + 1)::timestamp at time zone 'Europe/London')
   group by v.kind
$$;
alter function tc.incident_counts(date, date) owner to tc_report;
revoke create on schema tc from tc_report;
revoke all on function tc.incident_counts(date, date) from public;
grant execute on function tc.incident_counts(date, date) to tc_app;
create policy supporter_adds on tc.incident for insert to tc_app with check (
  organisation_id = (select ctx.organisation()) and team_id = any ((select ctx.grantees())::uuid[]) and (select ctx.has_right('incident.record'))
  and (person_id is null or (select true from acl.access a where a.person_id = incident.person_id and (a.classes & 256) <> 0 limit 1)));
create policy in_own_name on tc.incident as restrictive for insert to tc_app with check (by_staff_id = (select ctx.actor()));
create policy class_of_team on tc.incident as restrictive for insert to tc_app with check (
  class_bit = 8 or class_bit = (select case when tm.drug_and_alcohol then 16 else 4 end from tc.team tm where tm.id = incident.team_id));
grant select, insert on tc.incident to tc_app;

-- what is said of it is read by whoever reads it, and added to by its team: in one's own name, about the same person
alter table tc.incident_version enable row level security;
alter table tc.incident_version force row level security;
create policy see on tc.incident_version for select to tc_app using ((select true from tc.incident i where i.id = incident_version.incident_id));
create policy team_adds on tc.incident_version for insert to tc_app with check ((select ctx.has_right('incident.record')) and by_staff_id = (select ctx.actor())
  and (select i.team_id = any ((select ctx.grantees())::uuid[]) and i.person_id is not distinct from incident_version.person_id
         from tc.incident i where i.id = incident_version.incident_id));
grant select, insert on tc.incident_version to tc_app;

alter table tc.trust_copy enable row level security;
alter table tc.trust_copy force row level security;
create policy own_only on tc.trust_copy for select to tc_app using (staff_id = (select ctx.actor()));
create policy own_adds on tc.trust_copy for insert to tc_app with check (staff_id = (select ctx.actor())
  and organisation_id = (select ctx.organisation()) and team_id = (select ctx.team()) and until_at <= (select ctx.now()));
grant select, insert on tc.trust_copy to tc_app;

-- by the act that gives a round to others
grant update (given_from, given_by, given_at, given_why) on tc.contact to tc_app;
