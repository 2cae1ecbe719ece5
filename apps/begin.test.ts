import pg from 'pg'
import { afterAll, beforeAll, expect, inject, it } from 'vitest'
import { clusterAt } from '#testing/database.ts'
import { must } from '#testing/product.ts'
import { aSite, type Site } from '#testing/site.ts'
import { begin } from './begin.ts'

let site: Site
beforeAll(async () => {
  site = await aSite()
})
afterAll(() => site.stop())

it('begins an empty installation once: its lead sets up, its machine asks, and the row rules are forced again', async () => {
  const owner = new pg.Client(
    clusterAt(inject('cluster')).config(site.product.database, site.product.superuser.user ?? 'postgres'),
  )
  await owner.connect()
  try {
    const begun = await begin(owner, {
      organisation: 'Northside Trust',
      kind: 'trust',
      name: 'Dot Hume',
      email: 'Dot@Northside.example',
    })
    const browser = site.browser()
    expect(
      await browser.post('/sign-in/set-up', { code: begun.setUpCode, password: 'copper kettle on the roof' }),
    ).toMatchObject({ status: 303, to: '/sign-in/set-up/second-factor' })
    expect(must(await site.product.ask(begun.clientToken, 'staff.team', {}))).toMatchObject({
      posts: [{ name: 'Dot Hume', title: 'Partnership lead' }],
    })
    // the national list comes in by command line; what else an organisation is made of does not
    const list =
      '"RXV","A NEW NAME NHS TRUST","Y62","QOP","","","","","","M25 3BL","20030401","","","","",""\n'
    const loads = site.product.act(begun.clientToken, 'organisation.load-ods', { list: 'etr', text: list })
    expect(must(await loads).made).toMatchObject({ read: 1, added: 1 })
    expect(
      await site.product.act(begun.clientToken, 'organisation.add', {
        organisationId: '0193f001-0000-7000-8000-00000000aaaa',
        kind: 'voluntary',
        name: 'Nobody’s',
        odsCode: null,
        charityNumber: null,
      }),
    ).toMatchObject({ ok: false, refusal: { code: 'NOT_ALLOWED' } })
    await expect(
      begin(owner, { organisation: 'Another', kind: 'trust', name: 'X', email: 'x@y.example' }),
    ).rejects.toThrow(/has begun already/)
    const unforced =
      await owner.query(`select c.relname from pg_class c join pg_namespace n on n.oid = c.relnamespace
      where c.relkind = 'r' and n.nspname in ('tc', 'identity') and not c.relforcerowsecurity`)
    expect(unforced.rows).toEqual([])
  } finally {
    await owner.end()
  }
})
