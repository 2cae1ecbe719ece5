-- How to get into somebody's home (docs/decisions/0036-home-entry.md).
set role tc_owner;

-- What helps somebody into the home, one row a time it was written. The words of a row that is over are gone: only that it was there stays.
create table tc.home_entry (
  id uuid primary key,
  person_id uuid not null references tc.person,
  words text check (length(words) between 1 and 500),
  organisation_id uuid not null references tc.organisation,
  team_id uuid not null references tc.team,
  recorded_at timestamptz not null,
  recorded_by uuid not null references tc.staff,
  over_at timestamptz,
  over_by uuid references tc.staff,
  check ((over_at is null) = (words is not null) and (over_at is null) = (over_by is null))
);
create index home_entry_person on tc.home_entry (person_id) where over_at is null;

-- the ward, while somebody stays on it: what is worked out anew says the same
alter table acl.access no force row level security;
update acl.access set classes = classes | 64 where basis = 'stay';
alter table acl.access force row level security;

reset role;
