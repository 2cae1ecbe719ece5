-- The limit: the same facts in a plain relational schema, without row rules, access, obligations or audit. What any system
-- on PostgreSQL pays for these questions at least.
create schema lim;
create table lim.staff (id uuid primary key, name text not null);
create table lim.person (id uuid primary key, name text not null, family_key text not null collate "C", given_key text not null collate "C", born_on date, nhs_number text);
create index on lim.person (nhs_number);
create index on lim.person (born_on);
create table lim.name_key (key text not null collate "C", person_id uuid not null, primary key (key, person_id));
create index on lim.name_key (person_id);
create table lim.stay (id uuid primary key, person_id uuid not null references lim.person, ward_id uuid not null, admitted_at timestamptz not null, ended_at timestamptz);
create index on lim.stay (person_id, admitted_at);
create table lim.referral (id uuid primary key, person_id uuid not null references lim.person, service_id uuid not null, from_staff_id uuid not null references lim.staff,
  word text not null, asks jsonb not null, sent_at timestamptz not null, reply_by_at timestamptz not null);
create index on lim.referral (person_id, sent_at);
create index on lim.referral (service_id, word, sent_at);
create table lim.episode (id uuid primary key, person_id uuid not null references lim.person, service_id uuid not null, worker_id uuid references lim.staff,
  started_at timestamptz not null, ended_at timestamptz);
create index on lim.episode (person_id);
create index on lim.episode (service_id);
create index on lim.episode (worker_id) where ended_at is null;
create table lim.medicine (id uuid primary key, person_id uuid not null references lim.person, name text not null, dose text not null, said text not null, as_of date not null);
create index on lim.medicine (person_id);
create table lim.visit (id uuid primary key, person_id uuid not null references lim.person, episode_id uuid not null references lim.episode, service_id uuid not null,
  on_day date not null, window_from_at timestamptz not null, window_until_at timestamptz not null, mode text not null, worker_id uuid references lim.staff,
  state text not null, happened_at timestamptz, recorded_at timestamptz);
create index on lim.visit (episode_id, on_day);
create index on lim.visit (person_id, window_from_at);
create index on lim.visit (service_id, on_day);
create table lim.dose (id uuid primary key, visit_id uuid not null references lim.visit, person_id uuid not null, medicine_id uuid not null references lim.medicine,
  outcome text not null, at timestamptz not null);
create index on lim.dose (visit_id);
create index on lim.dose (person_id, at desc);
create table lim.note (id uuid primary key, person_id uuid not null references lim.person, visit_id uuid references lim.visit, body text not null, at timestamptz not null, worker_id uuid not null);
create index on lim.note (person_id, at desc);
create table lim.event (id uuid primary key, person_id uuid not null references lim.person, at timestamptz not null, what text not null, about_id uuid not null, worker_id uuid not null);
create index on lim.event (person_id, at desc, id desc);
create table lim.gap (person_id uuid not null references lim.person, key text not null, team_id uuid not null, gap_from timestamptz not null, gap_until timestamptz not null,
  clears text not null, primary key (person_id, key, gap_from));
create index on lim.gap (team_id, gap_from);
