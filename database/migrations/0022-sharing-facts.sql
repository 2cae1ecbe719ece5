-- Three questions beside what a person said about sharing, each its own column: a yes to one is not a yes to another. None of them opens
-- anything. What was kept before says "not recorded".
set role tc_owner;

alter table tc.sharing_decision
  add column legal_basis text not null default 'not recorded'
    check (legal_basis in ('public task and health care', 'legitimate interests and health care', 'explicit consent', 'not recorded')),
  add column confidentiality_route text not null default 'not recorded'
    check (confidentiality_route in ('reasonably expected', 'agreed', 'overridden', 'required by law', 'not recorded')),
  add column takes_part text not null default 'not asked' check (takes_part in ('yes', 'no', 'not asked')),
  add column capacity text check (length(capacity) <= 500),
  -- they took back what they had said, or stopped what opened without an answer
  add column withdrawn boolean not null default false,
  add constraint withdrawn_is_no check (not withdrawn or answer = 'no'),
  add constraint consent_is_yes check (legal_basis <> 'explicit consent' or answer in ('yes', 'some'));

-- What the person chose for one carer, topic by topic; the newest counts, and no topic is a no.
create table tc.carer_choice (
  id uuid primary key,
  person_id uuid not null references tc.person,
  carer_id uuid not null references tc.carer,
  topics text[] not null check (cardinality(topics) <= 20),
  how text,
  who_was_there text,
  chosen_at timestamptz not null,
  recorded_by uuid references tc.staff,
  organisation_id uuid not null,
  team_id uuid not null
);
create index carer_choice_carer on tc.carer_choice (carer_id, chosen_at);
create index carer_choice_person on tc.carer_choice (person_id);

reset role;
