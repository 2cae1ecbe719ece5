-- What is worked out from the facts (access, obligations), what was asked (commands) and who did or saw what (audit).
set role tc_owner;

-- Who may see whom: one row a reason, keyed by grantee (team, service, post or staff member), never by session.
-- Bits: identity 1, core 2, shared 4, own-team 8, drug-and-alcohol 16, person-and-team 32, home-entry 64, safeguarding 128;
-- 256 means "may write its own rows".
create table acl.access (
  person_id uuid not null references tc.person,
  grantee_id uuid not null,
  classes int not null,
  agreement_id uuid references tc.sharing_agreement,
  from_at timestamptz not null,
  until_at timestamptz,
  basis text not null check (basis in ('stay', 'episode', 'referral taken on', 'lead or owner', 'referral sent to us', 'ended', 'registered')),
  source_id uuid not null,
  primary key (person_id, grantee_id, basis, source_id)
);
create index access_by_person on acl.access (person_id) include (grantee_id, classes, until_at, from_at, agreement_id);
create index access_by_grantee on acl.access (grantee_id, person_id);

-- A person's "no" to one recipient: closes core for that service whatever else opens it.
create table acl.closed (
  person_id uuid not null references tc.person,
  grantee_id uuid not null,
  decision_id uuid not null references tc.sharing_decision,
  primary key (person_id, grantee_id)
);

-- One row an interval in which an obligation is not kept, for all time to come. No clock wrote these rows.
create table net.obligation (
  person_id uuid not null references tc.person,
  key text not null,
  gap_from timestamptz not null,
  gap_until timestamptz not null default 'infinity',
  kind text not null check (kind in ('N1b', 'N2', 'N5', 'N7', 'N11')),
  about_id uuid not null,
  team_id uuid not null,
  organisation_id uuid not null,
  owner_staff_id uuid,
  class_bit int not null,
  clears text not null,
  source text not null,
  rules_version int not null,
  primary key (person_id, key, gap_from),
  check (gap_until > gap_from)
);
create index obligation_board on net.obligation (team_id, gap_from);

-- A gap taken over with a reason. Never a dismissal: the row stays on the board with the name.
create table net.taken_over (
  person_id uuid not null references tc.person,
  key text not null,
  by_staff_id uuid not null references tc.staff,
  team_id uuid not null,
  organisation_id uuid not null,
  reason text not null,
  at timestamptz not null,
  primary key (person_id, key)
);

-- Which people the open command names or was told it touches; written by net functions for this transaction alone.
create unlogged table net.open_command (
  xid xid8 not null,
  person_id uuid not null,
  primary key (xid, person_id)
);

-- Commands by (actor, id): digest, outcome and ids of the rows made. No clinical text. Kept 90 days.
create table audit.command (
  actor_id uuid not null,
  id uuid not null,
  name text not null,
  digest bytea not null,
  outcome text not null,
  refusal jsonb,
  made jsonb not null,
  door_version int not null,
  at timestamptz not null,
  primary key (actor_id, id)
);
create index command_at on audit.command (at);

-- Who did or saw what. Staged in the same transaction as the act; sealed later. Never read by features.
create table audit.event (
  id bigint generated always as identity primary key,
  at timestamptz not null,
  actor_id uuid not null,
  organisation_id uuid not null,
  session_id uuid not null,
  purpose text not null,
  action text not null,
  person_ids uuid[] not null,
  record_ids uuid[] not null,
  outcome text not null,
  xid xid8 not null default pg_current_xact_id()
);

-- Work handed to the worker: a kind and a reference, never text. The row is signed by jobs.enqueue.
create table jobs.job (
  id uuid primary key,
  kind text not null,
  ref uuid,
  actor_id uuid not null,
  organisation_id uuid not null,
  mac bytea not null,
  at timestamptz not null,
  done_at timestamptz
);

reset role;
