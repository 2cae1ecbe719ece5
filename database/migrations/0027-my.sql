-- The person's own door: a one-time code given face to face, the device it sets up, its sessions; what somebody told a team; names
-- that are shown as a team.
set role tc_owner;

-- Given face to face, valid once and for fifteen minutes. Only the hash is kept. `carer_id`: for a carer the person chose.
create table identity.person_code (
  id uuid primary key,
  person_id uuid not null references tc.person,
  carer_id uuid references tc.carer,
  code_sha256 bytea not null unique check (length(code_sha256) = 32),
  made_by uuid not null references tc.staff,
  organisation_id uuid not null references tc.organisation,
  team_id uuid not null references tc.team,
  made_at timestamptz not null,
  expires_at timestamptz not null,
  used_at timestamptz,
  check (expires_at <= made_at + interval '15 minutes')
);

-- A phone or computer that a code set up. The PIN is kept under the device's own token, which this database does not hold.
create table identity.person_device (
  id uuid primary key,
  person_id uuid not null references tc.person,
  carer_id uuid references tc.carer,
  code_id uuid not null unique references identity.person_code,
  token_sha256 bytea not null unique check (length(token_sha256) = 32),
  pin_mac bytea not null,
  -- wrong PINs since the last right one; ten end the device
  wrong int not null default 0,
  organisation_id uuid not null references tc.organisation,
  team_id uuid not null references tc.team,
  made_at timestamptz not null,
  expires_at timestamptz not null,
  last_used_at timestamptz not null,
  revoked_at timestamptz,
  -- the staff member who ended it; null where ten wrong PINs did, or who holds it
  revoked_by uuid references tc.staff,
  revoked_why text check (revoked_why in ('ended by a worker', 'ten wrong PINs', 'ended on the device')),
  check ((revoked_at is null) = (revoked_why is null))
);
create index person_device_person on identity.person_device (person_id);

create table identity.person_session (
  id uuid primary key,
  device_id uuid not null references identity.person_device,
  token_sha256 bytea not null unique check (length(token_sha256) = 32),
  opened_at timestamptz not null,
  last_seen_at timestamptz not null,
  expires_at timestamptz not null,
  revoked_at timestamptz
);
create index person_session_device on identity.person_session (device_id);

-- What somebody told a team, one way. `person_id` is null where a carer without an account wrote: nobody was looked up.
create table tc.person_word (
  id uuid primary key,
  person_id uuid references tc.person,
  -- whose words they are, and who wrote them down
  from_kind text not null check (from_kind in ('person', 'carer', 'carer without an account')),
  carer_id uuid references tc.carer,
  said_by text not null check (said_by in ('own door', 'staff', 'public page')),
  by_staff_id uuid references tc.staff,
  -- who a carer without an account says they are, how to reach them, and about whom they write
  from_name text,
  from_reach text,
  about_name text,
  words text not null check (length(words) between 1 and 2000),
  organisation_id uuid not null references tc.organisation,
  team_id uuid not null references tc.team,
  at timestamptz not null,
  check ((said_by = 'staff') = (by_staff_id is not null)),
  check ((from_kind = 'carer without an account') = (person_id is null)),
  check ((from_kind = 'carer') = (carer_id is not null))
);
create index person_word_person on tc.person_word (person_id, at);
create index person_word_team on tc.person_word (team_id, at);

-- Where a named lead decided that this person is shown a team instead of a staff member's name: why, and when it is looked at again.
create table tc.shown_as_team (
  id uuid primary key,
  person_id uuid not null references tc.person,
  staff_id uuid not null references tc.staff,
  reason text not null check (length(reason) between 10 and 500),
  review_on date not null,
  organisation_id uuid not null references tc.organisation,
  team_id uuid not null references tc.team,
  set_at timestamptz not null,
  set_by uuid not null references tc.staff,
  ended_at timestamptz,
  ended_by uuid references tc.staff,
  check ((ended_at is null) = (ended_by is null))
);
create unique index shown_as_team_once on tc.shown_as_team (person_id, staff_id) where ended_at is null;

-- An answer about sharing is written down by a staff member, or given by the person at their own door.
alter table tc.sharing_decision alter column recorded_by drop not null;
alter table tc.sharing_decision add column said_by text not null default 'staff' check (said_by in ('staff', 'person'));
alter table tc.sharing_decision add constraint sharing_decision_written_by check ((said_by = 'staff') = (recorded_by is not null));

reset role;
