import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { pageProblems } from '#platform/ui/page-problems.ts'
import { hiddenIn, openPage } from '#testing/page.ts'
import { aWorld, type Person, type World } from '#testing/personas.ts'
import { freshId, must } from '#testing/product.ts'
import { type Answer, aSite, type Site } from '#testing/site.ts'

/** Monday 2 March 2026, 10am in London. */
const NOW = '2026-03-02T10:00:00.000Z'

describe('the screens of decisions about support', () => {
  let site: Site
  let world: World
  let lin: string
  let sam: string

  beforeAll(async () => {
    site = await aSite()
    world = await aWorld(site.product.superuser, { startsAt: new Date('2026-03-02T09:00:00.000Z') })
    await site.product.moveTo(NOW)
    lin = await site.product.signIn(world.staff.lin.email)
    sam = await site.product.signIn(world.staff.sam.email)
  })
  afterAll(() => site?.stop())

  const rows = async (text: string, values: unknown[]) =>
    (await site.product.superuser.query(text, values)).rows
  const opened = (path: string, token = sam): Promise<Answer> => openPage(site, path, token)
  /** Sends a form as it was opened; a page that comes back is whole. */
  const send = async (path: string, page: Answer, answers: Record<string, string>, token = sam) => {
    const answer = await site.post(path, { ...hiddenIn(page.body), ...answers }, token)
    if (answer.status !== 303) expect(pageProblems(answer.body), path).toEqual([])
    return answer
  }
  const says = (page: Answer, ...words: string[]) =>
    expect(
      words.filter((w) => !page.body.replaceAll('&quot;', '"').replaceAll('&#x27;', "'").includes(w)),
    ).toEqual([])
  const moment = (name: string, day: string, time: string) => ({
    [`${name}-day`]: String(Number(day.slice(8))),
    [`${name}-month`]: String(Number(day.slice(5, 7))),
    [`${name}-year`]: day.slice(0, 4),
    [`${name}Time`]: time,
  })

  async function supported(name: string): Promise<{ person: Person; episodeId: string; path: string }> {
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
    return { person, episodeId, path: `/app/episodes/${episodeId}` }
  }
  const visited = async (s: { person: Person; episodeId: string }) => {
    const [first] = await rows(
      "select id from tc.contact where episode_id = $1 and state = 'planned' order by window_from_at limit 1",
      [s.episodeId],
    )
    const record = {
      happened: 'yes',
      at: '2026-03-02T08:00:00.000Z',
      mode: 'visit',
      by: [world.staff.sam.id],
      person: 'seen',
      doses: [],
    }
    must(
      await site.product.act(sam, 'contact.record', {
        personId: s.person.id,
        contactId: first.id,
        version: 1,
        record,
      }),
    )
  }
  const stage = async (s: { episodeId: string }) =>
    (await rows('select stage_id, version from tc.episode where id = $1', [s.episodeId]))[0]

  it('says which stage somebody is on, what must be true to move, and moves them when it is', async () => {
    await site.product.moveTo(NOW)
    const s = await supported('Mara Stage')
    says(
      await opened(s.path),
      'Getting to know each other',
      'Move on or back',
      'passing that day changes nothing',
    )
    const early = await opened(`${s.path}/stage`)
    says(early, 'Contacts that have happened: at least 1', 'Not yet', 'True now')
    expect((await send(`${s.path}/stage`, early, {})).status).toBe(422)
    const refused = await send(`${s.path}/stage`, early, { toStageId: 'settling-in' })
    expect(refused.status).toBe(409)
    says(refused, 'What must be true first: contacts that have happened: at least 1')

    await visited(s)
    const planned = await rows(
      "select id, window_from_at from tc.contact where episode_id = $1 and state = 'planned' order by 1",
      [s.episodeId],
    )
    const ready = await opened(`${s.path}/stage`)
    const other = await opened(`${s.path}/stage`, lin)
    expect((await send(`${s.path}/stage`, ready, { toStageId: 'settling-in' })).to).toBe(
      `${s.path}?said=done`,
    )
    expect(await stage(s)).toEqual({ stage_id: 'settling-in', version: 2 })
    says(await opened(`/app/people/${s.person.id}`), 'Stage: Settling in.')
    expect(
      await rows('select from_stage_id, to_stage_id, moved_by from tc.stage_move where episode_id = $1', [
        s.episodeId,
      ]),
    ).toEqual([{ from_stage_id: 'meeting', to_stage_id: 'settling-in', moved_by: world.staff.sam.id }])
    expect(
      await rows(
        "select count(*)::int as n from tc.timeline where person_id = $1 and what = 'moved to another stage'",
        [s.person.id],
      ),
    ).toEqual([{ n: 1 }])
    // a stage changes no visit
    expect(
      await rows(
        "select id, window_from_at from tc.contact where episode_id = $1 and state = 'planned' order by 1",
        [s.episodeId],
      ),
    ).toEqual(planned)

    // whoever saved second sees where it stands now, their own choice still in the form
    const second = await send(`${s.path}/stage`, other, { toStageId: 'settling-in' }, lin)
    expect(second.status).toBe(409)
    says(second, 'Saved by somebody else', 'The stage is “Settling in”')
  })

  it('asks the worker for what the record cannot count, and refuses without it', async () => {
    await site.product.moveTo(NOW)
    const s = await supported('Nia Stage')
    await rows("update tc.episode set stage_id = 'by-telephone' where id = $1", [s.episodeId])
    const path = `${s.path}/stage`
    const form = await opened(path)
    says(form, 'You say it', 'how did the person say yes?')
    const without = await send(path, form, { toStageId: 'my-own-way' })
    expect(without.status).toBe(409)
    says(without, 'What must be true first: the person agrees')
    const later = {
      toStageId: 'my-own-way',
      personHow: 'by telephone',
      ...moment('personAt', '2026-03-03', '9am'),
    }
    expect((await send(path, without, later)).status).toBe(422)
    const again = await opened(path)
    expect((await send(path, again, { ...later, ...moment('personAt', '2026-03-02', '10am') })).status).toBe(
      303,
    )
    const [move] = await rows(
      'select person_agreed_how, goals_written from tc.stage_move where episode_id = $1',
      [s.episodeId],
    )
    expect(move).toEqual({ person_agreed_how: 'by telephone', goals_written: null })
    says(await opened(s.path), 'This is the last stage.', 'End support')
    expect((await site.get(path, sam)).status).toBe(404)

    const settling = await supported('Ola Stage')
    await rows("update tc.episode set stage_id = 'settling-in' where id = $1", [settling.episodeId])
    await rows("update tc.schedule_decision set step_id = 'three-a-week' where episode_id = $1", [
      settling.episodeId,
    ])
    const goals = await opened(`${settling.path}/stage`)
    says(
      goals,
      'how many goals has the person written down?',
      'The present support step is “Three times a week”',
    )
    expect(
      (await send(`${settling.path}/stage`, goals, { toStageId: 'on-my-feet', goals: 'some' })).status,
    ).toBe(422)
    expect(
      (await send(`${settling.path}/stage`, goals, { toStageId: 'on-my-feet', goals: '2' })).status,
    ).toBe(303)
    expect(await stage(settling)).toEqual({ stage_id: 'on-my-feet', version: 2 })
  })

  it('is moved by the service’s own team alone, and not by one of whom core is hidden', async () => {
    await site.product.moveTo(NOW)
    const s = await supported('Pia Stage')
    await visited(s)
    const input = {
      personId: s.person.id,
      episodeId: s.episodeId,
      moveId: freshId(),
      toStageId: 'settling-in',
      version: 1,
    }
    const jo = await site.product.signIn(world.staff.jo.email)
    const code = async (token: string, more: Record<string, unknown> = {}) => {
      const done = await site.product.act(token, 'episode.move-stage', { ...input, ...more })
      return done.ok ? 'done' : done.refusal.code
    }
    expect(await code(jo)).toBe('NOT_FOUND_OR_NOT_YOURS')
    expect(await code(sam, { toStageId: 'on-my-feet' })).toBe('STAGE_NOT_NEXT')
    expect(await code(sam, { version: 7 })).toBe('STALE_VERSION')
    // back in hospital: they have not left
    await world.admits(s.person, 0)
    await site.product.superuser.query('select acl.refresh($1)', [[s.person.id]])
    expect(await code(sam)).toBe('STAGE_NOT_YET')
  })

  it('shows the second to pause, to resume or to propose what the first decided, and keeps their text', async () => {
    await site.product.moveTo(NOW)
    const s = await supported('Quin Stage')
    const pausing = { reason: 'away', ...moment('from', '2026-03-02', '9am') }
    const [mine, theirs] = [await opened(`${s.path}/pause`), await opened(`${s.path}/pause`, lin)]
    expect((await send(`${s.path}/pause`, mine, pausing)).status).toBe(303)
    const second = await send(`${s.path}/pause`, theirs, { ...pausing, reason: 'person asked' }, lin)
    expect(second.status).toBe(409)
    says(second, 'Saved by somebody else', 'Paused since')
    expect(second.body.match(/<input[^>]*value="person asked"[^>]*>/)?.[0]).toContain('checked')
    // sent again as it stands now, the rule speaks, and the first text still stands beside theirs
    const third = await send(`${s.path}/pause`, second, { ...pausing, reason: 'person asked' }, lin)
    expect(third.status).toBe(409)
    says(third, 'Your text is below. It is not in the record.')

    const [back, late] = [await opened(`${s.path}/resume`), await opened(`${s.path}/resume`, lin)]
    expect((await send(`${s.path}/resume`, back, moment('back', '2026-03-02', '10am'))).status).toBe(303)
    const over = await send(`${s.path}/resume`, late, moment('back', '2026-03-02', '9:30am'), lin)
    expect(over.status).toBe(409)
    says(over, 'Support is not paused.')

    const [proposing, older] = [await opened(`${s.path}/propose`), await opened(`${s.path}/propose`, lin)]
    expect((await send(`${s.path}/propose`, proposing, {})).status).toBe(303)
    says(await send(`${s.path}/propose`, older, {}, lin), 'Saved by somebody else', 'proposed once a day')
    const [aside, agreeing] = [await opened(`${s.path}/not-now`, lin), await opened(`${s.path}/agree`, lin)]
    expect((await send(`${s.path}/not-now`, aside, {}, lin)).status).toBe(303)
    const settled = await send(`${s.path}/agree`, agreeing, { personHow: 'at the door' }, lin)
    expect(settled.status).toBe(409)
    says(settled, 'This proposal was settled already', 'at the door')
  })

  it('takes a second press of the same form for the first, whatever the first changed', async () => {
    await site.product.moveTo(NOW)
    const s = await supported('Una Stage')
    const done = { status: 303, to: `${s.path}?said=done` }
    const twice = async (act: string, answers: Record<string, string>) => {
      const form = await opened(`${s.path}/${act}`)
      expect(await send(`${s.path}/${act}`, form, answers), act).toMatchObject(done)
      return send(`${s.path}/${act}`, form, answers)
    }
    const moments = (name: string) => moment(name, '2026-03-02', '10am')
    expect(await twice('pause', { reason: 'away', ...moments('from') })).toMatchObject(done)
    expect(await twice('resume', moments('back'))).toMatchObject(done)
    expect(await twice('propose', {})).toMatchObject(done)
    expect(await twice('not-now', {})).toMatchObject(done)
    await rows("update tc.episode set stage_id = 'settling-in' where id = $1", [s.episodeId])
    await rows("update tc.schedule_decision set step_id = 'three-a-week' where episode_id = $1", [
      s.episodeId,
    ])
    expect(await twice('stage', { toStageId: 'on-my-feet', goals: '2' })).toMatchObject(done)
    const late = await opened(`${s.path}/close`, lin)
    const choice = (name: string) =>
      new RegExp(`name="${name}"[^>]* value="([^"]+)"`).exec(late.body)?.[1] ?? ''
    const closing = {
      outcomeId: choice('outcomeId'),
      destinationId: choice('destinationId'),
      receiver: 'outside',
      named: 'Dr Ames',
      ofOrganisation: 'Canal Street surgery',
      how: 'rang her',
      ...moments('handedAt'),
    }
    expect(await twice('close', closing)).toMatchObject(done)
    // a colleague who came second is told so, with what they typed
    const second = await send(`${s.path}/close`, late, { ...closing, how: 'sent the plan' }, lin)
    expect(second.status).toBe(409)
    says(second, 'This support has ended already', 'sent the plan')
    expect((await site.get(`${s.path}/close`, lin)).status).toBe(409)
  })

  it('never holds up more support because a page was older; as much as a colleague did is said plainly', async () => {
    await site.product.moveTo(NOW)
    const s = await supported('Ravi Stage')
    await rows("update tc.schedule_decision set step_id = 'weekly' where episode_id = $1", [s.episodeId])
    const path = `${s.path}/up`
    const [a, b, c] = [await opened(path), await opened(path, lin), await opened(path, lin)]
    const send3 = (page: Answer, toStepId: string, token: string) =>
      send(path, page, { toStepId, because: 'Two evenings missed' }, token)
    expect((await send3(a, 'daily', sam)).status).toBe(303)
    const same = await send3(b, 'daily', lin)
    expect(same.status).toBe(409)
    says(
      same,
      'it is at “Once a day” now, which is as much or more',
      'The step now is once a day',
      'Two evenings missed',
    )
    expect((await send3(c, 'twice-daily', lin)).status).toBe(303)
  })

  it('gives back what was typed after the session ran out, each answer under its question', async () => {
    await site.product.moveTo(NOW)
    const s = await supported('Tess Stage')
    const path = `${s.path}/pause`
    const form = await opened(path)
    await rows(
      "update identity.session set last_seen_at = last_seen_at - interval '31 minutes' where staff_id = $1",
      [world.staff.sam.id],
    )
    const lost = await site.post(
      path,
      { ...hiddenIn(form.body), reason: 'person asked', ...moment('from', '2026-03-02', '9am') },
      sam,
    )
    expect(lost.status).toBe(303)
    sam = await site.product.signIn(world.staff.sam.email)
    const kept = await opened('/app/kept')
    says(kept, 'Pause support', 'Why?', 'The person asked', 'Since when?', '2 March 2026')
    expect(kept.body).not.toContain('>person asked<')
  })
})
