import { isId } from '#core/kernel/ids.ts'
import type { Tx } from './transaction.ts'

const DONE = `select true as done from audit.command where actor_id = (select ctx.actor()) and id = $1 and outcome = 'done'`

/** Whether the asker has done a command under this id: for a form that is sent twice when its first sending closed what it was about. */
export const wasDone = async (tx: Tx, commandId: string): Promise<boolean> =>
  isId(commandId) && (await tx.row<{ done: boolean }>(DONE, [commandId])) !== undefined
