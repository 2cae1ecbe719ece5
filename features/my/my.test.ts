import fs from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { pages, registry } from '#apps/product.ts'
import { pageProblems } from '#platform/ui/page-problems.ts'
import { hiddenIn, textIn } from '#testing/page.ts'
import type { World } from '#testing/personas.ts'
import { codeOf, freshId, must, type Product } from '#testing/product.ts'
import { aSite, type Browser, type Site } from '#testing/site.ts'
import { insert } from '#testing/sql.ts'
import { aThursday, THURSDAY } from '#testing/thursday.ts'

let product: Product
let world: World
let site: Site
let jo: string
let sam: string
const PIN = '472913'

beforeAll(async () => {
  ;({ product, world, jo, sam } = await aThursday('jo', 'sam'))
  site = await aSite(product)
})
afterAll(async () => {
  await site.stop()
  await product.stop()
})

/** On Maple ward, with medication support that was said yes to, a safety plan, a plan and a visit on Friday. */
async function aPerson(name: string) {
  const person = await world.person(name)
  const stayId = await world.admits(person, 1)
  const referralId = await world.refers(person, 1, { stayId })
  await world.answers(person, world.services.medication, 'yes', 1)
  await world.says(referralId, 'started', { answered_at: world.at(1) })
  const episodeId = await world.startsSupport(person, 1, { referralId })
  await world.plansContact(person, episodeId, 4, { staff_id: world.staff.sam.id })
  await product.superuser.query('select acl.refresh($1)', [[person.id]])
  must(
    await product.act(jo, 'safety-plan.write', {
      personId: person.id,
      safetyPlanId: freshId(),
      version: 0,
      helps: `Walking ${name}`,
      signs: '',
      setsOff: '',
      ring: [{ name: 'My sister', number: '01632 960 111' }],
      madeWith: name,
      madeOn: '2026-03-05',
    }),
  )
  return { id: person.id, name, episodeId, stayId }
}

async function codeFor(personId: string, carerId?: string): Promise<string> {
  const page = await site.post(
    `/app/people/${personId}/door/code`,
    carerId ? { commandId: freshId(), carerId } : { commandId: freshId() },
    jo,
  )
  expect(page.status).toBe(200)
  return /tc-big-code">([A-Z-]+)</.exec(page.body)![1]!
}

let phones = 0
/** From an address of its own: codes that are tried from one address are counted. */
async function aPhone(personId: string, carerId?: string): Promise<Browser> {
  phones += 1
  const phone = site.browser(`192.0.2.${100 + phones}`)
  const code = await codeFor(personId, carerId)
  const answer = await phone.post('/my/start', { code, pin: PIN, again: PIN })
  expect([answer.status, answer.to]).toEqual([303, '/my'])
  return phone
}

/** A page of the own door that is there, whole, with help and the way out. */
async function open(phone: Browser, path: string) {
  const page = await phone.get(path)
  expect([path, page.status, page.to]).toEqual([path, 200, undefined])
  expect(pageProblems(page.body), path).toEqual([])
  expect(page.body).toContain('href="/help-now"')
  expect(page.body).toContain('href="/my/leave"')
  return textIn(page.body)
}

async function aCarer(personId: string, mayBeTold: object): Promise<string> {
  const carerId = freshId()
  await insert(product.superuser, 'tc.carer', {
    id: carerId,
    person_id: personId,
    name: 'Gwen Cares',
    relation: 'my aunt',
    may_be_told: mayBeTold,
    organisation_id: world.organisations.northside,
    team_id: world.teams.maple,
    recorded_at: world.startsAt,
    recorded_by: world.staff.jo.id,
  })
  return carerId
}

