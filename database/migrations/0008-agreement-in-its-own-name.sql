-- A sharing agreement is made and ended by somebody, whose name it keeps; a version, so that a second saver is told.
-- Rows of before were loaded with the data and name nobody.
set role tc_owner;

alter table tc.sharing_agreement
  add column version int not null default 1,
  add column made_at timestamptz,
  add column made_by uuid references tc.staff,
  add column changed_at timestamptz,
  add column changed_by uuid references tc.staff;
create index unmet_need_team on tc.unmet_need (team_id, at);

reset role;
