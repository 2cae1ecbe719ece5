-- Cluster-wide roles, made once by `throughcare migrate` (or the embedded database). See database/ROLES.md.
-- Safe to run again. Nothing here drops or loosens a role.
do $$
declare
  wanted record;
begin
  for wanted in
    select * from (values
      ('tc_owner',  false), -- owns every table; never logs in, never serves
      ('tc_ctx',    false), -- definer of ctx.*: reads sessions, signs the request context
      ('tc_access', false), -- definer of acl.*: writes the derived access table
      ('tc_net',    false), -- definer of net.*: reads facts, writes obligations
      ('tc_match',  false), -- definer of person.register and the misspelling search
      ('tc_keep',   false), -- definer of jobs.housekeeping: takes away what is past its keeping time
      ('tc_report', false), -- definer of report functions: counts, never names
      ('tc_audit',  false), -- definer of audit.*: seals, answers who has looked, disposes
      ('tc_my',     false), -- definer of my.*: what the person's own door shows and takes, for the person alone
      ('tc_merge',  false), -- definer of merging: puts two records of one person together and takes it back
      ('tc_copy',   false), -- definer of copies of the record: gathers what an organisation holds, for who may ask, and writes what became of it
      ('tc_app',    true),  -- serves requests
      ('tc_job',    true),  -- runs jobs, each for a named actor or purpose
      ('tc_auth',   true),  -- the sign-in library, alone with rights in schema auth
      ('tc_witness', true)  -- another host's: reads the heads of the audit chains to sign them
    ) as r(name, login)
  loop
    if not exists (select from pg_roles where rolname = wanted.name) then
      execute format('create role %I %s nosuperuser nobypassrls nocreatedb nocreaterole noinherit',
        wanted.name, case when wanted.login then 'login' else 'nologin' end);
    end if;
  end loop;
  -- The migrating login acts as owner and hands functions to their definers; a superuser needs no grant.
  if not (select rolsuper from pg_roles where rolname = current_user) then
    for wanted in select unnest(array['tc_owner', 'tc_ctx', 'tc_access', 'tc_net', 'tc_match', 'tc_keep', 'tc_report', 'tc_audit', 'tc_my', 'tc_merge', 'tc_copy', 'tc_job']) as name loop
      execute format('grant %I to %I', wanted.name, current_user);
    end loop;
  end if;
end
$$;
