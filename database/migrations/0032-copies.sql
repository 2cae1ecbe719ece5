-- Copies of the record: for a person who asks, and for an organisation that leaves (docs/decisions/0035-copies.md).
set role tc_owner;

-- Somebody asks an organisation for everything it holds about them. One row a part of the organisation that answers: one for the
-- desk, and one for each team that alone may know what a drug-and-alcohol team has to do with them.
create table tc.subject_request (
  id uuid primary key,
  -- the same for every row of one asking
  asking_id uuid not null,
  person_id uuid not null references tc.person,
  organisation_id uuid not null references tc.organisation,
  -- the team in whose name it was written down
  team_id uuid not null references tc.team,
  -- null: the desk answers; else this team answers for what it alone may read
  closed_team_id uuid references tc.team,
  asked_on date not null,
  asked_how text not null check (asked_how in ('in person', 'by phone', 'by letter', 'by email', 'at their own door', 'through somebody who acts for them')),
  asked_what text not null check (length(asked_what) <= 2000),
  identity_how text check (length(identity_how) between 3 and 500),
  identity_on date,
  identity_by uuid references tc.staff,
  due_on date not null,
  -- the extension by two further months, with its reason, told to the person
  extended_why text check (extended_why in ('complex', 'several requests')),
  extended_words text check (length(extended_words) <= 2000),
  told_on date,
  told_how text check (length(told_how) <= 500),
  extended_by uuid references tc.staff,
  extended_at timestamptz,
  state text not null default 'asked' check (state in ('asked', 'gathered', 'released', 'handed over', 'ended')),
  recorded_at timestamptz not null,
  recorded_by uuid not null references tc.staff,
  gathered_at timestamptz,
  gathered_by uuid references tc.staff,
  released_at timestamptz,
  released_by uuid references tc.staff,
  -- over the digests of every part that was given, in order
  released_digest text,
  handed_on date,
  handed_how text check (length(handed_how) <= 500),
  handed_at timestamptz,
  handed_by uuid references tc.staff,
  ended_at timestamptz,
  ended_by uuid references tc.staff,
  ended_why text check (length(ended_why) between 3 and 1000),
  check ((identity_on is null) = (identity_by is null) and (identity_on is null) = (identity_how is null)),
  check (num_nulls(extended_why, extended_words, told_on, told_how, extended_by, extended_at) in (0, 6)),
  check ((state = 'asked') or state = 'ended' or (gathered_at is not null and identity_on is not null)),
  check (state not in ('released', 'handed over') or (released_at is not null and released_digest is not null)),
  check ((state = 'handed over') = (handed_on is not null)),
  check ((state = 'ended') = (ended_at is not null))
);
create index subject_request_person on tc.subject_request (person_id);
create index subject_request_organisation on tc.subject_request (organisation_id, due_on) where state in ('asked', 'gathered', 'released');
-- One row of the record as it was gathered, and what was decided about giving it.
create table tc.subject_part (
  id uuid primary key default gen_random_uuid(),
  request_id uuid not null references tc.subject_request,
  person_id uuid not null references tc.person,
  organisation_id uuid not null references tc.organisation,
  table_name text not null,
  row_key text not null,
  at timestamptz,
  -- in words of names instead of ids; taken away once the copy is handed over
  said jsonb,
  digest text not null,
  -- what was proposed for withholding, by the list of rules (null) or by somebody
  proposed text[] not null default '{}' check (proposed <@ array['another person', 'serious harm']),
  proposed_why text,
  proposed_by uuid references tc.staff,
  others text check (others in ('give', 'withhold')),
  others_why text check (length(others_why) <= 1000),
  others_by uuid references tc.staff,
  others_at timestamptz,
  harm text check (harm in ('likely', 'not likely')),
  harm_why text check (length(harm_why) <= 1000),
  -- profession and number in its register
  harm_as text check (length(harm_as) <= 200),
  harm_by uuid references tc.staff,
  harm_at timestamptz,
  given boolean,
  unique (request_id, table_name, row_key),
  check (num_nulls(others, others_why, others_by, others_at) in (0, 4)),
  check (num_nulls(harm, harm_why, harm_as, harm_by, harm_at) in (0, 5))
);
create index subject_part_request on tc.subject_part (request_id);

-- An organisation leaves: proposed by one, confirmed by another, closed once it has taken what it holds.
create table tc.organisation_leaving (
  id uuid primary key,
  organisation_id uuid not null references tc.organisation,
  team_id uuid not null references tc.team,
  why text not null check (length(why) between 3 and 2000),
  goes_to text not null check (length(goes_to) between 3 and 500),
  state text not null default 'proposed' check (state in ('proposed', 'confirmed', 'closed', 'taken back')),
  proposed_at timestamptz not null,
  proposed_by uuid not null references tc.staff,
  confirmed_at timestamptz,
  confirmed_by uuid references tc.staff,
  closed_at timestamptz,
  closed_by uuid references tc.staff,
  -- a line a table: name, rows, digest
  manifest jsonb,
  taken_back_at timestamptz,
  taken_back_by uuid references tc.staff,
  check ((state in ('confirmed', 'closed')) = (confirmed_by is not null)),
  check ((state = 'closed') = (manifest is not null) and (state = 'closed') = (closed_at is not null))
);
create unique index organisation_leaving_one on tc.organisation_leaving (organisation_id) where state in ('proposed', 'confirmed', 'closed');

alter table tc.organisation add column left_at timestamptz;

reset role;
