import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import { readPathway } from '#core/pathway/check.ts'
import { loadDefinitions } from '#platform/content/load.ts'

const [first, second] = loadDefinitions([fileURLToPath(new URL('.', import.meta.url))], (body) => {
  const read = readPathway(body)
  return read.ok ? [] : read.problems
})

it('says that it supports medicines, and differs from version 1 in nothing else', () => {
  expect([first?.version, second?.version]).toEqual([1, 2])
  expect(second?.body).toEqual({ ...(first?.body as object), version: 2, supports: ['medicines'] })
})
