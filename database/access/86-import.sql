-- Spreadsheets in: seen and worked by the team that handed them in, in its own organisation, with the right. No other team of the same
-- organisation sees one, because a team's caseload tells who is with it.
do $$
declare t text;
begin
  foreach t in array array['import', 'import_file', 'import_row', 'import_taken'] loop
    execute format('alter table tc.%I enable row level security', t);
    execute format('alter table tc.%I force row level security', t);
    execute format('create policy own_team on tc.%I for select to tc_app using (organisation_id = (select ctx.organisation()) and team_id = any ((select ctx.grantees())::uuid[]) and (select ctx.has_right(''import.spreadsheet'')))', t);
    execute format('create policy own_team_adds on tc.%I for insert to tc_app with check (organisation_id = (select ctx.organisation()) and team_id = (select ctx.team()) and (select ctx.staff_asks()) and (select ctx.has_right(''import.spreadsheet'')))', t);
    execute format('create policy own_team_changes on tc.%I for update to tc_app using (organisation_id = (select ctx.organisation()) and team_id = any ((select ctx.grantees())::uuid[]) and (select ctx.has_right(''import.spreadsheet''))) with check (organisation_id = (select ctx.organisation()) and team_id = any ((select ctx.grantees())::uuid[]))', t);
    execute format('create policy keeper_all on tc.%I for all to tc_keep using (true) with check (true)', t);
    execute format('grant select, insert on tc.%I to tc_app', t);
  end loop;
end
$$;
grant update (state, refusal, refusal_params, columns, unused, rows_read, rows_new, rows_changed, rows_unchanged, rows_problem, rows_done, rows_failed,
  ready_at, confirmed_at, confirmed_by, ended_at, moved_at, version) on tc.import to tc_app;
grant update (outcome, verdict, said) on tc.import_row to tc_app;
grant update (content, at) on tc.import_taken to tc_app;
grant select (id, state, version, organisation_id, team_id, uploaded_at, ended_at), update (state, version) on tc.import to tc_keep;
grant select (import_id), delete on tc.import_file, tc.import_row to tc_keep;
grant select (at), delete on tc.import_taken to tc_keep;

-- Takes a spreadsheet's file or its rows away, for the team that handed it in. Nothing can be deleted otherwise.
create or replace function tc.import_clear(p_import uuid, p_file boolean, p_rows boolean) returns void
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
begin
  if not ctx.has_right('import.spreadsheet')
     or not exists (select from tc.import i where i.id = p_import and i.organisation_id = ctx.organisation() and i.team_id = any (ctx.grantees())) then
    raise exception 'taken away by the team that handed it in' using errcode = 'insufficient_privilege';
  end if;
  if p_file then
    delete from tc.import_file where import_id = p_import;
  end if;
  if p_rows then
    delete from tc.import_row where import_id = p_import;
  end if;
end
$$;
grant create on schema tc to tc_keep;
alter function tc.import_clear(uuid, boolean, boolean) owner to tc_keep;
revoke create on schema tc from tc_keep;
revoke all on function tc.import_clear(uuid, boolean, boolean) from public;
grant execute on function tc.import_clear(uuid, boolean, boolean) to tc_app;
grant execute on function ctx.has_right(text), ctx.organisation(), ctx.grantees(), ctx.data() to tc_keep;
