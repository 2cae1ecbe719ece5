-- Emergency access, sharing without agreement, the looks at both afterwards, and asking for access.
set role tc_owner;

-- A record opened in an emergency by one staff member in one post, for at most an hour. The row itself is what opens it.
create table tc.emergency_access (
  id uuid primary key,
  person_id uuid not null references tc.person,
  staff_id uuid not null references tc.staff,
  post_id uuid not null references tc.post,
  team_id uuid not null references tc.team,
  organisation_id uuid not null references tc.organisation,
  reason_kind text not null check (reason_kind in ('danger to life now', 'cannot speak for themselves', 'medicine must be known now', 'child or adult at risk')),
  reason text not null check (length(reason) between 10 and 2000),
  -- the person had said no to this team: it opened all the same, and the second look asks about it
  over_a_no boolean not null default false,
  opened_at timestamptz not null,
  until_at timestamptz not null check (until_at > opened_at and until_at <= opened_at + interval '60 minutes'),
  closed_at timestamptz check (closed_at >= opened_at),
  second_look_due_at timestamptz not null,
  -- whose desk looks at it: the opener's organisation, or another where it has nobody else who may
  desk_organisation_id uuid references tc.organisation
);
create index emergency_access_person on tc.emergency_access (person_id);
create index emergency_access_staff on tc.emergency_access (staff_id, until_at) where closed_at is null;
create index emergency_access_desk on tc.emergency_access (desk_organisation_id, opened_at);

-- Told to one service without the person's agreement: what, why, weighed by whom, and when it ends by itself.
create table tc.sharing_without (
  id uuid primary key,
  person_id uuid not null references tc.person,
  recipient_service_id uuid not null references tc.service,
  items text[] not null check (cardinality(items) > 0 and items <@ '{identity,core,shared,drug-and-alcohol}'
    -- what teams write for one another, and of drugs and alcohol, is not given without what keeps it from being misread
    and (not items && '{shared,drug-and-alcohol}' or items @> '{core}')),
  ground text not null check (ground in ('serious harm to the person', 'serious harm to somebody else', 'a child or adult at risk', 'a court or the law requires it', 'cannot decide this now, and it is in their best interests')),
  weighed text not null check (length(weighed) between 10 and 2000),
  weighed_by uuid not null references tc.staff,
  -- one decision, on one day: what they could or could not decide, and how that was found
  capacity text not null check (capacity in ('can decide this', 'cannot decide this now', 'not asked')),
  capacity_on date,
  capacity_finding text check (length(capacity_finding) between 3 and 2000),
  told text not null check (told in ('yes', 'not yet')),
  not_told_why text check (length(not_told_why) between 3 and 2000),
  told_review_on date,
  -- told after all, later
  told_at timestamptz,
  told_by uuid references tc.staff,
  least text not null check (length(least) between 3 and 2000),
  from_at timestamptz not null,
  until_at timestamptz not null check (until_at > from_at and until_at <= from_at + interval '31 days'),
  second_look_due_at timestamptz not null,
  recorded_by uuid not null references tc.staff,
  team_id uuid not null references tc.team,
  organisation_id uuid not null references tc.organisation,
  desk_organisation_id uuid references tc.organisation,
  ended_at timestamptz check (ended_at >= from_at),
  ended_by uuid references tc.staff,
  check ((ended_at is null) = (ended_by is null)),
  check ((told_at is null) = (told_by is null) and (told_at is null or told = 'not yet')),
  check ((capacity = 'not asked') = (capacity_on is null) and (capacity = 'not asked') = (capacity_finding is null)),
  check (capacity <> 'can decide this' or ground <> 'cannot decide this now, and it is in their best interests'),
  check ((told = 'not yet') = (not_told_why is not null) and (told = 'not yet') = (told_review_on is not null))
);
create index sharing_without_person on tc.sharing_without (person_id);
create index sharing_without_desk on tc.sharing_without (desk_organisation_id, from_at);

-- What somebody else found who looked at either afterwards. 'more to ask' leaves it open; the others end it. Append-only.
create table tc.second_look (
  id uuid primary key,
  about_id uuid not null,
  about text not null check (about in ('emergency access', 'sharing without agreement')),
  person_id uuid not null references tc.person,
  verdict text not null check (verdict in ('right', 'not right', 'more to ask')),
  words text not null check (length(words) between 3 and 2000),
  by_staff_id uuid not null references tc.staff,
  team_id uuid not null references tc.team,
  organisation_id uuid not null references tc.organisation,
  at timestamptz not null
);
create unique index second_look_once on tc.second_look (about_id) where verdict <> 'more to ask';
create index second_look_about on tc.second_look (about_id, at);

-- Somebody asks to see what they cannot. Whether the person is known at all is not said here and not asked.
create table tc.access_ask (
  id uuid primary key,
  staff_id uuid not null references tc.staff,
  team_id uuid not null references tc.team,
  organisation_id uuid not null references tc.organisation,
  who text not null check (length(who) between 2 and 300),
  why text not null check (length(why) between 10 and 2000),
  -- the page that did not open
  page text check (page ~ '^/app/[A-Za-z0-9/_-]{0,200}$'),
  asked_at timestamptz not null,
  answered_by uuid references tc.staff,
  answered_at timestamptz,
  answer text check (length(answer) between 3 and 2000),
  check ((answered_at is null) = (answered_by is null) and (answered_at is null) = (answer is null))
);
create index access_ask_open on tc.access_ask (organisation_id, asked_at);

reset role;
