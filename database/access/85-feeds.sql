-- Hospital feeds (docs/decisions/0038-feeds.md): what came, what was heard of a stay, and a hospital's own numbers.

-- Every message that came. The feed that brought it finds its own again, to know a repeat; nobody reads the text here but a copy of the
-- record. How many came, were refused and wait is counted by ctx.feed_days (89-feed-days.sql).
alter table tc.feed_message enable row level security;
alter table tc.feed_message force row level security;
create policy feed_sees on tc.feed_message for select to tc_app using ((select ctx.is_feed()) and client_id = (select ctx.actor()));
create policy feed_adds on tc.feed_message for insert to tc_app with check (
  (select ctx.is_feed()) and client_id = (select ctx.actor()) and organisation_id = (select ctx.organisation()) and received_at = (select ctx.now()));
create policy ctx_counts on tc.feed_message for select to tc_ctx using (true);
grant insert on tc.feed_message to tc_app;
grant select (id, client_id, control_id, answer, why, waits, repeat_of, other_content, received_at) on tc.feed_message to tc_app;
grant select (organisation_id, client_id, received_at, answer, waits, repeat_of, other_content) on tc.feed_message to tc_ctx;

-- What was heard of a stay: the feed of that organisation alone reads and adds it; the stay itself says what came of it.
alter table tc.stay_heard enable row level security;
alter table tc.stay_heard force row level security;
create policy feed_sees on tc.stay_heard for select to tc_app using ((select ctx.is_feed()) and organisation_id = (select ctx.organisation()));
create policy feed_adds on tc.stay_heard for insert to tc_app with check (
  (select ctx.is_feed()) and organisation_id = (select ctx.organisation()) and recorded_by = (select ctx.actor()) and recorded_at = (select ctx.now())
  and (select s.person_id = stay_heard.person_id and s.organisation_id = stay_heard.organisation_id from tc.stay s where s.id = stay_heard.stay_id)
  and (unit_id is null or (select u.organisation_id = stay_heard.organisation_id from tc.unit u where u.id = stay_heard.unit_id)));
grant select, insert on tc.stay_heard to tc_app;

-- Messages wait for the feed that brought them too: it tries them again when the stay that they speak of is known.
create policy feed_sees on tc.kept_message for select to tc_app using ((select ctx.is_feed()) and kept_by = (select ctx.actor()) and done_at is null);
create policy settled_in_own_name on tc.kept_message as restrictive for update to tc_app with check (
  (done_by is null or done_by = (select ctx.actor())) and (again_by is null or again_by = (select ctx.actor()) or done_at is not null));
grant update (done_by, done_how, done_text, again_at, again_by, said) on tc.kept_message to tc_app;

-- A hospital's own numbers are read by the functions below alone.
alter table tc.own_number enable row level security;
alter table tc.own_number force row level security;
create policy match_reads on tc.own_number for select to tc_match using (true);
grant select on tc.own_number to tc_match;

-- How many came on a day: 89-feed-days.sql.
grant usage on schema tc to tc_ctx;
