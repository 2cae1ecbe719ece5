import { isId } from '#core/kernel/ids.ts'
import { ok, type Result, refuse } from '#core/kernel/result.ts'
import { dayOf, type Instant } from '#core/kernel/time.ts'
import type { Asker } from '#platform/commands/asker.ts'
import type { Ask } from '#platform/commands/door.ts'
import type { PageRequest } from '#platform/http/page.ts'
import { dayAndClock, Heading, Link, SummaryList } from '#platform/ui/index.ts'
import { delayDetail, delayWords, leavingWords } from '../leaving-words.ts'
import { type LeavingShown, leavingOfStay } from '../queries/index.ts'

/** The stay of the address with what is said of leaving it, when it is the asker's own team's. */
async function facts(ask: Ask, _asker: Asker, request: PageRequest): Promise<Result<LeavingShown>> {
  const stayId = request.params.id ?? ''
  if (!isId(stayId)) return refuse('NOT_FOUND_OR_NOT_YOURS')
  const found = await ask(leavingOfStay, { stayId })
  if (!found.ok) return found
  return found.value?.ours ? ok(found.value) : refuse('NOT_FOUND_OR_NOT_YOURS')
}

/** What the forms about leaving share. */
export const leavingForm = {
  facts,
  caption: (shown: LeavingShown) => shown.name ?? undefined,
  back: () => ({ href: '/app/leaving', text: 'Back to leaving hospital' }),
}

/** Who reads dates of leaving: they are core, and so is the stay. */
export const READERS_OF_DATES =
  'this ward, and every service that supports them now and may see where they stay.'
export const READERS_OF_REASONS =
  'this ward, and every service with which the person shares what teams write.'

export const idsOfStay = ({ stay }: LeavingShown) => ({ stayId: stay.id, personId: stay.personId })

/** What stands in the record now: dates, whoever changed them and why, what stops it, and a decision to be met sooner. */
export const WhatIsPlanned = ({ shown, ends }: { readonly shown: LeavingShown; readonly ends?: boolean }) => {
  const { plans, blockers, sooner, stay, today } = shown
  const newest = plans[0]
  const asOn = stay.state === 'ended' ? dayOf(stay.endedAt) : today
  return (
    <>
      <Heading level={2}>As it stands</Heading>
      <SummaryList
        rows={[
          { key: 'Ward', value: shown.ward },
          {
            key: 'Dates',
            value: newest ? (
              <>
                {leavingWords(newest)}
                <br />
                <span className="tc-quiet">{`${newest.by ?? 'A colleague'}, ${dayAndClock(newest.at as Instant)}.${newest.why === '' ? '' : ` ${newest.why}`}`}</span>
              </>
            ) : (
              'Nothing has been said yet.'
            ),
          },
          {
            key: 'What stops it',
            value: (
              <>
                {blockers.every((b) => b.endedOn !== null) && 'Nothing is noted. '}
                <ul className="nhsuk-list">
                  {blockers
                    .filter((b) => b.endedOn === null)
                    .map((b) => (
                      <li key={b.id}>
                        {delayWords(b)}: {delayDetail(b, asOn)}{' '}
                        {ends && (
                          <Link
                            href={`/app/stays/${stay.id}/blockers/${b.id}/end`}
                            hiddenWords={delayWords(b)}
                          >
                            It no longer stops them
                          </Link>
                        )}
                      </li>
                    ))}
                </ul>
                {ends && stay.state === 'open' && (
                  <Link href={`/app/stays/${stay.id}/blockers/new`}>Note what stops them leaving</Link>
                )}
              </>
            ),
          },
          {
            key: 'First contact',
            value: sooner ? (
              <>
                {`Within 48 hours of leaving. ${sooner.by ?? 'A colleague'} decided this on ${dayAndClock(sooner.at)}: ${sooner.reason} `}
                {ends && <Link href={`/app/stays/${stay.id}/sooner-end`}>Take it back</Link>}
              </>
            ) : (
              <>
                Within the ward's own hours.{' '}
                {ends && (
                  <Link href={`/app/stays/${stay.id}/sooner`}>Decide that they are met within 48 hours</Link>
                )}
              </>
            ),
          },
        ]}
      />
      {plans.length > 1 && (
        <>
          <Heading level={2}>Earlier dates</Heading>
          <ul className="nhsuk-list nhsuk-list--bullet">
            {plans.slice(1).map((p) => (
              <li key={p.version}>
                {leavingWords(p)}{' '}
                <span className="tc-quiet">{`${p.by ?? 'A colleague'}, ${dayAndClock(p.at as Instant)}.${p.why === '' ? '' : ` ${p.why}`}`}</span>
              </li>
            ))}
          </ul>
        </>
      )}
    </>
  )
}
