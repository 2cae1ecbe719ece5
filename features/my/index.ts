import type { AnyCommand, AnyQuery } from '#platform/commands/registry.ts'
import { endDevice } from './commands/end-device.ts'
import { giveCode } from './commands/give-code.ts'
import { endShowAsTeam, showAsTeam } from './commands/show-as-team.ts'
import { stop, stopCarer } from './commands/stop.ts'
import { tell, tellFor } from './commands/tell.ts'
import { myLooked, mySharing } from './queries/sharing.ts'
import { mySheet, sheetFor } from './queries/sheet.ts'
import { doorOfPerson, wordOf } from './queries/staff.ts'
import { mySupporting } from './queries/supporting.ts'

/**
 * The person’s own door: what they see, who sees it, and what they tell. `my.*` is asked and done by the person (or a carer they chose)
 * and names nobody; `own-door.*` is what staff do about it, or for the person.
 */
export const commands: readonly AnyCommand[] = [
  giveCode,
  endDevice,
  stop,
  stopCarer,
  tell,
  tellFor,
  showAsTeam,
  endShowAsTeam,
]
export const queries: readonly AnyQuery[] = [
  mySheet,
  sheetFor,
  mySharing,
  myLooked,
  mySupporting,
  doorOfPerson,
  wordOf,
]
