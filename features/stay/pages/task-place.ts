import type { TaskShown } from '../queries/index.ts'

/** Where a kind of task is done, by the thing it is about, and what the link says. */
const PLACES: Readonly<
  Record<string, readonly [at: (id: string, organisationId: string) => string, text: string]>
> = {
  leaver: [() => '/app/gaps', 'See your team’s board'],
  'words told': [(id) => `/app/words/${id}`, 'Read it'],
  'records to put together': [(id) => `/app/merges/${id}`, 'Compare and decide'],
  'kept message': [(id) => `/app/messages/${id}`, 'Read the message'],
  'emergency access': [(id) => `/app/audit/emergencies/${id}`, 'Take the second look'],
  'sharing without agreement': [(id) => `/app/audit/without/${id}`, 'Read what was shared'],
  complaint: [(id) => `/app/audit/complaints/${id}`, 'See who has looked'],
  'access asked for': [(id) => `/app/audit/asks/${id}`, 'Answer what they ask'],
  'agreement ending': [(id) => `/app/agreements/ending#${id}`, 'See who is in care'],
  'copy asked for': [(id) => `/app/copies/${id}`, 'Answer the request'],
  'serious harm to decide': [(id) => `/app/copies/${id}`, 'Read and decide'],
  'organisation leaves': [(id) => `/app/organisations/${id}/leaving`, 'See and decide'],
  spreadsheet: [(id) => `/app/import/${id}`, 'See what was read'],
  'partner not reached': [(_, own) => `/app/organisations/${own}/partners`, 'See the partner’s system'],
  'spreadsheet rows': [(id) => `/app/import/${id}`, 'See the rows'],
  'referral not delivered': [(id) => `/app/referrals/${id}`, 'See the referral'],
  'sign-in changed': [(id) => `/app/organisations/${id}/sign-in`, 'See the sign-in settings'],
}

/** Places that open to a right which whoever has the task may lack. */
const OPENS_TO: Readonly<Record<string, string>> = { 'partner not reached': 'client.manage' }

/** Where the thing itself is done; null where only the words of what was done are asked, or where the place is closed to the asker. */
export function placeOf(
  {
    kind,
    aboutId,
    personId,
    organisationId,
  }: Pick<TaskShown, 'kind' | 'aboutId' | 'personId' | 'organisationId'>,
  rights: readonly string[],
): {
  readonly href: string
  readonly text: string
} | null {
  if (aboutId === null) return null
  const right = OPENS_TO[kind]
  if (right !== undefined && !rights.includes(right)) return null
  if (kind === 'possible duplicate' && personId !== null)
    return { href: `/app/merges/compare/${personId}/${aboutId}`, text: 'Compare the two records' }
  const place = PLACES[kind]
  if (place) return { href: place[0](aboutId, organisationId), text: place[1] }
  return kind.startsWith('stay ') && kind !== 'stay time of leaving'
    ? { href: `/app/stays/${aboutId}/tell`, text: 'Say it' }
    : null
}
