import { REFUSALS, refusalSentence } from '#core/kernel/refusals.ts'
import type { Refusal } from '#core/kernel/result.ts'

/** What happened, who can put it right, what to do next. Hidden and absent things are worded alike. */
export function RefusalPage({
  refusal,
  reference,
  ownDoor = false,
}: {
  readonly refusal: Refusal
  readonly reference?: string
  readonly ownDoor?: boolean
}) {
  const entry = REFUSALS[refusal.code]
  return (
    <>
      <h1>
        {entry.status === 404
          ? 'We cannot show this page'
          : entry.status >= 500
            ? 'Something went wrong'
            : 'This was not done'}
      </h1>
      <p>{refusalSentence(refusal.code, refusal.params)}</p>
      {entry.who !== 'you' && entry.who !== 'nobody' && <p>{`Who can put this right: ${entry.who}.`}</p>}
      {entry.status === 404 && !ownDoor && (
        <p>
          If you think you should see it, ask for access: ring the team that supports the person, or your
          manager.
        </p>
      )}
      {reference && <p>{`Reference ${reference}.`}</p>}
      <p>{ownDoor ? <a href="/my">Back to my plan</a> : <a href="/app">Go to your home screen</a>}</p>
    </>
  )
}
