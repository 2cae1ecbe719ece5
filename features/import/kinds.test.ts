import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { aWorld, CARE_RIGHTS, type World } from '#testing/personas.ts'
import { aProduct, freshId, must, type Product } from '#testing/product.ts'
import { csvOf, doJobs } from '#testing/spreadsheets.ts'
import { KINDS } from './kinds/index.ts'
import { KIND_IDS, type KindId } from './kinds/kind.ts'
import { readDay } from './kinds/read-cells.ts'
import { readStrength } from './kinds/strength.ts'
import { templateOf } from './template.ts'

describe('days and strengths are read as the reader wrote them, or not at all', () => {
  it.each([
    ['31/12/1980', '1980-12-31'],
    ['1/2/1980', '1980-02-01'],
    ['31-12-1980', '1980-12-31'],
    ['31.12.1980', '1980-12-31'],
    ['1980-12-31', '1980-12-31'],
    ['1980-12-31T00:00:00', '1980-12-31'],
    ['31 Dec 1980', '1980-12-31'],
    ['1st December 1980', '1980-12-01'],
    ['31-Dec-1980', '1980-12-31'],
    ['12/31/1980', undefined],
    ['31/12/80', undefined],
    ['30/02/1980', undefined],
    ['29586', undefined],
    ['yesterday', undefined],
  ])('%s', (typed, day) => expect(readDay(typed)).toBe(day))

  it('keeps a strength as text, and never guesses a unit', () => {
    for (const sound of [
      '5 mg',
      '5mg',
      '2.5 mg/5 ml',
      '0.25 mg',
      '100 micrograms',
      '12 micrograms/hour',
      '10000 units',
      '0.05 %',
    ])
      expect(readStrength(sound), sound).toEqual({ text: sound })
    for (const doubtful of [
      '5',
      'mg',
      '5 mcg',
      '5 µg',
      '2,5 mg',
      '05 mg',
      '5 tablets',
      '5 mgs of it',
      '1e3 mg',
      '.5 mg',
      '5 mg per ml',
      '-5 mg',
    ])
      expect(readStrength(doubtful), doubtful).toHaveProperty('why')
  })
})

