-- Stays, referrals, episodes, schedules and contacts. Every row carries the organisation and team that made it.
set role tc_owner;

create table tc.stay (
  id uuid primary key,
  person_id uuid not null references tc.person,
  organisation_id uuid not null references tc.organisation,
  team_id uuid not null references tc.team,
  unit_id uuid not null references tc.unit,
  visit_number text,
  admitted_at timestamptz not null,
  admitted_known_to text not null default 'minute' check (admitted_known_to in ('minute', 'day')),
  ended_at timestamptz,
  ended_known_to text check (ended_known_to in ('minute', 'day')),
  -- where the end was read: 'PV1-45', 'EVN-6', 'inferred from MSH-7', 'by hand', 'moved to another stay'
  end_source text,
  -- an area, or 'no fixed address'; null is "not known"
  home_area text,
  distance_miles numeric(6, 1),
  reason text,
  reason_code text,
  source text not null check (source in ('message', 'by hand', 'practice data')),
  recorded_at timestamptz not null,
  recorded_by uuid not null,
  version int not null default 1,
  check (ended_at is null or ended_at >= admitted_at)
);
create unique index stay_visit on tc.stay (organisation_id, visit_number) where visit_number is not null;
create unique index stay_one_open on tc.stay (person_id, organisation_id) where ended_at is null;
create index stay_person on tc.stay (person_id, admitted_at);
create index stay_open_team on tc.stay (team_id) where ended_at is null;
create index stay_team on tc.stay (team_id, admitted_at);

-- The days around leaving. One open or suspended transition a person; closing comes later and the board says so.
create table tc.transition (
  id uuid primary key,
  person_id uuid not null references tc.person,
  kind text not null check (kind in ('stay', 'referral only')),
  stay_id uuid references tc.stay,
  state text not null check (state in ('open', 'suspended', 'closed')),
  opened_at timestamptz not null,
  opened_because text not null check (opened_because in ('referral names the stay', 'left', 'referral without a stay')),
  suspended_at timestamptz,
  suspended_by_stay_id uuid references tc.stay,
  check ((state = 'suspended') = (suspended_at is not null))
);
create unique index transition_one on tc.transition (person_id) where state <> 'closed';

create table tc.referral (
  id uuid primary key,
  person_id uuid not null references tc.person,
  service_id uuid not null references tc.service,
  from_organisation_id uuid not null references tc.organisation,
  from_team_id uuid not null references tc.team,
  from_staff_id uuid not null references tc.staff,
  stay_id uuid references tc.stay,
  earlier_referral_id uuid references tc.referral,
  -- the nine words of the partnership, less 'draft' (a draft is not a referral yet)
  word text not null check (word in ('sent', 'seen', 'question asked', 'taken on', 'started', 'finished', 'not taken on', 'withdrawn')),
  urgent boolean not null default false,
  -- what we ask for: blocks by name, each with its text or 'not known yet'
  asks jsonb not null,
  sent_at timestamptz not null,
  reply_by_at timestamptz not null,
  seen_at timestamptz,
  seen_by uuid references tc.staff,
  question_asked_at timestamptz,
  answered_at timestamptz,
  answered_by uuid references tc.staff,
  -- once taken on: a start date or a place in the queue
  start_on date,
  place_in_queue int,
  decline_reason text,
  way_onward text check (way_onward in ('hand-on', 'introduction', 'unmet need')),
  onward_service_id uuid references tc.service,
  onward_note text,
  withdrawn_at timestamptz,
  withdrawn_reason text,
  finished_at timestamptz,
  -- when the receiving service's reading of it began to end (declined, withdrawn or finished)
  closed_at timestamptz,
  source text not null check (source in ('form', 'api', 'practice data')),
  recorded_at timestamptz not null,
  version int not null default 1
);
create index referral_person on tc.referral (person_id, sent_at);
create index referral_inbox on tc.referral (service_id, word, sent_at);
create index referral_sent on tc.referral (from_team_id, sent_at);
create index referral_service_time on tc.referral (service_id, sent_at);

