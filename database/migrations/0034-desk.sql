-- A complaint about who looked at somebody: with it the privacy desk of one organisation knows who they are, and who has looked.
set role tc_owner;
create table tc.complaint (
  id uuid primary key,
  person_id uuid not null references tc.person,
  raised_by text not null check (raised_by in ('the person', 'somebody close to them', 'a member of staff', 'somebody else')),
  words text not null check (length(words) between 10 and 2000),
  opened_by uuid not null references tc.staff,
  team_id uuid not null references tc.team,
  organisation_id uuid not null references tc.organisation,
  opened_at timestamptz not null,
  due_at timestamptz not null,
  closed_by uuid references tc.staff,
  closed_at timestamptz,
  found text check (length(found) between 10 and 2000),
  check ((closed_at is null) = (closed_by is null) and (closed_at is null) = (found is null))
);
create index complaint_desk on tc.complaint (organisation_id, opened_at);
create index complaint_person on tc.complaint (person_id);

-- the desk reads the audit of the last days in its order; a few pages of index for any number of events
create index event_at on audit.event using brin (at);
