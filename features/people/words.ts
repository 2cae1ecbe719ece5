import { ageOn, type Day } from '#core/kernel/time.ts'
import { listAge } from '#core/medicine/list.ts'
import type { Communication, CommunicationNeed } from '#core/people/communication.ts'
import type { Channel, ContactPointKind, SafeContact } from '#core/people/contact-point.ts'
import type { Address } from '#core/people/person.ts'
import { dayWithoutWeekday, listed, longDay, relativeDay } from '#platform/ui/words.ts'

/** "38 years, born 14 March 1987"; "Birth date not known" is a plain fact. */
export const ageWords = (bornOn: Day | null, today: Day): string => {
  if (bornOn === null) return 'Birth date not known'
  const years = ageOn(bornOn, today)
  return `${years} ${years === 1 ? 'year' : 'years'}, born ${dayWithoutWeekday(bornOn)}`
}

const needWords = (need: CommunicationNeed): string => {
  switch (need.need) {
    case 'interpreter':
      return `interpreter for ${need.language}`
    case 'format':
      return need.format
    case 'language':
      return `${need.language} for ${need.use === 'both' ? 'speaking and reading' : need.use}`
    case 'support':
      return need.support
  }
}

/**
 * The marker of a list of medicines from which something may be hidden: word for word alike for every cause (design 6). Fixed, so that
 * nobody reads from it why.
 */
export const NOT_COMPLETE =
  'This list is not complete. Ring the prescribing team before you speak about medicines.'

/** How old a list of medicines is, by its oldest line; '' where nothing is listed, which is not "takes none". */
export function listAgeWords(present: readonly { readonly asOf: Day }[], today: Day): string {
  const age = listAge(
    present.map((m) => ({ state: 'present', asOfOn: m.asOf })),
    today,
  )
  return age.state === 'listed' ? `As of ${longDay(age.asOfOn)} (${relativeDay(age.asOfOn, today)}).` : ''
}

/** How to communicate, in one line; a review that has come is said. */
export function communicationWords(held: Communication, today: Day): string {
  if (held.answer === 'not-asked') return 'Not asked yet: ask how they like to communicate'
  const due = held.reviewOn <= today ? ' (time to ask again)' : ''
  if (held.answer === 'none-needed') return `No special needs${due}`
  const [first = '', ...rest] = held.needs.map(needWords)
  return `${listed([first.charAt(0).toUpperCase() + first.slice(1), ...rest])}${due}`
}

export const CHANNEL_WORDS: Record<Channel, string> = {
  call: 'ring',
  'leave-message': 'leave a message',
  text: 'text',
  email: 'email',
  letter: 'write a letter',
}

export const KIND_WORDS: Record<ContactPointKind, string> = {
  mobile: 'Mobile',
  landline: 'Landline',
  email: 'Email',
  post: 'Post',
}

/** What the person said about being reached here. Not asked is not a yes. */
export function safeWords(safe: SafeContact): string {
  if (safe.answer === 'not-asked') return 'Not asked yet: ask before you use it'
  if (safe.answer === 'do-not-contact') return 'Do not use this'
  const how = safe.how ? `. ${safe.how}` : ''
  return `You may ${listed(safe.channels.map((c) => CHANNEL_WORDS[c]))}${how}`
}

/** One address in one line. "No fixed address" is a proper answer. */
export function addressWords(address: Address): string {
  if (address.kind === 'not-known') return 'Not known'
  if (address.kind === 'no-fixed-address')
    return `No fixed address${address.usuallyNear ? `, usually near ${address.usuallyNear}` : ''}`
  const lines = [...address.lines, address.postcode].filter((l): l is string => l !== undefined).join(', ')
  return address.use === 'home' ? lines : `${lines} (${address.use === 'temporary' ? 'for now' : 'care of'})`
}

const ANSWERS: Record<string, string> = {
  yes: 'Shares with',
  some: 'Shares some with',
  no: 'Not with',
  'not asked': 'Not asked about',
  'ask me later': 'Ask later about',
  'could not be asked': 'Could not be asked about',
}

/** "Shares with Riverside. Not with North community team." Empty when nothing has been asked. */
export function sharingWords(
  sharing: readonly { readonly service: string; readonly answer: string }[],
): string {
  const groups = new Map<string, string[]>()
  for (const { service, answer } of sharing) groups.set(answer, [...(groups.get(answer) ?? []), service])
  return Object.keys(ANSWERS)
    .filter((a) => groups.has(a))
    .map((a) => `${ANSWERS[a]} ${listed(groups.get(a)!)}.`)
    .join(' ')
}

/** Where a press on a telephone number leads; undefined for a text that is none, which is then shown and no link. */
export const telephoneHref = (number: string): string | undefined =>
  /^\+?[\d\s()-]{3,20}$/.test(number) ? `tel:${number.replace(/[^\d+]/g, '')}` : undefined
