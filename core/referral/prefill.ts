import { type Day, dayOf, type Instant } from '../kernel/time.ts'
import { type Communication, communicationShape } from '../people/communication.ts'
import { safeContactShape } from '../people/contact-point.ts'
import type { BlockId } from './asks.ts'

/** What the record knows of a person that a referral asks for. Shapes of stored answers are read leniently: unknown is unknown. */
export interface Known {
  readonly communication: unknown
  readonly contactPoints: readonly { readonly kind: string; readonly value: string; readonly safe: unknown }[]
  readonly stay: {
    readonly unitName: string
    readonly organisationName: string
    readonly admittedAt: Instant
  } | null
  readonly homeArea: string | null
  readonly medicines: readonly {
    readonly name: string
    readonly doseInWords: string
    readonly whenInWords: string
    readonly prescriber: string
    readonly saidBy: string
    readonly asOf: Day
  }[]
  readonly safetyActions: readonly { readonly action: string; readonly expiresOn: Day }[]
}

/** The text each block starts with; '' where the record knows nothing. `sayDay` writes a day as the screens do. */
export function prefill(known: Known, today: Day, sayDay: (day: Day) => string): Record<BlockId, string> {
  const lines = (list: readonly string[]): string => list.join('\n')
  return {
    reason: '',
    whatMatters: '',
    communication: communicationWords(known.communication),
    safeContact: lines(known.contactPoints.map((p) => `${p.value}: ${mayWords(p.safe)}`)),
    whereNow: lines([
      ...(known.stay
        ? [
            `On ${known.stay.unitName}, ${known.stay.organisationName}, since ${sayDay(dayOf(known.stay.admittedAt))}.`,
          ]
        : []),
      ...(known.homeArea ? [`Home area: ${known.homeArea}.`] : []),
    ]),
    medicines: lines(
      known.medicines.map(
        (m) =>
          `${m.name}, ${m.doseInWords}, ${m.whenInWords}. Prescribed by ${m.prescriber}; said by ${m.saidBy}, as of ${sayDay(m.asOf)}.`,
      ),
    ),
    beforeVisiting: lines(
      // an expired action is gone: it was never a label
      known.safetyActions
        .filter((a) => a.expiresOn >= today)
        .map((a) => `${a.action} (until ${sayDay(a.expiresOn)}).`),
    ),
  }
}

function communicationWords(stored: unknown): string {
  const read = communicationShape.safeParse(stored)
  if (!read.success || read.data.answer === 'not-asked') return ''
  if (read.data.answer === 'none-needed') return 'Asked: nothing special is needed.'
  return read.data.needs.map(needWords).join('\n')
}

type Need = Extract<Communication, { answer: 'needs' }>['needs'][number]

function needWords(need: Need): string {
  switch (need.need) {
    case 'interpreter':
      return `Interpreter: ${need.language}.`
    case 'format':
      return `Written things in ${need.format}.`
    case 'language':
      return `${need.language}, for ${need.use === 'both' ? 'speaking and reading' : need.use}.`
    case 'support':
      return need.support
  }
}

const CHANNEL_WORDS: Readonly<Record<string, string>> = {
  call: 'ring',
  'leave-message': 'leave a message',
  text: 'text',
  email: 'email',
  letter: 'write',
}

function mayWords(stored: unknown): string {
  const read = safeContactShape.safeParse(stored)
  if (!read.success || read.data.answer === 'not-asked') return 'not asked yet, ask the person first.'
  if (read.data.answer === 'do-not-contact') return 'do not use.'
  const channels = read.data.channels.map((c) => CHANNEL_WORDS[c] ?? c).join(', ')
  return `you may ${channels}.${read.data.how === undefined ? '' : ` ${read.data.how}`}`
}
