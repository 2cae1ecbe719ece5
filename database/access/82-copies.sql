-- Copies of the record (docs/decisions/0035-copies.md): for a person who asks, and for an organisation that leaves. One role gathers; it
-- reads the rows of one organisation at a time. What a drug-and-alcohol team has to do with somebody is answered by the team whose row
-- it is, in a request of its own that nobody else knows of.
do $$
declare t text;
begin
  foreach t in array array['subject_request', 'subject_part', 'organisation_leaving'] loop
    execute format('alter table tc.%I enable row level security', t);
    execute format('alter table tc.%I force row level security', t);
    execute format('create policy copy_all on tc.%I for all to tc_copy using (true) with check (true)', t);
    execute format('grant select, insert, update on tc.%I to tc_copy', t);
    execute format('grant select on tc.%I to tc_app', t);
  end loop;
  -- which team wrote a request down is told to nobody: it may be one that alone may know of the person
  revoke select on tc.subject_request from tc_app;
  execute (select format('grant select (%s) on tc.subject_request to tc_app', string_agg(quote_ident(a.attname), ', ')) from pg_attribute a
            where a.attrelid = 'tc.subject_request'::regclass and a.attnum > 0 and not a.attisdropped and a.attname not in ('team_id', 'recorded_by', 'asking_id'));
end
$$;
grant delete on tc.subject_part to tc_copy;

-- the desk of the organisation; whoever decides about serious harm; the team that wrote it down; and a closed team its own alone
create policy answers_or_wrote on tc.subject_request for select to tc_app using (organisation_id = (select ctx.organisation()) and (
  closed_team_id is null and ((select ctx.has_right('subject-access.release'))
    or (select ctx.has_right('serious-harm.decide')) and state = 'gathered'
    or team_id = any ((select ctx.grantees())::uuid[]) and (select true from acl.access a where a.person_id = subject_request.person_id and (a.classes & 8) <> 0 limit 1))
  or closed_team_id = any ((select ctx.grantees())::uuid[])
    and (select true from acl.access a where a.person_id = subject_request.person_id and (a.classes & 8) <> 0 limit 1)));
-- the words: whoever answers, and whoever decides about harm those that were proposed for it
create policy answers_or_decides on tc.subject_part for select to tc_app using (organisation_id = (select ctx.organisation()) and
  (select true from tc.subject_request q where q.id = subject_part.request_id and (
      q.closed_team_id is null and (select ctx.has_right('subject-access.release'))
      or q.closed_team_id = any ((select ctx.grantees())::uuid[]) and ((select ctx.has_right('people.read')) or (select ctx.has_right('subject-access.release')))
      or (select ctx.has_right('serious-harm.decide')) and 'serious harm' = any (subject_part.proposed)
         and (q.closed_team_id is null or q.closed_team_id = any ((select ctx.grantees())::uuid[]))) limit 1));
create policy builder_or_root on tc.organisation_leaving for select to tc_app using (organisation_id = (select ctx.organisation())
  and ((select ctx.has_right('organisation.manage')) or (select ctx.actor()) = (select ctx.own_root_owner())));

