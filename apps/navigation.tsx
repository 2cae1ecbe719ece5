import { ok } from '#core/kernel/result.ts'
import { openNotices } from '#features/duty/index.ts'
import type { Asker } from '#platform/commands/asker.ts'
import type { Door } from '#platform/commands/door.ts'
import { definePage, type Page } from '#platform/http/page.ts'
import { EmptyState, type NavigationLink } from '#platform/ui/index.ts'

interface Entry {
  readonly text: string
  readonly href: string
  readonly right: string
  /** Holders of this right have another screen of their own in its place. */
  readonly not?: string
  /** Holders of this right keep it all the same. */
  readonly unless?: string
}

/** At most five, in the order of the day. Only what the asker's post may open; no greyed ghosts. */
const ENTRIES: readonly Entry[] = [
  // a ward records contacts after leaving too, and lives on its board all the same
  {
    text: 'Leaving',
    href: '/app/leaving',
    right: 'board.read',
    not: 'contact.record',
    unless: 'stay.record',
  },
  { text: 'Visits', href: '/app/visits', right: 'contact.record', not: 'stay.record' },
  { text: 'My people', href: '/app/people', right: 'people.read' },
  { text: 'Referrals', href: '/app/referrals', right: 'referral.read' },
  { text: 'Gaps', href: '/app/gaps', right: 'board.read' },
  { text: 'My service', href: '/app/team', right: 'report.read', not: 'stay.record' },
  { text: 'Tasks', href: '/app/tasks', right: 'tasks.read' },
  { text: 'Privacy desk', href: '/app/audit', right: 'privacy.desk' },
  { text: 'Incidents', href: '/app/incidents', right: 'incident.record' },
  { text: 'Organisations', href: '/app/organisations', right: 'organisation.manage' },
  { text: 'Agreements', href: '/app/agreements', right: 'sharing.agreement', not: 'organisation.manage' },
]

/** Round somebody's own door: the person's, and a carer's, which is one page. */
const OWN_DOOR = [
  { text: 'My plan', href: '/my' },
  { text: 'Safety plan', href: '/my/safety' },
  { text: 'Who sees what', href: '/my/sharing' },
  { text: 'Tell the team', href: '/my/tell' },
]
const SUPPORTING = [
  { text: 'What I can see', href: '/my/supporting' },
  { text: 'Tell the team', href: '/my/tell' },
]

export const navigation = (asker: Asker) => {
  if (asker.kind === 'person') return asker.rights.includes('my') ? OWN_DOOR : SUPPORTING
  const holds = (right: string | undefined) => right !== undefined && asker.rights.includes(right)
  return ENTRIES.filter((e) => holds(e.right) && (!holds(e.not) || holds(e.unless)))
    .slice(0, 5)
    .map(({ text, href }) => ({ text, href }))
}

/** What needs the asker now, with its number; for posts that have a board. */
export async function needsYou(door: Door, asker: Asker, token: string): Promise<readonly NavigationLink[]> {
  if (!asker.rights.includes('board.read')) return []
  const found = await door.own(token, openNotices)
  return [
    {
      text: 'Needs you now',
      href: '/app/notices',
      ...(found.ok && found.value > 0 ? { badge: { n: found.value, words: 'not acknowledged' } } : {}),
    },
  ]
}

/** Each role's own home: the screen it lives in. */
const HOMES: readonly { readonly right: string; readonly href: string }[] = [
  { right: 'stay.record', href: '/app/leaving' },
  { right: 'report.read', href: '/app/team' },
  { right: 'contact.record', href: '/app/visits' },
  { right: 'tasks.read', href: '/app/tasks' },
  { right: 'sharing.agreement', href: '/app/agreements' },
]

const home: Page = definePage({
  method: 'GET',
  path: '/app',
  access: 'signed in',
  async handle(request) {
    const asker = await request.own((tx) => tx.asker)
    if (!asker.ok) return asker
    const found = HOMES.find((h) => asker.value.rights.includes(h.right))
    if (found) return ok({ goTo: found.href })
    if (asker.value.rights.includes('people.read')) return ok({ goTo: '/app/people' })
    return ok({
      show: {
        title: 'Your home screen',
        body: (
          <>
            <h1>Your home screen</h1>
            <EmptyState
              why={`There is no screen yet for the work of a ${asker.value.post.toLowerCase()}.`}
              fill="Numbers across services, without names, come to this place later. Nothing about a person is open to this post."
              action={{ text: 'Help now', href: '/help-now' }}
            />
          </>
        ),
      },
    })
  },
})

export const homePages: readonly Page[] = [home]
