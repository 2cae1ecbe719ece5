-- Hospital feeds: every message that came, what messages told of a stay, and a hospital's own numbers.
set role tc_owner;

-- One row a message that came, filed or not, and one a repeat. The whole message is kept with the first, so that what is not
-- mapped (Z segments too) is not lost. Append-only.
create table tc.feed_message (
  id uuid primary key,
  organisation_id uuid not null references tc.organisation,
  -- the machine client that brought it: one listener, or the command line
  client_id uuid not null,
  -- as the sender gave it; null when its header could not be read
  control_id text check (length(control_id) <= 200),
  -- of the message apart from its timestamp
  content_sha256 bytea not null check (length(content_sha256) = 32),
  event text check (length(event) <= 20),
  version text check (length(version) <= 20),
  sent_at timestamptz,
  received_at timestamptz not null,
  answer text not null check (answer in ('AA', 'AE', 'AR')),
  -- a code of the refusal catalogue where it was refused
  why text,
  -- it waits on a worklist
  waits boolean not null default false,
  -- of a repeat: the message that it repeats; it then keeps no text of its own
  repeat_of uuid references tc.feed_message,
  -- another message of this listener had the same control id and said something else
  other_content boolean not null default false,
  person_id uuid references tc.person,
  raw text check (length(raw) between 1 and 500000),
  check (repeat_of is null or raw is null)
);
create index feed_message_control on tc.feed_message (client_id, control_id);
create index feed_message_day on tc.feed_message (organisation_id, received_at);
create index feed_message_person on tc.feed_message (person_id);

-- What messages told of a stay, one row a thing said, whatever came of it. The stay is worked out from all of them by the times that
-- they say (core/place/heard.ts), so that the order in which they come does not matter. Append-only.
create table tc.stay_heard (
  id uuid primary key,
  stay_id uuid not null,
  person_id uuid not null references tc.person,
  organisation_id uuid not null references tc.organisation,
  -- the sender's key of the stay; null where none was given
  visit_number text,
  what text not null check (what in ('admitted', 'moved', 'left', 'admission put right', 'leaving put right', 'admission cancelled',
    'move cancelled', 'leaving cancelled', 'leave began', 'leave ended')),
  -- when it happened, as the message says; null where it says none
  at timestamptz,
  known_to text not null check (known_to in ('minute', 'day')),
  -- when it was said (MSH-7), or when it was taken in where the message does not say
  sent_at timestamptz not null,
  unit_id uuid references tc.unit,
  -- of a leaving: where its time was read, and the national codes of how and where to
  end_source text,
  method text,
  destination text,
  expected_back_at timestamptz,
  recorded_at timestamptz not null,
  recorded_by uuid not null
);
create index stay_heard_stay on tc.stay_heard (stay_id);
create index stay_heard_visit on tc.stay_heard (organisation_id, visit_number);
create index stay_heard_person on tc.stay_heard (person_id);

-- A hospital's own numbers of people. `became`: the number that it was merged into (A40); the row stays, for late messages name it.
create table tc.own_number (
  organisation_id uuid not null references tc.organisation,
  authority text not null check (length(authority) between 1 and 200),
  number text not null check (length(number) between 1 and 200),
  person_id uuid references tc.person,
  became text check (became <> number),
  -- the person came by such a merge alone: a message of this number itself says it better
  inherited boolean not null default false,
  since_at timestamptz not null,
  primary key (organisation_id, authority, number)
);
create index own_number_person on tc.own_number (person_id);
create index own_number_became on tc.own_number (organisation_id, authority, became) where became is not null;

-- under which of the hospital's own numbers a stay came, "authority number"; it goes with that number
alter table tc.stay add column own_authority text;
alter table tc.stay add column own_number text;
create index stay_own_number on tc.stay (organisation_id, own_authority, own_number) where own_number is not null;

