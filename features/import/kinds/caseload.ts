import type { Day } from '#core/kernel/time.ts'
import { knownOf, named } from './answers.ts'
import { EPISODE_COLUMNS, type EpisodeRow, readEpisode, takingOn } from './episodes.ts'
import type { Column, Compared, Kind, Said, Step } from './kind.ts'
import { Cellar } from './read-cells.ts'
import { readStrength } from './strength.ts'
import { keyOfWho, WHO_COLUMNS } from './who.ts'

interface MedicineCells {
  readonly n: number
  /** With its strength as written: 'Diazepam 5 mg'. */
  readonly name: string
  readonly dose: string
  readonly when: string
  readonly prescriber: string
}
interface CaseloadRow extends EpisodeRow {
  readonly medicines: readonly MedicineCells[]
  readonly saidBy: string
  readonly asOf: Day | null
}

const PLACES = [1, 2, 3, 4, 5, 6]

const medicineColumns = (n: number): readonly Column[] => [
  { name: `Medicine ${n}`, says: 'Its name as on the box.', example: n === 1 ? 'Diazepam' : '' },
  {
    name: `Strength ${n}`,
    says: 'A number and its unit, like 5 mg or 2.5 mg/5 ml. Micrograms in full. A unit that is not known is never guessed.',
    example: n === 1 ? '5 mg' : '',
  },
  { name: `Dose ${n}`, says: 'What is taken at a time, in words.', example: n === 1 ? 'one tablet' : '' },
  { name: `When ${n}`, says: 'In words.', example: n === 1 ? 'at night' : '' },
  { name: `Prescribed by ${n}`, says: 'Who prescribes it.', example: n === 1 ? 'Dr Bell, Elm Surgery' : '' },
]

export const caseload: Kind<CaseloadRow> = {
  id: 'caseload',
  title: 'A whole caseload',
  says: 'People whom your team supports now, with the medicines that somebody said they take. A medicine that stands on the list with other words is to mend, never changed.',
  rights: [
    'people.register',
    'people.read',
    'referral.send',
    'referral.answer',
    'medicines.read',
    'medicines.record',
  ],
  columns: [
    ...WHO_COLUMNS,
    ...EPISODE_COLUMNS,
    {
      name: 'Medicines said by',
      says: 'Who said what they take: a letter, the ward, the person.',
      example: 'Letter of the ward',
    },
    { name: 'Medicines as of', says: 'The day on which that was so.', example: '01/03/2026' },
    ...PLACES.flatMap(medicineColumns),
  ],
  read(raw, today) {
    const cells = new Cellar(raw)
    const episode = readEpisode(cells, today)
    const saidBy = cells.text('Medicines said by', 500)
    const asOf = cells.day('Medicines as of')
    const medicines = PLACES.flatMap((n) => readMedicine(cells, n) ?? [])
    if (medicines.length > 0) {
      if (saidBy === '') cells.wrong('Medicines said by', 'Write who said so.')
      if (asOf === null) cells.wrong('Medicines as of', 'Write the day on which it was so.')
      else if (asOf > today) cells.wrong('Medicines as of', 'Write a day that has been.')
    }
    return cells.read(() => ({ ...episode, medicines, saidBy, asOf }))
  },
  keyOf: (row) => `${keyOfWho(row.who)}|${row.service.toLowerCase()}`,
  async compare(at, rows) {
    const { of, standing } = await knownOf(
      at,
      rows.map((r) => r.who),
    )
    return rows.map((row, i): Compared => {
      const { who, standing: stands } = of[i]!
      if (who.is === 'doubtful') return who.compared
      const taking = takingOn(row, standing, at)
      if ('verdict' in taking) return taking
      const service = named(standing.own, row.service)
      const here = service !== undefined && stands?.supportedBy.includes(service.id) === true
      const held = stands?.medicines ?? []
      const fresh = row.medicines.filter((m) => !held.some((h) => same(h.name, m.name)))
      const differs = row.medicines.filter((m) =>
        held.some((h) => same(h.name, m.name) && !(same(h.dose, m.dose) && same(h.when, m.when))),
      )
      if (differs.length > 0)
        return {
          verdict: 'problem',
          said: differs.map(({ n }) => ({
            column: `Medicine ${n}`,
            words:
              'It stands on the list with another dose or time. Find out which is right, and change it in the record.',
          })),
        }
      if (here && fresh.length === 0) return { verdict: 'unchanged' }
      const person = who.is === 'one' ? who.person.personId : undefined
      const writing = fresh.map(
        (m): Step => ({
          command: 'medicine.record',
          input: (made, idOf) => ({
            personId: here ? person : made.personId,
            medicineId: idOf(`medicine ${m.n}`),
            name: m.name,
            doseInWords: m.dose,
            when: m.when,
            prescribedBy: m.prescriber,
            saidBy: row.saidBy,
            asOfOn: row.asOf,
          }),
        }),
      )
      return here
        ? {
            verdict: 'changed',
            said: fresh.map(({ n }): Said => ({ column: `Medicine ${n}`, words: 'Is added to the list.' })),
            steps: writing,
          }
        : { verdict: 'new', said: [], steps: [...taking, ...writing] }
    })
  },
}

function readMedicine(cells: Cellar, n: number): MedicineCells | undefined {
  const name = cells.text(`Medicine ${n}`, 300)
  const rest = ['Strength', 'Dose', 'When', 'Prescribed by'].map((column) =>
    cells.text(`${column} ${n}`, 300),
  )
  if (name === '') {
    if (rest.some((cell) => cell !== ''))
      cells.wrong(`Medicine ${n}`, 'Write its name: other cells about it are filled in.')
    return undefined
  }
  const [strength = '', dose = '', when = '', prescriber = ''] = rest
  const read = strength === '' ? { text: '' } : readStrength(strength)
  if ('why' in read) cells.wrong(`Strength ${n}`, read.why)
  for (const [column, cell] of [
    ['Dose', dose],
    ['When', when],
    ['Prescribed by', prescriber],
  ] as const)
    if (cell === '') cells.wrong(`${column} ${n}`, 'Write it: it is empty.')
  return {
    n,
    name: 'text' in read && read.text !== '' ? `${name} ${read.text}` : name,
    dose,
    when,
    prescriber,
  }
}

const same = (a: string, b: string): boolean =>
  a.trim().toLowerCase().replace(/\s+/g, ' ') === b.trim().toLowerCase().replace(/\s+/g, ' ')
