-- What is in the name of somebody who leaves, by team and kind: numbers alone, whoever may see the people. Only for whoever may record
-- that this staff member leaves. `p_from`: from when on they are gone.
grant execute on function ctx.may_staff(uuid) to tc_net;
grant create on schema net to tc_net;
create or replace function net.leaver_parts(p_staff uuid, p_from timestamptz) returns table (team_id uuid, what text, n int)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  with whose as materialized (select s.id from tc.staff s where s.id = p_staff and ctx.may_staff(s.organisation_id)),
  -- who leads in a team after a stay is whoever was said last: by accepting, or named by the team
  lead_said as not materialized (
    select h.stay_id, h.person_id, h.to_team_id as team_id, h.to_staff_id as staff_id, h.answered_at as at, h.id from tc.lead_handover h
     where h.what = 'lead' and h.answer = 'accepted'
    union all select x.stay_id, x.person_id, x.team_id, x.staff_id, x.at, x.id from tc.lead_named x),
  led as (
    select l.team_id, l.person_id from lead_said l join whose w on w.id = l.staff_id
     where exists (select from tc.transition t where t.stay_id = l.stay_id and t.state in ('open', 'suspended'))
       and not exists (select from lead_said m where m.stay_id = l.stay_id and m.team_id = l.team_id and (m.at, m.id) > (l.at, l.id))
       and l.team_id = coalesce((select h.to_team_id from tc.lead_handover h where h.stay_id = l.stay_id and h.what = 'lead' and h.answer = 'accepted'
                                  order by h.answered_at desc, h.id desc limit 1), (select s.team_id from tc.stay s where s.id = l.stay_id)))
  select p.team_id, p.what, count(distinct p.id)::int from (
    select e.team_id, 'key worker' as what, e.person_id as id from tc.episode e join whose w on w.id = e.key_worker_staff_id where e.state = 'open'
    union all
    select c.team_id, 'contacts', c.id from tc.contact c join whose w on w.id = c.staff_id
     where c.state = 'planned' and c.resolved_at is null and c.window_from_at >= p_from
    union all
    select a.team_id, 'appointments', a.id from tc.appointment a join whose w on w.id = a.goes_staff_id where a.state = 'planned' and a.starts_at >= p_from
    union all
    select k.team_id, 'tasks', k.id from tc.task k join whose w on w.id = k.staff_id where k.done_at is null
    union all
    select r.from_team_id, 'referrals', r.id from tc.referral r join whose w on w.id = r.from_staff_id
     where r.word in ('sent', 'seen', 'question asked') or r.word = 'not taken on' and r.way_onward is null
        or r.word in ('taken on', 'started') and not exists (select from tc.episode e where e.referral_id = r.id and e.first_contact_at is not null)
    union all
    select l.team_id, 'leads', l.person_id from led l
    union all
    select h.to_team_id, 'asked to lead', h.id from tc.lead_handover h join whose w on w.id = h.to_staff_id where h.answer is null) p
   group by 1, 2
$$;

-- The part of every team but the asker's own becomes a task of its manager: the asker gives away only what is their team's. A fixed
-- sentence with numbers; nobody is named in it but whoever leaves. Once while such a task is open. Returns how many teams were asked.
create or replace function net.ask_leaver_teams(p_staff uuid) returns int
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  v_count int;
begin
  insert into tc.task (id, person_id, organisation_id, team_id, staff_id, kind, about_id, what, since_at, due_at)
  select gen_random_uuid(), null, t.organisation_id, t.id, m.id, 'leaver', s.id,
         format('%s leaves. In your team this is in their name, and somebody has to take it: %s.', s.name,
                string_agg(format('%s: %s', case p.what when 'key worker' then 'people whose key worker they are' when 'contacts' then 'visits and calls'
                    when 'appointments' then 'appointments they go along to' when 'referrals' then 'referrals they sent that wait'
                    when 'leads' then 'people whom they lead' else p.what end, p.n), '; ' order by p.what)),
         (select ctx.now()), greatest(s.left_at, (select ctx.now()))
    from tc.staff s
    cross join lateral net.leaver_parts(s.id, greatest(s.left_at, (select ctx.now()))) p
    join tc.team t on t.id = p.team_id and t.closed_at is null
    left join tc.staff m on m.id = t.manager_staff_id and m.id <> s.id and (m.left_at is null or m.left_at > (select ctx.now()))
   where s.id = p_staff and s.left_at is not null and t.id <> (select ctx.team())
     and not exists (select from tc.task k where k.kind = 'leaver' and k.about_id = s.id and k.team_id = t.id and k.done_at is null)
   group by s.id, s.name, s.left_at, t.id, t.organisation_id, m.id;
  get diagnostics v_count = row_count;
  return v_count;
end
$$;
alter function net.leaver_parts(uuid, timestamptz) owner to tc_net;
alter function net.ask_leaver_teams(uuid) owner to tc_net;
revoke all on function net.leaver_parts(uuid, timestamptz), net.ask_leaver_teams(uuid) from public;
grant execute on function net.leaver_parts(uuid, timestamptz), net.ask_leaver_teams(uuid) to tc_net, tc_app;
revoke create on schema net from tc_net;
