import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { pageProblems } from '#platform/ui/page-problems.ts'
import { hiddenIn, openPage } from '#testing/page.ts'
import { aWorld, type Person, type World } from '#testing/personas.ts'
import { freshId, must } from '#testing/product.ts'
import { type Answer, aSite, type Site } from '#testing/site.ts'

/** Monday 2 March 2026, 10am in London. */
const NOW = '2026-03-02T10:00:00.000Z'

describe('the screens of support, visits and calls', () => {
  let site: Site
  let world: World
  let lin: string
  let sam: string

  beforeAll(async () => {
    site = await aSite()
    world = await aWorld(site.product.superuser, { startsAt: new Date('2026-03-02T09:00:00.000Z') })
    await site.product.setNow(NOW)
    lin = await site.product.signIn(world.staff.lin.email)
    sam = await site.product.signIn(world.staff.sam.email)
  })
  afterAll(() => site?.stop())

  const rows = async (text: string, values: unknown[]) =>
    (await site.product.superuser.query(text, values)).rows
  const shown = (path: string, token = sam): Promise<Answer> => openPage(site, path, token)
  /** Which of these words a page lacks: the page itself would fill the report. */
  const lacks = (page: Answer, ...words: string[]): string[] => words.filter((w) => !page.body.includes(w))
  /** Opens a form, fills it and sends it. */
  const fill = async (
    path: string,
    answers: Record<string, string | string[]>,
    token = sam,
  ): Promise<Answer> => site.post(path, { ...hiddenIn((await shown(path, token)).body), ...answers }, token)
  /** The same, pressed twice: the second press is the first again, whatever the first changed and however late it comes. */
  const sent = async (
    path: string,
    answers: Record<string, string | string[]>,
    token = sam,
  ): Promise<string> => {
    const body = { ...hiddenIn((await shown(path, token)).body), ...answers }
    const answer = await site.post(path, body, token)
    expect(
      answer.status,
      answer.body.match(/error-summary__list.*?<\/ul>/s)?.[0] ?? answer.body.match(/<h1.*?<\/h1>/s)?.[0],
    ).toBe(303)
    const again = await site.post(path, body, token)
    expect([again.status, again.to], `${path} pressed again`).toEqual([303, answer.to])
    return answer.to ?? ''
  }
  const moment = (name: string, day: string, time: string) => ({
    [`${name}-day`]: String(Number(day.slice(8))),
    [`${name}-month`]: String(Number(day.slice(5, 7))),
    [`${name}-year`]: day.slice(0, 4),
    [`${name}Time`]: time,
  })

  async function supported(
    name: string,
  ): Promise<{ person: Person; episodeId: string; contactId: string; evening: string; medicine: string }> {
    const person = await world.person(name)
    const referralId = await world.refers(person, 0)
    await world.answers(person, world.services.medication, 'yes', 0)
    await world.opensTransition(person, 0)
    await site.product.superuser.query('select acl.refresh($1)', [[person.id]])
    const episodeId = freshId()
    must(
      await site.product.act(lin, 'referral.accept', {
        personId: person.id,
        referralId,
        episodeId,
        version: 1,
        start: { kind: 'date', on: '2026-03-02' },
        keyWorkerId: world.staff.sam.id,
      }),
    )
    const medicine = freshId()
    await rows(
      `insert into tc.medicine (id, person_id, name, dose_in_words, when_in_words, prescriber, said_by, as_of, organisation_id, team_id, recorded_at, recorded_by)
       values ($1, $2, 'Amber', 'one tablet', 'morning', 'Dr Vale', 'the ward', '2026-03-01', $3, $4, ctx.clock(), $5)`,
      [medicine, person.id, world.organisations.northside, world.teams.maple, world.staff.jo.id],
    )
    const [morning, evening] = await rows(
      'select id from tc.contact where episode_id = $1 order by window_from_at limit 2',
      [episodeId],
    )
    return { person, episodeId, contactId: morning.id, evening: evening.id, medicine }
  }

  it('record a visit in one sheet: refused until each medicine has its answer, with everything typed in place', async () => {
    await site.product.moveTo(NOW)
    const s = await supported('Mara Sheet')
    const path = `/app/contacts/${s.contactId}`
    const sheet = await shown(path)
    expect(
      lacks(
        sheet,
        'Mara Sheet',
        'How to communicate',
        'Took it, I saw',
        'Thoughts of ending life',
        '01632 960001',
      ),
    ).toEqual([])
    const answers = {
      happened: 'yes',
      mode: 'visit',
      by: world.staff.sam.id,
      ...moment('at', '2026-03-02', '8:05am'),
      note: 'A calm morning',
      worry: ['5', '0'],
      'told.5': '',
      'told.0': 'The ward',
    }
    const refused = await fill(path, answers)
    expect(refused.status).toBe(422)
    expect(pageProblems(refused.body)).toEqual([])
    expect(lacks(refused, 'Say what happened with Amber')).toEqual([])
    expect(lacks(refused, 'A calm morning')).toEqual([])
    expect(
      await sent(path, { ...answers, [`dose.${s.medicine}`]: 'not taken', [`why.${s.medicine}`]: 'asleep' }),
    ).toBe(`${path}?said=saved`)
    const written = await shown(path)
    expect(
      lacks(
        written,
        'Seen by Sam Okoro',
        'Not taken: asleep',
        'A calm morning',
        'Someone at home unsafe',
        'Nobody has been told yet',
      ),
    ).toEqual([])
    expect(
      (
        await rows(
          "select count(*)::int as n from tc.draft where author_id = $1 and form = 'contact.record' and sent_at is null and deleted_at is null",
          [world.staff.sam.id],
        )
      )[0].n,
    ).toBe(0)
    // the worry: who was told, then what was done
    const [worry] = await rows('select id from tc.worry where person_id = $1', [s.person.id])
    await sent(`/app/worries/${worry.id}/told`, { who: 'Lin Chau' })
    await sent(`/app/worries/${worry.id}`, { done: 'Lin rang the home team' })
    expect(lacks(await shown(`/app/worries/${worry.id}`), 'Lin rang the home team')).toEqual([])
    await sent(`${path}/correct`, {
      happened: 'yes',
      mode: 'visit',
      by: world.staff.sam.id,
      ...moment('at', '2026-03-02', '8:05am'),
      [`dose.${s.medicine}`]: 'took it, told me',
      why: 'It was taken later',
    })
    await sent(`${path}/note`, { text: 'Bus pass came' })
    const after = await shown(path)
    expect(lacks(after, 'Took it, told me', 'It was taken later', 'Bus pass came')).toEqual([])
  })

  it('show whoever corrects a note second what the first wrote, and let them correct that with their own text', async () => {
    await site.product.moveTo(NOW)
    const s = await supported('Nell Twice')
    const path = `/app/contacts/${s.contactId}`
    await sent(`${path}/note`, { text: 'Bus pass came' })
    const [note] = await rows('select id from tc.note where person_id = $1', [s.person.id])
    const correction = `${path}/note-correction?corrects=${note.id}`
    const open = hiddenIn((await shown(correction, lin)).body)
    const mine = { text: 'Bus pass came on Friday', why: 'The day' }
    await sent(correction, { text: 'Bus pass came on Monday', why: 'The day was missing' })
    const second = await site.post(`${path}/note-correction`, { ...open, ...mine }, lin)
    expect(second.status).toBe(409)
    expect(lacks(second, 'Bus pass came on Monday', mine.text)).toEqual([])
    const [newer] = await rows('select id from tc.note where corrects_id = $1', [note.id])
    const again = `${path}/note-correction?corrects=${newer.id}`
    expect(lacks(second, again, 'Correct that text instead')).toEqual([])
    expect(lacks(await shown(again, lin), mine.text)).toEqual([])
    await sent(again, mine, lin)
    expect(await rows('select body from tc.note where corrects_id = $1', [newer.id])).toEqual([
      { body: mine.text },
    ])
  })

  it('keep what was typed across a second saver: both texts are shown, and the mended form is sent', async () => {
    await site.product.moveTo(NOW)
    const s = await supported('Nia Sheet')
    const path = `/app/contacts/${s.evening}/move`
    const mine = {
      ...hiddenIn((await shown(path)).body),
      ...moment('from', '2026-03-03', ''),
      fromTime: '1pm',
      untilTime: '2pm',
    }
    must(
      await site.product.act(lin, 'contact.assign', {
        personId: s.person.id,
        contactId: s.evening,
        version: 1,
        staffId: world.staff.ade.id,
      }),
    )
    const stale = await site.post(path, mine, sam)
    expect(stale.status).toBe(409)
    expect(lacks(stale, 'Saved by somebody else')).toEqual([])
    expect(lacks(stale, 'Ade Bello')).toEqual([])
    expect(lacks(stale, 'value="1pm"')).toEqual([])
    const again = await site.post(path, { ...mine, ...hiddenIn(stale.body) }, sam)
    expect(again.status).toBe(303)
    expect(
      (
        await rows(
          "select to_char(window_from_at at time zone 'Europe/London', 'YYYY-MM-DD HH24:MI') as t from tc.contact where id = $1",
          [s.evening],
        )
      )[0].t,
    ).toBe('2026-03-03 13:00')
    expect((await site.post(path, { ...mine, ...hiddenIn(stale.body) }, sam)).status).toBe(303)
    await sent(`/app/contacts/${s.evening}/assign`, { staffId: world.staff.sam.id })
  })

  it('no answer shows the next step and its time; the contact is open until its outcome is written', async () => {
    await site.product.moveTo(NOW)
    const s = await supported('Ola Sheet')
    const path = `/app/contacts/${s.contactId}`
    await sent(path, {
      happened: 'no answer',
      mode: 'visit',
      by: world.staff.sam.id,
      ...moment('at', '2026-03-02', '8am'),
    })
    expect(lacks(await shown(path), 'Ring the person from the door')).toEqual([])
    await sent(`${path}/step`, {
      stepId: 'ring',
      found: 'no answer',
      ...moment('at', '2026-03-02', '8:02am'),
    })
    expect(lacks(await shown(path), 'Done by Sam Okoro')).toEqual([])
    expect((await fill(`${path}/resolve`, { what: 'rearranged', inWords: '' })).status).toBe(422)
    await sent(`${path}/resolve`, { what: 'rearranged', inWords: 'Tonight instead' })
    expect(lacks(await shown(path), 'Tonight instead')).toEqual([])
    expect(lacks(await shown(path), 'stays open on the board')).toHaveLength(1)
  })

  it('show the day of a worker and of a team, with the filter in the address', async () => {
    await site.product.moveTo(NOW)
    const s = await supported('Pia Sheet')
    expect(lacks(await shown('/app/visits'), 'Pia Sheet')).toEqual([])
    const team = await shown('/app/visits?who=team&on=2026-03-05', lin)
    expect(lacks(team, 'Thursday 5 March 2026')).toEqual([])
    expect(lacks(team, 'Pia Sheet')).toEqual([])
    await shown('/app/visits?on=nonsense')
    await site.product.moveTo('2026-03-03T12:00:00.000Z')
    const waiting = await shown('/app/visits?who=team', lin)
    expect(lacks(waiting, `/app/contacts/${s.evening}`)).toEqual([])
    await site.product.moveTo(NOW)
  })

  it('draw the schedule, and change it: who comes, up, pause and back, a reason, the way down, the end', async () => {
    await site.product.moveTo(NOW)
    const s = await supported('Rea Sheet')
    const path = `/app/episodes/${s.episodeId}`
    const schedule = await shown(path, lin)
    expect(
      lacks(
        schedule,
        'Twice a day, since Monday 2 March 2026',
        'Show as a table',
        'not agreed yet',
        'Support, week by week',
        'No visits yet.',
      ),
    ).toEqual([])
    await shown(`${path}/calendar`, lin)
    await sent(`${path}/visitors`, { 'day.0': '7', 'part.0': 'morning', 'staff.0': world.staff.ade.id }, lin)
    expect(lacks(await shown(path, lin), 'Sundays, mornings: Ade Bello')).toEqual([])
    await sent(`${path}/key-worker`, { staffId: world.staff.ade.id }, lin)
    await sent(`${path}/plan`, {
      mode: 'phone',
      ...moment('from', '2026-03-04', ''),
      fromTime: '2pm',
      untilTime: '3pm',
      staffId: world.staff.sam.id,
    })
    await sent(`${path}/record`, {
      mode: 'phone',
      by: world.staff.sam.id,
      ...moment('at', '2026-03-02', '9:50am'),
    })
    await sent(
      `${path}/no-contact`,
      { reason: 'Asked for quiet', ...moment('untilOn', '2026-03-10', '') },
      lin,
    )

    await site.product.moveTo('2026-03-09T12:00:00.000Z')
    for (const c of await rows(
      "select id, person_id, version, window_from_at from tc.contact where episode_id = $1 and state = 'planned' and window_until_at < ctx.clock()",
      [s.episodeId],
    ))
      must(
        await site.product.act(sam, 'contact.record', {
          personId: c.person_id,
          contactId: c.id,
          version: c.version,
          record: {
            happened: 'yes',
            at: c.window_from_at.toISOString(),
            mode: 'visit',
            by: [world.staff.sam.id],
            person: 'seen',
            doses: [{ medicineId: s.medicine, answer: 'took it, I saw' }],
          },
        }),
      )
    await sent(`${path}/propose`, {})
    expect(lacks(await shown(path, lin), 'Proposed: once a day')).toEqual([])
    const agreeing = {
      personHow: 'in person',
      ...moment('personAt', '2026-03-09', '9am'),
      agreedBy: world.staff.wyn.id,
      teamHow: 'by phone',
      ...moment('teamAt', '2026-03-09', '10am'),
      ...moment('fromOn', '2026-03-10', ''),
    }
    const alone = await fill(`${path}/agree`, { ...agreeing, agreedBy: '', teamHow: '' }, lin)
    expect(alone.status).toBe(422)
    expect(lacks(alone, 'named member of the prescribing or referring team')).toEqual([])
    await sent(`${path}/agree`, agreeing, lin)
    await site.product.moveTo('2026-03-10T12:00:00.000Z')
    const down = await shown(path, lin)
    expect(lacks(down, 'Once a day, since Tuesday 10 March 2026')).toEqual([])
    expect(lacks(down, 'Fewer from here, Tuesday 10 March: once a day (LC and WP)')).toEqual([])
    await sent(`${path}/up`, { toStepId: 'twice-daily', because: 'Asked for it' })
    await sent(`${path}/pause`, { reason: 'away', ...moment('from', '2026-03-10', '11am') })
    expect(lacks(await shown(path), 'Paused since')).toEqual([])
    await sent(`${path}/resume`, moment('back', '2026-03-10', '11:30am'))
    expect((await site.post(`${path}/extend`, hiddenIn((await shown(path)).body), sam)).status).toBe(303)

    const ending = {
      outcomeId: 'on-my-own',
      destinationId: 'home-with-team',
      receiver: 'outside',
      named: 'Dr Ash',
      ofOrganisation: 'Canal Street surgery',
      how: 'rang',
      ...moment('handedAt', '2026-03-10', '11:45am'),
    }
    const missed = await shown(`${path}/close`, lin)
    expect(lacks(missed, 'Still open')).toEqual([])
    expect(
      (await site.post(`${path}/close`, { ...hiddenIn(missed.body), ...ending, seenKey: '' }, lin)).status,
    ).toBe(409)
    const keys = [...missed.body.matchAll(/name="seenKey" value="([^"]+)"/g)].map(([, k]) => k!)
    await sent(`${path}/close`, { ...ending, seenKey: keys }, lin)
    expect(lacks(await shown(path, lin), 'Dr Ash, Canal Street surgery')).toEqual([])
  })

  it('show nothing of somebody else’s people, and no act without the right', async () => {
    await site.product.moveTo(NOW)
    const s = await supported('Suz Sheet')
    const bo = await site.product.signIn(world.staff.bo.email)
    for (const path of [
      `/app/episodes/${s.episodeId}`,
      `/app/contacts/${s.contactId}`,
      `/app/episodes/${freshId()}`,
      '/app/contacts/nonsense',
    ])
      expect((await site.get(path, bo)).status, path).toBe(404)
    const reader = await world.hires('Una Reader', world.teams.medication, ['people.read', 'contact.read'])
    const page = await shown(`/app/contacts/${s.contactId}`, await site.product.signIn(reader.email))
    expect(lacks(page, 'Nothing written')).toEqual([])
    expect(lacks(page, 'Did you see them?')).toHaveLength(1)
  })
})
