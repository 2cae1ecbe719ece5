import { expect } from 'vitest'
import { pageProblems } from '#platform/ui/page-problems.ts'
import type { Answer, Site } from './site.ts'

/** A page that is there, with nothing wrong in its HTML. */
export async function openPage(site: Site, path: string, token: string): Promise<Answer> {
  const page = await site.get(path, token)
  expect([path, page.status]).toEqual([path, 200])
  expect(pageProblems(page.body), path).toEqual([])
  return page
}

/** The value of one field of a page, '' when it is not there; of the first after these words when there are several. */
export const fieldIn = (html: string, name: string, after = ''): string =>
  new RegExp(`name="${name}" value="([^"]*)"`).exec(html.slice(Math.max(0, html.indexOf(after))))?.[1] ?? ''

/** The hidden fields of a page's form, as a browser would send them. */
export const hiddenIn = (html: string): Record<string, string> =>
  Object.fromEntries(
    [...html.matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)"/g)].map((m) => [m[1]!, m[2]!]),
  )

/** What a form with a draft sends beside its answers. */
export const draftOf = (html: string, form: string, about: string) => ({
  commandId: fieldIn(html, 'commandId'),
  draftForm: form,
  draftAbout: about,
  draftVersion: '0',
  person: '',
  version: html.includes('name="version"') ? fieldIn(html, 'version') : '',
})

/** A day as its three boxes. */
export const dayBoxes = (name: string, [year, month, day]: readonly [string, string, string]) => ({
  [`${name}-year`]: year,
  [`${name}-month`]: month,
  [`${name}-day`]: day,
})

/** The words of a page, as they are read. */
export const textIn = (html: string): string =>
  html
    .replace(/<[^>]+>/g, ' ')
    .replaceAll('&quot;', '"')
    .replaceAll('&#x27;', "'")
    .replace(/\s+/g, ' ')
