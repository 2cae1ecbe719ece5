-- Telling: who answers for a team at what hour, what somebody was told, and what leaves this system to say so.
set role tc_owner;

-- What a team says of its own hours. Null hours: never set, which is not the same as closed.
create table tc.duty_team (
  team_id uuid primary key references tc.team,
  organisation_id uuid not null references tc.organisation,
  version int not null default 1,
  -- [{"weekday":1,"from":"09:00","until":"17:00"}], London; an end at or before its start is on the next day
  weekly jsonb check (weekly is null or jsonb_typeof(weekly) = 'array'),
  on_bank_holidays boolean not null default false,
  -- the newest list of who is told next (tc.duty_chain); 0 is none
  chain_version int not null default 0,
  -- outside those hours, and when nobody of the chain is at work: whom to ring, and where a message goes
  out_words text check (length(out_words) between 1 and 500),
  out_email text,
  out_phone text,
  out_team_id uuid references tc.team,
  set_at timestamptz not null,
  set_by uuid not null,
  check (out_team_id is null or out_team_id <> team_id)
);

-- Who is told next, in order; a change is a new list, so that what held is kept. Append-only.
create table tc.duty_chain (
  team_id uuid not null references tc.team,
  organisation_id uuid not null references tc.organisation,
  version int not null check (version > 0),
  place int not null check (place > 0),
  staff_id uuid references tc.staff,
  post_id uuid references tc.post,
  set_at timestamptz not null,
  set_by uuid not null,
  primary key (team_id, version, place),
  check ((staff_id is null) <> (post_id is null))
);

-- Who answers for a team from then until then: a named staff member, or whoever holds a post. Taken back, never changed.
create table tc.duty_shift (
  id uuid primary key,
  team_id uuid not null references tc.team,
  organisation_id uuid not null references tc.organisation,
  from_at timestamptz not null,
  until_at timestamptz not null,
  staff_id uuid references tc.staff,
  post_id uuid references tc.post,
  set_at timestamptz not null,
  set_by uuid not null,
  ended_at timestamptz,
  ended_by uuid,
  check (until_at > from_at and until_at <= from_at + interval '36 hours'),
  check ((staff_id is null) <> (post_id is null)),
  check ((ended_at is null) = (ended_by is null))
);
create index duty_shift_team on tc.duty_shift (team_id, until_at) where ended_at is null;

-- What somebody was told: one row a gap, a team and a level. The row is the telling; a message out is beside it.
create table tc.notice (
  id uuid primary key,
  person_id uuid not null references tc.person,
  -- the obligation's key, or 'E:...' of an event that is nobody's debt
  obligation_key text not null,
  gap_from timestamptz not null,
  level int not null check (level > 0),
  -- what of content/telling this is, and how many minutes its definition gives
  definition text not null,
  minutes int not null check (minutes > 0),
  about_id uuid not null,
  team_id uuid not null references tc.team,
  organisation_id uuid not null references tc.organisation,
  -- 'staff:<id>', 'post:<id>', 'out of hours' or 'team:<id>': told once, however many read it
  to_key text not null,
  to_staff uuid[] not null default '{}',
  -- whose duty it is: the team itself, or the one that it hands over to out of hours
  to_team_id uuid not null references tc.team,
  -- why this one: 'on duty', 'next in the chain', 'out of hours', 'nobody is on duty'
  because text not null,
  to_words text,
  told_at timestamptz not null,
  look_at timestamptz not null,
  -- told already of the same person and the same thing: stands under that one and interrupts nobody
  folded_into uuid references tc.notice,
  acknowledged_at timestamptz,
  acknowledged_by uuid references tc.staff,
  -- everybody was told and nobody has acknowledged
  unanswered_at timestamptz,
  closed_at timestamptz,
  constraint notice_once unique (person_id, obligation_key, gap_from, team_id, level),
  check ((acknowledged_at is null) = (acknowledged_by is null))
);
create index notice_open on tc.notice (team_id, told_at) where closed_at is null;
-- which of them wait for another look
create index notice_look on tc.notice (look_at) where closed_at is null;
create index notice_folded on tc.notice (folded_into) where closed_at is null and folded_into is not null;
-- what the next of a kind about a person is folded into
create index notice_stands on tc.notice (person_id, definition, to_key) where closed_at is null and folded_into is null;
create index notice_to on tc.notice using gin (to_staff) where closed_at is null;

-- What each staff member wants beside the screen. No row: the screen alone.
create table tc.notify_preference (
  staff_id uuid primary key references tc.staff,
  by_email boolean not null default false,
  mobile text check (mobile ~ '^\+?[0-9 ]{9,20}$'),
  digest_at time not null default '08:00',
  version int not null default 1,
  set_at timestamptz not null
);

-- The way out: one row a message, with words that say nothing of anybody. Sent by the worker alone.
create table tc.message_out (
  id uuid primary key default gen_random_uuid(),
  channel text not null check (channel in ('email', 'text')),
  to_address text not null check (length(to_address) between 3 and 320),
  to_kind text not null check (to_kind in ('staff', 'destination', 'person')),
  to_staff_id uuid references tc.staff,
  template text not null check (template in ('something needs you', 'daily list', 'please ring us')),
  slots jsonb not null default '{}',
  -- whose death or wish not to be written to would hold it
  person_id uuid references tc.person,
  organisation_id uuid not null references tc.organisation,
  team_id uuid not null references tc.team,
  notice_id uuid references tc.notice,
  state text not null default 'queued' check (state in ('queued', 'claimed', 'sent', 'failed', 'held', 'practice')),
  tries int not null default 0,
  next_at timestamptz not null,
  claimed_at timestamptz,
  sent_at timestamptz,
  why text,
  provider_reference text,
  created_at timestamptz not null,
  constraint message_out_once unique (notice_id, channel, to_address)
);
create index message_out_waits on tc.message_out (next_at) where state in ('queued', 'claimed');
create index message_out_held on tc.message_out (person_id) where state = 'held';
create index message_out_recent on tc.message_out (created_at desc);

create table tc.digest_sent (
  staff_id uuid not null references tc.staff,
  on_day date not null,
  things int not null,
  at timestamptz not null,
  primary key (staff_id, on_day)
);

-- When the worker last went round.
create table tc.heartbeat (
  name text primary key,
  at timestamptz not null,
  due int not null default 0,
  told int not null default 0,
  -- the ways out that the worker has, for whoever sets where messages go
  channels text[] not null default '{}'
);

create index notice_to_team on tc.notice (to_team_id) where closed_at is null;

-- what cannot wait, by kind and the time from which it stands
create index obligation_kind on net.obligation (kind, gap_from);
create index contact_no_answer on tc.contact (recorded_at) where state = 'no answer' and resolved_at is null;

reset role;
