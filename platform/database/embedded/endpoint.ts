import { createHash, randomBytes } from 'node:crypto'
import fs from 'node:fs'
import net from 'node:net'
import os from 'node:os'
import path from 'node:path'
import type pg from 'pg'
import type { Account } from './account.ts'
import { codeOf, EmbeddedDatabaseError } from './errors.ts'

/**
 * Where the database listens: on a socket file in a folder that only its owner may enter, never on the network;
 * Windows, where Node knows no such sockets, uses the loopback address with a random password.
 * Why no network elsewhere: the packaged server carries an OpenSSL that is out of support.
 */
export type Endpoint =
  | { readonly kind: 'socket'; readonly folder: string }
  | { readonly kind: 'loopback'; readonly port: number; readonly password: string }

/** Only names the socket file: each data folder has a socket folder to itself, so nothing can collide. */
const SOCKET_PORT = 5432

/** A socket's path may hold 103 bytes on a Mac, 107 on Linux; `/.s.PGSQL.5432` takes 14 of them. */
const LONGEST_SOCKET_FOLDER = 89

export async function chooseEndpoint(dataDir: string, account: Account): Promise<Endpoint> {
  if (process.platform !== 'win32') return { kind: 'socket', folder: socketFolder(dataDir, account) }
  return loopback(dataDir)
}

export async function loopback(dataDir: string): Promise<Endpoint> {
  const file = secretFile(dataDir)
  try {
    fs.writeFileSync(file, randomBytes(24).toString('hex'), { mode: 0o600, flag: 'wx' })
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw error
  }
  return { kind: 'loopback', port: await freePort(), password: fs.readFileSync(file, 'utf8') }
}

export function superuserAt(endpoint: Endpoint): pg.ClientConfig {
  const who = { user: 'postgres', database: 'postgres' }
  return endpoint.kind === 'socket'
    ? { host: endpoint.folder, port: SOCKET_PORT, ...who }
    : { host: '127.0.0.1', port: endpoint.port, password: endpoint.password, ...who }
}

export function listeningFlags(endpoint: Endpoint): string[] {
  const [port, addresses, folders] =
    endpoint.kind === 'socket' ? [SOCKET_PORT, '', endpoint.folder] : [endpoint.port, '127.0.0.1', '']
  return [
    '-p',
    String(port),
    '-c',
    `listen_addresses=${addresses}`,
    '-c',
    `unix_socket_directories=${folders}`,
  ]
}

export const secretFile = (dataDir: string) => `${dataDir}.secret`

/** The data folder itself (0700); for a deep path a short 0700 folder under the temporary one, named after it. */
function socketFolder(dataDir: string, account: Account): string {
  if (fits(dataDir)) return dataDir
  const digest = createHash('sha256').update(`${account.owner?.uid} ${dataDir}`).digest('hex').slice(0, 16)
  const folders = [os.tmpdir(), '/tmp'].map((parent) => path.join(parent, `throughcare-pg-${digest}`))
  const folder = folders.find(fits) ?? path.join('/tmp', `throughcare-pg-${digest}`)
  makePrivateFolder(folder, account)
  return folder
}

// A comma would be read as a second folder, a quote or a leading @ as something else again.
const fits = (folder: string) => Buffer.byteLength(folder) <= LONGEST_SOCKET_FOLDER && !/[,"@]/.test(folder)

/** The name can be guessed and the parent is everybody's: a folder that someone else made first is refused. */
export function makePrivateFolder(folder: string, account: Account): void {
  try {
    fs.mkdirSync(folder, { mode: 0o700 })
    if (account.owner && process.getuid?.() === 0) fs.chownSync(folder, account.owner.uid, account.owner.gid)
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw error
  }
  const found = fs.lstatSync(folder)
  const ours = found.isDirectory() && (found.mode & 0o077) === 0 && found.uid === account.owner?.uid
  if (!ours)
    throw new EmbeddedDatabaseError(
      `${folder} was not made by this program, or others may enter it. Remove it and start again.`,
    )
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = net.createServer().once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as net.AddressInfo
      server.close(() => resolve(port))
    })
  })
}
