-- How to get into somebody's home: shown to whoever goes there today, one person at a time, and to nobody else (content/access/rules.yaml,
-- home-entry). The row rule is the whole of it; pages and questions add nothing.

-- Whether the asker, in their own name and for the team they act in, makes a visit to this person's home today.
create or replace function acl.visits_today(p_person uuid) returns boolean
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select exists (select from tc.contact c
    where c.person_id = p_person and c.staff_id = (select ctx.actor()) and c.team_id = any ((select ctx.grantees())::uuid[])
      and c.on_day = ((select ctx.now()) at time zone 'Europe/London')::date
      and c.mode in ('visit', 'accompanied first visit') and c.state in ('planned', 'no answer', 'happened'))
$$;

alter table tc.home_entry enable row level security;
alter table tc.home_entry force row level security;
create policy visits_today on tc.home_entry for select to tc_app using (
  over_at is null and (select ctx.has_right('home-entry'))
  and (select ctx.second_factor_at()) > (select ctx.now()) - interval '10 minutes'
  and (((select true from acl.access a where a.person_id = home_entry.person_id and (a.classes & 64) <> 0 limit 1)
        and (select true from acl.closed c where c.person_id = home_entry.person_id limit 1) is null)
    or (team_id = any ((select ctx.grantees())::uuid[]) and (select true from acl.access a where a.person_id = home_entry.person_id and (a.classes & 8) <> 0 limit 1)))
  and acl.visits_today(person_id));
create policy supporter_adds on tc.home_entry for insert to tc_app with check (
  (select ctx.has_right('home-entry')) and over_at is null
  and organisation_id = (select ctx.organisation()) and team_id = any ((select ctx.grantees())::uuid[])
  and recorded_by = (select ctx.actor()) and recorded_at = (select ctx.now())
  and (select true from acl.access a where a.person_id = home_entry.person_id and (a.classes & 256) <> 0 limit 1));
grant select, insert on tc.home_entry to tc_app;

-- Whoever writes reads nothing back: the rows of the asker's own team are ended, and their words are gone, by this alone.
create policy access_ends on tc.home_entry for all to tc_access using (true) with check (over_at is not null);
grant select, update on tc.home_entry to tc_access;

-- Ends what the asker's team wrote of this person's home; how many rows.
create or replace function acl.end_home_entry(p_person uuid) returns int
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare v_rows int;
begin
  update tc.home_entry set words = null, over_at = ctx.now(), over_by = ctx.actor()
   where person_id = p_person and team_id = ctx.team() and over_at is null and ctx.has_right('home-entry')
     and exists (select from acl.access a where a.person_id = p_person and a.grantee_id = any (ctx.grantees()) and (a.classes & 256) <> 0
                    and a.from_at <= ctx.now() and (a.until_at is null or a.until_at > ctx.now()));
  get diagnostics v_rows = row_count;
  return v_rows;
end
$$;

-- Whether the asker's own team has written it down, by whom and when, without a word of it.
create or replace function acl.home_entry_of_team(p_person uuid) returns table (by_staff_id uuid, at timestamptz)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select h.recorded_by, h.recorded_at from tc.home_entry h
   where h.person_id = p_person and h.team_id = (select ctx.team()) and h.over_at is null and (select ctx.has_right('home-entry'))
     and exists (select from acl.access a where a.person_id = p_person and a.grantee_id = any ((select ctx.grantees())::uuid[]) and (a.classes & 256) <> 0
                    and a.from_at <= (select ctx.now()) and (a.until_at is null or a.until_at > (select ctx.now())))
   order by h.recorded_at desc, h.id desc limit 1
$$;

grant create on schema acl to tc_access;
alter function acl.visits_today(uuid) owner to tc_access;
alter function acl.end_home_entry(uuid) owner to tc_access;
alter function acl.home_entry_of_team(uuid) owner to tc_access;
revoke create on schema acl from tc_access;
revoke all on function acl.visits_today(uuid), acl.end_home_entry(uuid), acl.home_entry_of_team(uuid) from public;
grant execute on function acl.visits_today(uuid), acl.end_home_entry(uuid), acl.home_entry_of_team(uuid) to tc_app;
