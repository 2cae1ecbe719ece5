/**
 * The nine words of the partnership: everybody sees the same ones. A draft is not stored as a referral.
 * Source: docs/glossary.md, "referral".
 */
export const WORDS = [
  'sent',
  'seen',
  'question asked',
  'taken on',
  'started',
  'finished',
  'not taken on',
  'withdrawn',
] as const
export type Word = (typeof WORDS)[number]

/** Waiting for the service's answer; the reply-by date runs, and a question does not stop it. */
export const UNANSWERED: readonly Word[] = ['sent', 'seen', 'question asked']
/** Not over. A second referral to the same service is refused while one of these stands. */
export const OPEN: readonly Word[] = [...UNANSWERED, 'taken on', 'started']

/**
 * Of several referrals the one furthest on: one that is not over before one that is, and among those the nearer to a first contact. Of
 * two alike, and of those that are over, the first given. `newestFirst`: as boards list them. Null of none.
 */
export const furthestOn = <R extends { readonly word: Word }>(newestFirst: readonly R[]): R | null =>
  newestFirst.reduce<R | null>(
    (best, r) => (best === null || OPEN.indexOf(r.word) > OPEN.indexOf(best.word) ? r : best),
    null,
  )

export const ACTS = [
  'see',
  'ask',
  'answer question',
  'accept',
  'decline',
  'withdraw',
  'start',
  'finish',
] as const
export type Act = (typeof ACTS)[number]

/** Whose act it is: the team that sent it, or the service it was sent to. */
export type Party = 'sender' | 'receiver'
export const PARTY_OF: Readonly<Record<Act, Party>> = {
  see: 'receiver',
  ask: 'receiver',
  'answer question': 'sender',
  accept: 'receiver',
  decline: 'receiver',
  withdraw: 'sender',
  start: 'receiver',
  finish: 'receiver',
}

const none = {
  ask: null,
  'answer question': null,
  accept: null,
  decline: null,
  withdraw: null,
  start: null,
  finish: null,
} as const
const answers = {
  ask: 'question asked',
  accept: 'taken on',
  decline: 'not taken on',
  withdraw: 'withdrawn',
} as const

/** Every word by every act; null means that the act is refused. Read by the buttons and by the rules alike. */
const NEXT: Readonly<Record<Word, Readonly<Record<Act, Word | null>>>> = {
  sent: { ...none, ...answers, see: 'seen' },
  seen: { ...none, ...answers, see: 'seen' },
  'question asked': { ...none, ...answers, see: 'question asked', 'answer question': 'seen' },
  // once taken on the way out is the end of support, with its handover, and never a withdrawal
  'taken on': { ...none, see: 'taken on', start: 'started', finish: 'finished' },
  started: { ...none, see: 'started', start: 'started', finish: 'finished' },
  finished: { ...none, see: 'finished' },
  'not taken on': { ...none, see: 'not taken on' },
  withdrawn: { ...none, see: 'withdrawn' },
}

/** The word after an act, or null when the act is not open to a referral with this word. */
export const wordAfter = (word: Word, act: Act): Word | null => NEXT[word][act]

/** The acts that one party may take now, in the order of ACTS. */
export const actsOf = (party: Party, word: Word): Act[] =>
  ACTS.filter((act) => PARTY_OF[act] === party && NEXT[word][act] !== null)

/** What each word means, as the help beside it says. */
export const MEANS: Readonly<Record<Word, string>> = {
  sent: 'With the service, not opened yet',
  seen: 'Opened by a named staff member',
  'question asked': 'The service needs to know something',
  'taken on': 'Yes, with a start date or a place in the queue',
  started: 'The first contact has happened',
  finished: 'Ended, with outcome and where next',
  'not taken on': 'A reason and a way onward are given',
  withdrawn: 'Taken back by the sender, with a reason',
}
