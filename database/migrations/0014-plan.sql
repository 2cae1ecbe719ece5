-- What was agreed with somebody: the leaving and staying-well plan and who has received it, the safety plan, what matters, goals,
-- appointments, and the days on which these are looked at again.
set role tc_owner;

-- Each version whole. `sections`: key to plain words and the person's own; `named`: who is to have it. Append-only; the newest holds.
create table tc.plan (
  id uuid primary key,
  -- the id of its first version
  plan_id uuid not null,
  person_id uuid not null references tc.person,
  organisation_id uuid not null references tc.organisation,
  team_id uuid not null references tc.team,
  class_bit int not null default 4 check (class_bit in (4, 16)),
  stay_id uuid,
  version int not null check (version > 0),
  sections jsonb not null,
  named jsonb not null,
  at timestamptz not null,
  by_staff_id uuid not null references tc.staff,
  unique (plan_id, version),
  unique (plan_id, version, person_id),
  unique (id, person_id, team_id),
  -- later versions are of the team that wrote the first, about the same person
  foreign key (plan_id, person_id, team_id) references tc.plan (id, person_id, team_id),
  check ((version = 1) = (id = plan_id)),
  foreign key (stay_id, person_id) references tc.stay (id, person_id)
);
create index plan_person on tc.plan (person_id, plan_id, version);
create index plan_stay on tc.plan (stay_id);
create index plan_team on tc.plan (team_id);

-- One named recipient has one version. How it got there is one of four ways, and none of them is "sent". Append-only.
create table tc.plan_receipt (
  id uuid primary key,
  plan_id uuid not null,
  version int not null,
  recipient_id uuid not null,
  person_id uuid not null references tc.person,
  organisation_id uuid not null references tc.organisation,
  team_id uuid not null references tc.team,
  way text not null check (way in ('opened here', 'acknowledged by machine', 'handed over', 'posted')),
  how text not null default '',
  received_at timestamptz not null,
  recorded_at timestamptz not null,
  -- a staff member, or the machine of an organisation
  by_id uuid not null,
  check (way in ('opened here', 'acknowledged by machine') or how <> ''),
  foreign key (plan_id, version, person_id) references tc.plan (plan_id, version, person_id)
);
create index plan_receipt_plan on tc.plan_receipt (plan_id, recipient_id);
create index plan_receipt_person on tc.plan_receipt (person_id);

-- Made with the person; core, so that whoever supports them has it from the first day. Each version whole, append-only.
create table tc.safety_plan (
  id uuid primary key,
  person_id uuid not null references tc.person,
  organisation_id uuid not null references tc.organisation,
  team_id uuid not null references tc.team,
  version int not null check (version > 0),
  helps text not null,
  signs text not null,
  sets_off text not null,
  -- [{name, number}], who to ring first comes first
  ring jsonb not null,
  made_with text not null check (made_with <> ''),
  made_on date not null,
  at timestamptz not null,
  by_staff_id uuid not null references tc.staff,
  unique (person_id, version)
);

-- The person's own words, as they said them to one team. Each version whole, append-only.
create table tc.what_matters (
  id uuid primary key,
  person_id uuid not null references tc.person,
  organisation_id uuid not null references tc.organisation,
  team_id uuid not null references tc.team,
  class_bit int not null default 4 check (class_bit in (4, 16)),
  version int not null check (version > 0),
  words text not null check (words <> ''),
  at timestamptz not null,
  by_staff_id uuid not null references tc.staff,
  unique (person_id, team_id, version)
);

create table tc.goal (
  id uuid primary key,
  person_id uuid not null references tc.person,
  organisation_id uuid not null references tc.organisation,
  team_id uuid not null references tc.team,
  class_bit int not null default 4 check (class_bit in (4, 16)),
  words text not null check (words <> ''),
  topic text not null check (topic in ('benefits', 'life skills', 'housing', 'managing appointments', 'something else')),
  state text not null default 'open' check (state in ('open', 'done', 'changed')),
  set_at timestamptz not null,
  set_by uuid not null references tc.staff,
  ended_at timestamptz,
  ended_by uuid,
  version int not null default 1,
  check ((state = 'open') = (ended_at is null) and (ended_at is null) = (ended_by is null)),
  unique (id, person_id)
);
create index goal_person on tc.goal (person_id, set_at);
create index goal_team on tc.goal (team_id, set_at);

