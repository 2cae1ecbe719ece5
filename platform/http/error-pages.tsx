import { REFUSALS, refusalSentence } from '#core/kernel/refusals.ts'
import type { Refusal } from '#core/kernel/result.ts'

/** Whoever is at their own door has no post and no manager. */
const notForThem = (refusal: Refusal, ownDoor: boolean): boolean => ownDoor && refusal.code === 'NOT_ALLOWED'

/** What the tab and the heading say of a refusal: hidden and absent alike. */
export function titleOfRefusal(refusal: Refusal, ownDoor = false): string {
  if (notForThem(refusal, ownDoor)) return 'This page is not for you'
  const { status } = REFUSALS[refusal.code]
  if (status === 404) return 'We cannot show this page'
  return status >= 500 ? 'Something went wrong' : 'This was not done'
}

/** What happened, who can put it right, what to do next. Hidden and absent things are worded alike. */
export function RefusalPage({
  refusal,
  reference,
  path = '',
  rights = [],
  ownDoor = false,
}: {
  readonly refusal: Refusal
  readonly reference?: string
  /** The page that did not open, without its query. */
  readonly path?: string
  /** Of the asker; empty for somebody who is not signed in. */
  readonly rights?: readonly string[] | undefined
  readonly ownDoor?: boolean
}) {
  const entry = REFUSALS[refusal.code]
  if (notForThem(refusal, ownDoor)) {
    return (
      <>
        <h1>{titleOfRefusal(refusal, ownDoor)}</h1>
        <p>
          What is yours stands on <a href="/my">your own page</a>. If something is missing there, ring your
          team.
        </p>
      </>
    )
  }
  return (
    <>
      <h1>{titleOfRefusal(refusal, ownDoor)}</h1>
      <p>{refusalSentence(refusal.code, refusal.params)}</p>
      {entry.who !== 'you' && entry.who !== 'nobody' && <p>{`Who can put this right: ${entry.who}.`}</p>}
      {entry.status === 404 && !ownDoor && rights.length > 0 && <AskForAccess path={path} rights={rights} />}
      {reference && <p>{`Reference ${reference}.`}</p>}
      <p>{ownDoor ? <a href="/my">Back to my plan</a> : <a href="/app">Go to your home screen</a>}</p>
    </>
  )
}

/** One person's page, by its id in the address. */
const OF_A_PERSON = /^\/app\/people\/([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})(\/|$)/

/** What to do instead of giving up: the same words and the same links whether or not there is such a thing. */
function AskForAccess({ path, rights }: { readonly path: string; readonly rights: readonly string[] }) {
  const personId = OF_A_PERSON.exec(path)?.[1]
  return (
    <>
      <p>
        If you think you should see it,{' '}
        <a href={`/app/ask-for-access?page=${encodeURIComponent(path)}`}>ask for access</a>, or ring the team
        that supports the person.
      </p>
      {rights.includes('emergency.access') && (
        <p>
          {'If somebody may come to harm before anybody can answer, '}
          <a href={personId === undefined ? '/app/emergency' : `/app/people/${personId}/emergency`}>
            open the record in an emergency
          </a>
          .
        </p>
      )}
    </>
  )
}
