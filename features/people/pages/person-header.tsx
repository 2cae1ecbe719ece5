import type { ReactNode } from 'react'
import { ok, type Result, refuse } from '#core/kernel/result.ts'
import { type Day, dayOf, type Instant } from '#core/kernel/time.ts'
import type { Asker } from '#platform/commands/asker.ts'
import type { Ask } from '#platform/commands/door.ts'
import type { PageAnswer, PageRequest } from '#platform/http/page.ts'
import {
  dayAndClock,
  dayWithoutWeekday,
  grouped,
  Heading,
  InsetText,
  Link,
  SummaryList,
  Tabs,
  WarningCallout,
} from '#platform/ui/index.ts'
import { type Header, header, type ShownHeader } from '../queries/header.ts'
import { keptAs } from '../queries/kept.ts'
import { ageWords, communicationWords, KIND_WORDS, safeWords, sharingWords, telephoneHref } from '../words.ts'

const VALUE_SAID = new Set(['mobile', 'landline', 'email'])

/** A telephone number is a link; what may be done with it stands beside it. */
function Reach({ point }: { readonly point: ShownHeader['contactPoints'][number] }) {
  const words = KIND_WORDS[point.kind as keyof typeof KIND_WORDS] ?? point.kind
  const number = point.kind === 'mobile' || point.kind === 'landline'
  const value =
    number && point.safe.answer === 'may' ? (
      <a href={telephoneHref(point.value)}>{point.value}</a>
    ) : VALUE_SAID.has(point.kind) ? (
      point.value
    ) : (
      `to ${point.value}`
    )
  return (
    <li>
      {words} {value}: {safeWords(point.safe)}
    </li>
  )
}

/** That they have died, or may have: before anything else is read. Plain words, and what to do. */
function DeathSaid({ person }: { readonly person: ShownHeader }) {
  const { state, report } = person.death
  if (state === 'none') return null
  const who = report
    ? `${report.by ?? 'A hospital message'}, ${report.team}, ${dayAndClock(report.at)}. `
    : ''
  return (
    <WarningCallout
      heading={state === 'confirmed' ? `${person.name} has died` : `${person.name} is reported to have died`}
    >
      <p>
        {state === 'confirmed'
          ? `${who}Nothing is sent to them and nothing more is planned.`
          : `${who}It is not confirmed. Ring before you go. Nothing is sent to them until it is confirmed or corrected.`}
      </p>
      <p>
        <Link href={`/app/people/${person.personId}/death`}>
          {state === 'confirmed' ? 'Who said so, and how it is put right' : 'Confirm or correct it'}
        </Link>
      </p>
    </WarningCallout>
  )
}

/**
 * Who this is, first and large, with what every reader needs before acting: age, number, how to communicate, how to reach
 * them, staff-safety actions in force, and what they share. A part that is closed to the reader is not there at all.
 */
export function PersonHeader({
  person,
  today,
  level = 1,
}: {
  readonly person: ShownHeader
  readonly today: Day
  readonly level?: 1 | 2
}) {
  const sharing = sharingWords(person.sharing)
  const caption = [person.legalName && `Legal name ${person.legalName}`, person.pronouns]
    .filter(Boolean)
    .join(' · ')
  return (
    <section aria-label="About this person" className="tc-person">
      <Heading level={level} size="l" caption={caption || undefined}>
        {person.name}
      </Heading>
      <DeathSaid person={person} />
      {person.together && (
        <InsetText>
          <p>
            {`Put together from two records by ${person.together.by} on ${dayAndClock(person.together.at)}. If something here is not about ${person.name}, tell the records desk before ${dayAndClock(person.together.until)}: until then it can be taken apart.`}
          </p>
        </InsetText>
      )}
      {person.staffSafety.map((a) => (
        <InsetText key={a.id}>
          <p>
            <strong>{a.action}</strong> Until {dayWithoutWeekday(a.expiresOn)}. Written by {a.team}.
          </p>
        </InsetText>
      ))}
      <SummaryList
        border={false}
        rows={[
          { key: 'Age', value: ageWords(person.bornOn, today) },
          ...(person.core
            ? [
                {
                  key: 'NHS number',
                  value:
                    person.nhsNumber === null
                      ? 'Not known'
                      : `${grouped(person.nhsNumber, [3, 3, 4])}${person.numberVerified ? '' : ' (given, not verified)'}`,
                },
              ]
            : []),
          { key: 'How to communicate', value: communicationWords(person.communication, today) },
          {
            key: 'Safe contact',
            value:
              person.death.state === 'confirmed' ? (
                'They have died: nobody rings, writes or leaves a message'
              ) : person.contactPoints.length === 0 ? (
                'None recorded'
              ) : (
                <ul className="nhsuk-list">
                  {person.contactPoints.map((point) => (
                    <Reach key={`${point.kind} ${point.value}`} point={point} />
                  ))}
                </ul>
              ),
          },
          ...(sharing === '' ? [] : [{ key: 'Sharing', value: sharing }]),
        ]}
      />
    </section>
  )
}

