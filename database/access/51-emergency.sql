-- Emergency access, sharing without agreement, second looks, asking for access: who writes and who reads the rows themselves.
-- What they open is in 50-acl.sql and 40-derived.sql.
do $$
declare t text;
begin
  foreach t in array array['emergency_access', 'sharing_without', 'second_look', 'access_ask'] loop
    execute format('alter table tc.%I enable row level security', t);
    execute format('alter table tc.%I force row level security', t);
    execute format('grant select, insert on tc.%I to tc_app', t);
  end loop;
end
$$;
create policy ctx_reads on tc.emergency_access for select to tc_ctx using (true);
grant select on tc.emergency_access to tc_ctx;

-- The post in which the asker acts is an employed one: never a volunteer's, never a machine's (which has none).
create or replace function ctx.employed_post() returns uuid
language sql stable set search_path = pg_catalog, pg_temp as $$
  select p.id from tc.post p where p.id = nullif(split_part(ctx.data(), '|', 4), '')::uuid and not p.voluntary
$$;
revoke all on function ctx.employed_post() from public;
grant execute on function ctx.employed_post() to tc_app;

-- whoever opened it, and the desk that looks at it
create policy opener_or_desk on tc.emergency_access for select to tc_app using (
  (staff_id = (select ctx.actor()) and organisation_id = (select ctx.organisation()))
  or ((select ctx.has_right('privacy.desk')) and (select ctx.organisation()) in (organisation_id, desk_organisation_id)));
create policy employed_opens on tc.emergency_access for insert to tc_app with check (
  (select ctx.has_right('emergency.access')) and post_id = (select ctx.employed_post())
  and staff_id = (select ctx.actor()) and organisation_id = (select ctx.organisation()) and team_id = (select ctx.team())
  and opened_at = (select ctx.now()) and closed_at is null and desk_organisation_id is null);
create policy opener_closes on tc.emergency_access for update to tc_app
  using (staff_id = (select ctx.actor()) and organisation_id = (select ctx.organisation()) and closed_at is null and until_at > (select ctx.now()))
  with check (closed_at = (select ctx.now()));
grant update (closed_at) on tc.emergency_access to tc_app;

-- the team that shared, the desk, and the service while it is told: it must know what the person was not told yet
create policy sharer_desk_or_told on tc.sharing_without for select to tc_app using (
  (team_id = any ((select ctx.grantees())::uuid[]) and (select true from acl.access a where a.person_id = sharing_without.person_id and (a.classes & 8) <> 0 limit 1))
  or ((select ctx.has_right('privacy.desk')) and (select ctx.organisation()) in (organisation_id, desk_organisation_id))
  or (recipient_service_id = any ((select ctx.grantees())::uuid[])
    and (select true from acl.access a where a.person_id = sharing_without.person_id and a.source_id = sharing_without.id limit 1)));
create policy supporter_shares on tc.sharing_without for insert to tc_app with check (
  (select ctx.has_right('sharing.record')) and (select ctx.employed_post()) is not null
  and recorded_by = (select ctx.actor()) and organisation_id = (select ctx.organisation()) and team_id = (select ctx.team())
  and from_at = (select ctx.now()) and ended_at is null and told_at is null and desk_organisation_id is null
  and (select true from acl.access a where a.person_id = sharing_without.person_id and (a.classes & 256) <> 0 limit 1));
-- an employed hand of the same organisation weighed it
create policy weighed_here on tc.sharing_without as restrictive for insert to tc_app with check (
  (select true from tc.post_holder h join tc.post p on p.id = h.post_id
    where h.staff_id = sharing_without.weighed_by and p.organisation_id = sharing_without.organisation_id and not p.voluntary
      and h.from_at <= (select ctx.now()) and (h.until_at is null or h.until_at > (select ctx.now())) limit 1));
create policy sharer_or_desk_ends on tc.sharing_without for update to tc_app
  using ((team_id = any ((select ctx.grantees())::uuid[]) and (select ctx.has_right('sharing.record'))
      or (select ctx.has_right('privacy.desk')) and (select ctx.organisation()) in (organisation_id, desk_organisation_id)))
  with check ((ended_at is null or ended_at <= (select ctx.now())) and (told_at is null or told_at <= (select ctx.now())));
grant update (ended_at, ended_by, told_at, told_by) on tc.sharing_without to tc_app;

