-- A phone of the person's own door ends when their record is put together with another, or taken apart again (decision 0030).
set role tc_owner;
alter table identity.person_device drop constraint person_device_revoked_why_check;
alter table identity.person_device add constraint person_device_revoked_why_check
  check (revoked_why in ('ended by a worker', 'ten wrong PINs', 'ended on the device', 'records put together or apart'));
