import ical, { ICalEventStatus } from 'ical-generator'
import { type Instant, LONDON } from '#core/kernel/time.ts'

export interface FeedEvent {
  /** Stable for the life of the row. */
  readonly uid: string
  /** Goes up with each change of the row. */
  readonly sequence: number
  readonly fromAt: Instant
  readonly untilAt: Instant
  /** What it is and initials; no name, no address, nothing about anybody's health. */
  readonly summary: string
  readonly cancelled: boolean
}

/** The time zone as RFC 5545 writes it: last Sundays of March and October at 1am UTC, as in force since 1996. */
const VTIMEZONE = [
  'BEGIN:VTIMEZONE',
  `TZID:${LONDON}`,
  'BEGIN:DAYLIGHT',
  'TZOFFSETFROM:+0000',
  'TZOFFSETTO:+0100',
  'TZNAME:BST',
  'DTSTART:19960331T010000',
  'RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU',
  'END:DAYLIGHT',
  'BEGIN:STANDARD',
  'TZOFFSETFROM:+0100',
  'TZOFFSETTO:+0000',
  'TZNAME:GMT',
  'DTSTART:19961027T020000',
  'RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU',
  'END:STANDARD',
  'END:VTIMEZONE',
].join('\r\n')

const CLOCK = new Intl.DateTimeFormat('sv-SE', {
  timeZone: LONDON,
  dateStyle: 'short',
  timeStyle: 'medium',
})

/** The time that the clock in London shows then, as the writer of calendars takes it: `2026-03-05T09:00:00`. */
const inLondon = (at: Instant): string => CLOCK.format(new Date(at)).replace(' ', 'T')

/** A calendar of these events (RFC 5545), as calendars on phones and Outlook subscribe to it. */
export function icsOf(name: string, events: readonly FeedEvent[], now: Instant): string {
  const calendar = ical({
    name,
    prodId: { company: 'Throughcare', product: 'calendar feed', language: 'EN' },
    timezone: { name: LONDON, generator: () => VTIMEZONE },
    ttl: 15 * 60,
  })
  for (const event of events)
    calendar.createEvent({
      id: event.uid,
      sequence: event.sequence,
      stamp: new Date(now),
      start: inLondon(event.fromAt),
      end: inLondon(event.untilAt),
      timezone: LONDON,
      summary: event.summary,
      status: event.cancelled ? ICalEventStatus.CANCELLED : ICalEventStatus.CONFIRMED,
    })
  // RFC 5545, 3.8.7.2: in UTC, and the writer leaves its Z out where an event has a time zone
  const stamp = `DTSTAMP:${now.slice(0, 19).replaceAll('-', '').replaceAll(':', '')}Z`
  return calendar
    .toString()
    .split('\r\n')
    .map((line) => (line.startsWith('DTSTAMP:') ? stamp : line))
    .join('\r\n')
}

/** "Amara Okafor" is "A.O."; a name that is not open is nobody's initials. */
export const initials = (name: string | null): string =>
  name === null
    ? 'name not open'
    : `${name
        .split(/[\s-]+/u)
        .flatMap((word) => [...word.replace(/[^\p{L}\p{N}]/gu, '')][0]?.toUpperCase() ?? [])
        .slice(0, 4)
        .join('.')}.`
