-- Passkeys, and what a session needs to be listed, ended with a reason, locked, and begun in the right post.
set role tc_owner;

-- A passkey of a staff member. The private key stays on their device; what is here opens nothing.
create table identity.passkey (
  id uuid primary key,
  staff_id uuid not null references tc.staff,
  -- the authenticator's own name for it, base64url
  credential_id text not null unique check (length(credential_id) between 16 and 1400),
  public_key bytea not null check (octet_length(public_key) between 32 and 4096),
  -- how often the authenticator says it was used; 0 for ever where it does not count
  counter bigint not null check (counter >= 0),
  transports text[] not null,
  name text not null check (length(name) between 1 and 60),
  made_at timestamptz not null,
  last_used_at timestamptz,
  revoked_at timestamptz
);
create index passkey_staff on identity.passkey (staff_id);

alter table identity.session
  -- "Chrome on Windows": a few words of our own, never what the browser sent
  add column device text check (length(device) between 1 and 60),
  -- null: signed out, or ended before reasons were kept
  add column revoked_why text check (revoked_why in ('signed out', 'ended from the list', 'ended by a manager', 'post changed', 'posts changed', 'left', 'set up afresh')),
  -- locked by its own staff member: nothing opens until they show a second factor
  add column locked_at timestamptz,
  -- somebody with more than one post has not said yet in which they act: nothing opens before
  add column awaits_post boolean not null default false;

reset role;
