import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { pageProblems } from '#platform/ui/page-problems.ts'
import { aWorld, type Person, type World } from '#testing/personas.ts'
import { freshId, must } from '#testing/product.ts'
import { aSite, type Site } from '#testing/site.ts'
import type { CopyShown, CopySpan } from './queries/copy.ts'

/** Thursday 5 March 2026, 10am in London. */
const NOW = '2026-03-05T10:00:00.000Z'

let site: Site
let world: World
let sam: string
let ade: string
let mara: Person
let tom: Person
const contacts: string[] = []

beforeAll(async () => {
  site = await aSite()
  world = await aWorld(site.product.superuser, { startsAt: new Date('2026-03-02T09:00:00.000Z') })
  const supported = async (name: string) => {
    const person = await world.person(name)
    const referral = await world.refers(person, -10, { serviceId: world.services.medication })
    await world.says(referral, 'started', { answered_at: world.at(-9) })
    const episode = await world.startsSupport(person, -8, {
      keyWorker: world.staff.sam,
      referralId: referral,
      firstContactAt: -7,
    })
    for (const hour of ['07', '08'])
      contacts.push(
        await world.plansContact(person, episode, 3, {
          staff_id: world.staff.sam.id,
          on_day: '2026-03-05',
          window_from_at: `2026-03-05T${hour}:00:00Z`,
          window_until_at: `2026-03-05T${hour}:50:00Z`,
        }),
      )
    return person
  }
  mara = await supported('Mara Okafor')
  tom = await supported('Tom Ade')
  await site.product.setNow(NOW)
  await site.product.superuser.query('select acl.refresh($1)', [[mara.id, tom.id]])
  ;[sam, ade] = (await Promise.all(
    [world.staff.sam, world.staff.ade].map((s) => site.product.signIn(s.email)),
  )) as [string, string]
}, 120_000)
afterAll(() => site.stop())

const code = (result: unknown) => (result as { refusal?: { code: string } }).refusal?.code ?? 'done'
const record = async (token: string, n: number, note: string | null, audience = 'shared') => {
  const row = (
    await site.product.superuser.query('select person_id, version from tc.contact where id = $1', [
      contacts[n],
    ])
  ).rows[0]
  must(
    await site.product.act(token, 'contact.record', {
      personId: row.person_id,
      contactId: contacts[n],
      version: row.version,
      record: {
        happened: 'yes',
        at: '2026-03-05T08:15:00Z',
        mode: 'visit',
        person: 'seen',
        by: [world.staff.sam.id],
        doses: [],
      },
      note: note === null ? null : { id: freshId(), text: note, audience },
    }),
  )
}
const mark = async (token: string) => site.product.act(token, 'contact.mark-copy', { copyId: freshId() })
const copy = async (token: string, copyId: unknown) =>
  must(await site.product.ask(token, 'contact.copy', { copyId })) as CopyShown

