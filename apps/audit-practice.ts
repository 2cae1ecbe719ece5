import type { KeyObject } from 'node:crypto'
import fs from 'node:fs'
import path from 'node:path'
import { makeKeys, readPrivateKey } from '#platform/audit/index.ts'
import type { Config } from './config.ts'

/**
 * Where a practice installation keeps its signing key and its checkpoints: beside its database, on one host. It shows how signing goes
 * and proves less than a witness elsewhere; everything that reads them says so. A fresh start begins new chains in a folder of their own.
 */
export function practiceAudit(config: Config): {
  readonly folder: string
  folderOf(chain: string): string
  hasKey(): boolean
  /** Made on first use. */
  key(): KeyObject
} {
  const folder = path.join(config.dataDir, 'audit')
  const file = path.join(folder, 'audit-key.pem')
  return {
    folder,
    folderOf: (chain) => path.join(folder, 'checkpoints', chain),
    hasKey: () => fs.existsSync(file),
    key() {
      if (!fs.existsSync(file)) makeKeys(folder)
      return readPrivateKey(file)
    },
  }
}
