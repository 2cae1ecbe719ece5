-- A confirmed death takes appointments off the plan like contacts, and undoing it puts them back.
set role tc_owner;

alter table tc.appointment
  drop constraint appointment_state_check,
  drop constraint appointment_check,
  -- which confirmation took it off the plan
  add column stopped_for uuid references tc.death_decision,
  add constraint appointment_state_check check (state in ('planned', 'went', 'did not', 'moved', 'stopped')),
  add constraint appointment_told check ((state in ('planned', 'stopped')) = (told_at is null) and (told_at is null) = (told_by is null)),
  add constraint appointment_stopped check ((state = 'stopped') = (stopped_for is not null));
create index appointment_stopped_person on tc.appointment (person_id) where state = 'stopped';

reset role;
