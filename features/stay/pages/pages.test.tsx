import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { pageProblems } from '#platform/ui/page-problems.ts'
import { aFeed, takes } from '#testing/feed.ts'
import { aMessage } from '#testing/hl7-builder.ts'
import { fieldIn, openPage, textIn } from '#testing/page.ts'
import { aWorld, type World } from '#testing/personas.ts'
import { freshId, must } from '#testing/product.ts'
import { aSite, type Site } from '#testing/site.ts'
import { insert } from '#testing/sql.ts'
import type { LeavingBoard } from '../queries/leaving-board.ts'

let site: Site
let world: World
let jo: string
let noor: string
const stays: Record<string, string> = {}
const people: Record<string, string> = {}

/** A gap as the net would have stored it. */
const gap = (personId: string, kind: string, from: number, teamId: string) =>
  insert(site.product.superuser, 'net.obligation', {
    person_id: personId,
    key: `${kind}:${freshId()}`,
    gap_from: world.at(from),
    kind,
    about_id: freshId(),
    team_id: teamId,
    organisation_id: world.organisations.northside,
    class_bit: 2,
    clears: 'Ring and ask.',
    source: 'test',
    rules_version: 1,
  })

// Tuesday 3 March 2026, 9am; it is midday on day 20
beforeAll(async () => {
  site = await aSite()
  const { superuser } = site.product
  world = await aWorld(superuser, { startsAt: new Date('2026-03-03T09:00:00.000Z') })
  const { teams, staff } = world
  const add = async (name: string) => {
    const person = await world.person(name)
    people[name] = person.id
    return person
  }
  const onWard = async (name: string, at: number) => {
    const person = await add(name)
    stays[name] = await world.admits(person, at)
    return person
  }
  const asked = await onWard('Ava Asked', 2)
  await world.opensTransition(asked, 10, stays['Ava Asked'])
  await world.says(await world.refers(asked, 10, { stayId: stays['Ava Asked']! }), 'question asked', {
    question_asked_at: world.at(19),
  })
  await gap(asked.id, 'N5', 13, teams.maple)
  await gap(asked.id, 'N1b', 18, teams.maple)
  await onWard('Ben Alone', 15)

  const left = await onWard('Cyd Ended', 1)
  await world.leavesTheWard(stays['Cyd Ended']!, 8)
  await world.opensTransition(left, 5, stays['Cyd Ended'])
  const referral = await world.refers(left, 5, { stayId: stays['Cyd Ended']! })
  const episode = await world.startsSupport(left, 6, { referralId: referral, firstContactAt: 9 })
  await world.says(referral, 'finished', {
    answered_at: world.at(6),
    finished_at: world.at(19),
    closed_at: world.at(19),
  })
  await world.plansContact(left, episode, 21)
  await world.endsSupport(episode, 19)

  const declined = await onWard('Dee Declined', 3)
  await world.says(await world.refers(declined, 12, { from: staff.jo }), 'not taken on', {
    answered_at: world.at(18),
    way_onward: 'introduction',
  })
  await add('Eli Elsewhere')

  await superuser.query('select acl.refresh(array(select id from tc.person))')
  await site.product.setNow(world.at(20.125).toISOString())
  jo = await site.product.signIn(staff.jo.email)
  noor = await site.product.signIn(staff.noor.email)
})
afterAll(() => site.stop())

const board = async (
  token: string,
  filter: Partial<{ ward: string | null; gap: boolean; mine: boolean }> = {},
) =>
  must(
    await site.product.ask(token, 'stay.leaving-board', { ward: null, gap: false, mine: false, ...filter }),
  ) as LeavingBoard
const names = (found: LeavingBoard) => found.rows.map((r) => r.name)
const page = async (path: string, token = jo) => (await openPage(site, path, token)).body

