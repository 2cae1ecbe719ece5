import type { LinkedLine } from '#platform/ui/lists.tsx'
import { dayAndClock } from '#platform/ui/words.ts'
import type { LeadShown, OfferShown, WaitingOffer } from './queries.ts'

/** "Noor Aziz, North community team, since ..." and who stands in; what a person's page says of the lead. */
export function leadWords({ lead, forNow, now }: LeadShown): string {
  if (!lead)
    return forNow
      ? `Nobody leads: no stay in hospital is known. ${[forNow.staff, forNow.team].filter(Boolean).join(', ')} answers for now.`
      : 'Nobody leads: no way out of hospital is open.'
  const who = lead.name ?? 'Nobody is named'
  const since = lead.sinceAt <= now ? ` since ${dayAndClock(lead.sinceAt)}` : ''
  const away = lead.away
    ? lead.away.by === null
      ? ` Away until ${dayAndClock(lead.away.until)}, and nobody covers.`
      : lead.away.leads
        ? ` Away until ${dayAndClock(lead.away.until)}: covered by ${lead.away.by}.`
        : ` Away until ${dayAndClock(lead.away.until)}: ${lead.away.by} covers, but holds no employed post in the team that leads, so nobody leads meanwhile.`
    : ''
  if (lead.because === 'last resort')
    return `${who}, ${lead.team}, as the ward’s manager: nobody has accepted the lead${since}.${away}`
  return `${who}, ${lead.team}${lead.byName ? '' : ', as the ward’s manager'}${since}.${away}`
}

/** Whoever accepted for a leaving that did not happen, and is asked again. */
export const againWords = ({ team, name }: NonNullable<LeadShown['again']>): string =>
  `${name ?? 'A colleague'}, ${team}, accepted for a leaving that did not happen. They lead when the person leaves; until their team says so again, it is a gap on its board.`

/** "Offered to Noor Aziz, North community team, on ... by Jo Ellis. It has not been answered: the lead has not moved." */
export function offeredWords(o: OfferShown): string {
  const to = [o.to, o.toTeam].filter(Boolean).join(', ') || 'a colleague'
  const asked = `${o.what === 'lead' ? 'Offered to' : 'Asked to carry on:'} ${to}, on ${dayAndClock(o.offeredAt)}${o.by ? ` by ${o.by}` : ''}.`
  if (o.answer === null)
    return `${asked} Not answered yet${o.what === 'lead' ? ', so the lead has not moved' : ''}.`
  const when = o.answeredAt === null ? '' : ` on ${dayAndClock(o.answeredAt)}`
  if (o.answer === 'accepted') return `${asked} Accepted${when}.`
  if (o.answer === 'declined') return `${asked} Declined${when}: ${o.reason ?? 'no reason given'}`
  return `${asked} Taken back${when}.`
}

/** Handovers that wait for an answer of this team, a line each, for the first place on the screen of whoever was asked. */
export const handoverLines = (offers: readonly WaitingOffer[]): readonly LinkedLine[] =>
  offers.map((o) => ({
    id: o.id,
    href: `/app/people/${o.personId}/lead`,
    name: o.name ?? 'Somebody whose name is not open to you',
    words: `${o.mine ? 'you are' : `${o.to ?? 'a colleague'} is`} asked ${o.what === 'lead' ? 'to lead their way out of hospital' : 'to carry on'}, by ${[o.by, o.from].filter(Boolean).join(', ')}, on ${dayAndClock(o.offeredAt)}. ${o.mine ? 'Accept or decline: until then nothing has moved.' : 'Only they can answer.'}`,
  }))
