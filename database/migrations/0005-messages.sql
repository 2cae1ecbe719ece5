-- Hospital messages that could not be filed wait here whole, each with a task of the records desk. Nothing refused is lost.
set role tc_owner;

create table tc.kept_message (
  id uuid primary key,
  organisation_id uuid not null references tc.organisation,
  -- whose list it stands on: the records desk, or the feed's own team where the organisation has none
  team_id uuid not null references tc.team,
  -- the sender's own id of the message; null when its header could not be read
  control_id text,
  raw text not null check (length(raw) between 1 and 500000),
  -- a code of the refusal catalogue and the values of its slots: fixed words, counts and dates, never a name
  why text not null,
  why_params jsonb not null default '{}',
  at timestamptz not null,
  kept_by uuid not null,
  done_at timestamptz
);
create index kept_message_team on tc.kept_message (team_id, at) where done_at is null;

reset role;
