import { afterAll, beforeAll, expect, it } from 'vitest'
import { aWorld, type World } from '#testing/personas.ts'
import { aProduct, freshId, must, type Product } from '#testing/product.ts'

/** Two acts on one referral in the same moment: one is done, the other is told, and the rows are of one of them. */
let product: Product
let world: World
let jo: string
let sam: string
let lin: string

beforeAll(async () => {
  product = await aProduct()
  world = await aWorld(product.superuser)
  await product.setNow('2026-03-02T10:00:00Z')
  jo = await product.signIn(world.staff.jo.email)
  sam = await product.signIn(world.staff.sam.email)
  lin = await product.signIn(world.staff.lin.email)
})
afterAll(() => product.stop())

async function sent() {
  const person = await world.person('Somebody Invented')
  await world.admits(person, 0)
  await product.superuser.query('select acl.refresh($1::uuid[])', [[person.id]])
  const referralId = freshId()
  const asks = { reason: { state: 'known', text: 'Company' } }
  must(
    await product.act(jo, 'referral.send', {
      referralId,
      personId: person.id,
      serviceId: world.services.medication,
      asks,
      sharing: { answer: 'yes' },
    }),
  )
  return { referralId, personId: person.id, version: 1 }
}
const accept = (token: string, r: object, episodeId = freshId(), id = freshId()) =>
  product.act(token, 'referral.accept', { ...r, episodeId, start: { kind: 'date', on: '2026-03-03' } }, id)
const rowOf = async (id: string) =>
  (
    await product.superuser.query<{ word: string; episodes: number }>(
      'select word, (select count(*)::int from tc.episode e where e.referral_id = r.id) as episodes from tc.referral r where id = $1',
      [id],
    )
  ).rows[0]

it('two who take it on open one time of support', async () => {
  for (let n = 0; n < 5; n += 1) {
    const r = await sent()
    const done = await Promise.all([accept(sam, r), accept(lin, r)])
    expect(done.filter((d) => d.ok)).toHaveLength(1)
    // whoever asked a millisecond before the other's commit and waited for it may not see the new access yet: also a refusal
    expect(['REFERRAL_WORD', 'NOT_FOUND_OR_NOT_YOURS']).toContain(
      done.flatMap((d) => (d.ok ? [] : [d.refusal.code]))[0],
    )
    expect(await rowOf(r.referralId)).toEqual({ word: 'taken on', episodes: 1 })
  }
})

it('one who takes it on and one who takes it back: never both', async () => {
  const words = new Set<string | undefined>()
  for (let n = 0; n < 8; n += 1) {
    const r = await sent()
    const withdraw = product.act(jo, 'referral.withdraw', { ...r, reason: 'Sent twice' })
    const done = await Promise.all(n % 2 ? [accept(sam, r), withdraw] : [withdraw, accept(sam, r)])
    expect(done.filter((d) => d.ok)).toHaveLength(1)
    const row = await rowOf(r.referralId)
    expect(row?.episodes).toBe(row?.word === 'taken on' ? 1 : 0)
    words.add(row?.word)
  }
  expect([...words].every((w) => w === 'taken on' || w === 'withdrawn')).toBe(true)
})

it('one id from two staff members is two commands, and neither hears of the other', async () => {
  const r = await sent()
  const id = freshId()
  const [first, second] = [await accept(sam, r, freshId(), id), await accept(lin, r, freshId(), id)]
  expect(first).toMatchObject({ ok: true, value: { replayed: false } })
  expect(second).toMatchObject({ ok: false, refusal: { code: 'REFERRAL_WORD' } })
  // a stranger's repeat is an unknown id about an unknown person
  const bo = await product.signIn(world.staff.bo.email)
  expect(await accept(bo, r, freshId(), id)).toMatchObject({ refusal: { code: 'NOT_FOUND_OR_NOT_YOURS' } })
})

it('an episode’s id that is taken is refused, and the referral stays as it was', async () => {
  const [one, other] = [await sent(), await sent()]
  const episodeId = freshId()
  must(await accept(sam, one, episodeId))
  expect(await accept(sam, other, episodeId)).toMatchObject({ refusal: { code: 'COMMAND_ID_REUSED' } })
  expect(await rowOf(other.referralId)).toEqual({ word: 'sent', episodes: 0 })
})
