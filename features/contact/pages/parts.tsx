import { type Day, dayOf } from '#core/kernel/time.ts'
import {
  ageWords,
  communicationWords,
  KIND_WORDS,
  type ShownHeader,
  safeWords,
  telephoneHref,
} from '#features/people/index.ts'
import { clock, InsetText, Link, longDay, SummaryList, WarningCallout } from '#platform/ui/index.ts'
import type { Sheet } from '../queries/sheet.ts'
import { MODE_WORDS } from './words.ts'

/** A telephone number that rings when it is pressed. */
export const Ring = ({ number }: { readonly number: string }) => <a href={telephoneHref(number)}>{number}</a>

/** That they have died, or may have: before anything that could send somebody to a door. */
export const DeathSaid = ({ person }: { readonly person: ShownHeader }) =>
  person.death.state === 'none' ? null : (
    <WarningCallout
      heading={
        person.death.state === 'confirmed'
          ? `${person.name} has died`
          : `${person.name} is reported to have died`
      }
    >
      <p>
        {person.death.state === 'confirmed'
          ? 'Nothing more is planned.'
          : 'Ring before you go: it is not confirmed yet.'}{' '}
        <Link href={`/app/people/${person.personId}/death`}>Who said so</Link>
      </p>
    </WarningCallout>
  )

/** Read before you knock: what to do to be safe, how to speak with them, how they may be reached. */
export function BeforeYouKnock({ person, today }: { readonly person: ShownHeader; readonly today: Day }) {
  return (
    <section aria-label="Before you knock">
      <DeathSaid person={person} />
      {person.staffSafety.slice(0, 2).map((a) => (
        <InsetText key={a.id}>
          <p>
            <strong>{a.action}</strong> {`Until ${longDay(a.expiresOn)}. Written by ${a.team}.`}
          </p>
        </InsetText>
      ))}
      <SummaryList
        border={false}
        rows={[
          { key: 'Age', value: ageWords(person.bornOn, today) },
          ...(person.pronouns ? [{ key: 'Pronouns', value: person.pronouns }] : []),
          { key: 'How to communicate', value: communicationWords(person.communication, today) },
          {
            key: 'Safe contact',
            value:
              person.contactPoints.length === 0 ? (
                'None recorded'
              ) : (
                <ul className="nhsuk-list">
                  {person.contactPoints.map((p) => (
                    <li key={`${p.kind} ${p.value}`}>
                      {`${KIND_WORDS[p.kind as keyof typeof KIND_WORDS] ?? p.kind}: `}
                      {(p.kind === 'mobile' || p.kind === 'landline') && p.safe.answer === 'may' ? (
                        <Ring number={p.value} />
                      ) : (
                        p.value
                      )}
                      {`. ${safeWords(p.safe)}`}
                    </li>
                  ))}
                </ul>
              ),
          },
        ]}
      />
    </section>
  )
}

/** "Visit on Monday 2 March 2026, 7:30am to 10:30am, Sam Okoro". */
export function plannedWords(s: Sheet): string {
  const c = s.contact
  const nobody = `nobody named yet${c.nobodyWhy === null ? '' : ` (${c.nobodyWhy})`}`
  const who = c.workerId === null ? nobody : (s.names[c.workerId] ?? 'a worker')
  return `${MODE_WORDS[c.mode]} on ${longDay(dayOf(c.fromAt))}, ${clock(c.fromAt)} to ${clock(c.untilAt)}, ${who}`
}

/** Who to ring now, each with its hours, the prescribing or referring team first. */
export const RingList = ({ ring }: { readonly ring: Sheet['ring'] }) => (
  <ul className="nhsuk-list">
    {ring.map((t) => (
      <li key={t.name}>
        {`${t.name}: `}
        <Ring number={t.telephone} />
        {` (${t.hours})`}
      </li>
    ))}
    <li>
      Life at risk: <Ring number="999" />. Help today with mental health: <Ring number="111" />, option 2.
    </li>
  </ul>
)
