import fs from 'node:fs'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Site } from '#testing/site.ts'
import { registry } from '#apps/product.ts'
import { rehearsalSite } from './call.ts'
import { doorFindings, doorsOf } from './running.ts'
import { chooseAskings } from './cells.ts'
import { DOORS } from './doors/index.ts'
import { judge } from './run.ts'
import { aMatrixWorld, type MatrixWorld } from './world.ts'

const LONG = process.env.LONG === '1'
let m: MatrixWorld
let site: Site
beforeAll(async () => {
  m = await aMatrixWorld()
  site = await rehearsalSite(m.product)
}, 100_000)
afterAll(async () => {
  await site?.stop()
  await m?.product.stop()
})
test('every door', async () => {
  const some = process.env.DOOR ? Object.fromEntries(Object.entries(DOORS).filter(([k]) => new RegExp(process.env.DOOR ?? '').test(k))) : DOORS
  const all = chooseAskings(m, some, 4)
  const every = Number(process.env.EVERY ?? (LONG ? 1 : 8))
  const t0 = performance.now()
  const found = await judge(m, site, some, all.filter((_, i) => i % every === Number(process.env.FROM ?? 0) % every))
  console.log(all.length, 'cells', found.cells, 'allowed', found.allowed, 'leaks', found.leaks.length, 'wrong', found.wrongRefusals.length, performance.now() - t0)
  fs.writeFileSync('/tmp/m-found.json', JSON.stringify({ leaks: found.leaks, wrong: found.wrongRefusals, doors: [...found.byDoor] }, null, 1))
  expect(doorFindings(doorsOf(site.app, registry))).toEqual([])
}, 1000_000)
