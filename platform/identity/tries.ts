import { createHmac } from 'node:crypto'

/** Under which tries of an account or an address are counted. Keyed, so that the table of tries tells nobody which emails or addresses tried. */
export const triesKey = (secret: string, kind: string, value: string): string =>
  `${kind}:${createHmac('sha256', secret).update(`tries\n${kind}\n${value}`).digest('base64url')}`

/** Under which a code that works once is remembered; `whose`: the account, or what the code is of. */
export const usedKey = (secret: string, whose: string, code: string): Buffer =>
  createHmac('sha256', secret).update(`used code\n${whose}\n${code}`).digest()
