import type { ContactPoint } from '#core/people/contact-point.ts'
import { fullName, nameKey, type PersonName } from '#core/people/names.ts'
import { type Address, onlyNamed, type PersonDetails } from '#core/people/person.ts'
import type { Matched } from '#features/people/index.ts'
import type { Compared, Kind, Said, Step } from './kind.ts'
import { Cellar } from './read-cells.ts'
import { findWho, keyOfWho, nameOf, readWho, WHO_COLUMNS, type Who } from './who.ts'

export interface PersonRow {
  readonly who: Who
  readonly knownAs: string
  readonly address: Address | null
  readonly points: readonly ContactPoint[]
  readonly pronouns: string
}

const NOT_ASKED: ContactPoint['safe'] = { answer: 'not-asked' }

export const people: Kind<PersonRow> = {
  id: 'people',
  title: 'People',
  says: 'Adds people, and adds to what is held about those who are here. An empty cell changes nothing and takes nothing away.',
  rights: ['people.register', 'people.details', 'people.read'],
  columns: [
    ...WHO_COLUMNS,
    {
      name: 'Known as',
      says: 'The name to call them by, where it is another.',
      example: 'Mara',
      also: ['Preferred name'],
    },
    { name: 'Pronouns', says: 'If they told you.', example: 'she/her' },
    {
      name: 'Address',
      says: 'Lines parted by commas. It stands for the home address.',
      example: '1 Example Road, Levenshulme',
    },
    { name: 'Postcode', says: 'Whole.', example: 'M19 2AB' },
    { name: 'Area', says: 'Town or district, as reports count it.', example: 'Manchester' },
    {
      name: 'No fixed address',
      says: 'yes, where they have none. Then leave the address empty.',
      example: '',
    },
    {
      name: 'Mobile',
      says: 'As text, with its zero. Nobody is called on it until they were asked.',
      example: '07700 900123',
      also: ['Mobile number', 'Phone', 'Telephone'],
    },
    { name: 'Landline', says: 'As text, with its zero.', example: '0161 496 0123' },
    { name: 'Email', says: 'One address.', example: 'name@example.org' },
  ],
  read(raw) {
    const cells = new Cellar(raw)
    const who = readWho(cells)
    const address = readAddress(cells)
    const points: ContactPoint[] = [
      { kind: 'mobile' as const, value: cells.phone('Mobile'), safe: NOT_ASKED },
      { kind: 'landline' as const, value: cells.phone('Landline'), safe: NOT_ASKED },
      { kind: 'email' as const, value: cells.email('Email'), safe: NOT_ASKED },
    ].filter((point) => point.value !== '')
    const [knownAs, pronouns] = [cells.name('Known as'), cells.name('Pronouns')]
    return cells.read(() => ({ who, knownAs, address, points, pronouns }))
  },
  keyOf: (row) => keyOfWho(row.who),
  async compare(at, rows) {
    const found = await findWho(
      at,
      rows.map((r) => r.who),
    )
    return rows.map((row, i): Compared => {
      const who = found[i]!
      if (who.is === 'doubtful') return who.compared
      if (who.is === 'one') return differences(row, who.person, who.by)
      return { verdict: 'new', said: [], steps: [registering(row)] }
    })
  },
}

function readAddress(cells: Cellar): Address | null {
  const none = cells.yes('No fixed address')
  const [typed, postcode, area] = [cells.text('Address', 800), cells.postcode('Postcode'), cells.name('Area')]
  if (none) {
    if (typed !== '') cells.wrong('No fixed address', 'Write an address, or yes here, not both.')
    return { kind: 'no-fixed-address', ...(area !== '' && { usuallyNear: area }) }
  }
  const lines = typed.split(/[,\n]+/).flatMap((line) => line.trim() || [])
  if (lines.length > 6) cells.wrong('Address', 'Write at most six lines.')
  if (lines.some((line) => line.length > 200)) cells.wrong('Address', 'Write at most 200 letters in a line.')
  if (lines.length === 0) {
    if (postcode !== '' || area !== '') cells.wrong('Address', 'Write the first line of the address too.')
    return null
  }
  return {
    kind: 'place',
    use: 'home',
    lines,
    ...(postcode !== '' && { postcode }),
    ...(area !== '' && { area }),
  }
}

const knownAsName = (row: PersonRow): PersonName | undefined =>
  row.knownAs === '' || row.knownAs === row.who.given || row.knownAs === fullName(nameOf(row.who))
    ? undefined
    : { kind: 'known-as', given: row.knownAs }

/** Adds the person, or joins the one who is known elsewhere: which of the two is told to nobody. */
export function registering(row: PersonRow): Step {
  const { who } = row
  const called = knownAsName(row)
  const details: PersonDetails = {
    ...onlyNamed([nameOf(who), ...(called ? [called] : [])]),
    nhsNumber:
      who.nhsNumber === null
        ? { status: 'not-known' }
        : { status: 'given-not-verified', number: who.nhsNumber },
    birth: who.bornOn === null ? { state: 'not-known' } : { state: 'known', on: who.bornOn },
    addresses: row.address === null ? [] : [row.address],
    contactPoints: [...row.points],
    ...(row.pronouns !== '' && { pronouns: row.pronouns }),
  }
  // the sender's own id has no meaning beyond this row; it is made from the content, like the command's
  return { command: 'person.register', input: (_made, idOf) => ({ personId: idOf('person'), details }) }
}

