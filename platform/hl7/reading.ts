import type { Hl7Message, Hl7Segment, Hl7Value } from './message.ts'

/**
 * A message with a memory of which places were read, so that a map can say what it did not use.
 * `nth` counts segments of one name from 1.
 */
export interface Hl7Reading {
  readonly message: Hl7Message
  get(name: string, field: number, repetition?: number, component?: number, subcomponent?: number): Hl7Value
  getNth(
    name: string,
    nth: number,
    field: number,
    repetition?: number,
    component?: number,
    subcomponent?: number,
  ): Hl7Value
  repetitions(name: string, field: number): number
  /** Places with content that were not read: 'DG1', 'OBX (2)', 'PV2-38', 'DG1-3.2', 'DG1-3.2.2'. Names of places, never their content. */
  unread(): readonly string[]
}

/** Envelope fields that route a message and say nothing about anybody. */
const ENVELOPE: ReadonlySet<string> = new Set(['MSH', 'EVN-1'])

export function readingOf(message: Hl7Message): Hl7Reading {
  const seen = new Set<string>()
  const getNth: Hl7Reading['getNth'] = (
    name,
    nth,
    field,
    repetition = 1,
    component = 1,
    subcomponent = 1,
  ) => {
    seen.add(`${name}#${nth}-${field}.${repetition}.${component}.${subcomponent}`)
    return message.all(name)[nth - 1]?.get(field, repetition, component, subcomponent)
  }
  return {
    message,
    getNth,
    get: (name, ...place) => getNth(name, 1, ...place),
    repetitions: (name, field) => message.all(name)[0]?.repetitions(field) ?? 0,
    unread: () => unreadOf(message, seen),
  }
}

/** More unread places than this are counted, not listed. */
const PLACES_LISTED = 200

function unreadOf(message: Hl7Message, seen: ReadonlySet<string>): readonly string[] {
  const names = new Set([...seen].map((place) => place.slice(0, place.indexOf('#'))))
  const places = new Set<string>()
  for (const name of new Set(message.segments.map((segment) => segment.name))) {
    if (ENVELOPE.has(name)) continue
    const segments = message.all(name)
    if (!names.has(name)) places.add(segments.length === 1 ? name : `${name} (${segments.length})`)
    else
      for (const [i, segment] of segments.entries())
        addUnread(segment, i + 1, message.separators.subcomponent, seen, places)
  }
  const listed = [...places]
  const more = listed.length - PLACES_LISTED
  return more > 0 ? [...listed.slice(0, PLACES_LISTED), `and ${more} more`] : listed
}

/** Every sent part of a field as its place, `3.2` or `3.2.2` for later subcomponents, and whether it was read. */
function partsSent(
  segment: Hl7Segment,
  field: number,
  subcomponent: string,
  wasRead: (part: string) => boolean,
) {
  return segment.parts(field).flatMap((components, r) =>
    components.flatMap((component, c) =>
      (subcomponent === '' ? [component] : component.split(subcomponent)).flatMap((text, i) =>
        text === ''
          ? []
          : [
              {
                place: `${c + 1}${i === 0 ? '' : `.${i + 1}`}`,
                read: wasRead(`${r + 1}.${c + 1}.${i + 1}`),
              },
            ],
      ),
    ),
  )
}

function addUnread(
  segment: Hl7Segment,
  nth: number,
  subcomponent: string,
  seen: ReadonlySet<string>,
  places: Set<string>,
): void {
  for (let field = 1; field <= segment.fieldCount; field++) {
    const at = `${segment.name}-${field}`
    // Field 1 of a repeatable segment is its running number.
    if (ENVELOPE.has(at) || (field === 1 && /^\d+$/.test(segment.raw(1)))) continue
    const sent = partsSent(segment, field, subcomponent, (part) =>
      seen.has(`${segment.name}#${nth}-${field}.${part}`),
    )
    const unread = sent.filter((part) => !part.read)
    if (unread.length > 0 && unread.length === sent.length) places.add(at)
    else for (const part of unread) places.add(`${at}.${part.place}`)
  }
}