create table tc.referral_message (
  id uuid primary key,
  referral_id uuid not null references tc.referral,
  person_id uuid not null references tc.person,
  kind text not null check (kind in ('question', 'answer')),
  body text not null check (length(body) between 1 and 20000),
  at timestamptz not null,
  by_staff_id uuid not null references tc.staff,
  team_id uuid not null
);
create index referral_message_referral on tc.referral_message (referral_id, at);

-- A need nobody could meet: what, where, what was missing.
create table tc.unmet_need (
  id uuid primary key,
  person_id uuid not null references tc.person,
  referral_id uuid references tc.referral,
  organisation_id uuid not null,
  team_id uuid not null,
  need text not null,
  area text not null,
  missing text not null,
  at timestamptz not null,
  by_staff_id uuid not null references tc.staff
);
create index unmet_need_person on tc.unmet_need (person_id);

-- What the person said about sharing with one recipient service, as asked on the third referral screen.
create table tc.sharing_decision (
  id uuid primary key,
  person_id uuid not null references tc.person,
  recipient_service_id uuid not null references tc.service,
  referral_id uuid references tc.referral,
  answer text not null check (answer in ('yes', 'some', 'no', 'not asked', 'ask me later', 'could not be asked')),
  items text[] not null default '{}',
  how text,
  who_was_there text,
  language text,
  review_on date,
  decided_at timestamptz not null,
  recorded_by uuid not null references tc.staff,
  organisation_id uuid not null,
  team_id uuid not null
);
create index sharing_decision_person on tc.sharing_decision (person_id, recipient_service_id, decided_at);

create table tc.episode (
  id uuid primary key,
  person_id uuid not null references tc.person,
  service_id uuid not null references tc.service,
  organisation_id uuid not null references tc.organisation,
  team_id uuid not null references tc.team,
  referral_id uuid references tc.referral,
  -- 4 shared; 16 when the team is a drug-and-alcohol team; 8 own-team
  class_bit int not null default 4 check (class_bit in (4, 8, 16)),
  pathway_id text not null,
  pathway_version int not null,
  state text not null check (state in ('open', 'ended')),
  started_at timestamptz not null,
  start_on date not null,
  key_worker_staff_id uuid references tc.staff,
  first_contact_at timestamptz,
  -- a recorded reason why there is no next contact, and until when it holds
  no_next_contact_reason text,
  no_next_contact_from_at timestamptz,
  no_next_contact_until_at timestamptz,
  ended_at timestamptz,
  outcome text,
  destination text,
  handover_to text,
  handover_text text,
  handover_staff_id uuid references tc.staff,
  handover_team_id uuid references tc.team,
  handover_at timestamptz,
  -- keys of what was still open and shown when it ended; the safety net keeps the rows themselves
  open_at_closing text[],
  -- who comes: lines of weekday (1 Monday to 7), part of the day and worker; the first line that fits a visit names its worker
  visitors jsonb not null default '[]',
  -- contacts are planned up to and including this day
  planned_until_on date,
  version int not null default 1,
  foreign key (pathway_id, pathway_version) references tc.pathway_version (pathway_id, version),
  check ((state = 'ended') = (ended_at is not null)),
  check (state = 'open' or (outcome is not null and destination is not null and handover_to is not null))
);
create index episode_person on tc.episode (person_id, started_at);
create index episode_open_service on tc.episode (service_id) where state = 'open';
create index episode_open_worker on tc.episode (key_worker_staff_id) where state = 'open';
create index episode_ended on tc.episode (service_id, ended_at);
create index episode_started on tc.episode (service_id, started_at);
-- the receiver's row rule and the derived access look an episode up by its referral
create index episode_referral on tc.episode (referral_id);

