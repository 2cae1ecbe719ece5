-- The fourteen days after an agreement ends, and being told before it does. What stays open is in the access rows (in_care_from_at,
-- 50-acl.sql) and in the context of each request (ctx.grace); here is the same for whoever asks about others.

-- Whether what goes by this pair's agreement is open at this moment: one of theirs is in force, or their last one ended less than fourteen
-- days ago and the person was in that care by then.
create or replace function acl.agreed(p_pair uuid, p_in_care_from timestamptz, p_now timestamptz) returns boolean
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select coalesce(bool_or(g.from_at <= p_now and (g.until_at is null or g.until_at > p_now)), false)
      or coalesce(ctx.grace_until(e.ended) > p_now and p_in_care_from <= e.ended, false)
    from tc.sharing_agreement one
    join tc.sharing_agreement g on g.organisation_a = one.organisation_a and g.organisation_b = one.organisation_b
    cross join lateral (select max(x.until_at) as ended from tc.sharing_agreement x
       where x.organisation_a = one.organisation_a and x.organisation_b = one.organisation_b and x.until_at > x.from_at and x.until_at <= p_now) e
   where one.id = p_pair
   group by e.ended
$$;
grant create on schema acl to tc_access;
alter function acl.agreed(uuid, timestamptz, timestamptz) owner to tc_access;
revoke create on schema acl from tc_access;
revoke all on function acl.agreed(uuid, timestamptz, timestamptz) from public;
grant execute on function acl.agreed(uuid, timestamptz, timestamptz) to tc_access, tc_my;
grant execute on function ctx.grace_until(timestamptz) to tc_access, tc_net, tc_app;

-- The people in care between the asker's organisation and another by then, a team that supports them a row: for whoever answers for
-- agreements, who may see none of them. Numbers and no names; nobody for anybody else.
create or replace function acl.in_care_between(p_other uuid, p_by timestamptz) returns table (team_id uuid, people int)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select t.id, count(distinct r.person_id)::int
    from tc.referral r join tc.service s on s.id = r.service_id join tc.team t on t.id = s.team_id
    left join tc.episode e on e.referral_id = r.id and e.state = 'open'
   where (select ctx.has_right('sharing.agreement')) and (select ctx.organisation()) <> p_other
     and (r.from_organisation_id = p_other and t.organisation_id = (select ctx.organisation())
       or t.organisation_id = p_other and r.from_organisation_id = (select ctx.organisation()))
     and (r.word = 'taken on' or e.id is not null) and least(r.answered_at, e.started_at) <= p_by
   group by t.id
$$;
grant create on schema acl to tc_access;
alter function acl.in_care_between(uuid, timestamptz) owner to tc_access;
revoke create on schema acl from tc_access;
revoke all on function acl.in_care_between(uuid, timestamptz) from public;
grant execute on function acl.in_care_between(uuid, timestamptz) to tc_app;

-- Who was told of an end: read by both organisations, written by the worker.
alter table tc.agreement_warning enable row level security;
alter table tc.agreement_warning force row level security;
create policy told_reads on tc.agreement_warning for select to tc_app using ((select ctx.has_right('sharing.agreement'))
  and (select true from tc.sharing_agreement g where g.id = agreement_warning.agreement_id and (select ctx.organisation()) in (g.organisation_a, g.organisation_b)));
grant select on tc.agreement_warning to tc_app;

-- Who speaks or decides for somebody: core, so that every team that may know what care needs knows whom to ask. A row opens nothing.
alter table tc.deputy enable row level security;
alter table tc.deputy force row level security;
create policy see on tc.deputy for select to tc_app using (
  ((select true from acl.access a where a.person_id = deputy.person_id and (a.classes & deputy.class_bit) <> 0 limit 1)
    and (select true from acl.closed c where c.person_id = deputy.person_id limit 1) is null)
  or (team_id = any ((select ctx.grantees())::uuid[]) and (select true from acl.access a where a.person_id = deputy.person_id and (a.classes & 8) <> 0 limit 1)));
create policy supporter_adds on tc.deputy for insert to tc_app with check (
  ((select ctx.has_right('sharing.record')) or (select ctx.has_right('people.details')))
  and organisation_id = (select ctx.organisation()) and team_id = any ((select ctx.grantees())::uuid[])
  and recorded_by = (select ctx.actor()) and recorded_at = (select ctx.now()) and ended_on is null
  and class_bit = (select case when t.drug_and_alcohol then 16 else 2 end from tc.team t where t.id = deputy.team_id)
  and (select true from acl.access a where a.person_id = deputy.person_id and (a.classes & 256) <> 0 limit 1));
-- an end is learnt by whichever team is told of it
create policy supporter_ends on tc.deputy for update to tc_app
  using (((select ctx.has_right('sharing.record')) or (select ctx.has_right('people.details'))) and ended_on is null
    and (select true from acl.access a where a.person_id = deputy.person_id and (a.classes & 256) <> 0 limit 1))
  with check (ended_by = (select ctx.actor()) and ended_at = (select ctx.now()));
grant select, insert on tc.deputy to tc_app;
grant update (ended_on, ended_why, ended_at, ended_by, version) on tc.deputy to tc_app;
