-- What hangs on a row is about that row's person: a visit's dose, an episode's contact, a referral's stay. The database holds
-- it for every writer, whatever a command forgot, because access and the safety net are worked out along these references.
set role tc_owner;

alter table tc.stay add constraint stay_of_person unique (id, person_id);
alter table tc.referral add constraint referral_of_person unique (id, person_id);
alter table tc.episode add constraint episode_of_person unique (id, person_id);
alter table tc.contact add constraint contact_of_person unique (id, person_id);
alter table tc.medicine add constraint medicine_of_person unique (id, person_id);
alter table tc.dose_record add constraint dose_record_of_person unique (id, person_id);
alter table tc.note add constraint note_of_person unique (id, person_id);
alter table tc.staff_safety_action add constraint staff_safety_action_of_person unique (id, person_id);

do $$
declare r record;
begin
  for r in select * from (values
    ('transition', 'stay_id', 'stay'), ('transition', 'suspended_by_stay_id', 'stay'),
    ('referral', 'stay_id', 'stay'), ('referral', 'earlier_referral_id', 'referral'),
    ('referral_message', 'referral_id', 'referral'), ('unmet_need', 'referral_id', 'referral'), ('sharing_decision', 'referral_id', 'referral'),
    ('episode', 'referral_id', 'referral'),
    ('schedule_decision', 'episode_id', 'episode'), ('step_down_proposal', 'episode_id', 'episode'),
    ('schedule_pause', 'episode_id', 'episode'), ('schedule_pause', 'stay_id', 'stay'),
    ('contact', 'episode_id', 'episode'),
    ('contact_correction', 'contact_id', 'contact'), ('chain_step_done', 'contact_id', 'contact'),
    ('dose_record', 'contact_id', 'contact'), ('dose_record', 'medicine_id', 'medicine'), ('dose_record', 'replaces_id', 'dose_record'),
    ('note', 'contact_id', 'contact'), ('note', 'corrects_id', 'note'), ('worry', 'contact_id', 'contact'),
    ('staff_safety_reason', 'action_id', 'staff_safety_action')) as v (child, held, parent)
  loop
    -- in place of the reference by id alone: one check a row, as before
    execute format('alter table tc.%I drop constraint %I', r.child, r.child || '_' || r.held || '_fkey');
    execute format('alter table tc.%1$I add constraint %2$I foreign key (%3$I, person_id) references tc.%4$I (id, person_id)',
      r.child, r.child || '_' || r.held || '_fkey', r.held, r.parent);
  end loop;
end
$$;

reset role;