-- Each table of tc.merge_rules once: how a copy calls it (null: it is not in a copy, and why), which rows of it the organisation $2
-- holds and which are of the person $1 where that is not plainly in organisation_id and person_id, and what is left out of a row.
-- 'shared': facts of who somebody is, which whoever knows them holds together.
create or replace function tc.copy_rules() returns table (place int, table_name text, noun text, held text, person text, without text[], why text)
language sql immutable set search_path = pg_catalog, pg_temp as $$
  select row_number() over ()::int, x.* from (values
    ('tc.person', 'Who you are', 'shared', 't.id = $1', '{family_key,given_key,merged_into}'::text[], null::text),
    ('tc.person_name', 'Names', 'shared', null, '{family_key}', null),
    ('tc.person_core', 'Number, addresses and allergies', 'shared', null, '{}', null),
    -- not who wrote it down: that may be staff of another organisation, or of a team that alone may know
    ('tc.contact_point', 'How to reach you', 'shared', null, '{recorded_by}', null),
    ('tc.person_characteristic', 'What you told us about yourself', 'exists (select from tc.staff s where s.id = t.recorded_by and s.organisation_id = $2)', null, '{recorded_by}', null),
    ('tc.person_relation', 'Teams that added you', null, null, '{}', null),
    ('tc.carer', 'Carers and people close to you', null, null, '{}', null),
    ('tc.carer_choice', 'What a carer may know', null, null, '{}', null),
    ('tc.sharing_decision', 'Your answers about sharing', null, null, '{}', null),
    ('tc.deputy', 'Who speaks or decides for you', null, null, '{}', null),
    -- a code in a copy would be read by whoever answers for it: the words stay where they are
    ('tc.home_entry', 'That it is written down how to get into your home', null, null, '{words}', null),
    -- answered by the team that was told, in a request of its own
    ('tc.told_us', 'What you told this team alone', null, null, '{}', null),
    ('tc.complaint', 'Complaints about who looked', null, null, '{}', null),
    ('tc.sharing_without', 'Shared without agreement', null, null, '{}', null),
    ('tc.emergency_access', 'Opened in an emergency', null, null, '{}', null),
    ('tc.second_look', 'Second looks', null, null, '{}', null),
    ('tc.referral', 'Referrals', '(t.from_organisation_id = $2 or exists (select from tc.service v where v.id = t.service_id and v.organisation_id = $2))', null, '{}', null),
    ('tc.referral_original', 'Referrals as another system sent them', null, null, '{received_by,for_receiver}', null),
    ('tc.partner_message', 'Referrals sent to other systems', null, null, '{headers,next_try_at,tried_at,tries}', null),
    ('tc.referral_message', 'Questions and answers about referrals', 'exists (select from tc.team m where m.id = t.team_id and m.organisation_id = $2)', null, '{}', null),
    ('tc.unmet_need', 'Needs that could not be met', null, null, '{}', null),
    ('tc.stay', 'Stays', null, null, '{}', null),
    ('tc.stay_move', 'Moves between wards', null, null, '{}', null),
    ('tc.stay_leave', 'Leave from a stay', null, null, '{}', null),
    ('tc.stay_end_undone', 'Leavings that were taken back', null, null, '{}', null),
    ('tc.stay_heard', 'What messages said of stays', null, null, '{}', null),
    ('tc.feed_message', 'Messages of hospital systems', null, null, '{content_sha256}', null),
    ('tc.own_number', 'A hospital''s own numbers of you', null, null, '{}', null),
    ('tc.leaving_plan', 'Days planned for leaving', null, null, '{}', null),
    ('tc.leaving_blocker', 'What kept you from leaving', null, null, '{}', null),
    ('tc.unplanned_leaving', 'Unplanned leavings', null, null, '{}', null),
    ('tc.supports_in_place', 'Checklists of supports', null, null, '{}', null),
    ('tc.sooner_contact', 'Decisions to meet sooner', null, null, '{}', null),
    ('tc.sooner_contact_end', 'Ends of decisions to meet sooner', null, null, '{}', null),
    ('tc.lead_named', 'Who leads', null, null, '{}', null),
    ('tc.lead_handover', 'Handing over the lead', null, null, '{}', null),
    ('tc.transition_closing', 'Closing of a way out', null, null, '{}', null),
    ('tc.episode', 'Times of support', null, null, '{}', null),
    ('tc.schedule_decision', 'Decisions about the schedule', null, null, '{}', null),
    ('tc.stage_move', 'Stages', null, null, '{}', null),
    ('tc.step_down_proposal', 'Proposals to step down', null, null, '{}', null),
    ('tc.schedule_pause', 'Pauses', null, null, '{}', null),
    ('tc.contact', 'Visits and calls', null, null, '{}', null),
    ('tc.contact_correction', 'Corrections of visits and calls', null, null, '{}', null),
    ('tc.chain_step_done', 'Steps after no answer', null, null, '{}', null),
    ('tc.dose_record', 'Doses', null, null, '{}', null),
    ('tc.medicine', 'Medicines', null, null, '{}', null),
    ('tc.note', 'Notes', null, null, '{}', null),
    ('tc.worry', 'Worries', null, null, '{}', null),
    ('tc.incident', 'Incidents', null, null, '{}', null),
    ('tc.incident_version', 'What was written about incidents', 'exists (select from tc.incident i where i.id = t.incident_id and i.organisation_id = $2)', null, '{}', null),
    ('tc.plan', 'Plans', null, null, '{}', null),
    ('tc.plan_receipt', 'Who received a plan', null, null, '{}', null),
    ('tc.safety_plan', 'Safety plans', null, null, '{}', null),
    ('tc.what_matters', 'What matters to you', null, null, '{}', null),
    ('tc.goal', 'Goals', null, null, '{}', null),
    ('tc.goal_step', 'Steps of goals', null, null, '{}', null),
    ('tc.appointment', 'Appointments', null, null, '{}', null),
    ('tc.review', 'Reviews', null, null, '{}', null),
    ('tc.person_word', 'What you or somebody else told the team', null, null, '{}', null),
    ('tc.staff_safety_action', 'What staff do to be safe', null, null, '{}', null),
    ('tc.staff_safety_reason', 'Why staff do so', 'exists (select from tc.team m where m.id = t.team_id and m.organisation_id = $2)', null, '{}', null),
    ('tc.shown_as_team', 'Staff shown as a team', null, null, '{}', null),
    ('tc.death_report', 'Reports of a death', null, null, '{}', null),
    ('tc.death_decision', 'Decisions about a death', null, null, '{}', null),
    ('tc.death_after', 'What was done after a death', null, null, '{}', null),
    ('tc.death_stopped', 'What a report of a death stopped', 'exists (select from tc.contact c where c.id = t.contact_id and c.organisation_id = $2)', null, '{}', null),
    ('tc.task', 'Tasks', 't.organisation_id = $2 and t.kind not in (''copy asked for'', ''serious harm to decide'')', null, '{}', null),
    ('tc.notice', 'Notices to staff', null, null, '{obligation_key}', null),
    ('tc.message_out', 'Messages sent', null, null, '{claimed_at,next_at,provider_reference,slots}', null),
    ('net.taken_over', 'Gaps taken over', null, null, '{key}', null),
    ('tc.timeline', 'The timeline', null, null, '{}', null),
    ('tc.merge', 'Records put together', null, '$1 in (t.keep_id, t.away_id)', '{answers}', null),
    ('tc.subject_request', 'Requests for a copy', null, null, '{}', null),
    ('identity.person_code', 'Codes for your own door', null, null, '{code_sha256}', null),
    ('identity.person_device', 'Phones set up for your own door', null, null, '{token_sha256,pin_mac,wrong}', null),
    ('tc.safeguarding', null, null, null, '{}', 'not even that it is held is told to whoever gathers: the named leads answer for it by hand'),
    ('tc.safeguarding_version', null, null, null, '{}', 'read by the named leads of one team alone, who answer for it by hand'),
    ('tc.subject_part', null, null, null, '{}', 'a copy of a copy: each row of it stands under its own noun'),
    ('tc.person_name_key', null, null, null, '{}', 'letters to search by, worked out from the names'),
    ('tc.person_search', null, null, null, '{}', 'numbers to search by, worked out from the names'),
    ('tc.merge_row', null, null, null, '{}', 'what a merge moved: the rows themselves stand under their nouns'),
    ('tc.transition', null, null, null, '{}', 'worked out from stays and referrals, whoever wrote those'),
    ('acl.access', null, null, null, '{}', 'worked out: shown at their own door and on the sharing page'),
    ('acl.closed', null, null, null, '{}', 'worked out from the answers about sharing'),
    ('net.obligation', null, null, null, '{}', 'worked out from the facts'),
    ('net.open_command', null, null, null, '{}', 'a lock that lasts one command'),
    ('audit.event', null, null, null, '{}', 'who has looked is printed from its own page and stands at their own door'),
    ('audit.seen', null, null, null, '{}', 'who has looked is printed from its own page and stands at their own door')
  ) x(table_name, noun, held, person, without, why)
