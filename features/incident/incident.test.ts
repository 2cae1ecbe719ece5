import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { pageProblems } from '#platform/ui/page-problems.ts'
import { fieldIn, openPage } from '#testing/page.ts'
import { aWorld, type Person, type World } from '#testing/personas.ts'
import { freshId, must } from '#testing/product.ts'
import { aSite, type Site } from '#testing/site.ts'

/** Thursday 5 March 2026, 10am in London. */
const NOW = '2026-03-05T10:00:00.000Z'

let site: Site
let world: World
let sam: string
let ade: string
let lin: string
let noor: string
let mara: Person

beforeAll(async () => {
  site = await aSite()
  world = await aWorld(site.product.superuser, { startsAt: new Date('2026-03-02T09:00:00.000Z') })
  await site.product.superuser.query("update tc.post set rights = rights || '{incident.record}'")
  await site.product.superuser.query(
    "update tc.post set rights = rights || '{incident.read}' where id = any ($1)",
    [[world.staff.lin.postId, world.staff.wyn.postId]],
  )
  mara = await world.person('Mara Okafor')
  const stay = await world.admits(mara, 0)
  const referral = await world.refers(mara, 0, { serviceId: world.services.medication, stayId: stay })
  await world.says(referral, 'started', { answered_at: world.at(1) })
  await world.startsSupport(mara, 1, { keyWorker: world.staff.sam, referralId: referral })
  await site.product.setNow(NOW)
  await site.product.superuser.query('select acl.refresh($1)', [[mara.id]])
  ;[sam, ade, lin, noor] = (await Promise.all(
    [world.staff.sam, world.staff.ade, world.staff.lin, world.staff.noor].map((s) =>
      site.product.signIn(s.email),
    ),
  )) as [string, string, string, string]
}, 120_000)
afterAll(() => site.stop())

const code = (result: unknown) => (result as { refusal?: { code: string } }).refusal?.code ?? 'done'
const said = (more: Record<string, unknown> = {}) => ({
  kind: 'contact missed',
  harm: 'none',
  happenedAt: '2026-03-05T08:00:00Z',
  what: 'Nobody went to the morning visit.',
  done: 'Rang at 10, all is well.',
  told: { who: 'Lin Chau', at: '2026-03-05T09:30:00Z' },
  ...more,
})
const writing = (more: Record<string, unknown> = {}) => ({
  incidentId: freshId(),
  personId: mara.id,
  said: said(),
  ...more,
})
const act = (token: string, command: string, input: unknown) => site.product.act(token, command, input)
const seenBy = async (token: string, incidentId: string) =>
  must(await site.product.ask(token, 'incident.read', { incidentId })) !== undefined

