import { globSync, readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { REFUSALS } from '#core/kernel/refusals.ts'
import { packageRoot } from '#platform/database/root.ts'
import { LEGAL_BASIS_WORDS, seenByWords } from './words.ts'

/** Lines of code without those of comments: what may be shown. */
const shown = (pattern: string): [file: string, line: string][] =>
  globSync(pattern, { cwd: packageRoot() })
    .filter((file) => !/\.test\.tsx?$/.test(file))
    .flatMap((file) =>
      readFileSync(`${packageRoot()}/${file}`, 'utf8')
        .split('\n')
        .filter((line) => !/^\s*(\/\/|\*|\/\*)/.test(line))
        .map((line): [string, string] => [file, line]),
    )

it('no screen says "consent" where there is no choice: it is the name of one legal basis and nothing else', () => {
  // FHIR calls the resource so; what it says in words for people is of the same words as the screens
  const lines = ['features/**/*.{ts,tsx}', 'platform/**/*.{ts,tsx}', 'apps/**/*.{ts,tsx}'].flatMap(shown)
  expect(lines.length).toBeGreaterThan(10_000)
  const said = lines.filter(
    ([file, line]) =>
      !/fhir/i.test(`${file} ${line}`) && /consent/i.test(line.replaceAll(/'explicit consent'/g, '')),
  )
  expect(said).toEqual([
    ['features/sharing/words.ts', `  'explicit consent': '${LEGAL_BASIS_WORDS['explicit consent']}',`],
  ])
  const refusals = Object.entries(REFUSALS).filter(([, { sentence }]) => /consent/i.test(sentence))
  expect(refusals.map(([code]) => code)).toEqual(['SHARING_CONSENT_NEEDS_YES'])
})

it('every free text box of a form about a person ends with who reads it', () => {
  const files = globSync('features/**/pages/*.tsx', { cwd: packageRoot() }).filter(
    // settings of a sign-in and keys of a machine are about an organisation, and no person
    (f) => !f.includes('.test.') && !/^features\/organisation\/pages\/(sign-in|machine-keys)\.tsx$/.test(f),
  )
  const silent = files.filter((file) => {
    const text = readFileSync(`${packageRoot()}/${file}`, 'utf8')
    const boxes = text.split('<TextArea').slice(1)
    // its own line, or that of its form (`formPages`)
    return (
      boxes.some((box) => !box.slice(0, box.indexOf('/>')).includes('readers=')) &&
      !/^\s+readers(:|,)/m.test(text)
    )
  })
  expect(silent).toEqual([])
})

it('names who reads, never says that this is everybody, and keeps a drug-and-alcohol team’s words to its class', () => {
  const seen = {
    teamId: 'a',
    team: 'Maple ward',
    drugAndAlcohol: false,
    readers: [
      { id: 'a', name: 'Maple ward', classes: 1 | 2 | 8 },
      { id: 'b', name: 'Riverside', classes: 1 | 2 | 4 },
      { id: 'c', name: 'North', classes: 1 | 2 },
      { id: 'd', name: 'In-reach', classes: 16 },
    ],
  }
  expect(seenByWords(seen, 'shared')).toBe(
    'your team (Maple ward), Riverside, and anybody else with whom the person shares this. The person can ask to read this.',
  )
  expect(seenByWords(seen, 'core')).toContain('Riverside, North, and anybody else')
  expect(seenByWords({ ...seen, drugAndAlcohol: true }, 'shared')).toContain('In-reach')
  expect(seenByWords({ ...seen, drugAndAlcohol: true }, 'shared')).not.toContain('Riverside')
  expect(seenByWords(seen, 'own team')).not.toContain('Riverside')
  expect(seenByWords({ ...seen, readers: [] }, 'shared')).toBeUndefined()
})
