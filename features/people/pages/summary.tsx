import type { ReactNode } from 'react'
import { ok } from '#core/kernel/result.ts'
import { type Day, dayOf, daysBetween, type Instant } from '#core/kernel/time.ts'
import { journeyOf } from '#core/report/journey.ts'
import { gapTitleOfKey } from '#core/safetynet/kinds.ts'
import { type EpisodeLine, episodesForPerson } from '#features/episode/index.ts'
import { type LeadShown, leadOfPerson, leadWords, offeredWords } from '#features/lead/index.ts'
import { safetyPlanOfPerson } from '#features/plan/index.ts'
import {
  nextStepWords,
  type ReferralRow,
  forPerson as referralsOf,
  WORD_COLOUR,
  wordShown,
} from '#features/referral/index.ts'
import {
  askedWords,
  type GapLine,
  hoursWords,
  nationalWords,
  forPerson as openOf,
} from '#features/safetynet/index.ts'
import {
  awayWords,
  bothClocksWords,
  CLOCKS_SHOWN_DAYS,
  delayDetail,
  delayWords,
  type LeavingOfPerson,
  leavingOfPerson,
  plannedWords,
  unplannedWords,
} from '#features/stay/index.ts'
import { definePage } from '#platform/http/page.ts'
import {
  Columns,
  clock,
  clockAndDay,
  dayAndClock,
  Heading,
  InsetText,
  Link,
  longDay,
  relativeDay,
  StepStrip,
  SummaryList,
  Tag,
} from '#platform/ui/index.ts'
import { type MedicineList, medicines } from '../queries/medicines.ts'
import { type Summary, summary } from '../queries/summary.ts'
import { listAgeWords, NOT_COMPLETE, telephoneHref } from '../words.ts'
import { Acts } from './acts.tsx'
import { askIfAllowed } from './ask-if-allowed.ts'
import { modeWords } from './list.tsx'
import { type PersonView, personPage } from './person-header.tsx'
import { HeldWords } from './safeguarding.tsx'
import { SafetyBox } from './safety-tab.tsx'

/** /app/people/:id: what matters, now, next, and what is open. */
export const summaryPage = definePage({
  method: 'GET',
  path: '/app/people/:id',
  access: 'signed in',
  handle: (request) =>
    personPage(request, 'Summary', async (ask, view) => {
      const about = { personId: view.person.personId }
      const [now, list, referrals, support, open, leaving, safety, lead] = await Promise.all([
        ask(summary, about),
        askIfAllowed(ask, view, medicines, about),
        askIfAllowed(ask, view, referralsOf, about),
        askIfAllowed(ask, view, episodesForPerson, about),
        askIfAllowed(ask, view, openOf, about),
        askIfAllowed(ask, view, leavingOfPerson, about),
        askIfAllowed(ask, view, safetyPlanOfPerson, about),
        askIfAllowed(ask, view, leadOfPerson, about),
      ])
      if (!now.ok) return now
      return ok(
        <>
          <HeldWords held={now.value.held} />
          <SafetyBox plan={safety} view={view} />
          <NowAndNext
            summary={now.value}
            leaving={leaving}
            lead={lead}
            owed={open?.lines ?? []}
            view={view}
          />
          <Open lines={open?.lines ?? []} now={view.now} personId={about.personId} />
          <Journey summary={now.value} now={view.now} name={view.person.name} />
          <Columns
            main={
              <>
                <Referrals rows={referrals ?? []} now={view.now} />
                <Support lines={support ?? []} />
              </>
            }
            side={
              list ? <MedicinesAside list={list} personId={about.personId} today={view.today} /> : undefined
            }
          />
          <Acts view={view} />
        </>,
      )
    }),
})

function Journey({
  summary: s,
  now,
  name,
}: {
  readonly summary: Summary
  readonly now: Instant
  readonly name: string
}) {
  const journey = journeyOf(s.journey, now)
  if (!journey) return null
  const { loop } = journey
  return (
    <StepStrip
      id="journey"
      title={`Where ${name} is on the way home`}
      sentence={journey.sentence}
      stops={journey.stops}
      {...(loop && { loop })}
    />
  )
}

