import type { Instant } from '#core/kernel/time.ts'
import { hoursWords } from '#features/safetynet/index.ts'
import { Button, Heading, Link } from '#platform/ui/index.ts'
import { NEEDS_YOU_SHOWN, type NeedsYou } from '../queries/leaving-board.ts'
import { age } from './words.ts'

const sentence = (item: NeedsYou, now: Instant): string => {
  if (item.kind === 'first contact')
    return `Nobody has met them since they left. First contact: ${hoursWords(item.since, now)}.`
  const waits = age(item.since, now)
  if (item.kind === 'question') return `${item.what} asked a question ${waits} ago.`
  if (item.kind === 'declined')
    return `${item.what} did not take the referral on, ${waits} ago. Look at the way onward.`
  return `${item.what} Waiting ${waits}.`
}

const hrefOf = (item: NeedsYou): string =>
  item.kind === 'first contact'
    ? `/app/stays/${item.aboutId}/met`
    : item.kind === 'task'
      ? `/app/tasks/${item.aboutId}`
      : `/app/referrals/${item.aboutId}`
const BUTTONS = {
  question: 'Answer',
  declined: 'Open',
  task: 'Do this',
  'first contact': 'Record it',
} as const

/** At most five things, each with a person, one sentence and one button. Nothing at all when nobody waits. */
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
        {items.slice(0, NEEDS_YOU_SHOWN).map((item) => (
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
      {items.length > NEEDS_YOU_SHOWN && (
        <p>
          There is more. <Link href="/app/tasks">See all tasks</Link> and{' '}
          <Link href="/app/referrals">all referrals</Link>.
        </p>
      )}
    </section>
  )
