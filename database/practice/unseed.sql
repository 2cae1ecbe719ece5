-- Takes the seeding role back, with all it could do. Other databases of the same server may still be seeding: then the
-- role stays, without a login here.
drop schema if exists practice cascade;
do $$
declare p record;
begin
  if not exists (select from pg_roles where rolname = 'tc_seed') then
    return;
  end if;
  for p in select schemaname, tablename from pg_policies where policyname = 'practice_seeds' loop
    execute format('drop policy practice_seeds on %I.%I', p.schemaname, p.tablename);
  end loop;
  drop owned by tc_seed;
  begin
    drop role tc_seed;
  exception when dependent_objects_still_exist or object_in_use then
    null;
  end;
end
$$;
