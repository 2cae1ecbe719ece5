import fs from 'node:fs'
import path from 'node:path'

/**
 * The secret of a provider's client by its name, as the host of this installation holds it; undefined where it holds none for this
 * issuer. It is never stored, logged or shown.
 */
export type SecretOf = (name: string, issuer: string) => string | undefined

const LARGEST = 20_000

/**
 * From the variable THROUGHCARE_OPENID_SECRET_<NAME> (in capitals, _ for -), else from the file <name> in the folder that
 * THROUGHCARE_OPENID_SECRETS names, which its owner alone may read (0600). The first word of either is the issuer that the secret is for:
 * settings are typed on a screen, and without this they could send any secret of the host to any issuer. So the host also decides which
 * issuers are ever asked.
 */
export const secretsOf =
  (env: Readonly<Record<string, string | undefined>>): SecretOf =>
  (name, issuer) => {
    if (!/^[a-z0-9][a-z0-9-]{0,59}$/.test(name)) return undefined
    const variable = env[`THROUGHCARE_OPENID_SECRET_${name.toUpperCase().replaceAll('-', '_')}`]
    const folder = env.THROUGHCARE_OPENID_SECRETS
    const held = variable ?? (folder ? fromFile(path.join(folder, name)) : undefined)
    if (held === undefined) return undefined
    const text = held.trim()
    const [said = ''] = text.split(/\s/, 1)
    const secret = text.slice(said.length).trim()
    return said === issuer && secret !== '' ? secret : undefined
  }

function fromFile(file: string): string | undefined {
  let opened: number | undefined
  try {
    // one look at one file: what is checked is what is read, and a link leads nowhere else
    opened = fs.openSync(file, fs.constants.O_RDONLY | fs.constants.O_NOFOLLOW)
    const found = fs.fstatSync(opened)
    if (!found.isFile() || (found.mode & 0o077) !== 0 || found.size > LARGEST) return undefined
    return fs.readFileSync(opened, 'utf8')
  } catch {
    return undefined
  } finally {
    if (opened !== undefined) fs.closeSync(opened)
  }
}
