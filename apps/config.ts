import { randomBytes } from 'node:crypto'
import fs from 'node:fs'
import path from 'node:path'
import type pg from 'pg'
import { packageRoot } from '#platform/database/root.ts'
import { type NotifyConfig, readNotifyConfig } from '#platform/notify/config.ts'

/** How this process serves: practice (invented people, clock may move) or live. Never both over one database. */
export type Mode = 'practice' | 'live'

export interface Config {
  readonly mode: Mode
  readonly port: number
  /** Undefined: the embedded database in `dataDir`. */
  readonly databaseUrl: string | undefined
  readonly authUrl: string | undefined
  readonly jobUrl: string | undefined
  readonly ownerUrl: string | undefined
  readonly dataDir: string
  readonly publicUrl: string | undefined
  readonly pathwaysFolder: string | undefined
  readonly secret: string | undefined
  readonly worker: boolean
  /** The ways out for messages; none in practice mode, where nothing leaves. */
  readonly notify: NotifyConfig
}

/** A start that must not go on, with the sentence that says what to do. */
export class StartRefused extends Error {}

/** Settings from the environment and the command line; embedded and practice unless told otherwise. */
export function readConfig(env: NodeJS.ProcessEnv, args: readonly string[]): Config {
  const databaseUrl = env.DATABASE_URL || undefined
  const mode = env.THROUGHCARE_MODE || (databaseUrl ? 'live' : 'practice')
  if (mode !== 'practice' && mode !== 'live')
    throw new StartRefused('THROUGHCARE_MODE must be practice or live.')
  const port = Number(env.PORT ?? 4310)
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    throw new StartRefused('PORT must be a number between 0 and 65535.')
  return {
    mode,
    port,
    databaseUrl,
    authUrl: env.DATABASE_AUTH_URL || undefined,
    jobUrl: env.DATABASE_JOB_URL || undefined,
    ownerUrl: env.DATABASE_OWNER_URL || undefined,
    dataDir: path.resolve(env.THROUGHCARE_DATA || path.join(packageRoot(), '.data')),
    publicUrl: env.THROUGHCARE_PUBLIC_URL || undefined,
    pathwaysFolder: env.THROUGHCARE_PATHWAYS || undefined,
    secret: env.THROUGHCARE_SECRET || undefined,
    worker: !args.includes('--no-worker'),
    notify: mode === 'live' ? waysOut(env) : { smtp: null, notify: null },
  }
}

function waysOut(env: NodeJS.ProcessEnv): NotifyConfig {
  try {
    return readNotifyConfig(env)
  } catch (cause) {
    throw new StartRefused(
      cause instanceof Error ? cause.message : 'The settings for messages cannot be read.',
    )
  }
}

/** The secret that keys digests and seals: given in live mode, made once and kept (0600) in practice mode. */
export function secretOf(config: Config): string {
  if (config.secret !== undefined) {
    if (config.mode === 'live' && weak(config.secret)) {
      throw new StartRefused(
        'THROUGHCARE_SECRET is weak. Set it to at least 32 random characters, for example from: openssl rand -base64 48',
      )
    }
    return config.secret
  }
  if (config.mode === 'live')
    throw new StartRefused(
      'Set THROUGHCARE_SECRET to at least 32 random characters, for example from: openssl rand -base64 48',
    )
  fs.mkdirSync(config.dataDir, { recursive: true })
  const file = path.join(config.dataDir, 'practice-secret')
  if (!fs.existsSync(file))
    fs.writeFileSync(file, randomBytes(48).toString('base64url'), { mode: 0o600, flag: 'wx' })
  return fs.readFileSync(file, 'utf8')
}

/** What the settings alone must hold before anything is opened. The secret, or StartRefused. */
export function mayServe(config: Config): string {
  if (config.mode === 'live' && !config.publicUrl?.startsWith('https://')) {
    throw new StartRefused(
      'Live mode is served over HTTPS only. Set THROUGHCARE_PUBLIC_URL to the https:// address people use.',
    )
  }
  return secretOf(config)
}

/** Short, or made of few different characters. */
const weak = (secret: string): boolean => secret.length < 32 || new Set(secret).size < 12

/** A connection by address, or a login of the embedded database. */
export const loginConfig = (
  url: string | undefined,
  embedded: pg.ClientConfig | undefined,
  user: string,
): pg.ClientConfig => {
  if (url !== undefined) return { connectionString: url }
  if (!embedded) {
    throw new StartRefused(
      user === 'tc_auth'
        ? 'Nobody could sign in: set DATABASE_AUTH_URL to the same database with the login tc_auth.'
        : `No address is set for the login ${user}. Set DATABASE_URL, DATABASE_AUTH_URL and DATABASE_JOB_URL.`,
    )
  }
  return { ...embedded, database: 'throughcare', user }
}
