-- Calendar feeds: each its staff member's own. The hash of its address is read by nobody but ctx.begin_feed.
alter table tc.calendar_feed enable row level security;
alter table tc.calendar_feed force row level security;
create policy own_only on tc.calendar_feed for select to tc_app using (staff_id = (select ctx.actor()));
create policy own_adds on tc.calendar_feed for insert to tc_app with check (staff_id = (select ctx.actor()) and (select ctx.staff_asks())
  and exists (select from tc.post_holder h join tc.post p on p.id = h.post_id where h.post_id = calendar_feed.post_id and h.staff_id = calendar_feed.staff_id and p.organisation_id = (select ctx.organisation())));
create policy own_ends on tc.calendar_feed for update to tc_app using (staff_id = (select ctx.actor())) with check (staff_id = (select ctx.actor()));
grant select (id, staff_id, post_id, kind, made_at, last_used_at, ended_at), insert, update (ended_at) on tc.calendar_feed to tc_app;
create policy ctx_all on tc.calendar_feed for all to tc_ctx using (true) with check (true);
grant select, update (last_used_at) on tc.calendar_feed to tc_ctx;

-- Whom a feed's address is: its staff member in the post it was made in, while they hold it, without any right, to read. Addresses that
-- nobody made are counted by where they come from, sixty in a quarter of an hour at most. One that somebody made is answered all the same:
-- its 256 random bits are not found by trying, and a service that fetches everybody's calendars comes from one address, where ended feeds
-- of some must not empty the calendars of all.
create or replace function ctx.begin_feed(p_token text, p_from text) returns jsonb
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  v_now timestamptz := ctx.clock();
  v_key text := 'feed:' || left(p_from, 60);
  f record;
  v_grantees uuid[];
begin
  select c.id, c.kind, c.last_used_at, c.staff_id, c.post_id, st.name, st.organisation_id as employer_id, p.organisation_id, p.team_id, p.title, o.name as organisation_name, t.name as team_name
    into f
    from tc.calendar_feed c
    join tc.staff st on st.id = c.staff_id and (st.left_at is null or st.left_at > v_now)
    join tc.post p on p.id = c.post_id
    join tc.organisation o on o.id = p.organisation_id and o.left_at is null
    join tc.team t on t.id = p.team_id
   where c.token_sha256 = sha256(convert_to(p_token, 'utf8')) and c.ended_at is null
     and exists (select from tc.post_holder h where h.post_id = c.post_id and h.staff_id = c.staff_id and h.from_at <= v_now and (h.until_at is null or h.until_at > v_now));
  if not found then
    if (select count(*) from identity.sign_in_attempt a where a.key = v_key and not a.ok and a.at > clock_timestamp() - interval '15 minutes') < 60 then
      insert into identity.sign_in_attempt (key, at, ok) values (v_key, clock_timestamp(), false);
    end if;
    return null;
  end if;
  update tc.calendar_feed set last_used_at = v_now where id = f.id and (last_used_at is null or last_used_at < v_now - interval '1 minute');
  v_grantees := array[f.post_id, f.team_id]
    || case when f.organisation_id = f.employer_id then array[f.staff_id] else '{}' end
    || coalesce((select array_agg(id) from tc.service where team_id = f.team_id), '{}');
  perform ctx.sign(f.staff_id, f.organisation_id, f.team_id, f.post_id, f.id, v_now, 'calendar feed', v_grantees, ctx.live_agreements(f.organisation_id, v_now), '{}');
  return jsonb_build_object('kind', 'staff', 'actorId', f.staff_id, 'name', f.name, 'organisationId', f.organisation_id, 'organisationName', f.organisation_name,
    'teamId', f.team_id, 'teamName', f.team_name, 'postId', f.post_id, 'post', f.title, 'sessionId', f.id, 'rights', '[]'::jsonb, 'grantees', to_jsonb(v_grantees),
    'emergencies', null, 'feed', f.kind, 'now', to_char(v_now at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'));
end
$$;
grant create on schema ctx to tc_ctx;
alter function ctx.begin_feed(text, text) owner to tc_ctx;
revoke create on schema ctx from tc_ctx;
revoke all on function ctx.begin_feed(text, text) from public;
grant execute on function ctx.begin_feed(text, text) to tc_app;
