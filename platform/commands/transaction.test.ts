import type pg from 'pg'
import { expect, it } from 'vitest'
import type { Asker } from './asker.ts'
import { PipelinedTx } from './transaction.ts'

/** A connection that writes down what is sent and answers one row. */
function aConnection() {
  const sent: string[] = []
  const client = {
    query: async ({ text }: { text: string }) => {
      sent.push(text)
      return { rows: [{ n: 1 }], rowCount: 1 }
    },
  } as unknown as pg.PoolClient
  return { sent, tx: new PipelinedTx(client, Promise.resolve({} as Asker)) }
}

it('a part that has ended sends nothing more, and the transaction around it goes on', async () => {
  const { sent, tx } = aConnection()
  const part = tx.part()
  // two things in hand: one fails while the other still waits for its first answer
  const other = part.tx.row('select 1').then(() => part.tx.write('insert behind the rollback'))
  part.end()
  await expect(other).rejects.toThrow('has ended')
  await expect(part.tx.rows('select 2')).rejects.toThrow('has ended')
  await tx.write('insert into the record of the command')
  expect(sent).toEqual(['select 1', 'insert into the record of the command'])
})
