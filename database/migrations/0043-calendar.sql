-- Private calendar feeds (docs/decisions/0041-spreadsheets-and-calendars.md): an address that nobody can guess, of one staff member in one post.
set role tc_owner;
create table tc.calendar_feed (
  id uuid primary key,
  token_sha256 bytea not null unique check (octet_length(token_sha256) = 32),
  staff_id uuid not null references tc.staff,
  post_id uuid not null references tc.post,
  kind text not null check (kind in ('mine', 'team')),
  made_at timestamptz not null,
  last_used_at timestamptz,
  ended_at timestamptz
);
create index calendar_feed_staff on tc.calendar_feed (staff_id);
reset role;
