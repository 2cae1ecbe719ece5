import type { Instant } from '#core/kernel/time.ts'
import { WORD_COLOUR, wordShown } from '#features/referral/index.ts'
import { Link, sentenceCase, Tag } from '#platform/ui/index.ts'
import type { BoardRow } from '../queries/leaving-board.ts'
import { linedUp } from './lined-up.ts'

/** "Not asked, not booked: none that you can see". Nothing where no word rests on nothing being there. */
const asFarAsSeen = (nothing: readonly string[]): string =>
  nothing.length === 0 ? '' : `${sentenceCase(nothing.join(', ').toLowerCase())}: none that you can see`

/** The five supports of a row with a word each; a word that is a referral's leads to it. */
export function Support({ row, now }: { readonly row: BoardRow; readonly now: Instant }) {
  const { lines, others } = linedUp(row, now)
  const whose = row.name === null ? '' : `, for ${row.name}`
  return (
    <>
      <ul className="nhsuk-list tc-lined-up">
        {lines.map(({ name, word, colour, referral }) => (
          <li key={name}>
            {referral === null ? (
              <span>{name}</span>
            ) : (
              <Link href={`/app/referrals/${referral.id}`} hiddenWords={`${referral.service}${whose}`}>
                {name}
              </Link>
            )}{' '}
            <Tag colour={colour}>{word}</Tag>
          </li>
        ))}
        {others.map((r) => (
          <li key={r.id}>
            <Link href={`/app/referrals/${r.id}`} hiddenWords={row.name ?? ''}>
              {r.service}
            </Link>{' '}
            <Tag colour={WORD_COLOUR[r.word]}>{wordShown(r.word)}</Tag>
          </li>
        ))}
      </ul>
      {row.name !== null && (
        <Link href={`/app/referrals/new?person=${row.personId}`} hiddenWords={`for ${row.name}`}>
          Add support
        </Link>
      )}
    </>
  )
}

/** The same in lines of words, for paper and for a file. */
export function supportWords(row: BoardRow, now: Instant): readonly string[] {
  const { lines, others, nothing } = linedUp(row, now)
  return [
    ...lines.map((line) => `${line.name}: ${line.word}`),
    ...others.map((r) => `${r.service}: ${wordShown(r.word)}`),
    ...(nothing.length > 0 ? [asFarAsSeen(nothing)] : []),
  ]
}
