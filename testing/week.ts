import { addMinutes, type Instant, instant } from '#core/kernel/time.ts'
import { aWorld, type StaffMember, type World } from './personas.ts'
import { aProduct, codeOf, freshId, must, type Product } from './product.ts'
import { seededRandom } from './random.ts'
import { insert } from './sql.ts'
import { aTeller } from './telling.ts'
import { admission, type Where } from './ward.ts'
import { deaths, leavings, live, visitsOf } from './week-days.ts'
import {
  type Critical,
  on,
  refer,
  type Scene,
  type Supported,
  type Teams,
  takenOn,
  WEEK_FROM,
} from './week-scene.ts'

/** A made-up week of forty people: everything that happens in it goes through the product's one door. */
export interface Week {
  readonly product: Product
  readonly people: readonly string[]
  readonly critical: readonly Critical[]
  /** Commands done, those of the days before the week too. */
  commands(): number
  run(): Promise<void>
  stop(): Promise<void>
}

export async function aWeek(seed: number): Promise<Week> {
  const product = await aProduct()
  const world = await aWorld(product.superuser)
  const teller = await aTeller(product)
  const staff = await teamsOf(product, world)
  const { bytes } = seededRandom(seed)
  const below = (n: number): number => {
    const [a = 0, b = 0] = bytes(2)
    return (a * 256 + b) % n
  }
  let commands = 0
  const tokens = new Map<string, string>()
  const act = async (who: StaffMember, command: string, input: object): Promise<Record<string, unknown>> => {
    const token = tokens.get(who.id) ?? (await product.signIn(who.email))
    tokens.set(who.id, token)
    commands += 1
    const done = await product.act(token, command, input)
    if (!done.ok) throw new Error(`${command} by ${who.name}: ${codeOf(done)} ${JSON.stringify(input)}`)
    return (must(done).made ?? {}) as Record<string, unknown>
  }
  let at = WEEK_FROM
  const scene: Scene = {
    product,
    world,
    staff,
    act,
    below,
    now: () => at,
    async moveTo(now) {
      at = now
      await product.moveTo(now)
    },
    async acknowledges(staffId, noticeId, personId) {
      const token = tokens.get(staffId)
      if (!token) throw new Error('somebody was told who is not of this week')
      commands += 1
      const code = codeOf(await product.act(token, 'notice.acknowledge', { noticeId, personId }))
      if (!['done', 'NOTICE_GONE', 'NOTICE_ALREADY_ACKNOWLEDGED'].includes(code))
        throw new Error(`notice.acknowledge: ${code}`)
    },
    people: [],
    critical: [],
    plan: [],
    settle: new Map(),
  }
  await before(scene)
  return {
    product,
    people: scene.people,
    critical: scene.critical,
    commands: () => commands,
    run: () => live(scene, teller),
    async stop() {
      await teller.stop()
      await product.stop()
    },
  }
}

/** Four teams, and whoever works in them: the ward at night by a post that two hold. */
async function teamsOf(product: Product, world: World): Promise<Teams> {
  const { staff: s, teams } = world
  const hire = async (team: keyof World['teams'], ...names: string[]) => {
    const hired: StaffMember[] = []
    for (const name of names) hired.push(await world.hires(name, teams[team]))
    return hired
  }
  const nurses = await hire('maple', 'Xi Ward', 'Yan Ward', 'Zed Ward')
  const night = await hire('maple', 'Mia Night', 'Ned Night')
  const north = await hire('north', 'Nell Dray', 'Pia North', 'Quin North')
  const medication = await hire('medication', 'Una Round', 'Val Round')
  const harbour = await hire('harbour', 'Hal House', 'Hope House')
  const postId = freshId()
  await insert(product.superuser, 'tc.post', {
    id: postId,
    organisation_id: world.organisations.northside,
    team_id: teams.maple,
    title: 'Nurse in charge at night',
    role: 'nurse',
    rights: [],
  })
  for (const nurse of night)
    await insert(product.superuser, 'tc.post_holder', {
      id: freshId(),
      post_id: postId,
      staff_id: nurse.id,
      from_at: '2026-01-01T00:00:00Z',
      until_at: null,
      employed_by_organisation_id: world.organisations.northside,
    })
  await product.superuser.query(
    `update tc.post set rights = rights || '{duty.manage}' where id = any ($1::uuid[])`,
    [[s.lin.postId, s.wyn.postId]],
  )
  return {
    medication: [s.sam, s.ade, s.kit, ...medication, s.lin],
    north: [s.noor, ...north],
    maple: [...nurses, s.jo, s.wyn],
    harbour: [s.bo, ...harbour],
    night: { postId, staff: night },
  }
}

/** The days before: who answers for each team, and forty people, each where the week finds them. */
async function before(scene: Scene): Promise<void> {
  const { product, staff, act } = scene
  await product.setNow(on(2, '09:00'))
  for (const [i, who] of [
    ...staff.medication,
    ...staff.north,
    ...staff.maple,
    ...staff.harbour,
    ...staff.night.staff,
  ].entries())
    await act(who, 'notify.set-wishes', {
      version: 0,
      byEmail: i % 3 !== 2,
      mobile: i % 3 === 2 ? `07700 900${100 + i}` : null,
      digestAt: '08:00',
    })
  await setDuty(scene)
  const home: Supported[] = []
  for (let n = 0; n < 18; n += 1) home.push(await atHome(scene, n, 'medication'))
  const house: Supported[] = []
  for (let n = 18; n < 24; n += 1) house.push(await atHome(scene, n, 'harbour'))
  const ward: Where[] = []
  for (let n = 24; n < 40; n += 1) ward.push(await onTheWard(scene, n))
  visitsOf(scene, home, house)
  await leavings(scene, ward)
  deaths(scene, home.slice(14, 16), 'medication')
  deaths(scene, ward.slice(14, 16), 'maple')
}

