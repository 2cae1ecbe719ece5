-- Referrals in from other systems' FHIR and BaRS (decision 0040): machines that sign for themselves.
set role tc_owner;

-- A signed assertion is good once: its jti, until it would have run out.
create table identity.assertion_used (
  client_id uuid not null references identity.client,
  jti_sha256 bytea not null check (octet_length(jti_sha256) = 32),
  until_at timestamptz not null,
  primary key (client_id, jti_sha256)
);

reset role;
