-- The way out of a ward: what is planned, what stops it, and a decision to be met sooner. The hours in which a ward's people are met.
set role tc_owner;

-- 72 hours, or 7 days where the ward's own setting says so (NICE NG53 1.6.7)
alter table tc.unit add column safety_hours int not null default 72 check (safety_hours in (72, 168));

alter table tc.transition drop constraint transition_opened_because_check;
alter table tc.transition add constraint transition_opened_because_check
  check (opened_because in ('referral names the stay', 'left', 'referral without a stay', 'leave date entered'));

-- N4: a live contact after leaving, booked and then done
alter table net.obligation drop constraint obligation_kind_check;
alter table net.obligation add constraint obligation_kind_check check (kind in ('N1b', 'N2', 'N4', 'N5', 'N7', 'N11'));

-- Each version whole: what is planned for leaving, who changed it and why. Append-only; the newest version holds.
create table tc.leaving_plan (
  id uuid primary key,
  stay_id uuid not null,
  person_id uuid not null references tc.person,
  organisation_id uuid not null references tc.organisation,
  team_id uuid not null references tc.team,
  version int not null check (version > 0),
  ready_on date,
  planned_on date,
  why text not null default '',
  at timestamptz not null,
  by_staff_id uuid not null,
  unique (stay_id, version),
  foreign key (stay_id, person_id) references tc.stay (id, person_id)
);
create index leaving_plan_person on tc.leaving_plan (person_id);

-- One thing that stops somebody leaving: a code of the national list, words, or both; who acts; days counted from since_on.
create table tc.leaving_blocker (
  id uuid primary key,
  stay_id uuid not null,
  person_id uuid not null references tc.person,
  organisation_id uuid not null references tc.organisation,
  team_id uuid not null references tc.team,
  code text check (code ~ '^[0-9]{2}$'),
  words text not null default '',
  who_acts text not null,
  since_on date not null,
  recorded_at timestamptz not null,
  recorded_by uuid not null,
  ended_on date,
  ended_at timestamptz,
  ended_by uuid,
  check (code is not null or words <> ''),
  check ((ended_on is null) = (ended_at is null) and (ended_at is null) = (ended_by is null)),
  check (ended_on >= since_on),
  foreign key (stay_id, person_id) references tc.stay (id, person_id)
);
create index leaving_blocker_stay on tc.leaving_blocker (stay_id, since_on);
create index leaving_blocker_person on tc.leaving_blocker (person_id);

-- A dated decision that somebody is met within 48 hours of leaving, with its author and reason. Never a label. Append-only.
create table tc.sooner_contact (
  id uuid primary key,
  stay_id uuid not null,
  person_id uuid not null references tc.person,
  organisation_id uuid not null references tc.organisation,
  team_id uuid not null references tc.team,
  reason text not null,
  decided_at timestamptz not null,
  decided_by uuid not null references tc.staff,
  foreign key (stay_id, person_id) references tc.stay (id, person_id)
);
alter table tc.sooner_contact add constraint sooner_contact_once unique (stay_id);
create index sooner_contact_person on tc.sooner_contact (person_id);

-- Somebody left and nothing was planned: one sheet a stay. Null is "nobody knows", "nobody yet", "nothing yet". Append-only.
create table tc.unplanned_leaving (
  id uuid primary key,
  stay_id uuid not null,
  person_id uuid not null references tc.person,
  organisation_id uuid not null references tc.organisation,
  team_id uuid not null references tc.team,
  how text not null check (how in ('self-discharge', 'tribunal', 'discharge message', 'other')),
  where_to text,
  told text,
  arranged text,
  at timestamptz not null,
  by_staff_id uuid not null references tc.staff,
  constraint unplanned_leaving_once unique (stay_id),
  foreign key (stay_id, person_id) references tc.stay (id, person_id)
);
create index unplanned_leaving_person on tc.unplanned_leaving (person_id);

-- the first time that somebody met the person after they left
create index contact_met on tc.contact (person_id, happened_at) where state = 'happened';

reset role;
