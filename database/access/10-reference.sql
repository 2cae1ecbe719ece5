-- Organisations, teams, staff, posts, services and pathways: every signed-in asker may read them (they name no person in care).
-- Changing them takes a right, in one's own organisation.
grant usage on schema tc, identity, acl, net, audit to tc_app, tc_job;
grant usage on schema tc to tc_access, tc_net, tc_match, tc_report;

do $$
declare t text;
begin
  foreach t in array array['organisation', 'team', 'unit', 'staff', 'post', 'post_holder', 'staff_absence', 'service', 'service_organisation', 'sharing_agreement', 'pathway_version'] loop
    execute format('alter table tc.%I enable row level security', t);
    execute format('alter table tc.%I force row level security', t);
    execute format('create policy signed_in_reads on tc.%I for select to tc_app using ((select ctx.staff_asks()))', t);
    execute format('create policy job_reads on tc.%I for select to tc_job using ((select ctx.actor()) is not null)', t);
  end loop;
end
$$;
grant select on tc.organisation, tc.team, tc.unit, tc.post, tc.post_holder, tc.staff_absence, tc.service, tc.service_organisation,
  tc.sharing_agreement, tc.pathway_version to tc_app, tc_job;
-- not the email: sign-in alone needs it
grant select (id, organisation_id, name, left_at, version) on tc.staff to tc_app, tc_job;

-- Whose staff the asker looks after: their own organisation's with the right, and those of an organisation that they are the
-- root owner of, so that a new organisation can be given its first manager.
create or replace function ctx.may_staff(p_organisation uuid) returns boolean
language sql stable set search_path = pg_catalog, pg_temp as $$
  select coalesce(
    p_organisation = ctx.organisation() and ctx.has_right('staff.manage')
    or ctx.has_right('organisation.manage')
       and (select o.root_owner_staff_id = ctx.actor() and o.left_at is null from tc.organisation o where o.id = p_organisation), false)
$$;
create or replace function ctx.may_build(p_organisation uuid) returns boolean
language sql stable set search_path = pg_catalog, pg_temp as $$
  select coalesce(
    ctx.has_right('organisation.manage')
    and (p_organisation = ctx.organisation()
         or (select o.root_owner_staff_id = ctx.actor() and o.left_at is null from tc.organisation o where o.id = p_organisation)), false)
$$;
create or replace function ctx.own_root_owner() returns uuid
language sql stable set search_path = pg_catalog, pg_temp as $$
  select o.root_owner_staff_id from tc.organisation o where o.id = ctx.organisation()
$$;
revoke all on function ctx.may_staff(uuid), ctx.may_build(uuid), ctx.own_root_owner() from public;
grant execute on function ctx.may_staff(uuid), ctx.may_build(uuid), ctx.own_root_owner() to tc_app, tc_ctx;

-- A new organisation's root owner is who adds it, or, when a machine does, the root owner of its organisation.
grant insert (id, kind, name, ods_code, charity_number, root_owner_staff_id, created_at), update (name) on tc.organisation to tc_app;
create policy builder_adds on tc.organisation for insert to tc_app
  with check (((select ctx.has_right('organisation.manage')) or (select ctx.has_right('organisation.load')) and ods_code is not null)
    and (root_owner_staff_id = (select ctx.actor())
         or root_owner_staff_id = (select ctx.own_root_owner())));
-- names follow the national list; an organisation without a code keeps the name it was given
create policy builder_renames on tc.organisation for update to tc_app
  using (((select ctx.has_right('organisation.manage')) or (select ctx.has_right('organisation.load'))) and ods_code is not null)
  with check (((select ctx.has_right('organisation.manage')) or (select ctx.has_right('organisation.load'))) and ods_code is not null);

grant insert (id, organisation_id, name, kind, hours, telephone, drug_and_alcohol, clinical_responsibility, manager_staff_id) on tc.team to tc_app;
create policy builder_adds on tc.team for insert to tc_app with check (ctx.may_build(organisation_id));
grant insert on tc.unit to tc_app;
-- the kind of beds is said, or said anew, by whoever builds the organisation
grant update (bed_class) on tc.unit to tc_app;
create policy builder_sets on tc.unit for update to tc_app
  using ((select ctx.has_right('organisation.manage')) and ctx.may_build(organisation_id)) with check (ctx.may_build(organisation_id));
create policy builder_adds on tc.unit for insert to tc_app
  with check (ctx.may_build(organisation_id)
    and (select true from tc.team t where t.id = team_id and t.organisation_id = unit.organisation_id));

