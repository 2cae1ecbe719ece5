import type { Instant } from '#core/kernel/time.ts'
import { dayOf, daysBetween, hoursBetween } from '#core/kernel/time.ts'
import { gapTitle, notYetKeptLine } from '#core/safetynet/kinds.ts'
import { NATIONAL_ON_PERSON_PAGE, nationalDays } from '#core/safetynet/leaving/difference.ts'
import { count, dayThisYear, dayWithoutWeekday, longDay, shortDay, windowAndDay } from '#platform/ui/words.ts'
import type { GapAbout, GapLine } from '../queries/board.ts'

/** What is missing, as a heading of a row says it. */
export const missing = gapTitle

/** How long something has been open, in whole units people say. */
export function age(since: Instant, now: Instant): string {
  const hours = Math.floor(hoursBetween(since, now))
  if (hours < 1) return 'less than an hour'
  if (hours < 48) return count(hours, 'hour')
  return count(daysBetween(dayOf(since), dayOf(now)), 'day')
}

/** The line that names what this version does not yet watch, so that nobody takes silence for safety. */
export const notYetKept = `${notYetKeptLine} What cannot wait is also told to whoever is on duty.`

/** Which contact, referral, service or worry a gap is about, in a few words; nothing where the asker may not see it. */
export function aboutWords({ worry, contact, referralSentAt, service }: GapAbout): string {
  if (worry) return `${worry.what}: ${worry.told === null ? 'nobody is told yet' : `${worry.told} was told`}`
  const what = contact
    ? windowAndDay(contact.fromAt, contact.untilAt)
    : referralSentAt && `referral sent on ${longDay(dayOf(referralSentAt))}`
  return [service, what].filter((part) => part !== null).join(', ')
}

/** "31 hours left", "5 hours late". Whole hours, rounded so that nobody is told of an hour that is not there. */
export function hoursWords(dueAt: Instant, now: Instant): string {
  const hours = hoursBetween(now, dueAt)
  return hours >= 0 ? `${count(Math.floor(hours), 'hour')} left` : `${count(Math.floor(-hours), 'hour')} late`
}

/** "National count: 23 to 25 November, whole days": beside ours, on rows about the contact after leaving. */
export function nationalWords(leftAt: Instant, room: 'wide' | 'tight' = 'wide'): string {
  const { firstOn, lastOn } = nationalDays(dayOf(leftAt))
  const [first, last] = [firstOn, lastOn].map(
    (d) => (room === 'tight' ? shortDay(d) : dayWithoutWeekday(d)).split(' ') as [string, string],
  )
  const from = first?.[1] === last?.[1] ? first?.[0] : first?.slice(0, 2).join(' ')
  return `National count: ${from} to ${last?.slice(0, 2).join(' ')}, whole days`
}

/** What the national count is and where it is told in full: once, at the foot of a board. */
export const nationalFoot = `The national count of contact after leaving runs over whole days, the three after the day of leaving. ${NATIONAL_ON_PERSON_PAGE}`

/** "Noor Aziz was asked on Friday 20 November and has not answered." */
export const askedWords = ({ who, at }: NonNullable<GapLine['asked']>): string =>
  `${who} was asked on ${dayThisYear(dayOf(at))} and has not answered.`

/** Where a gap is put right, as far as this asker can go there; null where there is no such page, or another team acts. */
export function putRight({ key, kind, aboutId, personId, name, about }: GapLine): PutRight | null {
  if (name === null) return null
  const person = `/app/people/${personId}`
  const referral = about.referralSentAt === null ? null : `/app/referrals/${aboutId}`
  const of = (href: string | null, text: string): PutRight | null => (href === null ? null : { href, text })
  switch (kind) {
    case 'N1a':
      return of(`${person}/lead`, 'Go to the lead')
    case 'N1b':
      return key.startsWith('N1b:referral:')
        ? of(referral, 'Go to the referral')
        : of(about.service && `/app/episodes/${aboutId}`, 'Go to the support')
    case 'N2':
      return about.contact
        ? of(`/app/contacts/${aboutId}`, 'Go to the contact')
        : of(about.service && `/app/episodes/${aboutId}`, 'Go to the support')
    case 'N5':
      return of(referral, 'Go to the referral')
    case 'N7':
      return of(about.contact && `/app/contacts/${aboutId}`, 'Write what became of it')
    case 'N8':
      return of(`${person}/plan`, 'Go to the plan')
    case 'N9':
      return of(`${person}/reviews/${key.split(':')[1]}/${aboutId}`, 'Do the review')
    case 'N11':
      if (key.startsWith('N11:question:')) return of(referral, 'Go to the referral')
      if (key.startsWith('N11:task:')) return of(`/app/tasks/${aboutId}`, 'Go to the task')
      if (key.startsWith('N11:stay:')) return of(`/app/stays/${aboutId}/end`, 'Say when they left')
      if (/^N11:(after-)?death:/.test(key)) return of(`${person}/death`, 'Go to what was reported')
      return of(about.worry && `/app/worries/${aboutId}`, 'Go to the worry')
    default:
      return null
  }
}
export interface PutRight {
  readonly href: string
  readonly text: string
}
