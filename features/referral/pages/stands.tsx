import type { Instant } from '#core/kernel/time.ts'
import { Heading, InsetText, SummaryList, type SummaryRow, WarningCallout } from '#platform/ui/index.ts'
import type { ReferralPage } from '../queries/row.ts'
import { nextStepWords, startShown, wordShown } from '../words.ts'
import { Thread } from './parts.tsx'

/** What the record says of a referral now, for whoever was second: its word, who answered with what, and the newest message. */
export function WhatStands({
  r,
  now,
  heading,
  then,
}: {
  readonly r: ReferralPage
  readonly now: Instant
  readonly heading: string
  /** What became of what was typed, and what can be done. */
  readonly then?: string | undefined
}) {
  const newest = r.messages.at(-1)
  return (
    <WarningCallout heading={heading}>
      <p>{`It is now “${wordShown(r.word)}”. ${nextStepWords(r, now)}`}</p>
      {answered(r) && <p>{answered(r)}</p>}
      {newest && (r.word === 'question asked' || r.word === 'seen') && <Thread messages={[newest]} />}
      {then && <p>{then}</p>}
    </WarningCallout>
  )
}

function answered(r: ReferralPage): string | null {
  switch (r.word) {
    case 'taken on':
    case 'started':
      return `${r.answeredBy ?? r.toTeam} took it on. ${startShown(r)}${r.startOn === null ? '' : '.'}`.trim()
    case 'not taken on':
      return `${r.answeredBy ?? r.toTeam} answered: ${r.declineReason ?? 'no reason is kept'}`
    case 'withdrawn':
      return `${r.fromTeam} took it back: ${r.withdrawnReason ?? 'no reason is kept'}`
    default:
      return null
  }
}

/** What somebody typed into a form that can no longer be sent, so that they can still read and copy it. */
export const TypedBefore = ({ rows }: { readonly rows: readonly SummaryRow[] }) => {
  const filled = rows.filter((row) => row.value !== '')
  return (
    filled.length > 0 && (
      <>
        <Heading level={2}>What you typed</Heading>
        <InsetText>
          <SummaryList rows={filled} border={false} />
        </InsetText>
      </>
    )
  )
}
