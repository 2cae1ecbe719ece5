import path from 'node:path'
import type pg from 'pg'
import { readPathway } from '#core/pathway/check.ts'
import {
  changedSinceStored,
  type DefinitionProblem,
  type LoadedDefinition,
  loadDefinitions,
} from '#platform/content/load.ts'
import { packageRoot } from '#platform/database/root.ts'
import { StartRefused } from './config.ts'

/** Every pathway this installation knows: ours, then a deployment's own folder. Refuses to start on a bad file, naming file and line. */
export const readPathways = (ownFolder: string | undefined): LoadedDefinition[] =>
  loadDefinitions(
    [path.join(packageRoot(), 'content', 'pathways'), ...(ownFolder ? [ownFolder] : [])],
    problemsOf,
  )

const problemsOf = (body: unknown): readonly DefinitionProblem[] => {
  const reading = readPathway(body)
  return reading.ok ? [] : reading.problems
}

/**
 * Stores each definition whole the first time it is seen; an episode pins the row, never the file.
 * Refuses when a version that people may be on has other content now: a change needs a new version.
 */
export async function storePathways(pool: pg.Pool, ownFolder: string | undefined): Promise<void> {
  let definitions: LoadedDefinition[]
  try {
    definitions = readPathways(ownFolder)
  } catch (cause) {
    throw cause instanceof Error && cause.name === 'DefinitionFilesError'
      ? new StartRefused(cause.message)
      : cause
  }
  for (const d of definitions) {
    const title =
      typeof d.body === 'object' && d.body !== null && 'title' in d.body ? String(d.body.title) : d.id
    await pool.query(
      'insert into tc.pathway_version (pathway_id, version, sha256, title, body) values ($1, $2, $3, $4, $5) on conflict do nothing',
      [d.id, d.version, d.sha256, title, d.canonical],
    )
  }
  const stored = await pool.query<{ id: string; version: number; sha256: string }>(
    'select pathway_id as id, version, sha256 from tc.pathway_version',
  )
  const changed = changedSinceStored(definitions, stored.rows)
  if (changed.length > 0) throw new StartRefused(changed.join('\n'))
}
