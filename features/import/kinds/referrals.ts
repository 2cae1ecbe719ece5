import { blockOf } from '#core/referral/asks.ts'
import { askedFor, knownOf, named } from './answers.ts'
import type { Compared, Kind } from './kind.ts'
import { problem } from './kind.ts'
import { registering } from './people.ts'
import { Cellar } from './read-cells.ts'
import { keyOfWho, readWho, WHO_COLUMNS, type Who } from './who.ts'

interface ReferralRow {
  readonly who: Who
  readonly service: string
  readonly reason: string
  readonly whatMatters: string
  readonly urgent: boolean
  readonly sharing: 'yes' | 'not asked' | 'ask me later' | 'could not be asked' | 'no'
  readonly how: string
}

const SHARING = ['yes', 'no', 'not asked', 'ask me later', 'could not be asked'] as const

export const referrals: Kind<ReferralRow> = {
  id: 'referrals',
  title: 'Referrals',
  says: 'Sends a referral a row, from your team, as by hand. Whoever is not here yet is added. A no of the person stops it.',
  rights: ['people.register', 'people.read', 'referral.send'],
  columns: [
    ...WHO_COLUMNS,
    {
      name: 'Service',
      says: 'The name of the service as it stands here.',
      example: 'Medication support',
      needed: true,
    },
    {
      name: 'What we ask for',
      says: 'In your words.',
      example: 'Daily visits while doses go down',
      needed: true,
      also: ['Reason'],
    },
    {
      name: 'What matters to the person',
      says: 'In their words, if they said.',
      example: 'To be home for the garden',
    },
    {
      name: 'Sharing',
      says: `What the person said about sharing with this service: ${SHARING.join(', ')}.`,
      example: 'yes',
      needed: true,
    },
    {
      name: 'How it was said',
      says: 'How they said it, and who was there.',
      example: 'On the ward, with her sister',
    },
    { name: 'Urgent', says: 'yes or empty.', example: '' },
  ],
  read(raw) {
    const cells = new Cellar(raw)
    const who = readWho(cells)
    const [service, reason] = [cells.needed('Service'), cells.needed('What we ask for', 5000)]
    const [whatMatters, how, urgent] = [
      cells.text('What matters to the person', 5000),
      cells.text('How it was said'),
      cells.yes('Urgent'),
    ]
    const said = cells.needed('Sharing').toLowerCase()
    const sharing = SHARING.find((s) => s === said)
    if (!sharing && said !== '') cells.wrong('Sharing', `Write one of: ${SHARING.join(', ')}.`)
    if (sharing === 'no') cells.wrong('Sharing', 'The person said no: nothing is sent against their word.')
    return cells.read(() => ({
      who,
      service,
      reason,
      whatMatters,
      urgent,
      sharing: sharing ?? 'not asked',
      how,
    }))
  },
  keyOf: (row) => `${keyOfWho(row.who)}|${row.service.toLowerCase()}`,
  async compare(at, rows) {
    const services = await askedFor<readonly { readonly id: string; readonly name: string }[]>(
      at,
      'referral.services',
      {},
    )
    const { of } = await knownOf(
      at,
      rows.map((r) => r.who),
    )
    return rows.map((row, i): Compared => {
      const { who, standing } = of[i]!
      const service = named(services, row.service)
      if (!service)
        return problem(
          'Service',
          `“${row.service}” is no service that your team can send to. Write its name as it stands here.`,
        )
      if (who.is === 'doubtful') return who.compared
      if (standing?.referredTo.includes(service.id)) return { verdict: 'unchanged' }
      return {
        verdict: 'new',
        said: [],
        steps: [
          registering({ who: row.who, knownAs: '', address: null, points: [], pronouns: '' }),
          {
            command: 'referral.send',
            // another sheet said it already, or somebody by hand
            already: ['REFERRAL_ALREADY_OPEN'],
            input: (made, idOf) => ({
              referralId: idOf('referral'),
              personId: made.personId,
              serviceId: service.id,
              urgent: row.urgent,
              asks: {
                reason: blockOf(row.reason),
                whatMatters: blockOf(row.whatMatters),
              },
              sharing: {
                answer: row.sharing,
                how: row.how,
                ...(row.sharing === 'yes' && { items: ['core', 'shared'] }),
              },
            }),
          },
        ],
      }
    })
  },
}
