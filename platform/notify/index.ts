/** Messages out of this system: neutral words, one outbox, and the ways out that an installation has. */
export { adaptersOf, type NotifyConfig, readNotifyConfig } from './config.ts'
export {
  type Adapter,
  type OutChannel,
  type OutgoingMessage,
  SendFailed,
  TEMPLATES,
  type TemplateId,
  wordsOf,
} from './message.ts'
export { type SentCount, sendWaiting, type Ways } from './sender.ts'
