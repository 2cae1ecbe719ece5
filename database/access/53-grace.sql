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
