import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { pageProblems } from '#platform/ui/page-problems.ts'
import { dayBoxes, draftOf, fieldIn, openPage, textIn } from '#testing/page.ts'
import { aWorld, type World } from '#testing/personas.ts'
import { freshId } from '#testing/product.ts'
import { aSite, type Site } from '#testing/site.ts'

let site: Site
let world: World
let jo: string
let sam: string
let personId: string

// Tuesday 3 March 2026, 9am; it is midday on Monday 23 March
beforeAll(async () => {
  site = await aSite()
  world = await aWorld(site.product.superuser, { startsAt: new Date('2026-03-03T09:00:00.000Z') })
  const person = await world.person('Una Planned')
  personId = person.id
  const stayId = await world.admits(person, 2)
  const referralId = await world.refers(person, 2, { stayId })
  await world.answers(person, world.services.medication, 'yes', 2)
  await world.says(referralId, 'started', { answered_at: world.at(3) })
  await world.startsSupport(person, 3, { referralId })
  await site.product.superuser.query('select acl.refresh($1)', [[personId]])
  await site.product.setNow('2026-03-23T12:00:00.000Z')
  jo = await site.product.signIn(world.staff.jo.email)
  sam = await site.product.signIn(world.staff.sam.email)
})
afterAll(() => site.stop())

const page = async (path: string, token = jo) => (await openPage(site, path, token)).body

describe('the safety plan', () => {
  it('is first on the summary; the box says who can make one, and then what helps and who to ring', async () => {
    const before = textIn(await page(`/app/people/${personId}`))
    expect(before).toContain('There is no safety plan yet.')
    expect(before).toContain('Any worker of a service that supports them now can write one with them')
    const path = `/app/people/${personId}/safety/write`
    const first = await page(path)
    const good = {
      ...draftOf(first, 'safety-plan.write', personId),
      helps: 'Walking to the river',
      signs: 'Not sleeping',
      setsOff: '',
      'ring-0-name': 'Her sister',
      'ring-0-number': '01632 960009',
      madeWith: 'Una and Jo',
      ...dayBoxes('made', ['2026', '3', '23']),
    }
    const wrong = await site.post(path, { ...good, 'ring-0-number': 'x' }, jo)
    expect([wrong.status, textIn(wrong.body).includes('a number that can be rung')]).toEqual([422, true])
    expect(wrong.body).toContain('Walking to the river')
    expect((await site.post(path, { ...good, commandId: freshId() }, jo)).to).toBe(
      `/app/people/${personId}/safety`,
    )
    const summary = await page(`/app/people/${personId}`)
    expect(summary).toContain('href="tel:01632960009"')
    expect(summary.indexOf('What helps')).toBeLessThan(summary.indexOf('Now and next'))
    // a partner reads it too, and prints it
    expect(await page(`/app/people/${personId}`, sam)).toContain('Walking to the river')
    expect(textIn(await page(`/app/people/${personId}/print/safety`, sam))).toContain('Printed by Sam Okoro')
    const second = await site.post(path, { ...good, commandId: freshId(), helps: 'Music' }, jo)
    expect(second.status).toBe(409)
    expect(textIn(second.body)).toContain('What helps: Walking to the river')
    expect(second.body).toContain('Music')
  })
})

describe('the plan', () => {
  it('is written with whom to give it to, and opened by one who is named, who then has it', async () => {
    const path = `/app/people/${personId}/plan/write`
    const first = await page(path)
    const good = {
      ...draftOf(first, 'plan.write', personId),
      planId: '',
      stayId: fieldIn(first, 'stayId'),
      'crisis-words': 'Ring the ward first.',
      'crisis-own': 'I will ring my sister.',
      'named-0-who': `staff ${world.staff.sam.id} ${world.teams.medication}`,
      'named-1-who': 'outside',
      'named-1-name': 'Dr Invented',
      'named-1-role': 'GP',
    }
    const staff = `staff ${world.staff.jo.id} ${world.teams.maple}`
    expect(first).toContain(staff)
    const nobody = await site.post(
      path,
      { ...good, 'named-0-who': '', 'named-1-who': '', 'named-1-name': '', 'named-1-role': '' },
      jo,
    )
    expect([nobody.status, nobody.body.includes('Ring the ward first.')]).toEqual([422, true])
    const named = {
      ...good,
      commandId: fieldIn(nobody.body, 'commandId'),
      draftVersion: fieldIn(nobody.body, 'draftVersion'),
      'named-0-who': `team ${world.teams.medication}`,
    }
    expect((await site.post(path, named, jo)).to).toBe(`/app/people/${personId}/plan`)
    const mine = await page(`/app/people/${personId}/plan`)
    expect(textIn(mine)).toContain('I will ring my sister.')
    expect(mine.match(/Does not have it yet/g)).toHaveLength(2)

    await page(`/app/people/${personId}/plan`, sam)
    const opened = await page(`/app/people/${personId}/plan`)
    expect(textIn(opened)).toContain('Has it: opened it here')
    expect(opened.match(/Does not have it yet/g)).toHaveLength(1)

    const given = /href="([^"]*\/given\/[^"]*)"/.exec(opened)?.[1] ?? ''
    const [, planId, whom] = /plan\/([^/]+)\/given\/(.+)$/.exec(given) ?? []
    const sheet = draftOf(await page(given), 'plan.hand-over', `${personId} ${planId} ${whom}`)
    const told = {
      ...sheet,
      seenVersion: '1',
      way: 'handed over',
      how: 'At the surgery desk',
      ...dayBoxes('at', ['2026', '3', '23']),
      atTime: '',
    }
    expect((await site.post(given, told, jo)).status).toBe(422)
    await site.product.setNow('2026-03-23T12:20:00.000Z')
    expect((await site.post(given, { ...told, commandId: freshId(), atTime: '12:10pm' }, jo)).to).toBe(
      `/app/people/${personId}/plan`,
    )
    expect(textIn(await page(`/app/people/${personId}/plan`))).toContain('At the surgery desk')
    expect(textIn(await page(`/app/people/${personId}/print/plan`))).toContain('Dr Invented, GP')
    // written on: everyone is asked for again, under the same name
    const again = await page(path)
    expect(again).toContain('Ring the ward first.')
    const next = {
      ...named,
      ...draftOf(again, 'plan.write', personId),
      planId: fieldIn(again, 'planId'),
      'money-words': 'A budget account',
    }
    expect((await site.post(path, next, jo)).status).toBe(303)
    expect(textIn(await page(`/app/people/${personId}/plan`))).toContain(
      'Does not have it yet. Has version 1.',
    )
  })
})