describe('the leaving board', () => {
  it('has who is on the ward or on the way out, what cannot wait first, each with what is known', async () => {
    const found = await board(jo)
    expect(names(found)).toEqual(['Ava Asked', 'Dee Declined', 'Ben Alone', 'Cyd Ended'])
    expect(found.rows[0]).toMatchObject({
      transition: 'open',
      stay: { ward: 'Maple', endedAt: null, ours: true },
      referrals: [{ service: 'Medication support', word: 'question asked' }],
      next: null,
      gap: { key: expect.stringMatching(/^N5:/), clears: 'Ring and ask.', more: 1 },
      supportEnded: false,
    })
    expect(found.rows[3]).toMatchObject({
      transition: 'open',
      stay: { endedAt: world.at(8).toISOString() },
      referrals: [{ word: 'finished' }],
      next: { mode: 'visit', by: 'Sam Okoro' },
      gap: null,
      supportEnded: true,
    })
    expect(found.rows[2]).toMatchObject({ transition: null, referrals: [], next: null })
    expect(found.counts).toEqual({
      all: 4,
      gap: 1,
      mine: 1,
      matching: 4,
      longAgo: 0,
      stopped: 0,
      leaves: { today: 0, '3 days': 0, '7 days': 0, later: 0, 'no date': 3, left: 1 },
    })
    expect(found.wards).toEqual([{ unitId: world.unitId, name: 'Maple', n: 4 }])
  })

  it('is filtered by what stands in the URL, and says what the filters hide', async () => {
    expect(names(await board(jo, { gap: true }))).toEqual(['Ava Asked'])
    expect(names(await board(jo, { mine: true }))).toEqual(['Ava Asked'])
    expect(names(await board(jo, { ward: freshId() }))).toEqual([])
    const filtered = textIn(await page('/app/leaving?show=gap&show=mine'))
    expect(filtered).toContain('1 person of 4')
    const none = textIn(await page(`/app/leaving?ward=${freshId()}`))
    expect(none).toContain('"A ward with nobody here" hides 4 of 4 people.')
    expect((await site.get('/app/leaving?ward=not-an-id', jo)).status).toBe(200)
  })

  it('says who is still open after support has ended, and nothing of a count that is nobody’s here', async () => {
    const shown = textIn(await page('/app/leaving'))
    expect(shown).not.toContain('National count')
    expect(shown).toContain('Cyd Ended 41 years Support has ended. Still open here.')
    expect(shown).toContain('No answer by its date for 7 days, and 1 more')
    expect(shown).toContain('5 days in')
  })

  it('has what needs the team at the top: questions, refusals, tasks', async () => {
    const found = await board(jo)
    expect(found.needsYou.map((n) => [n.kind, n.name])).toEqual([
      ['declined', 'Dee Declined'],
      ['question', 'Ava Asked'],
    ])
    expect(textIn(await page('/app/leaving'))).toContain('Ava Asked : Medication support asked a question')
  })

  it('puts whoever is away without leave first, and says it under Now on their page', async () => {
    const [personId, stayId] = [people['Ben Alone']!, stays['Ben Alone']!]
    const leaveId = freshId()
    must(
      await site.product.act(jo, 'stay.leave-start', {
        stayId,
        personId,
        leaveId,
        kind: 'away without leave',
        fromAt: world.at(20).toISOString(),
        expectedBackAt: null,
      }),
    )
    expect((await board(jo)).needsYou[0]).toMatchObject({ kind: 'away', name: 'Ben Alone', aboutId: stayId })
    const words = 'Away from hospital without leave since'
    expect(textIn(await page('/app/leaving'))).toContain(`Ben Alone : ${words}`)
    expect(textIn(await page(`/app/people/${personId}`))).toContain(words)
    expect(await page(`/app/stays/${stayId}/back`)).toContain('Ben Alone')
    must(
      await site.product.act(jo, 'stay.leave-back', {
        stayId,
        personId,
        leaveId,
        backAt: world.at(20.1).toISOString(),
      }),
    )
    expect((await board(jo)).needsYou.map((n) => n.kind)).not.toContain('away')
    expect(textIn(await page(`/app/people/${personId}`))).not.toContain(words)
  })

  it('shows another team nobody of ours, and says so', async () => {
    expect(names(await board(noor))).toEqual([])
    expect(textIn(await page('/app/leaving', noor))).toContain('Nobody is on your ward or on the way out.')
    expect(JSON.stringify(await board(await site.product.signIn(world.staff.lin.email)))).not.toContain(
      'Ben Alone',
    )
  })
})

