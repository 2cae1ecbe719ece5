import fs from 'node:fs'
import path from 'node:path'
import { REFUSALS } from '../core/kernel/refusals.ts'

/** Writes docs/refusals.md from the catalogue; a test holds the two together. */
const lines = Object.entries(REFUSALS).map(
  ([code, r]) => `| \`${code}\` | ${r.status} | ${r.who} | ${r.sentence.replaceAll('|', '\\|')} |`,
)
fs.writeFileSync(
  path.join(import.meta.dirname, '..', 'docs', 'refusals.md'),
  `# Refusals\n\nEvery expected "no" of the product: its code, HTTP status, who can put it right, and the one plain sentence that people read.\nWritten from \`core/kernel/refusals/\` by \`npm run -s refusals\`.\n\n| code | status | who can put it right | sentence |\n|---|---|---|---|\n${lines.join('\n')}\n`,
)