-- The next step of a goal: by whom, by when, how it went. A goal that goes on has a new one.
create table tc.goal_step (
  id uuid primary key,
  goal_id uuid not null,
  person_id uuid not null references tc.person,
  organisation_id uuid not null references tc.organisation,
  team_id uuid not null references tc.team,
  class_bit int not null default 4 check (class_bit in (4, 16)),
  step text not null check (step <> ''),
  by_whom text not null check (by_whom <> ''),
  by_on date not null,
  set_at timestamptz not null,
  set_by uuid not null references tc.staff,
  outcome text check (outcome in ('done', 'not done')),
  how_it_went text,
  told_at timestamptz,
  told_by uuid,
  check ((outcome is null) = (told_at is null) and (told_at is null) = (told_by is null)),
  foreign key (goal_id, person_id) references tc.goal (id, person_id)
);
create index goal_step_goal on tc.goal_step (goal_id, set_at);
create index goal_step_person on tc.goal_step (person_id);
create index goal_step_told on tc.goal_step (team_id, told_at);

create table tc.appointment (
  id uuid primary key,
  person_id uuid not null references tc.person,
  organisation_id uuid not null references tc.organisation,
  team_id uuid not null references tc.team,
  class_bit int not null default 4 check (class_bit in (4, 16)),
  what text not null check (what <> ''),
  place text not null,
  with_whom text not null,
  topic text not null check (topic in ('benefits', 'life skills', 'housing', 'managing appointments', 'something else')),
  starts_at timestamptz not null,
  -- the day before, on which it stands on the list of whoever goes along, or of the team
  remind_on date not null,
  goes_staff_id uuid references tc.staff,
  made_at timestamptz not null,
  made_by uuid not null references tc.staff,
  state text not null default 'planned' check (state in ('planned', 'went', 'did not', 'moved')),
  went_with_staff_id uuid references tc.staff,
  outcome text,
  moved_to_id uuid,
  told_at timestamptz,
  told_by uuid,
  version int not null default 1,
  check ((state = 'planned') = (told_at is null) and (told_at is null) = (told_by is null)),
  check (went_with_staff_id is null or state = 'went'),
  check ((state = 'moved') = (moved_to_id is not null))
);
create index appointment_person on tc.appointment (person_id, starts_at);
create index appointment_team on tc.appointment (team_id, starts_at);
create index appointment_goes on tc.appointment (goes_staff_id, remind_on) where state = 'planned';

-- Somebody looked at it: what was looked at, what changed, and when it is looked at next. Append-only.
create table tc.review (
  id uuid primary key,
  person_id uuid not null references tc.person,
  organisation_id uuid not null references tc.organisation,
  team_id uuid not null references tc.team,
  class_bit int not null default 4 check (class_bit in (4, 16)),
  kind text not null check (kind in ('schedule', 'stage', 'plan', 'communication', 'sharing')),
  -- the episode, the plan, the person, or the recipient service
  about_id uuid not null,
  due_on date not null,
  looked_at text not null check (looked_at <> ''),
  changed text not null,
  next_on date,
  done_at timestamptz not null,
  done_by uuid not null references tc.staff,
  -- why it is not asked again; null where it is
  not_again text check (not_again <> ''),
  check (next_on > due_on or next_on is null),
  check (not_again is null or next_on is null)
);
create index review_person on tc.review (person_id, kind, about_id, done_at);

-- After how many weeks a service looks at a plan again. Off until a named clinician signs it; a new row takes the place of the last.
create table tc.review_setting (
  id uuid primary key,
  service_id uuid not null references tc.service,
  organisation_id uuid not null references tc.organisation,
  kind text not null check (kind in ('plan')),
  -- null: off again
  weeks int check (weeks between 1 and 104),
  signed_by text not null check (signed_by <> ''),
  signed_as text not null check (signed_as <> ''),
  signed_on date not null,
  at timestamptz not null,
  by_staff_id uuid not null references tc.staff
);
create index review_setting_service on tc.review_setting (service_id, kind, at);

reset role;
