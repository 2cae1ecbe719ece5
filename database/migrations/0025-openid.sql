-- How the staff of an organisation sign in: its own OpenID Connect provider, and which account there is which staff member here.
-- No secret stands here: secret_name names what the host of this installation holds.
set role tc_owner;

create table identity.provider (
  organisation_id uuid primary key references tc.organisation,
  issuer text not null check (length(issuer) between 10 and 300),
  client_id text not null check (length(client_id) between 1 and 200),
  secret_name text not null check (secret_name ~ '^[a-z0-9][a-z0-9-]{0,59}$'),
  -- lower case, without the @; two organisations hold one domain only by one and the same client of one issuer
  email_domains text[] not null check (cardinality(email_domains) between 1 and 20),
  -- hosts of the provider beside the issuer's own
  other_hosts text[] not null default '{}' check (cardinality(other_hosts) <= 10),
  -- how a second factor is proved: by amr or acr of the id token, or declared by the organisation, with a name and a day
  second_factor_proof text not null check (second_factor_proof in ('amr', 'acr', 'declared')),
  second_factor_values text[] not null check (cardinality(second_factor_values) <= 20),
  second_factor_declared_by uuid references tc.staff,
  second_factor_declared_at timestamptz,
  -- how the address is proved: by email_verified, or declared in the same way
  email_proof text not null check (email_proof in ('verified', 'declared')),
  email_declared_by uuid references tc.staff,
  email_declared_at timestamptz,
  version int not null default 1,
  changed_at timestamptz not null,
  changed_by uuid not null references tc.staff,
  -- the version that was tested last: nobody is sent there by settings that no test has passed
  tested_version int,
  tested_at timestamptz,
  tested_outcome text check (length(tested_outcome) <= 60),
  check ((second_factor_proof = 'declared') = (second_factor_declared_by is not null and second_factor_declared_at is not null)),
  check ((email_proof = 'declared') = (email_declared_by is not null and email_declared_at is not null)),
  check (second_factor_proof = 'declared' or cardinality(second_factor_values) > 0)
);

-- An account of a provider is one staff member and, of one issuer, a staff member has one account.
create table identity.provider_link (
  issuer text not null,
  subject text not null check (length(subject) between 1 and 255),
  staff_id uuid not null references tc.staff,
  linked_at timestamptz not null,
  primary key (issuer, subject)
);
create unique index provider_link_staff on identity.provider_link (staff_id, issuer);

reset role;
