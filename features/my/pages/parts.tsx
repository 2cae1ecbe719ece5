import type { ReactNode } from 'react'
import { dayOf } from '#core/kernel/time.ts'
import { telephoneHref } from '#features/people/index.ts'
import { sectionsSaid } from '#features/plan/index.ts'
import { DEPUTY_WORDS } from '#features/sharing/index.ts'
import type { Shown } from '#platform/http/page.ts'
import { dayAndClock, EmptyState, Heading, longDay, Said } from '#platform/ui/index.ts'
import type { Sheet } from '../queries/sheet.ts'
import { visitWords } from '../words.ts'

/** A page of the own door, in its own frame. */
export const ownDoor = (
  title: string,
  body: ReactNode,
  more: Partial<Shown> = {},
): { readonly show: Shown } => ({
  show: { title, body, ownDoor: true, ...more },
})

/** Said wherever somebody may wait for an answer (a proposal, waiting for a clinical safety officer: docs/hazards.md). */
export const NOT_WATCHED =
  'This is not watched all the time. Messages are read Monday to Friday, 9am to 5pm. If you need help now, do not wait for a reply.'

export const Boundary = () => (
  <p>
    {NOT_WATCHED} <a href="/help-now">Help now</a>
  </p>
)

export const Telephone = ({ number }: { readonly number: string }) =>
  telephoneHref(number) ? <a href={telephoneHref(number)}>{number}</a> : number

/** What comes next and who: first on the page, and first on paper. */
export function Next({ sheet, level = 2 }: { readonly sheet: Sheet; readonly level?: 2 | 3 }) {
  const [visit] = sheet.visits
  const [appointment] = sheet.appointments
  const first = visit && (!appointment || visit.fromAt <= appointment.startsAt) ? visit : undefined
  return (
    <section className="tc-next" aria-label="What happens next">
      <Heading level={level} size="m">
        What happens next
      </Heading>
      {first ? (
        <>
          <p>
            <strong>{visitWords(first)}</strong>
          </p>
          <p>{first.who === null ? `From ${first.team}.` : `${first.who}, from ${first.team}.`}</p>
          <p>
            To change it, ring <Telephone number={first.telephone} />.
          </p>
        </>
      ) : appointment ? (
        <>
          <p>
            <strong>{`${appointment.what}, ${dayAndClock(appointment.startsAt)}`}</strong>
          </p>
          <p>
            {[appointment.place, appointment.withWhom && `with ${appointment.withWhom}`]
              .filter(Boolean)
              .join(', ')}
          </p>
          {appointment.goes && <p>{`${appointment.goes} goes with you.`}</p>}
        </>
      ) : (
        <p>Nothing is planned yet that this page knows of. Ring your team if you expected somebody.</p>
      )}
    </section>
  )
}

/** The days after the next thing, and appointments: one line each. */
export function Ahead({ sheet }: { readonly sheet: Sheet }) {
  const lines = [
    ...sheet.visits
      .slice(1)
      .map((v) => ({ id: v.id, at: v.fromAt, words: `${visitWords(v)}. ${v.who ?? v.team}.` })),
    ...sheet.appointments.map((a) => ({
      id: a.id,
      at: a.startsAt,
      words: `${a.what}, ${dayAndClock(a.startsAt)}${a.place && `, ${a.place}`}.${a.goes ? ` ${a.goes} goes with you.` : ''}`,
    })),
  ].sort((a, b) => (a.at < b.at ? -1 : 1))
  if (lines.length === 0) return null
  return (
    <>
      <Heading level={2}>After that</Heading>
      <ul className="nhsuk-list nhsuk-list--bullet">
        {lines.map((l) => (
          <li key={l.id}>{l.words}</li>
        ))}
      </ul>
    </>
  )
}