describe('the forms of a stay', () => {
  it('record an admission; what is wrong is said with everything typed in place', async () => {
    const person = await world.person('Flo Formed')
    await world.registers(person, world.teams.maple, 0)
    await site.product.superuser.query('select acl.refresh($1)', [[person.id]])
    const first = await page(`/app/stays/new?person=${person.id}`)
    expect(first).not.toContain('Flo Formed') // joining shows nothing that was not typed
    const typed = {
      commandId: fieldIn(first, 'commandId'),
      draftForm: 'stay.open',
      draftAbout: person.id,
      draftVersion: '0',
      person: person.id,
      unit: world.unitId,
      'admitted-day': '22',
      'admitted-month': '3',
      'admitted-year': '2026',
      admittedTime: 'noon',
      visitNumber: '',
      home: 'area',
      homeArea: '',
      miles: 'far',
      reason: 'No bed nearer',
    }
    const wrong = await site.post('/app/stays/new', typed, jo)
    expect(wrong.status).toBe(422)
    expect(pageProblems(wrong.body)).toEqual([])
    expect(wrong.body).toContain('Enter the area, like NS4 or Northside')
    expect(wrong.body).toContain('No bed nearer')
    // refused by a rule: a new command id, so that the mended form is new
    const future = await site.post(
      '/app/stays/new',
      { ...typed, 'admitted-day': '30', homeArea: 'NS4', miles: '' },
      jo,
    )
    expect([future.status, textIn(future.body).includes('That time has not come yet')]).toEqual([422, true])
    const commandId = fieldIn(future.body, 'commandId')
    expect(commandId).not.toBe(typed.commandId)
    const done = await site.post(
      '/app/stays/new',
      {
        ...typed,
        commandId,
        draftVersion: fieldIn(future.body, 'draftVersion'),
        homeArea: 'NS4',
        miles: '12.5',
      },
      jo,
    )
    expect([done.status, done.to]).toEqual([303, '/app/leaving?said=admitted'])
    const [row] = (
      await site.product.superuser.query(
        'select id, admitted_at, distance_miles from tc.stay where person_id = $1',
        [person.id],
      )
    ).rows
    expect(row).toMatchObject({ admitted_at: new Date('2026-03-22T12:00:00Z'), distance_miles: '12.5' })
    stays['Flo Formed'] = row.id
    people['Flo Formed'] = person.id
    // nothing typed is left behind as a draft
    expect(textIn(await page(`/app/stays/new?person=${person.id}`))).toContain(
      'What you type is saved as you go.',
    )
  })

  it('tell what was not known; the second saver sees both texts', async () => {
    const path = `/app/stays/${stays['Ben Alone']}/tell`
    const first = await page(path)
    const send = (more: Record<string, string>) =>
      site.post(
        path,
        {
          commandId: fieldIn(first, 'commandId'),
          draftForm: 'stay.tell',
          draftAbout: stays['Ben Alone']!,
          draftVersion: '0',
          person: people['Ben Alone']!,
          version: '1',
          reasonBefore: '',
          home: 'not-known',
          homeArea: '',
          miles: '',
          reason: '',
          ...more,
        },
        jo,
      )
    expect((await send({})).status).toBe(422)
    expect((await send({ reason: 'First text' })).to).toBe('/app/leaving?said=told')
    expect((await send({ reason: 'First text' })).to, 'a second press').toBe('/app/leaving?said=told')
    const stale = await send({ commandId: freshId(), reason: 'Second text' })
    expect(stale.status).toBe(409)
    expect(pageProblems(stale.body)).toEqual([])
    expect(stale.body).toContain('First text')
    expect(stale.body).toContain('Second text')
    const again = await send({
      commandId: fieldIn(stale.body, 'commandId'),
      draftVersion: '1',
      version: fieldIn(stale.body, 'version'),
      reason: 'Second text',
    })
    expect(again.status).toBe(303)
  })

  it('record leaving; another team’s stay and a stay that is not there look alike', async () => {
    const path = `/app/stays/${stays['Flo Formed']}/end`
    const first = await page(path)
    const send = (more: Record<string, string> = {}) =>
      site.post(
        path,
        {
          commandId: fieldIn(first, 'commandId'),
          draftForm: 'stay.end',
          draftAbout: stays['Flo Formed']!,
          draftVersion: '0',
          person: people['Flo Formed']!,
          version: fieldIn(first, 'version'),
          'left-day': '23',
          'left-month': '3',
          'left-year': '2026',
          leftTime: '',
          ...more,
        },
        jo,
      )
    expect((await send({ 'left-year': '' })).status).toBe(422)
    expect((await send()).to).toBe('/app/leaving?said=left')
    // whoever comes second sees what the first wrote, their own day still in the boxes; the stay keeps the first
    const second = await send({ commandId: freshId(), 'left-day': '22' })
    expect(second.status).toBe(409)
    expect(pageProblems(second.body)).toEqual([])
    expect(textIn(second.body)).toContain('Saved by somebody else while you were typing')
    expect(textIn(second.body)).toContain('This stay ended on Monday 23 March 2026')
    expect(second.body).toMatch(/name="left-day"[^>]*value="22"/)
    // the same day again is no other text: nothing is changed, and nobody is held up
    expect((await send({ commandId: freshId() })).status).toBe(303)
    for (const other of [
      `/app/stays/${stays['Ben Alone']}/end`,
      `/app/stays/${freshId()}/end`,
      '/app/stays/nothing/end',
      '/app/stays/nothing/tell',
      '/app/stays/new?person=x',
    ]) {
      expect((await site.get(other, noor)).status).toBe(404)
    }
  })
})