describe('a copy for the trust’s record', () => {
  it('is refused while nothing was recorded', async () => {
    expect(code(await mark(sam))).toBe('COPY_NOTHING')
  })

  it('has what this hand recorded and nothing else: not a colleague’s record of the same worker’s visit', async () => {
    await record(sam, 0, 'Slept well.')
    await record(ade, 1, 'Written by Ade for Sam.')
    await record(sam, 2, 'Only for us.', 'own team')
    const { made } = must(await mark(sam))
    const shown = await copy(sam, made.copyId)
    expect(shown.text).toContain(`Mara Okafor, NHS number ${mara.nhsNumber.slice(0, 3)} `)
    expect(shown.text).toContain('05/03/2026 08:15  Visit: seen')
    expect(shown.text).toContain('Note: Slept well.')
    expect(shown.text).not.toContain('Written by Ade')
    expect(shown.text, 'the own team’s stays here, and the page says so').not.toContain('Only for us')
    expect(shown).toMatchObject({ people: 2, entries: 3, leftOut: 1 })
    const events = await site.product.superuser.query(
      `select person_ids from audit.event where action = 'contact.copy'`,
    )
    expect(events.rows[0].person_ids.sort()).toEqual([mara.id, tom.id].sort())
  })

  it('begins where the last one ended; each can be opened again, by whoever made it alone', async () => {
    expect(code(await mark(sam))).toBe('COPY_NOTHING')
    await record(sam, 3, 'Second round.')
    const { made } = must(await mark(sam))
    const second = await copy(sam, made.copyId)
    expect(second.text).toContain('Second round.')
    expect(second.text).not.toContain('Slept well.')
    const copies = must(await site.product.ask(sam, 'contact.copies', {})) as CopySpan[]
    expect(copies).toHaveLength(2)
    expect(copies[0]!.fromAt).toBe(copies[1]!.untilAt)
    expect((await copy(sam, copies[1]!.id)).text).toContain('Slept well.')
    expect(code(await site.product.ask(ade, 'contact.copy', { copyId: made.copyId }))).toBe(
      'NOT_FOUND_OR_NOT_YOURS',
    )
    const planted = async (staffId: string) => {
      const client = await site.product.appPool.connect()
      try {
        await client.query('begin')
        await client.query('select ctx.begin($1)', [sam])
        await client.query(
          'insert into tc.trust_copy (id, staff_id, organisation_id, team_id, from_at, until_at, copied_at) values ($1, $2, $3, $4, $5, $6, $6)',
          [
            freshId(),
            staffId,
            world.organisations.riverside,
            world.teams.medication,
            '2026-03-01T00:00:00Z',
            '2026-03-02T00:00:00Z',
          ],
        )
        return 'done'
      } catch (cause) {
        return (cause as { code: string }).code
      } finally {
        await client.query('rollback')
        client.release()
      }
    }
    expect([await planted(world.staff.sam.id), await planted(world.staff.ade.id)]).toEqual(['done', '42501'])
  })

  it('is one press from the visits, a box that works without a script, and the copies so far', async () => {
    await site.product.act(ade, 'note.write', {
      personId: tom.id,
      noteId: freshId(),
      text: '<b>Rang.</b>\nAll well.',
    })
    const visits = await site.get('/app/visits', ade)
    expect(pageProblems(visits.body)).toEqual([])
    const commandId = /action="\/app\/copy"[\s\S]*?name="commandId" value="([^"]+)"/.exec(visits.body)![1]!
    const done = await site.post('/app/copy', { commandId }, ade)
    expect(done).toMatchObject({ status: 303, to: `/app/copy/${commandId}` })
    expect((await site.post('/app/copy', { commandId }, ade)).to, 'a second press').toBe(done.to)
    const page = await site.get(done.to!, ade)
    expect(pageProblems(page.body)).toEqual([])
    expect(page.body).toContain('&lt;b&gt;Rang.&lt;/b&gt;')
    expect(page.body).toContain('/assets/copy.js')
    expect((await site.get(done.to!, sam)).status).toBe(404)
    const none = await site.post('/app/copy', { commandId: freshId() }, ade)
    expect(none.status).toBe(409)
    expect(pageProblems(none.body)).toEqual([])
    expect(none.body).toContain(done.to!)
    expect(none.body).toContain('Open your newest copy again')
  })

  it('is read within two seconds beside 3,000 other contacts of the same hand', async () => {
    await site.product.superuser.query(
      `with made as (
         insert into tc.contact (id, person_id, episode_id, service_id, organisation_id, team_id, class_bit, on_day, window_from_at, window_until_at,
             mode, staff_id, planned_at, state, happened_at, seen, by_staff_id, recorded_at)
           select gen_random_uuid(), person_id, episode_id, service_id, organisation_id, team_id, class_bit, on_day - n, window_from_at - n * interval '1 hour',
             window_until_at - n * interval '1 hour', mode, staff_id, planned_at, 'happened', window_from_at - n * interval '1 hour', true, staff_id,
             window_until_at - n * interval '1 hour'
             from tc.contact, generate_series(1, 3000) n where id = $1
         returning id, person_id, happened_at, class_bit, organisation_id, team_id)
       insert into tc.timeline (id, person_id, at, what, about_id, class_bit, organisation_id, team_id, by_id)
         select gen_random_uuid(), person_id, happened_at, 'contact happened', id, class_bit, organisation_id, team_id, $2 from made`,
      [contacts[0], world.staff.sam.id],
    )
    const copies = must(await site.product.ask(sam, 'contact.copies', {})) as CopySpan[]
    const began = performance.now()
    const page = await site.get(`/app/copy/${copies.at(-1)!.id}`, sam)
    expect(performance.now() - began).toBeLessThan(2000)
    expect(page.status).toBe(200)
    // those of the week that the first copy reaches back, and no others
    expect(page.body).toContain('Slept well.')
    expect(page.body).toMatch(/1[67]\d records about 2 people/)
  }, 60_000)
})
