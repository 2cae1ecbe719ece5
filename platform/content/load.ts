import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { type Document, isCollection, isNode, isPair, isScalar, LineCounter, parseDocument } from 'yaml'
import { canonicalJson, hashOf } from './canonical.ts'

/** One thing wrong with a definition file, as the check that was handed in reports it. */
export interface DefinitionProblem {
  readonly path: readonly (string | number)[]
  readonly message: string
}

/** A definition file as read: `body` parsed, `canonical` the text that is hashed and stored whole. */
export interface LoadedDefinition {
  readonly id: string
  readonly version: number
  readonly sha256: string
  readonly body: unknown
  readonly canonical: string
  readonly file: string
}

/**
 * Start-up refuses the files. Each line of `problems` is `file:line: what is wrong`.
 * Why thrown: a server must not serve on content it could not read; nobody can answer this but the person at the console.
 */
export class DefinitionFilesError extends Error {
  readonly problems: readonly string[]
  constructor(problems: readonly string[]) {
    super(
      `${problems.length === 1 ? 'A definition file was' : 'Definition files were'} not accepted:\n${problems.map((p) => `  ${p}`).join('\n')}`,
    )
    this.name = 'DefinitionFilesError'
    this.problems = problems
  }
}

/**
 * Reads every .yaml file under the folders, checks each, and gives them in order of id and version.
 * `folders`: ours first, then a deployment's own; one that does not exist is refused, an empty one is fine.
 * `check`: says what is wrong with one parsed body; the loader turns its paths into lines.
 * Throws DefinitionFilesError with every problem of every file, so that one start shows all of them. The same id and version
 * twice with other content is refused; with the same content the first file is kept.
 */
export function loadDefinitions(
  folders: readonly string[],
  check: (body: unknown) => readonly DefinitionProblem[],
): LoadedDefinition[] {
  const problems: string[] = []
  const byKey = new Map<string, LoadedDefinition>()
  for (const file of folders.flatMap((folder) => yamlFiles(folder, problems))) {
    const read = readDefinition(file, readFileSync(file, 'utf8'), check)
    if ('problems' in read) {
      problems.push(...read.problems)
      continue
    }
    const key = `${read.id}@${read.version}`
    const known = byKey.get(key)
    if (known && known.sha256 !== read.sha256) {
      problems.push(
        `${file}:1: "${read.id}" version ${read.version} is also in ${known.file} with other content: give this one a new version`,
      )
    } else if (!known) byKey.set(key, read)
  }
  if (problems.length > 0) throw new DefinitionFilesError(problems)
  return [...byKey.values()].sort((a, b) => (a.id === b.id ? a.version - b.version : a.id < b.id ? -1 : 1))
}

/** One file's text read and checked: the definition, or its problems as `file:line: message`. */
export function readDefinition(
  file: string,
  text: string,
  check: (body: unknown) => readonly DefinitionProblem[],
): LoadedDefinition | { readonly problems: string[] } {
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false })
  const say = (offset: number, message: string) => `${file}:${lines.linePos(offset).line}: ${message}`
  if (document.errors.length > 0) return { problems: document.errors.map((e) => say(e.pos[0], e.message)) }
  const body: unknown = document.toJS()
  const problems = [...checkHead(body), ...check(body)]
  if (problems.length > 0) {
    const said = problems.map((p) => say(offsetOf(document, p.path), `${pathWords(p.path)}${p.message}`))
    return { problems: [...new Set(said)] }
  }
  const { id, version } = body as { id: string; version: number }
  return { id, version, sha256: hashOf(body), body, canonical: canonicalJson(body), file }
}

/**
 * Compares what was read with what is stored. Gives one line for each stored version whose content differs.
 * Why: a version that has been used is never another text afterwards; start-up refuses.
 */
export function changedSinceStored(
  loaded: readonly LoadedDefinition[],
  stored: readonly { readonly id: string; readonly version: number; readonly sha256: string }[],
): string[] {
  return loaded
    .filter((l) => stored.some((s) => s.id === l.id && s.version === l.version && s.sha256 !== l.sha256))
    .map(
      (l) =>
        `${l.file}:1: "${l.id}" version ${l.version} was stored before with other content: give this one a new version`,
    )
}

function yamlFiles(folder: string, problems: string[]): string[] {
  if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory()) {
    problems.push(`${folder}: is not a folder that can be read`)
    return []
  }
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.ya?ml$/.test(name))
    .sort()
    .map((name) => join(folder, name))
}

function checkHead(body: unknown): DefinitionProblem[] {
  if (body === null || typeof body !== 'object' || Array.isArray(body))
    return [{ path: [], message: 'is not a set of keys and values' }]
  const head = body as Record<string, unknown>
  return [
    ...(typeof head.id === 'string' ? [] : [{ path: ['id'], message: '"id" is missing' }]),
    ...(Number.isInteger(head.version) ? [] : [{ path: ['version'], message: '"version" is missing' }]),
  ]
}

/** Where a path begins in the text; for something that is missing, where what should hold it begins. */
function offsetOf(document: Document.Parsed, path: readonly (string | number)[]): number {
  for (let length = path.length; length > 0; length -= 1) {
    const holder = length === 1 ? document.contents : document.getIn(path.slice(0, length - 1), true)
    const key = path[length - 1]!
    if (!isCollection(holder)) continue
    for (const entry of holder.items) {
      if (isPair(entry) && isScalar(entry.key) && String(entry.key.value) === String(key))
        return entry.key.range?.[0] ?? 0
    }
    const inner = typeof key === 'number' ? holder.items[key] : undefined
    if (isNode(inner) && inner.range) return inner.range[0]
  }
  return document.contents?.range?.[0] ?? 0
}

const pathWords = (path: readonly (string | number)[]): string =>
  path.length > 0 ? `${path.join('.')}: ` : ''