describe('the way in', () => {
  it('asks for the PIN after a quarter of an hour; ten wrong ones end the phone and the team is told', async () => {
    const p = await aPerson('Bea Door')
    const phone = await aPhone(p.id)
    await product.setNow('2026-03-05T10:16:00.000Z')
    expect((await phone.get('/my')).to).toBe('/my/pin')
    expect((await phone.post('/my/pin', { pin: '000001' })).status).toBe(422)
    expect((await phone.post('/my/pin', { pin: PIN })).to).toBe('/my')
    expect((await phone.get('/my')).status).toBe(200)
    for (let i = 0; i < 9; i += 1) expect((await phone.post('/my/pin', { pin: '000001' })).status).toBe(422)
    // the session that was open ends with the tenth
    await phone.post('/my/pin', { pin: '000001' })
    expect((await phone.get('/my')).to).toBe('/my/pin')
    expect(textIn((await phone.post('/my/pin', { pin: PIN })).body)).toContain('has been closed')
    expect(
      await product.rows('select kind from tc.task where person_id = $1 and team_id = $2', [
        p.id,
        world.teams.maple,
      ]),
    ).toContainEqual({ kind: 'own door ended' })
    await product.moveTo(THURSDAY)
  })

  it('is not given by a team that merely added somebody, nor by one to which they said no', async () => {
    const added = await world.person('Ada Added')
    await world.registers(added, world.teams.maple, 1)
    const p = await aPerson('Nia Door')
    await world.answers(p as never, world.services.medication, 'no', 2)
    await product.superuser.query('select acl.refresh($1)', [[added.id, p.id]])
    const give = (token: string, personId: string) =>
      product.act(token, 'own-door.give-code', {
        codeId: freshId(),
        personId,
        carerId: null,
        codeSha256: '0'.repeat(64),
      })
    await product.superuser.query(
      "update tc.post set rights = array_append(rights, 'people.details') where id = $1 and not 'people.details' = any (rights)",
      [world.staff.sam.postId],
    )
    expect(await give(jo, added.id)).toMatchObject({ refusal: { code: 'NOT_FOUND_OR_NOT_YOURS' } })
    expect(await give(sam, p.id)).toMatchObject({ refusal: { code: 'NOT_FOUND_OR_NOT_YOURS' } })
    expect((await give(jo, p.id)).ok).toBe(true)
  })

  it('is refused with the birth date as PIN, from a pile of guesses, and never says who is known', async () => {
    const p = await aPerson('Cal Door')
    await product.superuser.query("update tc.person set born_on = '1984-07-23' where id = $1", [p.id])
    const code = await codeFor(p.id)
    const phone = site.browser('192.0.2.77')
    for (const pin of ['230784', '840723', '198415'])
      expect(textIn((await phone.post('/my/start', { code, pin, again: pin })).body)).toContain('birthday')
    const answers = new Set<string>()
    for (let i = 0; i < 17; i += 1)
      answers.add(
        String(
          (await phone.post('/my/start', { code: `AAAA-AAA${'CDEFHJKLMNPQRTUVW'[i]}`, pin: PIN, again: PIN }))
            .status,
        ),
      )
    expect([...answers]).toEqual(['422'])
    expect((await phone.post('/my/start', { code, pin: PIN, again: PIN })).status).toBe(429)
  })

  it('is ended by a worker at once, by leaving the page, by a reported death, and on the phone itself', async () => {
    const p = await aPerson('Dee Door')
    const [phone, other] = [await aPhone(p.id), await aPhone(p.id)]
    const away = await phone.get('/my/leave')
    expect([away.status, away.cookies['throughcare-my'], away.body.includes('My plan')]).toEqual([
      200,
      '',
      false,
    ])
    expect((await phone.get('/my')).to).toBe('/my/pin')
    const stolen = { ...other.cookies }
    expect((await other.post('/my/forget', {})).to).toBe('/my/start')
    Object.assign(other.cookies, stolen)
    expect((await other.get('/my')).to).toBe('/my/pin')
    expect((await phone.post('/my/pin', { pin: PIN })).to).toBe('/my')
    const door = must(await product.ask(jo, 'own-door.of-person', { personId: p.id })) as {
      devices: { id: string; revokedAt: string | null }[]
    }
    const deviceId = door.devices.find((d) => d.revokedAt === null)!.id
    must(await product.act(jo, 'own-door.end-device', { personId: p.id, deviceId }))
    expect((await phone.get('/my')).to).toBe('/my/pin')
    const third = await aPhone(p.id)
    must(
      await product.act(jo, 'death.report', {
        personId: p.id,
        reportId: freshId(),
        version: 0,
        said: 'The family rang.',
        happenedOn: null,
      }),
    )
    expect((await third.get('/my')).to).toBe('/my/pin')
    expect(textIn((await third.post('/my/pin', { pin: PIN })).body)).toContain('has been closed')
  })

  it('is a code given face to face, once, within a quarter of an hour, and a PIN', async () => {
    const p = await aPerson('Ada Door')
    const code = await codeFor(p.id)
    const phone = site.browser()
    for (const [pin, again, says] of [
      ['12345', '12345', 'Choose six numbers'],
      ['123456', '123456', 'easy to guess'],
      ['121212', '121212', 'easy to guess'],
      [PIN, '472914', 'not the same'],
    ] as const) {
      const page = await phone.post('/my/start', { code, pin, again })
      expect([page.status, textIn(page.body).includes(says)]).toEqual([422, true])
    }
    expect((await phone.post('/my/start', { code: code.toLowerCase(), pin: PIN, again: PIN })).to).toBe('/my')
    expect(await open(phone, '/my')).toContain(`Hello ${p.name}`)
    const twice = await site.browser().post('/my/start', { code, pin: PIN, again: PIN })
    expect(twice.status).toBe(422)
    const late = await codeFor(p.id)
    await product.moveTo('2026-03-05T10:20:00Z')
    expect((await site.browser().post('/my/start', { code: late, pin: PIN, again: PIN })).status).toBe(422)
    await product.moveTo(THURSDAY)
  })
})

