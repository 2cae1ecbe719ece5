import { afterAll, beforeAll, expect, it } from 'vitest'
import { aWorld, type World } from '#testing/personas.ts'
import { freshId } from '#testing/product.ts'
import { aSite, type Site } from '#testing/site.ts'

let site: Site
let world: World
let lin: string
let sam: string

beforeAll(async () => {
  site = await aSite()
  world = await aWorld(site.product.superuser)
  lin = await site.product.signIn(world.staff.lin.email)
  sam = await site.product.signIn(world.staff.sam.email)
})
afterAll(() => site.stop())

const typed = 'Lives with her sister since March'
const begin = async (
  form: string,
  about: string,
  answers: Readonly<Record<string, string>> = { q: typed },
) => {
  const commandId = freshId()
  const saved = await site.post(
    '/app/drafts/save',
    { commandId, draftForm: form, draftAbout: about, draftVersion: '0', ...answers },
    lin,
  )
  expect(saved.status).toBe(200)
  return commandId
}

it('lists what somebody began, under its command’s title, with the way back to it, and shows it to nobody else', async () => {
  const person = freshId()
  await begin('stay.open', person)
  const medicine = freshId()
  await begin('medicine.stop', `${person} ${medicine}`)
  const contact = freshId()
  await begin('contact.record', contact)
  const list = await site.get('/app/drafts', lin)
  expect(list.status).toBe(200)
  expect(list.body).toContain(typed)
  expect(list.body).toContain(`href="/app/stays/new?person=${person}"`)
  expect(list.body).toContain(`href="/app/people/${person}/change/medicine/${medicine}/stop"`)
  expect(list.body).toContain(`href="/app/contacts/${contact}"`)
  expect((await site.get('/app/drafts', sam)).body).not.toContain(typed)
})

it('names whom a form is about, while its author may see them, and does not say that filled boxes are empty', async () => {
  const person = await world.person('Nia Named')
  const referralId = await world.refers(person, 0)
  await world.person('Hal Hidden').then((hidden) => begin('stay.open', hidden.id, { q: 'Kept about Hal' }))
  await site.product.superuser.query('select acl.refresh(array(select id from tc.person))')
  await begin('referral accept', referralId, { start: 'date', 'startOn-day': '9', version: '1' })
  const list = (await site.get('/app/drafts', lin)).body
  const row = list.split('<tr').find((one) => one.includes(`/app/referrals/${referralId}/accept`))
  expect(row).toContain('Nia Named')
  expect(row).toContain('Answers without a sentence')
  expect(list).toContain('Kept about Hal')
  expect(list).not.toContain('Hal Hidden')
})

it('keeps what was sent and refused for a missing answer, though no script saved it', async () => {
  const commandId = freshId()
  const sent = {
    commandId,
    draftForm: 'staff.add',
    draftAbout: '',
    draftVersion: '0',
    name: 'Named and no more',
  }
  expect((await site.post('/app/team/staff/add', sent, lin)).status).toBe(422)
  expect((await site.get('/app/drafts', lin)).body).toContain('Named and no more')
  expect((await site.get('/app/drafts', sam)).body).not.toContain('Named and no more')
})

it('throws one away and takes it back, for its author alone and for seven days', async () => {
  const commandId = await begin('staff.add', '', { name: 'Thrown Away and back' })
  const shown = async () => {
    const [open = '', thrown = ''] = (await site.get('/app/drafts', lin)).body.split(
      'Thrown away in the last 7 days',
    )
    return { open: open.includes(commandId), thrown: thrown.includes(commandId) }
  }
  await site.post('/app/drafts/throw-away', { commandId }, sam)
  expect(await shown()).toEqual({ open: true, thrown: false })
  expect((await site.post('/app/drafts/throw-away', { commandId }, lin)).to).toBe('/app/drafts?said=thrown')
  expect(await shown()).toEqual({ open: false, thrown: true })
  await site.post('/app/drafts/restore', { commandId }, sam)
  expect(await shown()).toEqual({ open: false, thrown: true })
  await site.post('/app/drafts/restore', { commandId }, lin)
  expect(await shown()).toEqual({ open: true, thrown: false })

  await site.post('/app/drafts/throw-away', { commandId }, lin)
  await site.product.superuser.query(
    "update tc.draft set deleted_at = deleted_at - interval '7 days 1 minute' where command_id = $1",
    [commandId],
  )
  await site.post('/app/drafts/restore', { commandId }, lin)
  expect(await shown()).toEqual({ open: false, thrown: false })
})

it('does not offer the old copy of a form that was shown again after a refusal', async () => {
  const about = freshId()
  const old = await begin('stay.tell', about)
  await site.product.superuser.query(
    "update tc.draft set deleted_at = saved_at, created_at = created_at - interval '1 minute' where command_id = $1",
    [old],
  )
  const again = await begin('stay.tell', about)
  const { body } = await site.get('/app/drafts', lin)
  expect(body).not.toContain(old)
  expect(body).toContain(again)
})