describe('goals and appointments', () => {
  it('are set, told and shown, and an appointment of tomorrow stands on the day’s list', async () => {
    const goal = `/app/people/${personId}/goals/new`
    const base = draftOf(await page(goal, sam), 'goal.set', personId)
    const set = {
      ...base,
      words: 'Pay my rent',
      topic: 'benefits',
      step: 'Ring them',
      byWhom: 'Una',
      ...dayBoxes('by', ['2026', '3', '27']),
    }
    expect((await site.post(goal, { ...set, step: '' }, sam)).status).toBe(422)
    expect((await site.post(goal, set, sam)).to).toBe(`/app/people/${personId}/goals`)
    const shown = await page(`/app/people/${personId}/goals`, sam)
    const step = /href="(\/app\/goals\/[^"]+)"/.exec(shown)?.[1] ?? ''
    const tell = draftOf(await page(step, sam), 'goal.tell-step', '')
    expect(
      (await site.post(step, { ...tell, outcome: 'done', howItWent: 'Kind', goal: 'done' }, sam)).status,
    ).toBe(303)
    expect(textIn(await page(`/app/people/${personId}/goals`, sam))).toContain('Reached')

    const make = `/app/people/${personId}/appointments/new`
    const a = {
      ...draftOf(await page(make, sam), 'appointment.make', personId),
      what: 'Housing office',
      topic: 'housing',
      place: '',
      withWhom: '',
      ...dayBoxes('starts', ['2026', '3', '24']),
      startsTime: '10am',
      goes: world.staff.sam.id,
    }
    expect((await site.post(make, a, sam)).to).toBe(`/app/people/${personId}/goals`)
    expect(textIn(await page('/app/visits', sam))).toContain('Housing office')
    const words = `/app/people/${personId}/goals/words`
    const said = { ...draftOf(await page(words, sam), 'what-matters.write', personId), words: 'My dog' }
    expect((await site.post(words, said, sam)).status).toBe(303)
    expect(await page(`/app/people/${personId}/goals`, sam)).toContain('My dog')
    const one = `/app/appointments/${a.commandId}`
    expect(await page(one, sam)).toContain(`${one}/goes`)
    expect(await page(`/app/people/${personId}/goals`, sam)).toContain(`${one}/goes`)
    expect((await site.get(`${one}/goes`, jo)).status, 'of another team').toBe(404)

    const [first, late] = [await page(`${one}/goes`, sam), await page(`${one}/goes`, sam)]
    expect(textIn(first)).toContain('Sam Okoro goes along.')
    const goes = (body: string, who: string) => ({
      ...draftOf(body, 'appointment.goes-along', a.commandId),
      goes: who,
    })
    expect((await site.post(`${one}/goes`, goes(first, world.staff.ade.id), sam)).to).toBe(
      `/app/people/${personId}/goals`,
    )
    const second = await site.post(`${one}/goes`, { ...goes(late, 'nobody'), commandId: freshId() }, sam)
    expect([second.status, pageProblems(second.body)]).toEqual([409, []])
    expect(textIn(second.body)).toContain('Ade Bello goes along.')
    expect(textIn(await page('/app/visits', sam))).toMatch(/Appointments today and tomorrow .*Ade Bello/)
  })

  it('an appointment whose day is over waits on the list until it is written what became of it', async () => {
    await site.product.setNow('2026-03-25T09:00:00.000Z')
    await site.product.superuser.query(
      "update identity.session set last_seen_at = ctx.clock(), expires_at = ctx.clock() + interval '12 hours'",
    )
    await site.product.superuser.query(
      `insert into tc.death_report (id, person_id, organisation_id, team_id, version, source, said, reported_at, by_id)
       values ($1, $2, $3, $4, 1, 'by hand', 'A neighbour rang', ctx.clock(), $5)`,
      [freshId(), personId, world.organisations.riverside, world.teams.medication, world.staff.sam.id],
    )
    expect(textIn(await page('/app/visits', sam))).toContain('Una Planned Reported died: ring before you go')
    const waits = '1 appointment of earlier days waits for what became of it'
    const list = await page('/app/visits', sam)
    expect(textIn(list)).toContain(waits)
    expect(textIn(list)).not.toContain('Appointments today and tomorrow')
    const one = /\/app\/appointments\/[0-9a-f-]{36}/.exec(list)?.[0] ?? ''
    const told = {
      ...draftOf(await page(one, sam), 'appointment.tell', one.split('/').at(-1) ?? ''),
      kind: 'did not',
      words: 'The bus did not come',
    }
    expect((await site.post(one, told, sam)).status).toBe(303)
    expect(textIn(await page('/app/visits', sam))).not.toContain(waits)
    expect((await site.get(`${one}/goes`, sam)).status, 'nobody goes along to what is over').toBe(404)
  })
})