describe('what the person sees', () => {
  it('is theirs alone: the next visit first, the safety plan, who sees what and who has looked', async () => {
    const [eve, fay] = [await aPerson('Eve Door'), await aPerson('Fay Door')]
    const [phone, others] = [await aPhone(eve.id), await aPhone(fay.id)]
    const home = await open(phone, '/my')
    expect(home).toContain('A visit, Friday 6 March')
    expect(home).toContain('Sam Okoro')
    expect(home.indexOf('What happens next')).toBeLessThan(home.indexOf('Who helps you'))
    expect(await open(phone, '/my/safety')).toContain('Walking Eve Door')
    expect(await open(others, '/my/safety')).not.toContain('Eve')
    expect(await open(phone, '/my/plan')).toContain('when you and your worker fill it in')
    expect(await open(phone, '/my/print')).toContain('Walking Eve Door')
    const sharing = await open(phone, '/my/sharing')
    expect(sharing).toContain('Maple')
    expect(sharing).toContain('You said yes')
    await site.get(`/app/people/${eve.id}`, sam)
    const looked = await open(phone, '/my/looked')
    expect(looked).toContain('Sam Okoro')
    expect(looked).toContain('looked at')
    expect(looked).not.toContain('/app/')
  })

  it('stops sharing in two presses: the service is refused on its next request, its team is told, the record says who said it', async () => {
    const p = await aPerson('Gil Door')
    const phone = await aPhone(p.id)
    const before = await site.get(`/app/people/${p.id}/safety`, sam)
    expect(before.body).toContain('Walking Gil Door')
    const page = await phone.get(`/my/sharing/${world.services.medication}`)
    const done = await phone.post(`/my/sharing/${world.services.medication}`, hiddenIn(page.body))
    expect(textIn(done.body)).toContain('It is stopped')
    expect((await site.get(`/app/people/${p.id}/safety`, sam)).body).not.toContain('Walking Gil Door')
    // a double press is a replay
    expect((await phone.post(`/my/sharing/${world.services.medication}`, hiddenIn(page.body))).status).toBe(
      200,
    )
    expect(
      await product.rows(
        `select answer, said_by, recorded_by, how, withdrawn from tc.sharing_decision where person_id = $1 order by decided_at desc limit 1`,
        [p.id],
      ),
    ).toEqual([
      { answer: 'no', said_by: 'person', recorded_by: null, how: 'at their own door', withdrawn: true },
    ])
    expect(
      await product.rows(
        `select kind, team_id, what like '%Stop using what you were told of them: NHS number%Ring Maple ward%' as names from tc.task where about_id = (select id from tc.sharing_decision where person_id = $1 and answer = 'no')`,
        [p.id],
      ),
    ).toEqual([{ kind: 'stop using', team_id: world.teams.medication, names: true }])
    // a worker reads who said it, though no worker wrote it down
    expect(textIn((await site.get(`/app/people/${p.id}/sharing`, jo)).body)).toContain(
      '. Thursday 5 March 2026 at 10am, said by the person at their own door',
    )
    expect(
      await product.rows(`select what from tc.timeline where person_id = $1 and by_id = $1`, [p.id]),
    ).toEqual([{ what: 'sharing stopped' }])
    expect(await open(phone, '/my/sharing')).toContain('You said no, here')
  })

  it('tells the team that answers for them, today; a worker can write it down for them', async () => {
    const p = await aPerson('Hal Door')
    const phone = await aPhone(p.id)
    const form = await phone.get('/my/tell')
    expect((await phone.post('/my/tell', { ...hiddenIn(form.body), words: '' })).status).toBe(422)
    const told = await phone.post('/my/tell', { ...hiddenIn(form.body), words: 'The <b>lock</b> is broken.' })
    expect(textIn(told.body)).toContain('5pm on Thursday 5 March 2026')
    const list = await site.get('/app/tasks', jo)
    const word = /\/app\/words\/[0-9a-f-]{36}/.exec(list.body)?.[0]
    const read = await site.get(word!, jo)
    expect(read.body).toContain('The &lt;b&gt;lock&lt;/b&gt; is broken.')
    // another team is answered as if it were not there
    expect((await site.get(word!, sam)).status).toBe(404)
    must(
      await product.act(sam, 'own-door.tell-for', {
        personId: p.id,
        wordId: freshId(),
        words: 'I want to go home',
      }),
    )
    expect(
      await product.rows(
        'select said_by, by_staff_id from tc.person_word where person_id = $1 order by at, id',
        [p.id],
      ),
    ).toEqual([
      { said_by: 'own door', by_staff_id: null },
      { said_by: 'staff', by_staff_id: world.staff.sam.id },
    ])
  })

  it('keeps the words that were typed while the session ran out, past a wrong PIN, for this phone alone, and sends them once', async () => {
    const p = await aPerson('Una Door')
    const [phone, other] = [await aPhone(p.id), await aPhone(p.id)]
    const form = hiddenIn((await phone.get('/my/tell')).body)
    await product.setNow('2026-03-05T10:16:00.000Z')
    const words = 'The lock is “broken” <again>.'
    let page = await phone.post('/my/tell', { ...form, words })
    expect(pageProblems(page.body)).toEqual([])
    expect(textIn(page.body)).toContain('We kept what you typed. It is not sent yet')
    expect(page.body).not.toContain('broken')
    page = await phone.post('/my/pin', { ...hiddenIn(page.body), pin: '000001' })
    expect([page.status, page.body.includes('broken')]).toEqual([422, false])
    const { typed } = hiddenIn(page.body)
    // on another phone it does not open
    expect((await other.post('/my/pin', { typed: typed!, pin: PIN })).to).toBe('/my')
    page = await phone.post('/my/pin', { typed: typed!, pin: PIN })
    expect(page.body).toContain('The lock is “broken” &lt;again&gt;.</textarea>')
    expect(pageProblems(page.body)).toEqual([])
    const sent = async () =>
      (await product.rows('select words from tc.person_word where person_id = $1', [p.id])).map(
        (r) => r.words,
      )
    expect(await sent()).toEqual([])
    expect(hiddenIn(page.body)).toEqual(form)
    for (let i = 0; i < 2; i += 1) expect((await phone.post('/my/tell', { ...form, words })).status).toBe(200)
    expect(await sent()).toEqual([words])
    await product.moveTo(THURSDAY)
  })

  it('comes on paper for a worker, as far as the worker may see it, and for nobody else', async () => {
    const p = await aPerson('Ida Door')
    const sheet = await site.get(`/app/people/${p.id}/print/my`, sam)
    expect(textIn(sheet.body)).toContain('Walking Ida Door')
    await world.answers(await Promise.resolve(p as never), world.services.medication, 'no', 2)
    await product.superuser.query('select acl.refresh($1)', [[p.id]])
    expect((await site.get(`/app/people/${p.id}/print/my`, sam)).body).not.toContain('Walking Ida Door')
    const vic = await product.signIn(world.staff.vic.email)
    expect((await site.get(`/app/people/${p.id}/print/my`, vic)).status).toBe(403)
  })

  it('shows a team instead of a name where a named lead said so, on every page of the door', async () => {
    const p = await aPerson('Jan Door')
    const phone = await aPhone(p.id)
    await site.get(`/app/people/${p.id}`, sam)
    const lin = await product.signIn(world.staff.lin.email)
    await product.superuser.query(
      `update tc.post set rights = rights || '{staff-safety.record}' where id = $1`,
      [world.staff.lin.postId],
    )
    const input = {
      shownId: freshId(),
      personId: p.id,
      staffId: world.staff.sam.id,
      reason: 'Threats were made by a neighbour.',
      reviewOn: '2026-04-02',
    }
    expect(codeOf(await product.act(sam, 'own-door.show-as-team', input))).toBe('NOT_ALLOWED')
    expect(
      codeOf(await product.act(lin, 'own-door.show-as-team', { ...input, reviewOn: '2026-03-05' })),
    ).toBe('SHOWN_AS_TEAM_REVIEW')
    must(await product.act(lin, 'own-door.show-as-team', input))
    expect(codeOf(await product.act(lin, 'own-door.show-as-team', { ...input, shownId: freshId() }))).toBe(
      'SHOWN_AS_TEAM_STANDS',
    )
    for (const path of ['/my', '/my/print', '/my/looked', '/my/sharing']) {
      expect(await open(phone, path), path).not.toContain('Sam Okoro')
    }
    expect((await site.get(`/app/people/${p.id}/print/my`, jo)).body).toContain('Somebody of')
    expect(await open(phone, '/my')).toContain('Somebody of')
    expect((await site.get(`/app/people/${p.id}/print/my`, jo)).body).not.toContain('Sam Okoro')
    must(await product.act(lin, 'own-door.show-name-again', { shownId: input.shownId, personId: p.id }))
    expect(await open(phone, '/my')).toContain('Sam Okoro')
  })
})

