import { dayOf } from '#core/kernel/time.ts'
import { parseHl7 } from '#platform/hl7/message.ts'
import { hl7Timestamp } from '#platform/hl7/timestamp.ts'
import { Details, dayAndClock, Heading, longDay, Paragraph, SummaryList } from '#platform/ui/index.ts'

/** Fields that a desk looks for first, by segment and number, in plain words. */
const NAMES: Readonly<Record<string, string>> = {
  'MSH-3': 'Sent by the system',
  'MSH-4': 'Sent by the organisation',
  'MSH-7': 'Sent at',
  'MSH-9': 'Kind of message',
  'MSH-10': 'Number of the message',
  'MSH-12': 'HL7 version',
  'EVN-2': 'Typed in at',
  'EVN-6': 'Happened at',
  'PID-3': 'Numbers of the person',
  'PID-5': 'Name',
  'PID-7': 'Born',
  'PID-11': 'Address',
  'PID-13': 'Telephone',
  'PID-29': 'Died at',
  'PID-30': 'Has died',
  'MRG-1': 'Number that goes',
  'PV1-2': 'Kind of visit',
  'PV1-3': 'Ward, room and bed',
  'PV1-6': 'Ward before',
  'PV1-19': 'Visit number',
  'PV1-36': 'How they left',
  'PV1-37': 'Where to',
  'PV1-44': 'Admitted at',
  'PV1-45': 'Left at',
}
const SEGMENTS: Readonly<Record<string, string>> = {
  MSH: 'The message',
  EVN: 'The event',
  PID: 'The person',
  MRG: 'Numbers put together',
  PV1: 'The visit',
}

const TIMES: ReadonlySet<string> = new Set(['MSH-7', 'EVN-2', 'EVN-6', 'PID-7', 'PID-29', 'PV1-44', 'PV1-45'])

/** A time as people say it, with what was sent; one that is none stays as sent. */
function timeAsText(sent: string): string {
  const time = hl7Timestamp(sent)
  if (!time || time.precision === 'year' || time.precision === 'month') return sent
  return `${time.precision === 'day' ? longDay(dayOf(time.at)) : dayAndClock(time.at)} (${sent})`
}

const asText = (parts: readonly (readonly string[])[]): string =>
  parts.map((components) => components.filter((c) => c !== '').join(' · ')).join('; ')

/** A kept message readably: what a desk looks for first in words, everything else as places, and the text as it came. */
export function MessageRead({ raw }: { readonly raw: string }) {
  const message = parseHl7(raw)
  const known = message.ok
    ? message.value.segments.flatMap((segment) => {
        const rows = Array.from({ length: segment.fieldCount }, (_, i) => i + 1).flatMap((field) => {
          const place = `${segment.name}-${field}`
          const name = NAMES[place]
          const sent = asText(segment.parts(field))
          const value = TIMES.has(place) && sent !== '' ? timeAsText(sent) : sent
          return name === undefined || value === '' ? [] : [{ key: name, value }]
        })
        return rows.length === 0 ? [] : [{ name: SEGMENTS[segment.name] ?? segment.name, rows }]
      })
    : []
  return (
    <>
      {known.length === 0 && (
        <Paragraph>It cannot be read as an HL7 message. This is all that came.</Paragraph>
      )}
      {known.map((part) => (
        <section key={part.name}>
          <Heading level={2} size="s">
            {part.name}
          </Heading>
          <SummaryList rows={part.rows} />
        </section>
      ))}
      <Details summary="The message as it came" open={known.length === 0}>
        <pre className="tc-message">{raw.replace(/\r\n?/g, '\n')}</pre>
      </Details>
    </>
  )
}
