import fs from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { readOdsFile } from '#core/directory/ods-file.ts'
import { hiddenIn, textIn } from '#testing/page.ts'
import { aWorld, CARE_RIGHTS } from '#testing/personas.ts'
import { aSite, type Site } from '#testing/site.ts'
import { postFile } from '#testing/spreadsheets.ts'

let site: Site
let dot: string
beforeAll(async () => {
  site = await aSite()
  const world = await aWorld(site.product.superuser)
  const rights = [...CARE_RIGHTS, 'organisation.manage']
  dot = await site.product.signIn((await world.hires('Dot List', world.teams.records, rights)).email)
})
afterAll(() => site?.stop())

const HEAD = 'PUBLICATION,EXTRACT_DATE,PRACTICE_CODE,PRACTICE_NAME,PRACTICE_POSTCODE'
const list = (name: string) =>
  `${HEAD}\nX,01Jan2022,A99001,${name},TS24 7PW\nX,01Jan2022,A99002,"ELM, SURGERY",TS6 9QG\n`
const PATH = '/app/organisations/load'
const count = async () =>
  (
    await site.product.rows<{ n: number }>(
      "select count(*)::int as n from tc.organisation where ods_code like 'A99%'",
    )
  )[0]!.n

async function load(text: string): Promise<string> {
  const shown = await postFile(
    site,
    PATH,
    dot,
    { list: '' },
    { name: 'gp-practice-map.csv', bytes: Buffer.from(text) },
  )
  expect([shown.status, textIn(shown.body).slice(0, 200)]).toEqual([200, expect.anything()])
  if (!shown.body.includes('name="packed"')) return textIn(shown.body)
  const done = await postFile(
    site,
    PATH,
    dot,
    hiddenIn(shown.body.slice(shown.body.indexOf('<input type="hidden" name="confirmed"'))),
    { name: 'none', bytes: Buffer.alloc(0) },
  )
  expect(done.to).toBe('/app/organisations?done=loaded')
  return textIn(shown.body)
}

it('practices are loaded by screen with a preview, renamed by a newer list, and unchanged by the same', async () => {
  expect(await load(list('BANKHOUSE SURGERY'))).toContain('2 new')
  expect(await count()).toBe(2)
  expect(await load(list('BANKHOUSE SURGERY'))).toContain('There is nothing to load')
  expect(await load(list('NEW NAME SURGERY'))).toContain('1 with another name')
  expect(await site.product.rows("select name, kind from tc.organisation where ods_code = 'A99001'")).toEqual(
    [{ name: 'NEW NAME SURGERY', kind: 'primary care' }],
  )
  const bad = await postFile(
    site,
    PATH,
    dot,
    { list: 'etr' },
    { name: 'x.csv', bytes: Buffer.from('no,list') },
  )
  expect(bad.status).toBe(422)
})

const SAMPLES = path.resolve('../shared/samples/opendata/ods')
if (!fs.existsSync(SAMPLES)) console.log(`skipped: the published lists are not at ${SAMPLES}`)
it.skipIf(!fs.existsSync(SAMPLES))('the published files are read whole', () => {
  for (const [file, least] of [
    ['etr-sample.csv', 50],
    ['gp-practice-map-slice.csv', 100],
  ] as const) {
    const read = readOdsFile(fs.readFileSync(path.join(SAMPLES, file), 'utf8'))
    expect(read.ok && read.value.length, file).toBeGreaterThan(least)
  }
})
