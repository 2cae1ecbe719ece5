import { execFileSync, spawnSync } from 'node:child_process'
import fs from 'node:fs'
import path from 'node:path'
import { EmbeddedDatabaseError, OR_USE_ANOTHER } from './errors.ts'

/** A program as it is really started: perhaps wrapped in setpriv or unshare, perhaps under another account. */
export interface Command {
  readonly file: string
  readonly args: readonly string[]
  readonly options: { readonly uid?: number; readonly gid?: number }
}

export interface Account {
  /** Who owns the files on disk. Undefined on Windows. */
  readonly owner: { readonly uid: number; readonly gid: number } | undefined
  /** True where the kernel stops the database when our process dies, however it dies. */
  readonly endsWithParent: boolean
  command(file: string, args: readonly string[]): Command
}

interface Ids {
  readonly uid: number
  readonly gid: number
}

const SETPRIV = ['setpriv', '--pdeathsig', 'INT']

/**
 * The account to run PostgreSQL under; it refuses to run as root. As root, in this order: the owner of a data folder
 * that already holds a database; the accounts "postgres" and "nobody", if they can reach both the programs and the
 * folder; a user namespace, in which root's own files belong to an ordinary account (works in a 0700 folder too,
 * but many containers forbid it).
 */
export function chooseAccount(postgres: string, dataDir: string): Account {
  const uid = process.getuid?.()
  if (uid !== 0) {
    const own = ownAccount(uid)
    const said = tryOut(own, postgres, ['--version'])
    if (said.works) return own
    throw new EmbeddedDatabaseError(
      `The installed PostgreSQL does not run here (${said.words}). Install what it lacks, ${OR_USE_ANOTHER}.`,
    )
  }
  const reaches = (account: Account) =>
    tryOut(account, postgres, ['--version']).works &&
    tryOut(account, 'test', ['-x', path.dirname(dataDir)]).works
  const owner = ownerOfCluster(dataDir)
  if (owner && owner.uid !== 0) {
    const account = otherAccount(owner)
    if (reaches(account)) return account
    throw new EmbeddedDatabaseError(
      `The database in ${dataDir} belongs to account ${owner.uid}, which cannot reach the folder or the installed programs. Let it enter the folders above them, or choose another data folder.`,
    )
  }
  const named = ['postgres', 'nobody'].map(idsOf).filter((ids) => ids !== undefined)
  if (!owner)
    for (const ids of named) {
      const account = otherAccount(ids)
      if (reaches(account)) return account
    }
  for (const ids of named) {
    const account = namespaceAccount(ids)
    if (reaches(account)) return account
  }
  throw new EmbeddedDatabaseError(
    `PostgreSQL does not run as root, and no other account can reach both ${path.dirname(dataDir)} and ${postgres}. Run as an ordinary user, move to a folder that others may enter, ${OR_USE_ANOTHER}.`,
  )
}

function ownAccount(uid: number | undefined): Account {
  const owner = uid === undefined ? undefined : { uid, gid: process.getgid?.() ?? uid }
  const endsWithParent = succeeds([...SETPRIV, 'true'])
  return {
    owner,
    endsWithParent,
    command: (file, args) => asCommand(endsWithParent ? SETPRIV : [], file, args),
  }
}

function otherAccount(ids: Ids): Account {
  // setpriv must change the account itself: the kernel forgets a parent-death signal when the account changes.
  const setpriv = [
    'setpriv',
    `--reuid=${ids.uid}`,
    `--regid=${ids.gid}`,
    '--clear-groups',
    '--pdeathsig',
    'INT',
  ]
  const endsWithParent = succeeds([...setpriv, 'true'])
  return {
    owner: ids,
    endsWithParent,
    command: (file, args) => (endsWithParent ? asCommand(setpriv, file, args) : { file, args, options: ids }),
  }
}

/** Inside the namespace root is seen as `ids` (initdb wants an account with a name); on disk the files stay root's. */
function namespaceAccount(ids: Ids): Account {
  const unshare = ['unshare', '--user', `--map-user=${ids.uid}`, `--map-group=${ids.gid}`]
  const endsWithParent = succeeds([...unshare, ...SETPRIV, 'true'])
  const wrapper = endsWithParent ? [...unshare, ...SETPRIV] : unshare
  return {
    owner: { uid: 0, gid: 0 },
    endsWithParent,
    command: (file, args) => asCommand(wrapper, file, args),
  }
}

function asCommand(wrapper: readonly string[], file: string, args: readonly string[]): Command {
  const [first, ...rest] = [...wrapper, file, ...args]
  return { file: first ?? file, args: rest, options: {} }
}

function tryOut(account: Account, file: string, args: readonly string[]): { works: boolean; words: string } {
  const command = account.command(file, args)
  const ran = spawnSync(command.file, command.args, {
    ...command.options,
    cwd: path.parse(process.cwd()).root,
    encoding: 'utf8',
  })
  return { works: ran.status === 0, words: (ran.error?.message ?? ran.stderr ?? '').trim() }
}

function succeeds(words: readonly string[]): boolean {
  const [file, ...args] = words
  return (
    process.platform === 'linux' &&
    file !== undefined &&
    spawnSync(file, args, { stdio: 'ignore', cwd: '/' }).status === 0
  )
}

function idsOf(name: string): Ids | undefined {
  const ask = (flag: string) =>
    Number(execFileSync('id', [flag, name], { stdio: ['ignore', 'pipe', 'ignore'], encoding: 'utf8' }))
  try {
    return { uid: ask('-u'), gid: ask('-g') }
  } catch {
    return undefined // no such account
  }
}

function ownerOfCluster(dataDir: string): Ids | undefined {
  if (!fs.existsSync(path.join(dataDir, 'PG_VERSION'))) return undefined
  const { uid, gid } = fs.statSync(dataDir)
  return { uid, gid }
}
