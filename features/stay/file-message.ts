import { type Result, refuse } from '#core/kernel/result.ts'
import type { Hl7Item } from '#platform/hl7/file.ts'
import { cancelDischarge, discharge, update } from './file-leaving.ts'
import { addPerson, joinNumbers, updatePerson } from './file-person.ts'
import { admit, cancelAdmission, cancelMove, leave, move } from './file-stay.ts'
import type { Filed } from './filed.ts'
import type { AdtCommands } from './hl7.ts'
import type { FeedDoor } from './hl7-send.ts'
import type { FeedPlace } from './queries/index.ts'

/** Files one message as the commands it means. Refuses where it cannot; the caller keeps it then. */
export async function file(
  said: AdtCommands,
  item: Hl7Item,
  place: FeedPlace,
  door: FeedDoor,
): Promise<Result<Filed>> {
  if (door.live && said.processing !== 'live') return refuse('HL7_NOT_LIVE')
  if (said.sender.organisationCode !== place.organisationCode?.toUpperCase())
    return refuse('STAY_ORGANISATION_NOT_YOURS')
  switch (said.event) {
    case 'A01':
      return admit(said, item, place, door)
    case 'A02':
      return move(said, item, place, door)
    case 'A03':
      return discharge(said, item, door)
    case 'A11':
      return cancelAdmission(said, item, door)
    case 'A12':
      return cancelMove(said, item, door)
    case 'A13':
      return cancelDischarge(said, item, door)
    case 'A21':
    case 'A22':
      return leave(said, item, door)
    case 'A04':
    case 'A28':
      return addPerson(said, item, door)
    case 'A08':
      return update(said, item, door)
    case 'A31':
      return updatePerson(said, item, door)
    case 'A40':
      return joinNumbers(said, item, door)
  }
}
