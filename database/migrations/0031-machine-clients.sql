-- Machine clients: OAuth client credentials beside the fixed tokens of the command line (decision 0034). And two things of signing in
-- through a provider: why a session ended when its account was parted, and a second factor whose moment nobody said.
set role tc_owner;

alter table identity.client
  -- what it was given, by names of the closed list (ctx.scope_rights); '{}' for a fixed token, whose rights stand in `rights`
  add column scopes text[] not null default '{}' check (cardinality(scopes) <= 40),
  add column version int not null default 1,
  add column secret_sha256 bytea check (octet_length(secret_sha256) = 32),
  -- public keys by which a client signs for itself instead of sending a secret: a JSON Web Key Set. Nothing reads it yet
  add column jwks jsonb,
  add column secret_made_at timestamptz,
  add column made_by uuid references tc.staff,
  add column last_used_at timestamptz,
  add column revoked_by uuid references tc.staff,
  alter column token_sha256 drop not null,
  -- a fixed token, or what fetches tokens; never both
  add check ((token_sha256 is not null) <> (secret_sha256 is not null or jwks is not null)),
  add check (token_sha256 is not null or made_by is not null);
create index client_organisation on identity.client (organisation_id);

-- A token of ten minutes. Only its hash is kept; it holds what it was asked for and never more than its client holds now.
create table identity.machine_token (
  token_sha256 bytea primary key check (octet_length(token_sha256) = 32),
  client_id uuid not null references identity.client,
  scopes text[] not null,
  issued_at timestamptz not null,
  expires_at timestamptz not null check (expires_at > issued_at and expires_at <= issued_at + interval '10 minutes')
);
create index machine_token_client on identity.machine_token (client_id, issued_at);

alter table identity.session
  drop constraint session_revoked_why_check,
  add constraint session_revoked_why_check check (revoked_why in
    ('signed out', 'ended from the list', 'ended by a manager', 'post changed', 'posts changed', 'left', 'set up afresh', 'account parted')),
  -- null: the provider did not say when it asked for the second factor, so nothing that needs a fresh one opens
  alter column second_factor_at drop not null;

reset role;
