import { Link } from '#platform/ui/index.ts'
import type { PersonView } from './person-header.tsx'

const ACTS = [
  {
    right: 'referral.send',
    text: 'Send a referral',
    href: (id: string) => `/app/referrals/new?person=${id}`,
  },
  {
    right: 'stay.record',
    text: 'Record a hospital stay',
    href: (id: string) => `/app/stays/new?person=${id}`,
  },
  {
    right: 'death.report',
    text: 'If they have died',
    href: (id: string) => `/app/people/${id}/death`,
  },
  {
    right: 'sharing.record',
    text: 'Share without agreement',
    href: (id: string) => `/app/people/${id}/share-without`,
  },
  {
    right: 'emergency.access',
    text: 'Open the main facts in an emergency',
    href: (id: string) => `/app/people/${id}/emergency`,
    // what is open needs no emergency
    coreClosed: true,
  },
  {
    right: 'incident.record',
    text: 'Incidents, and writing one down',
    href: (id: string) => `/app/incidents?person=${id}`,
  },
  {
    right: 'people.read',
    text: 'What happened: the history of this record',
    href: (id: string) => `/app/people/${id}/history`,
  },
  {
    right: 'home-entry',
    text: 'How to get into their home',
    href: (id: string) => `/app/people/${id}/home-entry`,
  },
  {
    right: 'person-and-team',
    text: 'What they told your team alone',
    href: (id: string) => `/app/people/${id}/told-us`,
  },
  {
    right: 'safeguarding.lead',
    text: 'Safeguarding record',
    href: (id: string) => `/app/people/${id}/safeguarding`,
  },
  {
    right: 'people.details',
    text: 'Their own door, and the sheet on paper',
    href: (id: string) => `/app/people/${id}/door`,
  },
  {
    right: 'audit.read',
    text: 'Who has looked',
    href: (id: string) => `/app/people/${id}/looked`,
  },
] as const

/** What the post may do next for this person; nothing greyed. */
export function Acts({
  view,
}: {
  readonly view: Pick<PersonView, 'asker'> & {
    readonly person: { readonly personId: string; readonly core?: boolean }
  }
}) {
  const acts = ACTS.filter(
    (a) => view.asker.rights.includes(a.right) && !('coreClosed' in a && view.person.core !== false),
  )
  if (acts.length === 0) return null
  return (
    <ul className="nhsuk-list">
      {acts.map((a) => (
        <li key={a.text}>
          <Link href={a.href(view.person.personId)}>{a.text}</Link>
        </li>
      ))}
    </ul>
  )
}
