import { expect, it } from 'vitest'
import { day } from '../kernel/time.ts'
import {
  decideListMedicine,
  decideStopMedicine,
  listAge,
  type MedicineLineId,
  MedicineLineInput,
  presentMedicines,
} from './list.ts'

const today = day('2026-11-22')
const input = {
  name: 'Olanzapine',
  doseInWords: 'one 10 mg tablet',
  when: 'at night',
  prescribedBy: 'Dr Example, Hill CMHT',
  saidBy: 'discharge letter',
  asOfOn: '2026-11-20',
}
const id = (text: string) => text as MedicineLineId
const line = (name: string, asOfOn = '2026-11-20') => {
  const listed = decideListMedicine(id(name), { ...input, asOfOn }, today)
  if (!listed.ok) throw new Error(listed.refusal.code)
  return listed.value
}

it('lists a medicine as somebody said it', () => {
  expect(line('a')).toEqual({ ...input, id: 'a', state: 'present' })
  expect(decideListMedicine(id('a'), { ...input, asOfOn: '2026-11-23' }, today)).toMatchObject({
    refusal: { code: 'MEDICINE_AS_OF_AHEAD' },
  })
  expect(line('a', '2026-11-22').asOfOn).toBe(today)
})

it('wants every word of it', () => {
  expect(MedicineLineInput.safeParse(input).success).toBe(true)
  for (const key of Object.keys(input))
    expect(MedicineLineInput.safeParse({ ...input, [key]: ' ' }).success).toBe(false)
  expect(MedicineLineInput.safeParse({ ...input, asOfOn: '20 November' }).success).toBe(false)
})

it('stops a line, which stays in the history', () => {
  const lines = [line('a'), line('b')]
  const stop = { id: id('a'), stoppedOn: today, saidBy: 'Dr Example' }
  const stopped = decideStopMedicine(lines, stop, today)
  expect(stopped).toEqual({
    ok: true,
    value: { ...lines[0], state: 'stopped', stoppedOn: today, stopSaidBy: 'Dr Example' },
  })
  if (!stopped.ok) return
  expect(presentMedicines([stopped.value, lines[1]!]).map((l) => l.id)).toEqual(['b'])
  expect(decideStopMedicine([stopped.value], stop, today)).toMatchObject({
    refusal: { code: 'MEDICINE_NOT_ON_LIST' },
  })
  expect(decideStopMedicine(lines, { ...stop, id: id('z') }, today)).toMatchObject({
    refusal: { code: 'MEDICINE_NOT_ON_LIST' },
  })
  expect(decideStopMedicine(lines, { ...stop, stoppedOn: day('2026-11-23') }, today)).toMatchObject({
    refusal: { code: 'MEDICINE_AS_OF_AHEAD' },
  })
})

it('is as old as its oldest line, and nothing listed is not "takes none"', () => {
  expect(listAge([line('a', '2026-11-21'), line('b', '2026-11-12')], today)).toEqual({
    state: 'listed',
    asOfOn: '2026-11-12',
    days: 10,
  })
  expect(listAge([], today)).toEqual({ state: 'nothing listed' })
})
