/**
 * What is wrong with a page's text before any browser sees it: inline scripts or styles, ids that stand twice,
 * references to ids that are absent, other than one h1, no title. Empty means nothing found.
 * Used by tests of every page.
 */
export function pageProblems(html: string): readonly string[] {
  const problems: string[] = []
  if (/\sstyle=/i.test(html)) problems.push('an inline style')
  if (/<style[\s>]/i.test(html)) problems.push('a style element')
  if (/\son[a-z]+=/i.test(html)) problems.push('an inline event handler')
  for (const [whole] of html.matchAll(/<script\b[^<>]*>/g))
    if (!/\ssrc=/.test(whole)) problems.push('an inline script')
  const ids = [...html.matchAll(/\sid="([^"]*)"/g)].map(([, id]) => id!)
  const known = new Set(ids)
  for (const id of known) {
    const times = ids.filter((other) => other === id).length
    if (times > 1) problems.push(`id "${id}" stands ${times} times`)
    if (/\s/.test(id) || id === '') problems.push(`id "${id}" is empty or has a space`)
  }
  for (const [, name, value] of html.matchAll(/\s(aria-labelledby|aria-describedby|for)="([^"]*)"/g)) {
    for (const id of value!.split(' '))
      if (!known.has(id)) problems.push(`${name} names "${id}", which is absent`)
  }
  for (const [whole] of html.matchAll(/<(?:a|use)\b[^<>]*>/g)) {
    const id = / href="#([^"]+)"/.exec(whole)?.[1]
    if (id !== undefined && !known.has(id)) problems.push(`a link goes to "#${id}", which is absent`)
  }
  const headings = html.match(/<h1[\s>]/g)?.length ?? 0
  if (headings !== 1) problems.push(`${headings} h1 headings`)
  if (!/. - ./.test(/<title>([^<]*)<\/title>/.exec(html)?.[1] ?? '')) problems.push('no title')
  return problems
}
