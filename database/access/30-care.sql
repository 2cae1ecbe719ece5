-- Care rows: seen through a class bit of the derived access table, or as one's own team's rows (bit 8);
-- written only by a team that supports the person now (bit 256), in its own name.
do $$
declare
  t text; c text;
  -- that somebody is asked about, or sent to, a drug-and-alcohol team is of its class: of the others only whoever sees that class is told.
  -- The services of other teams are named once a statement.
  drug_team text := '({service} = any ((select array_agg(s.id) from tc.service s join tc.team m on m.id = s.team_id where not m.drug_and_alcohol)::uuid[])
        or (select true from acl.access a where a.person_id = %1$I.person_id and (a.classes & 16) <> 0 limit 1))';
begin
  foreach t in array array['stay', 'episode', 'schedule_decision', 'stage_move', 'step_down_proposal', 'schedule_pause', 'contact', 'contact_correction', 'chain_step_done', 'dose_record', 'note', 'worry',
                           'unmet_need', 'sharing_decision', 'transition', 'referral', 'referral_message', 'task', 'timeline', 'draft', 'kept_post', 'search'] loop
    execute format('alter table tc.%I enable row level security', t);
    execute format('alter table tc.%I force row level security', t);
  end loop;
  foreach t in array array['episode', 'schedule_decision', 'stage_move', 'step_down_proposal', 'schedule_pause', 'contact', 'contact_correction', 'chain_step_done', 'dose_record', 'note', 'worry', 'timeline'] loop
    -- bit 8 opens a team's own rows to it and to nobody else; a "no" leaves identity (1) to who supports the person
    execute format('create policy see on tc.%1$I for select to tc_app using (
      ((select true from acl.access a where a.person_id = %1$I.person_id and (a.classes & %1$I.class_bit & ~8) <> 0 limit 1)
        and (class_bit = 1 or (select true from acl.closed c where c.person_id = %1$I.person_id limit 1) is null))
      or (team_id = any ((select ctx.grantees())::uuid[]) and (select true from acl.access a where a.person_id = %1$I.person_id and (a.classes & 8) <> 0 limit 1)))', t);
  end loop;
  for t, c in values ('unmet_need', 'true'), ('sharing_decision', drug_team) loop
    execute format('create policy see on tc.%1$I for select to tc_app using (
      ((select true from acl.access a where a.person_id = %1$I.person_id and (a.classes & 4) <> 0 limit 1) and ' || replace(c, '{service}', 'recipient_service_id') || '
        and (select true from acl.closed c where c.person_id = %1$I.person_id limit 1) is null)
      or (team_id = any ((select ctx.grantees())::uuid[]) and (select true from acl.access a where a.person_id = %1$I.person_id and (a.classes & 8) <> 0 limit 1)))', t);
  end loop;
  foreach t in array array['stay', 'episode', 'schedule_decision', 'stage_move', 'step_down_proposal', 'schedule_pause', 'contact', 'contact_correction', 'chain_step_done', 'dose_record', 'note', 'worry', 'unmet_need', 'sharing_decision'] loop
    execute format('create policy supporter_adds on tc.%1$I for insert to tc_app with check (
      organisation_id = (select ctx.organisation()) and team_id = any ((select ctx.grantees())::uuid[])
      and (select true from acl.access a where a.person_id = %1$I.person_id and (a.classes & 256) <> 0 limit 1))', t);
    execute format('grant select, insert on tc.%I to tc_app', t);
  end loop;
  foreach t in array array['stay', 'episode', 'step_down_proposal', 'schedule_pause', 'contact', 'worry'] loop
    execute format('create policy supporter_changes on tc.%1$I for update to tc_app using (
      team_id = any ((select ctx.grantees())::uuid[])
      and (select true from acl.access a where a.person_id = %1$I.person_id and (a.classes & 256) <> 0 limit 1))
      with check (organisation_id = (select ctx.organisation()) and team_id = any ((select ctx.grantees())::uuid[]))', t);
  end loop;
  -- a drug-and-alcohol team's rows are of its class, whoever writes the SQL
  foreach t in array array['episode', 'schedule_decision', 'stage_move', 'step_down_proposal', 'schedule_pause', 'contact', 'contact_correction', 'chain_step_done', 'dose_record', 'worry', 'note'] loop
    execute format('create policy class_of_team on tc.%1$I as restrictive for insert to tc_app with check (
      class_bit = 8 or class_bit = (select case when tm.drug_and_alcohol then 16 else 4 end from tc.team tm where tm.id = %1$I.team_id))', t);
  end loop;
  -- what somebody writes is in their own name, whoever writes the SQL (who made a visit is a fact, and may be another)
  for t, c in values ('schedule_decision', 'decided_by'), ('stage_move', 'moved_by'), ('step_down_proposal', 'proposed_by'), ('schedule_pause', 'recorded_by'), ('contact_correction', 'by_staff_id'),
                     ('chain_step_done', 'by_staff_id'), ('note', 'by_staff_id'), ('worry', 'raised_by'), ('unmet_need', 'by_staff_id'), ('sharing_decision', 'recorded_by'),
                     ('stay', 'recorded_by') loop
    execute format('create policy in_own_name on tc.%1$I as restrictive for insert to tc_app with check (%2$I = (select ctx.actor()))', t, c);
  end loop;
