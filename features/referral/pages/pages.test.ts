import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { pageProblems } from '#platform/ui/page-problems.ts'
import { aWorld, type Person, type World } from '#testing/personas.ts'
import { must } from '#testing/product.ts'
import { type Answer, aSite, type Site } from '#testing/site.ts'

const NOW = '2026-03-05T10:00:00.000Z'
const plain = (text: string) =>
  text
    .replaceAll('&quot;', '"')
    .replaceAll('&#x27;', "'")
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&')

/** The fields that a browser would send with the form of this address, as they stand on the page. */
function fieldsOf(html: string, action: string): Record<string, string | string[]> {
  const form = [...html.matchAll(/<form\b([^>]*)>([\s\S]*?)<\/form>/g)].find(([, attributes]) =>
    attributes!.includes(`action="${action}"`),
  )
  if (!form) throw new Error(`no form posts to ${action}`)
  const fields: Record<string, string | string[]> = {}
  const add = (name: string, value: string) => {
    const before = fields[name]
    fields[name] = before === undefined ? value : [...(typeof before === 'string' ? [before] : before), value]
  }
  const attribute = (tag: string, name: string) =>
    plain(new RegExp(`\\s${name}="([^"]*)"`).exec(tag)?.[1] ?? '')
  for (const [tag] of form[2]!.matchAll(/<input\b[^>]*>/g)) {
    const type = attribute(tag, 'type')
    if ((type === 'radio' || type === 'checkbox') && !/\schecked=/.test(tag)) continue
    add(attribute(tag, 'name'), attribute(tag, 'value'))
  }
  for (const [, attributes, body] of form[2]!.matchAll(/<textarea\b([^>]*)>([\s\S]*?)<\/textarea>/g))
    add(attribute(` ${attributes}`, 'name'), plain(body!))
  for (const [, attributes, body] of form[2]!.matchAll(/<select\b([^>]*)>([\s\S]*?)<\/select>/g)) {
    add(
      attribute(` ${attributes}`, 'name'),
      attribute(/<option\b[^>]*selected[^>]*>/.exec(body!)?.[0] ?? '', 'value'),
    )
  }
  return fields
}

