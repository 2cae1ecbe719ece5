/**
 * The embedded database cannot start. The message is one or two sentences that say what to do; print it as it is.
 * Why an error and not a refusal: it happens before there is anybody to refuse, and start-up ends with it.
 */
export class EmbeddedDatabaseError extends Error {
  override name = 'EmbeddedDatabaseError'
}

/** Ends every message where a PostgreSQL of the reader's own would also help. */
export const OR_USE_ANOTHER = 'or set DATABASE_URL to a PostgreSQL of your own'

/** The `code` of an error from the system or from the database, such as ENOENT or 57P03. */
export function codeOf(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null || !('code' in error)) return undefined
  return typeof error.code === 'string' ? error.code : undefined
}

const FOLDER_TROUBLES: Readonly<Record<string, string>> = {
  EACCES: 'this account may not use it',
  EPERM: 'this account may not change it',
  EROFS: 'it is on a read-only disk',
  ENOSPC: 'the disk is full',
  EDQUOT: 'the disk quota is used up',
  EEXIST: 'a file stands where a folder should be',
  ENOTDIR: 'a file stands where a folder should be',
  EBUSY: 'it is in use, or is itself a mounted disk (then choose a folder inside it)',
}

/** Turns the usual troubles with folders into a sentence; anything else is a surprise and passes unchanged. */
export function explainFolderTrouble(error: unknown, dataDir: string): unknown {
  const trouble = FOLDER_TROUBLES[codeOf(error) ?? '']
  if (!trouble || error instanceof EmbeddedDatabaseError) return error
  const path = typeof error === 'object' && error !== null && 'path' in error ? String(error.path) : dataDir
  const folder = path.startsWith(`${dataDir}.`) ? dataDir : path // a file of ours beside the folder says little to a reader
  return new EmbeddedDatabaseError(
    `The database cannot use ${folder}: ${trouble}. Put that right, choose another data folder, ${OR_USE_ANOTHER}.`,
    { cause: error },
  )
}
