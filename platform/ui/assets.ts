import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { packageRoot } from '#platform/database/root.ts'

/** One file that the server hands out under /assets/, with the type it must be sent as. */
export interface Asset {
  readonly url: string
  /** Where it lies. Send body(), which may differ from the file. */
  readonly path: string
  readonly type: string
  /** The bytes to send; read anew at each call, so a server keeps them. */
  readonly body: () => Buffer
}

const OURS = [
  ['throughcare.css', 'text/css; charset=utf-8'],
  ['start.js', 'text/javascript; charset=utf-8'],
  ['autosave.js', 'text/javascript; charset=utf-8'],
  ['copy.js', 'text/javascript; charset=utf-8'],
  ['passkey.js', 'text/javascript; charset=utf-8'],
  ['favicon.svg', 'image/svg+xml'],
] as const

// The only pictures that the NHS stylesheet asks for. Its logo and icons are not served: they may mark NHS bodies only.
const NHS_IMAGES = ['arrow-down', 'arrow-up-down', 'arrow-up', 'cross'] as const

/**
 * The NHS stylesheet without its typeface, which only NHS bodies may use and which lies on another site:
 * browsers would report its mere mention to a strict content policy.
 */
const withoutTypeface = (css: string): string =>
  css.replaceAll(/@font-face\{[^{}]*\}/g, '').replaceAll('Frutiger W01,', '')

/** Every file to serve. */
export function assets(): readonly Asset[] {
  const root = packageRoot()
  const resolve = createRequire(join(root, 'package.json')).resolve
  const nhs = dirname(resolve('nhsuk-frontend/dist/nhsuk/nhsuk-frontend.min.css'))
  const file = (url: string, path: string, type: string): Asset => ({
    url: `/assets/${url}`,
    path,
    type,
    body: () => readFileSync(path),
  })
  const nhsCss = file('nhsuk.css', join(nhs, 'nhsuk-frontend.min.css'), 'text/css; charset=utf-8')
  return [
    { ...nhsCss, body: () => Buffer.from(withoutTypeface(readFileSync(nhsCss.path, 'utf8'))) },
    file('nhsuk.js', join(nhs, 'nhsuk-frontend.min.js'), 'text/javascript; charset=utf-8'),
    ...NHS_IMAGES.map((name) => {
      const image = `nhsuk-icon-${name}.svg`
      return file(`images/${image}`, join(nhs, 'assets', 'images', image), 'image/svg+xml')
    }),
    ...OURS.map(([name, type]) => file(name, join(root, 'platform', 'ui', 'assets', name), type)),
  ]
}

/** Eight letters that change when any asset does: put into Frame.assetVersion so that no browser keeps an old look. */
export function assetVersion(): string {
  const hash = createHash('sha256')
  for (const asset of assets()) hash.update(asset.body())
  return hash.digest('hex').slice(0, 8)
}
