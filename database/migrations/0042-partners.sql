-- Partners that are told when a referral they sent goes on (decision 0040): which addresses an organisation lists, what its machines
-- follow, and each try.
set role tc_owner;

-- Nothing is ever sent to an address that does not stand here. Ended ones stay, for the tries that name them.
create table tc.partner_endpoint (
  id uuid primary key,
  organisation_id uuid not null references tc.organisation,
  name text not null check (length(name) between 1 and 100),
  address text not null check (length(address) between 10 and 500),
  listed_at timestamptz not null,
  listed_by uuid not null references tc.staff,
  ended_at timestamptz,
  ended_by uuid references tc.staff,
  version int not null default 1
);
create unique index partner_endpoint_listed on tc.partner_endpoint (organisation_id, address) where ended_at is null;

-- What a machine follows: one referral that its team sent.
create table tc.subscription (
  id uuid primary key,
  organisation_id uuid not null references tc.organisation,
  client_id uuid not null,
  endpoint_id uuid not null references tc.partner_endpoint,
  referral_id uuid not null references tc.referral,
  criteria text not null check (length(criteria) between 1 and 200),
  reason text not null check (length(reason) between 1 and 200),
  state text not null check (state in ('active', 'error', 'off')),
  made_at timestamptz not null,
  -- the version of the referral that was told last
  told_version int not null,
  tries int not null default 0,
  next_try_at timestamptz not null,
  version int not null default 1
);
create index subscription_due on tc.subscription (next_try_at) where state = 'active';
create index subscription_client on tc.subscription (client_id, made_at);
create index subscription_referral on tc.subscription (referral_id);

create table tc.partner_try (
  id uuid primary key,
  subscription_id uuid not null references tc.subscription,
  organisation_id uuid not null,
  client_id uuid not null,
  endpoint_id uuid not null references tc.partner_endpoint,
  at timestamptz not null,
  -- a fixed word or a status: never a name, never what the other side wrote
  outcome text not null check (length(outcome) between 1 and 60),
  went boolean not null
);
create index partner_try_subscription on tc.partner_try (subscription_id, at);
create index partner_try_endpoint on tc.partner_try (endpoint_id, at);

reset role;
