-- The sign-in library's own tables (better-auth 1.7.6: core and its second-factor plugin), as its migration tool would make them,
-- in a schema of their own. One of the two named exceptions from forced row rules: no table here is about a person in care,
-- and tc_auth alone has any right in it. Beside them, in our own schema: invitations to set up a sign-in, and codes already used.
create schema auth authorization tc_owner;

set role tc_owner;

create table auth."user" (
  "id" text not null primary key,
  "name" text not null,
  "email" text not null unique,
  "emailVerified" boolean not null,
  "image" text,
  "createdAt" timestamptz default current_timestamp not null,
  "updatedAt" timestamptz default current_timestamp not null,
  "twoFactorEnabled" boolean
);

create table auth."session" (
  "id" text not null primary key,
  "expiresAt" timestamptz not null,
  "token" text not null unique,
  "createdAt" timestamptz default current_timestamp not null,
  "updatedAt" timestamptz not null,
  "ipAddress" text,
  "userAgent" text,
  "userId" text not null references auth."user" ("id") on delete cascade
);
create index "session_userId_idx" on auth."session" ("userId");

create table auth."account" (
  "id" text not null primary key,
  "accountId" text not null,
  "providerId" text not null,
  "userId" text not null references auth."user" ("id") on delete cascade,
  "accessToken" text,
  "refreshToken" text,
  "idToken" text,
  "accessTokenExpiresAt" timestamptz,
  "refreshTokenExpiresAt" timestamptz,
  "scope" text,
  "password" text,
  "createdAt" timestamptz default current_timestamp not null,
  "updatedAt" timestamptz not null
);
create index "account_userId_idx" on auth."account" ("userId");

create table auth."verification" (
  "id" text not null primary key,
  "identifier" text not null,
  "value" text not null,
  "expiresAt" timestamptz not null,
  "createdAt" timestamptz default current_timestamp not null,
  "updatedAt" timestamptz default current_timestamp not null
);
create index "verification_identifier_idx" on auth."verification" ("identifier");

create table auth."twoFactor" (
  "id" text not null primary key,
  "secret" text not null,
  "backupCodes" text not null,
  "userId" text not null references auth."user" ("id") on delete cascade,
  "verified" boolean,
  "failedVerificationCount" integer,
  "lockedUntil" timestamptz
);
create index "twoFactor_secret_idx" on auth."twoFactor" ("secret");
create index "twoFactor_userId_idx" on auth."twoFactor" ("userId");

grant usage on schema auth to tc_auth;
grant select, insert, update, delete on all tables in schema auth to tc_auth;

-- A one-time code with which a staff member sets their password and second factor. Its maker keeps the code; only a hash is here.
create table identity.invitation (
  id uuid primary key,
  staff_id uuid not null references tc.staff,
  code_sha256 bytea not null unique,
  made_by uuid not null,
  made_at timestamptz not null,
  expires_at timestamptz not null,
  used_at timestamptz
);
create index invitation_staff on identity.invitation (staff_id);

-- A code of an authenticator works once, though it holds for ninety seconds (ASVS V6.5.1).
create table identity.used_code (
  key bytea primary key,
  at timestamptz not null
);

reset role;
