-- A planned visit taken from its worker and given to nobody keeps why.
set role tc_owner;

alter table tc.contact add column given_why text check (length(given_why) between 1 and 300);

reset role;
