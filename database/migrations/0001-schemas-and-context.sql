-- Schemas, request context and the keys that sign it. Roles are made before this file runs (database/ROLES.md).
create schema tc authorization tc_owner;       -- the record
-- schema ctx is made by the migration runner, which keeps its own list there
create schema identity authorization tc_owner; -- sessions and machine clients
create schema acl authorization tc_owner;      -- who may see whom, derived
create schema net authorization tc_owner;      -- obligations and their gaps, derived
create schema audit authorization tc_owner;
create schema jobs authorization tc_owner;
create extension if not exists pgcrypto;
create extension if not exists fuzzystrmatch;

set role tc_owner;

-- One row: what this database is and how its contexts are signed. Readable by tc_ctx alone.
create table ctx.installation (
  one boolean primary key default true check (one),
  signing_key bytea not null default public.gen_random_bytes(32),
  -- 'new' until first served; a database ever opened in practice mode can never be served live
  mode text not null default 'new' check (mode in ('new', 'practice', 'live')),
  -- moved in practice mode and tests only (ctx.set_clock refuses elsewhere)
  clock_offset interval not null default '0',
  seeding text not null default 'none' check (seeding in ('none', 'running', 'done'))
);
insert into ctx.installation default values;

create table tc.organisation (
  id uuid primary key,
  kind text not null check (kind in ('trust', 'voluntary', 'independent provider', 'police', 'commissioner', 'primary care')),
  name text not null check (length(name) between 1 and 200),
  ods_code text,
  charity_number text,
  -- who is asked when an owner's team is closed; checked at commit so that both rows can be made together
  root_owner_staff_id uuid not null,
  created_at timestamptz not null
);
create unique index organisation_ods on tc.organisation (ods_code);

create table tc.staff (
  id uuid primary key,
  organisation_id uuid not null references tc.organisation,
  name text not null check (length(name) between 1 and 200),
  email text not null check (email = lower(email)),
  left_at timestamptz,
  version int not null default 1
);
create unique index staff_email on tc.staff (email);
alter table tc.organisation add constraint organisation_root_owner foreign key (root_owner_staff_id) references tc.staff deferrable initially deferred;

create table tc.team (
  id uuid primary key,
  organisation_id uuid not null references tc.organisation,
  name text not null check (length(name) between 1 and 200),
  kind text not null check (kind in ('ward', 'community', 'support', 'records desk', 'commissioning', 'primary care')),
  hours text not null,
  telephone text not null,
  drug_and_alcohol boolean not null default false,
  clinical_responsibility boolean not null default false,
  manager_staff_id uuid references tc.staff,
  closed_at timestamptz,
  version int not null default 1
);
create index team_organisation on tc.team (organisation_id);

create table tc.unit (
  id uuid primary key,
  organisation_id uuid not null references tc.organisation,
  team_id uuid not null references tc.team,
  code text not null,
  name text not null,
  kind text not null check (kind in ('ward', 'residential', 'secure'))
);
create unique index unit_code on tc.unit (organisation_id, code);

-- A post with its role card (content/roles); rights are copied here when the post is made, so a policy can ask for them.
create table tc.post (
  id uuid primary key,
  organisation_id uuid not null references tc.organisation,
  team_id uuid not null references tc.team,
  title text not null,
  role text not null,
  rights text[] not null,
  voluntary boolean not null default false
);
create index post_team on tc.post (team_id);

-- Who holds a post, and the secondment where the employer is another organisation.
create table tc.post_holder (
  id uuid primary key,
  post_id uuid not null references tc.post,
  staff_id uuid not null references tc.staff,
  from_at timestamptz not null,
  until_at timestamptz,
  employed_by_organisation_id uuid not null references tc.organisation,
  supervised_by_staff_id uuid references tc.staff
);
create index post_holder_staff on tc.post_holder (staff_id);
create index post_holder_post on tc.post_holder (post_id);

create table tc.staff_absence (
  id uuid primary key,
  staff_id uuid not null references tc.staff,
  kind text not null check (kind in ('leave', 'sick', 'training', 'other')),
  from_at timestamptz not null,
  until_at timestamptz not null,
  cover_staff_id uuid references tc.staff,
  recorded_at timestamptz not null,
  recorded_by uuid not null,
  check (until_at > from_at),
  check (cover_staff_id is null or cover_staff_id <> staff_id)
);
create index staff_absence_staff on tc.staff_absence (staff_id, until_at);

create table tc.service (
  id uuid primary key,
  name text not null,
  pathway_id text not null,
  -- the team whose board, inbox and manager this service uses
  team_id uuid not null references tc.team,
  organisation_id uuid not null references tc.organisation,
  accepts text not null,
  boundary_statement text not null,
  capacity int not null check (capacity >= 0),
  origin text,
  pilot_from_on date,
  pilot_until_on date,
  review_on date,
  -- days in which a service that declined, or whose support has ended, still reads its own rows (proposal, unsigned)
  own_rows_days int not null default 28,
  version int not null default 1
);
create index service_team_idx on tc.service (team_id);

create table tc.service_organisation (
  service_id uuid not null references tc.service,
  organisation_id uuid not null references tc.organisation,
  primary key (service_id, organisation_id)
);

create table tc.sharing_agreement (
  id uuid primary key,
  organisation_a uuid not null references tc.organisation,
  organisation_b uuid not null references tc.organisation,
  from_at timestamptz not null,
  until_at timestamptz,
  check (organisation_a < organisation_b)
);
create unique index sharing_agreement_pair on tc.sharing_agreement (organisation_a, organisation_b, from_at);

-- Pathway definitions as they were when first seen; an episode pins a row, never a file.
create table tc.pathway_version (
  pathway_id text not null,
  version int not null,
  sha256 text not null,
  title text not null,
  body jsonb not null,
  primary key (pathway_id, version)
);

-- Sessions made by the practice page or by the sign-in library, and machine clients. Only hashes of tokens are kept.
create table identity.session (
  id uuid primary key,
  token_sha256 bytea not null,
  staff_id uuid not null references tc.staff,
  post_id uuid not null references tc.post,
  second_factor text not null check (second_factor in ('totp', 'recovery code', 'passkey', 'practice')),
  second_factor_at timestamptz not null,
  device_kind text not null check (device_kind in ('own', 'shared')),
  created_at timestamptz not null,
  expires_at timestamptz not null,
  last_seen_at timestamptz not null,
  revoked_at timestamptz
);
create unique index session_token on identity.session (token_sha256);
create index session_staff on identity.session (staff_id);

-- A machine is a named member of one organisation with its rights and no more.
create table identity.client (
  id uuid primary key,
  name text not null,
  organisation_id uuid not null references tc.organisation,
  team_id uuid not null references tc.team,
  rights text[] not null,
  token_sha256 bytea not null,
  created_at timestamptz not null,
  revoked_at timestamptz
);
create unique index client_token on identity.client (token_sha256);

create table identity.sign_in_attempt (
  key text not null,
  at timestamptz not null,
  ok boolean not null
);
create index sign_in_attempt_key on identity.sign_in_attempt (key, at);

reset role;
