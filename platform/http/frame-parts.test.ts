import { expect, test } from 'vitest'
import type { Asker } from '#platform/commands/asker.ts'
import { renderDocument } from '#platform/ui/index.ts'
import { frameParts, whereWeAre } from './frame-parts.tsx'

const nav = [
  { text: 'My people', href: '/app/people' },
  { text: 'Gaps', href: '/app/gaps' },
]

test.each([
  ['/app/gaps?kind=N7', [undefined, 'page']],
  ['/app/people/1/history#now', ['below', undefined]],
  ['/app/peoples', [undefined, undefined]],
])('the menu at %s marks the page, or the list it belongs to', (url, marks) => {
  expect(whereWeAre(nav, url).map((link) => link.current)).toEqual(marks)
})

const frame = {
  service: 'Example',
  partnership: 'Of a partnership',
  homeHref: '/app',
  assetVersion: '1',
  helpHref: '/help-now',
  boundary: 'It reminds people.',
  search: { action: '/app/people/search', label: 'Find a person', right: 'people.read' },
  practice: true,
  practiceHref: '/practice',
}
const pageFor = (asker: Pick<Asker, 'name' | 'post' | 'organisationName' | 'rights'> | undefined) =>
  renderDocument(frame, frameParts({ title: 'A page', body: null }, asker as Asker | undefined, nav, []))
const lead = { name: 'Vic', post: 'Commissioner', organisationName: 'Somewhere', rights: ['report.read'] }

test('the search for people is there for who may read of people, and for nobody else', () => {
  expect(pageFor({ ...lead, rights: ['people.read'] })).toContain('Find a person')
  expect(pageFor(lead)).not.toContain('Find a person')
})

test('the tools of practice are offered to who is signed in', () => {
  expect(pageFor(lead)).toContain('href="/practice"')
  expect(pageFor(undefined)).not.toContain('href="/practice"')
})