describe('a carer the person chose', () => {
  it('gets a code only with the person’s yes, sees what was chosen and no more, and writes to the team', async () => {
    const p = await aPerson('Kai Door')
    const no = await aCarer(p.id, { answer: 'not-asked' })
    const codeSha256 = 'a'.repeat(64)
    expect(
      codeOf(
        await product.act(jo, 'own-door.give-code', {
          codeId: freshId(),
          personId: p.id,
          carerId: no,
          codeSha256,
        }),
      ),
    ).toBe('DOOR_CARER_NOT_CHOSEN')
    const carerId = await aCarer(p.id, { answer: 'yes', topics: ['visits and appointments'] })
    const phone = await aPhone(p.id, carerId)
    expect((await phone.get('/my')).to).toBe('/my/supporting')
    const page = await open(phone, '/my/supporting')
    expect(page).toContain('Supporting Kai Door')
    expect(page).toContain('A visit, Friday 6 March')
    for (const hidden of ['Medicines', 'is on Maple', 'Walking', 'sister'])
      expect(page, hidden).not.toContain(hidden)
    for (const path of ['/my/safety', '/my/plan', '/my/print'])
      expect((await phone.get(path)).to).toBe('/my/supporting')
    for (const path of ['/my/sharing', '/my/looked']) expect((await phone.get(path)).status).toBe(403)
    const form = await phone.get('/my/tell')
    expect(
      (await phone.post('/my/tell', { ...hiddenIn(form.body), words: 'She does not eat.' })).status,
    ).toBe(200)
    expect(
      await product.rows('select from_kind, carer_id from tc.person_word where person_id = $1', [p.id]),
    ).toEqual([{ from_kind: 'carer', carer_id: carerId }])
    // that a carer looked stands on the person's own list
    expect(await open(await aPhone(p.id), '/my/looked')).toContain('Gwen Cares')
  })

  it('is shut out on the very next request when the person takes it back in two presses', async () => {
    const p = await aPerson('Lev Door')
    const carerId = await aCarer(p.id, { answer: 'yes', topics: ['medicines'] })
    const [phone, carer] = [await aPhone(p.id), await aPhone(p.id, carerId)]
    expect((await carer.get('/my/supporting')).status).toBe(200)
    const page = await phone.get(`/my/sharing/carer/${carerId}`)
    await phone.post(`/my/sharing/carer/${carerId}`, hiddenIn(page.body))
    expect((await carer.get('/my/supporting')).to).toBe('/my/pin')
    expect(textIn((await carer.post('/my/pin', { pin: PIN })).body)).toContain('has been closed')
    expect(await open(phone, '/my/sharing')).toContain('You said they may not be told anything')
    expect(
      await product.rows('select topics, recorded_by, team_id from tc.carer_choice where carer_id = $1', [
        carerId,
      ]),
    ).toEqual([{ topics: [], recorded_by: null, team_id: world.teams.maple }])
    expect(textIn((await site.get(`/app/people/${p.id}/sharing`, jo)).body)).toContain(
      'May be told: Nothing: they said no, said by the person at their own door',
    )
    // another person's carer is as absent as none
    const other = await aPerson('Mia Door')
    expect((await (await aPhone(other.id)).get(`/my/sharing/carer/${carerId}`)).status).toBe(404)
  })
})

