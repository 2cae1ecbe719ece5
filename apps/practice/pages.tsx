import { ok } from '#core/kernel/result.ts'
import { definePage, type Page, text } from '#platform/http/page.ts'
import { Button, ButtonGroup, Form } from '#platform/ui/index.ts'

/** Where the clock is moved and practice begins anew. */
export const PRACTICE = '/practice'

/** How far the practice clock can be moved in one press, from the machine's own time. */
const MOVES = [
  { value: '0', label: 'Back to now' },
  { value: '1 hour', label: 'One hour on' },
  { value: '1 day', label: 'One day on' },
  { value: '7 days', label: 'One week on' },
  { value: '28 days', label: 'Four weeks on' },
] as const

/** The page of practice mode and its two acts; made for a practice installation alone, so absent (404) in any other. */
export function practicePages(acts: { clockMoved(): void; freshStart(): Promise<void> }): readonly Page[] {
  const page = definePage({
    method: 'GET',
    path: PRACTICE,
    access: 'signed in',
    async handle(request) {
      const asker = await request.own((tx) => tx.asker)
      if (!asker.ok) return asker
      return ok({
        show: {
          title: 'Practice',
          back: { href: '/app', text: 'Back' },
          body: (
            <>
              <h1>Practice</h1>
              <p>Everybody here is invented. No message leaves this system.</p>
              <p>
                <a href="/app/practice/sent">What would have been sent</a>
              </p>
              <h2>Move the clock</h2>
              <p>See what falls due. Whoever is signed in may have to sign in again.</p>
              <Form action="/practice/clock">
                <ButtonGroup>
                  {MOVES.map((move) => (
                    <Button variant="secondary" name="by" value={move.value} key={move.value}>
                      {move.label}
                    </Button>
                  ))}
                </ButtonGroup>
              </Form>
              <h2>A fresh start</h2>
              <p>
                Everything that was written here in practice is thrown away, and the practice people begin
                again from today. It takes a few seconds and signs everybody out.
              </p>
              <Form action="/practice/reset">
                <Button variant="warning">Throw it away and start again</Button>
              </Form>
            </>
          ),
        },
      })
    },
  })

  const clock = definePage({
    method: 'POST',
    path: '/practice/clock',
    access: 'signed in',
    async handle(request) {
      const move = MOVES.find((m) => m.value === text(request.form, 'by')) ?? MOVES[0]
      const moved = await request.own((tx) => tx.row('select ctx.set_clock($1::interval)', [move.value]))
      if (!moved.ok) return moved
      acts.clockMoved()
      return ok({ goTo: '/app' })
    },
  })

  const reset = definePage({
    method: 'POST',
    path: '/practice/reset',
    access: 'signed in',
    async handle(request) {
      const asker = await request.own((tx) => tx.asker)
      if (!asker.ok) return asker
      await acts.freshStart()
      return ok({ goTo: '/sign-in' })
    },
  })
  return [page, clock, reset]
}
