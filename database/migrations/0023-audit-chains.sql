-- The audit sealed: each event gets a place in a hash chain of its organisation and month (decision 0024).
set role tc_owner;

-- the sealer takes events in the order of their transactions, not of their ids
create index event_xid on audit.event (xid);

-- A place in a chain. It stays when its event is disposed of, so that the chain still holds. Append-only.
create table audit.link (
  -- organisation and month in UTC: '0195f000-... 2026-03'
  part text not null,
  seq bigint not null check (seq > 0),
  event_id bigint not null unique,
  row_digest bytea not null check (length(row_digest) = 32),
  hash bytea not null check (length(hash) = 32),
  sealed_at timestamptz not null,
  primary key (part, seq)
);

-- The last place of each chain: what a checkpoint signs.
create table audit.head (
  part text primary key,
  organisation_id uuid not null,
  seq bigint not null,
  hash bytea not null
);

-- Who looked at whom, by person; written by the sealer, so that no act pays for it.
create table audit.seen (
  person_id uuid not null,
  at timestamptz not null,
  event_id bigint not null,
  primary key (person_id, at, event_id)
);

-- How far the sealer is. Every transaction below the frontier is sealed or was rolled back.
create table audit.sealer (
  one boolean primary key default true check (one),
  -- which installation's chains these are; a fresh database begins new ones
  chain uuid not null default gen_random_uuid(),
  frontier xid8 not null default '0',
  -- the server that gave the transactions their numbers; on another one they mean nothing
  system_id bigint,
  -- events sealed since the beginning
  sealed bigint not null default 0,
  beat_at timestamptz
);
insert into audit.sealer default values;

-- Signed checkpoints as the witness gave them back: for the organisations to take away. Not what verification trusts.
create table audit.checkpoint (
  n bigint primary key,
  at timestamptz not null,
  line text not null
);

-- What was disposed of at the end of its keeping time. Each row has an event of its own in the chain.
create table audit.disposal (
  id uuid primary key,
  part text not null,
  from_seq bigint not null,
  until_seq bigint not null,
  decided_by uuid not null references tc.staff,
  reason text not null check (length(reason) between 10 and 500),
  at timestamptz not null
);

reset role;
