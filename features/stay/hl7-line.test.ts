import { describe, expect, it } from 'vitest'
import { type Hl7Outcome, hl7Line } from './hl7-line.ts'

const line = (outcome: Hl7Outcome, more: { notes?: string[]; unmapped?: string[] } = {}) =>
  hl7Line({ controlId: 'NSD0000417', outcome, ...more })

describe('the line of a message', () => {
  it('says control id, answer and deed', () => {
    expect(line({ done: 'admitted', ward: 'Maple', lacking: [] })).toBe('NSD0000417 AA admitted to Maple')
    expect(line({ done: 'admitted', ward: 'Maple', lacking: ['distance', 'reason'] })).toBe(
      'NSD0000417 AA admitted to Maple; not known: distance, reason (a task for the ward)',
    )
    expect(line({ done: 'discharged', ward: 'Maple', timeInferred: false })).toBe(
      'NSD0000417 AA discharged from Maple',
    )
    expect(line({ done: 'discharged', ward: 'Maple', timeInferred: true })).toContain('time inferred')
  })

  it('says that nothing changed, and in what a repeated message differs', () => {
    expect(line({ done: 'already admitted', ward: 'Maple', differences: [] })).toBe(
      'NSD0000417 AA was already admitted to Maple, nothing changed',
    )
    expect(line({ done: 'already admitted', ward: 'Maple', differences: ['unit'] })).toContain(
      'differs in unit',
    )
    expect(line({ done: 'already discharged', ward: 'Maple' })).toBe(
      'NSD0000417 AA was already discharged from Maple, nothing changed',
    )
  })

  it('says a refusal in its own sentence, as error or rejection', () => {
    expect(line({ done: 'refused', refusal: { code: 'HL7_WARD_NOT_SAID' } })).toBe(
      'NSD0000417 AE The message does not say the ward (PV1-3). Send it again with the ward.',
    )
    expect(line({ done: 'refused', refusal: { code: 'HL7_EVENT_NOT_READ', params: { event: 'A02' } } })).toBe(
      'NSD0000417 AR Messages of type A02 are not read here yet. Nothing was changed.',
    )
  })

  it('says what was put aside, in short', () => {
    expect(
      line(
        { done: 'admitted', ward: 'Maple', lacking: [] },
        { notes: ['odd'], unmapped: ['PID-15', 'PID-16', 'NK1', 'OBX (2)'] },
      ),
    ).toBe('NSD0000417 AA admitted to Maple; odd; kept but not used: PID (2), NK1, OBX')
  })

  it('stays one line whatever the sender called the message', () => {
    expect(
      hl7Line({ controlId: 'A\r\nB\u001b[31m C', outcome: { done: 'already discharged', ward: 'Maple' } }),
    ).toMatch(/^A_B_\[31m_C AA /)
    expect(
      hl7Line({ controlId: undefined, outcome: { done: 'refused', refusal: { code: 'HL7_NOT_A_MESSAGE' } } }),
    ).toMatch(/^- AR /)
  })
})
