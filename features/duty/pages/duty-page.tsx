import { ok } from '#core/kernel/result.ts'
import { addDays, type Day, dayOf, startOfDay } from '#core/kernel/time.ts'
import { definePage, type Page } from '#platform/http/page.ts'
import {
  Button,
  ButtonGroup,
  clock,
  clockAndDay,
  dayWithoutWeekday,
  duration,
  Heading,
  InsetText,
  Link,
  Paragraph,
  SuccessBanner,
  SummaryList,
  Table,
  WarningCallout,
} from '#platform/ui/index.ts'
import { longDay, sentenceCase } from '#platform/ui/words.ts'
import { cannotWait } from '../cannot-wait.ts'
import { type DutyShown, duty } from '../queries/duty.ts'
import { hoursLines } from './words.ts'

const WHY: Readonly<Record<string, string>> = {
  'on duty': 'on duty now',
  'next in the chain': 'next in the chain',
  manager: 'manager',
  'out of hours': 'out of hours',
  'nobody is on duty': 'nobody is on duty: whoever is signed in sees it',
}

/** What stands in the words already is said once. */
const outWords = ({ outOfHours: out }: DutyShown): string =>
  out === null
    ? 'nowhere: no destination is set'
    : [out.words, ...[out.phone, out.email, out.team].filter((p) => p && !out.words.includes(p))].join(', ')

/** "Saturday 7 March 2026, midday to 6pm"; the day once, where both ends are in it. */
const windowWords = ({ from, until }: DutyShown['holes'][number]): string =>
  dayOf(from) === dayOf(until)
    ? `on ${longDay(dayOf(from))}, ${clock(from)} to ${clock(until)}`
    : `from ${clockAndDay(from)} to ${clockAndDay(until)}`

/** The holes of the week as sentences: inside the hours first, which are the ones to mend. */
const Holes = ({ shown }: { readonly shown: DutyShown }) => {
  const [inHours, outside] = [shown.holes.filter((h) => h.inHours), shown.holes.filter((h) => !h.inHours)]
  const next = shown.chain.length > 0 ? 'the chain' : outWords(shown)
  return (
    <>
      {inHours.length > 0 && (
        <WarningCallout heading="Nobody is set to answer">
          <ul className="nhsuk-list nhsuk-list--bullet">
            {inHours.map((h) => (
              <li key={h.from}>{`Nobody is on duty ${windowWords(h)}: messages go to ${next}.`}</li>
            ))}
          </ul>
        </WarningCallout>
      )}
      {outside.length > 0 && (
        <>
          <Heading level={3}>Out of hours this week</Heading>
          <ul className="nhsuk-list nhsuk-list--bullet">
            {outside.map((h) => (
              <li key={h.from}>{`${sentenceCase(windowWords(h))}: messages go to ${outWords(shown)}.`}</li>
            ))}
          </ul>
        </>
      )}
    </>
  )
}

