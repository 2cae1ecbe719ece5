import fs from 'node:fs'
import path from 'node:path'
import { readXml } from '#platform/fhir/xml-read.ts'
import { addTerminology, isIn } from './fhir-bindings.ts'

/** UK Core's own profiles, extensions, value sets, as they stand beside this repository; null where they are not there. */
const SAMPLES = path.join(import.meta.dirname, '../../../shared/samples/fhir')
export const samplesFolder = (): string | null =>
  [SAMPLES, path.join(import.meta.dirname, '../../shared/samples/fhir')].find((one) => fs.existsSync(one)) ??
  null

interface Element {
  readonly id: string
  readonly path: string
  readonly min?: number
  readonly max?: string
  readonly type?: readonly { readonly code: string; readonly profile?: readonly string[] }[]
  readonly binding?: { readonly strength: string; readonly valueSet?: string }
  readonly [name: string]: unknown
}
interface Profile {
  readonly url: string
  readonly type: string
  readonly differential: { readonly element: readonly Element[] }
}

const profiles = new Map<string, Profile>()

/** Reads them all; false where they are not there. */
export function loadUkCore(): boolean {
  const folder = samplesFolder()
  if (folder === null) return false
  if (profiles.size > 0) return true
  for (const name of ['ukcore-structuredefinitions', 'ukcore-terminology'])
    for (const file of fs.readdirSync(path.join(folder, name))) {
      let one: unknown
      try {
        one = readXml(fs.readFileSync(path.join(folder, name, file), 'utf8'))
      } catch {
        continue // one of them is not sound XML; the round trip says which
      }
      const resource = one as { resourceType: string; url: string }
      if (resource.resourceType === 'StructureDefinition') profiles.set(resource.url, one as Profile)
      else addTerminology([one as Parameters<typeof addTerminology>[0][number]])
    }
  return true
}

const fixedOf = (element: Element): unknown =>
  Object.entries(element).find(([name]) => name.startsWith('fixed') || name.startsWith('pattern'))?.[1]
const holds = (value: unknown, pattern: unknown): boolean =>
  typeof pattern === 'object' && pattern !== null
    ? Object.entries(pattern).every(([name, one]) => holds((value as Record<string, unknown>)?.[name], one))
    : value === pattern
const children = (value: unknown, name: string): unknown[] => {
  const record = (value ?? {}) as Readonly<Record<string, unknown>>
  const base = name.replace('[x]', '')
  const key = name.endsWith('[x]') ? Object.keys(record).find((k) => k.startsWith(base) && k !== base) : name
  const held = key === undefined ? undefined : record[key]
  return held === undefined ? [] : Array.isArray(held) ? held : [held]
}

/** What UK Core's profile of a resource (meta.profile) finds wrong: cardinalities, fixed values, slices, required bindings, extensions. */
export function ukCoreFindings(resource: Readonly<Record<string, unknown>>): string[] {
  const url = (resource.meta as { profile?: string[] } | undefined)?.profile?.[0]
  const found = extensionFindings(resource)
  if (url === undefined) return found
  const profile = profiles.get(url)
  return profile ? [...found, ...against(profile, resource)] : [...found, `there is no profile ${url}`]
}

function against(profile: Profile, value: unknown): string[] {
  const { element } = profile.differential
  const byId = new Map(element.map((one) => [one.id, one]))
  const isSlice = (id: string, one: unknown): boolean => {
    const slice = byId.get(id)
    const url = slice?.type?.[0]?.profile?.[0]
    if (url !== undefined) return (one as { url?: string }).url === url
    const fixed = element.filter((e) => e.id.startsWith(`${id}.`) && fixedOf(e) !== undefined)
    return (
      fixed.length > 0 &&
      fixed.every((e) => {
        let held: unknown[] = [one]
        for (const part of e.id.slice(id.length + 1).split('.'))
          held = held.flatMap((h) => children(h, part.split(':')[0] ?? ''))
        return held.some((h) => holds(h, fixedOf(e)))
      })
    )
  }
  return element.flatMap((one) => {
    const parts = one.id.split('.').slice(1)
    if (parts.length === 0) return []
    let parents: unknown[] = [value]
    let id = one.id.split('.')[0] ?? ''
    const step = (held: readonly unknown[], part: string): unknown[] => {
      id = `${id}.${part}`
      const [name = '', slice] = part.split(':')
      const all = held.flatMap((h) => children(h, name))
      const here = id
      return slice === undefined ? all : all.filter((h) => isSlice(here, h))
    }
    for (const part of parts.slice(0, -1)) parents = step(parents, part)
    const until = id
    return parents.flatMap((parent) => {
      id = until
      const held = step([parent], parts.at(-1) ?? '')
      const found: string[] = []
      if (one.min !== undefined && held.length < one.min)
        found.push(`${one.id}: ${held.length} of at least ${one.min}`)
      if (one.max !== undefined && one.max !== '*' && held.length > Number(one.max))
        found.push(`${one.id}: ${held.length} of at most ${one.max}`)
      const fixed = fixedOf(one)
      if (fixed !== undefined && !held.every((h) => holds(h, fixed)))
        found.push(`${one.id}: another value than the fixed one`)
      return [...found, ...held.flatMap((h) => bindingOf(one, h))]
    })
  })
}

function bindingOf(one: Element, held: unknown): string[] {
  const set = one.binding?.strength === 'required' ? one.binding.valueSet : undefined
  if (set === undefined) return []
  const { coding, code, system } = held as {
    coding?: { system?: string; code: string }[]
    code?: string
    system?: string
  }
  const codes = coding ?? (code === undefined ? [] : [{ system, code }])
  if (typeof held === 'object' && codes.length === 0) return [`${one.id}: no code of ${set}`]
  return codes.some((c) => isIn(set, c.system, c.code) !== false) ? [] : [`${one.id}: not in ${set}`]
}

/** Every extension of UK Core that is used must be one, of the type and with the codes it is defined with. */
function extensionFindings(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(extensionFindings)
  if (typeof value !== 'object' || value === null) return []
  const { url } = value as { url?: unknown }
  const inside = Object.values(value).flatMap(extensionFindings)
  if (typeof url !== 'string' || !url.startsWith('https://fhir.hl7.org.uk/')) return inside
  const profile = profiles.get(url)
  if (!profile) return [...inside, `there is no extension ${url}`]
  const [name] = Object.keys(value).filter((k) => k.startsWith('value'))
  const types = profile.differential.element.find((e) => e.id === 'Extension.value[x]')?.type
  const right = !types || types.some(({ code }) => name?.toLowerCase() === `value${code.toLowerCase()}`)
  return [...inside, ...(right ? [] : [`${url}: ${name} is of another type`]), ...against(profile, value)]
}
