import { ok } from '#core/kernel/result.ts'
import { dayOf } from '#core/kernel/time.ts'
import { definePage } from '#platform/http/page.ts'
import {
  count,
  dayWithoutWeekday,
  EmptyState,
  Filters,
  Heading,
  Link,
  longDay,
  Paragraph,
  Select,
  Table,
} from '#platform/ui/index.ts'
import { type UnmetNeed, unmetNeeds } from '../queries/unmet-needs.ts'

const PATH = '/app/team/unmet-needs'
const TITLE = 'Needs that nobody could meet'
const MONTHS = [1, 3, 6, 12, 24]
const USUAL = 12

/** Who it was about: a name while the team may know it, the referral while it may read that, else nothing. */
const About = ({ need }: { readonly need: UnmetNeed }) => {
  if (need.referralId === null) return 'No longer shown'
  return <Link href={`/app/referrals/${need.referralId}`}>{need.personName ?? 'The referral'}</Link>
}

/** GET /app/team/unmet-needs: what the team could not find for people, newest first; the months stand in the address. */
export const unmetNeedsPage = definePage({
  method: 'GET',
  path: PATH,
  access: 'signed in',
  handle: (request) =>
    request.see(async (ask, asker) => {
      const months = MONTHS.find((m) => String(m) === request.query.months) ?? USUAL
      const found = await ask(unmetNeeds, { months })
      if (!found.ok) return found
      const { needs, since, more } = found.value
      return ok({
        show: {
          title: TITLE,
          list: { name: 'unmet-needs', filter: [`Last ${count(months, 'month')}`] },
          back: { href: '/app/team', text: 'Back to my service' },
          body: (
            <>
              <Heading caption={asker.teamName}>{TITLE}</Heading>
              <Paragraph>
                What your team wrote when it could not take somebody on and knew of nobody who could. Who it
                was about shows only while your team still supports them or has just answered.
              </Paragraph>
              <Filters
                action={PATH}
                chips={months === USUAL ? [] : [{ text: `Last ${count(months, 'month')}`, removeHref: PATH }]}
              >
                <Select
                  name="months"
                  label="Period"
                  value={String(months)}
                  options={MONTHS.map((m) => ({ value: String(m), text: `Last ${count(m, 'month')}` }))}
                />
              </Filters>
              {needs.length > 0 && (
                <Paragraph>
                  {`${more ? 'The newest ' : ''}${count(needs.length, 'need')} since ${longDay(dayOf(since))}.`}
                </Paragraph>
              )}
              <Table
                caption={TITLE}
                captionHidden
                columns={[
                  { head: 'What was needed', isRowName: true, cell: (n) => n.need },
                  { head: 'Where', cell: (n) => n.area },
                  { head: 'What was missing', cell: (n) => n.missing },
                  { head: 'When', cell: (n) => dayWithoutWeekday(dayOf(n.at)) },
                  { head: 'Service', cell: (n) => n.service ?? 'None' },
                  { head: 'About', cell: (n) => <About need={n} /> },
                ]}
                rows={needs}
                rowKey={(n) => n.id}
                empty={
                  <EmptyState
                    why="No need that nobody could meet is written down for this period."
                    fill="One is written when a referral is not taken on and nobody else is known."
                  />
                }
              />
            </>
          ),
        },
      })
    }),
})
