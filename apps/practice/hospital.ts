import { createHash } from 'node:crypto'
import { englandHolidays } from '#content/terms/bank-holidays/index.ts'
import { refusalSentence } from '#core/kernel/refusals.ts'
import { addDays, addMinutes, at, type Day, dayOf, type Instant, timeOf } from '#core/kernel/time.ts'
import { stayTaskDueAt } from '#core/place/task-due.ts'
import { clientId, id, ORGANISATIONS, type Row, type Rows, staffId, TEAMS } from './world.ts'

/** UK local time to the minute, as UK systems send it. */
export const stamp = (when: Instant): string => `${dayOf(when)}${timeOf(when)}`.replace(/[-:]/g, '')

const SEGMENTS_END = '\r'
const WHY = 'HL7_TWO_IDENTIFIERS'

/** Somebody invented whom nobody here knows, and of whom the hospital sends no NHS number. */
function message(event: 'A01' | 'A31', when: Instant, control: string): string {
  const visit = `PV1|1|I|NSD^MAPLE^BED 7^NSD01${'|'.repeat(16)}NSD-V20398^^^VISITID${'|'.repeat(25)}${stamp(when)}`
  return [
    `MSH|^~\\&|PAS|NSD|THROUGHCARE|NSD|${stamp(addMinutes(when, 5))}||ADT^${event}|${control}|T|2.4`,
    `EVN||${stamp(addMinutes(when, 5))}||||${stamp(when)}`,
    'PID|1||MH104988^^^NSD^PI||Quill^Rowan^^^^^L||19910226|M|||8 Tannery Lane^^Northside^^NS4 1AB^GBR^H',
    ...(event === 'A01' ? [visit] : []),
  ]
    .map((segment) => segment + SEGMENTS_END)
    .join('')
}

/**
 * What the hospital's system sent in the two days before seeding: two updates of somebody whom nobody here knows, and their admission, which
 * waits with the records desk because no NHS number came. The first day's count is agreed; the second's waits.
 */
export function hospitalRows(now: Instant): Rows {
  const today = dayOf(now)
  const [before, yesterday] = [addDays(today, -2), addDays(today, -1)]
  const [organisation, team] = [ORGANISATIONS.northside.id, TEAMS.records.id]
  const feed = clientId(0)
  const came = (n: number, event: 'A01' | 'A31', on: Day, time: string, more: Row = {}) => {
    const when = at(on, time)
    const control = `NSD000039${n}`
    const raw = message(event, when, control)
    return {
      id: id('0d', n),
      organisation_id: organisation,
      client_id: feed,
      control_id: control,
      content_sha256: `\\x${createHash('sha256').update(raw).digest('hex')}`,
      event,
      version: '2.4',
      sent_at: addMinutes(when, 5),
      received_at: addMinutes(when, 6),
      answer: 'AA',
      why: null as string | null,
      waits: false,
      raw,
      ...more,
    }
  }
  const refused = came(3, 'A01', yesterday, '16:20', { answer: 'AE', why: WHY, waits: true })
  const keptId = id('0d', 20)
  return {
    feed_message: [came(1, 'A31', before, '11:10'), came(2, 'A31', yesterday, '09:40'), refused],
    feed_day_count: [
      {
        id: id('0d', 10),
        organisation_id: organisation,
        team_id: team,
        client_id: feed,
        on_day: before,
        sent: 1,
        ours: 1,
        state: 'agrees',
        words: null,
        at: at(yesterday, '09:15'),
        by_staff_id: staffId('dot'),
      },
    ],
    kept_message: [
      {
        id: keptId,
        organisation_id: organisation,
        team_id: team,
        control_id: refused.control_id,
        raw: refused.raw,
        why: WHY,
        why_params: {},
        at: refused.received_at,
        kept_by: feed,
        visit_number: 'NSD-V20398',
      },
    ],
    task: [
      {
        id: id('0d', 30),
        organisation_id: organisation,
        team_id: team,
        kind: 'kept message',
        about_id: keptId,
        what: `A hospital message waits, because it could not be filed. ${refusalSentence(WHY, {})}`,
        since_at: refused.received_at,
        due_at: stayTaskDueAt(refused.received_at, englandHolidays),
      },
    ],
  }
}