describe('the screens of a referral', () => {
  let site: Site
  let world: World
  let jo: string
  let lin: string

  beforeAll(async () => {
    site = await aSite()
    world = await aWorld(site.product.superuser, { startsAt: new Date('2026-03-02T09:00:00.000Z') })
    await site.product.setNow(NOW)
    jo = await site.product.signIn(world.staff.jo.email)
    lin = await site.product.signIn(world.staff.lin.email)
  })
  afterAll(() => site?.stop())

  async function onTheWard(name: string): Promise<Person> {
    const person = await world.person(name)
    await world.admits(person, 0)
    await site.product.superuser.query('select acl.refresh($1)', [[person.id]])
    return person
  }
  const open = async (path: string, token = jo, status = 200): Promise<string> => {
    const answer = await site.get(path, token)
    expect(answer.status, `GET ${path}: ${answer.body.slice(0, 300)}`).toBe(status)
    expect(pageProblems(answer.body)).toEqual([])
    return answer.body
  }
  /** Presses the button of a form, with what is typed on top of what stands there. */
  const press = (
    html: string,
    action: string,
    typed: Record<string, string> = {},
    token = jo,
  ): Promise<Answer> => site.post(action, { ...fieldsOf(html, action), ...typed }, token)
  const on = (answer: Answer): string => {
    expect(answer.status, answer.body.slice(0, 600)).toBe(303)
    return answer.to!
  }

  /** The four screens, for somebody already known; gives the address of the confirmation. */
  async function sends(person: Person, said: Record<string, string> = { answer: 'yes' }): Promise<string> {
    const where = await open(`/app/referrals/new?person=${person.id}`)
    const ask = on(await press(where, '/app/referrals/new', { serviceId: world.services.medication }))
    const share = on(
      await press(await open(ask), ask, { 'asks.reason': 'Company while she learns her tablets' }),
    )
    const check = on(await press(await open(share), share, said))
    return on(await press(await open(check), check))
  }

  it('four screens send it, filled from the record, with a promise at the end', async () => {
    const person = await onTheWard('Mara Test')
    const where = await open(`/app/referrals/new?person=${person.id}`)
    expect(where).toContain('0 of 30 in use')
    const ask = on(await press(where, '/app/referrals/new', { serviceId: world.services.medication }))
    const asks = await open(ask)
    expect(asks).toContain('On Maple, Northside Trust, since Monday 2 March 2026.')
    expect(asks).toContain('Not known yet')
    const sentTo = await sends(person)
    const panel = await open(sentTo)
    expect(panel).toContain('Lin Chau’s team will reply by')
    expect(panel).toContain('5pm on Monday 9 March 2026')
    const referral = sentTo.replace('/sent', '')
    expect(await open(referral)).toContain('Company while she learns her tablets')
    expect(await open('/app/referrals?tab=sent')).toContain(
      'will open it and answer by 5pm on Monday 9 March 2026',
    )
    // a second press of the last button finds it sent
    expect(
      on(
        await site.get(
          sentTo.replace('/app/referrals/', '/app/referrals/draft/').replace('/sent', '/check'),
          jo,
        ),
      ),
    ).toBe(referral)
  })

  it('a no sends nothing, says what can be done, and is kept', async () => {
    const person = await onTheWard('Nell Test')
    const where = await open(`/app/referrals/new?person=${person.id}`)
    const ask = on(await press(where, '/app/referrals/new', { serviceId: world.services.medication }))
    const share = on(await press(await open(ask), ask))
    const no = on(await press(await open(share), share, { answer: 'no' }))
    const page = await open(no)
    expect(page).toContain('said no, so nothing is sent')
    on(await press(page, no))
    const rows = await site.product.superuser.query(
      'select answer from tc.sharing_decision where person_id = $1',
      [person.id],
    )
    expect(rows.rows).toEqual([{ answer: 'no' }])
    expect(
      (await site.product.superuser.query('select from tc.referral where person_id = $1', [person.id]))
        .rowCount,
    ).toBe(0)
  })

  it('an unanswered third screen comes back with everything typed in place', async () => {
    const person = await onTheWard('Una Test')
    const where = await open(`/app/referrals/new?person=${person.id}`)
    const ask = on(await press(where, '/app/referrals/new', { serviceId: world.services.medication }))
    const share = on(await press(await open(ask), ask, { 'asks.reason': 'Kept words' }))
    const again = await press(await open(share), share, { whoWasThere: 'her aunt' })
    expect(again.status).toBe(422)
    expect(again.body).toContain('Choose what the person said')
    expect(fieldsOf(again.body, share)).toMatchObject({
      whoWasThere: 'her aunt',
      'asks.reason': 'Kept words',
    })
    expect(await open(`/app/referrals/new?person=${person.id}`)).toContain('Carry on with it')
  })

  it('another tab in between: both texts, nothing lost', async () => {
    const person = await onTheWard('Ida Test')
    const where = await open(`/app/referrals/new?person=${person.id}`)
    const ask = on(await press(where, '/app/referrals/new', { serviceId: world.services.medication }))
    const [one, two] = [await open(ask), await open(ask)]
    on(await press(one, ask, { 'asks.reason': 'From the first tab' }))
    const second = await press(two, ask, { 'asks.reason': 'From the second tab' })
    expect(second.status).toBe(409)
    expect(second.body).toContain('From the first tab')
    expect(fieldsOf(second.body, ask)['asks.reason']).toBe('From the second tab')
    on(await press(second.body, ask))
  })

  it('a refusal by a rule keeps the text, and the mended form is sent', async () => {
    const person = await onTheWard('Ruth Test')
    const where = await open(`/app/referrals/new?person=${person.id}`)
    const ask = on(await press(where, '/app/referrals/new', { serviceId: world.services.medication }))
    const share = on(await press(await open(ask), ask, { 'asks.reason': 'Kept words' }))
    const check = on(await press(await open(share), share, { answer: 'yes' }))
    const checkPage = await open(check)
    await site.product.superuser.query('update tc.service set capacity = 0 where id = $1', [
      world.services.medication,
    ])
    const refused = await press(checkPage, check)
    expect(refused.status).toBe(422)
    expect(refused.body).toContain('not taking referrals now')
    await site.product.superuser.query('update tc.service set capacity = 30')
    const action = /action="(\/app\/referrals\/draft\/[^"]+\/check)"/.exec(refused.body)![1]!
    expect(action).not.toBe(check)
    expect(await open(on(await press(refused.body, action)))).toContain('Sent to Medication support')
  })

  it('is opened, asked about and answered; each sees the other’s words', async () => {
    const referral = (await sends(await onTheWard('Pat Test'))).replace('/sent', '')
    const inbox = await open('/app/referrals', lin)
    on(await press(inbox, `${referral}/open`, {}, lin))
    expect(await open(referral)).toContain('Lin Chau opened it.')
    const ask = `${referral}/ask`
    const empty = await press(await open(ask, lin), ask, { body: ' ' }, lin)
    expect(empty.status).toBe(422)
    on(await press(await open(ask, lin), ask, { body: 'Is there a lift?' }, lin))
    const asked = await open(referral)
    expect(asked).toContain('Is there a lift?')
    on(await press(asked, `${referral}/answer`, { body: 'Yes, and it works' }))
    expect(await open(referral, lin)).toContain('Yes, and it works')
  })

  it('is taken on; a colleague’s older page is told so', async () => {
    const referral = (await sends(await onTheWard('Tia Test'))).replace('/sent', '')
    const accept = `${referral}/accept`
    const page = await open(accept, lin)
    const typed = {
      start: 'date',
      'startOn-day': '11',
      'startOn-month': '3',
      'startOn-year': '2026',
      keyWorkerId: world.staff.sam.id,
    }
    const passed = await press(page, accept, { ...typed, 'startOn-day': '4' }, lin)
    expect(passed.status).toBe(422)
    expect(passed.body).toContain('The start date is before today')
    expect(fieldsOf(passed.body, accept)['startOn-day']).toBe('4')
    on(await press(passed.body, accept, { 'startOn-day': '11' }, lin))
    expect(await open(referral)).toContain('Starts Wednesday 11 March 2026')
    const late = await press(page, accept, typed, lin)
    expect(late.status).toBe(409)
    expect(late.body).toContain('It is now “Taken on”')
    expect(late.body, 'what stands now').toContain('Lin Chau took it on. Starts Wednesday 11 March 2026.')
    expect(late.body, 'what was typed').toMatch(/What you typed.*Sam Okoro/s)
    await open(`${referral}/decline`, lin, 409)
  })

  it('is declined with a suggestion, and sent on in one press', async () => {
    const referral = (await sends(await onTheWard('Abe Test'))).replace('/sent', '')
    const decline = `${referral}/decline`
    const none = await press(await open(decline, lin), decline, { reason: 'Full' }, lin)
    expect(none.body).toContain('Choose the way onward')
    const page = await open(decline, lin)
    expect(page).toContain('Harbour House')
    on(
      await press(
        page,
        decline,
        { reason: 'Full until 14 December', onward: 'hand-on', serviceId: world.services.housing },
        lin,
      ),
    )
    const declined = await open(referral)
    expect(declined).toContain('cannot take this on: Full until 14 December')
    const sentTo = on(await press(declined, `${referral}/hand-on`))
    expect(await open(sentTo)).toContain('Sent to Harbour House')
    expect(await open(referral)).not.toContain('hand-on"')
  })

  it('is declined in words where no other service can be chosen, with the other two ways', async () => {
    const referral = (await sends(await onTheWard('Nye Test'))).replace('/sent', '')
    const other = `select id, capacity from tc.service where id <> $1`
    const kept = (await site.product.superuser.query(other, [world.services.medication])).rows
    const room = (id: string, capacity: number) =>
      site.product.superuser.query('update tc.service set capacity = $2 where id = $1', [id, capacity])
    for (const { id } of kept) await room(id, 0)
    const page = await open(`${referral}/decline`, lin)
    for (const { id, capacity } of kept) await room(id, capacity)
    expect(pageProblems(page)).toEqual([])
    expect(page).toContain('No other service that Maple ward can send to takes referrals now.')
    expect(page).not.toContain('value="hand-on"')
    for (const way of ['introduction', 'unmet need']) expect(page).toContain(`value="${way}"`)
    expect(await open(`${referral}/decline`, lin)).toContain('value="hand-on"')
  })

  it('goes to a second service in two screens, with nothing typed again', async () => {
    const person = await onTheWard('Sol Test')
    const referral = (await sends(person)).replace('/sent', '')
    const where = await open(`/app/referrals/new?person=${person.id}&from=${referral.split('/').at(-1)}`)
    expect(where).toContain('There is an open referral to this service')
    const share = on(await press(where, '/app/referrals/new', { serviceId: world.services.housing }))
    const sentTo = on(await press(await open(share), share, { answer: 'yes' }))
    expect(await open(sentTo.replace('/sent', ''))).toContain('Company while she learns her tablets')
  })

  it('is withdrawn, and what the person says later is recorded', async () => {
    const referral = (await sends(await onTheWard('Zed Test'), { answer: 'ask me later' })).replace(
      '/sent',
      '',
    )
    const sharing = `${referral}/sharing`
    on(await press(await open(sharing), sharing, { answer: 'yes' }))
    expect(await open(referral)).toContain('Yes. Recorded on Thursday 5 March 2026')
    const withdraw = `${referral}/withdraw`
    on(await press(await open(withdraw), withdraw, { reason: 'Moving away' }))
    expect(await open(`${referral}?done=withdrawn`)).toContain('Taken back: Moving away')
  })

  it('whoever is second sees what they typed and what now stands, and can send it when it can still be sent', async () => {
    const referral = (await sends(await onTheWard('Lev Test'))).replace('/sent', '')
    const [ask, decline, withdraw] = [`${referral}/ask`, `${referral}/decline`, `${referral}/withdraw`]
    const pages = {
      ask: await open(ask, lin),
      decline: await open(decline, lin),
      withdraw: await open(withdraw),
    }
    on(await press(pages.ask, ask, { body: 'Is there a lift?' }, lin))
    // still open: the sender takes it back without having read the question
    const unread = await press(pages.withdraw, withdraw, { reason: 'Moving to her sister' })
    expect(unread.status).toBe(409)
    expect(pageProblems(unread.body)).toEqual([])
    expect(unread.body).toContain('Is there a lift?')
    expect(fieldsOf(unread.body, withdraw)).toMatchObject({ reason: 'Moving to her sister', version: '2' })
    // an answer that lacks something keeps the version that was seen
    const empty = await press(pages.withdraw, withdraw, { reason: ' ' })
    expect(fieldsOf(empty.body, withdraw).version).toBe('1')
    on(await press(unread.body, withdraw))
    // no longer open: the service declines what was taken back
    const late = await press(
      pages.decline,
      decline,
      { reason: 'Full until 14 December', onward: 'introduction', to: 'The day centre' },
      lin,
    )
    expect(late.status).toBe(409)
    expect(pageProblems(late.body)).toEqual([])
    expect(late.body).toContain('took it back: Moving to her sister')
    expect(late.body).toContain('Full until 14 December')
    expect(late.body).toContain('The day centre')
    expect(late.body).toContain('was not sent, and is not in the record')
    expect(late.body).not.toContain('Send this answer')
  })

  it('a second press to send it on is told what stands', async () => {
    const referral = (await sends(await onTheWard('Oma Test'))).replace('/sent', '')
    const decline = `${referral}/decline`
    on(
      await press(
        await open(decline, lin),
        decline,
        { reason: 'Full', onward: 'hand-on', serviceId: world.services.housing },
        lin,
      ),
    )
    const handOn = `${referral}/hand-on`
    const [one, two] = [await open(referral), await open(referral)]
    on(await press(one, handOn))
    const second = await press(two, handOn)
    expect(second.status).toBe(409)
    expect(pageProblems(second.body)).toEqual([])
    expect(second.body).toContain('It is now “Not taken on”')
    expect(second.body).toContain('handed on already')
  })

  it('needs that nobody could meet are read back by whoever runs the service, and the name goes in time', async () => {
    const needed = await onTheWard('Kit Fenn')
    const referral = (await sends(needed)).replace('/sent', '')
    const decline = `${referral}/decline`
    const unmet = { need: 'A worker who signs', area: 'Northside', missing: 'British Sign Language' }
    on(
      await press(
        await open(decline, lin),
        decline,
        { reason: 'Nobody signs', onward: 'unmet need', ...unmet },
        lin,
      ),
    )
    const list = await open('/app/team/unmet-needs', lin)
    for (const words of Object.values(unmet)) expect(list).toContain(words)
    expect(list).toContain('Medication support')
    expect(list).toContain(`href="${referral}"`)
    expect(list, 'a decline closes the name').not.toContain('Kit Fenn')
    expect(await open('/app/team', lin)).toContain('/app/team/unmet-needs')
    // the team that sent it has its own list, and whoever prints no report has none
    const wyn = await site.product.signIn(world.staff.wyn.email)
    expect(await open('/app/team/unmet-needs', wyn)).not.toContain('British Sign Language')
    const sam = await site.product.signIn(world.staff.sam.email)
    await open('/app/team/unmet-needs', sam, 403)
    // ten weeks on the team's rows are closed to it; the need stands, and about whom it was does not
    await site.product.setNow('2026-05-14T10:00:00.000Z')
    const later = await open('/app/team/unmet-needs', await site.product.signIn(world.staff.lin.email))
    expect(later).toContain('British Sign Language')
    expect(later).not.toContain(referral)
    expect(later).toContain('No longer shown')
    expect(
      await open('/app/team/unmet-needs?months=1', await site.product.signIn(world.staff.lin.email)),
    ).not.toContain('British Sign Language')
    await site.product.setNow(NOW)
    jo = await site.product.signIn(world.staff.jo.email)
    lin = await site.product.signIn(world.staff.lin.email)
  })

  it('filters live in the address; strangers and other sides are told nothing', async () => {
    const referral = (await sends(await onTheWard('Kay Test'))).replace('/sent', '')
    expect(await open('/app/referrals?tab=sent&word=withdrawn&urgent=1')).toContain('Remove filter')
    const bo = await site.product.signIn(world.staff.bo.email)
    await open(referral, bo, 404)
    await open(`${referral}/accept`, jo, 404)
    await open(`${referral}/withdraw`, lin, 404)
    await open('/app/referrals/not-an-id', jo, 404)
    expect(
      must(await site.product.ask(jo, 'referral.about-person', { personId: referral.split('/').at(-1) })),
    ).toMatchObject({ name: null, medicines: [] })
  })
})
