import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import pg from 'pg'
import { appendCheckpoint, makeCheckpoint, readHeads, readLines } from '#platform/audit/checkpoint.ts'
import { dumpAudit } from '#platform/audit/dump.ts'
import { makeKeys, readPrivateKey, readPublicKeys } from '#platform/audit/keys.ts'
import { type Verdict, verifyAudit } from '#platform/audit/verify.ts'
import type { Product } from './product.ts'

/** The audit of a product with a witness beside it: sealed and signed when a test says so, and verified from a dump. */
export interface Audited {
  readonly folder: string
  readonly store: string
  readonly sealer: pg.Client
  /** Seals until nothing waits: other tests' transactions on the same server hold a round up. */
  sealAll(): Promise<void>
  sign(at: string): Promise<void>
  verify(more?: { person?: string }): Promise<Verdict>
  stop(): Promise<void>
}

export async function anAudit(product: Product): Promise<Audited> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'throughcare-audit-test-'))
  const keys = makeKeys(path.join(folder, 'keys'))
  const store = path.join(folder, 'checkpoints')
  const sealer = new pg.Client(product.appConfig('tc_job'))
  await sealer.connect()
  const witness = new pg.Client(product.appConfig('tc_witness'))
  await witness.connect()
  return {
    folder,
    store,
    sealer,
    async sealAll() {
      for (let tried = 0; tried < 600; tried += 1) {
        await sealer.query('select audit.seal(5000)')
        const waits = await product.superuser.query<{ n: number }>(
          'select count(*)::int as n from audit.event e where not exists (select from audit.link l where l.event_id = e.id)',
        )
        if (waits.rows[0]!.n === 0) return
        await new Promise((resolve) => setTimeout(resolve, 100))
      }
      throw new Error('something on this server holds a transaction open: nothing is sealed')
    },
    async sign(at) {
      const heads = readHeads((await witness.query('select audit.heads() as heads')).rows[0]?.heads)
      const line = makeCheckpoint(heads, readLines(store).at(-1), readPrivateKey(keys.privateFile), at, false)
      appendCheckpoint(store, line)
      await witness.query('select audit.keep_checkpoint($1)', [line])
    },
    async verify(more = {}) {
      const file = path.join(folder, 'dump.sql')
      const superuser = product.appConfig(product.superuser.user ?? 'postgres')
      await dumpAudit(superuser, file)
      return await verifyAudit({
        dump: file,
        checkpoints: [store],
        keys: readPublicKeys(keys.publicFile),
        ...more,
      })
    },
    async stop() {
      await sealer.end()
      await witness.end()
      fs.rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** What a thorough forger with every power over the database does after changing a row: works the chain out again from a place on. */
export async function recomputeChain(superuser: pg.Client, part: string, from: number): Promise<void> {
  await superuser.query(
    `create or replace function pg_temp.recompute(p_part text, p_from bigint) returns void language plpgsql as $$
     declare r record; v_hash bytea := (select hash from audit.link where part = p_part and seq = p_from - 1);
     begin
       if v_hash is null then v_hash := sha256(convert_to('throughcare audit part 1' || p_part, 'UTF8')); end if;
       for r in select l.seq, audit.row_digest(e) as digest from audit.link l join audit.event e on e.id = l.event_id where l.part = p_part and l.seq >= p_from order by l.seq loop
         v_hash := sha256('tc audit chain 1'::bytea || int8send(r.seq) || v_hash || r.digest);
         update audit.link set row_digest = r.digest, hash = v_hash where part = p_part and seq = r.seq;
       end loop;
       update audit.head h set seq = l.seq, hash = l.hash from (select seq, hash from audit.link where part = p_part order by seq desc limit 1) l where h.part = p_part;
     end $$`,
  )
  await superuser.query('select pg_temp.recompute($1, $2)', [part, from])
}