-- Which stay a waiting message speaks of, so that it is tried again when that is known; and what became of it in words.
alter table tc.kept_message add column visit_number text check (length(visit_number) <= 200);
alter table tc.kept_message add column done_by uuid references tc.staff;
alter table tc.kept_message add column done_how text check (done_how in ('filed by itself', 'tried again', 'filed to a person', 'set aside', 'task done'));
alter table tc.kept_message add column done_text text check (length(done_text) <= 2000);
create index kept_message_visit on tc.kept_message (kept_by, visit_number) where done_at is null;
-- It is to be tried again, by whom asked, and with what the desk found out of who is meant: {nhsNumber, bornOn, family}.
alter table tc.kept_message add column again_at timestamptz;
alter table tc.kept_message add column again_by uuid references tc.staff;
alter table tc.kept_message add column said jsonb;
alter table tc.kept_message add check ((again_at is null) = (again_by is null));
alter table tc.kept_message add column tries int not null default 0;
create index kept_message_again on tc.kept_message (kept_by) where again_at is not null and done_at is null;

-- What messages told until now, so that what comes next is put beside it.
alter table tc.stay no force row level security;
alter table tc.stay_move no force row level security;
alter table tc.stay_leave no force row level security;
alter table tc.stay_end_undone no force row level security;
insert into tc.stay_heard (id, stay_id, person_id, organisation_id, visit_number, what, at, known_to, sent_at, unit_id, end_source, method, destination, expected_back_at, recorded_at, recorded_by)
select gen_random_uuid(), s.id, s.person_id, s.organisation_id, s.visit_number, 'admitted', s.admitted_at, s.admitted_known_to, s.admitted_at,
       coalesce((select m.unit_id from tc.stay_move m where m.stay_id = s.id order by m.moved_at, m.recorded_at limit 1), s.unit_id),
       null::text, null::text, null::text, null::timestamptz, s.recorded_at, s.recorded_by from tc.stay s where s.source = 'message'
union all
select gen_random_uuid(), s.id, s.person_id, s.organisation_id, s.visit_number, 'left', s.ended_at, coalesce(s.ended_known_to, 'minute'),
       coalesce(s.end_sent_at, s.ended_at), null::uuid, s.end_source, s.end_method, s.end_destination, null, s.recorded_at, s.recorded_by
  from tc.stay s where s.ended_at is not null and s.end_source in ('PV1-45', 'EVN-6', 'inferred from MSH-7')
union all
select m.id, m.stay_id, m.person_id, m.organisation_id, s.visit_number, 'moved', m.moved_at, m.moved_known_to, m.moved_at, m.to_unit_id,
       null, null, null, null, m.recorded_at, m.recorded_by from tc.stay_move m join tc.stay s on s.id = m.stay_id where m.source = 'message'
union all
select l.id, l.stay_id, l.person_id, l.organisation_id, s.visit_number, 'leave began', l.from_at, 'minute', l.from_at, null,
       null, null, null, l.expected_back_at, l.recorded_at, l.recorded_by from tc.stay_leave l join tc.stay s on s.id = l.stay_id where l.source = 'message' and l.back_at is distinct from l.from_at
union all
select gen_random_uuid(), l.stay_id, l.person_id, l.organisation_id, s.visit_number, 'leave ended', l.back_at, 'minute', l.back_at, null,
       null, null, null, null, l.back_recorded_at, l.back_by from tc.stay_leave l join tc.stay s on s.id = l.stay_id where l.source = 'message' and l.back_at is not null
union all
select gen_random_uuid(), u.stay_id, u.person_id, u.organisation_id, s.visit_number, 'leaving cancelled', null, 'minute', coalesce(u.sent_at, u.at), null,
       null, null, null, null, u.at, u.by_id from tc.stay_end_undone u join tc.stay s on s.id = u.stay_id where u.source = 'message';
alter table tc.stay force row level security;
alter table tc.stay_move force row level security;
alter table tc.stay_leave force row level security;
alter table tc.stay_end_undone force row level security;

reset role;
