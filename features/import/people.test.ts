import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { hiddenIn, openPage, textIn } from '#testing/page.ts'
import { aWorld, CARE_RIGHTS, type World } from '#testing/personas.ts'
import { codeOf, freshId, must } from '#testing/product.ts'
import { aSite, type Site } from '#testing/site.ts'
import { csvOf, doJobs, postFile } from '#testing/spreadsheets.ts'

let site: Site
let world: World
let lin: string
let stranger: string
beforeAll(async () => {
  site = await aSite()
  world = await aWorld(site.product.superuser)
  await site.product.setNow('2026-03-05T09:00:00.000Z')
  const rights = [...CARE_RIGHTS, 'import.spreadsheet']
  const of = async (name: string, team: string) =>
    site.product.signIn((await world.hires(name, team, rights)).email)
  lin = await of('Lin Keys', world.teams.medication)
  stranger = await of('Una Harbour', world.teams.harbour)
})
afterAll(() => site?.stop())

const HEAD = [
  'NHS number',
  'Surname',
  'First name',
  'Date of birth',
  'Mobile',
  'Postcode',
  'Address',
  'Notes of ours',
]
const sheet = csvOf([
  HEAD,
  [
    '999 000 0018',
    'Okafor',
    'Amara',
    '31/12/1980',
    '07700 900123',
    'm192ab',
    '1 Example Road, Levenshulme',
    'x',
  ],
  ['9990000123', 'Hallam', 'Tom', '1 March 1975', '', '', '', ''],
  ['9990000239', 'Nair', 'Priya', '13/13/1990', '', '', '', ''],
  ['', '', '', '', '', '', '', ''],
  ['9990000344', 'Grant', 'Lewis', '02/01/1966', '7700900124', '', '', ''],
  ['', '<script>alert(1)</script>', 'Zoë 🦄', '1961-05-04', '', '', '', '=cmd()'],
  ['', 'Nobody', '', '', '', '', '', ''],
])

async function handIn(file: string, token = lin, name = 'our people.csv'): Promise<string> {
  const page = await openPage(site, '/app/import', token)
  const answer = await postFile(
    site,
    '/app/import',
    token,
    { ...hiddenIn(page.body), kind: 'people' },
    {
      name,
      bytes: Buffer.from(file),
    },
  )
  expect([answer.status, answer.status === 303 ? '' : textIn(answer.body).slice(0, 500)]).toEqual([303, ''])
  return answer.to!
}
const people = async () =>
  (await site.product.rows<{ n: number }>('select count(*)::int as n from tc.person'))[0]!.n
async function confirm(path: string, token = lin): Promise<void> {
  const page = await openPage(site, path, token)
  const form = page.body.split('<form').find((part) => part.includes(`action="${path}/confirm"`))
  expect(form, textIn(page.body)).toBeDefined()
  const sent = await site.post(`${path}/confirm`, hiddenIn(form!.split('</form>')[0]!), token)
  expect(sent.status).toBe(303)
  await doJobs(site.product)
}

