import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Person, World } from '#testing/personas.ts'
import { codeOf, freshId, must, type Product } from '#testing/product.ts'
import { sendingFrom } from '#testing/sending.ts'
import { aThursday } from '#testing/thursday.ts'
import type { SharingOfPerson } from './queries/of-person.ts'

let product: Product
let world: World
let jo: string
let sam: string
let bo: string
let rae: string
beforeAll(async () => {
  ;({ product, world, jo, sam, bo, rae } = await aThursday('jo', 'sam', 'bo', 'rae'))
})
afterAll(() => product?.stop())

const { onTheWard, sent } = sendingFrom(() => ({ product, world, jo }))
const about = async (token: string, personId: string) =>
  must(await product.ask(token, 'sharing.of-person', { personId })) as SharingOfPerson
const stop = (token: string, person: Person, serviceId: string, id = freshId()) =>
  product.act(token, 'sharing.stop', { decisionId: id, personId: person.id, serviceId, how: 'spoken' }, id)
const tasksOf = (teamId: string) =>
  product.rows<{ person_id: string | null; what: string; hours: string }>(
    `select person_id, what, extract(epoch from due_at - since_at) / 3600 as hours from tc.task
      where team_id = $1 and kind = 'stop using' order by since_at, id`,
    [teamId],
  )
const clearTasks = () => product.superuser.query("delete from tc.task where kind = 'stop using'")
async function supported(name: string): Promise<Person> {
  const person = await onTheWard(name)
  const referralId = await world.refers(person, 1, { stayId: person.stayId })
  await world.answers(person, world.services.medication, 'yes', 1)
  await world.says(referralId, 'started', { answered_at: world.at(1) })
  await world.startsSupport(person, 1, { referralId })
  await product.superuser.query('select acl.refresh($1)', [[person.id]])
  return person
}

it('a stop before the answer: the service loses them whole, and the task does not name them', async () => {
  const mara = await onTheWard('Mara Stopped')
  await sent(mara, { stayId: mara.stayId })
  expect(must(await product.ask(sam, 'people.header', { personId: mara.id }))).toMatchObject({
    name: 'Mara Stopped',
  })
  must(await stop(jo, mara, world.services.medication))
  expect(must(await product.ask(sam, 'people.header', { personId: mara.id }))).toBeNull()
  expect(JSON.stringify(must(await product.ask(sam, 'referral.inbox', {})))).not.toContain('Mara Stopped')
  const [task, ...more] = await tasksOf(world.teams.medication)
  expect(more).toEqual([])
  expect(task).toMatchObject({ person_id: null })
  expect(Number(task?.hours)).toBe(24)
  expect(task?.what).toBe(
    'Somebody whom Maple ward, Northside Trust, referred to Medication support on 5 March 2026 at 10:00 said no to sharing, and the referral is closed to you. Stop using what it told you, and destroy what was printed of it. Ring Maple ward if you do not know who it was.',
  )
  // the task opens nothing either
  expect(JSON.stringify(must(await product.ask(sam, 'task.list', { filter: 'all' })))).not.toContain(mara.id)
  await clearTasks()
})