-- Each decision about the support schedule; the newest is the present step and goes on until something is decided.
create table tc.schedule_decision (
  id uuid primary key,
  episode_id uuid not null references tc.episode,
  person_id uuid not null references tc.person,
  team_id uuid not null,
  organisation_id uuid not null,
  -- 4 shared; 16 when the team is a drug-and-alcohol team; 8 own-team
  class_bit int not null default 4 check (class_bit in (4, 8, 16)),
  kind text not null check (kind in ('start', 'down', 'up')),
  step_id text not null,
  from_on date not null,
  decided_at timestamptz not null,
  decided_by uuid not null references tc.staff,
  -- down only: when and how the person agreed, and who of the prescribing or referring team agreed
  person_agreed_at timestamptz,
  person_agreed_how text,
  team_agreed_by uuid references tc.staff,
  team_agreed_at timestamptz,
  team_agreed_how text,
  team_agreed_team_id uuid references tc.team,
  team_agreed_relation text check (team_agreed_relation in ('prescribing', 'referring')),
  reason text,
  check (kind <> 'down' or (person_agreed_at is not null and team_agreed_by is not null))
);
create index schedule_decision_episode on tc.schedule_decision (episode_id, decided_at);
create index schedule_decision_person on tc.schedule_decision (person_id);

-- A wish to step down waits here until both agreements are there.
create table tc.step_down_proposal (
  id uuid primary key,
  episode_id uuid not null references tc.episode,
  person_id uuid not null references tc.person,
  team_id uuid not null,
  organisation_id uuid not null,
  -- 4 shared; 16 when the team is a drug-and-alcohol team; 8 own-team
  class_bit int not null default 4 check (class_bit in (4, 8, 16)),
  to_step_id text not null,
  evidence jsonb not null,
  proposed_at timestamptz not null,
  proposed_by uuid not null references tc.staff,
  person_agreed_at timestamptz,
  person_agreed_how text,
  settled_at timestamptz,
  settled_by uuid references tc.staff,
  settled text check (settled in ('decided', 'not now'))
);
create index step_down_proposal_episode on tc.step_down_proposal (episode_id);
create index step_down_proposal_person on tc.step_down_proposal (person_id) where settled_at is null;

create table tc.schedule_pause (
  id uuid primary key,
  episode_id uuid not null references tc.episode,
  person_id uuid not null references tc.person,
  team_id uuid not null,
  organisation_id uuid not null,
  -- 4 shared; 16 when the team is a drug-and-alcohol team; 8 own-team
  class_bit int not null default 4 check (class_bit in (4, 8, 16)),
  reason text not null check (reason in ('back in hospital', 'away', 'person asked')),
  stay_id uuid references tc.stay,
  from_at timestamptz not null,
  until_at timestamptz,
  recorded_by uuid not null
);
create index schedule_pause_episode on tc.schedule_pause (episode_id);
create index schedule_pause_person on tc.schedule_pause (person_id);

create table tc.contact (
  id uuid primary key,
  person_id uuid not null references tc.person,
  episode_id uuid references tc.episode,
  service_id uuid references tc.service,
  organisation_id uuid not null references tc.organisation,
  team_id uuid not null references tc.team,
  -- 4 shared; 16 when the team is a drug-and-alcohol team; 8 own-team
  class_bit int not null default 4 check (class_bit in (4, 8, 16)),
  -- planned
  on_day date not null,
  window_from_at timestamptz not null,
  window_until_at timestamptz not null,
  mode text not null check (mode in ('visit', 'phone', 'video', 'accompanied first visit')),
  step_id text,
  slot_no int not null default 0,
  -- which slot of the schedule this is, and where the schedule had it before anybody moved it; null for an extra contact
  slot_key text,
  slot_from_at timestamptz,
  slot_mode text,
  staff_id uuid references tc.staff,
  planned_at timestamptz not null,
  -- what came of it. 'planned' and 'no answer' wait for an outcome; 'void' was planned and then paused or ended
  state text not null check (state in ('planned', 'happened', 'no answer', 'did not happen', 'void')),
  happened_at timestamptz,
  seen boolean,
  late_minutes int,
  why_not text,
  by_staff_id uuid references tc.staff,
  -- who else made it
  also_by uuid[] not null default '{}',
  no_answer_at timestamptz[],
  -- missed contacts stay open until someone says what became of it
  resolved_at timestamptz,
  resolved_by uuid references tc.staff,
  resolution_what text,
  resolution text,
  recorded_at timestamptz,
  version int not null default 1,
  check (window_until_at > window_from_at)
);
create unique index contact_slot on tc.contact (episode_id, slot_key) where state <> 'void';
create index contact_person on tc.contact (person_id, window_from_at desc);
create index contact_unresolved on tc.contact (person_id) where resolved_at is null and state in ('planned', 'no answer', 'did not happen');
create index contact_worker on tc.contact (staff_id, on_day);
create index contact_service_day on tc.contact (service_id, on_day) include (state);
create index contact_episode on tc.contact (episode_id, on_day);
-- the next contact of each of a worker's people, one row read each
create index contact_next on tc.contact (episode_id, window_from_at) where state = 'planned';
create index contact_happened on tc.contact (episode_id, happened_at desc) where state = 'happened';

