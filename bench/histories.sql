-- Realistic histories for the people of bench_person (n, id), set-wise. n decides everything, so every run makes the same.
-- Per person on average: 0.8 referrals with an answer, 0.6 stays, about 8 visits (one in ten has 45), three doses a visit.
-- Three in ten are open, 30 to a worker. Fixed ids: see histories.ts.
create function pg_temp.back(p_at timestamptz) returns uuid language sql volatile as $$ select uuidv7(p_at - clock_timestamp()) $$;
create temp table life as
select n, id, n % 10 as kind, n % 10 < 3 as is_open, n % 10 < 8 as has_episode, n % 5 < 3 as has_stay,
       case when n % 10 = 0 then 45 when n % 10 < 8 then 1 + n % 7 else 0 end as visits,
       -- the end of support, or now for those who are open
       date_trunc('minute', now()) - case when n % 10 < 3 then interval '0' else make_interval(days => 3 + (n * 7) % 600, hours => n % 9) end as until_at,
       ('0193f102-0000-7000-8000-' || lpad((1 + n % 3)::text, 12, '0'))::uuid as ward_team,
       ('0193f103-0000-7000-8000-' || lpad((1 + n % 3)::text, 12, '0'))::uuid as ward_unit,
       ('0193f105-0000-7000-8000-' || lpad((1 + n % 3)::text, 12, '0'))::uuid as ward_staff,
       ('0193f105-0000-7000-8000-' || lpad((101 + ((n / 10) * 3 + n % 3) / 30)::text, 12, '0'))::uuid as worker
  from bench_person;
alter table life add column referral_id uuid, add column episode_id uuid, add column stay_id uuid, add column since_at timestamptz;
update life set since_at = until_at - make_interval(days => visits + 12);
update life set referral_id = pg_temp.back(since_at - interval '3 days'), episode_id = pg_temp.back(since_at), stay_id = pg_temp.back(since_at - interval '30 days');
create index on life (id);
analyze life;

insert into tc.person_relation (id, person_id, team_id, organisation_id, kind, at)
select pg_temp.back(since_at), id, ward_team, '0193f101-0000-7000-8000-000000000001', 'registered', since_at - interval '31 days' from life;

insert into tc.stay (id, person_id, organisation_id, team_id, unit_id, admitted_at, ended_at, ended_known_to, end_source, home_area, distance_miles, reason, source, recorded_at, recorded_by)
select stay_id, id, '0193f101-0000-7000-8000-000000000001', ward_team, ward_unit, since_at - interval '30 days',
       case when n % 50 = 9 then null else since_at - interval '1 day' end, case when n % 50 = 9 then null else 'minute' end, case when n % 50 = 9 then null else 'by hand' end,
       'Northside', 4, 'Asked to come in', 'by hand', since_at - interval '30 days', ward_staff
  from life where has_stay or n % 50 = 9;

insert into tc.referral (id, person_id, service_id, from_organisation_id, from_team_id, from_staff_id, stay_id, word, asks, sent_at, reply_by_at, seen_at, seen_by, answered_at, answered_by,
  start_on, decline_reason, way_onward, onward_note, finished_at, closed_at, source, recorded_at)
select referral_id, id, '0193f104-0000-7000-8000-000000000001', '0193f101-0000-7000-8000-000000000001', ward_team, ward_staff, case when has_stay then stay_id end,
       case when kind = 9 then 'not taken on' when kind = 8 then 'seen' when is_open then 'started' else 'finished' end,
       '{"reason":{"state":"known","text":"Would like company while the tablets become a habit, in the mornings at first."},"whatMatters":{"state":"known","text":"To keep the flat."}}',
       s.at, s.at + interval '2 days', s.at + interval '3 hours', '0193f105-0000-7000-8000-000000000100',
       case when kind <> 8 then since_at end, case when kind <> 8 then '0193f105-0000-7000-8000-000000000100'::uuid end,
       case when has_episode then (since_at + interval '1 day')::date end, case when kind = 9 then 'Lives too far away' end, case when kind = 9 then 'introduction' end,
       case when kind = 9 then 'The service of the next town' end, case when has_episode and not is_open then until_at end,
       case when kind = 9 then since_at when has_episode and not is_open then until_at end, 'form', s.at
  from life cross join lateral (select case when kind = 8 then now() - make_interval(hours => 5 + n % 90) else since_at - interval '3 days' end as at) s;

