import { afterAll, beforeAll, expect, it } from 'vitest'
import { pageProblems } from '#platform/ui/page-problems.ts'
import { aWorld, type World } from '#testing/personas.ts'
import { freshId, must } from '#testing/product.ts'
import { aSite, type Site } from '#testing/site.ts'
import type { GapBoard } from '../queries/board.ts'

/** What the rows of the gap board say beside what is missing: who was asked to lead, whom a plan has not reached. */
let site: Site
let world: World
let jo: string

beforeAll(async () => {
  site = await aSite()
  world = await aWorld(site.product.superuser, { startsAt: new Date('2026-03-02T09:00:00.000Z') })
  // Thursday, 10am in London
  await site.product.setNow('2026-03-05T10:00:00.000Z')
  jo = await site.product.signIn(world.staff.jo.email)
})
afterAll(() => site?.stop())

/** Left Maple ward on Tuesday at 9am, and no lead was handed over. */
async function leftOnTuesday(name: string) {
  const person = await world.person(name)
  const s = { stayId: await world.admits(person, 0), personId: person.id }
  await world.registers(person, world.teams.maple, 0)
  await site.product.superuser.query('select acl.refresh($1)', [[person.id]])
  must(
    await site.product.act(jo, 'stay.end', {
      ...s,
      version: 1,
      endedAt: '2026-03-03T09:00:00Z',
      endedKnownTo: 'minute',
      endSource: 'by hand',
    }),
  )
  return s
}
const gapBoard = async (token = jo) => {
  const page = await site.get('/app/gaps', token)
  expect([page.status, pageProblems(page.body)]).toEqual([200, []])
  return page.body
}
const lines = async (kind: string, token = jo) =>
  (must(await site.product.ask(token, 'safetynet.board', { kind })) as GapBoard).open

it('says of a missing lead who was asked and when, and takes it off with the answer', async () => {
  const s = await leftOnTuesday('Ned Leaderless')
  expect(await lines('N1a')).toMatchObject([{ personId: s.personId, asked: null }])
  expect(await gapBoard()).not.toContain('was asked on')
  const offerId = freshId()
  must(
    await site.product.act(jo, 'lead.offer', {
      offerId,
      personId: s.personId,
      what: 'lead',
      teamId: world.teams.north,
      staffId: world.staff.noor.id,
      note: 'Lives in your area.',
    }),
  )
  expect(await gapBoard()).toContain('Noor Aziz was asked on Thursday 5 March and has not answered.')
  const noor = await site.product.signIn(world.staff.noor.email)
  // the team that was asked must know of the gap: its own board says the same, and that the ward acts
  expect(await gapBoard(noor)).toContain('Noor Aziz was asked on Thursday 5 March and has not answered.')
  const declined = { offerId, personId: s.personId, version: 1, reason: 'No room this month.' }
  must(await site.product.act(noor, 'lead.decline', declined))
  expect(await lines('N1a')).toMatchObject([{ personId: s.personId, asked: null }])
  expect(await gapBoard()).not.toContain('was asked on')
})

it('says whom a plan has not reached, row by row, and to nobody who may not read plans', async () => {
  const s = await leftOnTuesday('Ola Planned')
  const planId = freshId()
  const [gp, chemist] = ['Dr Invented', 'Invented Chemist'].map((name) => ({
    id: freshId(),
    name,
    role: '',
    staffId: null,
    teamId: null,
    organisationId: null,
  }))
  must(
    await site.product.act(jo, 'plan.write', {
      ...s,
      planId,
      versionId: planId,
      version: 0,
      sections: { crisis: { words: 'Ring the ward.', own: '' } },
      named: [gp, chemist],
    }),
  )
  // a day after it was written: it came later than the leaving
  await site.product.moveTo('2026-03-06T12:00:00.000Z')
  const missing = async (token = jo) =>
    (await lines('N8', token))
      .filter((l) => l.personId === s.personId)
      .map((l) => l.notReached)
      .sort()
  expect(await missing()).toEqual(['Dr Invented', 'Invented Chemist'])
  const body = await gapBoard()
  expect(body).toContain('Not reached: Dr Invented.')
  expect(body).toContain('Not reached: Invented Chemist.')

  must(
    await site.product.act(jo, 'plan.hand-over', {
      personId: s.personId,
      planId,
      version: 1,
      receiptId: freshId(),
      recipientId: gp?.id,
      way: 'handed over',
      how: 'In their hand',
      at: '2026-03-06T11:00:00.000Z',
    }),
  )
  expect(await missing()).toEqual(['Invented Chemist'])
  expect(await gapBoard()).not.toContain('Not reached: Dr Invented.')

  const plain = await world.hires('Pat Plain', world.teams.maple, ['board.read', 'people.read'])
  const pat = await site.product.signIn(plain.email)
  expect(await missing(pat)).toEqual([null])
  expect(await gapBoard(pat)).not.toContain('Not reached')
})