-- whoever reads the act reads what was found of it
create policy with_the_act on tc.second_look for select to tc_app using (
  (select true from tc.emergency_access e where e.id = second_look.about_id limit 1)
  or (select true from tc.sharing_without w where w.id = second_look.about_id limit 1));
create policy desk_looks on tc.second_look for insert to tc_app with check (
  (select ctx.has_right('emergency.second-look')) and (select ctx.employed_post()) is not null
  and by_staff_id = (select ctx.actor()) and organisation_id = (select ctx.organisation()) and team_id = (select ctx.team()) and at = (select ctx.now()));
-- and never at what one did oneself
create policy by_another on tc.second_look as restrictive for insert to tc_app with check (
  case about
    when 'emergency access' then (select e.staff_id <> (select ctx.actor()) and e.person_id = second_look.person_id from tc.emergency_access e where e.id = second_look.about_id)
    else (select w.recorded_by <> (select ctx.actor()) and w.weighed_by <> (select ctx.actor()) and w.person_id = second_look.person_id
            from tc.sharing_without w where w.id = second_look.about_id) end);

-- one's own, those of whom one manages the team, and the desk's; whoever asked does not answer
create policy asker_manager_or_desk on tc.access_ask for select to tc_app using (organisation_id = (select ctx.organisation()) and (
  staff_id = (select ctx.actor()) or (select ctx.has_right('privacy.desk'))
  or (select t.manager_staff_id = (select ctx.actor()) from tc.team t where t.id = access_ask.team_id)));
create policy own_ask on tc.access_ask for insert to tc_app with check (
  staff_id = (select ctx.actor()) and organisation_id = (select ctx.organisation()) and team_id = (select ctx.team())
  and asked_at = (select ctx.now()) and answered_at is null);
create policy another_answers on tc.access_ask for update to tc_app
  using (organisation_id = (select ctx.organisation()) and answered_at is null and staff_id <> (select ctx.actor()) and (
    (select ctx.has_right('privacy.desk')) or (select t.manager_staff_id = (select ctx.actor()) from tc.team t where t.id = access_ask.team_id)))
  with check (answered_by = (select ctx.actor()) and answered_at = (select ctx.now()));
grant update (answered_by, answered_at, answer) on tc.access_ask to tc_app;

-- Whom what is known of somebody fits, as the register finds whom it joins: the NHS number with the birth date or the family name; without
-- a number the whole name with the birth date. Or somebody whose id is known. For other definers alone: they say who may ask, and give an
-- id where exactly one fits.
grant create on schema tc to tc_match;
create or replace function tc.people_who_fit(p jsonb) returns uuid[]
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  with known as (select p ->> 'nhsNumber' as number, (p ->> 'bornOn')::date as born, array(select jsonb_array_elements_text(p -> 'familyKeys')) as families,
                        p ->> 'givenKey' as given, (p ->> 'personId')::uuid as id)
  select array(select distinct coalesce(q.merged_into, q.id)
    from known k, tc.person q
   where q.id in (select k.id
                  union select c.person_id from tc.person_core c where c.nhs_number = k.number
                  union select b.id from tc.person b where b.born_on = k.born and k.number is null)
     and (q.id = k.id
       or exists (select from tc.person_core c where c.person_id = q.id and c.nhs_number = k.number)
          and (q.born_on = k.born or q.family_key = any (k.families) or exists (select from tc.person_name n where n.person_id = q.id and n.family_key = any (k.families)))
       or k.number is null and q.born_on = k.born and (q.given_key = k.given or exists (select from tc.person_name_key g where g.person_id = q.id and g.key = k.given))
          and (q.family_key = any (k.families) or exists (select from tc.person_name n where n.person_id = q.id and n.family_key = any (k.families)))))
$$;

-- Finds one person for an emergency: of several, as of nobody, none.
create or replace function tc.find_for_emergency(p jsonb) returns uuid
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select case when ctx.actor() is not null and ctx.has_right('emergency.access') and cardinality(f.ids) = 1 then f.ids[1] end
    from (select tc.people_who_fit(p) as ids) f
$$;
alter function tc.people_who_fit(jsonb) owner to tc_match;
alter function tc.find_for_emergency(jsonb) owner to tc_match;
revoke create on schema tc from tc_match;
revoke all on function tc.find_for_emergency(jsonb), tc.people_who_fit(jsonb) from public;
grant execute on function tc.people_who_fit(jsonb) to tc_match;
grant execute on function tc.find_for_emergency(jsonb) to tc_app;
