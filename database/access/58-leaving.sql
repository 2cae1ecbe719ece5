-- The way out of a ward, as rows of the ward's team. Dates of leaving are core, like the stay; what stops it and why somebody is met
-- sooner are shared: what a ward writes for those who support the person now.
do $$
declare t text; b int; c text;
begin
  for t, b, c in values ('leaving_plan', 2, 'by_staff_id'), ('leaving_blocker', 4, 'recorded_by'), ('sooner_contact', 4, 'decided_by'), ('unplanned_leaving', 4, 'by_staff_id') loop
    execute format('alter table tc.%I enable row level security', t);
    execute format('alter table tc.%I force row level security', t);
    execute format('create policy see on tc.%1$I for select to tc_app using (
      ((select true from acl.access a where a.person_id = %1$I.person_id and (a.classes & %2$s) <> 0 limit 1)
        and (select true from acl.closed c where c.person_id = %1$I.person_id limit 1) is null)
      or (team_id = any ((select ctx.grantees())::uuid[]) and (select true from acl.access a where a.person_id = %1$I.person_id and (a.classes & 8) <> 0 limit 1)))', t, b);
    execute format('create policy ward_adds on tc.%1$I for insert to tc_app with check (
      organisation_id = (select ctx.organisation()) and team_id = any ((select ctx.grantees())::uuid[])
      and (select ctx.has_right(''stay.record''))
      and (select true from acl.access a where a.person_id = %1$I.person_id and (a.classes & 256) <> 0 limit 1))', t);
    -- by the team that has the person on its ward, and in one's own name
    execute format('create policy of_its_stay on tc.%1$I as restrictive for insert to tc_app with check (
      (select s.team_id = %1$I.team_id and s.person_id = %1$I.person_id from tc.stay s where s.id = %1$I.stay_id))', t);
    execute format('create policy in_own_name on tc.%1$I as restrictive for insert to tc_app with check (%2$I = (select ctx.actor()))', t, c);
    execute format('grant select, insert on tc.%I to tc_app', t);
  end loop;
end
$$;
create policy ward_ends on tc.leaving_blocker for update to tc_app
  using (team_id = any ((select ctx.grantees())::uuid[]) and (select ctx.has_right('stay.record')) and ended_on is null
    and (select true from acl.access a where a.person_id = leaving_blocker.person_id and (a.classes & 256) <> 0 limit 1))
  with check (team_id = any ((select ctx.grantees())::uuid[]) and ended_by = (select ctx.actor()));
grant update (ended_on, ended_at, ended_by) on tc.leaving_blocker to tc_app;
