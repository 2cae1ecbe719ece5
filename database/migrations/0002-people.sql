-- One row is one person in the partnership, owned by no organisation. Two bits of core live in two tables:
-- identity (class 1: names, age, safe contact, communication) and core (class 2: the rest).
set role tc_owner;

create table tc.person (
  id uuid primary key,
  -- shown first and largest; the full list of names is in person_name
  display_name text not null check (length(display_name) between 1 and 200),
  family_key text not null collate "C",
  given_key text not null collate "C",
  born_on date,
  pronouns text,
  communication jsonb not null default '{"answer":"not-asked"}',
  merged_into uuid references tc.person,
  registered_at timestamptz not null,
  version int not null default 1
);
create index person_born on tc.person (born_on, family_key);

create table tc.person_name (
  id uuid primary key,
  person_id uuid not null references tc.person,
  kind text not null check (kind in ('known-as', 'legal', 'former')),
  given text,
  family text,
  -- what people are compared by when somebody is registered: the family name as a key, or the only name there is
  family_key text collate "C"
);
create index person_name_person on tc.person_name (person_id);

-- One row a word of a name, for prefix ranges; equality and < only, so that row rules keep the index.
create table tc.person_name_key (
  key text not null collate "C",
  person_id uuid not null references tc.person,
  -- the word stands in a former name alone: found only by staff with the right
  former boolean not null default false,
  primary key (key, person_id)
);
create index person_name_key_person on tc.person_name_key (person_id);

-- Keys for misspelt names; read by tc_match's functions alone.
create table tc.person_search (
  person_id uuid primary key references tc.person,
  keys int[] not null
);
create index person_search_keys on tc.person_search using gin (keys) with (fastupdate = off);

create table tc.person_core (
  person_id uuid primary key references tc.person,
  nhs_number text,
  nhs_number_status text not null default 'not-known' check (nhs_number_status in ('verified', 'given-not-verified', 'not-known')),
  allergies text,
  allergies_state text not null default 'not asked' check (allergies_state in ('not asked', 'none known', 'listed')),
  home_area text,
  -- a list; "no fixed address" is an answer in it, and an empty list is "not known"
  addresses jsonb not null default '[]',
  version int not null default 1,
  check (nhs_number ~ '^[0-9]{10}$')
);
create index person_core_number on tc.person_core (nhs_number);
-- NHS number is not unique as the application sees it; verified ones are, and only tc_match writes them.
create unique index person_core_verified on tc.person_core (nhs_number) where nhs_number_status = 'verified';

-- Safe contact: how this person may be reached.
create table tc.contact_point (
  id uuid primary key,
  person_id uuid not null references tc.person,
  kind text not null check (kind in ('mobile', 'landline', 'email', 'post')),
  value text not null,
  -- what the person said about being reached here
  safe jsonb not null,
  ended_at timestamptz,
  recorded_at timestamptz not null,
  recorded_by uuid not null
);
create index contact_point_person on tc.contact_point (person_id);

-- Protected characteristics; kept out of clinical views (no page for support work selects this table).
create table tc.person_characteristic (
  person_id uuid not null references tc.person,
  name text not null,
  answer jsonb not null,
  recorded_at timestamptz not null,
  recorded_by uuid not null,
  primary key (person_id, name)
);

create table tc.carer (
  id uuid primary key,
  person_id uuid not null references tc.person,
  name text not null,
  relation text not null,
  contact_points jsonb not null default '[]',
  -- what the person answered about telling this carer
  may_be_told jsonb not null,
  organisation_id uuid not null,
  team_id uuid not null,
  recorded_at timestamptz not null,
  recorded_by uuid not null,
  ended_at timestamptz
);
create index carer_person on tc.carer (person_id);

-- Staff-safety facts are actions that expire, never labels; the reason has its own narrower table.
create table tc.staff_safety_action (
  id uuid primary key,
  person_id uuid not null references tc.person,
  action text not null,
  expires_on date not null,
  organisation_id uuid not null,
  team_id uuid not null,
  recorded_at timestamptz not null,
  recorded_by uuid not null
);
create index staff_safety_action_person on tc.staff_safety_action (person_id);
create table tc.staff_safety_reason (
  action_id uuid primary key references tc.staff_safety_action,
  person_id uuid not null references tc.person,
  team_id uuid not null,
  reason text not null
);
create index staff_safety_reason_person on tc.staff_safety_reason (person_id);

-- A service or team that registered or joined this person: opens nothing but its own records.
create table tc.person_relation (
  id uuid primary key,
  person_id uuid not null references tc.person,
  team_id uuid not null references tc.team,
  organisation_id uuid not null references tc.organisation,
  kind text not null check (kind in ('registered', 'joined')),
  at timestamptz not null
);
create unique index person_relation_once on tc.person_relation (person_id, team_id);

-- Simple list of medicines (name, dose in words, when, who prescribes, who said so, as of). Core.
create table tc.medicine (
  id uuid primary key,
  person_id uuid not null references tc.person,
  name text not null,
  dose_in_words text not null,
  when_in_words text not null,
  as_needed boolean not null default false,
  controlled boolean not null default false,
  prescriber text not null,
  said_by text not null,
  as_of date not null,
  ended_on date,
  ended_said_by text,
  organisation_id uuid not null,
  team_id uuid not null,
  recorded_at timestamptz not null,
  recorded_by uuid not null,
  version int not null default 1
);
create index medicine_person on tc.medicine (person_id);

reset role;
