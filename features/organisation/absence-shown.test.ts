import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { PersonFacts } from '#core/safetynet/facts.ts'
import { effectOf, recompute, withoutCover } from '#features/safetynet/index.ts'
import { pageProblems } from '#platform/ui/page-problems.ts'
import { fieldIn, hiddenIn } from '#testing/page.ts'
import { aWorld, type StaffMember, type World } from '#testing/personas.ts'
import { freshId, must } from '#testing/product.ts'
import { aSite, type Site } from '#testing/site.ts'
import { MOST_AT_ONCE, touchesAsShown } from './touched.ts'

/** Thursday 5 March 2026, 10am in London. */
const NOW = '2026-03-05T10:00:00.000Z'
const PEOPLE = 110
const FROM = '2026-03-06T00:00:00.000Z'
const UNTIL = '2026-03-10T00:00:00.000Z'

let site: Site
let world: World
let lin: string
let ona: StaffMember
let ids: string[]

beforeAll(async () => {
  site = await aSite()
  world = await aWorld(site.product.superuser, { startsAt: new Date('2026-03-02T09:00:00.000Z') })
  ona = await world.hires('Ona Field', world.teams.medication)
  const made: string[] = []
  for (let n = 0; n < PEOPLE; n += 1) {
    const person = await world.person(`Person Number${n}`)
    const stay = await world.admits(person, -20)
    const referral = await world.refers(person, -10, { serviceId: world.services.medication, stayId: stay })
    await world.says(referral, 'started', { answered_at: world.at(-9) })
    const episode = await world.startsSupport(person, -8, {
      keyWorker: ona,
      referralId: referral,
      firstContactAt: -7,
    })
    await world.plansContact(person, episode, 5, { staff_id: ona.id })
    made.push(person.id)
  }
  ids = made
  await site.product.setNow(NOW)
  await site.product.superuser.query('select acl.refresh($1)', [ids])
  lin = await site.product.signIn(world.staff.lin.email)
  await site.product.superuser.query(
    "update tc.post set rights = rights || '{safetynet.recompute}' where id = $1",
    [world.staff.lin.postId],
  )
  must(await recompute(site.product.appPool, lin))
}, 240_000)
afterAll(() => site.stop())

const rows = async (sql: string, values: unknown[] = []) =>
  (await site.product.superuser.query(sql, values)).rows
const stored = async () =>
  new Set(
    (await rows('select person_id, key, gap_from, gap_until from net.obligation')).map((r) =>
      JSON.stringify(r),
    ),
  )
const absence = (more: Record<string, unknown> = {}) => ({
  absenceId: freshId(),
  staffId: ona.id,
  kind: 'sick',
  from: FROM,
  until: UNTIL,
  coverStaffId: null,
  ...more,
})
const code = (result: unknown) => (result as { refusal?: { code: string } }).refusal?.code ?? 'done'

const boxes = (name: string, day: string) => ({
  [`${name}-day`]: day,
  [`${name}-month`]: '3',
  [`${name}-year`]: '2026',
})
const number = (body: string, key: string) =>
  Number(new RegExp(`${key}[\\s\\S]*?<dd[^>]*>\\s*(\\d+)`).exec(body)?.[1])

