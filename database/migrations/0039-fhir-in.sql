-- Referrals in from other systems' FHIR and BaRS (decision 0040): machines that sign for themselves, and what they send kept as it came.
set role tc_owner;

-- A signed assertion is good once: its jti, until it would have run out.
create table identity.assertion_used (
  client_id uuid not null references identity.client,
  jti_sha256 bytea not null check (octet_length(jti_sha256) = 32),
  until_at timestamptz not null,
  primary key (client_id, jti_sha256)
);

-- The system that sent a referral and whom its message names as sender. The referral is owned by a member of staff all the same.
alter table tc.referral add column from_client_id uuid;
alter table tc.referral add column from_said text check (length(from_said) between 1 and 400);

-- A referral as another system sent it, whole, and what of it stands nowhere else in the record.
create table tc.referral_original (
  id uuid primary key,
  referral_id uuid not null references tc.referral,
  person_id uuid not null references tc.person,
  organisation_id uuid not null,
  team_id uuid not null,
  form text not null check (form in ('FHIR', 'BaRS')),
  -- the sender's own id of it, as it gave one: where the answers go, and how a repeat is known
  sender_id text check (length(sender_id) between 1 and 400),
  raw text not null check (length(raw) between 1 and 500000),
  -- paths and values as text: {path, text}
  unmapped jsonb not null,
  -- false where the person agreed to some of it only: the receiver reads what was sent on and not what it was made from
  for_receiver boolean not null,
  received_at timestamptz not null,
  received_by uuid not null
);
create index referral_original_referral on tc.referral_original (referral_id);
create index referral_original_person on tc.referral_original (person_id);
create index referral_original_sender on tc.referral_original (received_by, sender_id);

reset role;
