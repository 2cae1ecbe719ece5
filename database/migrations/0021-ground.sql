-- Ground for who may see what: the schema of the person's own door, and the bases and ways of signing in that come with it.
-- functions alone stand in it; its definer tc_my answers the person who asks and nobody else
create schema my authorization tc_owner;
set role tc_owner;

alter table acl.access drop constraint access_basis_check;
alter table acl.access add constraint access_basis_check
  check (basis in ('stay', 'episode', 'referral taken on', 'lead or owner', 'asked to lead', 'referral sent to us', 'ended', 'registered',
                   'emergency access', 'shared without agreement'));
alter table identity.session drop constraint session_second_factor_check;
alter table identity.session add constraint session_second_factor_check
  check (second_factor in ('totp', 'recovery code', 'passkey', 'practice', 'oidc'));
