-- Safeguarding records, and what a person told one team and nobody else (docs/decisions/0037-safeguarding-and-one-team.md).
set role tc_owner;

-- That something is held, by which team, and whom to ring. The words stand in its versions, which fewer may read.
create table tc.safeguarding (
  id uuid primary key,
  person_id uuid not null references tc.person,
  ring text not null check (length(ring) between 1 and 200),
  organisation_id uuid not null references tc.organisation,
  team_id uuid not null references tc.team,
  recorded_at timestamptz not null,
  recorded_by uuid not null references tc.staff,
  over_at timestamptz,
  over_by uuid references tc.staff,
  check ((over_at is null) = (over_by is null))
);
create index safeguarding_person on tc.safeguarding (person_id);

-- What is written of it; every version stays.
create table tc.safeguarding_version (
  id uuid primary key,
  safeguarding_id uuid not null references tc.safeguarding,
  person_id uuid not null references tc.person,
  version int not null check (version > 0),
  words text not null check (length(words) between 1 and 4000),
  organisation_id uuid not null references tc.organisation,
  team_id uuid not null references tc.team,
  at timestamptz not null,
  by_staff_id uuid not null references tc.staff,
  unique (safeguarding_id, version)
);
create index safeguarding_version_person on tc.safeguarding_version (person_id);

-- What a person told one team, for that team alone.
create table tc.told_us (
  id uuid primary key,
  person_id uuid not null references tc.person,
  words text not null check (length(words) between 1 and 2000),
  organisation_id uuid not null references tc.organisation,
  team_id uuid not null references tc.team,
  recorded_at timestamptz not null,
  recorded_by uuid not null references tc.staff,
  over_at timestamptz,
  over_by uuid references tc.staff,
  check ((over_at is null) = (over_by is null))
);
create index told_us_person on tc.told_us (person_id);

-- what is worked out anew says the same: the teams that support somebody now or lead, cover or own hold what was told to them, and the
-- teams that support somebody now keep safeguarding records
alter table acl.access no force row level security;
update acl.access set classes = classes | 32
 where basis in ('stay', 'lead or owner') or (basis in ('episode', 'referral taken on') and (classes & 8) <> 0);
update acl.access set classes = classes | 128
 where basis = 'stay' or (basis in ('episode', 'referral taken on') and (classes & 8) <> 0);
alter table acl.access force row level security;

reset role;