describe('an absence that touches 300 obligations', () => {
  it('is shown before it is confirmed, and what was shown is what is stored', async () => {
    const before = await stored()
    const looked = must(
      await site.product.door.rehearse(lin, 'staff.record-absence', absence(), (was, is) => ({
        n: was.length,
        ...effectOf(was, is),
      })),
    )
    expect(looked.sum.n).toBe(PEOPLE)
    expect(looked.sum.opens).toBeGreaterThanOrEqual(300)
    expect(await stored(), 'nothing of it was kept').toEqual(before)
    expect(await rows('select from tc.staff_absence')).toEqual([])
    expect(
      await rows("select from audit.event where action = 'staff.record-absence looked ahead'"),
    ).toHaveLength(1)

    const asked = absence({ seenPeople: PEOPLE })
    expect(must(await site.product.act(lin, 'staff.record-absence', asked)).made).toMatchObject({
      touched: PEOPLE,
    })
    const after = await stored()
    expect([...after].filter((r) => !before.has(r))).toHaveLength(looked.sum.opens)
    expect([...before].filter((r) => !after.has(r))).toHaveLength(looked.sum.ends)
    await rows('delete from tc.staff_absence')
    must(await recompute(site.product.appPool, lin))
    expect(await stored()).toEqual(before)
  }, 60_000)

  it('says what the named cover takes: the same rule over the same facts without it', async () => {
    const covered = absence({ coverStaffId: world.staff.ade.id })
    const { sum } = must(
      await site.product.door.rehearse(lin, 'staff.record-absence', covered, (was, is) => ({
        open: effectOf(was, is).opens,
        bare: effectOf(was, withoutCover(is, { staffId: ona.id, from: FROM, until: UNTIL })).opens,
        sees: is.some((p) => (p.facts as PersonFacts).staff.some((s) => s.absences.length > 0)),
      })),
    )
    expect(sum.sees).toBe(true)
    expect(sum.bare).toBeGreaterThanOrEqual(300)
    expect(sum.open).toBe(0)
  })

  it('is walked: the form, what it touches, and the press that stores it; other people meanwhile are shown again', async () => {
    const path = '/app/team/staff/absence'
    const form = await site.get(path, lin)
    const typed = {
      ...hiddenIn(form.body),
      staffId: ona.id,
      kind: 'sick',
      cover: '',
      ...boxes('from', '6'),
      ...boxes('until', '9'),
    }
    const shown = await site.post(path, typed, lin)
    expect(shown.status).toBe(200)
    expect(pageProblems(shown.body)).toEqual([])
    expect(number(shown.body, 'People it touches')).toBe(PEOPLE)
    expect(number(shown.body, 'Visits and calls planned with them')).toBe(PEOPLE)
    expect(number(shown.body, 'People whose key worker they are')).toBe(PEOPLE)
    const opens = Number(/(\d+) gaps would open, or open sooner/.exec(shown.body)?.[1])
    expect(opens).toBeGreaterThanOrEqual(300)

    // one more person meanwhile: whoever confirms what is no longer so is told, and looks again
    const before = await stored()
    const confirm = { ...hiddenIn(shown.body.slice(shown.body.indexOf('<main'))) }
    expect(confirm.confirmed).toBe('yes')
    const other = await site.post(path, { ...confirm, seenPeople: String(PEOPLE - 1) }, lin)
    expect(other.status).toBe(409)
    expect(other.body).toContain('has changed since you looked')
    expect(await rows('select from tc.staff_absence')).toEqual([])

    const again = await site.post(
      path,
      { ...typed, commandId: fieldIn(other.body.slice(other.body.indexOf('data-autosave')), 'commandId') },
      lin,
    )
    const done = await site.post(path, hiddenIn(again.body.slice(again.body.indexOf('<main'))), lin)
    expect(done).toMatchObject({ status: 303, to: `/app/team/staff?done=absence&people=${PEOPLE}` })
    const after = await stored()
    expect([...after].filter((r) => !before.has(r))).toHaveLength(opens)
    const pressed = await site.post(path, hiddenIn(again.body.slice(again.body.indexOf('<main'))), lin)
    expect(pressed.to, 'a second press is the same press').toBe(done.to)
  }, 60_000)

  it('does not say that somebody covers who is away themselves', async () => {
    const path = '/app/team/staff/absence'
    const { ade } = world.staff
    await rows(
      `insert into tc.staff_absence (id, staff_id, kind, from_at, until_at, recorded_at, recorded_by) values ($1, $2, 'leave', '2026-03-05T00:00Z', '2026-03-09T00:00Z', $3, $4)`,
      [freshId(), ade.id, NOW, world.staff.lin.id],
    )
    const form = await site.get(path, lin)
    expect(form.body).toContain('Ade Bello (away 5 March 2026 to 8 March 2026)')
    const typed = (until: string) => ({
      ...hiddenIn(form.body),
      staffId: world.staff.kit.id,
      kind: 'sick',
      cover: ade.id,
      ...boxes('from', '6'),
      ...boxes('until', until),
    })
    const refused = await site.post(path, typed('8'), lin)
    expect(refused.status).toBe(422)
    expect(pageProblems(refused.body)).toEqual([])
    expect(refused.body).toContain('Ade Bello is away until 8 March 2026 and cannot cover then')
    const part = await site.post(path, typed('12'), lin)
    expect(part.status).toBe(200)
    expect(part.body).toContain('Ade Bello is away for part of this time')
    await rows('delete from tc.staff_absence where staff_id = $1', [ade.id])
  }, 60_000)

  it('is refused whole above the most at once, and where it touches others than were shown', () => {
    expect(touchesAsShown(MOST_AT_ONCE, undefined)).toBeNull()
    expect(code(touchesAsShown(MOST_AT_ONCE + 1, undefined))).toBe('ABSENCE_TOUCHES_TOO_MANY')
    expect(touchesAsShown(4, 4)).toBeNull()
    expect(code(touchesAsShown(3, 4))).toBe('STALE_VERSION')
  })
})

