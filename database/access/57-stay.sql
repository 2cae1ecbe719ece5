-- Hospital feeds, stays of one organisation, and messages that wait.
--
-- A feed is a machine client (identity.client) with the right 'import.hl7'. It acts for the whole of its one organisation,
-- on any ward of it, and for no other. What it may, beside what its own team may:
--   * read the stays of its own organisation: it is where they come from, and a repeat or a discharge must find its stay;
--   * open a stay on a ward of its own organisation for a person whom its team registered or joined (access 256), marked
--     'message' and signed by itself;
--   * end or complete a stay of its own organisation, and never move it to another;
--   * add a task for a team of its own organisation about a person who has a stay there.
-- It reads no person row by this: names, numbers and birth dates stay closed to it (a message is matched by the functions
-- below, which answer with ids of its own organisation's stays alone).
create or replace function ctx.is_feed() returns boolean language sql stable set search_path = pg_catalog, pg_temp
  as $$ select (select ctx.purpose()) = 'machine of the organisation' and (select ctx.has_right('import.hl7')) $$;
revoke all on function ctx.is_feed() from public;
grant execute on function ctx.is_feed() to tc_app, tc_match;

create policy feed_sees on tc.stay for select to tc_app using (
  organisation_id = (select ctx.organisation()) and (select ctx.is_feed()));
create policy feed_adds on tc.stay for insert to tc_app with check (
  (select ctx.is_feed()) and organisation_id = (select ctx.organisation())
  and source = 'message' and recorded_by = (select ctx.actor())
  and (select true from acl.access a where a.person_id = stay.person_id and (a.classes & 256) <> 0 limit 1));
create policy feed_changes on tc.stay for update to tc_app
  using (organisation_id = (select ctx.organisation()) and (select ctx.is_feed()))
  -- checks of several rules are joined by "or": without its own asker this one would let everybody of the organisation give a stay away
  with check (organisation_id = (select ctx.organisation()) and (select ctx.is_feed()));
-- whoever writes it: a stay is on a unit of its own organisation, in the name of that unit's team
create policy unit_fits on tc.stay as restrictive for insert to tc_app with check (
  (select u.organisation_id = stay.organisation_id and u.team_id = stay.team_id from tc.unit u where u.id = stay.unit_id));
create policy unit_fits_on_change on tc.stay as restrictive for update to tc_app with check (
  (select u.organisation_id = stay.organisation_id and u.team_id = stay.team_id from tc.unit u where u.id = stay.unit_id));

-- A task opens the person's identity to the team that must do it (content/access/rules.yaml), so it is added only by someone
-- who may write about that person, for a team of their own organisation.
create policy writer_adds on tc.task as restrictive for insert to tc_app with check (
  (select t.organisation_id = task.organisation_id from tc.team t where t.id = task.team_id)
  and (person_id is null
    or (select true from acl.access a where a.person_id = task.person_id and (a.classes & 256) <> 0 limit 1)
    or ((select ctx.is_feed()) and (select true from tc.stay s where s.person_id = task.person_id and s.organisation_id = task.organisation_id limit 1))));

alter table tc.kept_message enable row level security;
alter table tc.kept_message force row level security;
-- It may name anybody: only the team on whose list it stands reads it.
create policy own_desk on tc.kept_message for select to tc_app using (
  team_id = any ((select ctx.grantees())::uuid[]) and (select ctx.has_right('tasks.read')));
create policy feed_keeps on tc.kept_message for insert to tc_app with check (
  (select ctx.is_feed()) and organisation_id = (select ctx.organisation()) and kept_by = (select ctx.actor())
  and (select t.organisation_id = kept_message.organisation_id from tc.team t where t.id = kept_message.team_id));
create policy own_desk_settles on tc.kept_message for update to tc_app
  using (team_id = any ((select ctx.grantees())::uuid[]) and (select ctx.has_right('tasks.read')))
  with check (team_id = any ((select ctx.grantees())::uuid[]));
grant select, insert on tc.kept_message to tc_app;
grant update (done_at) on tc.kept_message to tc_app;

-- The matcher's role (55-match.sql) reads the stays it compares; it writes none.
create policy match_reads on tc.stay for select to tc_match using (true);
grant select on tc.stay to tc_match;
-- create is taken back at the end of this file; a function's owner needs it at the moment it is handed over
grant create on schema tc to tc_match;

-- The stays of this person in the asker's own organisation, and the stay there that has this visit number, whoever's it is:
-- what "no two stays at once" and "one number is one stay" need to know before a stay is opened. The answer goes to the
-- rule and is never shown. Nothing unless the asker may record stays and may write about this person.
create or replace function tc.stays_here(p_person uuid, p_visit text)
returns table (id uuid, person_id uuid, unit_id uuid, visit_number text, admitted_at timestamptz, admitted_known_to text,
  ended_at timestamptz, ended_known_to text, end_source text, version int)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select s.id, s.person_id, s.unit_id, s.visit_number, s.admitted_at, s.admitted_known_to, s.ended_at, s.ended_known_to, s.end_source, s.version
    from tc.stay s
   where s.organisation_id = (select ctx.organisation()) and (s.person_id = p_person or s.visit_number = p_visit)
     and ((select ctx.has_right('stay.record')) or (select ctx.is_feed()))
     and tc.asker_holds(p_person, 256)
$$;

-- The stay a discharge means: of the feed's own organisation, by its visit number or else the person's one open stay, and
-- only when two identifiers of the person agree and no NHS number speaks against it (a visit number may be used again, and a
-- message may carry another person's). Two identifiers: the NHS number and the birth date or family name; or, where the
-- message or the record has no NHS number, the visit number with birth date and family name. No answer means no match.
-- Family names are compared as `nameKey` writes them (core/people/names.ts); p_family_keys are those of the message.
create or replace function tc.find_stay_for_message(p_visit text, p_nhs_number text, p_born_on date, p_family_keys text[])
returns table (stay_id uuid, person_id uuid, version int)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  with candidate as (
    select s.id, s.person_id, s.version, s.visit_number, s.ended_at
      from tc.stay s
     where (select ctx.is_feed()) and s.organisation_id = (select ctx.organisation())
       and (s.visit_number = p_visit
         or (s.ended_at is null and (p_visit is null or s.visit_number is null)
             and s.person_id in (select c.person_id from tc.person_core c where c.nhs_number = p_nhs_number)))
  ), compared as (
    select c.*, k.nhs_number = p_nhs_number as same_number, p.born_on = p_born_on as same_birth,
           nullif(p.family_key, '') = any (p_family_keys)
             or exists (select from tc.person_name n where n.person_id = p.id
                          and n.family_key = any (p_family_keys)) as same_family
      from candidate c join tc.person p on p.id = c.person_id left join tc.person_core k on k.person_id = c.person_id
  ), agreed as (
    select * from compared
     where (same_number and (same_birth or same_family))
        or (same_number is null and visit_number = p_visit and same_birth and same_family)
  )
  -- the visit number decides; without one, a single open stay
  select a.id, a.person_id, a.version from agreed a
   where a.visit_number = p_visit
      or (not exists (select from agreed o where o.visit_number = p_visit) and (select count(*) from agreed) = 1)
$$;

alter function tc.stays_here(uuid, text) owner to tc_match;
alter function tc.find_stay_for_message(text, text, date, text[]) owner to tc_match;
revoke all on function tc.stays_here(uuid, text), tc.find_stay_for_message(text, text, date, text[]) from public;
grant execute on function tc.stays_here(uuid, text), tc.find_stay_for_message(text, text, date, text[]) to tc_app;
revoke create on schema tc from tc_match;