it('a stop while they support: core and shared close, their own work and the name stay, and the task says what to stop using', async () => {
  const ada = await supported('Ada Supported')
  const before = await about(sam, ada.id)
  expect(before.readers.find((r) => r.id === world.teams.medication)?.classes).toBe(
    1 | 2 | 4 | 8 | 32 | 128 | 256,
  )
  const id = freshId()
  expect(must(await stop(jo, ada, world.services.medication, id)).made).toMatchObject({ asked: true })
  expect(must(await product.ask(sam, 'people.header', { personId: ada.id }))).toMatchObject({
    name: 'Ada Supported',
    core: false,
    nhsNumber: null,
  })
  expect((await about(sam, ada.id)).readers).toEqual([])
  expect((await about(jo, ada.id)).readers.find((r) => r.id === world.teams.medication)?.classes).toBe(
    1 | 8 | 32 | 128 | 256,
  )
  const [task] = await tasksOf(world.teams.medication)
  expect(task).toMatchObject({ person_id: ada.id })
  expect(task?.what).toMatch(
    /^They said no to sharing with Medication support\. Stop using what you were told of them: NHS number/,
  )
  expect(task?.what).not.toContain('Ada')
  const said = (await about(jo, ada.id)).services.find((s) => s.serviceId === world.services.medication)?.said
  expect(said).toMatchObject({ answer: 'no', withdrawn: true, takesPart: 'not asked', how: 'spoken' })
  // once is enough; a repeat of the same press is answered, another press is told so; an answer that is none opens nothing again
  must(await stop(jo, ada, world.services.medication, id))
  expect(codeOf(await stop(jo, ada, world.services.medication))).toBe('SHARING_STOPPED_ALREADY')
  expect(await tasksOf(world.teams.medication)).toHaveLength(1)
  const record = (answer: string, more: object = {}) =>
    product.act(jo, 'sharing.record', {
      decisionId: freshId(),
      personId: ada.id,
      serviceId: world.services.medication,
      sharing: { answer, ...more },
    })
  expect(codeOf(await record('not asked'))).toBe('SHARING_ANSWER_STANDS')
  expect(codeOf(await record('no', { legalBasis: 'explicit consent' }))).toBe('SHARING_CONSENT_NEEDS_YES')
  // a yes opens it again; a "no" by the other command closes it as a stop does
  must(
    await record('yes', { legalBasis: 'explicit consent', confidentialityRoute: 'agreed', takesPart: 'yes' }),
  )
  expect((await about(sam, ada.id)).services[0]?.said).toMatchObject({
    legalBasis: 'explicit consent',
    takesPart: 'yes',
  })
  await product.moveTo('2026-03-05T10:01:00.000Z')
  must(await record('no'))
  expect(must(await product.ask(sam, 'people.header', { personId: ada.id }))).toMatchObject({ core: false })
  expect(await tasksOf(world.teams.medication)).toHaveLength(2)
  await clearTasks()
})

it('whoever may not write about the person stops nothing, of a hidden person as of none; nobody told is not asked', async () => {
  const ida = await onTheWard('Ida Hidden')
  const absent = { ...ida, id: freshId() }
  expect(codeOf(await stop(bo, ida, world.services.medication))).toBe('NOT_FOUND_OR_NOT_YOURS')
  expect(codeOf(await stop(bo, absent, world.services.medication))).toBe('NOT_FOUND_OR_NOT_YOURS')
  expect(codeOf(await stop(jo, ida, freshId()))).toBe('NOT_FOUND_OR_NOT_YOURS')
  expect(await about(bo, ida.id)).toMatchObject({ name: null, readers: [], services: [], carers: [] })
  expect(must(await stop(jo, ida, world.services.housing)).made).toMatchObject({ asked: false })
  expect(await tasksOf(world.teams.harbour)).toEqual([])
  // the sender alone may ask for the task, for what they wrote now
  const [decision] = await product.rows<{ id: string }>(
    'select id from tc.sharing_decision where person_id = $1',
    [ida.id],
  )
  expect(await product.rows('select acl.ask_to_stop($1, $2) as asked', [decision?.id, freshId()])).toEqual([
    { asked: 0 },
  ])
})