-- What a record said before it was corrected, and why: the contact's own row holds the newest. Append-only.
create table tc.contact_correction (
  id uuid primary key,
  contact_id uuid not null references tc.contact,
  person_id uuid not null references tc.person,
  organisation_id uuid not null,
  team_id uuid not null,
  -- 4 shared; 16 when the team is a drug-and-alcohol team; 8 own-team
  class_bit int not null default 4 check (class_bit in (4, 8, 16)),
  was jsonb not null,
  why text not null,
  at timestamptz not null,
  by_staff_id uuid not null references tc.staff
);
create index contact_correction_contact on tc.contact_correction (contact_id, at);

-- A step of the no-answer chain that somebody did, and what came of it. Append-only.
create table tc.chain_step_done (
  id uuid primary key,
  contact_id uuid not null references tc.contact,
  person_id uuid not null references tc.person,
  organisation_id uuid not null,
  team_id uuid not null,
  -- 4 shared; 16 when the team is a drug-and-alcohol team; 8 own-team
  class_bit int not null default 4 check (class_bit in (4, 8, 16)),
  step_id text not null,
  found text not null check (found in ('answered', 'no answer', 'told')),
  at timestamptz not null,
  by_staff_id uuid not null references tc.staff
);
create unique index chain_step_done_once on tc.chain_step_done (contact_id, step_id);

-- One row a medicine at a contact. Not known is its own value, never an absence.
create table tc.dose_record (
  id uuid primary key,
  contact_id uuid not null references tc.contact,
  person_id uuid not null references tc.person,
  organisation_id uuid not null,
  team_id uuid not null,
  -- 4 shared; 16 when the team is a drug-and-alcohol team; 8 own-team
  class_bit int not null default 4 check (class_bit in (4, 8, 16)),
  medicine_id uuid references tc.medicine,
  medicine_name text not null,
  outcome text not null check (outcome in ('took it, I saw', 'took it, told me', 'not taken', 'not due', 'not known')),
  reason text,
  at timestamptz not null,
  replaces_id uuid references tc.dose_record
);
create index dose_record_contact on tc.dose_record (contact_id);
create index dose_record_person on tc.dose_record (person_id, at desc);

-- Notes are append-only; a correction is a new version that names its parent.
create table tc.note (
  id uuid primary key,
  person_id uuid not null references tc.person,
  contact_id uuid references tc.contact,
  organisation_id uuid not null,
  team_id uuid not null,
  -- 4 shared; 16 when the team is a drug-and-alcohol team; 8 own-team
  class_bit int not null default 4 check (class_bit in (4, 8, 16)),
  body text not null check (length(body) between 1 and 20000),
  corrects_id uuid references tc.note,
  at timestamptz not null,
  recorded_at timestamptz not null,
  by_staff_id uuid not null references tc.staff,
  -- a correction says why
  why text,
  check ((corrects_id is null) = (why is null))
);
create index note_person on tc.note (person_id, at desc);
create index note_contact on tc.note (contact_id);
create unique index note_corrected_once on tc.note (corrects_id);

