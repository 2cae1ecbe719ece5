-- The seeding role of practice mode: applied by the first start of a practice database alone, taken back at its end
-- (unseed.sql). It may add rows of the record and nothing else: it reads nothing, changes nothing, and no password or
-- network address leads to it. A database that serves live never has it.
do $$
begin
  if (select mode from ctx.installation) <> 'practice' then
    raise exception 'practice data is loaded into a practice database only';
  end if;
  if not exists (select from pg_roles where rolname = 'tc_seed') then
    create role tc_seed nosuperuser nobypassrls nocreatedb nocreaterole noinherit;
  end if;
end
$$;
alter role tc_seed login;

create schema practice;
grant usage on schema practice to tc_seed;
grant usage on schema tc, identity to tc_seed;
do $$
declare t text;
begin
  foreach t in array array['organisation', 'staff', 'team', 'unit', 'post', 'post_holder', 'staff_absence', 'service', 'service_organisation', 'sharing_agreement',
    'person', 'person_name', 'person_name_key', 'person_search', 'person_core', 'contact_point', 'person_characteristic', 'carer', 'deputy', 'home_entry', 'safeguarding', 'safeguarding_version', 'told_us', 'person_relation', 'medicine',
    'stay', 'stay_leave', 'death_report', 'death_decision', 'leaving_plan', 'leaving_blocker', 'lead_handover', 'transition', 'transition_closing', 'supports_in_place', 'stay_end_undone', 'review', 'plan', 'plan_receipt', 'safety_plan', 'what_matters', 'goal', 'goal_step', 'appointment', 'referral', 'referral_original', 'partner_endpoint', 'partner_door', 'partner_message', 'subscription', 'partner_try', 'referral_message', 'unmet_need', 'sharing_decision', 'episode', 'schedule_decision', 'stage_move', 'step_down_proposal', 'contact', 'dose_record', 'note',
    'worry', 'subject_request', 'task', 'feed_message', 'feed_day_count', 'kept_message', 'incident', 'incident_version', 'duty_team', 'duty_chain', 'duty_shift', 'notify_preference', 'timeline', 'import', 'import_row'] loop
    execute format('grant insert on tc.%I to tc_seed', t);
    execute format('create policy practice_seeds on tc.%I for insert to tc_seed with check (true)', t);
  end loop;
end
$$;
grant insert on identity.client to tc_seed;
create policy practice_seeds on identity.client for insert to tc_seed with check (true);

-- Adds rows to one table, set-wise: the columns are those that the first row names, everything else keeps its default.
create function practice.load(p_table text, p_rows jsonb) returns int
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
  v_columns text := (select string_agg(format('%I', k), ', ') from jsonb_object_keys(p_rows -> 0) k);
  v_schema text := case p_table when 'client' then 'identity' else 'tc' end;
  v_count int;
begin
  if v_columns is null then
    return 0;
  end if;
  execute format('insert into %1$I.%2$I (%3$s) select %3$s from jsonb_populate_recordset(null::%1$I.%2$I, $1)', v_schema, p_table, v_columns) using p_rows;
  get diagnostics v_count = row_count;
  return v_count;
end
$$;

-- The facts of people in order, a batch at a time, as the safety net itself reads them.
create function practice.facts(p_people uuid[]) returns table (person_id uuid, facts jsonb)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select f.person_id, f.facts::jsonb from net.facts_of(p_people) f
$$;

-- Keeps the transitions and obligations of new people, once.
create function practice.keep(p_rows jsonb, p_people uuid[]) returns int
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  v_count int;
begin
  perform net.place_transitions(p_rows -> 'transitions', p_people);
  insert into net.obligation (person_id, key, gap_from, gap_until, kind, about_id, team_id, organisation_id, owner_staff_id, told_team_id, class_bit, clears, source, rules_version)
  select r."personId", r.key, r."gapFrom", coalesce(r."gapUntil", 'infinity'), r.kind, r."aboutId", r."teamId", r."organisationId", r."ownerStaffId", r."toldTeamId",
         r."classBit", r.clears, r.source, r."rulesVersion"
    from jsonb_to_recordset(p_rows -> 'obligations') as r("personId" uuid, key text, "gapFrom" timestamptz, "gapUntil" timestamptz, kind text, "aboutId" uuid,
           "teamId" uuid, "organisationId" uuid, "ownerStaffId" uuid, "toldTeamId" uuid, "classBit" int, clears text, source text, "rulesVersion" int);
  get diagnostics v_count = row_count;
  return v_count;
end
$$;

-- Where seeding stands, so that every page can say it.
create function practice.say(p_seeding text) returns void
language sql volatile security definer set search_path = pg_catalog, pg_temp as $$
  update ctx.installation set seeding = p_seeding
$$;

revoke all on all functions in schema practice from public;
grant create on schema practice to tc_net, tc_ctx;
alter function practice.facts(uuid[]) owner to tc_net;
alter function practice.keep(jsonb, uuid[]) owner to tc_net;
alter function practice.say(text) owner to tc_ctx;
revoke create on schema practice from tc_net, tc_ctx;
grant execute on all functions in schema practice to tc_seed;
grant usage on schema acl to tc_seed;
grant execute on function acl.refresh(uuid[]) to tc_seed;
