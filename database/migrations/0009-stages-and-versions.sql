-- The stage a person is on, each move from one stage to another, and the version of a worry that somebody saw before changing it.
set role tc_owner;

-- whoever is on a pathway already is on its first stage, which is all that was ever true; the owner sees every row while rules are not forced
alter table tc.episode no force row level security;
alter table tc.pathway_version no force row level security;
alter table tc.episode add column stage_id text, add column stage_since_at timestamptz;
update tc.episode e set stage_id = v.body ->> 'startsAt', stage_since_at = e.started_at
  from tc.pathway_version v where v.pathway_id = e.pathway_id and v.version = e.pathway_version;
alter table tc.episode alter column stage_id set not null, alter column stage_since_at set not null;
alter table tc.episode force row level security;
alter table tc.pathway_version force row level security;

-- A move from stage to stage, with what the worker said of it. Append-only.
create table tc.stage_move (
  id uuid primary key,
  episode_id uuid not null,
  person_id uuid not null references tc.person,
  team_id uuid not null,
  organisation_id uuid not null,
  -- 4 shared; 16 when the team is a drug-and-alcohol team; 8 own-team
  class_bit int not null default 4 check (class_bit in (4, 8, 16)),
  from_stage_id text not null,
  to_stage_id text not null,
  -- what the record cannot count yet, as the worker said it
  goals_written int check (goals_written >= 0),
  person_agreed_at timestamptz,
  person_agreed_how text,
  moved_at timestamptz not null,
  moved_by uuid not null references tc.staff,
  check ((person_agreed_at is null) = (person_agreed_how is null)),
  check (from_stage_id <> to_stage_id),
  foreign key (episode_id, person_id) references tc.episode (id, person_id)
);
create index stage_move_episode on tc.stage_move (episode_id, moved_at);
create index stage_move_person on tc.stage_move (person_id);

-- who was told about a worry and what was done can be written by two people at once
alter table tc.worry add column version int not null default 1;

reset role;
