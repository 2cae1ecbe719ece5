-- A view of a list that somebody keeps for themselves: which page, and its filters as they stand in the address. Nobody in care is in it.
set role tc_owner;

create table tc.saved_view (
  author_id uuid not null,
  page text not null check (page ~ '^/app/[a-z/-]+$'),
  query text not null check (length(query) between 1 and 500),
  saved_at timestamptz not null,
  primary key (author_id, page, query)
);

reset role;
