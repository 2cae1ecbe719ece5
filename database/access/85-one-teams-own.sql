-- Safeguarding records, and what a person told one team and nobody else (content/access/rules.yaml, safeguarding and person-and-team).
-- Neither is an own row like others: both ask for a right of the post beside the class.
do $$
declare t text;
begin
  foreach t in array array['safeguarding', 'safeguarding_version', 'told_us'] loop
    execute format('alter table tc.%I enable row level security', t);
    execute format('alter table tc.%I force row level security', t);
    execute format('grant select, insert on tc.%I to tc_app', t);
  end loop;
  -- the words, and everything that was ever held: a named lead of the team that holds it, while that team supports the person
  foreach t in array array['safeguarding', 'safeguarding_version'] loop
    execute format('create policy lead_of_team on tc.%1$I for select to tc_app using (
      (select ctx.has_right(''safeguarding.lead'')) and team_id = any ((select ctx.grantees())::uuid[])
      and (select true from acl.access a where a.person_id = %1$I.person_id and (a.classes & 128) <> 0 limit 1))', t);
  end loop;
end
$$;
-- "held: ring ...": whoever opened the record in an emergency, and the named lead of another team that supports the person and sees their core
create policy told_that_held on tc.safeguarding for select to tc_app using (over_at is null and (
  (select true from acl.access a where a.person_id = safeguarding.person_id and a.basis = 'emergency access' limit 1)
  or ((select ctx.has_right('safeguarding.lead'))
    and (select true from acl.access a where a.person_id = safeguarding.person_id and (a.classes & 128) <> 0 limit 1)
    and (select true from acl.access a where a.person_id = safeguarding.person_id and (a.classes & 2) <> 0 limit 1)
    and (select true from acl.closed c where c.person_id = safeguarding.person_id limit 1) is null)));
create policy lead_adds on tc.safeguarding for insert to tc_app with check (
  (select ctx.has_right('safeguarding.lead')) and over_at is null
  and organisation_id = (select ctx.organisation()) and team_id = any ((select ctx.grantees())::uuid[])
  and recorded_by = (select ctx.actor()) and recorded_at = (select ctx.now())
  and (select true from acl.access a where a.person_id = safeguarding.person_id and (a.classes & 128) <> 0 limit 1));
create policy lead_changes on tc.safeguarding for update to tc_app
  using (over_at is null and (select ctx.has_right('safeguarding.lead')) and team_id = any ((select ctx.grantees())::uuid[])
    and (select true from acl.access a where a.person_id = safeguarding.person_id and (a.classes & 128) <> 0 limit 1))
  with check (over_at is null or (over_at = (select ctx.now()) and over_by = (select ctx.actor())));
grant update (ring, over_at, over_by) on tc.safeguarding to tc_app;
create policy lead_adds on tc.safeguarding_version for insert to tc_app with check (
  (select ctx.has_right('safeguarding.lead')) and by_staff_id = (select ctx.actor()) and at = (select ctx.now())
  and organisation_id = (select ctx.organisation()) and team_id = any ((select ctx.grantees())::uuid[])
  and (select true from acl.access a where a.person_id = safeguarding_version.person_id and (a.classes & 128) <> 0 limit 1)
  and (select s.over_at is null and s.person_id = safeguarding_version.person_id and s.team_id = safeguarding_version.team_id
         from tc.safeguarding s where s.id = safeguarding_version.safeguarding_id));

create policy named_team on tc.told_us for select to tc_app using (
  (select ctx.has_right('person-and-team')) and team_id = any ((select ctx.grantees())::uuid[])
  and (select true from acl.access a where a.person_id = told_us.person_id and (a.classes & 32) <> 0 limit 1));
create policy named_team_adds on tc.told_us for insert to tc_app with check (
  (select ctx.has_right('person-and-team')) and over_at is null
  and organisation_id = (select ctx.organisation()) and team_id = any ((select ctx.grantees())::uuid[])
  and recorded_by = (select ctx.actor()) and recorded_at = (select ctx.now())
  and (select true from acl.access a where a.person_id = told_us.person_id and (a.classes & 32) <> 0 limit 1));
create policy named_team_ends on tc.told_us for update to tc_app
  using (over_at is null and (select ctx.has_right('person-and-team')) and team_id = any ((select ctx.grantees())::uuid[])
    and (select true from acl.access a where a.person_id = told_us.person_id and (a.classes & 32) <> 0 limit 1))
  with check (over_at = (select ctx.now()) and over_by = (select ctx.actor()));
grant update (over_at, over_by) on tc.told_us to tc_app;
