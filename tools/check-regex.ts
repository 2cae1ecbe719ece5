import { createHash } from 'node:crypto'
import fs from 'node:fs'
import path from 'node:path'
import { check } from 'recheck'
import ts from 'typescript'

/**
 * No regular expression of the product can be made to run for ever: recheck over every literal, and no pattern built from values.
 * Those it has called safe are kept by their hash in `regex-checked.json`, so that only new ones are asked about.
 * `--write` keeps what was asked now and forgets what is gone; `--all` asks about every one anew (some minutes).
 */
const root = path.join(import.meta.dirname, '..')
const KEPT = path.join(root, 'tools', 'regex-checked.json')
const FOLDERS = ['core', 'content', 'features', 'platform', 'apps', 'bin', 'database']
const PATIENCE_MS = 60_000

export interface Found {
  /** The literal as it is written, with its slashes and flags. */
  readonly literal: string
  readonly at: string
}

/** Every regular expression of a source text: literals, and the places where one is built from something else. */
export function patternsOf(file: string, text: string): { literals: Found[]; built: Found[] } {
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true)
  const literals: Found[] = []
  const built: Found[] = []
  const walk = (node: ts.Node): void => {
    const at = `${file}:${source.getLineAndCharacterOfPosition(node.getStart()).line + 1}`
    if (ts.isRegularExpressionLiteral(node)) literals.push({ literal: node.text, at })
    if ((ts.isNewExpression(node) || ts.isCallExpression(node)) && node.expression.getText() === 'RegExp')
      built.push({ literal: node.getText(), at })
    ts.forEachChild(node, walk)
  }
  walk(source)
  return { literals, built }
}

/** What is wrong with a literal, in words; nothing where recheck calls it safe. */
export async function faultOf(literal: string): Promise<string | undefined> {
  const end = literal.lastIndexOf('/')
  const said = await check(literal.slice(1, end), literal.slice(end + 1), { timeout: PATIENCE_MS })
  if (said.status === 'safe') return undefined
  if (said.status === 'unknown') return `recheck came to no end (${said.error.kind}): say it more simply`
  return `${said.complexity.summary}, for instance on ${said.attack.pattern}`
}

const hashOf = (literal: string): string => createHash('sha256').update(literal).digest('hex').slice(0, 24)

async function main(words: readonly string[]): Promise<number> {
  const found = new Map<string, string[]>()
  const wrong: string[] = []
  for (const folder of FOLDERS)
    for (const name of fs.readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' })) {
      if (!/\.(?:ts|tsx|js)$/.test(name) || /\.(?:test|fixture)\./.test(name)) continue
      const file = path.join(folder, name)
      const { literals, built } = patternsOf(file, fs.readFileSync(path.join(root, file), 'utf8'))
      for (const { literal, at } of literals) found.set(literal, [...(found.get(literal) ?? []), at])
      for (const { literal, at } of built) wrong.push(`${at}: a pattern built from values: ${literal}`)
    }
  const kept = new Set<string>(words.includes('--all') ? [] : JSON.parse(fs.readFileSync(KEPT, 'utf8')))
  const queue = [...found].filter(([literal]) => !kept.has(hashOf(literal)))
  const asked = queue.length
  const worker = async (): Promise<void> => {
    for (let next = queue.shift(); next; next = queue.shift()) {
      const fault = await faultOf(next[0])
      if (fault === undefined) kept.add(hashOf(next[0]))
      else wrong.push(`${next[1].join(', ')}: ${next[0]} is ${fault}`)
    }
  }
  await Promise.all([worker(), worker()])
  if (words.includes('--write')) {
    const still = [...new Set([...found.keys()].map(hashOf))].filter((hash) => kept.has(hash)).sort()
    fs.writeFileSync(KEPT, `${JSON.stringify(still, null, 2)}\n`)
  }
  for (const line of wrong) process.stdout.write(`${line}\n`)
  process.stdout.write(`${found.size} patterns, ${asked} asked now, ${wrong.length} not safe\n`)
  return wrong.length === 0 ? 0 : 1
}

if (import.meta.main) process.exit(await main(process.argv.slice(2)))
