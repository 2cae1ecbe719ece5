import type { Day } from '#core/kernel/time.ts'
import { blockOf } from '#core/referral/asks.ts'
import type { Standing } from '../queries/standing.ts'
import { knownOf, named } from './answers.ts'
import type { At, Column, Compared, Kind, Said, Step } from './kind.ts'
import { problem } from './kind.ts'
import { registering } from './people.ts'
import type { Cellar } from './read-cells.ts'
import { Cellar as Cells } from './read-cells.ts'
import { keyOfWho, readWho, WHO_COLUMNS, type Who } from './who.ts'

export interface EpisodeRow {
  readonly who: Who
  readonly service: string
  readonly since: Day | null
  readonly keyWorker: string
  readonly reason: string
  readonly how: string
}

export const EPISODE_COLUMNS: readonly Column[] = [
  {
    name: 'Service',
    says: 'A service of your own team, by its name here.',
    example: 'Medication support',
    needed: true,
  },
  {
    name: 'Since',
    says: 'The day on which your support began. It is kept in words: the record counts from the day of the spreadsheet.',
    example: '01/10/2025',
  },
  {
    name: 'Key worker',
    says: 'The name of somebody of your team, as it stands here. Empty: the board asks for one.',
    example: 'Sam Okoro',
  },
  { name: 'What support is for', says: 'In your words.', example: 'Help with medicines at home' },
  {
    name: 'How sharing was said',
    says: 'How the person agreed that your team works with them and knows what is needed for it.',
    example: 'At home, in March',
    needed: true,
  },
]

export function readEpisode(cells: Cellar, today: Day): EpisodeRow {
  const who = readWho(cells)
  const since = cells.day('Since')
  if (since !== null && since > today)
    cells.wrong('Since', 'Write a day that has been: this list is of people whom you support now.')
  return {
    who,
    service: cells.needed('Service'),
    since,
    keyWorker: cells.name('Key worker'),
    reason: cells.text('What support is for', 5000),
    how: cells.needed('How sharing was said'),
  }
}

const british = (on: Day): string => on.split('-').reverse().join('/')

/** What takes somebody on: added, referred by the team to its own service, accepted from today. */
export function takingOn(row: EpisodeRow, standing: Standing, at: At): readonly Step[] | Compared {
  const service = named(standing.own, row.service)
  if (!service)
    return problem(
      'Service',
      `“${row.service}” is no service of your own team. Write its name as it stands here.`,
    )
  const worker = row.keyWorker === '' ? null : named(standing.team, row.keyWorker)
  if (worker === undefined)
    return problem(
      'Key worker',
      `Nobody in your team goes by the name “${row.keyWorker}”, or several do. Write the name as it stands here, or leave it empty.`,
    )
  const words = [
    row.reason,
    row.since === null ? '' : `Supported since ${british(row.since)} (from a spreadsheet).`,
  ]
  return [
    registering({ who: row.who, knownAs: '', address: null, points: [], pronouns: '' }),
    {
      command: 'referral.send',
      input: (made, idOf) => ({
        referralId: idOf('referral'),
        personId: made.personId,
        serviceId: service.id,
        asks: { reason: blockOf(words.filter((w) => w !== '').join('\n')) },
        sharing: { answer: 'yes', items: ['core', 'shared'], how: row.how },
      }),
    },
    {
      command: 'referral.accept',
      input: (made, idOf) => ({
        personId: made.personId,
        referralId: made.referralId,
        episodeId: idOf('episode'),
        version: 1,
        start: { kind: 'date', on: at.today },
        keyWorkerId: worker?.id ?? null,
      }),
    },
  ]
}

export const episodes: Kind<EpisodeRow> = {
  id: 'episodes',
  title: 'People whom your team supports now',
  says: 'Takes people on in a service of your own team, from today, and adds whoever is not here yet.',
  rights: ['people.register', 'people.read', 'referral.send', 'referral.answer'],
  columns: [...WHO_COLUMNS, ...EPISODE_COLUMNS],
  read(raw, today) {
    const cells = new Cells(raw)
    const row = readEpisode(cells, today)
    return cells.read(() => row)
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
      const steps = takingOn(row, standing, at)
      if ('verdict' in steps) return steps
      const service = named(standing.own, row.service)
      return service && stands?.supportedBy.includes(service.id)
        ? { verdict: 'unchanged' }
        : { verdict: 'new', said: NOTHING, steps }
    })
  },
}
const NOTHING: readonly Said[] = []