/**
 * Medication support by shifts from 8 to 8; the community team in office hours by a chain, and the ward for it out of hours; the
 * ward by day and, under one post, by night. The house has set nothing: its whole team is told.
 */
async function setDuty({ world, staff, act }: Scene): Promise<void> {
  const { lin, wyn } = world.staff
  const { medication, north, maple } = world.teams
  const all = [1, 2, 3, 4, 5, 6, 7]
  const hours = (days: readonly number[], from: string, until: string) =>
    days.map((weekday) => ({ weekday, from, until }))
  const who = (s: StaffMember) => ({ staffId: s.id, postId: null })
  const set = async (
    by: StaffMember,
    teamId: string,
    weekly: object,
    chain: readonly StaffMember[],
    out: object,
  ) => {
    await act(by, 'duty.set-hours', { teamId, version: 0, weekly, onBankHolidays: true })
    await act(by, 'duty.set-chain', { teamId, version: 1, chain: chain.map(who) })
    const nowhere = { email: null, phone: null, toTeamId: null }
    await act(by, 'duty.set-out-of-hours', { teamId, version: 2, ...nowhere, ...out })
  }
  const crisis = { words: 'Ring the crisis line', email: 'duty@crisis.example' }
  await set(lin, medication, hours(all, '08:00', '20:00'), staff.medication.slice(-2), crisis)
  await set(wyn, north, hours([1, 2, 3, 4, 5], '09:00', '17:00'), staff.north.slice(0, 2), {
    words: 'Maple ward',
    toTeamId: maple,
  })
  await set(wyn, maple, hours(all, '00:00', '24:00'), staff.maple.slice(-2), {
    words: 'The site manager',
    email: 'site@northside.example',
  })
  const shift = (from: Instant, minutes: number, of: object) => ({
    id: freshId(),
    from,
    until: addMinutes(from, minutes),
    who: of,
  })
  const days = [0, 1, 2, 3, 4, 5, 6]
  const begin = (day: number, minutes: number) => addMinutes(WEEK_FROM, day * 1440 + minutes)
  await act(lin, 'duty.set-shift', {
    teamId: medication,
    version: 3,
    begins: [],
    shifts: days.flatMap((d) => [
      shift(begin(d, 60), 360, who(staff.medication[d % 4]!)),
      shift(begin(d, 420), 360, who(staff.medication[(d + 1) % 4]!)),
    ]),
  })
  await act(wyn, 'duty.set-shift', {
    teamId: maple,
    version: 3,
    begins: [],
    shifts: days.flatMap((d) => [
      shift(begin(d, 0), 720, who(staff.maple[d % 3]!)),
      shift(begin(d, 720), 720, { staffId: null, postId: staff.night.postId }),
    ]),
  })
}

async function register({ world, act, people }: Scene, n: number): Promise<string> {
  const made = await act(world.staff.jo, 'person.register', {
    personId: freshId(),
    details: {
      names: [
        {
          kind: 'legal',
          given: 'Somebody',
          family: `Week${'abcdefghij'[Math.floor(n / 10)]}${'abcdefghij'[n % 10]}`,
        },
      ],
      nhsNumber: { status: 'not-known' },
      birth: { state: 'known', on: `19${50 + n}-05-17` },
      addresses: [],
      contactPoints: [],
      communication: { answer: 'not-asked' },
      characteristics: {},
      carers: [],
    },
  })
  const personId = String(made.personId)
  people.push(personId)
  return personId
}

/** Somebody who is visited at home, or in the house, since Tuesday. */
async function atHome(scene: Scene, n: number, team: 'medication' | 'harbour'): Promise<Supported> {
  const { services } = scene.world
  const personId = await register(scene, n)
  const referralId = await refer(
    scene,
    personId,
    team === 'medication' ? services.medication : services.housing,
    null,
  )
  const episodeId = await takenOn(scene, team, personId, referralId, '2026-03-03', n)
  const contacts = await scene.product.rows<{ id: string; fromAt: Date; untilAt: Date }>(
    `select id, window_from_at as "fromAt", window_until_at as "untilAt" from tc.contact where episode_id = $1 order by window_from_at`,
    [episodeId],
  )
  const iso = (d: Date) => instant(d.toISOString().replace('.000Z', 'Z'))
  return {
    personId,
    episodeId,
    workers: scene.staff[team],
    contacts: contacts.map((c) => ({ id: c.id, fromAt: iso(c.fromAt), untilAt: iso(c.untilAt) })),
  }
}

async function onTheWard(scene: Scene, n: number): Promise<Where> {
  const personId = await register(scene, n)
  const where = { stayId: freshId(), personId }
  await scene.act(scene.world.staff.jo, 'stay.open', admission(scene.world, where, '2026-02-20T09:00:00Z'))
  return where
}
