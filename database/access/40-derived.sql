-- Derived tables and the audit: read by the asker's own grantees, written by nobody the application can become.
alter table acl.access enable row level security;
alter table acl.access force row level security;
create policy own_grantees on acl.access for select to tc_app using (
  grantee_id = any ((select ctx.grantees())::uuid[])
  and from_at <= (select ctx.now()) and (until_at is null or until_at > (select ctx.now()))
  and (agreement_id is null or agreement_id = any ((select ctx.agreements())::uuid[])
    -- in the fourteen days after its end: whoever was in care by then
    or in_care_from_at <= ((select ctx.grace_ends())::timestamptz[])[array_position((select ctx.grace())::uuid[], agreement_id)]));
grant select on acl.access to tc_app;

alter table acl.closed enable row level security;
alter table acl.closed force row level security;
-- Whether core of this person stands open to the asker whatever the person said to their team: they opened it in an emergency, or it was
-- shared with their service without agreement (content/access/rules.yaml, lifts-no). While that lives the "no" is not seen.
create or replace function acl.lifted(p_person uuid) returns boolean
language sql stable set search_path = pg_catalog, pg_temp as $$
  select exists (select from acl.access a where a.person_id = p_person and a.basis in ('emergency access', 'shared without agreement') and (a.classes & 2) <> 0
    and a.grantee_id = any ((select ctx.grantees())::uuid[]) and a.from_at <= (select ctx.now()) and a.until_at > (select ctx.now()))
$$;
revoke all on function acl.lifted(uuid) from public;
grant execute on function acl.lifted(uuid) to tc_app, tc_audit, tc_net, tc_access;
create policy own_grantees on acl.closed for select to tc_app using (grantee_id = any ((select ctx.grantees())::uuid[]) and not acl.lifted(person_id));
grant select on acl.closed to tc_app;

alter table net.obligation enable row level security;
alter table net.obligation force row level security;
create policy own_board on net.obligation for select to tc_app using (team_id = any ((select ctx.grantees())::uuid[]));
-- the other team that must know: it reads the row, and does not own it
create policy told_board on net.obligation for select to tc_app using (told_team_id = any ((select ctx.grantees())::uuid[]));
create policy by_class on net.obligation for select to tc_app using (
  (select true from acl.access a where a.person_id = obligation.person_id and (a.classes & obligation.class_bit & ~8) <> 0 limit 1)
  and (class_bit = 1 or (select true from acl.closed c where c.person_id = obligation.person_id limit 1) is null));
grant select on net.obligation to tc_app;

alter table net.taken_over enable row level security;
alter table net.taken_over force row level security;
create policy own_board on net.taken_over for select to tc_app using (team_id = any ((select ctx.grantees())::uuid[]));
create policy own_board_takes on net.taken_over for insert to tc_app with check (team_id = any ((select ctx.grantees())::uuid[])
  and by_staff_id = (select ctx.actor()) and organisation_id = (select ctx.organisation())
  and (select true from net.obligation o where o.person_id = taken_over.person_id and o.key = taken_over.key and o.team_id = taken_over.team_id limit 1));
create policy own_board_changes on net.taken_over for update to tc_app using (team_id = any ((select ctx.grantees())::uuid[]))
  with check (by_staff_id = (select ctx.actor()));
grant select, insert, update (by_staff_id, reason, at) on net.taken_over to tc_app;

alter table net.open_command enable row level security;
alter table net.open_command force row level security;

alter table audit.command enable row level security;
alter table audit.command force row level security;
create policy own_commands on audit.command for select to tc_app using (actor_id = (select ctx.actor()));
create policy own_commands_add on audit.command for insert to tc_app with check (actor_id = (select ctx.actor()));
grant select, insert on audit.command to tc_app;

-- Staged with the act, never read by features; no update, no delete, no truncate for anyone who serves.
alter table audit.event enable row level security;
alter table audit.event force row level security;
create policy staged on audit.event for insert to tc_app with check (actor_id = (select ctx.actor()) and organisation_id = (select ctx.organisation()));
grant insert (at, actor_id, organisation_id, session_id, purpose, action, person_ids, record_ids, outcome) on audit.event to tc_app;