it('a "no" that an emergency or sharing without agreement lifts is said to be lifted, and for whom', async () => {
  const lea = await supported('Lea Lifted')
  const { medication } = world.teams
  must(await stop(jo, lea, world.services.medication))
  const seen = async () => (await about(jo, lea.id)).readers
  expect((await seen()).find((r) => r.id === medication)?.classes).toBe(1 | 8 | 32 | 128 | 256)
  await product.superuser.query(`update tc.post set rights = rights || '{emergency.access}' where id = $1`, [
    world.staff.sam.postId,
  ])
  const emergencyId = freshId()
  must(
    await product.act(sam, 'emergency.open', {
      emergencyId,
      who: { by: 'id', personId: lea.id },
      reason: { kind: 'danger to life now', words: 'Found on the floor of the hostel' },
    }),
  )
  expect((await seen()).find((r) => r.id === world.staff.sam.id)).toMatchObject({ kind: 'staff', classes: 7 })
  expect((await seen()).find((r) => r.id === medication)?.classes).toBe(1 | 8 | 32 | 128 | 256)
  expect((await about(sam, lea.id)).readers).not.toEqual([])
  must(await product.act(sam, 'emergency.close', { emergencyId, personId: lea.id }))
  expect((await seen()).filter((r) => r.kind === 'staff')).toEqual([])
  must(
    await product.act(jo, 'sharing-without.record', {
      sharingId: freshId(),
      personId: lea.id,
      serviceId: world.services.medication,
      said: {
        items: ['identity', 'core'],
        ground: 'serious harm to the person',
        weighed: 'Two insulins at once would kill her.',
        weighedBy: world.staff.jo.id,
        capacity: 'not asked',
        capacityOn: null,
        capacityFinding: '',
        told: 'yes',
        notToldWhy: '',
        toldReviewOn: null,
        least: 'Medicines and allergies are core; nothing less holds them.',
        untilAt: new Date(Date.parse((await about(jo, lea.id)).now) + 3 * 86_400_000).toISOString(),
      },
    }),
  )
  expect((await seen()).find((r) => r.id === medication)?.classes).toBe(1 | 2 | 8 | 32 | 128 | 256)
})

it('a drug-and-alcohol team stands among the readers only for those who may know of it', async () => {
  const eve = await onTheWard('Eve Supported')
  await world.startsSupport(eve, 1, {
    serviceId: world.services.inReach,
    teamId: world.teams.inReach,
    organisationId: world.organisations.riverside,
    keyWorker: world.staff.rae,
  })
  await world.answers(eve, world.services.inReach, 'yes', 1)
  await product.superuser.query('select acl.refresh($1)', [[eve.id]])
  const teams = async (token: string) => (await about(token, eve.id)).readers.map((r) => r.name)
  expect(await teams(rae)).toEqual(expect.arrayContaining(['Maple ward', 'Riverside in-reach']))
  expect(await teams(jo)).toContain('Maple ward')
  expect(await teams(jo)).not.toContain('Riverside in-reach')
})

it('a carer may be told what the person chose, topic by topic, and the newest choice counts', async () => {
  const una = await onTheWard('Una Cared')
  const carerId = freshId()
  must(
    await product.act(jo, 'person.add-carer', {
      personId: una.id,
      carerId,
      carer: {
        name: { kind: 'known-as', given: 'Auntie' },
        relation: 'aunt',
        contactPoints: [],
        mayBeTold: { answer: 'not-asked' },
      },
    }),
  )
  const choose = (token: string, topics: readonly string[], id = carerId) =>
    product.act(token, 'carer.choose', { choiceId: freshId(), personId: una.id, carerId: id, topics })
  const carer = async () => (await about(jo, una.id)).carers[0]
  expect(await carer()).toMatchObject({ answer: 'not-asked', topics: [] })
  must(await choose(jo, ['medicines', 'leave dates']))
  expect(await carer()).toMatchObject({ answer: 'yes', topics: ['leave dates', 'medicines'] })
  await product.moveTo('2026-03-05T10:05:00.000Z')
  must(await choose(jo, []))
  expect(await carer()).toMatchObject({ answer: 'no', topics: [] })
  expect(must(await product.ask(jo, 'people.details', { personId: una.id }))).toMatchObject({
    carers: [{ name: 'Auntie', mayBeTold: { answer: 'no' } }],
  })
  expect(codeOf(await choose(jo, ['medicines'], freshId()))).toBe('NOT_FOUND_OR_NOT_YOURS')
  expect(codeOf(await choose(bo, ['medicines']))).toBe('NOT_FOUND_OR_NOT_YOURS')
  expect(codeOf(await choose(jo, ['her salary']))).toBe('INPUT_NOT_UNDERSTOOD')
})