$$;

-- Of tables that name nobody, those that a leaving organisation does not take by its organisation_id, and why; the rest go whole.
create or replace function tc.leaving_rules() returns table (table_name text, held text, why text)
language sql immutable set search_path = pg_catalog, pg_temp as $$
  values
    ('tc.organisation', 't.id = $1', null::text),
    ('tc.sharing_agreement', '$1 in (t.organisation_a, t.organisation_b)', null),
    ('tc.post_holder', 'exists (select from tc.post p where p.id = t.post_id and p.organisation_id = $1)', null),
    ('tc.staff_absence', 'exists (select from tc.staff s where s.id = t.staff_id and s.organisation_id = $1)', null),
    ('tc.notify_preference', 'exists (select from tc.staff s where s.id = t.staff_id and s.organisation_id = $1)', null),
    ('tc.organisation_leaving', null, 'this leaving itself: it changes while the records are taken'),
    ('tc.pathway_version', null, 'content of the product, not of an organisation'),
    ('tc.heartbeat', null, 'of the installation'),
    ('tc.digest_sent', null, 'of the installation: that a number was sent'),
    ('tc.draft', null, 'not sent, and its author''s alone'),
    ('tc.kept_post', null, 'not sent, and its author''s alone'),
    ('tc.saved_view', null, 'its author''s alone'),
    ('tc.search', null, 'its author''s alone'),
    ('tc.calendar_feed', null, 'its staff member''s alone'),
    ('tc.import', null, 'a file on its way in: what was taken in is in the record'),
    ('tc.import_file', null, 'a file on its way in: what was taken in is in the record'),
    ('tc.import_row', null, 'a file on its way in: what was taken in is in the record'),
    ('tc.import_taken', null, 'digests of rows that were taken in'),
    ('tc.trust_copy', null, 'what a phone may hold: of the installation')
$$;

-- What the catalogue says of both lists, a sentence a fault; none when they are whole.
create or replace function tc.copy_faults() returns setof text
language sql stable set search_path = pg_catalog, pg_temp as $$
  select m.table_name || ': names a person and is not on the list of tc.copy_rules (database/access/82-copies.sql). Add one line that says how a copy of the record calls it.'
    from tc.merge_rules() m where m.table_name not in (select r.table_name from tc.copy_rules() r)
  union all
  select r.table_name || ': is on the list of tc.copy_rules and not on that of tc.merge_rules.' from tc.copy_rules() r
   where r.table_name not in (select m.table_name from tc.merge_rules() m)
  union all
  select r.table_name || ': stands in a copy without saying which rows an organisation holds. Fill "held" in tc.copy_rules.'
    from tc.copy_rules() r where r.noun is not null and r.held is null and to_regclass(r.table_name) is not null
     and not exists (select from pg_attribute a where a.attrelid = to_regclass(r.table_name) and a.attname = 'organisation_id' and not a.attisdropped)
  union all
  select 'tc.' || c.relname || ': names no person and no organisation, and is not on the list of tc.leaving_rules. Say who takes it when an organisation leaves.'
    from pg_class c join pg_namespace n on n.oid = c.relnamespace and n.nspname = 'tc'
   where c.relkind in ('r', 'p') and 'tc.' || c.relname not in (select l.table_name from tc.leaving_rules() l union all select r.table_name from tc.copy_rules() r)
     and not exists (select from pg_attribute a where a.attrelid = c.oid and a.attname = 'organisation_id' and not a.attisdropped)
$$;

-- What a copy reads: the rows of the list, and the names that stand for ids in them.
grant usage on schema tc, net, identity, ctx, acl to tc_copy;
grant execute on function tc.people_who_fit(jsonb), acl.agreed(uuid, timestamptz, timestamptz) to tc_copy;
grant execute on function ctx.actor(), ctx.organisation(), ctx.team(), ctx.now(), ctx.grantees(), ctx.agreements(), ctx.grace(), ctx.grace_ends(), ctx.has_right(text), ctx.data() to tc_copy;
do $$
declare t text;
begin
  for t in select r.table_name from tc.copy_rules() r where r.noun is not null and to_regclass(r.table_name) is not null and r.table_name <> 'tc.subject_request'
           union select 'tc.' || c.relname from pg_class c join pg_namespace n on n.oid = c.relnamespace and n.nspname = 'tc'
             where c.relkind in ('r', 'p') and 'tc.' || c.relname not in (select l.table_name from tc.leaving_rules() l where l.held is null)
               and 'tc.' || c.relname not in (select r.table_name from tc.copy_rules() r)
           union values ('identity.client'), ('identity.session'), ('net.obligation'), ('acl.access'), ('acl.closed') loop
    execute format('create policy copy_reads on %s for select to tc_copy using (true)', t);
    execute format('grant select on %s to tc_copy', t);
  end loop;
end
$$;
create policy copy_tells on tc.task for insert to tc_copy with check (kind in ('copy asked for', 'serious harm to decide', 'organisation leaves'));
create policy copy_settles on tc.task for update to tc_copy using (kind in ('copy asked for', 'serious harm to decide', 'organisation leaves')) with check (true);
grant insert, update (due_at, done_at, done_by, done_text) on tc.task to tc_copy;
create policy copy_says on tc.timeline for insert to tc_copy with check (what in ('copy asked for', 'copy released', 'copy handed over'));
grant insert on tc.timeline to tc_copy;
grant execute on function ctx.employed_post(), ctx.own_root_owner() to tc_copy;
grant execute on function tc.asker_holds(uuid, int) to tc_copy;
grant create on schema tc to tc_copy;