describe('the tasks page', () => {
  it('has everything that waits, oldest first, and ends a task with what was done', async () => {
    const { superuser } = site.product
    await superuser.query("update tc.organisation set ods_code = 'NSD' where id = $1", [
      world.organisations.northside,
    ])
    const feed = await aFeed(site.product, {
      organisationId: world.organisations.northside,
      teamId: world.teams.records,
    })
    await takes(site.product, feed, aMessage().sentBy('NSD').toWard('ELM').numbered('KEPT-1').text())
    const dot = await site.product.signIn(world.staff.dot.email)
    const list = await page('/app/tasks', dot)
    expect(textIn(list)).toContain('A hospital message waits, because it could not be filed.')
    const [task] = (await superuser.query("select id, about_id from tc.task where kind = 'kept message'"))
      .rows
    expect(await page(`/app/messages/${task.about_id}`, dot)).toContain('KEPT-1')
    expect((await site.get(`/app/messages/${task.about_id}`, jo)).status).toBe(404)
    const form = await page(`/app/tasks/${task.id}`, dot)
    const send = (more: Record<string, string>) =>
      site.post(
        `/app/tasks/${task.id}`,
        {
          commandId: fieldIn(form, 'commandId'),
          draftForm: 'task.done',
          draftAbout: task.id,
          draftVersion: '0',
          person: '',
          doneText: '',
          ...more,
        },
        dot,
      )
    const empty = await send({})
    expect([empty.status, textIn(empty.body).includes('Write what was done.')]).toEqual([422, true])
    expect((await send({ commandId: fieldIn(empty.body, 'commandId'), doneText: 'Rang the ward.' })).to).toBe(
      '/app/tasks?done=1',
    )
    // a colleague who had the same page open sees who did it and what they wrote
    const late = await send({ commandId: freshId(), doneText: 'Rang the desk.' })
    expect(late.status).toBe(409)
    expect(pageProblems(late.body)).toEqual([])
    for (const words of [
      'Somebody has done this task already',
      'Rang the ward.',
      'Rang the desk.',
      'It is not in the record.',
    ])
      expect(textIn(late.body)).toContain(words)
    expect((await site.get(`/app/tasks/${task.id}`, dot)).status).toBe(404)
    expect(textIn(await page('/app/tasks', dot))).toContain('Nothing waits for your team.')
    expect((await superuser.query('select done_at is not null as done from tc.kept_message')).rows).toEqual([
      { done: true },
    ])
    expect(textIn(await page('/app/tasks?show=late', jo))).toMatch(/No task is late|Late/)
  })

  it('tells a second press that the task is done, where the task alone showed the person', async () => {
    const { id } = await world.person('Tess Tasked')
    const taskId = freshId()
    await insert(site.product.superuser, 'tc.task', {
      id: taskId,
      person_id: id,
      organisation_id: world.organisations.northside,
      team_id: world.teams.maple,
      kind: 'possible duplicate',
      what: 'Two records may be of one person.',
      since_at: world.at(20),
      due_at: world.at(21),
    })
    await site.product.superuser.query('select acl.refresh($1)', [[id]])
    const path = `/app/tasks/${taskId}`
    const form = await page(path)
    const sent = {
      commandId: fieldIn(form, 'commandId'),
      draftForm: 'task.done',
      draftAbout: taskId,
      draftVersion: '0',
    }
    const send = (more: Record<string, string>) =>
      site.post(path, { ...sent, doneText: 'They are two.', ...more }, jo)
    expect((await send({})).to).toBe('/app/tasks?done=1')
    const again = await send({})
    expect([again.status, textIn(again.body).includes('Saved already')]).toEqual([200, true])
    expect((await send({ commandId: freshId() })).status).toBe(404)
  })
})
