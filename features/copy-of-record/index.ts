import type { AnyCommand, AnyQuery } from '#platform/commands/registry.ts'
import { endRequest, extend, gather, handOver, release } from './commands/answer.ts'
import { askForCopy, checkIdentity } from './commands/ask.ts'
import { decideHarm, decideOthers, propose } from './commands/decide.ts'
import { closeLeaving, confirmLeaving, proposeLeaving, takeBackLeaving } from './commands/leaving.ts'
import { leaving, leavingExport } from './queries/leaving.ts'
import { oneRequest, requests } from './queries/requests.ts'

export type { RequestRow } from './facts.ts'
export { STATE_WORDS } from './words.ts'
export { requests }

/** Copies of the record: for the person, and for an organisation that leaves. */
export const commands: readonly AnyCommand[] = [
  askForCopy,
  checkIdentity,
  extend,
  gather,
  propose,
  decideOthers,
  decideHarm,
  release,
  handOver,
  endRequest,
  proposeLeaving,
  confirmLeaving,
  takeBackLeaving,
  closeLeaving,
]
export const queries: readonly AnyQuery[] = [oneRequest, requests, leaving, leavingExport]
