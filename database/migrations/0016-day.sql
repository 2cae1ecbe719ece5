-- The day of a service: what went wrong, and what a worker has copied out.
set role tc_owner;

-- Something went wrong: about whom, whose it is, and who wrote it first. Append-only.
create table tc.incident (
  id uuid primary key,
  -- null: about nobody in particular
  person_id uuid references tc.person,
  organisation_id uuid not null references tc.organisation,
  team_id uuid not null references tc.team,
  -- 8 own team; 4 or, for a drug-and-alcohol team, 16 when it was shared on purpose
  class_bit int not null default 8 check (class_bit in (4, 8, 16)),
  recorded_at timestamptz not null,
  by_staff_id uuid not null references tc.staff,
  check (person_id is not null or class_bit = 8)
);
create index incident_team on tc.incident (team_id, recorded_at desc);
create index incident_person on tc.incident (person_id) where person_id is not null;

-- What is said of it, each version whole; the newest is what the incident says now. Append-only.
-- harm: the words of NHS England, "Policy guidance on recording patient safety events and levels of harm" (2023): harm that
-- happened, never a guess at what might.
create table tc.incident_version (
  id uuid primary key,
  incident_id uuid not null references tc.incident,
  person_id uuid references tc.person,
  version int not null check (version > 0),
  kind text not null check (kind in ('medicine', 'contact missed', 'fall', 'self-harm', 'violence or threat', 'information shared wrongly', 'property', 'other')),
  harm text not null check (harm in ('none', 'low', 'moderate', 'severe', 'fatal')),
  happened_at timestamptz not null,
  what text not null check (length(what) between 1 and 20000),
  done text not null check (length(done) between 1 and 20000),
  -- null: nobody has been told yet
  told text check (length(told) between 1 and 2000),
  told_at timestamptz,
  -- what made a correction necessary; null for the first version
  why text,
  at timestamptz not null,
  by_staff_id uuid not null references tc.staff,
  constraint incident_version_once unique (incident_id, version),
  check ((told is null) = (told_at is null)),
  check ((version = 1) = (why is null))
);
create index incident_version_person on tc.incident_version (person_id) where person_id is not null;

-- A block of text that a worker copied for another record: from when until when. Append-only; nobody else's business.
create table tc.trust_copy (
  id uuid primary key,
  staff_id uuid not null references tc.staff,
  organisation_id uuid not null references tc.organisation,
  team_id uuid not null references tc.team,
  from_at timestamptz not null,
  until_at timestamptz not null,
  copied_at timestamptz not null,
  check (until_at > from_at)
);
create index trust_copy_staff on tc.trust_copy (staff_id, until_at desc);

-- a visit that was given away: from whom, by whom and when, so that whoever lost it is told on their own list
alter table tc.contact add column given_from uuid references tc.staff, add column given_by uuid references tc.staff, add column given_at timestamptz;
create index contact_given on tc.contact (given_from, on_day) where given_from is not null;

-- what one hand recorded
create index timeline_hand on tc.timeline (by_id, about_id);
create index contact_recorded on tc.contact (recorded_at) where recorded_at is not null;
create index contact_settled_hand on tc.contact (resolved_by, resolved_at) where resolved_at is not null;
create index note_hand on tc.note (by_staff_id, recorded_at);
create index worry_settled_hand on tc.worry (done_by, done_at) where done_at is not null;

reset role;
