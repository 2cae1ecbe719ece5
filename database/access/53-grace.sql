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