end
$$;
-- an episode is of a service that its team runs: the access it opens goes by the service
create policy service_of_team on tc.episode as restrictive for insert to tc_app with check (
  (select s.team_id = episode.team_id from tc.service s where s.id = episode.service_id));
-- the newest answer counts, so none is dated ahead
create policy said_by_now on tc.sharing_decision as restrictive for insert to tc_app with check (decided_at <= (select ctx.now()));
-- a stay is core (where somebody is, and since when)
create policy see on tc.stay for select to tc_app using (
  ((select true from acl.access a where a.person_id = stay.person_id and (a.classes & 2) <> 0 limit 1)
    and (select true from acl.closed c where c.person_id = stay.person_id limit 1) is null)
  or (team_id = any ((select ctx.grantees())::uuid[]) and (select true from acl.access a where a.person_id = stay.person_id and (a.classes & 8) <> 0 limit 1)));
-- the next contact is core: whoever has core sees planned contacts, but not that a drug-and-alcohol team comes
create policy core_sees_next on tc.contact for select to tc_app using (state = 'planned' and class_bit = 4
  and (select true from acl.access a where a.person_id = contact.person_id and (a.classes & 2) <> 0 limit 1)
  and (select true from acl.closed c where c.person_id = contact.person_id limit 1) is null);
grant update (unit_id, team_id, visit_number, ended_at, ended_known_to, end_source, home_area, distance_miles, reason, reason_code, version) on tc.stay to tc_app;
grant update (state, key_worker_staff_id, first_contact_at, no_next_contact_reason, no_next_contact_from_at, no_next_contact_until_at,
  start_on, ended_at, outcome, destination, handover_to, handover_text, handover_staff_id, handover_team_id, handover_at, open_at_closing,
  visitors, planned_until_on, stage_id, stage_since_at, version) on tc.episode to tc_app;
grant update (person_agreed_at, person_agreed_how, settled_at, settled_by, settled) on tc.step_down_proposal to tc_app;
grant update (until_at) on tc.schedule_pause to tc_app;
grant update (on_day, window_from_at, window_until_at, mode, staff_id, state, happened_at, seen, late_minutes, why_not, by_staff_id, also_by, no_answer_at,
  resolved_at, resolved_by, resolution_what, resolution, recorded_at, version) on tc.contact to tc_app;
grant update (told, told_at, done_text, done_at, done_by, version) on tc.worry to tc_app;
-- the recipient sees what was said about it while it sees a referral to it; a team that merely added the person does not
create policy recipient_sees on tc.sharing_decision for select to tc_app using (recipient_service_id = any ((select ctx.grantees())::uuid[])
  and (select true from tc.referral r where r.person_id = sharing_decision.person_id and r.service_id = sharing_decision.recipient_service_id limit 1));

-- The transition is core ("lead, next contact"); it is worked out from the facts and written by tc_net alone.
create policy see on tc.transition for select to tc_app using (
  (select true from acl.access a where a.person_id = transition.person_id and (a.classes & 2) <> 0 limit 1)
  and (select true from acl.closed c where c.person_id = transition.person_id limit 1) is null);
grant select on tc.transition to tc_app;

-- A referral is seen by its two parties (the receiver for its own days after it is over) and by whoever may see what is shared.
create policy sender_sees on tc.referral for select to tc_app using (from_team_id = any ((select ctx.grantees())::uuid[]));
create policy receiver_sees on tc.referral for select to tc_app using (service_id = any ((select ctx.grantees())::uuid[])
  and (select true from acl.access a where a.person_id = referral.person_id
         and (a.source_id = referral.id or a.source_id in (select e.id from tc.episode e where e.referral_id = referral.id)) limit 1));
create policy shared_sees on tc.referral for select to tc_app using (
  (select true from acl.access a where a.person_id = referral.person_id and (a.classes & 4) <> 0 limit 1)
  -- not that somebody is sent to a drug-and-alcohol team, except to whoever sees that class
  and (service_id = any ((select array_agg(s.id) from tc.service s join tc.team m on m.id = s.team_id where not m.drug_and_alcohol)::uuid[])
    or (select true from acl.access a where a.person_id = referral.person_id and (a.classes & 16) <> 0 limit 1))
  and (select true from acl.closed c where c.person_id = referral.person_id limit 1) is null);
