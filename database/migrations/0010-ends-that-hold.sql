-- An agreement that was taken back before it began leaves its first day free for the one that is made instead.
set role tc_owner;

drop index tc.sharing_agreement_pair;
create unique index sharing_agreement_once on tc.sharing_agreement (organisation_a, organisation_b, from_at) where until_at is null or until_at > from_at;
create index sharing_agreement_pair on tc.sharing_agreement (organisation_a, organisation_b, from_at);


-- Whose act an end is: each organisation's own. An end that was agreed when it was made is nobody's act.
alter table tc.sharing_agreement
  add column ended_by_a boolean not null default false,
  add column ended_by_b boolean not null default false;

-- What is decided about an episode is its own team's, whoever writes the SQL: the rows are read by their episode alone.
alter table tc.episode add constraint episode_of_team unique (id, team_id);
alter table tc.schedule_decision add foreign key (episode_id, team_id) references tc.episode (id, team_id);
alter table tc.step_down_proposal add foreign key (episode_id, team_id) references tc.episode (id, team_id);
alter table tc.schedule_pause add foreign key (episode_id, team_id) references tc.episode (id, team_id);
alter table tc.stage_move add foreign key (episode_id, team_id) references tc.episode (id, team_id);

reset role;
