-- Moved to another ward: the stay goes on, and every ward it was on is kept. What a stay says of how it ended, what kind of bed a unit
-- has, and a contact of which its writer says that it was after leaving.
set role tc_owner;

-- since when the team that has the person now has them: null is "since they were admitted"
alter table tc.stay add column team_since_at timestamptz;

-- Each move from one unit to another inside a stay. `team_id` and `unit_id` are those that were left; the same unit twice is a message that
-- said what was known already, kept so that an older one which comes late is known by it. Append-only.
create table tc.stay_move (
  id uuid primary key,
  stay_id uuid not null,
  person_id uuid not null references tc.person,
  organisation_id uuid not null references tc.organisation,
  team_id uuid not null references tc.team,
  unit_id uuid not null references tc.unit,
  to_team_id uuid not null references tc.team,
  to_unit_id uuid not null references tc.unit,
  moved_at timestamptz not null,
  moved_known_to text not null check (moved_known_to in ('minute', 'day')),
  source text not null check (source in ('message', 'by hand', 'practice data')),
  recorded_at timestamptz not null,
  recorded_by uuid not null,
  foreign key (stay_id, person_id) references tc.stay (id, person_id)
);
create index stay_move_stay on tc.stay_move (stay_id, recorded_at);
create index stay_move_person on tc.stay_move (person_id);

-- NHS Data Dictionary codes as the sender wrote them (PV1-36, PV1-37); null is "nobody has said"
alter table tc.stay add column end_method text check (length(end_method) between 1 and 20);
alter table tc.stay add column end_destination text check (length(end_destination) between 1 and 20);
-- the national code of the kind of beds (MHSDS version 6); null is "nobody has said"
alter table tc.unit add column bed_class text check (bed_class ~ '^[0-9]{3}$');

-- the leaving that its writer says this contact came after; null where nobody says on which side of it it was
alter table tc.contact add column after_stay_id uuid;
alter table tc.contact add constraint contact_after_stay foreign key (after_stay_id, person_id) references tc.stay (id, person_id);
-- what was written as met after leaving until now said so in the timeline alone
alter table tc.contact no force row level security;
alter table tc.timeline no force row level security;
alter table tc.stay no force row level security;
update tc.contact c set after_stay_id = (
    select s.id from tc.stay s where s.person_id = c.person_id and s.ended_at <= c.happened_at order by s.ended_at desc, s.admitted_at desc, s.id desc limit 1)
 where c.state = 'happened' and c.service_id is null
   and exists (select from tc.timeline t where t.person_id = c.person_id and t.about_id = c.id and t.what = 'met after leaving');
alter table tc.contact force row level security;
alter table tc.timeline force row level security;
alter table tc.stay force row level security;

reset role;