create policy sender_sends on tc.referral for insert to tc_app with check (
  from_organisation_id = (select ctx.organisation()) and from_team_id = any ((select ctx.grantees())::uuid[])
  -- the sender owns it, and by that sees core: nobody sends in another's name
  -- a machine's referral is owned by whoever manages its team, and says which machine sent it
  and from_staff_id = (select ctx.answers_for())
  and from_client_id is not distinct from (select case when ctx.purpose() = 'machine of the organisation' then ctx.actor() end)
  and (select ctx.has_right('referral.send'))
  -- what is opened in an emergency or without agreement is for reading: whoever sends a referral owns it, and has core for it
  and (select true from acl.access a where a.person_id = referral.person_id and (a.classes & 257) <> 0
         and a.basis not in ('emergency access', 'shared without agreement') limit 1));
-- each party says its own words (core/referral/words.ts): the sender answers a question or takes it back before it is answered,
-- the receiver everything else, while it sees anything of the person
create policy sender_changes on tc.referral for update to tc_app
  using (from_team_id = any ((select ctx.grantees())::uuid[]) and (select ctx.has_right('referral.send')) and word in ('sent', 'seen', 'question asked'))
  with check (from_team_id = any ((select ctx.grantees())::uuid[]) and word in ('seen', 'withdrawn'));
create policy receiver_changes on tc.referral for update to tc_app
  using (service_id = any ((select ctx.grantees())::uuid[]) and closed_at is null
    and (select true from acl.access a where a.person_id = referral.person_id and a.basis not in ('emergency access', 'shared without agreement') limit 1))
  with check (service_id = any ((select ctx.grantees())::uuid[]) and word not in ('sent', 'withdrawn'));
grant select, insert on tc.referral to tc_app;
grant update (word, seen_at, seen_by, question_asked_at, answered_at, answered_by, start_on, place_in_queue, decline_reason, way_onward,
  onward_service_id, onward_note, withdrawn_at, withdrawn_reason, finished_at, closed_at, version) on tc.referral to tc_app;

create policy party_sees on tc.referral_message for select to tc_app using (
  (select true from tc.referral r where r.id = referral_message.referral_id));
create policy party_writes on tc.referral_message for insert to tc_app with check (
  by_staff_id = (select ctx.answers_for()) and team_id = any ((select ctx.grantees())::uuid[])
  and (select r.person_id = referral_message.person_id and (r.from_team_id = any ((select ctx.grantees())::uuid[]) or r.service_id = any ((select ctx.grantees())::uuid[]))
         from tc.referral r where r.id = referral_message.referral_id));
grant select, insert on tc.referral_message to tc_app;

-- an open task opens its team's own rows; when it is done it is read like any other row of the team
create policy own_team on tc.task for select to tc_app using (team_id = any ((select ctx.grantees())::uuid[]) and (person_id is null
  or (select true from acl.access a where a.person_id = task.person_id and (a.classes & 8) <> 0 limit 1)));
create policy own_organisation_adds on tc.task for insert to tc_app with check (organisation_id = (select ctx.organisation()) and (select ctx.staff_asks()));
create policy own_team_settles on tc.task for update to tc_app using (team_id = any ((select ctx.grantees())::uuid[])) with check (team_id = any ((select ctx.grantees())::uuid[]));
grant select, insert on tc.task to tc_app;
grant update (staff_id, done_at, done_by, done_text) on tc.task to tc_app;

-- by whoever knows the person in any way: supports them, has just added them, sent or got a referral, or feeds their stays
create policy maker_adds on tc.timeline for insert to tc_app with check (
  organisation_id = (select ctx.organisation()) and by_id = (select ctx.actor()) and team_id = any ((select ctx.grantees())::uuid[])
  and coalesce((select true from acl.access a where a.person_id = timeline.person_id limit 1),
               (select true from tc.person_relation r where r.person_id = timeline.person_id limit 1),
               (select true from tc.referral r where r.person_id = timeline.person_id limit 1),
               (select true from tc.stay s where s.person_id = timeline.person_id limit 1)));
grant select, insert on tc.timeline to tc_app;

-- Drafts, kept posts and searches are their author's alone.
do $$
declare t text;
begin
  foreach t in array array['draft', 'kept_post', 'search'] loop
    execute format('create policy author_only on tc.%1$I for all to tc_app using (author_id = (select ctx.actor())) with check (author_id = (select ctx.actor()))', t);
    execute format('grant select, insert, delete on tc.%I to tc_app', t);
  end loop;
end
$$;
-- what a draft says changes; whose it is, and in which organisation it was begun, does not
grant update (answers, version, saved_at, sent_at, deleted_at) on tc.draft to tc_app;
