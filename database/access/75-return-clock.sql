-- What both clocks ask about one leaving (core/safetynet/leaving/national.ts): days, codes and instants, no text and no worker. For whoever has
-- core of the person, as who led and when they left is core. Contacts of drug-and-alcohol teams are left out: that they came is told to nobody.
grant usage, create on schema net to tc_net;
create or replace function net.both_clocks(p_stay uuid) returns json
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  with l as (
    select s.*, (s.ended_at at time zone 'Europe/London')::date as left_on, u.bed_class,
           coalesce((select h.hours from tc.unit_hours h where h.unit_id = u.id and h.from_at <= s.ended_at order by h.from_at desc, h.version desc limit 1), u.safety_hours) as hours,
           (select o.ods_code from tc.organisation o where o.id = s.organisation_id) as provider
      from tc.stay s join tc.unit u on u.id = s.unit_id
     where s.id = p_stay and s.ended_at is not null and net.asker_knows(s.person_id, 2)
       and not exists (select from acl.closed c where c.person_id = s.person_id and c.grantee_id = any ((select ctx.grantees())::uuid[]))
  )
  select json_build_object('leftAt', net.iso(l.ended_at), 'leftKnownTo', coalesce(l.ended_known_to, 'minute'), 'hours', l.hours, 'provider', l.provider,
    'bedClass', l.bed_class, 'method', l.end_method, 'destination', l.end_destination,
    'soonerSinceAt', (select net.iso(max(d.decided_at)) from tc.sooner_contact d where d.stay_id = l.id
       and not exists (select from tc.sooner_contact_end de where de.decision_id = d.id)),
    'diedOn', (select min(r.happened_on) from tc.death_report r where r.person_id = l.person_id and net.death_now(l.person_id) = 'confirmed'),
    'contacts', coalesce((select json_agg(json_build_object('id', k.id, 'mode', k.mode, 'state', k.state, 'on', coalesce((k.happened_at at time zone 'Europe/London')::date, k.on_day),
         'happenedAt', net.iso(k.happened_at), 'said', k.after_stay_id is not distinct from l.id, 'provider', o.ods_code) order by k.happened_at, k.id)
       from tc.contact k join tc.organisation o on o.id = k.organisation_id
      where k.person_id = l.person_id and k.class_bit = 4 and k.state in ('happened', 'no answer', 'did not happen')
        and k.on_day between l.left_on and l.left_on + 30), '[]'),
    'admissions', coalesce((select json_agg(json_build_object('on', (b.admitted_at at time zone 'Europe/London')::date, 'provider', o.ods_code))
       from tc.stay b join tc.organisation o on o.id = b.organisation_id where b.person_id = l.person_id and b.id <> l.id and b.admitted_at >= l.ended_at), '[]'))
    from l
$$;
alter function net.both_clocks(uuid) owner to tc_net;
revoke create on schema net from tc_net;
revoke all on function net.both_clocks(uuid) from public;
grant execute on function net.both_clocks(uuid) to tc_app;
