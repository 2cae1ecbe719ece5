import type { Instant } from '#core/kernel/time.ts'
import { clockAndDay, Details, Heading, Paragraph, Tag } from '#platform/ui/index.ts'
import type { SentOn } from '../queries/sent-on.ts'

const STATE = {
  waiting: ['On its way', 'grey'],
  taken: ['There', 'green'],
  refused: ['Not taken', 'red'],
  'not reached': ['Did not get there', 'red'],
  'not needed': ['Not sent', 'grey'],
} as const

/** What went to the partner's system, whether it is there, and what that system answered. */
export const WhatWent = ({ all, now }: { readonly all: readonly SentOn[]; readonly now: Instant }) => (
  <>
    <Heading level={2}>In the partner’s system</Heading>
    {all.map((one) => (
      <div key={one.id}>
        <Paragraph>
          <Tag colour={STATE[one.state][1]}>{STATE[one.state][0]}</Tag> {said(one, now)}
        </Paragraph>
        <Details summary="What was sent, and the answer" hiddenWords={` (${one.tells})`}>
          {one.answer !== null && one.answer !== '' && (
            <>
              <Paragraph>{`What ${one.partner} answered, as it came:`}</Paragraph>
              <pre className="tc-typed">{one.answer}</pre>
            </>
          )}
          <Paragraph>What was sent:</Paragraph>
          <pre className="tc-typed">{one.body}</pre>
        </Details>
      </div>
    ))}
  </>
)

const times = (n: number): string => (n === 1 ? 'once' : `${n} times`)

function said(one: SentOn, now: Instant): string {
  const what = one.tells === 'sent' ? 'The referral' : 'That it was taken back'
  switch (one.state) {
    case 'waiting':
      return one.tries === 0
        ? `${what} goes to ${one.partner}. Waiting since ${clockAndDay(one.madeAt)}.`
        : `${what} has not reached ${one.partner} yet: tried ${times(one.tries)} since ${clockAndDay(one.madeAt)}${one.outcome === null ? '' : `, last answer: ${one.outcome}`}.${one.nextTryAt > now ? ` The next try is at ${clockAndDay(one.nextTryAt)}.` : ''}`
    case 'taken':
      return `${what} is with ${one.partner} since ${clockAndDay(one.settledAt ?? one.madeAt)}.`
    case 'refused':
      return `${one.partner} did not take it (${one.outcome}). Read its answer, and ring them.`
    case 'not reached':
      return `${what} did not reach ${one.partner} (${one.outcome}; tried ${times(one.tries)}). Ring them.`
    case 'not needed':
      return `${what} did not go to ${one.partner}: ${one.outcome}.`
  }
}
