import fs from 'node:fs'
import vm from 'node:vm'
import { expect, it } from 'vitest'

/** The script over one form as a browser shows it: a field's name hides the form's own property of that name. */
function run(attributes: Record<string, string>, at: string): string[] {
  const replaced: string[] = []
  const form = {
    dataset: { autosave: '/app/drafts' },
    action: { name: 'action' },
    id: { name: 'id' },
    getAttribute: (name: string) => attributes[name] ?? null,
    addEventListener: () => {},
    elements: { namedItem: () => null },
  }
  const nothing = () => {}
  vm.runInNewContext(fs.readFileSync(new URL('./assets/autosave.js', import.meta.url), 'utf8'), {
    document: { querySelector: () => null, querySelectorAll: () => [form], addEventListener: nothing },
    window: { addEventListener: nothing },
    addEventListener: nothing,
    location: new URL(at),
    history: { state: null, replaceState: (_: unknown, __: string, href: string) => replaced.push(href) },
    CSS: { escape: (s: string) => s },
    FormData: class {
      [Symbol.iterator] = () => [].values()
    },
    URLSearchParams,
    URL,
    Intl,
    setTimeout: nothing,
    clearTimeout: nothing,
  })
  return replaced
}

it('runs on a form that has a field named action, and keeps the address of a form that was refused', () => {
  const here = 'https://t.example/app/people/1/change/staff-safety'
  const attributes = { id: 'f', action: '/app/people/1/change/staff-safety' }
  expect(run(attributes, here)).toEqual([here])
  expect(run({ ...attributes, action: '/app/elsewhere' }, here)).toEqual([])
})
