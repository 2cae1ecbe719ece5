-- People: identity (bit 1) and core (bit 2) in separate tables. A "no" to the asker's service closes core.
do $$
declare t text; b int; k text;
begin
  for t, b, k in select * from (values
    ('person', 1, 'id'), ('person_name', 1, 'person_id'), ('person_name_key', 1, 'person_id'), ('contact_point', 1, 'person_id'),
    ('person_core', 2, 'person_id'), ('medicine', 2, 'person_id'), ('staff_safety_action', 2, 'person_id')) v
  loop
    execute format('alter table tc.%I enable row level security', t);
    execute format('alter table tc.%I force row level security', t);
    -- a scalar sub-select and never EXISTS: planned as one index look-up a row, not as a hash of all one may see
    execute format('create policy see on tc.%1$I for select to tc_app using (
      (select true from acl.access a where a.person_id = %1$I.%2$I and (a.classes & %3$s) <> 0 limit 1))', t, k, b);
    -- a team that supports someone keeps name, age, safe contact and communication as part of its own record
    if b <> 1 then
      execute format('create policy not_closed on tc.%1$I as restrictive for select to tc_app using (
        (select true from acl.closed c where c.person_id = %1$I.%2$I limit 1) is null)', t, k);
    end if;
  end loop;
end
$$;
grant select on tc.person, tc.person_name, tc.person_name_key, tc.contact_point, tc.person_core, tc.medicine, tc.staff_safety_action, tc.carer to tc_app;

-- Changing what is known of a person: someone who supports them now, with the right.
grant update (display_name, family_key, given_key, born_on, pronouns, communication, version) on tc.person to tc_app;
create policy supporter_changes on tc.person for update to tc_app
  using ((select ctx.has_right('people.details')) and (select true from acl.access a where a.person_id = person.id and (a.classes & 256) <> 0 limit 1))
  with check (merged_into is null);
grant update (allergies, allergies_state, home_area, addresses, version) on tc.person_core to tc_app;
create policy supporter_changes on tc.person_core for update to tc_app
  using ((select ctx.has_right('people.details')) and (select true from acl.access a where a.person_id = person_core.person_id and (a.classes & 256) <> 0 limit 1))
  -- numbers are written by tc_match's functions alone (55-match.sql)
  with check (true);

do $$
declare t text; r text;
begin
  foreach t in array array['person_name', 'contact_point'] loop
    execute format('create policy supporter_adds on tc.%1$I for insert to tc_app with check ((select ctx.has_right(''people.details''))
      and (select true from acl.access a where a.person_id = %1$I.person_id and (a.classes & 256) <> 0 limit 1))', t);
  end loop;
  for t, r in values ('medicine', 'medicines.record'), ('staff_safety_action', 'staff-safety.record'), ('carer', 'people.details') loop
    execute format('create policy supporter_adds on tc.%1$I for insert to tc_app with check ((select ctx.has_right(%2$L))
      and organisation_id = (select ctx.organisation()) and team_id = any ((select ctx.grantees())::uuid[]) and recorded_by = (select ctx.actor())
      and (select true from acl.access a where a.person_id = %1$I.person_id and (a.classes & 256) <> 0 limit 1))', t, r);
  end loop;
end
$$;
create policy in_own_name on tc.contact_point as restrictive for insert to tc_app with check (recorded_by = (select ctx.actor()));
grant delete on tc.person_name to tc_app;
grant insert on tc.person_name, tc.contact_point, tc.medicine, tc.staff_safety_action, tc.carer to tc_app;
-- a person's names are replaced together; the keys made of them are written by tc_match alone (55-match.sql)
create policy supporter_removes on tc.person_name for delete to tc_app using ((select ctx.has_right('people.details'))
  and (select true from acl.access a where a.person_id = person_name.person_id and (a.classes & 256) <> 0 limit 1));
grant update (ended_at) on tc.contact_point, tc.carer to tc_app;
create policy supporter_ends on tc.contact_point for update to tc_app using ((select ctx.has_right('people.details'))
  and (select true from acl.access a where a.person_id = contact_point.person_id and (a.classes & 256) <> 0 limit 1)) with check (true);
create policy supporter_ends on tc.carer for update to tc_app using ((select ctx.has_right('people.details')) and team_id = any ((select ctx.grantees())::uuid[])) with check (team_id = any ((select ctx.grantees())::uuid[]));
grant update (ended_on, ended_said_by, version) on tc.medicine to tc_app;
create policy supporter_ends on tc.medicine for update to tc_app using ((select ctx.has_right('medicines.record'))
  and (select true from acl.access a where a.person_id = medicine.person_id and (a.classes & 256) <> 0 limit 1)) with check (true);

-- Carers: own rows (only the person's yes opens them to others, which comes later).
alter table tc.carer enable row level security;
alter table tc.carer force row level security;
create policy own_team on tc.carer for select to tc_app using (team_id = any ((select ctx.grantees())::uuid[])
  and (select true from acl.access a where a.person_id = carer.person_id and (a.classes & 8) <> 0 limit 1));

-- Kept out of clinical views: takes a right of its own beside core.
alter table tc.person_characteristic enable row level security;
alter table tc.person_characteristic force row level security;
create policy see on tc.person_characteristic for select to tc_app using ((select ctx.has_right('people.characteristics'))
  and recorded_by = (select ctx.actor())
  and (select true from acl.access a where a.person_id = person_characteristic.person_id and (a.classes & 8) <> 0 limit 1));
-- written through tc.record_characteristics alone (55-match.sql)
grant select on tc.person_characteristic to tc_app;

-- Why a staff-safety action stands: the team that wrote it.
alter table tc.staff_safety_reason enable row level security;
alter table tc.staff_safety_reason force row level security;
create policy own_team on tc.staff_safety_reason for select to tc_app using (team_id = any ((select ctx.grantees())::uuid[])
  and (select true from acl.access a where a.person_id = staff_safety_reason.person_id and (a.classes & 8) <> 0 limit 1));
create policy own_team_adds on tc.staff_safety_reason for insert to tc_app with check (team_id = any ((select ctx.grantees())::uuid[])
  and (select true from acl.access a where a.person_id = staff_safety_reason.person_id and (a.classes & 256) <> 0 limit 1));
grant select, insert on tc.staff_safety_reason to tc_app;

alter table tc.person_relation enable row level security;
alter table tc.person_relation force row level security;
create policy own_team on tc.person_relation for select to tc_app using (team_id = any ((select ctx.grantees())::uuid[]));
grant select on tc.person_relation to tc_app;

-- Misspelling keys: nobody but tc_match's functions.
alter table tc.person_search enable row level security;
alter table tc.person_search force row level security;