function Open({
  lines,
  now,
  personId,
}: {
  readonly lines: readonly GapLine[]
  readonly now: Instant
  readonly personId: string
}) {
  const open = lines.filter((l) => l.since <= now)
  if (open.length === 0) return null
  return (
    <>
      <Heading level={2}>Open</Heading>
      <ul className="nhsuk-list nhsuk-list--bullet">
        {open.map((line) => (
          <li key={`${line.key} ${line.since}`}>
            <strong>{gapTitleOfKey(line.key)}</strong>, open since {clockAndDay(line.since)}.{' '}
            {line.asked ? `${askedWords(line.asked)} ` : ''}
            {line.owner ? `Ask ${line.owner}.` : 'Nobody is named yet.'}{' '}
            {line.takenOver ? (
              `Taken over by ${line.takenOver.by}: ${line.takenOver.reason}`
            ) : (
              <Link
                href={`/app/gaps/take-over?${new URLSearchParams({ person: personId, key: line.key })}`}
                hiddenWords={`: ${gapTitleOfKey(line.key)}`}
              >
                Take it over
              </Link>
            )}
          </li>
        ))}
      </ul>
    </>
  )
}

function NowAndNext({
  summary: { stay, away, next, journey },
  leaving,
  lead,
  owed,
  view: { today, person, now },
}: {
  readonly summary: Summary
  readonly leaving: LeavingOfPerson | null
  readonly lead: LeadShown | null
  readonly owed: readonly GapLine[]
  readonly view: PersonView
}) {
  const rows: { key: string; value: ReactNode }[] = []
  // "none planned" would be a claim about what is closed to this reader
  if (next || person.core)
    rows.push({
      key: 'Next contact',
      value:
        journey.transition?.state === 'suspended'
          ? 'Paused while in hospital'
          : next
            ? `${longDay(next.onDay)} at ${clock(next.fromAt)} (${relativeDay(next.onDay, today)}): ${modeWords(next.mode).toLowerCase()} by ${next.worker ?? 'nobody named yet'}, ${next.team}`
            : 'None planned',
    })
  // who leads is core: nothing is said to a reader to whom it is closed
  if (lead && person.core && (lead.lead || lead.forNow))
    rows.push({
      key: 'Lead',
      value: (
        <>
          {leadWords(lead)}
          {lead.next && ` From the minute of leaving: ${lead.next.to ?? 'somebody'}, ${lead.next.toTeam}.`}
          {lead.offered && <span className="tc-under">{offeredWords(lead.offered)}</span>}{' '}
          <Link href={`/app/people/${lead.personId}/lead`}>Lead and handover</Link>
        </>
      ),
    })
  if (stay) {
    const from = dayOf(stay.admittedAt)
    const where = `${stay.unit}, ${stay.organisation}`
    rows.push({
      key: stay.endedAt === null ? 'Now' : 'Left hospital',
      value:
        stay.endedAt === null ? (
          <>
            {`${where}, since ${longDay(from)} (${relativeDay(from, today)})`}
            {away && (
              <span className="tc-under">
                <strong>{awayWords(away)}</strong>
              </span>
            )}
          </>
        ) : (
          <>
            {`${where}, on ${longDay(dayOf(stay.endedAt))} (${relativeDay(dayOf(stay.endedAt), today)})`}
            {leaving?.ours && leaving.endedAt !== null && (
              <span className="tc-under">
                <Link href={`/app/stays/${leaving.stayId}/not-left`}>They did not leave</Link>
              </span>
            )}
          </>
        ),
    })
  }
  const first = owed.find((line) => line.kind === 'N4' && line.until === null)
  if (first)
    rows.push({
      key: 'First contact after leaving',
      value: `By ${clockAndDay(first.since)}: ${hoursWords(first.since, now)}. ${first.leftAt === null ? '' : `${nationalWords(first.leftAt)}.`}`,
    })
  const clocks = leaving?.bothClocks ?? null
  if (clocks && leaving?.endedAt != null && daysBetween(dayOf(leaving.endedAt), today) <= CLOCKS_SHOWN_DAYS)
    rows.push({ key: 'National count', value: bothClocksWords(clocks, leaving.endedAt) })
  if (leaving?.unplanned && stay?.endedAt !== null)
    rows.push({
      key: 'Left, nothing planned',
      value: `${unplannedWords(leaving.unplanned)}. ${leaving.unplanned.by ?? 'A colleague'}, ${dayAndClock(leaving.unplanned.at)}`,
    })
  if (leaving && stay?.endedAt === null) rows.push(...leavingRows(leaving, today))
  if (rows.length === 0) return null
  return (
    <>
      <Heading level={2}>Now and next</Heading>
      <SummaryList rows={rows} />
    </>
  )
}