insert into tc.sharing_decision (id, person_id, recipient_service_id, referral_id, answer, items, how, decided_at, recorded_by, organisation_id, team_id)
select pg_temp.back(since_at), id, '0193f104-0000-7000-8000-000000000001', referral_id, 'yes', '{core,shared}', 'asked on the ward', since_at - interval '3 days', ward_staff,
       '0193f101-0000-7000-8000-000000000001', ward_team from life;

insert into tc.episode (id, person_id, service_id, organisation_id, team_id, referral_id, pathway_id, pathway_version, state, started_at, start_on, key_worker_staff_id, first_contact_at,
  stage_id, stage_since_at, ended_at, outcome, destination, handover_to, planned_until_on)
select episode_id, id, '0193f104-0000-7000-8000-000000000001', '0193f101-0000-7000-8000-000000000002', '0193f102-0000-7000-8000-000000000100', referral_id,
       'medication-support', 1, case when is_open then 'open' else 'ended' end, since_at, (since_at + interval '1 day')::date, worker,
       since_at + interval '1 day', 'settling-in', since_at, case when is_open then null else until_at end, case when is_open then null else 'on-my-own' end,
       case when is_open then null else 'home-alone' end, case when is_open then null else 'The surgery' end, (now() + interval '14 days')::date
  from life where has_episode;

insert into tc.schedule_decision (id, episode_id, person_id, team_id, organisation_id, kind, step_id, from_on, decided_at, decided_by)
select pg_temp.back(since_at), episode_id, id, '0193f102-0000-7000-8000-000000000100', '0193f101-0000-7000-8000-000000000002', 'start', 'daily', (since_at + interval '1 day')::date,
       since_at, '0193f105-0000-7000-8000-000000000100' from life where has_episode;

insert into tc.medicine (id, person_id, name, dose_in_words, when_in_words, prescriber, said_by, as_of, organisation_id, team_id, recorded_at, recorded_by)
select pg_temp.back(since_at), id, (array['Olanzapine', 'Sertraline', 'Vitamin D'])[m], 'one tablet', 'in the morning', 'the ward doctor', 'the ward', since_at::date,
       '0193f101-0000-7000-8000-000000000001', ward_team, since_at, ward_staff
  from life cross join generate_series(1, 3) m where has_episode;

-- visits that happened, the newest today or on the last day of support; one in forty met nobody and was settled
insert into tc.contact (id, person_id, episode_id, service_id, organisation_id, team_id, on_day, window_from_at, window_until_at, mode, step_id, slot_no, slot_key, slot_from_at, slot_mode,
  staff_id, planned_at, state, happened_at, seen, late_minutes, by_staff_id, no_answer_at, resolved_at, resolved_by, resolution_what, resolution, recorded_at, version)
select pg_temp.back(v.at - interval '7 days'), id, episode_id, '0193f104-0000-7000-8000-000000000001', '0193f101-0000-7000-8000-000000000002', '0193f102-0000-7000-8000-000000000100',
       (v.at at time zone 'Europe/London')::date, v.at - interval '20 minutes', v.at + interval '160 minutes', 'visit', 'daily', 1, 'daily/' || v.at::date || '/1', v.at - interval '20 minutes', 'visit',
       worker, v.at - interval '7 days', case when v.missed then 'no answer' else 'happened' end, case when not v.missed then v.at end, case when not v.missed then true end,
       case when not v.missed then 0 end, worker, case when v.missed then array[v.at] end, case when v.missed then v.at + interval '40 minutes' end, case when v.missed then worker end,
       case when v.missed then 'found safe by someone else' end, case when v.missed then 'Rang back.' end, v.at + interval '10 minutes', 2
  from life cross join lateral (
    select until_at - make_interval(days => g, mins => 200 + n % 60) as at, (n + g) % 40 = 0 as missed from generate_series(1, visits) g) v
 where has_episode;

