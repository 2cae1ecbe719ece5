import { createHash, randomBytes } from 'node:crypto'
import { ok } from '#core/kernel/result.ts'
import { dayOf } from '#core/kernel/time.ts'
import { definePage, definePublicPage, type Page, type PublicPage, text } from '#platform/http/page.ts'
import {
  ButtonGroup,
  clock,
  dayWithoutWeekday,
  Heading,
  InsetText,
  Link,
  Paragraph,
  PostButton,
  SuccessBanner,
  Table,
  WarningCallout,
} from '#platform/ui/index.ts'
import { eventsOf } from '../events.ts'
import { icsOf } from '../ics.ts'
import { type Feed, feeds } from '../queries/feeds.ts'

const PATH = '/app/settings/calendar'
const KIND_WORDS = {
  mine: 'My visits, calls and appointments',
  team: 'My team’s visits, calls and appointments',
}

const settings = definePage({
  method: 'GET',
  path: PATH,
  access: 'signed in',
  handle: (request) =>
    request.see(async (ask, asker) => {
      const found = await ask(feeds, {})
      if (!found.ok) return found
      const kinds = asker.rights.includes('contact.plan') ? (['mine', 'team'] as const) : (['mine'] as const)
      return ok({
        show: {
          title: 'Calendar on my phone or in Outlook',
          back: { href: '/app/people', text: 'Back to my people' },
          body: (
            <>
              {request.query.done === 'ended' && <SuccessBanner heading="The address has ended." />}
              <Heading level={1}>Calendar on my phone or in Outlook</Heading>
              <Paragraph>
                A private address that your calendar looks at by itself. It shows times, what it is and
                initials: no name, no address of anybody, nothing about anybody’s health. It ends with your
                post, and you can end it at any time.
              </Paragraph>
              <Table
                caption="Addresses in use"
                columns={[
                  { head: 'What it shows', isRowName: true, cell: (f: Feed) => KIND_WORDS[f.kind] },
                  { head: 'As', cell: (f) => `${f.post}, ${f.team}` },
                  { head: 'Made', cell: (f) => dayWithoutWeekday(dayOf(f.madeAt)) },
                  {
                    head: 'Last looked at',
                    cell: (f) =>
                      f.lastUsedAt === null
                        ? 'Never'
                        : `${dayWithoutWeekday(dayOf(f.lastUsedAt))}, ${clock(f.lastUsedAt)}`,
                  },
                  {
                    head: 'End it',
                    headHidden: true,
                    cell: (f) => (
                      <PostButton
                        action={`${PATH}/end`}
                        hidden={{ commandId: request.newId(), feedId: f.id }}
                        small
                        variant="secondary"
                        hiddenWords={KIND_WORDS[f.kind]}
                      >
                        End
                      </PostButton>
                    ),
                  },
                ]}
                rows={found.value}
                rowKey={(f) => f.id}
                empty={
                  <InsetText>
                    <p>No calendar looks at anything of yours.</p>
                  </InsetText>
                }
              />
              <ButtonGroup>
                {kinds.map((kind) => (
                  <PostButton
                    key={kind}
                    action={`${PATH}/make`}
                    hidden={{ commandId: request.newId(), feedId: request.newId(), kind }}
                    variant={kind === 'team' ? 'secondary' : undefined}
                  >
                    {found.value.some((f) => f.kind === kind)
                      ? `Make a new address: ${KIND_WORDS[kind].toLowerCase()}`
                      : `Make an address: ${KIND_WORDS[kind].toLowerCase()}`}
                  </PostButton>
                ))}
              </ButtonGroup>
              <Paragraph small>A new address ends the one before it of the same kind.</Paragraph>
            </>
          ),
        },
      })
    }),
})

const make = definePage({
  method: 'POST',
  path: `${PATH}/make`,
  access: 'signed in',
  async handle(request) {
    const kind = text(request.form, 'kind') === 'team' ? 'team' : 'mine'
    const token = randomBytes(32).toString('base64url')
    const done = await request.act('calendar.make-feed', text(request.form, 'commandId'), {
      feedId: text(request.form, 'feedId'),
      kind,
      tokenSha256: createHash('sha256').update(token).digest('hex'),
    })
    if (!done.ok) return done.refusal.code === 'COMMAND_ID_REUSED' ? ok({ goTo: PATH }) : done
    return ok({
      show: {
        title: 'Your private calendar address',
        back: { href: PATH, text: 'Back to calendar settings' },
        body: (
          <>
            <Heading level={1}>Your private calendar address</Heading>
            <Paragraph>
              In your calendar choose “subscribe” or “add from the internet”, and give it this site’s own
              address followed by:
            </Paragraph>
            <InsetText>
              <p>
                <code className="tc-typed">{`/calendar/${token}.ics`}</code>
              </p>
            </InsetText>
            <Paragraph>
              <Link href={`/calendar/${token}.ics`}>Open it once</Link>, or copy the link of these words.
            </Paragraph>
            <WarningCallout>
              <p>
                It is shown only now. Whoever has it sees your times and initials: do not send it on. Lost or
                seen by somebody: make a new one, and this one ends.
              </p>
            </WarningCallout>
          </>
        ),
      },
    })
  },
})

const end = definePage({
  method: 'POST',
  path: `${PATH}/end`,
  access: 'signed in',
  async handle(request) {
    const done = await request.act('calendar.end-feed', text(request.form, 'commandId'), {
      feedId: text(request.form, 'feedId'),
    })
    return done.ok ? ok({ goTo: `${PATH}?done=ended` }) : done
  },
})

/** The feed itself: for whoever has its address, which nobody can guess. One that ended and one that never was answer alike. */
const feed = definePublicPage({
  method: 'GET',
  path: '/calendar/:name',
  access: 'public',
  async handle(request) {
    const token = /^([\w-]{43})\.ics$/.exec(request.params.name ?? '')?.[1]
    if (token === undefined) return { notFound: true }
    const found = await request.door.feed(token, request.address, async (tx, kind) => {
      const { events, people } = await eventsOf(tx, kind === 'team' ? 'team' : 'mine')
      const { now } = await tx.asker
      // what the team is called often says what somebody is helped with, and this stands on a phone beside their initials
      const name = kind === 'team' ? 'Throughcare, my team' : 'Throughcare'
      return { people, value: icsOf(name, events, now) }
    })
    if (!found.ok) return { notFound: true }
    return {
      download: { name: 'throughcare.ics', type: 'text/calendar; charset=utf-8', text: found.value },
    }
  },
})

export const pages: readonly (Page | PublicPage)[] = [settings, make, end, feed]
