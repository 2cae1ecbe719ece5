-- What a row hangs on is seen by whoever writes it. A foreign key looks past row rules: without this a row could be hung on one that is
-- hidden from its writer, and a key that is refused only where nothing is there tells that something is. Hidden and absent are refused
-- alike. In functions of their own, because rules of one table ask the other, and a rule may not come back to itself.

-- A row of the asker's own team: what a command has just written opens by the access table only at the command's end.
create or replace function net.own_row(p_kind text, p_id uuid, p_person uuid) returns boolean
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
  case p_kind
    when 'stay' then return exists (select from tc.stay s where s.id = p_id and s.person_id = p_person and s.team_id = any (ctx.grantees()));
    when 'referral' then return exists (select from tc.referral r where r.id = p_id and r.person_id = p_person and r.from_team_id = any (ctx.grantees()));
    when 'episode' then return exists (select from tc.episode e where e.id = p_id and e.person_id = p_person and e.team_id = any (ctx.grantees()));
    when 'contact' then return exists (select from tc.contact c where c.id = p_id and c.person_id = p_person and c.team_id = any (ctx.grantees()));
    else return false;
  end case;
end
$$;
grant usage, create on schema net to tc_net;
alter function net.own_row(text, uuid, uuid) owner to tc_net;
revoke create on schema net from tc_net;
revoke execute on function net.own_row(text, uuid, uuid) from public;
grant execute on function net.own_row(text, uuid, uuid) to tc_app;

do $$
declare
  r record;
begin
  for r in select unnest(array['stay', 'referral', 'episode', 'contact', 'note', 'dose_record']) as parent loop
    execute format('create or replace function tc.sees_%1$s(p_id uuid, p_person uuid) returns boolean
      language plpgsql stable set search_path = pg_catalog, pg_temp as $f$
      begin
        return exists (select from tc.%1$I x where x.id = p_id and x.person_id = p_person) or net.own_row(%1$L, p_id, p_person);
      end $f$', r.parent);
    execute format('revoke execute on function tc.sees_%s(uuid, uuid) from public', r.parent);
    execute format('grant execute on function tc.sees_%s(uuid, uuid) to tc_app', r.parent);
  end loop;
  for r in select * from (values
    ('episode', 'referral_id', 'referral'), ('contact', 'episode_id', 'episode'), ('contact', 'after_stay_id', 'stay'),
    ('referral', 'earlier_referral_id', 'referral'), ('referral', 'stay_id', 'stay'), ('sharing_decision', 'referral_id', 'referral'),
    ('unmet_need', 'referral_id', 'referral'), ('dose_record', 'replaces_id', 'dose_record'), ('dose_record', 'contact_id', 'contact'),
    ('note', 'contact_id', 'contact'), ('note', 'corrects_id', 'note'), ('worry', 'contact_id', 'contact'),
    ('plan', 'stay_id', 'stay'), ('schedule_pause', 'stay_id', 'stay')
  ) as k(child, link, parent) loop
    execute format('create policy %1$s_is_seen on tc.%2$I as restrictive for insert to tc_app with check (%1$I is null or tc.sees_%3$s(%1$I, person_id))',
      r.link, r.child, r.parent);
  end loop;
end
$$;
