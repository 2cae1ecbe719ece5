-- Referrals that leave by BaRS (decision 0040): which services are reached through a listed partner's system, and each message that goes.
set role tc_owner;

-- How a partner's system lets ours in: where tokens are given out, and by what name it knows us there. Both, or neither.
alter table tc.partner_endpoint add column token_address text check (length(token_address) between 10 and 500);
alter table tc.partner_endpoint add column client_name text check (length(client_name) between 1 and 200);
alter table tc.partner_endpoint add constraint partner_endpoint_token check ((token_address is null) = (client_name is null));

-- A service that gets its referrals in another system too: through which listed address, and what that system calls it.
create table tc.partner_door (
  id uuid primary key,
  organisation_id uuid not null references tc.organisation,
  endpoint_id uuid not null references tc.partner_endpoint,
  service_id uuid not null references tc.service,
  target_system text not null check (length(target_system) between 1 and 200),
  target_value text not null check (length(target_value) between 1 and 200),
  listed_at timestamptz not null,
  listed_by uuid not null references tc.staff,
  ended_at timestamptz,
  ended_by uuid references tc.staff,
  version int not null default 1
);
create unique index partner_door_service on tc.partner_door (organisation_id, service_id) where ended_at is null;
create index partner_door_endpoint on tc.partner_door (endpoint_id);

-- One message, written in the transaction of the act that it tells of. Its id is its X-Request-Id: a repeat has the same.
create table tc.partner_message (
  id uuid primary key,
  referral_id uuid not null references tc.referral,
  person_id uuid not null references tc.person,
  organisation_id uuid not null,
  team_id uuid not null,
  door_id uuid not null references tc.partner_door,
  tells text not null check (tells in ('sent', 'taken back')),
  headers jsonb not null,
  body text not null check (length(body) between 1 and 500000),
  made_at timestamptz not null,
  state text not null default 'waiting' check (state in ('waiting', 'taken', 'refused', 'not reached', 'not needed')),
  tries int not null default 0,
  -- counted from before a try begins: one that was broken off may have arrived
  tried_at timestamptz,
  next_try_at timestamptz not null,
  -- a fixed word or a status
  outcome text check (length(outcome) between 1 and 60),
  -- what the other system answered last, as it came
  answer text check (length(answer) <= 200000),
  settled_at timestamptz,
  version int not null default 1
);
create unique index partner_message_once on tc.partner_message (referral_id, tells);
create index partner_message_due on tc.partner_message (next_try_at) where state = 'waiting';
create index partner_message_person on tc.partner_message (person_id);
create index partner_message_door on tc.partner_message (door_id, state);

reset role;