describe('what a worker writes down about a carer', () => {
  it('opens and closes the carer’s door at the staff screen, topic by topic, on the very next request', async () => {
    const p = await aPerson('Rae Door')
    const carerId = await aCarer(p.id, { answer: 'not-asked' })
    const told = `/app/people/${p.id}/carers/${carerId}/told`
    const chosen = async (...topics: string[]) => {
      const page = await site.get(told, jo)
      expect((await site.post(told, { ...hiddenIn(page.body), topics, whoWasThere: '' }, jo)).status).toBe(
        303,
      )
    }
    await chosen('visits and appointments', 'that they are in hospital')
    const carer = await aPhone(p.id, carerId)
    expect(await open(carer, '/my/supporting')).toContain('is on Maple')
    await product.setNow('2026-03-05T10:01:00.000Z')
    await chosen('visits and appointments')
    const less = await open(carer, '/my/supporting')
    expect([less.includes('A visit, Friday 6 March'), less.includes('is on Maple')]).toEqual([true, false])
    await product.setNow('2026-03-05T10:02:00.000Z')
    await chosen()
    expect((await carer.get('/my/supporting')).to).toBe('/my/pin')
    expect(textIn((await carer.post('/my/pin', { pin: PIN })).body)).toContain('has been closed')
    expect((await site.get(`/app/people/${p.id}/door`, jo)).body).not.toContain('Make a code for Gwen Cares')
    await product.moveTo(THURSDAY)
  })
})