export function Helpers({ sheet }: { readonly sheet: Sheet }) {
  return (
    <>
      <Heading level={2}>Who helps you</Heading>
      {sheet.helpers.length === 0 ? (
        <p>No team is named here yet.</p>
      ) : (
        <ul className="nhsuk-list">
          {sheet.helpers.map((h) => (
            <li key={`${h.team} ${h.as}`}>
              <strong>{h.who === null ? h.team : `${h.who}, ${h.team}`}</strong>
              {` (${h.organisation}): ${h.as}. `}
              Ring <Telephone number={h.telephone} />. {h.hours}
            </li>
          ))}
        </ul>
      )}
    </>
  )
}

/** Who speaks or decides for the person, as teams wrote it down; nothing where nobody is. */
export function Speakers({ sheet }: { readonly sheet: Sheet }) {
  if (sheet.speakers.length === 0) return null
  return (
    <>
      <Heading level={2}>Who speaks or decides for you</Heading>
      <ul className="nhsuk-list">
        {sheet.speakers.map((s) => (
          <li key={s.id}>
            <strong>{s.name}</strong>
            {`: ${DEPUTY_WORDS[s.kind]}. About: ${s.scope}.`}
            {s.telephone !== null && (
              <>
                {' '}
                Ring <Telephone number={s.telephone} />.
              </>
            )}
            {s.untilOn !== null && ` Until ${longDay(s.untilOn)}.`}
          </li>
        ))}
      </ul>
      <p>If this is not right, tell the team. Being named here does not let them see anything.</p>
    </>
  )
}

export function Plans({ sheet, level = 2 }: { readonly sheet: Sheet; readonly level?: 2 | 3 }) {
  if (sheet.plans.length === 0)
    return <EmptyState why="Your plan starts when you and your worker fill it in together." />
  return (
    <>
      {sheet.plans.map((p) => (
        <section key={p.planId} aria-label={`Plan, ${p.team}`}>
          <Said parts={sectionsSaid(p.sections)} level={level} />
          <p>{`Agreed on ${longDay(dayOf(p.at))} and written by ${p.team}, version ${p.version}.`}</p>
          {p.named.length > 0 && <p>{`Who is to have it: ${p.named.join(', ')}.`}</p>}
        </section>
      ))}
    </>
  )
}

export function Safety({ sheet, level = 2 }: { readonly sheet: Sheet; readonly level?: 2 | 3 }) {
  const s = sheet.safetyPlan
  if (s === null)
    return (
      <EmptyState
        why="There is no safety plan yet."
        fill="Any worker who supports you can write one with you. It is yours."
      />
    )
  return (
    <>
      {s.ring.length > 0 && (
        <>
          <Heading level={level}>Who to ring first</Heading>
          <ol className="nhsuk-list nhsuk-list--number">
            {s.ring.map((r) => (
              <li key={`${r.name} ${r.number}`}>
                {r.name}: <Telephone number={r.number} />
              </li>
            ))}
          </ol>
        </>
      )}
      <Said
        parts={[
          { title: 'What helps', words: s.helps, own: '' },
          { title: 'Signs that things are getting harder', words: s.signs, own: '' },
          { title: 'What sets things off', words: s.setsOff, own: '' },
        ].filter((p) => p.words !== '')}
        level={level}
      />
      <p>{`Made on ${longDay(s.madeOn)}, with: ${s.madeWith}.`}</p>
    </>
  )
}

/** The whole sheet, as it stands on the screen and on paper. */
export const WholeSheet = ({ sheet }: { readonly sheet: Sheet }) => (
  <>
    <Next sheet={sheet} />
    <Ahead sheet={sheet} />
    <Helpers sheet={sheet} />
    <Speakers sheet={sheet} />
    <Heading level={2}>My safety plan</Heading>
    <Safety sheet={sheet} level={3} />
    <Heading level={2}>My plan</Heading>
    <Plans sheet={sheet} level={3} />
    <Heading level={2}>Help now</Heading>
    <p>
      Life at risk or badly hurt: <a href="tel:999">999</a>. Help today with your mental health:{' '}
      <a href="tel:111">111</a>, then option 2, any time. To talk: Samaritans <a href="tel:116123">116 123</a>
      .
    </p>
    <p>{NOT_WATCHED}</p>
  </>
)
