import { randomBytes } from 'node:crypto'
import { uuidv7 } from '#core/kernel/ids.ts'
import type { Asker } from '#platform/commands/asker.ts'
import type { Door } from '#platform/commands/door.ts'

export const newId = (): string => uuidv7(Date.now(), randomBytes(10))

/** Who holds this token; undefined where it opens nothing. */
export async function whoAsks(door: Door, token: string): Promise<Asker | undefined> {
  const asked = await door.own(token, (tx) => tx.asker)
  return asked.ok ? asked.value : undefined
}

/** Where somebody whose token opens nothing goes: to their locked screen, to the choice of post they owe, or to sign in. */
export async function whereTo(door: Door, token: string | undefined): Promise<string> {
  if (token === undefined) return '/sign-in'
  const found = await door.outside((tx) =>
    tx.row<{ state: string | null }>('select ctx.session_state($1) as state', [token]),
  )
  return found?.state === 'locked' ? '/locked' : found?.state === 'choose post' ? '/sign-in/post' : '/sign-in'
}

/** Keeps what kind of device a new session was opened on, in words. */
export const noteDevice = (door: Door, token: string, words: string): Promise<unknown> =>
  door.outside((tx) => tx.row('select ctx.note_device($1, $2)', [token, words]))

/** Keeps what somebody sent whose session had run out, sealed, until they sign in again. */
export const keepPost = async (door: Door, token: string, sealed: Buffer): Promise<boolean> =>
  door.outside(async (tx) => {
    const row = await tx.row<{ kept: boolean }>('select ctx.keep_post($1, $2, $3) as kept', [
      token,
      newId(),
      sealed,
    ])
    return row?.kept ?? false
  })
