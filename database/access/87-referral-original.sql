-- What another system sent, as it came: read by the team that sent it, and by the service it went to while that reads the referral and the
-- person did not agree to some of it only.
alter table tc.referral_original enable row level security;
alter table tc.referral_original force row level security;
create policy sender_sees on tc.referral_original for select to tc_app using (team_id = any ((select ctx.grantees())::uuid[]));
create policy receiver_sees on tc.referral_original for select to tc_app using (for_receiver
  and (select true from tc.referral r where r.id = referral_original.referral_id and r.service_id = any ((select ctx.grantees())::uuid[])));
create policy machine_keeps on tc.referral_original for insert to tc_app with check (
  organisation_id = (select ctx.organisation()) and team_id = any ((select ctx.grantees())::uuid[]) and received_by = (select ctx.actor())
  and (select ctx.has_right('referral.send'))
  and (select r.from_client_id = referral_original.received_by and r.person_id = referral_original.person_id
         from tc.referral r where r.id = referral_original.referral_id));
grant select, insert on tc.referral_original to tc_app;

-- A referral that could not be filed waits whole on the list of the records desk, or of the machine's own team.
create policy referrer_keeps on tc.kept_message for insert to tc_app with check (
  (select ctx.purpose()) = 'machine of the organisation' and (select ctx.has_right('referral.send'))
  and organisation_id = (select ctx.organisation()) and kept_by = (select ctx.actor())
  and (select t.organisation_id = kept_message.organisation_id from tc.team t where t.id = kept_message.team_id));
