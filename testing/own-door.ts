import { createHash } from 'node:crypto'
import { newOwnDoorToken } from '#platform/http/session-cookie.ts'
import type { Asker } from './safetynet-oracle-facts.ts'
import { insert, newId } from './sql.ts'

/** Who set the door up: a staff member of a team. */
interface Giver {
  readonly id: string
  readonly organisationId: string
  readonly teamId: string
}

/** A live session of somebody at their own door, as plain rows: the person's, or a carer's. Gives its token. */
export async function anOwnDoor(
  client: Asker,
  by: Giver,
  personId: string,
  carerId: string | null = null,
): Promise<string> {
  const { now } = (await client.query('select ctx.clock() as now')).rows[0] as { now: Date }
  const [codeId, deviceId, token] = [newId(), newId(), newOwnDoorToken()]
  const hash = (text: string) => createHash('sha256').update(text).digest()
  const whose = {
    person_id: personId,
    carer_id: carerId,
    organisation_id: by.organisationId,
    team_id: by.teamId,
  }
  await insert(client, 'identity.person_code', {
    id: codeId,
    ...whose,
    code_sha256: hash(codeId),
    made_by: by.id,
    made_at: now,
    expires_at: now,
    used_at: now,
  })
  await insert(client, 'identity.person_device', {
    id: deviceId,
    ...whose,
    code_id: codeId,
    token_sha256: hash(deviceId),
    pin_mac: hash('no PIN'),
    made_at: now,
    expires_at: new Date(now.getTime() + 365 * 86_400_000),
    last_used_at: now,
  })
  await insert(client, 'identity.person_session', {
    id: newId(),
    device_id: deviceId,
    token_sha256: hash(token),
    opened_at: now,
    last_seen_at: now,
    expires_at: new Date(now.getTime() + 86_400_000),
  })
  return token
}