describe('any carer, without an account', () => {
  it('writes one way to a team they choose; nothing says whether somebody is known; too many are held', async () => {
    const p = await aPerson('Nia Door')
    const anybody = site.browser('192.0.2.88')
    const page = await anybody.get('/my/tell-the-team')
    expect(pageProblems(page.body)).toEqual([])
    expect(page.body).not.toContain('Commissioning')
    const form = { teamId: world.teams.maple, words: 'I am worried', fromName: 'A neighbour', fromReach: '' }
    expect((await anybody.post('/my/tell-the-team', { ...form, about: '' })).status).toBe(422)
    const [known, unknown] = [
      await anybody.post('/my/tell-the-team', { ...form, about: p.name }),
      await anybody.post('/my/tell-the-team', { ...form, about: 'Nobody Here' }),
    ]
    expect([known.status, known.body]).toEqual([200, unknown.body])
    for (let i = 0; i < 4; i += 1) await anybody.post('/my/tell-the-team', { ...form, about: p.name })
    const held = await anybody.post('/my/tell-the-team', { ...form, about: p.name })
    expect(held.status).toBe(429)
    // what was typed is still there
    expect(held.body).toContain('I am worried')
    expect(
      await product.rows(`select distinct person_id, team_id from tc.person_word where about_name = $1`, [
        p.name,
      ]),
    ).toEqual([{ person_id: null, team_id: world.teams.maple }])
    const word = /\/app\/words\/[0-9a-f-]{36}/.exec((await site.get('/app/tasks', jo)).body)![0]
    expect((await site.get(word, sam)).status).toBe(404)
  })
})