const show = definePage({
  method: 'GET',
  path: '/app/team/duty',
  access: 'signed in',
  handle: (request) =>
    request.see(async (ask, asker) => {
      const { team, week, done } = request.query
      const id = team !== undefined && /^[0-9a-f-]{36}$/.test(team) ? team : undefined
      const weekOn = week !== undefined && /^\d{4}-\d{2}-\d{2}$/.test(week) ? week : undefined
      const found = await ask(duty, { teamId: id, weekOn })
      if (!found.ok) return found
      const shown = found.value
      if (shown === null)
        return ok({ show: { title: 'Who is on duty', body: <Paragraph>No such team.</Paragraph> } })
      const manages = shown.ours && asker.rights.includes('duty.manage')
      const at = (path: string) => `/app/team/duty${path}?team=${shown.teamId}`
      const days = Array.from({ length: 7 }, (_, i) => addDays(shown.weekOn, i))
      return ok({
        show: {
          title: `Who is on duty, ${shown.team}`,
          list: {
            name: 'on-duty',
            title: 'Who is on duty this week',
            caption: 'Who is on duty this week',
            others: [
              { name: 'told-when', caption: 'What is told at once, and when the next in the chain is told' },
            ],
          },
          back: { href: '/app/team/staff', text: 'Back to my team' },
          body: (
            <>
              {done === '1' && <SuccessBanner heading="Saved. It holds from now." />}
              <Heading level={1} caption={shown.team}>
                Who is on duty
              </Heading>
              <Heading level={2}>Now</Heading>
              <Paragraph>
                What cannot wait is told to these, in this order, until somebody says that they have seen it.
              </Paragraph>
              <ol className="nhsuk-list nhsuk-list--number">
                {shown.now.map((n) => (
                  <li key={`${n.who} ${n.because}`}>
                    <strong>{n.who}</strong>
                    {`: ${WHY[n.because] ?? n.because}`}
                  </li>
                ))}
              </ol>
              {manages && (
                <ButtonGroup>
                  <Button href={at('/shifts')}>Set who is on duty</Button>
                  <Button href={at('/hours')} variant="secondary">
                    Set hours
                  </Button>
                  <Button href={at('/chain')} variant="secondary">
                    Set who is told next
                  </Button>
                  <Button href={at('/out-of-hours')} variant="secondary">
                    Set out of hours
                  </Button>
                </ButtonGroup>
              )}
              <Heading level={2}>{`The week of ${dayWithoutWeekday(shown.weekOn)}`}</Heading>
              <Table
                caption="Who is on duty this week"
                captionHidden
                columns={[
                  { head: 'Day', isRowName: true, cell: (on: Day) => clockless(on) },
                  {
                    head: 'On duty',
                    cell: (on: Day) => <OnDay shown={shown} on={on} />,
                  },
                ]}
                rows={days}
                rowKey={(on) => on}
                empty={<Paragraph>No days.</Paragraph>}
              />
              <Paragraph>
                <Link href={`${at('')}&week=${addDays(shown.weekOn, -7)}`}>The week before</Link>
                {' · '}
                <Link href={`${at('')}&week=${addDays(shown.weekOn, 7)}`}>The week after</Link>
              </Paragraph>
              <Holes shown={shown} />
              <Heading level={2}>What is set</Heading>
              <SummaryList
                rows={[
                  { key: 'Hours', value: hoursLines(shown.hours).join('; ') },
                  {
                    key: 'Told next, in order',
                    value:
                      shown.chain.length === 0
                        ? 'Nobody: set at least two'
                        : shown.chain.map((c) => c.who).join(', then '),
                  },
                  { key: 'Out of hours', value: outWords(shown) },
                ]}
              />
              {shown.silent.length > 0 && (
                <WarningCallout heading="Told on the screen alone">
                  <ul className="nhsuk-list nhsuk-list--bullet">
                    {shown.silent.map((line) => (
                      <li key={line}>{line}</li>
                    ))}
                  </ul>
                  <Paragraph>Each of them can ask for email or texts under “Change what I get”.</Paragraph>
                </WarningCallout>
              )}
              {shown.unreached.length > 0 && (
                <WarningCallout heading="What cannot be sent out of hours">
                  <ul className="nhsuk-list nhsuk-list--bullet">
                    {shown.unreached.map((line) => (
                      <li key={line}>{line}</li>
                    ))}
                  </ul>
                </WarningCallout>
              )}
              <WhatCannotWait />
            </>
          ),
        },
      })
    }),
})

const clockless = (on: Day): string => clockAndDay(startOfDay(on)).replace(/^.*? on /, '')

const OnDay = ({ shown, on }: { readonly shown: DutyShown; readonly on: Day }) => {
  const todays = shown.shifts.filter((s) => dayOf(s.from) === on)
  return todays.length === 0 ? (
    <>Nobody set</>
  ) : (
    todays.map((s) => (
      <span key={s.id} className="tc-under">
        {`${s.who}, ${clock(s.from)} to ${dayOf(s.until) === on ? clock(s.until) : clockAndDay(s.until)}`}
      </span>
    ))
  )
}

/** The list of content/telling, for whoever sets the duty: what is told, and after how long the next is. */
const WhatCannotWait = () => {
  const { signed, things } = cannotWait()
  return (
    <>
      <Heading level={2}>What cannot wait</Heading>
      {signed === null && (
        <InsetText>
          A proposal, to be signed by a clinical safety officer before live use: what is on it, and the
          minutes.
        </InsetText>
      )}
      <Table
        caption="What is told at once, and when the next in the chain is told"
        captionHidden
        columns={[
          { head: 'What', isRowName: true, cell: (t) => t.title },
          {
            head: 'Next told after',
            cell: (t) => (t.built === 'later' ? 'Not watched here yet' : duration(t.minutes)),
          },
        ]}
        rows={things}
        rowKey={(t) => t.id}
        empty={<Paragraph>Nothing.</Paragraph>}
      />
    </>
  )
}

export const dutyPages: readonly Page[] = [show]