grant insert (id, organisation_id, name, email), update (left_at, version) on tc.staff to tc_app;
create policy manager_adds on tc.staff for insert to tc_app with check (ctx.may_staff(organisation_id));
create policy manager_changes on tc.staff for update to tc_app
  using (ctx.may_staff(organisation_id)) with check (ctx.may_staff(organisation_id));

-- A right that reaches beyond one organisation is given only by somebody who holds it.
grant insert (id, organisation_id, team_id, title, role, rights, voluntary) on tc.post to tc_app;
create policy manager_adds on tc.post for insert to tc_app
  with check (ctx.may_staff(organisation_id)
    and (select true from tc.team t where t.id = team_id and t.organisation_id = post.organisation_id)
    and not exists (select from unnest(rights) r
                     where r in ('organisation.manage', 'safetynet.recompute', 'sharing.agreement', 'people.merge') and not ctx.has_right(r)
                        -- the privacy desk's: whoever builds the organisation gives the first of them without holding them
                        or r in ('privacy.desk', 'subject-access.release') and not ctx.has_right(r) and not ctx.has_right('organisation.manage')));

grant insert (id, post_id, staff_id, from_at, until_at, employed_by_organisation_id, supervised_by_staff_id), update (until_at) on tc.post_holder to tc_app;
create policy manager_adds on tc.post_holder for insert to tc_app
  with check ((select ctx.may_staff(p.organisation_id) from tc.post p where p.id = post_id)
    and (select s.organisation_id = employed_by_organisation_id from tc.staff s where s.id = staff_id));
create policy manager_changes on tc.post_holder for update to tc_app
  using ((select ctx.may_staff(p.organisation_id) from tc.post p where p.id = post_id))
  with check ((select ctx.may_staff(p.organisation_id) from tc.post p where p.id = post_id));

-- The employer records absence, and so does the organisation that a staff member works in now.
create or replace function ctx.works_here(p_staff uuid) returns boolean
language sql stable set search_path = pg_catalog, pg_temp as $$
  select exists (select from tc.staff s where s.id = p_staff and s.organisation_id = ctx.organisation())
      or exists (select from tc.post_holder h join tc.post p on p.id = h.post_id
                  where h.staff_id = p_staff and p.organisation_id = ctx.organisation()
                    and h.from_at <= ctx.now() and (h.until_at is null or h.until_at > ctx.now()))
$$;
revoke all on function ctx.works_here(uuid) from public;
grant execute on function ctx.works_here(uuid) to tc_app;
grant insert (id, staff_id, kind, from_at, until_at, cover_staff_id, recorded_at, recorded_by), update (cover_staff_id, until_at) on tc.staff_absence to tc_app;
create policy manager_adds on tc.staff_absence for insert to tc_app
  with check (recorded_by = (select ctx.actor()) and (select ctx.has_right('staff.manage')) and ctx.works_here(staff_id));
create policy manager_changes on tc.staff_absence for update to tc_app
  using ((select ctx.has_right('staff.manage')) and ctx.works_here(staff_id))
  with check ((select ctx.has_right('staff.manage')) and ctx.works_here(staff_id));

grant insert (id, name, pathway_id, team_id, organisation_id, accepts, boundary_statement, capacity, origin, pilot_from_on, pilot_until_on, review_on) on tc.service to tc_app;
create policy manager_adds on tc.service for insert to tc_app
  with check (organisation_id = (select ctx.organisation()) and (select ctx.has_right('service.manage'))
    and (select true from tc.team t where t.id = team_id and t.organisation_id = service.organisation_id));
grant insert on tc.service_organisation to tc_app;
create policy manager_adds on tc.service_organisation for insert to tc_app
  with check ((select ctx.has_right('service.manage'))
    and (select true from tc.service s where s.id = service_id and s.organisation_id = (select ctx.organisation())));

grant update (accepts, boundary_statement, capacity, origin, pilot_from_on, pilot_until_on, review_on, version) on tc.service to tc_app;
create policy manager_changes on tc.service for update to tc_app
  using (organisation_id = (select ctx.organisation()) and (select ctx.has_right('service.manage')))
  with check (organisation_id = (select ctx.organisation()));

-- A definition is stored whole when first seen at start; an update never happens.
grant insert on tc.pathway_version to tc_app;
create policy start_stores on tc.pathway_version for insert to tc_app with check (true);
create policy start_reads on tc.pathway_version for select to tc_app using (true);