describe('people by spreadsheet', () => {
  it('shows each row by its own number, saves nothing before Confirm, and takes the sound ones in', async () => {
    const before = await people()
    const path = await handIn(sheet)
    const reading = await site.get(path, lin)
    expect(textIn(reading.body)).toContain('Being read')
    await doJobs(site.product)
    const page = await openPage(site, path, lin)
    const words = textIn(page.body)
    expect(words).toContain('3 new')
    expect(words).toContain('3 to mend')
    expect(words).toContain('Row 4 ')
    expect(words).toContain('Row 6 ')
    expect(words).toContain('Row 8 ')
    expect(words).toContain('The zero at the front was lost')
    expect(words).toContain('Columns that are not read: Notes of ours')
    expect(await people()).toBe(before)
    await confirm(path)
    expect(await people()).toBe(before + 3)
    const stands = textIn((await openPage(site, path, lin)).body)
    expect(stands).toContain('Taken in')
    const [row] = await site.product.rows(
      "select display_name, born_on::text, c.nhs_number, t.value from tc.person p join tc.person_core c on c.person_id = p.id left join tc.contact_point t on t.person_id = p.id where family_key = 'okafor'",
    )
    expect(row).toEqual({
      display_name: 'Amara Okafor',
      born_on: '1980-12-31',
      nhs_number: '9990000018',
      value: '07700 900123',
    })
    // as typed, and shown as text
    expect(
      (await site.product.rows("select display_name from tc.person where display_name like '%script%'"))[0],
    ).toEqual({ display_name: 'Zoë 🦄 <script>alert(1)</script>' })
    const shown = await openPage(site, `${path}?show=new`, lin)
    expect(shown.body).not.toContain('<script>alert(1)')
    expect(
      await site.product.rows(
        "select kind, what from tc.task where kind = 'spreadsheet rows' and done_at is null",
      ),
    ).toHaveLength(1)
    const purposes = await site.product.rows(
      "select distinct purpose from audit.event where action = 'person.register'",
    )
    expect(purposes).toEqual([{ purpose: 'job: spreadsheet' }])
  })

  it('says of a file without anything in it that it is empty', async () => {
    const page = await openPage(site, '/app/import', lin)
    const answer = await postFile(
      site,
      '/app/import',
      lin,
      { ...hiddenIn(page.body), kind: 'people' },
      { name: 'ours.csv', bytes: Buffer.from('') },
    )
    expect([answer.status, textIn(answer.body)]).toEqual([422, expect.stringContaining('The file is empty')])
  })

  it('gives the rows to mend back in the same columns, and takes them mended', async () => {
    const path = (
      await site.product.rows<{ id: string }>('select id from tc.import order by uploaded_at desc limit 1')
    )[0]!.id
    const file = await site.get(`/app/import/${path}/rows?as=csv`, lin)
    expect(file.status).toBe(200)
    const lines = file.body.replace('\uFEFF', '').trim().split('\r\n')
    expect(lines).toHaveLength(4)
    expect(lines[0]).toBe([...HEAD, 'Row in your file', 'What to fix'].map((h) => `"${h}"`).join(','))
    const mended = file.body.replace('13/13/1990', '13/12/1990').replace('"7700900124"', '"07700900124"')
    const again = await handIn(mended)
    await doJobs(site.product)
    const words = textIn((await openPage(site, again, lin)).body)
    expect(words).toContain('2 new')
    expect(words).toContain('1 to mend')
    const before = await people()
    await confirm(again)
    expect(await people()).toBe(before + 2)
    const taken = await site.product.rows(
      "select action from audit.event where action like 'list taken out%'",
    )
    expect(taken).toEqual([{ action: 'list taken out: 3 rows, csv' }])
  })

  it('changes nothing by the same file again, and only what differs by another', async () => {
    const before = await people()
    const path = await handIn(sheet)
    await doJobs(site.product)
    const words = textIn((await openPage(site, path, lin)).body)
    expect(words).toContain('0 new')
    expect(words).toContain('0 changed')
    expect(words).toContain('3 unchanged')
    expect(words).toContain('There is nothing to take in')
    // not open to the team that only added them: nothing is changed, and nothing is lost unseen
    const closed = await handIn(
      csvOf([HEAD, ['9990000018', 'Okafor', 'Amara', '31/12/1980', '07700 900999', '', '', '']]),
    )
    await doJobs(site.product)
    expect(textIn((await openPage(site, closed, lin)).body)).toContain('with other details')
    for (const key of ['okafor', 'hallam']) {
      const [{ id }] = (await site.product.rows<{ id: string }>(
        'select id from tc.person where family_key = $1',
        [key],
      )) as [{ id: string }]
      await world.startsSupport({ id } as never, 0, {
        serviceId: world.services.medication,
        teamId: world.teams.medication,
        organisationId: world.organisations.riverside,
      })
      await world.answers({ id } as never, world.services.medication, 'yes', 0)
      await site.product.superuser.query('select acl.refresh($1)', [[id]])
    }
    const other = await handIn(
      csvOf([
        HEAD,
        [
          '9990000018',
          'Okafor',
          'Amara',
          '31/12/1980',
          '07700 900999',
          'M19 2AB',
          '1 Example Road, Levenshulme',
          '',
        ],
      ]),
    )
    await doJobs(site.product)
    expect(textIn((await openPage(site, other, lin)).body)).toContain('1 changed')
    await confirm(other)
    const points = await site.product.rows(
      "select value from tc.contact_point t join tc.person p on p.id = t.person_id where p.family_key = 'okafor' and ended_at is null order by value",
    )
    expect(points).toEqual([{ value: '07700 900123' }, { value: '07700 900999' }])
    // the same home without its postcode takes none away
    const shorter = await handIn(
      csvOf([
        HEAD,
        ['9990000018', 'Okafor', 'Amara', '31/12/1980', '', '', '1 example road, Levenshulme', ''],
      ]),
    )
    await doJobs(site.product)
    expect(textIn((await openPage(site, shorter, lin)).body)).toContain('1 unchanged')
    expect(await people()).toBe(before)
  })

  it('never takes one for another: identifiers that contradict are to mend', async () => {
    const path = await handIn(
      csvOf([
        HEAD,
        ['9990000018', 'Somebody', 'Else', '01/01/1950', '', '', '', ''],
        ['9990000018', 'Okafor', 'Amara', '30/12/1980', '', '', '', ''],
        ['9990000484', 'Okafor', 'Amara', '31/12/1980', '', '', '', ''],
        ['9990000123', 'Hallam', 'Tom', '01/03/1975', '', '', '', ''],
        ['9990000123', 'Hallam', 'Tom', '01/03/1975', '', '', '', ''],
      ]),
    )
    await doJobs(site.product)
    const words = textIn((await openPage(site, path, lin)).body)
    expect(words).toContain('4 to mend')
    expect(words).toContain('Row 6 ')
    expect(words).toContain('1 unchanged')
  })

  it('is absent for another organisation, and for who lacks the right', async () => {
    const path = await handIn(sheet)
    const noor = await site.product.signIn(world.staff.noor.email)
    for (const token of [stranger, noor]) {
      for (const at of [path, `${path}/rows?as=xlsx`])
        expect([404, 403]).toContain((await site.get(at, token)).status)
      const id = path.split('/').at(-1)!
      expect(['NOT_FOUND_OR_NOT_YOURS', 'NOT_ALLOWED']).toContain(
        codeOf(await site.product.act(token, 'import.confirm', { importId: id, version: 1 })),
      )
    }
    expect(must(await site.product.ask(stranger, 'import.list', {}))).toEqual([])
    await doJobs(site.product)
  })

  it('stops with the post: who has lost it does nothing more', async () => {
    const email = (
      await world.hires('Pat Leaves', world.teams.medication, [...CARE_RIGHTS, 'import.spreadsheet'])
    ).email
    const pat = await site.product.signIn(email)
    const path = await handIn(
      csvOf([HEAD, ['9990000484', 'Later', 'Person', '01/01/1970', '', '', '', '']]),
      pat,
    )
    await site.product.superuser.query(
      'update tc.post_holder set until_at = ctx.clock() where staff_id = (select id from tc.staff where email = $1)',
      [email],
    )
    await expect(doJobs(site.product)).rejects.toThrow('NOT_SIGNED_IN')
    expect(textIn((await site.get(path, lin)).body)).toContain('Being read')
    await site.product.superuser.query('update jobs.job set done_at = ctx.clock() where done_at is null')
    expect(freshId()).toBeDefined()
  })

  it('takes the rows away after a week, and keeps those that somebody has to mend', async () => {
    await site.product.superuser.query(
      "update tc.import set uploaded_at = uploaded_at - interval '30 days', ended_at = ended_at - interval '8 days'",
    )
    await site.product.superuser.query('select jobs.housekeeping()')
    const left = await site.product.rows(
      'select distinct i.state from tc.import_row r join tc.import i on i.id = r.import_id join tc.task k on k.about_id = i.id and k.done_at is null',
    )
    expect(left).toEqual([{ state: 'done' }])
    expect(
      await site.product.rows(
        "select from tc.import_row r join tc.import i on i.id = r.import_id where i.state = 'ready'",
      ),
    ).toEqual([])
    expect(await site.product.rows('select from tc.import_file')).toEqual([])
  })
})
