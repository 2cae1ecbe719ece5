import { randomBytes } from 'node:crypto'
import type pg from 'pg'
import { uuidv7 } from '#core/kernel/ids.ts'
import { roleCard } from '#features/organisation/index.ts'
import { newToken, tokenHash } from '#platform/http/session-cookie.ts'
import { codeSha256, newSetUpCode } from '#platform/identity/set-up-code.ts'
import { StartRefused } from './config.ts'

export interface Beginning {
  readonly organisation: string
  readonly kind: string
  readonly name: string
  readonly email: string
}

/** Shown once and kept nowhere: only their hashes are in the database. */
export interface Begun {
  readonly setUpCode: string
  readonly clientToken: string
}

const newId = (): string => uuidv7(Date.now(), randomBytes(10))

/** Row rules are forced on these for their owner too; lifted and put back inside the one transaction, where nobody sees it. */
const TABLES = [
  'tc.organisation',
  'tc.staff',
  'tc.team',
  'tc.post',
  'tc.post_holder',
  'identity.invitation',
  'identity.client',
] as const

/**
 * The first organisation of an empty live installation: its lead, who then adds everybody else, and a client token for the
 * command line. Needs the owner's login, as migrating does; refused where an organisation exists, since from then on people are
 * added by people.
 */
export async function begin(client: pg.Client, b: Beginning): Promise<Begun> {
  const [lead, machine] = [roleCard('partnership-lead'), roleCard('machine')]
  if (!lead || !machine)
    throw new Error('the role cards partnership-lead and machine are missing from content/roles')
  const [organisationId, staffId, teamId, postId] = [newId(), newId(), newId(), newId()]
  const begun: Begun = { setUpCode: newSetUpCode(), clientToken: newToken() }
  await client.query('begin')
  try {
    await client.query('set local role tc_owner')
    for (const table of TABLES) await client.query(`alter table ${table} no force row level security`)
    if ((await client.query('select from tc.organisation limit 1')).rowCount) {
      throw new StartRefused(
        'This installation has begun already. Add people and organisations on its pages.',
      )
    }
    await client.query(
      'insert into tc.organisation (id, kind, name, root_owner_staff_id, created_at) values ($1, $2, $3, $4, now())',
      [organisationId, b.kind, b.organisation, staffId],
    )
    await client.query(
      'insert into tc.staff (id, organisation_id, name, email) values ($1, $2, $3, lower($4))',
      [staffId, organisationId, b.name, b.email],
    )
    await client.query(
      "insert into tc.team (id, organisation_id, name, kind, hours, telephone, manager_staff_id) values ($1, $2, 'Partnership', 'records desk', 'Not said yet', 'Not said yet', $3)",
      [teamId, organisationId, staffId],
    )
    await client.query(
      'insert into tc.post (id, organisation_id, team_id, title, role, rights) values ($1, $2, $3, $4, $5, $6)',
      [postId, organisationId, teamId, lead.title, lead.id, lead.rights],
    )
    await client.query(
      'insert into tc.post_holder (id, post_id, staff_id, from_at, employed_by_organisation_id) values ($1, $2, $3, now(), $4)',
      [newId(), postId, staffId, organisationId],
    )
    await client.query(
      "insert into identity.invitation (id, staff_id, code_sha256, made_by, made_at, expires_at) values ($1, $2, $3, $2, now(), now() + interval '3 days')",
      [newId(), staffId, codeSha256(begun.setUpCode)],
    )
    await client.query(
      "insert into identity.client (id, name, organisation_id, team_id, rights, token_sha256, created_at) values ($1, 'Command line', $2, $3, $4, $5, now())",
      [newId(), organisationId, teamId, machine.rights, tokenHash(begun.clientToken)],
    )
    // the organisation and its lead name each other: settled here, since a table with an open check cannot be altered
    await client.query('set constraints all immediate')
    for (const table of TABLES) await client.query(`alter table ${table} force row level security`)
    await client.query('commit')
  } catch (cause) {
    await client.query('rollback')
    throw cause
  }
  return begun
}
