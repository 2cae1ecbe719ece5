-- Two records of one person, put together and taken apart again (docs/decisions/0030-merge.md).
set role tc_owner;

-- One row a pair. keep_id goes on; away_id becomes an alias of it for ever, unless the merge is undone.
create table tc.merge (
  id uuid primary key,
  keep_id uuid not null references tc.person,
  away_id uuid not null references tc.person,
  -- which identifiers said the same when it was proposed
  agreed text[] not null check (cardinality(agreed) >= 2),
  why text not null check (length(why) between 1 and 1000),
  organisation_id uuid not null references tc.organisation,
  team_id uuid not null references tc.team,
  state text not null default 'proposed' check (state in ('proposed', 'taken back', 'together', 'undone')),
  proposed_at timestamptz not null,
  proposed_by uuid not null references tc.staff,
  taken_back_at timestamptz,
  taken_back_by uuid references tc.staff,
  together_at timestamptz,
  -- the second person; the first one where neither record held anything yet
  together_by uuid references tc.staff,
  undo_until_at timestamptz,
  undone_at timestamptz,
  undone_by uuid references tc.staff,
  -- what was said of each thing written since: [{table, key, goes}]
  answers jsonb,
  check (keep_id <> away_id),
  check ((state = 'taken back') = (taken_back_at is not null)),
  check ((state in ('together', 'undone')) = (together_at is not null)),
  check ((together_at is null) = (undo_until_at is null) and (together_at is null) = (together_by is null)),
  check ((state = 'undone') = (undone_at is not null) and (undone_at is null) = (undone_by is null))
);
create index merge_keep on tc.merge (keep_id);
create index merge_away on tc.merge (away_id);
create index merge_team on tc.merge (team_id, proposed_at);
-- somebody is in one open proposal at most
create unique index merge_one_proposal_keep on tc.merge (keep_id) where state = 'proposed';
create unique index merge_one_proposal_away on tc.merge (away_id) where state = 'proposed';
-- a record goes into one other at most
create unique index merge_one_alias on tc.merge (away_id) where state = 'together';

-- What the merge found and did, row by row, so that it is undone from what was and not from what somebody remembers.
-- held: a row the kept record had; moved: a row of the other; put aside: taken away because the kept record had the same;
-- copied: made on the kept record; changed: a row of which fields were changed.
create table tc.merge_row (
  merge_id uuid not null references tc.merge,
  table_name text not null,
  -- the primary key without the person
  row_key jsonb not null,
  what text not null check (what in ('held', 'moved', 'put aside', 'copied', 'changed')),
  whose uuid not null references tc.person,
  was jsonb,
  became jsonb,
  primary key (merge_id, table_name, row_key, what, whose)
);
create index merge_row_id on tc.merge_row (merge_id, ((row_key ->> 'id')::uuid)) where row_key ? 'id';

reset role;
