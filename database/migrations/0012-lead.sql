-- Who leads a person's way out: whom a team named, what was offered by name and answered, and how a way out was closed.
set role tc_owner;

-- widened once for every kind that this version keeps
alter table net.obligation drop constraint obligation_kind_check;
alter table net.obligation add constraint obligation_kind_check
  check (kind in ('N1a', 'N1b', 'N2', 'N4', 'N5', 'N7', 'N8', 'N9', 'N11', 'N13'));

-- one other team that must know of a gap; it does not own it
alter table net.obligation add column told_team_id uuid;
create index obligation_told on net.obligation (told_team_id, gap_from) where told_team_id is not null;
-- worries stand first on a board and are read apart: without it, past every other gap of the team
create index obligation_worries on net.obligation (team_id, gap_from) where starts_with(key, 'N11:worry:');

-- A ward, or the team that leads after it, names its own lead. Append-only: the newest of a team holds.
create table tc.lead_named (
  id uuid primary key,
  stay_id uuid not null,
  person_id uuid not null references tc.person,
  organisation_id uuid not null references tc.organisation,
  team_id uuid not null references tc.team,
  staff_id uuid not null references tc.staff,
  why text not null default '',
  at timestamptz not null,
  by_staff_id uuid not null references tc.staff,
  foreign key (stay_id, person_id) references tc.stay (id, person_id)
);
create index lead_named_person on tc.lead_named (person_id);
create index lead_named_staff on tc.lead_named (staff_id);

-- The lead offered by name ('lead'), or, at the end of a way out, asking somebody by name to carry on ('carry on').
-- Answered once, by the one who was named; taken back by the team that offered.
create table tc.lead_handover (
  id uuid primary key,
  what text not null check (what in ('lead', 'carry on')),
  stay_id uuid,
  person_id uuid not null references tc.person,
  organisation_id uuid not null references tc.organisation,
  -- the team that offers, and who wrote it
  team_id uuid not null references tc.team,
  by_staff_id uuid not null references tc.staff,
  to_team_id uuid not null references tc.team,
  to_staff_id uuid not null references tc.staff,
  note text not null default '',
  offered_at timestamptz not null,
  answer text check (answer in ('accepted', 'declined', 'withdrawn')),
  answered_at timestamptz,
  answered_by uuid references tc.staff,
  reason text,
  version int not null default 1,
  check ((answer is null) = (answered_at is null) and (answer is null) = (answered_by is null)),
  check (answer is distinct from 'declined' or reason <> ''),
  check (what = 'carry on' or stay_id is not null),
  foreign key (stay_id, person_id) references tc.stay (id, person_id)
);
create index lead_handover_person on tc.lead_handover (person_id);
create index lead_handover_waits on tc.lead_handover (to_team_id, offered_at) where answer is null;
create index lead_handover_staff on tc.lead_handover (to_staff_id);

-- A way out that somebody closed: what it went by, who carries on. Append-only; never undone, a later event opens another.
create table tc.transition_closing (
  id uuid primary key,
  transition_id uuid not null,
  person_id uuid not null references tc.person,
  organisation_id uuid not null references tc.organisation,
  team_id uuid not null references tc.team,
  carries_on_id uuid not null references tc.lead_handover,
  words text not null,
  closed_at timestamptz not null,
  by_staff_id uuid not null references tc.staff,
  constraint transition_closed_once unique (transition_id)
);
create index transition_closing_person on tc.transition_closing (person_id);
alter table tc.transition add column closed_at timestamptz;
alter table tc.transition add check (closed_at is null or state = 'closed');

alter table acl.access drop constraint access_basis_check;
alter table acl.access add constraint access_basis_check
  check (basis in ('stay', 'episode', 'referral taken on', 'lead or owner', 'asked to lead', 'referral sent to us', 'ended', 'registered'));

reset role;