const TABS = [
  { text: 'Summary', path: '' },
  { text: 'Plan', path: '/plan' },
  { text: 'Safety plan', path: '/safety' },
  { text: 'Goals', path: '/goals' },
  { text: 'Referrals', path: '/referrals' },
  { text: 'Visits', path: '/visits' },
  { text: 'Sharing', path: '/sharing' },
  { text: 'Details', path: '/details' },
] as const
export type TabName = (typeof TABS)[number]['text']
/** A page that stands under a tab without being it, by its own title. */
const UNDER = {
  History: 'Details',
  'Who has looked': 'Sharing',
  'Copy of the record': 'Sharing',
  'Home entry': 'Visits',
  'Safeguarding record': 'Details',
  'What one team was told': 'Details',
} as const satisfies Record<string, TabName>
type PageName = TabName | keyof typeof UNDER
const tabOf = (page: PageName): TabName =>
  page in UNDER ? UNDER[page as keyof typeof UNDER] : (page as TabName)

export interface PersonView {
  readonly person: ShownHeader
  readonly asker: Asker
  readonly now: Instant
  readonly today: Day
}

/**
 * A page about one person: the header, the tabs and what `inside` makes. Hidden and absent people are refused alike; one
 * whom the asker's team added, and nothing else opens, leads to what can be done next.
 * `paper`: a page to print, without tabs, and where it leads back to.
 */
export function personPage(
  request: PageRequest,
  current: PageName,
  inside: (ask: Ask, view: PersonView) => Promise<Result<ReactNode>>,
  paper?: { readonly href: string; readonly text: string },
): Promise<Result<PageAnswer>> {
  const personId = request.params.id ?? ''
  return request.see(async (ask, asker): Promise<Result<PageAnswer>> => {
    const found = await ask(header, { personId })
    if (!found.ok) return found
    const who: Header | null = found.value
    if (who === null) {
      // an old address of a record that was put into another leads there
      const kept = await ask(keptAs, { personId })
      if (!kept.ok) return kept
      const path = TABS.find((t) => t.text === current)?.path ?? ''
      return kept.value === null
        ? refuse('NOT_FOUND_OR_NOT_YOURS')
        : ok({ goTo: `/app/people/${kept.value.keptId}${path}` })
    }
    if (who.state === 'added by your team') return ok({ goTo: `/app/people/${personId}/added` })
    const today = dayOf(asker.now)
    const body = await inside(ask, { person: who, asker, now: asker.now, today })
    if (!body.ok) return body
    const title =
      current === 'Summary'
        ? who.name
        : current === 'Who has looked'
          ? `Who has looked at ${who.name}`
          : `${current} of ${who.name}`
    return ok({
      show: {
        title,
        back: paper ?? { href: '/app/people', text: 'Back to people' },
        ...(paper && { print: true }),
        body: (
          <>
            <PersonHeader person={who} today={today} />
            {paper ? (
              <p className="tc-quiet">{current}</p>
            ) : (
              <Tabs
                label={`Pages about ${who.name}`}
                items={TABS.map(({ text, path }) => ({
                  text,
                  href: `/app/people/${personId}${path}`,
                  current: text === tabOf(current),
                }))}
              />
            )}
            {body.value}
          </>
        ),
      },
    })
  })
}
