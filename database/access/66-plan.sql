-- What was agreed with somebody. Shared rows as everywhere: by class, or as one's own team's; written in one's own name by a team that
-- supports the person now. A safety plan is core. A receipt is read by whoever reads the plan.
do $$
declare t text; c text; r text;
begin
  foreach t in array array['plan', 'plan_receipt', 'safety_plan', 'what_matters', 'goal', 'goal_step', 'appointment', 'review', 'review_setting'] loop
    execute format('alter table tc.%I enable row level security', t);
    execute format('alter table tc.%I force row level security', t);
    execute format('grant select, insert on tc.%I to tc_app', t);
  end loop;
  foreach t in array array['plan', 'what_matters', 'goal', 'goal_step', 'appointment', 'review'] loop
    execute format('create policy see on tc.%1$I for select to tc_app using (
      ((select true from acl.access a where a.person_id = %1$I.person_id and (a.classes & %1$I.class_bit) <> 0 limit 1)
        and (select true from acl.closed c where c.person_id = %1$I.person_id limit 1) is null)
      or (team_id = any ((select ctx.grantees())::uuid[]) and (select true from acl.access a where a.person_id = %1$I.person_id and (a.classes & 8) <> 0 limit 1)))', t);
    -- a drug-and-alcohol team's rows are of its class, whoever writes the SQL
    execute format('create policy class_of_team on tc.%1$I as restrictive for insert to tc_app with check (
      class_bit = (select case when tm.drug_and_alcohol then 16 else 4 end from tc.team tm where tm.id = %1$I.team_id))', t);
  end loop;
  for t, c, r in values ('plan', 'by_staff_id', 'plan.write'), ('safety_plan', 'by_staff_id', 'safety-plan.write'), ('what_matters', 'by_staff_id', 'goals.record'),
                        ('goal', 'set_by', 'goals.record'), ('goal_step', 'set_by', 'goals.record'), ('appointment', 'made_by', 'goals.record'), ('review', 'done_by', 'review.record') loop
    execute format('create policy supporter_adds on tc.%1$I for insert to tc_app with check (
      organisation_id = (select ctx.organisation()) and team_id = any ((select ctx.grantees())::uuid[]) and (select ctx.has_right(%2$L))
      and (select true from acl.access a where a.person_id = %1$I.person_id and (a.classes & 256) <> 0 limit 1))', t, r);
    execute format('create policy in_own_name on tc.%1$I as restrictive for insert to tc_app with check (%2$I = (select ctx.actor()))', t, c);
  end loop;
  foreach t in array array['goal', 'goal_step', 'appointment'] loop
    execute format('create policy supporter_changes on tc.%1$I for update to tc_app
      using (team_id = any ((select ctx.grantees())::uuid[]) and (select ctx.has_right(''goals.record''))
        and (select true from acl.access a where a.person_id = %1$I.person_id and (a.classes & 256) <> 0 limit 1))
      with check (team_id = any ((select ctx.grantees())::uuid[]))', t);
  end loop;
end
$$;
-- Whoever leads, covers or owns reads the plan as it was sent to them: a version that names them or their team. To everybody else being
-- named opens nothing: what a service reads is what the person answered.
create policy named_reads on tc.plan for select to tc_app using (class_bit = 4
  and (select true from acl.access a where a.person_id = plan.person_id and a.basis = 'lead or owner' and (a.classes & 2) <> 0 limit 1)
  and (select true from acl.closed c where c.person_id = plan.person_id limit 1) is null
  and (select true from jsonb_array_elements(plan.named) n (j) where n.j ->> 'staffId' = (select ctx.actor())::text
         or (n.j ->> 'staffId' is null and n.j ->> 'teamId' = any ((select ctx.grantees())::text[])) limit 1));
-- a shared plan names no drug-and-alcohol team and nobody who works in one only: everybody who reads it would know
create or replace function tc.named_openly(p_named jsonb) returns boolean
language sql stable set search_path = pg_catalog, pg_temp as $$
  select not exists (
    select from jsonb_array_elements(p_named) n (j)
     where exists (select from tc.team t where t.id::text = n.j ->> 'teamId' and t.drug_and_alcohol)
        or n.j ->> 'teamId' is null and exists (select from tc.post_holder h join tc.post p on p.id = h.post_id join tc.team t on t.id = p.team_id
             where h.staff_id::text = n.j ->> 'staffId' and t.drug_and_alcohol and (h.until_at is null or h.until_at > ctx.now())))
$$;
revoke all on function tc.named_openly(jsonb) from public;
grant execute on function tc.named_openly(jsonb) to tc_app;
create policy named_openly on tc.plan as restrictive for insert to tc_app with check (class_bit = 16 or tc.named_openly(named));
-- the newest counts, and a day is reckoned from it, so none is dated ahead
do $$
declare t text; c text;
begin
  for t, c in values ('plan', 'at'), ('safety_plan', 'at'), ('what_matters', 'at'), ('goal', 'set_at'), ('goal_step', 'set_at'), ('appointment', 'made_at'),
                     ('review', 'done_at'), ('review_setting', 'at') loop
    execute format('create policy said_by_now on tc.%1$I as restrictive for insert to tc_app with check (%2$I <= (select ctx.now()))', t, c);
  end loop;
end
$$;
-- a review settles what is due and puts it off, so it is of something that is due
create policy of_what_is_due on tc.review as restrictive for insert to tc_app with check (
  (select true from net.obligation o where o.person_id = review.person_id and o.key = 'N9:' || review.kind || ':' || review.about_id limit 1));
grant update (state, ended_at, ended_by, version) on tc.goal to tc_app;
grant update (outcome, how_it_went, told_at, told_by) on tc.goal_step to tc_app;
grant update (state, outcome, went_with_staff_id, moved_to_id, told_at, told_by, goes_staff_id, version) on tc.appointment to tc_app;
-- what is told is told once, and in one's own name
create policy told_once on tc.goal as restrictive for update to tc_app using (state = 'open') with check (coalesce(ended_by, (select ctx.actor())) = (select ctx.actor()));
create policy told_once on tc.goal_step as restrictive for update to tc_app using (outcome is null) with check (coalesce(told_by, (select ctx.actor())) = (select ctx.actor()));
create policy told_once on tc.appointment as restrictive for update to tc_app using (state = 'planned') with check (coalesce(told_by, (select ctx.actor())) = (select ctx.actor()));
-- who goes along is changed by the manager of the team too, whose act moves what a leaver owns
create policy manager_moves on tc.appointment for update to tc_app
  using (state = 'planned' and team_id = any ((select ctx.grantees())::uuid[]) and (select ctx.has_right('staff.manage')))
  with check (state = 'planned' and team_id = any ((select ctx.grantees())::uuid[]));
-- a step is of a goal of the same team
create policy of_its_goal on tc.goal_step as restrictive for insert to tc_app with check (
  (select g.team_id = goal_step.team_id from tc.goal g where g.id = goal_step.goal_id));

-- core: whoever supports the person and has not been closed out, and the team that wrote it; written by who can read what stands
create policy see on tc.safety_plan for select to tc_app using (
  ((select true from acl.access a where a.person_id = safety_plan.person_id and (a.classes & 2) <> 0 limit 1)
    and (select true from acl.closed c where c.person_id = safety_plan.person_id limit 1) is null)
  or (team_id = any ((select ctx.grantees())::uuid[]) and (select true from acl.access a where a.person_id = safety_plan.person_id and (a.classes & 8) <> 0 limit 1)));
create policy core_writes on tc.safety_plan as restrictive for insert to tc_app with check (
  -- an emergency, and what was shared without agreement, are for reading
  (select true from acl.access a where a.person_id = safety_plan.person_id and (a.classes & 2) <> 0 and a.basis not in ('emergency access', 'shared without agreement') limit 1)
  and not acl.lifted(person_id)
  and (select true from acl.closed c where c.person_id = safety_plan.person_id limit 1) is null);

create policy see on tc.plan_receipt for select to tc_app using (
  (select true from tc.plan p where p.plan_id = plan_receipt.plan_id and p.version = plan_receipt.version limit 1));
-- by whoever reads the plan, for somebody named in that version: the one named (or one of the team named) opens it here, the machine
-- of the organisation named says that it has it, and handing over or posting is written by a worker who may write plans
create policy reader_adds on tc.plan_receipt for insert to tc_app with check (
  organisation_id = (select ctx.organisation()) and team_id = any ((select ctx.grantees())::uuid[]) and by_id = (select ctx.actor())
  and received_at <= (select ctx.now())
  and (select case plan_receipt.way
        when 'opened here' then n.j ->> 'staffId' = (select ctx.actor())::text
          or (n.j ->> 'staffId' is null and n.j ->> 'teamId' = any ((select ctx.grantees())::text[]))
        when 'acknowledged by machine' then n.j ->> 'organisationId' = (select ctx.organisation())::text and (select ctx.has_right('plan.acknowledge'))
        else (select ctx.has_right('plan.write')) and (select true from acl.access a where a.person_id = plan_receipt.person_id and (a.classes & 256) <> 0 limit 1)
       end
    from tc.plan p, jsonb_array_elements(p.named) n (j)
   where p.plan_id = plan_receipt.plan_id and p.version = plan_receipt.version and n.j ->> 'id' = plan_receipt.recipient_id::text limit 1));

-- reference, like the service itself; signed for one's own organisation's services
create policy see on tc.review_setting for select to tc_app using ((select ctx.staff_asks()));
create policy manager_signs on tc.review_setting for insert to tc_app with check (
  organisation_id = (select ctx.organisation()) and by_staff_id = (select ctx.actor()) and (select ctx.has_right('service.manage'))
  and (select s.organisation_id = review_setting.organisation_id and s.team_id = any ((select ctx.grantees())::uuid[]) from tc.service s where s.id = review_setting.service_id));

-- what the safety net and the report count
do $$
declare t text;
begin
  foreach t in array array['plan', 'plan_receipt', 'review', 'review_setting', 'schedule_decision', 'pathway_version', 'sharing_decision'] loop
    execute format('create policy net_reads_plans on tc.%I for select to tc_net using (true)', t);
    execute format('grant select on tc.%I to tc_net', t);
  end loop;
  foreach t in array array['goal', 'goal_step', 'appointment'] loop
    execute format('create policy report_counts on tc.%I for select to tc_report using (true)', t);
    execute format('grant select on tc.%I to tc_report', t);
  end loop;
end
$$;

-- Whether the plan of a stay has reached everyone named in it: each who is named in its newest version has that version. Only for a stay
-- of the asker's own ward; yes or no, whatever the asker may read of the plan. A drug-and-alcohol team's plan counts nowhere but in its
-- own ward: neither its being there nor its silence may be told by this answer.
grant create on schema net to tc_net;
create or replace function net.plan_shared(p_stay uuid) returns boolean
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select coalesce((
    select bool_and(exists (select from tc.plan_receipt r where r.plan_id = l.plan_id and r.recipient_id::text = n.j ->> 'id' and r.version >= l.version))
      from tc.stay s
      join tc.plan l on l.stay_id = s.id and not exists (select from tc.plan x where x.plan_id = l.plan_id and x.version > l.version)
         and (l.class_bit = 4 or l.team_id = s.team_id)
      cross join lateral jsonb_array_elements(l.named) n (j)
     where s.id = p_stay and s.team_id = any ((select ctx.grantees())::uuid[]) and net.asker_knows(s.person_id)), false)
$$;
alter function net.plan_shared(uuid) owner to tc_net;
revoke all on function net.plan_shared(uuid) from public;
grant execute on function net.plan_shared(uuid) to tc_net, tc_app;
revoke create on schema net from tc_net;