describe('every other kind', () => {
  let product: Product
  let world: World
  let lin: string
  beforeAll(async () => {
    product = await aProduct()
    world = await aWorld(product.superuser)
    await product.setNow('2026-03-05T09:00:00.000Z')
    const rights = [...CARE_RIGHTS, 'import.spreadsheet', 'staff.manage']
    lin = await product.signIn((await world.hires('Lin Keys', world.teams.medication, rights)).email)
  })
  afterAll(() => product?.stop())

  interface Read {
    import: { state: string; version: number } & Record<
      'new' | 'changed' | 'unchanged' | 'problem' | 'failed',
      number
    >
    rows: { n: number; said: { column: string | null; words: string }[] }[]
  }
  async function handIn(kind: KindId, rows: readonly (readonly string[])[]): Promise<Read & { id: string }> {
    const importId = freshId()
    const content = Buffer.from(csvOf(rows)).toString('base64')
    must(await product.act(lin, 'import.upload', { importId, kind, fileName: `${kind}.csv`, content }))
    await doJobs(product)
    return { id: importId, ...(must(await product.ask(lin, 'import.one', { importId })) as Read) }
  }
  async function confirm(one: Read & { id: string }): Promise<Read> {
    must(await product.act(lin, 'import.confirm', { importId: one.id, version: one.import.version }))
    await doJobs(product)
    const after = must(await product.ask(lin, 'import.one', { importId: one.id })) as Read
    expect([
      after.import.state,
      after.import.failed,
      after.rows.filter((r) => r.said.length > 0).length,
    ]).toEqual(['done', 0, one.import.problem])
    return after
  }
  const service = async () =>
    (
      await product.rows<{ name: string }>('select name from tc.service where id = $1', [
        world.services.medication,
      ])
    )[0]!.name
  const count = async (table: 'tc.referral' | 'tc.episode' | 'tc.medicine' | 'tc.staff') =>
    (await product.rows<{ n: number }>(`select count(*)::int as n from ${table}`))[0]!.n

  it('a caseload: takes people on, lists what they take, and is known again', async () => {
    const head = [
      'NHS number',
      'Family name',
      'Given name',
      'Birth date',
      'Service',
      'Since',
      'Key worker',
      'How sharing was said',
      'Medicines said by',
      'Medicines as of',
      'Medicine 1',
      'Strength 1',
      'Dose 1',
      'When 1',
      'Prescribed by 1',
    ]
    const name = await service()
    const row = (number: string, family: string, strength: string) => [
      number,
      family,
      'A',
      '01/02/1970',
      name,
      '01/10/2025',
      'Lin Keys',
      'At home',
      'Letter',
      '01/03/2026',
      'Diazepam',
      strength,
      'one tablet',
      'at night',
      'Dr Bell',
    ]
    const sheet = [
      head,
      row('9990000018', 'Okafor', '5 mg'),
      row('9990000123', 'Hallam', '5 mcg'),
      row('9990000239', 'Nair', '2.5 mg/5 ml'),
    ]
    const first = await handIn('caseload', sheet)
    expect(first.import).toMatchObject({ new: 2, problem: 1 })
    expect(first.rows[0]).toMatchObject({ n: 3, said: [{ column: 'Strength 1' }] })
    await confirm(first)
    expect([await count('tc.episode'), await count('tc.medicine')]).toEqual([2, 2])
    expect(
      await product.rows('select name, dose_in_words, prescriber from tc.medicine order by name'),
    ).toEqual([
      { name: 'Diazepam 2.5 mg/5 ml', dose_in_words: 'one tablet', prescriber: 'Dr Bell' },
      { name: 'Diazepam 5 mg', dose_in_words: 'one tablet', prescriber: 'Dr Bell' },
    ])
    expect((await handIn('caseload', sheet)).import).toMatchObject({
      new: 0,
      changed: 0,
      unchanged: 2,
      problem: 1,
    })
    // other words about a medicine that is listed are never written over it
    const other = sheet.map((r) => r.map((cell) => (cell === 'at night' ? 'in the morning' : cell)))
    expect((await handIn('caseload', other)).import).toMatchObject({ new: 0, changed: 0, problem: 3 })
    const more = [
      [...head, 'Medicine 2', 'Dose 2', 'When 2', 'Prescribed by 2'],
      [...sheet[1]!, 'Sertraline', 'one tablet', 'in the morning', 'Dr Bell'],
    ]
    const second = await handIn('caseload', more)
    expect(second.import).toMatchObject({ changed: 1 })
    await confirm(second)
    expect([await count('tc.episode'), await count('tc.medicine')]).toEqual([2, 3])
  })

  it('people supported now, and referrals, each once', async () => {
    const who = ['NHS number', 'Family name', 'Birth date']
    const supported = [
      [...who, 'Service', 'How sharing was said'],
      ['9990000344', 'Grant', '01/02/1970', await service(), 'By phone'],
      ['9990000484', 'Later', '01/02/1970', 'No such service', 'By phone'],
    ]
    const before = [await count('tc.episode'), await count('tc.referral')]
    const one = await handIn('episodes', supported)
    expect(one.import).toMatchObject({ new: 1, problem: 1 })
    await confirm(one)
    expect((await handIn('episodes', supported)).import).toMatchObject({ new: 0, unchanged: 1 })
    const sent = [
      [...who, 'Service', 'What we ask for', 'Sharing'],
      ['9990000565', 'Okafore', '01/02/1970', await service(), 'Visits', 'yes'],
      ['9990000573', 'Said', '01/02/1970', await service(), 'Visits', 'no'],
    ]
    const two = await handIn('referrals', sent)
    expect(two.import).toMatchObject({ new: 1, problem: 1 })
    await confirm(two)
    expect((await handIn('referrals', sent)).import).toMatchObject({ new: 0, unchanged: 1 })
    expect([await count('tc.episode'), await count('tc.referral')]).toEqual([before[0]! + 1, before[1]! + 2])
  })

  it('staff with a post each', async () => {
    const before = await count('tc.staff')
    const sheet = [
      ['Name', 'Email', 'Team', 'Role'],
      ['Kim Lee', 'kim.lee@example.org', 'Riverside medication support', 'Peer worker'],
      ['Kim Two', 'kim.two@example.org', 'Nowhere', 'Peer worker'],
      ['', 'x', 'Riverside medication support', 'King'],
    ]
    const one = await handIn('staff', sheet)
    expect(one.import).toMatchObject({ new: 1, problem: 2 })
    await confirm(one)
    expect(await count('tc.staff')).toBe(before + 1)
    expect((await handIn('staff', sheet)).import).toMatchObject({ new: 0, unchanged: 1, problem: 2 })
  })

  it.each(KIND_IDS)(
    'an empty template of %s names its columns, and its own words are enough to be read',
    async (id) => {
      const kind = KINDS[id]
      const csv = (await templateOf(kind, 'csv')).text as string
      expect(csv.replace('\uFEFF', '').trim()).toBe(kind.columns.map((c) => `"${c.name}"`).join(','))
      const example = Object.fromEntries(kind.columns.map((c) => [c.name, c.example]))
      expect(kind.read(example, '2026-03-05' as never)).toHaveProperty('row')
      expect((await templateOf(kind, 'xlsx')).name).toBe(`template-${id}.xlsx`)
    },
  )
})
