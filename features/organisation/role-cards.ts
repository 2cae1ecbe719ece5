import path from 'node:path'
import { type RoleCard, readRoleCard } from '#core/people/role-card.ts'
import { loadDefinitions } from '#platform/content/load.ts'
import { packageRoot } from '#platform/database/root.ts'

let loaded: readonly RoleCard[] | undefined

/** Every role card (`content/roles/`), in order of id. Throws DefinitionFilesError, naming file and line, when one is not sound. */
export function roleCards(): readonly RoleCard[] {
  loaded ??= loadDefinitions([path.join(packageRoot(), 'content', 'roles')], (body) => {
    const read = readRoleCard(body)
    return read.ok ? [] : read.problems
  }).flatMap(({ body }) => {
    const read = readRoleCard(body)
    return read.ok ? [read.card] : []
  })
  return loaded
}

export const roleCard = (id: string): RoleCard | undefined => roleCards().find((card) => card.id === id)
