-- A death that is reported, confirmed and undone; leave inside a stay; a leaving that is cancelled; supports in place; a decision to be
-- met sooner that is taken back; the hours of a ward, dated.
set role tc_owner;

-- Somebody or a message says that the person has died. Append-only. `version` counts reports and decisions of one person together.
create table tc.death_report (
  id uuid primary key,
  person_id uuid not null references tc.person,
  organisation_id uuid not null references tc.organisation,
  team_id uuid not null references tc.team,
  version int not null check (version > 0),
  source text not null check (source in ('by hand', 'message')),
  -- how it is known, in words; a message says what it said
  said text not null check (said <> ''),
  -- null: nobody knows the day
  happened_on date,
  reported_at timestamptz not null,
  by_id uuid not null,
  unique (person_id, version),
  unique (id, person_id)
);

-- What a named worker decided about it. Append-only; the newest decides. 'confirmation undone' leaves it reported.
create table tc.death_decision (
  id uuid primary key,
  report_id uuid not null,
  person_id uuid not null references tc.person,
  organisation_id uuid not null references tc.organisation,
  team_id uuid not null references tc.team,
  version int not null check (version > 0),
  what text not null check (what in ('confirmed', 'confirmation undone', 'report undone')),
  why text not null check (why <> ''),
  decided_at timestamptz not null,
  decided_by uuid not null references tc.staff,
  unique (person_id, version),
  foreign key (report_id, person_id) references tc.death_report (id, person_id)
);
create index death_decision_report on tc.death_decision (report_id, version);

-- Which planned contacts a confirmation took off the plan, and when undoing it put them back.
create table tc.death_stopped (
  decision_id uuid not null references tc.death_decision,
  contact_id uuid not null references tc.contact,
  person_id uuid not null references tc.person,
  at timestamptz not null,
  restored_at timestamptz,
  primary key (decision_id, contact_id)
);
create index death_stopped_person on tc.death_stopped (person_id) where restored_at is null;

-- What a team wrote that it did after a death: once for each confirmation. Append-only.
create table tc.death_after (
  id uuid primary key,
  decision_id uuid not null references tc.death_decision,
  person_id uuid not null references tc.person,
  organisation_id uuid not null references tc.organisation,
  team_id uuid not null references tc.team,
  did text not null check (did <> ''),
  at timestamptz not null,
  by_staff_id uuid not null references tc.staff,
  unique (decision_id, team_id)
);
create index death_after_person on tc.death_after (person_id);

-- Away from the ward inside a stay: leave, or away without leave. A fact of its own: it ends no stay and starts no clock.
create table tc.stay_leave (
  id uuid primary key,
  stay_id uuid not null,
  person_id uuid not null references tc.person,
  organisation_id uuid not null references tc.organisation,
  team_id uuid not null references tc.team,
  kind text not null check (kind in ('overnight leave', 'short leave', 'away without leave')),
  from_at timestamptz not null,
  expected_back_at timestamptz,
  source text not null check (source in ('by hand', 'message')),
  recorded_at timestamptz not null,
  recorded_by uuid not null,
  back_at timestamptz,
  back_recorded_at timestamptz,
  back_by uuid,
  check (expected_back_at > from_at),
  check (back_at >= from_at),
  check ((back_at is null) = (back_recorded_at is null) and (back_at is null) = (back_by is null)),
  foreign key (stay_id, person_id) references tc.stay (id, person_id)
);
create unique index stay_leave_open on tc.stay_leave (stay_id) where back_at is null;
create index stay_leave_person on tc.stay_leave (person_id);

-- When the message that ended a stay was sent: a cancelled discharge that is older than it cancels something else.
alter table tc.stay add column end_sent_at timestamptz;

-- A leaving that did not happen after all: what stood before it was undone. `sent_at`: of the message that says so; an older discharge
-- that comes late is known by it. Where nothing had ended yet, ended_at is null. Append-only.
create table tc.stay_end_undone (
  id uuid primary key,
  stay_id uuid not null,
  person_id uuid not null references tc.person,
  organisation_id uuid not null references tc.organisation,
  team_id uuid not null references tc.team,
  ended_at timestamptz,
  end_source text,
  source text not null check (source in ('by hand', 'message')),
  sent_at timestamptz,
  why text not null check (why <> ''),
  at timestamptz not null,
  by_id uuid not null,
  foreign key (stay_id, person_id) references tc.stay (id, person_id)
);
create index stay_end_undone_stay on tc.stay_end_undone (stay_id);
create index stay_end_undone_person on tc.stay_end_undone (person_id);

-- One sheet for each leaving: the sheet of a leaving that was cancelled stays as history.
alter table tc.unplanned_leaving add column leaving_no int not null default 0;
alter table tc.unplanned_leaving drop constraint unplanned_leaving_once;
alter table tc.unplanned_leaving add constraint unplanned_leaving_once unique (stay_id, leaving_no);

-- A decision to be met within 48 hours, taken back with its reason. Append-only. It may be decided again afterwards.
create table tc.sooner_contact_end (
  id uuid primary key,
  decision_id uuid not null unique references tc.sooner_contact,
  stay_id uuid not null,
  person_id uuid not null references tc.person,
  organisation_id uuid not null references tc.organisation,
  team_id uuid not null references tc.team,
  reason text not null check (reason <> ''),
  ended_at timestamptz not null,
  ended_by uuid not null references tc.staff,
  foreign key (stay_id, person_id) references tc.stay (id, person_id)
);
create index sooner_contact_end_stay on tc.sooner_contact_end (stay_id);
create index sooner_contact_end_person on tc.sooner_contact_end (person_id);
alter table tc.sooner_contact add column round int not null default 0;
alter table tc.sooner_contact drop constraint sooner_contact_once;
alter table tc.sooner_contact add constraint sooner_contact_once unique (stay_id, round);

-- The ward says once that what somebody needs on the day of leaving is in place; with a reason where something was still open.
create table tc.supports_in_place (
  id uuid primary key,
  stay_id uuid not null,
  person_id uuid not null references tc.person,
  organisation_id uuid not null references tc.organisation,
  team_id uuid not null references tc.team,
  -- what was open when somebody said so all the same; empty when nothing was
  open_then text[] not null default '{}',
  override_reason text,
  at timestamptz not null,
  by_staff_id uuid not null references tc.staff,
  check ((cardinality(open_then) = 0) = (override_reason is null)),
  foreign key (stay_id, person_id) references tc.stay (id, person_id)
);
create index supports_in_place_stay on tc.supports_in_place (stay_id, at);
create index supports_in_place_person on tc.supports_in_place (person_id);

-- The hours of a ward from a moment on. Whoever left before keeps what they were promised; tc.unit has what held at first. Append-only.
create table tc.unit_hours (
  id uuid primary key,
  unit_id uuid not null references tc.unit,
  organisation_id uuid not null references tc.organisation,
  version int not null check (version > 0),
  hours int not null check (hours in (72, 168)),
  why text not null check (why <> ''),
  from_at timestamptz not null,
  by_staff_id uuid not null references tc.staff,
  unique (unit_id, version)
);

-- a team's own contacts of one day, outside any time with a service
create index contact_own_team on tc.contact (team_id, on_day) where service_id is null;

reset role;
