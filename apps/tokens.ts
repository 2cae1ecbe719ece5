import fs from 'node:fs'
import path from 'node:path'
import { type Config, StartRefused } from './config.ts'

/** Where the practice machines' tokens lie: one line an organisation, read by the command line of this computer's user alone. */
const file = (config: Config): string => path.join(config.dataDir, 'practice-tokens.json')

export interface ClientToken {
  /** The short name one types after `--as`. */
  readonly as: string
  readonly organisation: string
  readonly token: string
}

export function writeTokens(config: Config, tokens: readonly ClientToken[]): void {
  fs.writeFileSync(file(config), `${JSON.stringify(tokens, null, 2)}\n`, { mode: 0o600 })
  fs.chmodSync(file(config), 0o600)
}

/** The token a command line uses: THROUGHCARE_TOKEN, else in practice the trust's, or the one named with `--as`. */
export function tokenFor(config: Config, env: NodeJS.ProcessEnv, as: string | undefined): string {
  if (env.THROUGHCARE_TOKEN && as === undefined) return env.THROUGHCARE_TOKEN
  if (config.mode === 'live')
    throw new StartRefused(
      'Set THROUGHCARE_TOKEN to the client token that the owner of this installation gave you.',
    )
  if (!fs.existsSync(file(config)))
    throw new StartRefused(
      'There are no practice tokens yet. Run npm start once; its first start writes them.',
    )
  const tokens = JSON.parse(fs.readFileSync(file(config), 'utf8')) as ClientToken[]
  const found = tokens.find((t) => t.as === (as ?? tokens[0]?.as))
  if (!found)
    throw new StartRefused(
      `There is no practice organisation called ${as}. These are: ${tokens.map((t) => t.as).join(', ')}.`,
    )
  return found.token
}