describe('an incident', () => {
  it('stays with who wrote it and the managers, unless it is shared on purpose', async () => {
    const own = writing()
    must(await act(sam, 'incident.record', own))
    expect([
      await seenBy(sam, own.incidentId),
      await seenBy(ade, own.incidentId),
      await seenBy(lin, own.incidentId),
      await seenBy(noor, own.incidentId),
    ]).toEqual([true, false, true, false])
    const shared = writing({ share: true })
    must(await act(sam, 'incident.record', shared))
    expect(await seenBy(ade, shared.incidentId), 'who supports the person reads what is shared').toBe(true)
    expect(await seenBy(noor, shared.incidentId), 'who does not, does not').toBe(false)
  })

  it('may be about nobody in particular, and is then its team’s alone', async () => {
    const own = writing({ personId: null, share: true, said: said({ kind: 'property' }) })
    must(await act(sam, 'incident.record', own))
    expect(
      (
        await site.product.superuser.query('select class_bit from tc.incident where id = $1', [
          own.incidentId,
        ])
      ).rows,
    ).toEqual([{ class_bit: 8 }])
    expect([await seenBy(lin, own.incidentId), await seenBy(noor, own.incidentId)]).toEqual([true, false])
  })

  it('refuses a time ahead, telling before it happened, empty words, and somebody not supported', async () => {
    const record = async (more: Record<string, unknown>) =>
      code(await act(sam, 'incident.record', writing({ said: said(more) })))
    expect(await record({ happenedAt: '2026-03-05T12:00:00Z' })).toBe('INCIDENT_AHEAD')
    expect(await record({ told: { who: 'Lin', at: '2026-03-05T07:00:00Z' } })).toBe('INCIDENT_TOLD_BEFORE')
    expect(await record({ what: ' ' })).toBe('INCIDENT_NEEDS_WHAT')
    expect(await record({ done: '' })).toBe('INCIDENT_NEEDS_DONE')
    expect(await record({ harm: 'high' })).toBe('INPUT_NOT_UNDERSTOOD')
    expect(code(await act(noor, 'incident.record', writing()))).toBe('NOT_FOUND_OR_NOT_YOURS')
  })

  it('is corrected by versions: both texts are kept, whoever saves second is told, a colleague may not', async () => {
    const first = writing()
    must(await act(sam, 'incident.record', first))
    const change = (more: Record<string, unknown> = {}) => ({
      rowId: freshId(),
      incidentId: first.incidentId,
      personId: mara.id,
      version: 1,
      said: said({ harm: 'low' }),
      why: 'She had fallen on the stairs.',
      ...more,
    })
    expect(code(await act(ade, 'incident.correct', change()))).toBe('NOT_FOUND_OR_NOT_YOURS')
    expect(code(await act(sam, 'incident.correct', change({ why: '' })))).toBe('CORRECTION_NEEDS_WHY')
    expect(code(await act(sam, 'incident.correct', change({ said: said() })))).toBe(
      'CORRECTION_CHANGES_NOTHING',
    )
    must(await act(lin, 'incident.correct', change()))
    expect(code(await act(sam, 'incident.correct', change()))).toBe('STALE_VERSION')
    const shown = must(await site.product.ask(lin, 'incident.read', { incidentId: first.incidentId }))
    expect(shown).toMatchObject({
      versions: [
        { version: 2, harm: 'low', by: 'Lin Chau' },
        { version: 1, harm: 'none', by: 'Sam Okoro' },
      ],
    })
  })

  it('is counted once whatever its versions, by the day on which it happened', async () => {
    const counts = must(
      await site.product.ask(lin, 'incident.counts', { from: '2026-03-05', until: '2026-03-05' }),
    )
    const stored = await site.product.superuser.query(
      `select count(*)::int as n from tc.incident where team_id = $1`,
      [world.teams.medication],
    )
    expect((counts as { n: number }[]).reduce((sum, c) => sum + c.n, 0)).toBe(stored.rows[0].n)
    expect(
      must(await site.product.ask(lin, 'incident.counts', { from: '2026-03-06', until: '2026-03-31' })),
    ).toEqual([])
    expect(
      code(await site.product.ask(sam, 'incident.counts', { from: '2026-03-05', until: '2026-03-05' })),
    ).toBe('NOT_ALLOWED')
  })

  it('cannot be planted: in another’s name, for another team, or over another’s incident', async () => {
    const first = writing()
    must(await act(sam, 'incident.record', first))
    const plant = async (token: string, table: string, row: Record<string, unknown>) => {
      const client = await site.product.appPool.connect()
      try {
        await client.query('begin')
        await client.query('select ctx.begin($1)', [token])
        const names = Object.keys(row)
        await client.query(
          `insert into ${table} (${names.join(', ')}) values (${names.map((_, i) => `$${i + 1}`).join(', ')})`,
          Object.values(row),
        )
        return 'done'
      } catch (cause) {
        return (cause as { code: string }).code
      } finally {
        await client.query('rollback')
        client.release()
      }
    }
    const head = (more: Record<string, unknown> = {}) => ({
      id: freshId(),
      person_id: mara.id,
      organisation_id: world.organisations.riverside,
      team_id: world.teams.medication,
      recorded_at: NOW,
      by_staff_id: world.staff.sam.id,
      ...more,
    })
    const version = (more: Record<string, unknown> = {}) => ({
      id: freshId(),
      incident_id: first.incidentId,
      person_id: mara.id,
      version: 2,
      kind: 'fall',
      harm: 'none',
      happened_at: NOW,
      what: 'x',
      done: 'x',
      why: 'x',
      at: NOW,
      by_staff_id: world.staff.sam.id,
      ...more,
    })
    expect(await plant(sam, 'tc.incident', head()), 'their own').toBe('done')
    expect(await plant(sam, 'tc.incident_version', version()), 'their own').toBe('done')
    expect(await plant(sam, 'tc.incident', head({ by_staff_id: world.staff.ade.id }))).toBe('42501')
    expect(await plant(sam, 'tc.incident', head({ team_id: world.teams.north }))).toBe('42501')
    expect(await plant(sam, 'tc.incident', head({ class_bit: 16 })), 'a class that is not the team’s').toBe(
      '42501',
    )
    const noors = {
      by_staff_id: world.staff.noor.id,
      team_id: world.teams.north,
      organisation_id: world.organisations.northside,
    }
    expect(await plant(noor, 'tc.incident', head(noors)), 'about somebody not supported').toBe('42501')
    expect(await plant(sam, 'tc.incident_version', version({ person_id: null }))).toBe('42501')
    expect(
      await plant(ade, 'tc.incident_version', version({ by_staff_id: world.staff.ade.id })),
      'a colleague over what they cannot read',
    ).toBe('42501')
  })
})

