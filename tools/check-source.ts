import fs from 'node:fs'
import path from 'node:path'

/** Rules that neither the compiler nor the linter knows: words, sizes, SQL text, purity. Each finding is `file:line: what`. */
const root = path.join(import.meta.dirname, '..')
const findings: string[] = []

function* sources(folder: string): Generator<{ file: string; text: string }> {
  const full = path.join(root, folder)
  if (!fs.existsSync(full)) return
  for (const entry of fs.readdirSync(full, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile() || !/\.(ts|tsx|sql|js)$/.test(entry.name)) continue
    const file = path.relative(root, path.join(entry.parentPath, entry.name))
    yield { file, text: fs.readFileSync(path.join(root, file), 'utf8') }
  }
}

const at = (file: string, text: string, index: number, what: string): void => {
  findings.push(`${file}:${text.slice(0, index).split('\n').length}: ${what}`)
}
const isTest = (file: string): boolean => /\.(test|fixture)\.tsx?$/.test(file)
const isProduct = (file: string): boolean =>
  /^(core|content|features|platform|apps|database|round)\//.test(file)

/** Clinical nouns that machinery may not name. */
const CLINICAL =
  /\b(patient|ward|referral|episode|medicine|dose|medication|obligation|transition|admission|discharge|key worker|pathway|psychiatric|diagnosis)s?\b/i
/** Words this product does not use for people or for what may happen to them. */
const LABELS = /\b(low|medium|high)[ -]risk\b|\brisk (score|level|band)\b/i

for (const folder of [
  'core',
  'content',
  'features',
  'platform',
  'apps',
  'database',
  'testing',
  'tools',
  'bench',
  'e2e',
]) {
  for (const { file, text } of sources(folder)) {
    if (
      !isTest(file) &&
      /\.tsx?$/.test(file) &&
      !/^(content|testing|e2e|bench)\//.test(file) &&
      text.split('\n').length > 400
    ) {
      findings.push(`${file}:1: over 400 lines: two nouns have moved in`)
    }
    if (file.startsWith('platform/') && !isTest(file)) {
      const hit = CLINICAL.exec(text)
      if (hit) at(file, text, hit.index, `machinery names a clinical noun: ${hit[0]}`)
    }
    if (isProduct(file) && !isTest(file)) {
      const hit = LABELS.exec(text)
      if (hit && !/staff-safety|refusals\.ts|label/.test(file))
        at(file, text, hit.index, `a risk label: ${hit[0]}`)
      for (const m of text.matchAll(
        /`\s*(?:select\b|insert into\b|update\b|delete from\b|with\s+\w+\s+as\b)[^`]*`/gi,
      )) {
        // a constant of the file (COLUMNS) is text we wrote; anything else may be somebody's typing
        const built = [...m[0].matchAll(/\$\{([^}]*)\}/g)].find(
          ([, inside]) => !/^[A-Z][A-Z_]*$/.test(inside ?? ''),
        )
        if (built) at(file, text, m.index, `SQL text built from values: ${built[0]}`)
      }
    }
    if (file.startsWith('core/') && !isTest(file)) {
      for (const m of text.matchAll(
        /\bDate\.now\(|\bnew Date\(\)|\bMath\.random\(|\bcrypto\.|\bprocess\.|\bTemporal\.Now\b/g,
      )) {
        at(file, text, m.index, `core reads a clock, chance or the machine: ${m[0]}`)
      }
    }
    for (const m of text.matchAll(/\b(it|test|describe)\.(only|todo)\b/g))
      if (isTest(file)) at(file, text, m.index, `${m[0]} in a test`)
  }
}

if (findings.length > 0) {
  process.stdout.write(`${findings.join('\n')}\n`)
  process.exit(1)
}