-- two weeks ahead for those who are open: what is recorded in the bench
insert into tc.contact (id, person_id, episode_id, service_id, organisation_id, team_id, on_day, window_from_at, window_until_at, mode, step_id, slot_no, slot_key, slot_from_at, slot_mode,
  staff_id, planned_at, state)
select uuidv7(), id, episode_id, '0193f104-0000-7000-8000-000000000001', '0193f101-0000-7000-8000-000000000002', '0193f102-0000-7000-8000-000000000100',
       current_date + g, v.at, v.at + interval '3 hours', 'visit', 'daily', 1, 'daily/' || (current_date + g) || '/1', v.at, 'visit', worker, now() - interval '1 hour', 'planned'
  from life cross join generate_series(1, 14) g cross join lateral (select ((current_date + g) + time '07:30') at time zone 'Europe/London' as at) v
 where is_open;

insert into tc.dose_record (id, contact_id, person_id, organisation_id, team_id, medicine_id, medicine_name, outcome, at)
select pg_temp.back(c.happened_at), c.id, c.person_id, c.organisation_id, c.team_id, m.id, m.name, 'took it, I saw', c.happened_at
  from tc.contact c join tc.medicine m on m.person_id = c.person_id where c.state = 'happened';

insert into tc.note (id, person_id, contact_id, organisation_id, team_id, body, at, recorded_at, by_staff_id)
select pg_temp.back(c.happened_at), c.person_id, c.id, c.organisation_id, c.team_id, 'Up and dressed. Talked about the bus to the day centre and the letter about the rent.', c.happened_at, c.recorded_at, c.by_staff_id
  from tc.contact c where c.state = 'happened' and hashtext(c.id::text) % 3 = 0;

insert into tc.timeline (id, person_id, at, what, about_id, class_bit, organisation_id, team_id, by_id)
select pg_temp.back(l.at), l.person_id, l.at, l.what, l.about_id, l.bit, l.organisation_id, l.team_id, l.by_id from (
  select id as person_id, since_at - interval '31 days' as at, 'person added' as what, id as about_id, 8 as bit, '0193f101-0000-7000-8000-000000000001'::uuid as organisation_id, ward_team as team_id, ward_staff as by_id from life
  union all select s.person_id, s.admitted_at, 'admitted', s.id, 2, s.organisation_id, s.team_id, s.recorded_by from tc.stay s
  union all select s.person_id, s.ended_at, 'stay ended', s.id, 2, s.organisation_id, s.team_id, s.recorded_by from tc.stay s where s.ended_at is not null
  union all select r.person_id, r.sent_at, 'referral sent', r.id, 4, r.from_organisation_id, r.from_team_id, r.from_staff_id from tc.referral r
  union all select r.person_id, r.answered_at, 'referral taken on', r.id, 4, '0193f101-0000-7000-8000-000000000002', '0193f102-0000-7000-8000-000000000100', r.answered_by from tc.referral r where r.word in ('started', 'finished')
  union all select c.person_id, c.happened_at, 'contact happened', c.id, 4, c.organisation_id, c.team_id, c.by_staff_id from tc.contact c where c.state = 'happened'
) l;

-- the same facts for the limit
insert into lim.staff select id, name from tc.staff;
insert into lim.person select p.id, p.display_name, p.family_key, p.given_key, p.born_on, c.nhs_number from tc.person p join tc.person_core c on c.person_id = p.id;
insert into lim.name_key select key, person_id from tc.person_name_key;
insert into lim.stay select id, person_id, team_id, admitted_at, ended_at from tc.stay;
insert into lim.referral select id, person_id, service_id, from_staff_id, word, asks, sent_at, reply_by_at from tc.referral;
insert into lim.episode select id, person_id, service_id, key_worker_staff_id, started_at, ended_at from tc.episode;
insert into lim.medicine select id, person_id, name, dose_in_words, said_by, as_of from tc.medicine;
insert into lim.visit select id, person_id, episode_id, service_id, on_day, window_from_at, window_until_at, mode, staff_id, state, happened_at, recorded_at from tc.contact;
insert into lim.dose select id, contact_id, person_id, medicine_id, outcome, at from tc.dose_record;
insert into lim.note select id, person_id, contact_id, body, at, by_staff_id from tc.note;
insert into lim.event select id, person_id, at, what, about_id, by_id from tc.timeline;
