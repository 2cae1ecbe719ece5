/** The ways out of this system that carry a message. */
export type OutChannel = 'email' | 'text'

/** Words that say nothing of anybody: a lock screen shows them, and whoever stands beside. */
export const TEMPLATES = {
  'something needs you': {
    subject: 'Something needs you in Throughcare',
    body: 'Something needs you in Throughcare. Sign in to see it.',
  },
  'daily list': {
    subject: 'Your daily list in Throughcare',
    body: 'There are ((count)) things on your list in Throughcare. Sign in to see them.',
  },
  'please ring us': { subject: 'Please ring us', body: 'Please ring us when it suits you.' },
} as const
export type TemplateId = keyof typeof TEMPLATES

/** One message on its way. `id`: our own, under which the provider can be asked whether it has it already. */
export interface OutgoingMessage {
  readonly id: string
  readonly channel: OutChannel
  readonly to: string
  readonly template: TemplateId
  readonly slots: Readonly<Record<string, string | number>>
  /** Handed over once before, by a worker that was ended before it could write down what came of it. */
  readonly again: boolean
}

/** The words of a message with its slots filled. */
export function wordsOf(message: Pick<OutgoingMessage, 'template' | 'slots'>): {
  subject: string
  body: string
} {
  const { subject, body } = TEMPLATES[message.template]
  return {
    subject,
    body: body.replace(/\(\((\w+)\)\)/g, (_, slot: string) => String(message.slots[slot] ?? '')),
  }
}

/** One way out. Gives the provider's reference; throws SendFailed. */
export interface Adapter {
  send(message: OutgoingMessage): Promise<string>
  close(): Promise<void>
}

/** A message did not go out. `final`: trying again is of no use (a wrong number, a refused address). */
export class SendFailed extends Error {
  readonly final: boolean
  constructor(why: string, final: boolean) {
    super(why)
    this.name = 'SendFailed'
    this.final = final
  }
}
