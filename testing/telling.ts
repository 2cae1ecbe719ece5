import pg from 'pg'
import { tellDue } from '#features/duty/index.ts'
import type { OutChannel } from '#platform/notify/index.ts'
import { freshId, type Product } from './product.ts'
import { insert } from './sql.ts'

/** The telling half of the worker, a round at a time, as the login that the worker has. */
export interface Teller {
  readonly client: pg.Client
  round(channels?: readonly OutChannel[]): Promise<void>
  /** Puts one gap down as the safety net would, for tests of who is told and not of what is owed. */
  gap(personId: string, row: Readonly<Record<string, unknown>>): Promise<void>
  /** A death report, straight into the record. Gives what undoes it. */
  reportsDeath(personId: string, organisationId: string, teamId: string): Promise<() => Promise<void>>
  stop(): Promise<void>
}

export async function aTeller(product: Product): Promise<Teller> {
  const client = new pg.Client(product.appConfig('tc_job'))
  await client.connect()
  return {
    client,
    async round(channels = ['email', 'text']) {
      await client.query('select net.release_held()')
      await client.query('select net.warn_agreements($1::text[])', [channels])
      await tellDue(client, channels)
      await client.query('select net.send_digests($1::text[])', [channels])
    },
    gap: (personId, row) =>
      insert(product.superuser, 'net.obligation', {
        person_id: personId,
        class_bit: 4,
        clears: 'Do the thing.',
        source: 'a test',
        rules_version: 3,
        ...row,
      }),
    async reportsDeath(personId, organisationId, teamId) {
      const id = freshId()
      const about = { person_id: personId, organisation_id: organisationId, team_id: teamId }
      await insert(product.superuser, 'tc.death_report', {
        id,
        ...about,
        version: 1,
        source: 'by hand',
        said: 'A neighbour rang',
        reported_at: new Date(),
        by_id: freshId(),
      })
      const staff = (await product.superuser.query<{ id: string }>('select id from tc.staff limit 1')).rows[0]
      return () =>
        insert(product.superuser, 'tc.death_decision', {
          id: freshId(),
          report_id: id,
          ...about,
          version: 2,
          what: 'report undone',
          why: 'A mistake',
          decided_at: new Date(),
          decided_by: staff?.id,
        })
    },
    stop: () => client.end(),
  }
}