-- The name that stands for an id in a copy: as the person is shown it. Null where the id names nobody and nothing that has a name.
create or replace function tc.copy_name(p_person uuid, p_id uuid) returns text
language sql stable set search_path = pg_catalog, pg_temp as $$
  select coalesce(
    (select case when exists (select from tc.shown_as_team h where h.person_id = p_person and h.staff_id = p_id and h.ended_at is null) then 'Somebody of the team' else s.name end
       from tc.staff s where s.id = p_id),
    (select t.name from tc.team t where t.id = p_id), (select o.name from tc.organisation o where o.id = p_id), (select v.name from tc.service v where v.id = p_id),
    (select u.name from tc.unit u where u.id = p_id), (select p.title from tc.post p where p.id = p_id), (select c.name from identity.client c where c.id = p_id))
$$;

-- A value as a copy says it: a name for an id, nothing for an id without one, everything else as it is.
create or replace function tc.copy_value(p_person uuid, p_value jsonb) returns jsonb
language sql stable set search_path = pg_catalog, pg_temp as $$
  select case jsonb_typeof(p_value)
    when 'string' then case when p_value #>> '{}' ~ '^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$'
      then to_jsonb(tc.copy_name(p_person, (p_value #>> '{}')::uuid)) else p_value end
    when 'array' then (select coalesce(jsonb_agg(v.value) filter (where v.value is not null), '[]') from (select tc.copy_value(p_person, e.value) as value from jsonb_array_elements(p_value) e) v)
    when 'object' then (select coalesce(jsonb_object_agg(v.key, v.value) filter (where v.value is not null and v.value <> 'null'), '{}')
                          from (select e.key, tc.copy_value(p_person, e.value) as value from jsonb_each(p_value) e) v)
    else nullif(p_value, 'null') end
$$;

-- Drug-and-alcohol teams and their services, whosever they are: a row that names one says what somebody needs.
create or replace function tc.closed_names() returns uuid[]
language sql stable set search_path = pg_catalog, pg_temp as $$
  select array(select t.id from tc.team t where t.drug_and_alcohol union all select s.id from tc.service s join tc.team t on t.id = s.team_id where t.drug_and_alcohol)
$$;

-- Everything one organisation holds of one person, in words: of nobody else's rows a single one. `closed_team`: the team that alone may
-- know of it. Never asked by a login; the functions below ask for whoever may.
create or replace function tc.copy_rows(p_person uuid, p_organisation uuid) returns table (place int, table_name text, row_key text, at timestamptz, closed_team uuid, said jsonb)
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
declare
  r record;
  v_closed uuid[] := tc.closed_names();
begin
  for r in select * from tc.copy_rules() c where c.noun is not null loop
    return query execute format(
      'select %L::int, %L::text, coalesce(x.j ->> ''id'', x.j ->> ''action_id'', x.j ->> ''key'', (x.j ->> ''decision_id'') || '' '' || (x.j ->> ''contact_id''), x.j ->> ''name'', x.j ->> ''person_id''),
          coalesce(x.j ->> ''happened_at'', x.j ->> ''at'', x.j ->> ''recorded_at'', x.j ->> ''decided_at'', x.j ->> ''made_at'', x.j ->> ''set_at'', x.j ->> ''sent_at'', x.j ->> ''raised_at'',
            x.j ->> ''opened_at'', x.j ->> ''told_at'', x.j ->> ''since_at'', x.j ->> ''started_at'', x.j ->> ''planned_at'', x.j ->> ''chosen_at'', x.j ->> ''registered_at'', x.j ->> ''from_at'')::timestamptz,
          case when %L::boolean or x.j ->> ''class_bit'' = ''16'' or x.j ->> ''closed_team_id'' is not null
                 or exists (select from unnest($3) closed where position(closed::text in x.j::text) > 0)
                 -- what names its team by the row it hangs on alone
                 or not x.j ? ''team_id'' and exists (select from tc.incident i where i.id = (x.j ->> ''incident_id'')::uuid and (i.class_bit = 16 or i.team_id = any ($3)))
                 or not x.j ? ''team_id'' and exists (select from tc.contact c where c.id = (x.j ->> ''contact_id'')::uuid and (c.class_bit = 16 or c.team_id = any ($3)))
               then o.id end,
          tc.copy_value($1, x.j - $4)
        from (select to_jsonb(t) as j from %s t where %s and %s) x
        left join tc.team o on o.organisation_id = $2 and o.id = coalesce(
          case when x.j ? ''from_organisation_id'' then case when x.j ->> ''from_organisation_id'' = $2::text then (x.j ->> ''from_team_id'')::uuid
            else (select v.team_id from tc.service v where v.id = (x.j ->> ''service_id'')::uuid) end end,
          (x.j ->> ''team_id'')::uuid,
          (select i.team_id from tc.incident i where i.id = (x.j ->> ''incident_id'')::uuid),
          (select c.team_id from tc.contact c where c.id = (x.j ->> ''contact_id'')::uuid))',
      r.place, r.table_name, r.table_name = 'tc.told_us', r.table_name, coalesce(r.person, 't.person_id = $1'),
      case when r.held = 'shared' then 'true' else coalesce(r.held, 't.organisation_id = $2') end)
      using p_person, p_organisation, v_closed, r.without || '{id,person_id,organisation_id,class_bit,version,keep_id,away_id}'::text[];
  end loop;
end
$$;

-- Whether an organisation holds anything of somebody beside who they are, which all hold together.
create or replace function tc.holds_anything(p_person uuid, p_organisation uuid) returns boolean
language sql stable set search_path = pg_catalog, pg_temp as $$
  -- whom only a closed team knows is not found at the desk: that team writes the asking down itself
  select exists (select from tc.copy_rows(p_person, p_organisation) c
    where c.closed_team is null and c.table_name not in ('tc.person', 'tc.person_name', 'tc.person_core', 'tc.contact_point'))
$$;

-- Where a request is answered: the teams in which an employed post holds the right, else the team of the root owner.
create or replace function tc.copy_desks(p_organisation uuid, p_right text, p_now timestamptz) returns table (team_id uuid)
language sql stable set search_path = pg_catalog, pg_temp as $$
  with held as (
    select distinct p.team_id from tc.post p join tc.post_holder h on h.post_id = p.id and h.from_at <= p_now and (h.until_at is null or h.until_at > p_now)
      join tc.staff s on s.id = h.staff_id and (s.left_at is null or s.left_at > p_now)
      join tc.team t on t.id = p.team_id and t.closed_at is null
     where p.organisation_id = p_organisation and p_right = any (p.rights) and not p.voluntary
  )
  select h.team_id from held h
  union all
  (select p.team_id from tc.organisation o join tc.post_holder h on h.staff_id = o.root_owner_staff_id join tc.post p on p.id = h.post_id and p.organisation_id = o.id
    where o.id = p_organisation and not exists (select from held) order by h.from_at, h.id limit 1)
$$;

-- A task for whoever answers this request. It opens who the person is to them, and is the obligation with its day: late, it is a gap.
create or replace function tc.copy_task(p_request uuid, p_kind text, p_what text, p_teams uuid[], p_due timestamptz) returns void
language sql volatile set search_path = pg_catalog, pg_temp as $$
  insert into tc.task (id, person_id, organisation_id, team_id, kind, about_id, what, since_at, due_at)
  select gen_random_uuid(), q.person_id, q.organisation_id, t, p_kind, q.id, p_what, (select ctx.now()), p_due
    from tc.subject_request q cross join unnest(p_teams) t
   where q.id = p_request and not exists (select from tc.task k where k.about_id = q.id and k.kind = p_kind and k.team_id = t and k.done_at is null)
$$;
create or replace function tc.copy_due(p_on date) returns timestamptz
language sql immutable set search_path = pg_catalog, pg_temp as $$ select (p_on + time '17:00') at time zone 'Europe/London' $$;

-- A request of its own for each team that alone may know what it wrote, beside the desk's. Nobody is told how many.
create or replace function tc.copy_closed_teams(p_request uuid) returns void
language plpgsql volatile set search_path = pg_catalog, pg_temp as $$
declare
  q tc.subject_request;
  v_team uuid;
  v_id uuid;
begin
  select * into q from tc.subject_request x where x.id = p_request;
  for v_team in select distinct c.closed_team from tc.copy_rows(q.person_id, q.organisation_id) c where c.closed_team is not null
                 and not exists (select from tc.subject_request s where s.asking_id = q.asking_id and s.closed_team_id = c.closed_team) loop
    v_id := gen_random_uuid();
    insert into tc.subject_request (id, asking_id, person_id, organisation_id, team_id, closed_team_id, asked_on, asked_how, asked_what, identity_how, identity_on, identity_by,
        due_on, extended_why, extended_words, told_on, told_how, extended_by, extended_at, recorded_at, recorded_by)
      values (v_id, q.asking_id, q.person_id, q.organisation_id, v_team, v_team, q.asked_on, q.asked_how, q.asked_what, q.identity_how, q.identity_on, q.identity_by,
        q.due_on, q.extended_why, q.extended_words, q.told_on, q.told_how, q.extended_by, q.extended_at, q.recorded_at, q.recorded_by);
    perform tc.copy_task(v_id, 'copy asked for', 'Answer a person who asks for a copy: what your team alone may read.', array[v_team], tc.copy_due(q.due_on));
  end loop;
end
$$;

-- Finds one person for whoever answers requests, by two identifiers, among those of whom their organisation holds something; of several,
-- as of nobody, none.
create or replace function tc.find_for_copy(p jsonb) returns uuid
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select case when count(*) = 1 then (array_agg(f.id))[1] end
    from unnest(tc.people_who_fit(p)) as f (id)
   where ctx.actor() is not null and ctx.has_right('subject-access.release') and ctx.employed_post() is not null
     and tc.holds_anything(f.id, ctx.organisation())
$$;

-- May the asker answer this request: the desk, or the closed team its own.
create or replace function tc.may_answer(q tc.subject_request) returns boolean
language sql stable set search_path = pg_catalog, pg_temp as $$
  select ctx.actor() is not null and ctx.employed_post() is not null and q.organisation_id = ctx.organisation()
     and case when q.closed_team_id is null then ctx.has_right('subject-access.release')
         else q.closed_team_id = any (ctx.grantees()) and (ctx.has_right('people.read') or ctx.has_right('subject-access.release')) and tc.asker_holds(q.person_id, 8) end
$$;

-- Whether the asker acts in a team that alone may know: it speaks for its own part, and the desk asks again who the person is.
create or replace function tc.asks_closed() returns boolean
language sql stable set search_path = pg_catalog, pg_temp as $$ select t.drug_and_alcohol from tc.team t where t.id = ctx.team() $$;

create or replace function tc.copy_ask(p_request uuid, p_person uuid, p jsonb, p_due date) returns void
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
begin
  if ctx.actor() is null or ctx.employed_post() is null
     or not (ctx.has_right('people.read') and tc.asker_holds(p_person, 256)
             or ctx.has_right('subject-access.release') and (tc.asker_holds(p_person, 256) or tc.find_for_copy(p -> 'who') = p_person)) then
    raise exception 'a request is written down by who supports the person, or at the desk' using errcode = 'insufficient_privilege';
  end if;
  -- two at one moment: the second waits here and then reads the first
  perform pg_advisory_xact_lock(hashtextextended('copy of ' || p_person || ctx.organisation(), 0));
  if exists (select from tc.subject_request q where q.person_id = p_person and q.organisation_id = ctx.organisation() and q.closed_team_id is null and q.state in ('asked', 'gathered', 'released')) then
    raise exception 'COPY_OPEN_ALREADY' using errcode = 'TC409';
  end if;
  insert into tc.subject_request (id, asking_id, person_id, organisation_id, team_id, asked_on, asked_how, asked_what, identity_how, identity_on, identity_by, due_on, recorded_at, recorded_by)
    values (p_request, p_request, p_person, ctx.organisation(), ctx.team(), (p ->> 'askedOn')::date, p ->> 'askedHow', p ->> 'what',
      case when not tc.asks_closed() then p ->> 'identityHow' end, case when not tc.asks_closed() then (p ->> 'identityOn')::date end,
      case when p ->> 'identityOn' is not null and not tc.asks_closed() then ctx.actor() end, p_due, ctx.now(), ctx.actor());
  perform tc.copy_task(p_request, 'copy asked for', 'Answer a person who asks for a copy of everything we hold about them.',
    array(select d.team_id from tc.copy_desks(ctx.organisation(), 'subject-access.release', ctx.now()) d), tc.copy_due(p_due));
  insert into tc.timeline (id, person_id, at, what, about_id, class_bit, organisation_id, team_id, by_id)
    values (gen_random_uuid(), p_person, ctx.now(), 'copy asked for', p_request, 8, ctx.organisation(), ctx.team(), ctx.actor());
  perform tc.copy_closed_teams(p_request);
  if tc.asks_closed() and p ->> 'identityOn' is not null then
    update tc.subject_request x set identity_how = p ->> 'identityHow', identity_on = (p ->> 'identityOn')::date, identity_by = ctx.actor()
     where x.asking_id = p_request and x.closed_team_id = ctx.team();
  end if;
end
$$;

-- Who they are was checked: for every part of the asking.
create or replace function tc.copy_identity(p_request uuid, p_on date, p_how text) returns void
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare q tc.subject_request;
begin
  select * into q from tc.subject_request x where x.id = p_request for update;
  if not found or not (tc.may_answer(q) or q.team_id = any (ctx.grantees()) and q.closed_team_id is null and ctx.has_right('people.read') and tc.asker_holds(q.person_id, 256)) then
    raise exception 'checked by who wrote it down or answers it' using errcode = 'insufficient_privilege';
  end if;
  update tc.subject_request x set identity_on = p_on, identity_how = p_how, identity_by = ctx.actor() where x.asking_id = q.asking_id and x.identity_on is null and x.state = 'asked' and (not tc.asks_closed() or x.closed_team_id = ctx.team());
end
$$;

-- Two further months, told to the person: for every part of the asking, whose tasks are then due on the new day.
create or replace function tc.copy_extend(p_request uuid, p_until date, p jsonb) returns void
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare q tc.subject_request;
begin
  select * into q from tc.subject_request x where x.id = p_request for update;
  if not found or not tc.may_answer(q) or q.closed_team_id is not null or q.extended_at is not null then
    raise exception 'extended once, at the desk' using errcode = 'insufficient_privilege';
  end if;
  update tc.subject_request x set extended_why = p ->> 'why', extended_words = p ->> 'words', told_on = (p ->> 'toldOn')::date, told_how = p ->> 'toldHow',
      extended_by = ctx.actor(), extended_at = ctx.now(), due_on = p_until
   where x.asking_id = q.asking_id and x.state in ('asked', 'gathered');
  update tc.task k set due_at = tc.copy_due(p_until) from tc.subject_request x
   where x.asking_id = q.asking_id and k.about_id = x.id and k.kind = 'copy asked for' and k.done_at is null;
end
$$;

-- Whom a rule may look for in the words: carers of the person, and staff whom a lead shows as a team. Names alone, for whoever answers.
create or replace function tc.copy_names(p_request uuid) returns table (kind text, name text)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select n.kind, n.name from tc.subject_request q
   cross join lateral (
     select 'carer' as kind, c.name from tc.carer c where c.person_id = q.person_id and c.organisation_id = q.organisation_id
     union select 'hidden staff', s.name from tc.shown_as_team h join tc.staff s on s.id = h.staff_id where h.person_id = q.person_id and h.ended_at is null) n
   where q.id = p_request and tc.may_answer(q)
$$;

-- What would be in this copy now. For whoever answers it, and nobody before the identity was checked.
create or replace function tc.copy_found(p_request uuid) returns table (place int, table_name text, row_key text, at timestamptz, said jsonb, digest text)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select c.place, c.table_name, c.row_key, c.at, c.said, encode(sha256(convert_to(c.table_name || ' ' || c.row_key || ' ' || c.said::text, 'utf8')), 'hex')
    from tc.subject_request q cross join lateral tc.copy_rows(q.person_id, q.organisation_id) c
   where q.id = p_request and tc.may_answer(q) and q.identity_on is not null and q.state in ('asked', 'gathered')
     and c.closed_team is not distinct from q.closed_team_id
   order by c.place, c.at, c.row_key
$$;

-- Gathers, or gathers anew: rows that are as they were keep what was decided of them, and of one that changed what was proposed, by a rule
-- or by hand, is asked again: a name that is spelt otherwise must not give out what was kept back. p_proposed: [{table, key, what, why}].
create or replace function tc.copy_gathered(p_request uuid, p_proposed jsonb, p_harm_due timestamptz) returns int
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  q tc.subject_request;
  v_n int;
  v_found jsonb;
  v_before jsonb;
begin
  select * into q from tc.subject_request x where x.id = p_request for update;
  if not found or not tc.may_answer(q) or q.identity_on is null or q.state not in ('asked', 'gathered') then
    raise exception 'gathered by who answers it, once the identity was checked' using errcode = 'insufficient_privilege';
  end if;
  if exists (select from tc.copy_faults()) then raise exception 'COPY_TABLE_NOT_REVIEWED' using errcode = 'TC409'; end if;
  select coalesce(jsonb_agg(to_jsonb(f)), '[]'), count(*) into v_found, v_n from tc.copy_found(p_request) f;
  select coalesce(jsonb_agg(jsonb_build_object('table', s.table_name, 'key', s.row_key, 'what', s.proposed, 'why', s.proposed_why, 'by', s.proposed_by)), '[]') into v_before
    from tc.subject_part s where s.request_id = q.id and s.proposed <> '{}';
  delete from tc.subject_part s where s.request_id = q.id
    and not exists (select from jsonb_to_recordset(v_found) as f(table_name text, row_key text, digest text) where f.table_name = s.table_name and f.row_key = s.row_key and f.digest = s.digest);
  insert into tc.subject_part (request_id, person_id, organisation_id, table_name, row_key, at, said, digest, proposed, proposed_why, proposed_by)
  select q.id, q.person_id, q.organisation_id, f.table_name, f.row_key, f.at, f.said, f.digest,
         array(select distinct w from unnest(p.what || b.what) w order by w),
         case when position(p.why in b.why) > 0 then b.why else nullif(concat_ws(' ', b.why, p.why), '') end, b.by
    from jsonb_to_recordset(v_found) as f(table_name text, row_key text, at timestamptz, said jsonb, digest text)
    left join (select x."table", x.key, array_agg(distinct x.what) as what, string_agg(distinct x.why, ' ') as why
                 from jsonb_to_recordset(p_proposed) as x("table" text, key text, what text, why text) group by 1, 2) p on p."table" = f.table_name and p.key = f.row_key
    left join jsonb_to_recordset(v_before) as b("table" text, key text, what text[], why text, by uuid) on b."table" = f.table_name and b.key = f.row_key
  on conflict (request_id, table_name, row_key) do nothing;
  update tc.subject_request x set state = 'gathered', gathered_at = ctx.now(), gathered_by = ctx.actor() where x.id = q.id;
  perform tc.copy_ask_about_harm(q.id, p_harm_due);
  if q.closed_team_id is null then perform tc.copy_closed_teams(q.id); end if;
  return v_n;
end
$$;

-- A task for whoever decides about serious harm, while a part waits for it; ended with the last.
create or replace function tc.copy_ask_about_harm(p_request uuid, p_due timestamptz) returns void
language plpgsql volatile set search_path = pg_catalog, pg_temp as $$
declare q tc.subject_request;
begin
  select * into q from tc.subject_request x where x.id = p_request;
  if exists (select from tc.subject_part s where s.request_id = q.id and 'serious harm' = any (s.proposed) and s.harm is null) then
    perform tc.copy_task(q.id, 'serious harm to decide', 'Decide whether parts of a record may cause serious harm if they are given out.',
      case when q.closed_team_id is not null then array[q.closed_team_id] else array(select d.team_id from tc.copy_desks(q.organisation_id, 'serious-harm.decide', ctx.now()) d) end,
      p_due);
  else
    update tc.task k set done_at = ctx.now(), done_by = ctx.actor(), done_text = 'Decided.' where k.about_id = q.id and k.kind = 'serious harm to decide' and k.done_at is null;
  end if;
end
$$;

-- Somebody who answers it proposes a part more.
create or replace function tc.copy_propose(p_request uuid, p_parts uuid[], p_what text, p_why text, p_harm_due timestamptz) returns int
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare q tc.subject_request; v_n int;
begin
  select * into q from tc.subject_request x where x.id = p_request for update;
  if not found or not tc.may_answer(q) or q.state <> 'gathered' then raise exception 'proposed by who answers it' using errcode = 'insufficient_privilege'; end if;
  update tc.subject_part s set proposed = array(select distinct w from unnest(s.proposed || p_what) w order by w), proposed_why = concat_ws(' ', s.proposed_why, p_why), proposed_by = ctx.actor()
   where s.request_id = q.id and s.id = any (p_parts) and not p_what = any (s.proposed);
  get diagnostics v_n = row_count;
  perform tc.copy_ask_about_harm(q.id, p_harm_due);
  return v_n;
end
$$;

-- Of parts about another person: given or kept back, by whoever answers it.
create or replace function tc.copy_decide_others(p_request uuid, p_parts uuid[], p_what text, p_why text) returns int
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare q tc.subject_request; v_n int;
begin
  select * into q from tc.subject_request x where x.id = p_request for update;
  if not found or not tc.may_answer(q) or q.state <> 'gathered' then raise exception 'decided by who answers it' using errcode = 'insufficient_privilege'; end if;
  update tc.subject_part s set others = p_what, others_why = p_why, others_by = ctx.actor(), others_at = ctx.now()
   where s.request_id = q.id and s.id = any (p_parts) and 'another person' = any (s.proposed);
  get diagnostics v_n = row_count;
  return v_n;
end
$$;

-- Of parts that may cause serious harm: likely or not, by a registered health professional in a post named for it.
create or replace function tc.copy_decide_harm(p_request uuid, p_parts uuid[], p_what text, p_why text, p_as text) returns int
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare q tc.subject_request; v_n int;
begin
  select * into q from tc.subject_request x where x.id = p_request for update;
  if not found or ctx.actor() is null or ctx.employed_post() is null or not ctx.has_right('serious-harm.decide') or q.organisation_id <> ctx.organisation() or q.state <> 'gathered'
     or (q.closed_team_id is not null and q.closed_team_id <> all (ctx.grantees())) then
    raise exception 'decided by a registered health professional' using errcode = 'insufficient_privilege';
  end if;
  update tc.subject_part s set harm = p_what, harm_why = p_why, harm_as = p_as, harm_by = ctx.actor(), harm_at = ctx.now()
   where s.request_id = q.id and s.id = any (p_parts) and 'serious harm' = any (s.proposed);
  get diagnostics v_n = row_count;
  perform tc.copy_ask_about_harm(q.id, ctx.now());
  return v_n;
end
$$;

-- Releases: every proposed part is decided, and whoever decided about harm is somebody else. From here nothing in it changes.
create or replace function tc.copy_release(p_request uuid) returns text
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare q tc.subject_request; v_digest text;
begin
  select * into q from tc.subject_request x where x.id = p_request for update;
  if not found or not tc.may_answer(q) or q.state <> 'gathered' then raise exception 'released by who answers it' using errcode = 'insufficient_privilege'; end if;
  if exists (select from tc.subject_part s where s.request_id = q.id and ('another person' = any (s.proposed) and s.others is null or 'serious harm' = any (s.proposed) and s.harm is null)) then
    raise exception 'COPY_UNDECIDED' using errcode = 'TC409';
  end if;
  if exists (select from tc.subject_part s where s.request_id = q.id and s.harm_by = ctx.actor()) then
    raise exception 'released by another than who decided about harm' using errcode = 'insufficient_privilege';
  end if;
  update tc.subject_part s set given = s.others is distinct from 'withhold' and s.harm is distinct from 'likely' where s.request_id = q.id;
  select encode(sha256(convert_to(coalesce(string_agg(s.digest, ' ' order by s.table_name, s.row_key), ''), 'utf8')), 'hex') into v_digest from tc.subject_part s where s.request_id = q.id and s.given;
  update tc.subject_request x set state = 'released', released_at = ctx.now(), released_by = ctx.actor(), released_digest = v_digest where x.id = q.id;
  insert into tc.timeline (id, person_id, at, what, about_id, class_bit, organisation_id, team_id, by_id)
    values (gen_random_uuid(), q.person_id, ctx.now(), 'copy released', q.id, case when q.closed_team_id is null then 8 else 16 end, q.organisation_id, coalesce(q.closed_team_id, q.team_id), ctx.actor());
  return v_digest;
end
$$;

-- Handed over: the words go, the list of what was given with its digests stays, and so do the decisions.
create or replace function tc.copy_hand_over(p_request uuid, p_on date, p_how text) returns void
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare q tc.subject_request;
begin
  select * into q from tc.subject_request x where x.id = p_request for update;
  if not found or not tc.may_answer(q) or q.state <> 'released' then raise exception 'handed over by who answers it' using errcode = 'insufficient_privilege'; end if;
  update tc.subject_request x set state = 'handed over', handed_on = p_on, handed_how = p_how, handed_at = ctx.now(), handed_by = ctx.actor() where x.id = q.id;
  update tc.subject_part s set said = null where s.request_id = q.id;
  update tc.task k set done_at = ctx.now(), done_by = ctx.actor(), done_text = 'The copy was handed over.' where k.about_id = q.id and k.kind in ('copy asked for', 'serious harm to decide') and k.done_at is null;
  insert into tc.timeline (id, person_id, at, what, about_id, class_bit, organisation_id, team_id, by_id)
    values (gen_random_uuid(), q.person_id, ctx.now(), 'copy handed over', q.id, case when q.closed_team_id is null then 8 else 16 end, q.organisation_id, coalesce(q.closed_team_id, q.team_id), ctx.actor());
end
$$;

-- Ended without a copy: taken back by the person, or refused with the reason they were told. At the desk it ends every part of the asking.
create or replace function tc.copy_end(p_request uuid, p_why text) returns void
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare q tc.subject_request;
begin
  select * into q from tc.subject_request x where x.id = p_request for update;
  if not found or not tc.may_answer(q) or q.closed_team_id is not null or q.state not in ('asked', 'gathered', 'released') then raise exception 'ended at the desk' using errcode = 'insufficient_privilege'; end if;
  update tc.task k set done_at = ctx.now(), done_by = ctx.actor(), done_text = 'The request was ended.' from tc.subject_request x
   where x.asking_id = q.asking_id and x.state in ('asked', 'gathered', 'released') and k.about_id = x.id and k.kind in ('copy asked for', 'serious harm to decide') and k.done_at is null;
  update tc.subject_part s set said = null from tc.subject_request x where x.id = s.request_id and x.asking_id = q.asking_id and x.state in ('asked', 'gathered', 'released');
  update tc.subject_request x set state = 'ended', ended_at = ctx.now(), ended_by = ctx.actor(), ended_why = p_why where x.asking_id = q.asking_id and x.state in ('asked', 'gathered', 'released');
end
$$;

do $$
declare f regprocedure;
begin
  for f in select p.oid::regprocedure from pg_proc p join pg_namespace n on n.oid = p.pronamespace
            where n.nspname = 'tc' and (p.proname like 'copy\_%' or p.proname in ('find_for_copy', 'may_answer', 'holds_anything', 'closed_names', 'asks_closed', 'leaving_rules')) loop
    execute format('alter function %s owner to tc_copy', f);
    execute format('revoke all on function %s from public', f);
  end loop;
end
$$;
grant execute on function tc.merge_rules() to tc_copy;
grant execute on function tc.copy_ask(uuid, uuid, jsonb, date), tc.copy_identity(uuid, date, text), tc.copy_extend(uuid, date, jsonb), tc.copy_names(uuid), tc.copy_found(uuid),
  tc.copy_gathered(uuid, jsonb, timestamptz), tc.copy_propose(uuid, uuid[], text, text, timestamptz), tc.copy_decide_others(uuid, uuid[], text, text),
  tc.copy_decide_harm(uuid, uuid[], text, text, text), tc.copy_release(uuid), tc.copy_hand_over(uuid, date, text), tc.copy_end(uuid, text), tc.find_for_copy(jsonb), tc.copy_rules() to tc_app;
revoke create on schema tc from tc_copy;
