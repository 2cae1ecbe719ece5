/** First match wins: Edge and Opera say Chrome too, Chrome says Safari too, an iPad may say Macintosh. */
const BROWSERS: readonly (readonly [RegExp, string])[] = [
  [/\bEdgA?\//, 'Edge'],
  [/\bOPR\//, 'Opera'],
  [/\bFirefox\/|\bFxiOS\//, 'Firefox'],
  [/\bChrome\/|\bCriOS\/|\bHeadlessChrome\//, 'Chrome'],
  [/\bSafari\//, 'Safari'],
]
const SYSTEMS: readonly (readonly [RegExp, string])[] = [
  [/\biPhone\b/, 'iPhone'],
  [/\biPad\b/, 'iPad'],
  [/\bAndroid\b/, 'Android'],
  [/\bWindows\b/, 'Windows'],
  [/\bMac OS X\b|\bMacintosh\b/, 'Mac'],
  [/\bCrOS\b/, 'Chromebook'],
  [/\bLinux\b/, 'Linux'],
]
const named = (of: readonly (readonly [RegExp, string])[], agent: string): string | undefined =>
  of.find(([pattern]) => pattern.test(agent))?.[1]

/** "Chrome on Windows": what a browser says it is, in words of ours, so that somebody knows their devices apart. Nothing else of it is kept. */
export function deviceWords(agent: string | undefined): string {
  const said = (agent ?? '').slice(0, 400)
  const [browser, system] = [named(BROWSERS, said), named(SYSTEMS, said)]
  if (browser && system) return `${browser} on ${system}`
  return browser ?? system ?? 'A browser we do not know'
}