-- A worry is raised, someone is told, and it stays open until what was done is written.
create table tc.worry (
  id uuid primary key,
  person_id uuid not null references tc.person,
  contact_id uuid references tc.contact,
  organisation_id uuid not null,
  team_id uuid not null,
  -- 4 shared; 16 when the team is a drug-and-alcohol team; 8 own-team
  class_bit int not null default 4 check (class_bit in (4, 8, 16)),
  what text not null,
  -- who was told, and when; null is "nobody yet"
  told text,
  told_at timestamptz,
  raised_at timestamptz not null,
  raised_by uuid not null references tc.staff,
  done_text text,
  done_at timestamptz,
  done_by uuid references tc.staff
);
create index worry_open on tc.worry (person_id) where done_at is null;
create index worry_contact on tc.worry (contact_id);

-- Work that waits for somebody: what a message lacked, a possible duplicate, a refused item. N11 watches every row.
create table tc.task (
  id uuid primary key,
  person_id uuid references tc.person,
  organisation_id uuid not null references tc.organisation,
  team_id uuid not null references tc.team,
  staff_id uuid references tc.staff,
  kind text not null,
  about_id uuid,
  -- a fixed sentence of the product with its slots; never copied free text
  what text not null,
  since_at timestamptz not null,
  due_at timestamptz not null,
  done_at timestamptz,
  done_by uuid references tc.staff,
  done_text text
);
create index task_open_team on tc.task (team_id, since_at) where done_at is null;
create index task_person on tc.task (person_id) where done_at is null;

-- One line a thing that happened, for the timeline: ids and a word, never text. Written by the same store as the fact.
create table tc.timeline (
  id uuid primary key,
  person_id uuid not null references tc.person,
  at timestamptz not null,
  what text not null,
  about_id uuid not null,
  class_bit int not null,
  organisation_id uuid not null,
  team_id uuid not null,
  by_id uuid not null
);
create index timeline_person on tc.timeline (person_id, at desc, id desc);

-- A server draft, owned by its author; each form's last step sends the command whose id was minted with it.
create table tc.draft (
  id uuid primary key,
  author_id uuid not null,
  organisation_id uuid not null,
  form text not null,
  -- what the form is about, as the form says it ('' for none); no reference, so a draft tells nothing of what exists
  about text not null default '',
  command_id uuid not null,
  answers jsonb not null,
  version int not null default 1,
  created_at timestamptz not null,
  saved_at timestamptz not null,
  sent_at timestamptz,
  deleted_at timestamptz
);
create index draft_author on tc.draft (author_id, saved_at desc);
create unique index draft_command on tc.draft (author_id, command_id);

-- A post that came after its session had ended, kept sealed for the same staff member.
create table tc.kept_post (
  id uuid primary key,
  author_id uuid not null,
  sealed bytea not null,
  kept_at timestamptz not null
);
create index kept_post_author on tc.kept_post (author_id);

-- Typed names never go in a URL: a search is kept for a short while under an id.
create table tc.search (
  id uuid primary key,
  author_id uuid not null,
  typed text not null,
  at timestamptz not null
);

-- What a service's manager looks at each morning: contacts past their time, the newest answer, step-downs that wait.
create index contact_service_waiting on tc.contact (service_id, window_until_at) where state = 'planned';
create index contact_service_missed on tc.contact (service_id, on_day) where state in ('no answer', 'did not happen') and resolved_at is null;
create index episode_waiting on tc.episode (service_id) where state = 'open' and first_contact_at is null;
create index referral_answered on tc.referral (service_id, answered_at);
create index step_down_proposal_team on tc.step_down_proposal (team_id) where settled_at is null;

-- who relies on a staff member, when an absence or a leaver names nobody
create index referral_from_staff on tc.referral (from_staff_id);
create index task_open_staff on tc.task (staff_id) where done_at is null;
create index staff_absence_cover on tc.staff_absence (cover_staff_id) where cover_staff_id is not null;

reset role;