describe('an incident about somebody whose time here has ended', () => {
  it('is still counted, and the list says how many are no longer open', async () => {
    const ended = await world.person('Ned Ended')
    const stay = await world.admits(ended, 0)
    const referral = await world.refers(ended, 0, { serviceId: world.services.medication, stayId: stay })
    await world.says(referral, 'started', { answered_at: world.at(1) })
    const episode = await world.startsSupport(ended, 1, { keyWorker: world.staff.sam, referralId: referral })
    await site.product.superuser.query('select acl.refresh($1)', [[ended.id]])
    const row = writing({
      personId: ended.id,
      said: said({ kind: 'fall', happenedAt: '2026-03-04T08:00:00Z' }),
    })
    must(await act(sam, 'incident.record', row))
    const counts = async () =>
      must(await site.product.ask(lin, 'incident.counts', { from: '2026-03-04', until: '2026-03-04' }))
    const list = async () => must(await site.product.ask(lin, 'incident.list', {})) as { closed: number }
    expect(await counts()).toEqual([{ kind: 'fall', n: 1, withHarm: 0 }])
    expect((await list()).closed).toBe(0)
    await world.endsSupport(episode, 2)
    await site.product.superuser.query('select acl.refresh($1)', [[ended.id]])
    await site.product.superuser.query('delete from acl.access where person_id = $1', [ended.id])
    expect(await seenBy(lin, row.incidentId)).toBe(false)
    expect(await counts()).toEqual([{ kind: 'fall', n: 1, withHarm: 0 }])
    expect((await list()).closed).toBe(1)
    expect(must(await site.product.ask(lin, 'incident.list', { personId: ended.id }))).toMatchObject({
      closed: 0,
    })
    expect((must(await site.product.ask(sam, 'incident.list', {})) as { closed: number }).closed).toBe(0)
  })
})

describe('the screens', () => {
  const see = async (path: string, token: string) => (await openPage(site, path, token)).body

  it('are walked: from the person to the form, the list, the incident and its correction', async () => {
    expect(await see(`/app/people/${mara.id}`, sam)).toContain(`/app/incidents?person=${mara.id}`)
    const path = `/app/people/${mara.id}/incident`
    const form = await see(path, sam)
    const typed = {
      commandId: fieldIn(form, 'commandId'),
      draftForm: 'incident.record-about',
      draftAbout: mara.id,
      draftVersion: '0',
      kind: 'fall',
      harm: 'low',
      'happened-day': '5',
      'happened-month': '3',
      'happened-year': '2026',
      happenedTime: '9am',
      what: 'Slipped on the stairs.',
      done: 'Cold pack.',
      told: '',
      share: 'team',
    }
    const wrong = await site.post(path, { ...typed, kind: '' }, sam)
    expect(wrong.status).toBe(422)
    expect(pageProblems(wrong.body)).toEqual([])
    expect(wrong.body).toContain('Slipped on the stairs.')
    const done = await site.post(path, typed, sam)
    expect(done).toMatchObject({ status: 303, to: `/app/incidents?person=${mara.id}&said=recorded` })
    const list = await see(done.to!, sam)
    expect(list).toContain('Low harm')
    const one = /\/app\/incidents\/[0-9a-f-]{36}/.exec(list.slice(list.indexOf('<tbody')))![0]
    expect(await see(one, sam)).toContain('Slipped on the stairs.')
    expect(await see(`${one}/correct`, sam)).toContain('Why is it corrected?')
    expect((await site.get(one, noor)).status, 'hidden and absent are alike').toBe(404)
    expect((await site.get(`/app/people/${mara.id}/incident`, noor)).status).toBe(404)
    await see('/app/incidents', lin)
    await see('/app/incidents/new', lin)
    const team = await see('/app/team', lin)
    expect(team).toMatch(/\d incidents written down this month, 2 with harm that happened/)
    expect(await see('/app/team/report?months=1', lin)).toContain('Incidents recorded')
  })
})
