import { readdirSync, readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { PRACTICE_MESSAGES } from './hl7-builder.ts'

const FOLDER = new URL('../content/practice/messages/', import.meta.url)

it('made the practice messages that are shipped, byte for byte', () => {
  const shipped = readdirSync(FOLDER).filter((name) => name.endsWith('.hl7'))
  expect(shipped.sort()).toEqual(Object.keys(PRACTICE_MESSAGES).sort())
  for (const name of shipped)
    expect(readFileSync(new URL(name, FOLDER), 'utf8')).toBe(PRACTICE_MESSAGES[name])
})
