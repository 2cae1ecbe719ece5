import { parseHl7 } from '#platform/hl7/message.ts'
import { Details, Heading, Paragraph, SummaryList } from '#platform/ui/index.ts'

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
  'PV1-2': 'Kind of patient',
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

const asText = (parts: readonly (readonly string[])[]): string =>
  parts.map((components) => components.filter((c) => c !== '').join(' · ')).join('; ')

/** A kept message readably: what a desk looks for first in words, everything else as places, and the text as it came. */
export function MessageRead({ raw }: { readonly raw: string }) {
  const message = parseHl7(raw)
  const known = message.ok
    ? message.value.segments.flatMap((segment) => {
        const rows = Array.from({ length: segment.fieldCount }, (_, i) => i + 1).flatMap((field) => {
          const name = NAMES[`${segment.name}-${field}`]
          const value = asText(segment.parts(field))
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
