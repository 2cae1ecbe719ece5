-- The fourteen days after an agreement ends, and being told before it does (docs/decisions/0033-grace.md).
set role tc_owner;

-- Since when somebody has been in the care that a row is about: taken on or begun. Only a row that may outlive its agreement has it.
alter table acl.access add column in_care_from_at timestamptz;
drop index acl.access_by_person;
create index access_by_person on acl.access (person_id) include (grantee_id, classes, until_at, from_at, agreement_id, in_care_from_at);
-- rows of before: what is worked out anew says the same
alter table acl.access no force row level security;
alter table tc.episode no force row level security;
alter table tc.referral no force row level security;
update acl.access a set in_care_from_at = least(a.from_at, (
    select r.answered_at from tc.episode e join tc.referral r on r.id = e.referral_id where a.basis = 'episode' and e.id = a.source_id))
 where a.agreement_id is not null and a.basis in ('episode', 'referral taken on');
alter table acl.access force row level security;
alter table tc.episode force row level security;
alter table tc.referral force row level security;

-- Who was told that an agreement ends, at which of its levels. The row is the telling; its task and its messages are written with it.
create table tc.agreement_warning (
  agreement_id uuid not null references tc.sharing_agreement,
  -- of this end: another end is told anew
  ends_at timestamptz not null,
  -- London days before the last day is over: 30, 7 or 1
  level int not null check (level in (1, 7, 30)),
  team_id uuid not null references tc.team,
  organisation_id uuid not null references tc.organisation,
  task_id uuid not null,
  staff_ids uuid[] not null,
  told_at timestamptz not null,
  primary key (agreement_id, ends_at, level, team_id)
);

-- Who speaks or decides for somebody, as it was written down. It opens nothing to anybody: access by itself is none.
create table tc.deputy (
  id uuid primary key,
  person_id uuid not null references tc.person,
  kind text not null check (kind in ('attorney', 'deputy', 'nearest relative', 'nominated person', 'advocate')),
  name text not null check (length(name) between 1 and 200),
  telephone text check (length(telephone) between 1 and 50),
  -- about what, in words: health and welfare, one meeting
  scope text not null check (length(scope) between 1 and 500),
  -- which paper was seen and when; both null: nobody has seen any yet
  evidence text check (length(evidence) between 1 and 500),
  evidence_seen_on date,
  from_on date not null,
  until_on date,
  -- 16 where a drug-and-alcohol team wrote it: that it did is of its class
  class_bit int not null check (class_bit in (2, 16)),
  organisation_id uuid not null references tc.organisation,
  team_id uuid not null references tc.team,
  recorded_at timestamptz not null,
  recorded_by uuid not null references tc.staff,
  ended_on date,
  ended_why text check (length(ended_why) between 1 and 500),
  ended_at timestamptz,
  ended_by uuid references tc.staff,
  version int not null default 1,
  check ((evidence is null) = (evidence_seen_on is null)),
  check (until_on is null or until_on >= from_on),
  check ((ended_on is null) = (ended_why is null) and (ended_on is null) = (ended_at is null) and (ended_on is null) = (ended_by is null))
);
create index deputy_person on tc.deputy (person_id);

reset role;
