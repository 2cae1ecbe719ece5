-- Spreadsheets in: a file as it came, its rows with what each would do, and what became of them (docs/decisions/0041-spreadsheets-and-calendars.md).
set role tc_owner;
create table tc.import (
  id uuid primary key,
  kind text not null check (kind in ('people', 'referrals', 'episodes', 'staff', 'caseload')),
  organisation_id uuid not null references tc.organisation,
  team_id uuid not null references tc.team,
  staff_id uuid not null references tc.staff,
  file_name text not null check (length(file_name) between 1 and 200),
  file_bytes int not null,
  -- reading: rows are looked at; ready: waits for somebody to confirm; doing: rows become commands
  state text not null default 'reading' check (state in ('reading', 'refused', 'ready', 'doing', 'done', 'removed')),
  -- of the refusal catalogue, for a file that could not be read: fixed words, counts and names of columns
  refusal text,
  refusal_params jsonb not null default '{}',
  columns text[] not null default '{}',
  unused text[] not null default '{}',
  rows_read int not null default 0,
  rows_new int not null default 0,
  rows_changed int not null default 0,
  rows_unchanged int not null default 0,
  rows_problem int not null default 0,
  rows_done int not null default 0,
  rows_failed int not null default 0,
  uploaded_at timestamptz not null,
  ready_at timestamptz,
  confirmed_at timestamptz,
  confirmed_by uuid references tc.staff,
  ended_at timestamptz,
  moved_at timestamptz not null,
  version int not null default 1
);
create index import_team on tc.import (team_id, uploaded_at);

-- The file itself, until it has been read.
create table tc.import_file (
  import_id uuid primary key references tc.import,
  organisation_id uuid not null references tc.organisation,
  team_id uuid not null references tc.team,
  content bytea not null check (octet_length(content) between 1 and 10485760)
);

-- One row of the sheet, by the number that the spreadsheet itself shows. `cells` in the order of import.columns, as typed.
create table tc.import_row (
  import_id uuid not null references tc.import,
  n int not null,
  organisation_id uuid not null references tc.organisation,
  team_id uuid not null references tc.team,
  cells jsonb not null,
  verdict text not null check (verdict in ('new', 'changed', 'unchanged', 'problem')),
  -- a line a thing to fix, or to be changed: column and words of ours
  said jsonb not null default '[]',
  outcome text check (outcome in ('done', 'failed')),
  primary key (import_id, n)
);
create index import_row_verdict on tc.import_row (import_id, verdict, n);

-- Rows that a team has taken in, by digests: who the row was about, and all of what it said. Somebody who was only added is not open to the
-- team that added them, and the same file again must know itself all the same.
create table tc.import_taken (
  team_id uuid not null references tc.team,
  organisation_id uuid not null references tc.organisation,
  kind text not null,
  about uuid not null,
  content uuid not null,
  at timestamptz not null,
  primary key (team_id, kind, about)
);

-- Work of the worker in somebody's name: the post they asked in, and the token under which it is being done.
alter table jobs.job
  add column post_id uuid,
  add column token_sha256 bytea unique,
  add column leased_until timestamptz,
  add column tried int not null default 0;
create index job_waiting on jobs.job (at) where done_at is null;
reset role;
