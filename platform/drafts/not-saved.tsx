import { ok, type Result } from '#core/kernel/result.ts'
import { answersOf } from '#platform/http/draft-route.ts'
import type { PageRequest, Shown } from '#platform/http/page.ts'
import { Heading, Link, Paragraph } from '#platform/ui/index.ts'
import { errorOfRefusal, refusalStatus } from './after-refusal.ts'

/** A second press of a form that was sent: it is in the record. */
export const SAVED_ALREADY: Shown = {
  title: 'Saved already',
  body: (
    <>
      <Heading level={1}>Saved already</Heading>
      <Paragraph>
        You sent this form before, and what it said then is in the record. Nothing was sent again.
      </Paragraph>
      <Paragraph>
        <Link href="/app">Go to your home screen</Link>
      </Paragraph>
    </>
  ),
}

/** The boxes of a sent form in which something was typed, by name. */
export const typedIn = (request: PageRequest): [string, string][] =>
  Object.entries(answersOf(request.form)).filter(
    (answer): answer is [string, string] =>
      answer[0] !== 'version' && typeof answer[1] === 'string' && answer[1].trim() !== '',
  )

/**
 * What was closed while somebody typed in a form of which nothing is kept: their own text once more, to copy from, and no word of why beyond
 * the refusal. Undefined where nothing was typed, and for whoever is signed out: that is kept until they are back.
 */
export function notSaved(request: PageRequest, { refusal }: Extract<Result<unknown>, { ok: false }>) {
  const typed = typedIn(request)
  if (refusal.code === 'NOT_SIGNED_IN' || typed.length === 0) return undefined
  const show: Shown = {
    title: 'Not saved',
    status: refusalStatus(refusal),
    body: (
      <>
        <Heading level={1}>Not saved</Heading>
        <Paragraph>{errorOfRefusal(refusal).message}</Paragraph>
        <Paragraph>Your text is below and nowhere else. Copy it before you leave this page.</Paragraph>
        {typed.map(([name, words]) => (
          <p key={name} className="tc-typed">
            {words}
          </p>
        ))}
        <Paragraph>
          <Link href="/app">Go to your home screen</Link>
        </Paragraph>
      </>
    ),
  }
  return ok({ show })
}
