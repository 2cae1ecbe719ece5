-- What the sender of a hospital feed counted on a day, as the records desk heard it, beside what came here.
set role tc_owner;

-- One row each time somebody says so; the last one holds. Append-only.
create table tc.feed_day_count (
  id uuid primary key,
  organisation_id uuid not null references tc.organisation,
  team_id uuid not null references tc.team,
  -- the machine client that brings the messages: one listener
  client_id uuid not null,
  on_day date not null,
  -- messages of that day, each counted once, by the sender and here
  sent int not null check (sent between 0 and 10000000),
  ours int not null check (ours >= 0),
  state text not null check (state in ('agrees', 'asked', 'explained')),
  words text check (length(words) between 1 and 2000),
  at timestamptz not null,
  by_staff_id uuid not null references tc.staff,
  check ((state = 'agrees') = (sent = ours)),
  check (state = 'agrees' or words is not null)
);
create index feed_day_count_day on tc.feed_day_count (client_id, on_day, at desc);

-- a feed's first message, and the counts of one day without the texts
create index feed_message_feed on tc.feed_message (client_id, received_at) include (answer, repeat_of, waits, other_content);
-- whose text is past its keeping time (80-housekeeping.sql)
create index feed_message_nobody on tc.feed_message (received_at) where person_id is null and raw is not null;
-- the task of a message that waits
create index task_kept_message on tc.task (about_id) where kind = 'kept message' and done_at is null;

reset role;