const SHOWN: Record<ContactPoint['kind'], string> = {
  mobile: 'Mobile',
  landline: 'Landline',
  email: 'Email',
  post: 'Address',
}
const close = (value: string): string =>
  value
    .toLowerCase()
    .replace(/[\s().-]/g, '')
    .replace(/^\+44|^0044/, '0')

/** What the row says that the record does not. Who somebody is is never changed by a spreadsheet, and nothing is taken away by one. */
function differences(row: PersonRow, held: Matched, by: 'number' | 'name and birth date'): Compared {
  const { who } = row
  const said: Said[] = []
  const steps: Step[] = []
  const { personId } = held
  let [version, core] = [held.version, held.core?.version ?? 0]
  if (held.core !== null && who.nhsNumber !== null && held.core.nhsNumber === null) {
    said.push({ column: 'NHS number', words: 'The record has none yet.' })
    const seen = core
    steps.push({
      command: 'person.record-number',
      input: () => ({ personId, version: seen, nhsNumber: who.nhsNumber }),
    })
    core += 1
  }
  const called = knownAsName(row)
  if (
    called &&
    !held.names.some((n) => n.kind === 'known-as' && nameKey(n.given ?? '') === nameKey(row.knownAs))
  ) {
    if (!held.names.some((n) => n.kind === 'known-as')) {
      said.push({ column: 'Known as', words: 'The record has no such name yet.' })
      const seen = version
      steps.push({
        command: 'person.change-names',
        input: () => ({ personId, version: seen, names: [...held.names, called] }),
      })
      version += 1
    } else
      return {
        verdict: 'problem',
        said: [
          {
            column: 'Known as',
            words:
              'The record says another name to call them by. Ask the person, and change it in the record.',
          },
        ],
      }
  }
  const pronouns = row.pronouns !== '' && row.pronouns !== held.pronouns
  const born = who.bornOn !== null && held.bornOn === null
  if (pronouns || born) {
    if (pronouns) said.push({ column: 'Pronouns', words: 'Other than in the record.' })
    if (born) said.push({ column: 'Birth date', words: 'The record has none yet.' })
    const seen = version
    steps.push({
      command: 'person.change-details',
      input: () => ({
        personId,
        version: seen,
        birth:
          (held.bornOn ?? who.bornOn) === null
            ? { state: 'not-known' }
            : { state: 'known', on: held.bornOn ?? who.bornOn },
        pronouns: row.pronouns || held.pronouns || '',
        communication: held.communication,
      }),
    })
  }
  const fresh = row.points.filter(
    (p) => !held.points.some((q) => q.kind === p.kind && close(q.value) === close(p.value)),
  )
  const addresses = held.core === null ? null : addressesWith(held.core.addresses, row.address)
  if (held.core === null && (row.address !== null || fresh.length > 0))
    return {
      verdict: 'problem',
      said: [
        {
          column: null,
          words:
            'Address and number of this person are not open to your team, so nothing can be added to them. Leave those cells empty, or ask the person about sharing.',
        },
      ],
    }
  for (const point of fresh)
    said.push({ column: SHOWN[point.kind], words: 'Is added beside what the record has.' })
  if (addresses !== null)
    said.push({ column: 'Address', words: 'Other than in the record, and takes its place.' })
  if (fresh.length > 0 || addresses !== null)
    steps.push({
      command: 'person.change-contact',
      input: () => ({
        personId,
        version: core,
        addresses: addresses ?? held.core?.addresses ?? [],
        contactPoints: [...held.points, ...fresh],
      }),
    })
  if (steps.length === 0) return { verdict: 'unchanged' }
  if (by === 'name and birth date' && who.nhsNumber === null)
    return {
      verdict: 'problem',
      said: [
        {
          column: 'NHS number',
          words:
            'Somebody of this name and birth date is here, and the row says something else of them. Write the NHS number, so that it is surely the same person.',
        },
      ],
    }
  return { verdict: 'changed', said, steps }
}

/** The addresses with this home in them; null where it is there already. An empty postcode or area takes away none that is held. */
function addressesWith(held: readonly Address[], typed: Address | null): readonly Address[] | null {
  if (typed === null) return null
  const same = held.find((a) => a.kind === 'place' && linesOf(a) === linesOf(typed))
  const home: Address = same?.kind === 'place' && typed.kind === 'place' ? { ...same, ...typed } : typed
  if (held.some((a) => plain(a) === plain(home))) return null
  return [home, ...held.filter((a) => a.kind === 'place' && a.use !== 'home')]
}
const smooth = (part: string): string => part.toLowerCase().replace(/\s+/g, ' ')
const linesOf = (a: Address): string => (a.kind === 'place' ? a.lines.map(smooth).join('|') : '')
const plain = (a: Address): string =>
  a.kind === 'place'
    ? [linesOf(a), smooth(a.postcode ?? ''), smooth(a.area ?? '')].join('|')
    : `${a.kind} ${a.kind === 'no-fixed-address' ? (a.usuallyNear ?? '') : ''}`
