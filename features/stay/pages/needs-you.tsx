import type { Instant } from '#core/kernel/time.ts'
import { hoursWords } from '#features/safetynet/index.ts'
import { Button, Heading, Link } from '#platform/ui/index.ts'
import { awayWords } from '../leaving-words.ts'
import { NEEDS_YOU_SHOWN, type NeedsYou } from '../queries/needs-you.ts'
import { age } from './words.ts'

const sentence = (item: NeedsYou, now: Instant): string => {
  if (item.kind === 'first contact')
    return `Nobody has met them since they left. First contact: ${hoursWords(item.since, now)}.`
  if (item.kind === 'not booked')
    return `They left and no contact is booked. First contact: ${hoursWords(item.since, now)}.`
  if (item.kind === 'away')
    return `${awayWords({ kind: 'away without leave', fromAt: item.since, expectedBackAt: null })}, from ${item.what}.`
  const waits = age(item.since, now)
  if (item.kind === 'question') return `${item.what} asked a question ${waits} ago.`
  if (item.kind === 'declined')
    return `${item.what} did not take the referral on, ${waits} ago. Look at the way onward.`
  return `${item.what} Waiting ${waits}.`
}

const hrefOf = (item: NeedsYou): string =>
  ({
    away: `/app/stays/${item.aboutId}/back`,
    'first contact': `/app/stays/${item.aboutId}/met`,
    'not booked': `/app/stays/${item.aboutId}/book`,
    task: `/app/tasks/${item.aboutId}`,
    question: `/app/referrals/${item.aboutId}`,
    declined: `/app/referrals/${item.aboutId}`,
  })[item.kind]
const BUTTONS = {
  away: 'They are back',
  question: 'Answer',
  declined: 'Open',
  task: 'Do this',
  'first contact': 'Record it',
  'not booked': 'Book the first contact',
} as const

/** Whoever is shown however many they are: away without leave, or left and not met. */
const ALWAYS: readonly NeedsYou['kind'][] = ['away', 'not booked', 'first contact']
/** What else waits has room for two at least. */
const OTHERS_AT_LEAST = 2

function shownOf(items: readonly NeedsYou[]): readonly NeedsYou[] {
  const always = items.filter((i) => ALWAYS.includes(i.kind))
  const others = items.filter((i) => !ALWAYS.includes(i.kind))
  return [...always, ...others.slice(0, Math.max(OTHERS_AT_LEAST, NEEDS_YOU_SHOWN - always.length))]
}

/** Everybody who left and was not met, worst first, then others up to five: a person, one sentence and one button each. */
export const NeedsYouStrip = ({
  items,
  now,
}: {
  readonly items: readonly NeedsYou[]
  readonly now: Instant
}) =>
  items.length === 0 ? null : (
    <section aria-labelledby="needs-you">
      <Heading level={2} id="needs-you">
        Needs you
      </Heading>
      <ul className="nhsuk-list tc-needs">
        {shownOf(items).map((item) => (
          <li key={`${item.kind} ${item.aboutId}`}>
            <p>
              {item.name !== null && item.personId !== null && (
                <>
                  <Link href={`/app/people/${item.personId}`}>{item.name}</Link>:{' '}
                </>
              )}
              {sentence(item, now)}
            </p>
            <Button
              href={hrefOf(item)}
              variant="secondary"
              small
              hiddenWords={item.name === null ? undefined : `for ${item.name}`}
            >
              {BUTTONS[item.kind]}
            </Button>
          </li>
        ))}
      </ul>
      {items.length > shownOf(items).length && (
        <p>
          There is more. <Link href="/app/tasks">See all tasks</Link> and{' '}
          <Link href="/app/referrals">all referrals</Link>.
        </p>
      )}
    </section>
  )