describe('a post', () => {
  it('is given and ended after what it touches was shown; who looked at another number looks again', async () => {
    const at = `/app/team/staff/${ona.id}`
    const held = () =>
      rows('select id from tc.post_holder where staff_id = $1 and until_at is null', [ona.id])
    const press = (where: string, form: Record<string, string>) => site.post(`${at}/${where}`, form, lin)
    const confirm = (page: { body: string }) => hiddenIn(page.body.slice(page.body.indexOf('<main')))
    const given = {
      commandId: freshId(),
      teamId: world.teams.medication,
      role: 'peer-worker',
      supervisedBy: '',
    }
    const first = await press('post', given)
    expect(first.status).toBe(200)
    expect(pageProblems(first.body)).toEqual([])
    expect(first.body).toContain(`It touches ${PEOPLE} people`)
    expect(first.body).toContain('Nothing is stored yet')
    expect(await held(), 'shown, not given').toHaveLength(1)
    expect((await press('post', { ...confirm(first), seenPeople: '3' })).status).toBe(409)
    expect((await press('post', { ...confirm(first), commandId: freshId() })).to).toBe(at)
    expect(await held()).toHaveLength(2)

    const [post] = await rows(
      `select h.id from tc.post_holder h join tc.post p on p.id = h.post_id where h.staff_id = $1 and p.role = 'peer-worker'`,
      [ona.id],
    )
    const end = { commandId: freshId(), holderId: String(post.id), seenUntil: '' }
    const shown = await press('end-post', end)
    expect(pageProblems(shown.body)).toEqual([])
    expect(shown.body).toContain('What becomes a gap')
    expect(await held()).toHaveLength(2)
    expect((await press('end-post', confirm(shown))).to).toBe(at)
    expect((await press('end-post', confirm(shown))).to, 'a second press is the same press').toBe(at)
    expect(await held()).toHaveLength(1)
  }, 60_000)
})

describe('a leaver', () => {
  it('is refused with their queue for themselves or for somebody who is not there', async () => {
    const [{ version }] = await rows('select version from tc.staff where id = $1', [ona.id])
    const leaves = (moveToStaffId: string) => ({ staffId: ona.id, leftAt: null, version, moveToStaffId })
    expect(code(await site.product.act(lin, 'staff.leave', leaves(ona.id)))).toBe('QUEUE_TO_THEMSELVES')
    expect(code(await site.product.act(lin, 'staff.leave', leaves(world.staff.noor.id)))).toBe(
      'QUEUE_NOT_HERE',
    )
  })

  it('hands on what they own by the one act, as it was shown', async () => {
    const [{ version }] = await rows('select version from tc.staff where id = $1', [ona.id])
    // one to come, and one that is over and theirs to tell
    for (const startsAt of ['2026-03-09T10:00:00Z', '2026-03-04T10:00:00Z'])
      await rows(
        `insert into tc.appointment (id, person_id, organisation_id, team_id, what, place, with_whom, topic, starts_at, remind_on, goes_staff_id, made_at, made_by)
         values ($1, $2, $3, $4, 'Benefits interview', '', '', 'benefits', $5, '2026-03-08', $6, '2026-03-03T10:00:00Z', $6)`,
        [freshId(), ids[0], ona.organisationId, world.teams.medication, startsAt, ona.id],
      )
    const queue = { staffId: ona.id, from: FROM, until: UNTIL }
    expect(must(await site.product.ask(lin, 'staff.queue', queue))).toMatchObject({ appointments: 1 })
    expect(must(await site.product.ask(lin, 'staff.queue', { ...queue, until: FROM }))).toMatchObject({
      appointments: 0,
    })
    const ade = world.staff.ade
    await rows('update tc.episode set visitors = $1 where key_worker_staff_id = $2', [
      JSON.stringify([{ weekday: 6, part: null, staffId: ona.id }]),
      ona.id,
    ])
    const asked = { staffId: ona.id, leftAt: null, version, moveToStaffId: ade.id, seenPeople: PEOPLE }
    const before = await stored()
    const looked = must(await site.product.door.rehearse(lin, 'staff.leave', asked, effectOf))
    expect(looked.made).toMatchObject({ touched: PEOPLE, moved: 2 * PEOPLE + 1 })
    expect(await rows('select from tc.episode where key_worker_staff_id = $1', [ade.id])).toEqual([])
    must(await site.product.act(lin, 'staff.leave', asked))
    expect(await rows('select from tc.episode where key_worker_staff_id = $1', [ade.id])).toHaveLength(PEOPLE)
    expect(await rows('select from tc.contact where staff_id = $1', [ade.id])).toHaveLength(PEOPLE)
    expect(await rows('select goes_staff_id from tc.appointment order by starts_at')).toEqual([
      { goes_staff_id: ona.id },
      { goes_staff_id: ade.id },
    ])
    expect(await rows('select from tc.episode where visitors::text like $1', [`%${ona.id}%`])).toEqual([])
    expect(
      await rows(
        'select what, count(*)::int as n, count(distinct person_id)::int as people from tc.timeline where by_id = $1 group by 1 order by 1',
        [world.staff.lin.id],
      ),
      'one line a person and kind, and what did not move has none',
    ).toEqual([
      { what: 'appointment: who goes along changed', n: 1, people: 1 },
      { what: 'contact given to another worker', n: PEOPLE, people: PEOPLE },
      { what: 'key worker named', n: PEOPLE, people: PEOPLE },
    ])
    const after = await stored()
    expect([...after].filter((r) => !before.has(r))).toHaveLength(looked.sum.opens)
    expect([...before].filter((r) => !after.has(r))).toHaveLength(looked.sum.ends)
    expect(
      await rows(`select from net.obligation where owner_staff_id = $1 and gap_from > $2`, [ona.id, NOW]),
      'nothing waits with the one who left',
    ).toEqual([])
  }, 60_000)
})
