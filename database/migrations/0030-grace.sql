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

reset role;
