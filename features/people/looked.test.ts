import { afterAll, beforeAll, expect, it } from 'vitest'
import { aWorld, type Person, type World } from '#testing/personas.ts'
import { freshId, must } from '#testing/product.ts'
import { aSite, type Site } from '#testing/site.ts'

let site: Site
let world: World
let person: Person
beforeAll(async () => {
  site = await aSite()
  world = await aWorld(site.product.superuser)
  person = await world.person('Ada Invented')
  await site.product.setNow('2026-03-05T09:00:00Z')
  await site.product.superuser.query(
    `insert into acl.access (person_id, grantee_id, classes, from_at, basis, source_id) values ($1, $2, 3, '2026-01-01', 'episode', $3)`,
    [person.id, world.teams.maple, freshId()],
  )
})
afterAll(() => site?.stop())

it('shows who has looked to whoever may read the audit and sees the person, and nobody else', async () => {
  const { jo } = world.staff
  const token = await site.product.signIn(jo.email)
  const path = `/app/people/${person.id}/looked`
  expect((await site.get(path, token)).status).not.toBe(200)
  await site.product.superuser.query(`update tc.post set rights = rights || '{audit.read}' where id = $1`, [
    jo.postId,
  ])
  expect((await site.get(`/app/people/${person.id}`, token)).body).toContain(path)
  const page = await site.get(path, token)
  expect(page.status).toBe(200)
  expect(page.body).toContain('Looked (')
  expect(page.body).toContain('Tried, and was refused')
  expect(page.body).toContain(jo.name)
  // hidden and absent alike
  const other = await world.person('Bo Invented')
  const ask = async (personId: string) => must(await site.product.ask(token, 'people.looked', { personId }))
  expect(await ask(other.id)).toEqual({ personId: other.id, looks: [], more: false })
  expect((await site.get(`/app/people/${other.id}/looked`, token)).status).toBe(
    (await site.get(`/app/people/${freshId()}/looked`, token)).status,
  )
})
