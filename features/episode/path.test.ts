import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { aWorld, type Person, type World } from '#testing/personas.ts'
import { aProduct, codeOf, freshId, must, type Product } from '#testing/product.ts'

/** Monday 2 March 2026, 9am in London: the day on which support starts. */
const START = '2026-03-02T09:00:00.000Z'

describe('support at home, from taking somebody on to its end', () => {
  let product: Product
  let world: World
  let lin: string
  let sam: string

  beforeAll(async () => {
    product = await aProduct()
    world = await aWorld(product.superuser, { startsAt: new Date(START) })
    await product.setNow(START)
    lin = await product.signIn(world.staff.lin.email)
    sam = await product.signIn(world.staff.sam.email)
  })
  afterAll(() => product?.stop())

  const rows = async (text: string, values: unknown[]) => (await product.superuser.query(text, values)).rows

  interface Supported {
    person: Person
    episodeId: string
    referralId: string
  }
  /** Referred by Jo of Maple ward, taken on by Lin with Sam as key worker, starting today. */
  async function takenOn(
    name: string,
    more: { keyWorkerId?: string | null; startOn?: string } = {},
  ): Promise<Supported> {
    const person = await world.person(name)
    const referralId = await world.refers(person, 0)
    await world.answers(person, world.services.medication, 'yes', 0)
    await world.opensTransition(person, 0)
    await product.superuser.query('select acl.refresh($1)', [[person.id]])
    const episodeId = freshId()
    const start = { kind: 'date', on: more.startOn ?? '2026-03-02' }
    const keyWorkerId = more.keyWorkerId === undefined ? world.staff.sam.id : more.keyWorkerId
    must(
      await product.act(lin, 'referral.accept', {
        personId: person.id,
        referralId,
        episodeId,
        version: 1,
        start,
        keyWorkerId,
      }),
    )
    return { person, episodeId, referralId }
  }
  const planned = (episodeId: string) =>
    rows(
      "select id, on_day::text as on_day, to_char(window_from_at at time zone 'Europe/London', 'HH24:MI') as time, staff_id, version from tc.contact where episode_id = $1 and state = 'planned' order by window_from_at",
      [episodeId],
    )
  const perDay = async (episodeId: string): Promise<Record<string, number>> => {
    const list = await planned(episodeId)
    return Object.fromEntries(
      [...new Set(list.map((c) => c.on_day))].map((d) => [d, list.filter((c) => c.on_day === d).length]),
    )
  }
  const versionOf = async (episodeId: string): Promise<number> =>
    (await rows('select version from tc.episode where id = $1', [episodeId]))[0].version
  const gaps = async (person: Person): Promise<string[]> =>
    (
      await rows(
        'select kind from net.obligation where person_id = $1 and gap_from <= ctx.clock() and gap_until > ctx.clock() order by kind',
        [person.id],
      )
    ).map((r) => r.kind)
  const happened = (s: Supported, contactId: string, when: string, more: Record<string, unknown> = {}) => ({
    personId: s.person.id,
    contactId,
    version: 1,
    record: { happened: 'yes', at: when, mode: 'visit', by: [world.staff.sam.id], person: 'seen', doses: [] },
    ...more,
  })
  /** Records every planned visit whose window has ended, as Sam, at the start of its window. */
  async function visitsUntilNow(s: Supported): Promise<void> {
    const due = await rows(
      "select id, window_from_at from tc.contact where episode_id = $1 and state = 'planned' and window_until_at < ctx.clock() order by window_from_at",
      [s.episodeId],
    )
    for (const c of due)
      must(await product.act(sam, 'contact.record', happened(s, c.id, c.window_from_at.toISOString())))
  }

  it('plans two weeks of the first step when it opens, each with the key worker, and no other step', async () => {
    await product.moveTo(START)
    const s = await takenOn('Mara Path')
    const list = await planned(s.episodeId)
    // today's morning window ends at 10:30, so it is still to come at nine; 15 days, twice each
    expect(list).toHaveLength(30)
    expect(list[0]).toMatchObject({ on_day: '2026-03-02', time: '07:30', staff_id: world.staff.sam.id })
    expect(list.at(-1)).toMatchObject({ on_day: '2026-03-16', time: '17:30' })
    expect(
      await rows('select kind, step_id, from_on::text from tc.schedule_decision where episode_id = $1', [
        s.episodeId,
      ]),
    ).toEqual([{ kind: 'start', step_id: 'twice-daily', from_on: '2026-03-02' }])
    expect(await gaps(s.person)).toEqual([])
  })

  it('leaves contacts without a worker as gaps until somebody is named, who then has them all', async () => {
    await product.moveTo(START)
    const s = await takenOn('Nia Path', { keyWorkerId: null })
    expect((await gaps(s.person)).every((k) => k === 'N2')).toBe(true)
    expect(await gaps(s.person)).not.toEqual([])
    const naming = { personId: s.person.id, episodeId: s.episodeId, staffId: world.staff.sam.id, version: 1 }
    expect(
      codeOf(await product.act(lin, 'episode.name-key-worker', { ...naming, staffId: world.staff.jo.id })),
    ).toBe('EPISODE_WORKER')
    must(await product.act(lin, 'episode.name-key-worker', naming))
    expect(codeOf(await product.act(lin, 'episode.name-key-worker', naming))).toBe('STALE_VERSION')
    const list = await planned(s.episodeId)
    // the window that had begun keeps what it was; every later one is Sam's
    expect(list.slice(1).every((c) => c.staff_id === world.staff.sam.id)).toBe(true)
    const lines = [{ weekday: null, part: 'evening', staffId: world.staff.ade.id }]
    must(
      await product.act(lin, 'episode.assign-contacts', {
        personId: s.person.id,
        episodeId: s.episodeId,
        lines,
        version: 2,
      }),
    )
    const after = await planned(s.episodeId)
    expect(after.filter((c) => c.time === '17:30').every((c) => c.staff_id === world.staff.ade.id)).toBe(true)
    expect(
      after
        .slice(1)
        .filter((c) => c.time === '07:30')
        .every((c) => c.staff_id === world.staff.sam.id),
    ).toBe(true)
  })

  it('goes from the first visit to the end: started, fewer visits only when both agree, more at once, paused, closed', async () => {
    await product.moveTo(START)
    const s = await takenOn('Ona Path')
    const ids = { personId: s.person.id, episodeId: s.episodeId }
    const word = async () =>
      (await rows('select word from tc.referral where id = $1', [s.referralId]))[0].word
    expect(await word()).toBe('taken on')

    // ten days of visits: the target length of the first step is a week, and nothing changes by itself
    await product.moveTo('2026-03-12T09:00:00.000Z')
    await visitsUntilNow(s)
    expect(await word()).toBe('started')
    expect(
      (
        await rows('select first_contact_at from tc.episode where id = $1', [s.episodeId])
      )[0].first_contact_at.toISOString(),
    ).toBe('2026-03-02T07:30:00.000Z')
    expect(await perDay(s.episodeId)).toMatchObject({ '2026-03-12': 2, '2026-03-20': 2, '2026-03-26': 2 })

    // a proposal waits, with its evidence, and changes no plan
    const proposalId = freshId()
    expect(
      codeOf(
        await product.act(sam, 'episode.propose-step-down', {
          ...ids,
          proposalId,
          toStepId: 'weekly',
          version: await versionOf(s.episodeId),
        }),
      ),
    ).toBe('STEP_NOT_NEXT')
    const older = await versionOf(s.episodeId)
    must(
      await product.act(sam, 'episode.propose-step-down', {
        ...ids,
        proposalId,
        toStepId: 'daily',
        version: older,
      }),
    )
    expect(
      codeOf(
        await product.act(lin, 'episode.propose-step-down', {
          ...ids,
          proposalId: freshId(),
          toStepId: 'daily',
          version: older,
        }),
      ),
    ).toBe('STALE_VERSION')
    expect(
      codeOf(
        await product.act(sam, 'episode.propose-step-down', {
          ...ids,
          proposalId: freshId(),
          toStepId: 'daily',
          version: await versionOf(s.episodeId),
        }),
      ),
    ).toBe('STEP_PROPOSAL_OPEN')
    const [proposal] = await rows('select evidence from tc.step_down_proposal where id = $1', [proposalId])
    expect(proposal.evidence.evidence).toMatchObject({
      daysInStep: 10,
      contactsHappened: 20,
      contactsMissed: 0,
    })
    expect(await perDay(s.episodeId)).toMatchObject({ '2026-03-20': 2 })

    const person = { at: '2026-03-12T08:00:00.000Z', how: 'at the visit, in person' }
    const team = { staffId: world.staff.wyn.id, at: '2026-03-12T08:30:00.000Z', how: 'by phone' }
    const agreeing = async (more: Record<string, unknown> = {}) =>
      product.act(lin, 'episode.agree-step-down', {
        ...ids,
        proposalId,
        decisionId: freshId(),
        fromOn: '2026-03-14',
        personAgreed: person,
        agreedBy: team,
        version: await versionOf(s.episodeId),
        ...more,
      })
    expect(codeOf(await agreeing({ personAgreed: null }))).toBe('STEP_NEEDS_PERSON')
    expect(codeOf(await agreeing({ agreedBy: null }))).toBe('STEP_NEEDS_TEAM')
    // Sam is of neither team; Noor is of a team with clinical responsibility but her post may not agree; Lin is the service's own
    for (const staff of ['sam', 'noor', 'lin'] as const)
      expect(codeOf(await agreeing({ agreedBy: { ...team, staffId: world.staff[staff].id } }))).toBe(
        'STEP_NEEDS_TEAM',
      )
    expect(codeOf(await agreeing({ fromOn: '2026-03-12' }))).toBe('STEP_DOWN_DATE')
    expect(await perDay(s.episodeId)).toMatchObject({ '2026-03-20': 2 })

    // an open worry stops it, until somebody writes what was done
    const worryId = await world.worry(s.person, 10)
    expect(codeOf(await agreeing())).toBe('STEP_WORRY_OPEN')
    await product.superuser.query(
      "update tc.worry set done_at = ctx.clock(), done_text = 'rang' where id = $1",
      [worryId],
    )
    expect(codeOf(await agreeing({ version: 1 - 1 }))).toBe('STALE_VERSION')

    must(
      await product.act(sam, 'episode.person-agrees', {
        ...ids,
        proposalId,
        at: person.at,
        how: person.how,
        version: await versionOf(s.episodeId),
      }),
    )
    must(await agreeing({ personAgreed: null }))
    expect(await perDay(s.episodeId)).toMatchObject({
      '2026-03-13': 2,
      '2026-03-14': 1,
      '2026-03-20': 1,
      '2026-03-26': 1,
    })
    const [decision] = await rows(
      "select team_agreed_by, team_agreed_relation, person_agreed_how from tc.schedule_decision where episode_id = $1 and kind = 'down'",
      [s.episodeId],
    )
    expect(decision).toEqual({
      team_agreed_by: world.staff.wyn.id,
      team_agreed_relation: 'prescribing',
      person_agreed_how: person.how,
    })
    expect(codeOf(await agreeing())).toBe('STEP_PROPOSAL_SETTLED')

    // more at once, on one worker's act
    await product.moveTo('2026-03-16T12:00:00.000Z')
    await visitsUntilNow(s)
    const up = { ...ids, decisionId: freshId(), toStepId: 'twice-daily', because: 'Two doses forgotten' }
    const upId = freshId()
    must(await product.act(sam, 'episode.step-up', up, upId))
    expect(must(await product.act(sam, 'episode.step-up', up, upId)).replayed).toBe(true)
    expect(await perDay(s.episodeId)).toMatchObject({ '2026-03-16': 1, '2026-03-17': 2, '2026-03-26': 2 })
    // a colleague on an older page is told that it went up, and anything decided from before it is refused as stale
    expect(codeOf(await product.act(lin, 'episode.step-up', { ...up, decisionId: freshId() }))).toBe(
      'STEP_UP_ALREADY',
    )

    // away: nothing is planned; back: the step before goes on, and a look at it together is due
    const pauseId = freshId()
    must(
      await product.act(sam, 'episode.pause', {
        ...ids,
        pauseId,
        reason: 'away',
        fromAt: '2026-03-16T11:00:00.000Z',
        version: await versionOf(s.episodeId),
      }),
    )
    expect(await planned(s.episodeId)).toEqual([])
    // nobody has moved the first stage on since its week passed: a look at it together is due, and nothing else
    expect(await gaps(s.person)).toEqual(['N9'])
    expect(
      codeOf(
        await product.act(sam, 'episode.pause', {
          ...ids,
          pauseId: freshId(),
          reason: 'away',
          fromAt: '2026-03-16T11:00:00.000Z',
          version: await versionOf(s.episodeId),
        }),
      ),
    ).toBe('SCHEDULE_PAUSED')
    await product.moveTo('2026-03-20T12:00:00.000Z')
    const back = {
      ...ids,
      pauseId,
      taskId: freshId(),
      backAt: '2026-03-20T11:00:00.000Z',
      version: await versionOf(s.episodeId),
    }
    expect(codeOf(await product.act(lin, 'episode.resume', { ...back, version: back.version - 1 }))).toBe(
      'STALE_VERSION',
    )
    must(await product.act(sam, 'episode.resume', back))
    expect(await perDay(s.episodeId)).toMatchObject({ '2026-03-20': 1, '2026-03-21': 2, '2026-04-03': 2 })
    expect(await rows('select kind, due_at from tc.task where id = $1', [back.taskId])).toEqual([
      { kind: 'review after a pause', due_at: new Date('2026-03-25T00:00:00.000Z') },
    ])

    // a visit is missed; closing shows it, never hides it
    await product.moveTo('2026-03-21T12:00:00.000Z')
    await product.superuser.query('update tc.task set done_at = ctx.clock() where id = $1', [back.taskId])
    const missed = (await planned(s.episodeId)).filter((c) => `${c.on_day} ${c.time}` < '2026-03-21 12:00')
    expect(missed).toHaveLength(2)
    const closing = {
      ...ids,
      outcomeId: 'on-my-own',
      destinationId: 'home-with-team',
      version: await versionOf(s.episodeId),
      seenKeys: [] as string[],
      handover: {
        to: { kind: 'staff member', staffId: world.staff.noor.id },
        how: 'rang her',
        at: '2026-03-21T11:00:00.000Z',
      },
    }
    expect(codeOf(await product.act(lin, 'episode.close', closing))).toBe('CLOSING_OPEN_NOT_SEEN')
    expect(codeOf(await product.act(lin, 'episode.close', { ...closing, handover: null }))).toBe(
      'CLOSING_NEEDS_RECEIVER',
    )
    const seenKeys = [`N9:stage:${s.episodeId}`, ...missed.map((c) => `N7:contact:${c.id}`)]
    must(await product.act(lin, 'episode.close', { ...closing, seenKeys }))
    expect(await word()).toBe('finished')
    expect((await planned(s.episodeId)).map((c) => c.id).sort()).toEqual(missed.map((c) => c.id).sort())
    expect(await gaps(s.person)).toEqual(['N7', 'N7'])
    expect(
      await rows('select state, handover_to, open_at_closing from tc.episode where id = $1', [s.episodeId]),
    ).toEqual([{ state: 'ended', handover_to: 'Noor Aziz, North community team', open_at_closing: seenKeys }])
    for (const c of missed)
      must(
        await product.act(sam, 'contact.resolve', {
          personId: s.person.id,
          contactId: c.id,
          version: 1,
          what: 'found safe by someone else',
          inWords: 'Noor saw her',
        }),
      )
    expect(await gaps(s.person)).toEqual([])
    expect(codeOf(await product.act(sam, 'episode.step-up', { ...up, decisionId: freshId() }))).toBe(
      'EPISODE_ENDED',
    )
  })

  it('is refused to staff of another organisation, and to a post without the right', async () => {
    await product.moveTo(START)
    const s = await takenOn('Pia Path')
    const jo = await product.signIn(world.staff.jo.email)
    const bo = await product.signIn(world.staff.bo.email)
    const up = {
      personId: s.person.id,
      episodeId: s.episodeId,
      decisionId: freshId(),
      toStepId: 'twice-daily',
      because: 'x',
    }
    for (const token of [jo, bo])
      expect(codeOf(await product.act(token, 'episode.step-up', up))).toBe('NOT_FOUND_OR_NOT_YOURS')
    expect(must(await product.ask(bo, 'episode.page', { episodeId: s.episodeId }))).toBeNull()
    const reader = await world.hires('Una Reader', world.teams.medication, ['people.read'])
    expect(codeOf(await product.act(await product.signIn(reader.email), 'episode.step-up', up))).toBe(
      'NOT_ALLOWED',
    )
  })

  it('records a reason for no next contact, for a time that ends', async () => {
    await product.moveTo(START)
    const s = await takenOn('Rea Path')
    const saying = {
      personId: s.person.id,
      episodeId: s.episodeId,
      reason: 'Asked for a quiet fortnight',
      version: 1,
    }
    expect(
      codeOf(await product.act(lin, 'episode.no-next-contact', { ...saying, untilOn: '2026-04-30' })),
    ).toBe('EPISODE_NO_CONTACT_UNTIL')
    must(await product.act(lin, 'episode.no-next-contact', { ...saying, untilOn: '2026-03-16' }))
    const [row] = await rows('select no_next_contact_until_at from tc.episode where id = $1', [s.episodeId])
    expect(row.no_next_contact_until_at.toISOString()).toBe('2026-03-17T00:00:00.000Z')
  })

  it('shows the page: step and since when, calendar, continuity, who may agree', async () => {
    await product.moveTo(START)
    const s = await takenOn('Suz Path')
    await product.moveTo('2026-03-04T12:00:00.000Z')
    await visitsUntilNow(s)
    const page = must(
      await product.ask(sam, 'episode.page', { episodeId: s.episodeId }),
    ) as import('./queries/page.ts').EpisodePage
    expect(page.present).toEqual({ id: 'twice-daily', title: 'Twice a day', sinceOn: '2026-03-02' })
    expect(page.next?.id).toBe('daily')
    expect(page.continuity).toMatchObject({ state: 'reckoned', visits: 5, byTheTwo: 5 })
    expect(page.mayAgree.map((m) => m.id)).toEqual([world.staff.wyn.id])
    expect(page.suggestion?.suggests).toBe('same')
    expect(page.calendar?.weeks).toHaveLength(12)
    const list = must(await product.ask(sam, 'episode.for-person', { personId: s.person.id })) as {
      step: string
      nextContactBy: string
    }[]
    expect(list).toMatchObject([{ step: 'Twice a day', nextContactBy: 'Sam Okoro', state: 'open' }])
  })
})