/** When somebody means to leave and what stops it; nothing is said of what is closed to this reader. */
function leavingRows(leaving: LeavingOfPerson, today: Day): { key: string; value: ReactNode }[] {
  const { plannedOn, readyOn, why, by, blockers, ours, stayId } = leaving
  const rows: { key: string; value: ReactNode }[] = []
  if (plannedOn !== null || readyOn !== null || ours)
    rows.push({
      key: 'Planned leave date',
      value: (
        <>
          {plannedOn === null ? 'No date' : `${longDay(plannedOn)} (${plannedWords(plannedOn, today)})`}
          {readyOn !== null && `. Clinically ready since ${longDay(readyOn)}`}.
          {by !== null && <span className="tc-quiet">{` ${by}${why === '' ? '.' : `: ${why}`}`}</span>}{' '}
          {ours && <Link href={`/app/stays/${stayId}/leaving`}>Change dates</Link>}
        </>
      ),
    })
  if (blockers.length > 0)
    rows.push({
      key: 'What stops it',
      value: (
        <ul className="nhsuk-list nhsuk-u-margin-bottom-0">
          {blockers.map((b) => (
            <li key={b.id}>{`${delayWords(b)}: ${delayDetail(b, today)}`}</li>
          ))}
        </ul>
      ),
    })
  return rows
}

export function Referrals({ rows, now }: { readonly rows: readonly ReferralRow[]; readonly now: Instant }) {
  if (rows.length === 0) return null
  return (
    <>
      <Heading level={2}>Referrals</Heading>
      <ul className="nhsuk-list">
        {rows.map((r) => (
          <li key={r.id}>
            <Link href={`/app/referrals/${r.id}`}>{r.serviceName}</Link>{' '}
            <Tag colour={WORD_COLOUR[r.word]}>{wordShown(r.word)}</Tag>
            <br />
            {nextStepWords(r, now)}{' '}
            <span className="tc-quiet">{`Sent by ${r.fromTeam}, ${dayAndClock(r.sentAt)}.`}</span>
          </li>
        ))}
      </ul>
    </>
  )
}

function Support({ lines }: { readonly lines: readonly EpisodeLine[] }) {
  if (lines.length === 0) return null
  return (
    <>
      <Heading level={2}>Support</Heading>
      <ul className="nhsuk-list">
        {lines.map((e) => (
          <li key={e.id}>
            <Link href={`/app/episodes/${e.id}`}>{`Schedule of ${e.service}`}</Link>
            {e.state === 'ended'
              ? `: ended${e.endedAt ? ` ${longDay(dayOf(e.endedAt))}` : ''}`
              : `: ${e.step ?? 'no step yet'}. ${e.stage ? `Stage: ${e.stage}. ` : ''}Key worker ${e.keyWorker ?? 'not named yet'}.`}
          </li>
        ))}
      </ul>
    </>
  )
}

export const allergyWords = (a: MedicineList['allergies']): string =>
  a === null
    ? ''
    : a.state === 'listed'
      ? (a.text ?? '')
      : a.state === 'none known'
        ? 'None known'
        : 'Not asked yet'

/** The marker, and whom to ring: the same words whatever is hidden, and why. */
export const NotComplete = ({ list }: { readonly list: MedicineList }) => (
  <InsetText>
    <p>{NOT_COMPLETE}</p>
    {list.ring.length > 0 && (
      <ul className="nhsuk-list">
        {list.ring.map((t) => (
          <li key={t.name}>
            {`${t.name}: `}
            {telephoneHref(t.telephone) ? (
              <a href={telephoneHref(t.telephone)}>{t.telephone}</a>
            ) : (
              t.telephone
            )}
            {t.hours ? ` (${t.hours})` : ''}
          </li>
        ))}
      </ul>
    )}
  </InsetText>
)

function MedicinesAside({
  list,
  personId,
  today,
}: {
  readonly list: MedicineList
  readonly personId: string
  readonly today: Day
}) {
  if (!list.complete)
    return (
      <>
        <Heading level={2}>Allergies and medicines</Heading>
        <NotComplete list={list} />
      </>
    )
  return (
    <>
      <Heading level={2}>Allergies</Heading>
      <p>{allergyWords(list.allergies)}</p>
      <Heading level={2}>Medicines</Heading>
      {list.present.length === 0 ? (
        <p>Nothing is listed. That does not say that they take none.</p>
      ) : (
        <>
          <p>{listAgeWords(list.present, today)}</p>
          <ul className="nhsuk-list nhsuk-list--bullet">
            {list.present.map((m) => (
              <li key={m.id}>
                <strong>{m.name}</strong>, {m.doseInWords}, {m.when}
                {m.asNeeded ? ' (as needed)' : ''}.{' '}
                <span className="tc-quiet">{`Said by ${m.saidBy}, as of ${longDay(m.asOf)}. Prescribed by ${m.prescriber}.`}</span>
              </li>
            ))}
          </ul>
        </>
      )}
      <p>
        <Link href={`/app/people/${personId}/details#medicines`}>Details of medicines</Link>
      </p>
    </>
  )
}
