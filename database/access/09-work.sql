-- Work in somebody's name behind their back: jobs.enqueue signs a row in the transaction that asks for it, the worker takes it with a
-- token of its own making, and ctx.begin knows that token as whoever asked, in the post they asked in, with what that post may do now.

-- The next job of these kinds that nobody has in hand. Taken for two minutes, which jobs.keep renews; after five tries it rests.
create or replace function jobs.take(p_kinds text[], p_token_sha256 bytea) returns table (id uuid, kind text, ref uuid)
language sql volatile security definer set search_path = pg_catalog, pg_temp as $$
  update jobs.job j set token_sha256 = p_token_sha256, leased_until = clock_timestamp() + interval '2 minutes', tried = j.tried + 1
   where j.id = (select x.id from jobs.job x
                  where x.done_at is null and x.kind = any (p_kinds) and x.tried < 5 and (x.leased_until is null or x.leased_until < clock_timestamp())
                  order by x.at, x.id limit 1 for update skip locked)
  returning j.id, j.kind, j.ref
$$;
create or replace function jobs.keep(p_token_sha256 bytea) returns void
language sql volatile security definer set search_path = pg_catalog, pg_temp as $$
  update jobs.job set leased_until = clock_timestamp() + interval '2 minutes' where token_sha256 = p_token_sha256 and done_at is null
$$;
create or replace function jobs.finish(p_token_sha256 bytea) returns void
language sql volatile security definer set search_path = pg_catalog, pg_temp as $$
  update jobs.job set done_at = ctx.clock(), token_sha256 = null where token_sha256 = p_token_sha256 and done_at is null
$$;

-- Whom a job's token is. Nobody, once they have left, lost the post or their organisation has left: the rest of the work is not done.
create or replace function ctx.begin_work(p_hash bytea, p_now timestamptz) returns jsonb
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  s record;
  v_grantees uuid[];
begin
  select j.id, j.kind, j.mac, j.ref, j.actor_id, j.organisation_id as asked_in, j.post_id, st.name, st.organisation_id as employer_id, p.organisation_id, p.team_id, p.title, p.rights,
         o.name as organisation_name, t.name as team_name
    into s
    from jobs.job j
    join tc.staff st on st.id = j.actor_id and (st.left_at is null or st.left_at > p_now)
    join tc.post p on p.id = j.post_id and p.organisation_id = j.organisation_id
    join tc.organisation o on o.id = p.organisation_id and o.left_at is null
    join tc.team t on t.id = p.team_id
   where j.token_sha256 = p_hash and j.done_at is null and j.leased_until > clock_timestamp()
     and exists (select from tc.post_holder h where h.post_id = j.post_id and h.staff_id = j.actor_id
                  and h.from_at <= p_now and (h.until_at is null or h.until_at > p_now));
  if not found or s.mac is distinct from jobs.mac_of(s.id, s.kind, s.ref, s.actor_id, s.asked_in, s.post_id) then
    return null;
  end if;
  select array[s.post_id, s.team_id]
         || case when s.organisation_id = s.employer_id then array[s.actor_id] else '{}' end
         || coalesce((select array_agg(id) from tc.service where team_id = s.team_id), '{}')
    into v_grantees;
  perform ctx.sign(s.actor_id, s.organisation_id, s.team_id, s.post_id, s.id, p_now, 'job: ' || s.kind,
    v_grantees, ctx.live_agreements(s.organisation_id, p_now), s.rights);
  return jsonb_build_object('kind', 'staff', 'actorId', s.actor_id, 'name', s.name, 'organisationId', s.organisation_id,
    'organisationName', s.organisation_name, 'teamId', s.team_id, 'teamName', s.team_name, 'postId', s.post_id, 'post', s.title,
    'sessionId', s.id, 'rights', to_jsonb(s.rights), 'grantees', to_jsonb(v_grantees), 'emergencies', null, 'now', to_char(p_now at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'));
end
$$;
create or replace function jobs.mac_of(p_id uuid, p_kind text, p_ref uuid, p_actor uuid, p_organisation uuid, p_post uuid) returns bytea
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select public.hmac(convert_to(concat_ws('|', p_id, p_kind, coalesce(p_ref::text, ''), p_actor, p_organisation, coalesce(p_post::text, '')), 'utf8'), (select signing_key from ctx.installation), 'sha256')
$$;

grant create on schema ctx, jobs to tc_ctx;
alter function jobs.take(text[], bytea) owner to tc_ctx;
alter function jobs.keep(bytea) owner to tc_ctx;
alter function jobs.finish(bytea) owner to tc_ctx;
alter function jobs.mac_of(uuid, text, uuid, uuid, uuid, uuid) owner to tc_ctx;
alter function ctx.begin_work(bytea, timestamptz) owner to tc_ctx;
revoke create on schema ctx, jobs from tc_ctx;
revoke all on function jobs.take(text[], bytea), jobs.keep(bytea), jobs.finish(bytea), jobs.mac_of(uuid, text, uuid, uuid, uuid, uuid), ctx.begin_work(bytea, timestamptz) from public;
grant execute on function jobs.take(text[], bytea), jobs.keep(bytea), jobs.finish(bytea) to tc_job;
grant execute on function jobs.mac_of(uuid, text, uuid, uuid, uuid, uuid), ctx.begin_work(bytea, timestamptz) to tc_ctx;
