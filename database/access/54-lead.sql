-- Who leads the way out. Core, like the next contact. Written by the team that leads; an offer is answered by the one who was
-- named, and by nobody else. (The team of an open offer, and of an accepted one, has core by content/access/rules.yaml.)
do $$
declare t text; c text;
begin
  for t, c in values ('lead_named', 'by_staff_id'), ('lead_handover', 'by_staff_id'), ('transition_closing', 'by_staff_id') loop
    execute format('alter table tc.%I enable row level security', t);
    execute format('alter table tc.%I force row level security', t);
    execute format('create policy see on tc.%1$I for select to tc_app using (
      ((select true from acl.access a where a.person_id = %1$I.person_id and (a.classes & 2) <> 0 limit 1)
        and (select true from acl.closed c where c.person_id = %1$I.person_id limit 1) is null)
      or (team_id = any ((select ctx.grantees())::uuid[]) and (select true from acl.access a where a.person_id = %1$I.person_id and (a.classes & 8) <> 0 limit 1)))', t);
    execute format('create policy leader_adds on tc.%1$I for insert to tc_app with check (
      organisation_id = (select ctx.organisation()) and team_id = any ((select ctx.grantees())::uuid[])
      and (select ctx.has_right(%2$L))
      and (select true from acl.access a where a.person_id = %1$I.person_id and (a.classes & 256) <> 0 limit 1))', t,
      case t when 'transition_closing' then 'transition.close' else 'transition.lead' end);
    execute format('create policy in_own_name on tc.%1$I as restrictive for insert to tc_app with check (%2$I = (select ctx.actor()))', t, c);
    execute format('grant select, insert on tc.%I to tc_app', t);
  end loop;
end
$$;
-- where only a referral opened the way out, a team that supports asks who carries on: it never leads, and holds the right to close alone
create policy closer_asks on tc.lead_handover for insert to tc_app with check (
  what = 'carry on' and organisation_id = (select ctx.organisation()) and team_id = any ((select ctx.grantees())::uuid[])
  and (select ctx.has_right('transition.close'))
  and (select true from acl.access a where a.person_id = lead_handover.person_id and (a.classes & 256) <> 0 limit 1));
-- Who holds an employed post in a team now: a volunteer is never lead, whoever writes the SQL.
create or replace function tc.works_in(p_staff uuid, p_team uuid) returns boolean
language sql stable set search_path = pg_catalog, pg_temp as $$
  select exists (select from tc.post_holder h join tc.post p on p.id = h.post_id join tc.staff s on s.id = h.staff_id
                  where h.staff_id = p_staff and p.team_id = p_team and not p.voluntary
                    and h.from_at <= ctx.now() and (h.until_at is null or h.until_at > ctx.now())
                    and (s.left_at is null or s.left_at > ctx.now()))
$$;
revoke all on function tc.works_in(uuid, uuid) from public;
grant execute on function tc.works_in(uuid, uuid) to tc_app;
-- Whether the asker may be told that this team has to do with this person: that a drug-and-alcohol team does is of that team's class,
-- wherever it stands. One rule for every core and shared place that would say a team or a hand of it. Runs as the asker.
create or replace function tc.may_name(p_team uuid, p_person uuid) returns boolean
language sql stable set search_path = pg_catalog, pg_temp as $$
  select not coalesce((select t.drug_and_alcohol from tc.team t where t.id = p_team), false)
      or p_team = any ((select ctx.grantees())::uuid[])
      or (exists (select from acl.access a where a.person_id = p_person and (a.classes & 16) <> 0)
        and not exists (select from acl.closed c where c.person_id = p_person))
$$;
revoke all on function tc.may_name(uuid, uuid) from public;
grant execute on function tc.may_name(uuid, uuid) to tc_app;
create policy one_of_the_team on tc.lead_named as restrictive for insert to tc_app with check (tc.works_in(staff_id, team_id));
create policy to_one_of_the_team on tc.lead_handover as restrictive for insert to tc_app
  with check (answer is null and tc.works_in(to_staff_id, to_team_id)
    and (what = 'carry on' or (select t.clinical_responsibility and t.closed_at is null from tc.team t where t.id = to_team_id)));
-- whoever was asked sees it while it waits and afterwards, and answers in their own name; the team that asked takes it back
create policy asked_sees on tc.lead_handover for select to tc_app using (to_team_id = any ((select ctx.grantees())::uuid[])
  and (select true from acl.access a where a.person_id = lead_handover.person_id limit 1));
create policy asked_answers on tc.lead_handover for update to tc_app
  using (answer is null and to_staff_id = (select ctx.actor()) and to_team_id = any ((select ctx.grantees())::uuid[]))
  with check (answer in ('accepted', 'declined') and to_staff_id = (select ctx.actor()) and answered_by = (select ctx.actor()) and tc.works_in(to_staff_id, to_team_id));
create policy asker_takes_back on tc.lead_handover for update to tc_app
  using (answer is null and team_id = any ((select ctx.grantees())::uuid[])
    and ((select ctx.has_right('transition.lead')) or what = 'carry on' and (select ctx.has_right('transition.close'))))
  with check (answer = 'withdrawn' and team_id = any ((select ctx.grantees())::uuid[]) and answered_by = (select ctx.actor()));
grant update (answer, answered_at, answered_by, reason, version) on tc.lead_handover to tc_app;

-- the newest counts, so none is dated ahead
create policy said_by_now on tc.lead_named as restrictive for insert to tc_app with check (at <= (select ctx.now()));
create policy said_by_now on tc.lead_handover as restrictive for insert to tc_app with check (offered_at <= (select ctx.now()));
create policy said_by_now on tc.transition_closing as restrictive for insert to tc_app with check (closed_at <= (select ctx.now()));
create policy answered_by_now on tc.lead_handover as restrictive for update to tc_app using (true) with check (answered_at between offered_at and (select ctx.now()));
-- whoever is asked is shown core: nobody shows what they do not see, themselves least of all
create policy gives_what_it_has on tc.lead_handover as restrictive for insert to tc_app with check (
  (select true from acl.access a where a.person_id = lead_handover.person_id and (a.classes & 2) <> 0 and a.basis not in ('emergency access', 'shared without agreement') limit 1)
  and not acl.lifted(person_id)
  and (select true from acl.closed c where c.person_id = lead_handover.person_id limit 1) is null);
-- being asked to carry on is core, so nobody says by it that a drug-and-alcohol team is involved but whoever may know it
create policy names_whom_they_may on tc.lead_handover as restrictive for insert to tc_app with check (
  what = 'lead' or tc.may_name(to_team_id, person_id));
-- a closing silences: it is of a way out of this person, when who was asked to carry on has agreed and (60-net.sql) by a team that
-- leads or led, while nothing is open, whoever may see it
create policy of_the_same_person on tc.transition_closing as restrictive for insert to tc_app with check (
  (select t.person_id = transition_closing.person_id and t.state = 'open' from tc.transition t where t.id = transition_closing.transition_id)
  and (select h.person_id = transition_closing.person_id and h.what = 'carry on' and h.answer = 'accepted'
         from tc.lead_handover h where h.id = transition_closing.carries_on_id));
