-- Sharing agreements: made and ended by whoever holds the right, for their own organisation and one other. Everybody signed in
-- reads them (10-reference.sql). In force or not is asked at each request (ctx.begin), so an end changes one row and no other.
grant insert (id, organisation_a, organisation_b, from_at, until_at, made_at, made_by),
  update (until_at, ended_by_a, ended_by_b, version, changed_at, changed_by) on tc.sharing_agreement to tc_app;
create policy holder_makes on tc.sharing_agreement for insert to tc_app
  with check ((select ctx.has_right('sharing.agreement')) and (select ctx.organisation()) in (organisation_a, organisation_b)
    and made_by = (select ctx.actor()) and from_at >= (select ctx.now()));
create policy holder_ends on tc.sharing_agreement for update to tc_app
  using ((select ctx.has_right('sharing.agreement')) and (select ctx.organisation()) in (organisation_a, organisation_b)
    -- what has ended stays ended
    and (until_at is null or until_at > (select ctx.now())))
  with check (changed_by = (select ctx.actor()) and (until_at is null or until_at >= (select ctx.now())));

-- People referred between the asker's organisation and another, open referrals alone or all: whom the first agreement of a pair
-- opens, and how many its end touches. Nobody for an asker who may not make agreements.
create or replace function acl.people_between(p_other uuid, p_open_only boolean) returns setof uuid
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select distinct r.person_id
    from tc.referral r join tc.service s on s.id = r.service_id join tc.team t on t.id = s.team_id
   where (select ctx.has_right('sharing.agreement'))
     and (r.from_organisation_id = p_other and t.organisation_id = (select ctx.organisation())
       or t.organisation_id = p_other and r.from_organisation_id = (select ctx.organisation()))
     and (not p_open_only or r.word in ('sent', 'seen', 'question asked', 'taken on', 'started'))
$$;
grant create on schema acl to tc_access;
alter function acl.people_between(uuid, boolean) owner to tc_access;
revoke create on schema acl from tc_access;
revoke all on function acl.people_between(uuid, boolean) from public;
grant execute on function acl.people_between(uuid, boolean) to tc_app;
