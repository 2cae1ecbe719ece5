-- What is past its keeping time goes: commands after 90 days (no client may retry longer), searches after a day,
-- drafts a week after they were sent or put away, kept posts after a week, tries to sign in after a day, machines' tokens a day after their end,
-- rows of a spreadsheet a week after it was done, or four weeks after it came where nobody confirmed it, the text of hospital messages that
-- were filed to nobody after 90 days (one that waits is kept whole on its worklist; that it came stays, to know a repeat).
grant usage on schema tc, audit, identity, jobs to tc_keep;
create policy keeper_removes on audit.command for delete to tc_keep using (true);
create policy keeper_reads on audit.command for select to tc_keep using (true);
create policy keeper_removes on tc.search for delete to tc_keep using (true);
create policy keeper_reads on tc.search for select to tc_keep using (true);
create policy keeper_removes on tc.draft for delete to tc_keep using (true);
create policy keeper_reads on tc.draft for select to tc_keep using (true);
create policy keeper_removes on tc.kept_post for delete to tc_keep using (true);
create policy keeper_reads on tc.kept_post for select to tc_keep using (true);
create policy keeper_removes on identity.sign_in_attempt for delete to tc_keep using (true);
create policy keeper_reads on identity.sign_in_attempt for select to tc_keep using (true);
grant select (at), delete on audit.command to tc_keep;
grant select (at), delete on tc.search to tc_keep;
grant select (sent_at, deleted_at), delete on tc.draft to tc_keep;
grant select (kept_at), delete on tc.kept_post to tc_keep;
grant select (at), delete on identity.sign_in_attempt to tc_keep;
create policy keeper_removes on identity.machine_token for delete to tc_keep using (true);
create policy keeper_reads on identity.machine_token for select to tc_keep using (true);
grant select (expires_at), delete on identity.machine_token to tc_keep;
grant usage on schema ctx to tc_keep;
grant execute on function ctx.clock() to tc_keep;
create policy keeper_reads on tc.task for select to tc_keep using (kind in ('spreadsheet', 'spreadsheet rows'));
create policy keeper_ends on tc.task for update to tc_keep using (kind = 'spreadsheet') with check (done_at is not null);
grant select (about_id, kind, done_at), update (done_at, done_text) on tc.task to tc_keep;

create policy keeper_reads on tc.feed_message for select to tc_keep using (person_id is null);
create policy keeper_forgets on tc.feed_message for update to tc_keep using (person_id is null) with check (person_id is null and raw is null);
grant select (person_id, received_at, raw), update (raw) on tc.feed_message to tc_keep;

create or replace function jobs.housekeeping() returns int
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  v_now timestamptz := ctx.clock();
  v_gone int := 0;
  v_n int;
begin
  delete from audit.command where at < v_now - interval '90 days';
  get diagnostics v_n = row_count; v_gone := v_gone + v_n;
  delete from tc.search where at < v_now - interval '1 day';
  get diagnostics v_n = row_count; v_gone := v_gone + v_n;
  delete from tc.draft where sent_at < v_now - interval '7 days' or deleted_at < v_now - interval '7 days';
  get diagnostics v_n = row_count; v_gone := v_gone + v_n;
  delete from tc.kept_post where kept_at < v_now - interval '7 days';
  get diagnostics v_n = row_count; v_gone := v_gone + v_n;
  delete from identity.sign_in_attempt where at < v_now - interval '1 day';
  get diagnostics v_n = row_count; v_gone := v_gone + v_n;
  delete from identity.machine_token where expires_at < v_now - interval '1 day';
  get diagnostics v_n = row_count; v_gone := v_gone + v_n;
  delete from tc.import_file f using tc.import i where i.id = f.import_id and (i.state <> 'reading' or i.uploaded_at < v_now - interval '1 day');
  get diagnostics v_n = row_count; v_gone := v_gone + v_n;
  delete from tc.import_taken where at < v_now - interval '400 days';
  get diagnostics v_n = row_count; v_gone := v_gone + v_n;
  update tc.feed_message set raw = null where person_id is null and raw is not null and received_at < v_now - interval '90 days';
  get diagnostics v_n = row_count; v_gone := v_gone + v_n;
  -- rows that somebody still has to mend wait as long as their task does
  delete from tc.import_row r using tc.import i where i.id = r.import_id and i.state <> 'doing'
     and (i.ended_at < v_now - interval '7 days' or i.uploaded_at < v_now - interval '28 days')
     and not exists (select from tc.task k where k.about_id = i.id and k.kind = 'spreadsheet rows' and k.done_at is null);
  get diagnostics v_n = row_count; v_gone := v_gone + v_n;
  update tc.import i set state = 'removed', version = version + 1
   where i.state not in ('removed', 'doing') and (i.ended_at < v_now - interval '7 days' or i.uploaded_at < v_now - interval '28 days')
     and not exists (select from tc.task k where k.about_id = i.id and k.kind = 'spreadsheet rows' and k.done_at is null);
  update tc.task k set done_at = v_now, done_text = 'Nobody confirmed it in four weeks, and its rows were taken away.'
   where k.kind = 'spreadsheet' and k.done_at is null and exists (select from tc.import i where i.id = k.about_id and i.state = 'removed');
  return v_gone;
end
$$;
grant create on schema jobs to tc_keep;
alter function jobs.housekeeping() owner to tc_keep;
revoke create on schema jobs from tc_keep;
revoke all on function jobs.housekeeping() from public;
grant execute on function jobs.housekeeping() to tc_job;
