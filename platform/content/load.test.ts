import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { canonicalJson, hashOf } from './canonical.ts'
import { changedSinceStored, DefinitionFilesError, type DefinitionProblem, loadDefinitions } from './load.ts'

let ours: string
let theirs: string
beforeEach(() => {
  ours = mkdtempSync(join(tmpdir(), 'ours-'))
  theirs = mkdtempSync(join(tmpdir(), 'theirs-'))
})
afterEach(() => {
  for (const folder of [ours, theirs]) rmSync(folder, { recursive: true })
})

const fine = () => []
const put = (folder: string, name: string, text: string) => writeFileSync(join(folder, name), text)
const tea = 'id: tea\nversion: 1\nbrew:\n  - { leaf: black, minutes: 4 }\n  - leaf: green\n    minutes: 2\n'
const problems = (check: (body: unknown) => DefinitionProblem[] = fine): readonly string[] => {
  try {
    loadDefinitions([ours, theirs], check)
    return []
  } catch (error) {
    if (!(error instanceof DefinitionFilesError)) throw error
    return error.problems.map((p) => p.replace(ours, 'ours').replace(theirs, 'theirs').replace(ours, 'ours'))
  }
}

describe('definition files', () => {
  it('are read from both folders, in order of id and version, with their hash', () => {
    put(ours, 'tea.yaml', tea)
    put(theirs, 'b.yml', 'version: 2\nid: tea\n')
    put(theirs, 'a.yaml', 'id: cake\nversion: 1\n')
    put(theirs, 'notes.md', 'not a definition')
    const read = loadDefinitions([ours, theirs], fine)
    expect(read.map((d) => [d.id, d.version])).toEqual([
      ['cake', 1],
      ['tea', 1],
      ['tea', 2],
    ])
    expect(read[0]).toEqual({
      id: 'cake',
      version: 1,
      body: { id: 'cake', version: 1 },
      canonical: '{"id":"cake","version":1}',
      // sha256 of {"id":"cake","version":1}, by sha256sum
      sha256: hashOf({ version: 1, id: 'cake' }),
      file: join(theirs, 'a.yaml'),
    })
  })

  it.each<[string, (string | number)[], number]>([
    ['a key', ['brew'], 3],
    ['a key in a flow entry', ['brew', 0, 'minutes'], 4],
    ['an entry of a list', ['brew', 1], 5],
    ['a key in a block entry', ['brew', 1, 'minutes'], 6],
    ['something missing in an entry: where the entry begins', ['brew', 1, 'milk'], 5],
    ['something missing at the top: where the file begins', ['milk'], 1],
    ['something missing under something missing', ['milk', 'litres'], 1],
  ])('name file and line of %s', (_, path, line) => {
    put(ours, 'tea.yaml', tea)
    expect(problems(() => [{ path, message: 'is wrong' }])).toEqual([
      `ours/tea.yaml:${line}: ${path.join('.')}: is wrong`,
    ])
  })

  it('show every problem of every file at once, those of YAML too', () => {
    put(ours, 'a.yaml', 'id: tea\nversion: 1\nid: coffee\n')
    put(ours, 'b.yaml', 'version: one\n')
    put(ours, 'c.yaml', '- a list\n')
    const said = problems()
    expect(said[0]).toMatch(/^ours\/a\.yaml:3: Map keys must be unique/)
    expect(said.slice(1)).toEqual([
      'ours/b.yaml:1: id: "id" is missing',
      'ours/b.yaml:1: version: "version" is missing',
      'ours/c.yaml:1: is not a set of keys and values',
    ])
  })

  it('refuse the same id and version with other content, and take the same content twice', () => {
    put(ours, 'tea.yaml', tea)
    put(theirs, 'tea.yaml', tea.replace('minutes: 4', 'minutes: 5'))
    expect(problems()).toEqual([
      'theirs/tea.yaml:1: "tea" version 1 is also in ours/tea.yaml with other content: give this one a new version',
    ])
    put(theirs, 'tea.yaml', `# only the layout differs\n${tea.replace('version: 1\n', '')}version: 1\n`)
    expect(loadDefinitions([ours, theirs], fine).map((d) => d.file)).toEqual([join(ours, 'tea.yaml')])
  })

  it('refuse a folder that is not there, and take an empty one', () => {
    expect(problems()).toEqual([])
    expect(() => loadDefinitions([join(ours, 'nowhere')], fine)).toThrow('is not a folder')
  })

  it('are held against what was stored before', () => {
    put(ours, 'tea.yaml', tea)
    const [read] = loadDefinitions([ours], fine)
    const stored = { id: 'tea', version: 1, sha256: read!.sha256 }
    expect(changedSinceStored([read!], [stored])).toEqual([])
    expect(changedSinceStored([read!], [{ ...stored, version: 2, sha256: 'other' }])).toEqual([])
    expect(changedSinceStored([read!], [{ ...stored, sha256: 'other' }])).toEqual([
      `${read!.file}:1: "tea" version 1 was stored before with other content: give this one a new version`,
    ])
  })
})

it('canonical JSON orders keys at every depth and keeps the order of lists', () => {
  expect(canonicalJson({ b: [3, { d: null, c: 'x' }], a: true })).toBe(
    '{"a":true,"b":[3,{"c":"x","d":null}]}',
  )
})
it('the hash is SHA-256 in hex: that of {} is known', () => {
  expect(hashOf({})).toBe('44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a')
})