describe('the two doors', () => {
  const somewhere = (path: string) => path.replaceAll(/:\w+/g, '0195f000-0000-7000-8000-00000000aaaa')

  it('stay apart: a staff session opens nothing of /my, and an own door nothing of /app or the interface', async () => {
    const p = await aPerson('Oli Door')
    const phone = await aPhone(p.id)
    const [own, staff] = [phone.cookies['throughcare-my']!, jo]
    const other: string[] = []
    let tried = 0
    for (const page of pages) {
      if (page.access === 'public') continue
      const cookies =
        page.access === 'person'
          ? { 'throughcare-my': staff, 'throughcare-my-device': staff, throughcare: staff }
          : { throughcare: own, 'throughcare-my': own }
      const answer = await site.app.inject({
        method: page.method,
        url: somewhere(page.path),
        cookies,
        headers: { host: 'localhost:4310', origin: 'http://localhost:4310' },
      })
      tried += 1
      const to = String(answer.headers.location ?? '')
      if (answer.statusCode !== 303 || !to.startsWith(page.access === 'person' ? '/my/start' : '/sign-in'))
        other.push(`${page.method} ${page.path} ${answer.statusCode} ${to}`)
    }
    expect([other, tried > 150]).toEqual([[], true])
    for (const [name, kind] of [
      ['my.sheet', 'queries'],
      ['people.search', 'queries'],
      ['my.tell', 'commands'],
    ]) {
      const answer = await site.app.inject({
        method: 'POST',
        url: `/api/${kind}/${name}`,
        headers: { authorization: `Bearer ${own}` },
        payload: { id: freshId(), input: {} },
      })
      expect([name, answer.statusCode]).toEqual([name, 401])
    }
  })

  it('share no right: nothing that staff ask or do is open to an own door, and the other way round', async () => {
    const of = (right: string | readonly string[]) => (typeof right === 'string' ? [right] : right)
    const all = [...registry.commands.values(), ...registry.queries.values()]
    const ours = all.filter((one) => of(one.right).some((r) => r === 'my' || r === 'my.supporting'))
    expect(ours.map((o) => o.name).sort()).toEqual([
      'my.looked',
      'my.sharing',
      'my.sheet',
      'my.stop',
      'my.stop-carer',
      'my.supporting',
      'my.tell',
    ])
    expect(ours.every((o) => of(o.right).every((r) => r === 'my' || r === 'my.supporting'))).toBe(true)
    const p = await aPerson('Pip Door')
    const own = (await aPhone(p.id)).cookies['throughcare-my']!
    expect(codeOf(await product.ask(own, 'people.header', { personId: p.id }))).toBe('NOT_ALLOWED')
    expect(codeOf(await product.ask(jo, 'my.sheet', {}))).toBe('NOT_ALLOWED')
    // somebody gives a post that right by hand: the functions still answer nobody but the person
    await product.superuser.query(
      `update tc.post set rights = rights || '{my,my.supporting}' where id = $1`,
      [world.staff.jo.postId],
    )
    for (const query of ['my.sheet', 'my.sharing', 'my.supporting'])
      expect(must(await product.ask(jo, query, {})), query).toBeNull()
    expect(must(await product.ask(jo, 'my.looked', {}))).toMatchObject({ looks: [] })
    expect(codeOf(await product.act(jo, 'my.tell', { wordId: freshId(), words: 'x' }))).toBe(
      'NOT_FOUND_OR_NOT_YOURS',
    )
    expect(
      codeOf(
        await product.act(jo, 'my.stop', { decisionId: freshId(), serviceId: world.services.medication }),
      ),
    ).toBe('NOT_FOUND_OR_NOT_YOURS')
  })

  it('no text, email or letter of ours holds a way in', async () => {
    const templates = fs
      .globSync(['content/**/*', 'features/duty/**/*.ts*', 'platform/notify/**/*.ts'], {
        withFileTypes: true,
      })
      .filter((f) => f.isFile() && !/\.test\.tsx?$/.test(f.name))
      .map((f) => path.join(f.parentPath, f.name))
    expect(templates.length).toBeGreaterThan(40)
    expect(
      templates.filter((f) =>
        /\/my\/(start|pin)|person_start|newPersonCode/.test(fs.readFileSync(f, 'utf8')),
      ),
    ).toEqual([])
    // and the code is made by one page alone, which shows it
    const makes = fs
      .globSync('{features,platform,apps}/**/*.{ts,tsx}')
      .filter((f) => /newPersonCode\(\)/.test(fs.readFileSync(f, 'utf8')))
    expect(makes).toEqual(['features/my/pages/staff.tsx'])
  })
})
