import type { Instant } from '#core/kernel/time.ts'
import { type Asks, BLOCKS, type Block } from '#core/referral/asks.ts'
import { isLate } from '#core/referral/next-step.ts'
import type { FormAnswers } from '#platform/http/page.ts'
import { dayAndClock, InsetText, SummaryList, Tag } from '#platform/ui/index.ts'
import type { ReferralMessage, ReferralRow } from '../queries/row.ts'
import { WORD_COLOUR, wordShown } from '../words.ts'

/** How a person is named where the asker may no longer see who it is. */
export const shownName = (name: string | null): string => name ?? 'someone you no longer support'

/** The word with "Urgent" and "Late" beside it, the only red ones. */
export const Words = ({
  referral,
  now,
}: {
  readonly referral: Pick<ReferralRow, 'word' | 'urgent' | 'replyByAt'>
  readonly now: Instant
}) => (
  <>
    <Tag colour={WORD_COLOUR[referral.word]}>{wordShown(referral.word)}</Tag>
    {referral.urgent && (
      <>
        {' '}
        <Tag colour="red">Urgent</Tag>
      </>
    )}
    {isLate(referral, now) && (
      <>
        {' '}
        <Tag colour="red">Late</Tag>
      </>
    )}
  </>
)

const Lines = ({ text }: { readonly text: string }) => (
  <>
    {text.split('\n').map((line, i) => (
      // biome-ignore lint/suspicious/noArrayIndexKey: rendered once, never reordered
      <span key={i} className="tc-line">
        {i > 0 && <br />}
        {line}
      </span>
    ))}
  </>
)

const BlockText = ({ block }: { readonly block: Block }) => {
  if (block.state === 'known') return <Lines text={block.text} />
  return block.state === 'not shared' ? 'Not shared: the person agreed to other things only' : 'Not known yet'
}

/** The blocks as sent; what is not known or was not shared says so. */
export const AsksList = ({ asks, changeHref }: { readonly asks: Asks; readonly changeHref?: string }) => {
  const change = changeHref === undefined ? undefined : { href: changeHref }
  return (
    <SummaryList
      rows={BLOCKS.map(({ id, title }) => ({
        key: title,
        value: <BlockText key={id} block={asks[id]} />,
        change,
      }))}
    />
  )
}

/** The titles of the blocks that hold something. */
export const writtenIn = (asks: Asks): readonly string[] =>
  BLOCKS.filter(({ id }) => asks[id].state === 'known').map(({ title }) => title)

/** Questions and answers, oldest first. */
export const Thread = ({ messages }: { readonly messages: readonly ReferralMessage[] }) => (
  <ol className="nhsuk-list">
    {messages.map((m) => (
      <li key={m.id}>
        <p className="nhsuk-u-margin-bottom-1">
          <strong>{m.kind === 'question' ? 'Question' : 'Answer'}</strong> from {m.by}, {m.team},{' '}
          {dayAndClock(m.at)}
        </p>
        <InsetText>
          <p>
            <Lines text={m.body} />
          </p>
        </InsetText>
      </li>
    ))}
  </ol>
)

/** Answers of the other screens of one form, carried unseen so that each save holds the whole. */
export const Carried = ({
  answers,
  except,
}: {
  readonly answers: FormAnswers
  readonly except: readonly string[]
}) => (
  <>
    {Object.entries(answers)
      .filter(([name]) => !except.includes(name))
      .flatMap(([name, value]) =>
        (typeof value === 'string' ? [value] : value).map((one) => (
          <input key={`${name} ${one}`} type="hidden" name={name} value={one} />
        )),
      )}
  </>
)
