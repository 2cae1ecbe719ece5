import { isId } from '#core/kernel/ids.ts'
import { refusalSentence } from '#core/kernel/refusals.ts'
import { ok, refuse } from '#core/kernel/result.ts'
import { definePage } from '#platform/http/page.ts'
import { type LeadShown, leadOfPerson } from '../queries.ts'
import { againWords, leadWords, offeredWords } from '../words.ts'
import { ActionLinks, Heading, InsetText, Link, Paragraph, SummaryList } from './parts.tsx'

const SAID: Readonly<Record<string, string>> = {
  named: 'The lead is named. Their name stands on the boards and on this person’s page.',
  offered:
    'They are asked by name. Nothing has moved: you lead until they accept, and a gap is shown if they leave first.',
  carry: 'They are asked to carry on. This way out stays open until they accept and you close it.',
  accepted: 'You have accepted. Before they leave the ward leads; from the minute of leaving it is you.',
  acceptedNow:
    'You have accepted. You lead from now. What is open stands on your team’s board, and you are named on it.',
  agreed: 'You have agreed to carry on. The lead can close this way out now.',
  back: 'It is taken back. The lead stays where it was.',
  closed:
    'This way out of hospital is closed. Support, contacts and whatever waits are watched as before; a new leaving or referral opens another.',
}

/** /app/people/:id/lead: who leads, what is offered, and what is missing before the way out may be closed. */
export const leadPage = definePage({
  method: 'GET',
  path: '/app/people/:id/lead',
  access: 'signed in',
  async handle(request) {
    const personId = request.params.id ?? ''
    if (!isId(personId)) return refuse('NOT_FOUND_OR_NOT_YOURS')
    return request.see(async (ask, asker) => {
      const found = await ask(leadOfPerson, { personId })
      if (!found.ok) return found
      const shown = found.value
      if (shown.name === null) return refuse('NOT_FOUND_OR_NOT_YOURS')
      const may = (right: string) => asker.rights.includes(right)
      return ok({
        show: {
          title: `Lead: ${shown.name}`,
          body: (
            <Body
              shown={shown}
              said={SAID[request.query.said ?? '']}
              leads={may('transition.lead')}
              closes={may('transition.close')}
            />
          ),
          back: { href: `/app/people/${personId}`, text: `Back to ${shown.name}` },
        },
      })
    })
  },
})

function Body({
  shown,
  said,
  leads,
  closes,
}: {
  readonly shown: LeadShown
  readonly said: string | undefined
  readonly leads: boolean
  readonly closes: boolean
}) {
  const { personId, lead, offered, next, carriesOn, offers, ours, missing, transitionId, actorId } = shown
  const here = `/app/people/${personId}/lead`
  const open = offers.filter((o) => o.answer === null)
  const acts = [
    shown.again?.ours &&
      leads && { href: `${here}/name`, text: 'Say who of your team leads when they leave' },
    ours &&
      leads &&
      lead &&
      !shown.again?.ours &&
      lead.because !== 'last resort' && { href: `${here}/name`, text: 'Name the lead of your team' },
    // whoever is asked sees the person only once a way out is open
    ours &&
      leads &&
      lead &&
      !offered &&
      transitionId !== null && { href: `${here}/offer`, text: 'Hand the lead over' },
    ours &&
      (leads || closes) &&
      transitionId !== null &&
      carriesOn?.answer !== null && { href: `${here}/carry-on`, text: 'Ask somebody to carry on' },
    ours &&
      closes &&
      transitionId !== null && { href: `${here}/close`, text: 'Close this way out of hospital' },
  ].filter((a) => a !== false && a !== null && a !== undefined)
  return (
    <>
      {said && (
        <InsetText>
          <p>{said}</p>
        </InsetText>
      )}
      <Heading level={1} caption={shown.name ?? undefined}>
        Lead
      </Heading>
      <SummaryList
        rows={[
          { key: 'Lead', value: leadWords(shown) },
          ...(lead ? [{ key: 'Telephone of the team', value: lead.telephone }] : []),
          ...(next
            ? [{ key: 'From the minute of leaving', value: `${next.to ?? ''}, ${next.toTeam}: accepted.` }]
            : []),
          ...(shown.again ? [{ key: 'Asked again', value: againWords(shown.again) }] : []),
          ...(offered ? [{ key: 'Handover', value: offeredWords(offered) }] : []),
          ...(carriesOn ? [{ key: 'Carries on afterwards', value: offeredWords(carriesOn) }] : []),
        ]}
      />
      {open.map((o) => (
        <Paragraph key={o.id}>
          {o.toStaffId === actorId ? (
            <>
              <Link href={`/app/people/${personId}/offers/${o.id}/accept`}>
                {o.what === 'lead' ? 'Accept the lead' : 'Agree to carry on'}
              </Link>{' '}
              or <Link href={`/app/people/${personId}/offers/${o.id}/decline`}>decline with a reason</Link>
            </>
          ) : (
            ours &&
            (leads || (closes && o.what === 'carry on')) && (
              <Link href={`/app/people/${personId}/offers/${o.id}/take-back`} hiddenWords={o.to ?? ''}>
                Take back what was asked
              </Link>
            )
          )}
        </Paragraph>
      ))}
      <ActionLinks links={acts} />
      {ours && leads && lead && transitionId === null && (
        <Paragraph>The lead can be handed over as soon as a date of leaving is said.</Paragraph>
      )}
      {transitionId !== null && (
        <>
          <Heading level={2}>Before this way out may be closed</Heading>
          {missing.length === 0 ? (
            <Paragraph>Nothing is missing that you can see. The lead closes it.</Paragraph>
          ) : (
            <ul className="nhsuk-list nhsuk-list--bullet">
              {missing.map((code) => (
                <li key={code}>{refusalSentence(code)}</li>
              ))}
            </ul>
          )}
        </>
      )}
      {offers.length > 0 && (
        <>
          <Heading level={2}>What was asked and answered</Heading>
          <ul className="nhsuk-list nhsuk-list--bullet">
            {offers.map((o) => (
              <li
                key={o.id}
              >{`${o.what === 'lead' ? 'The lead. ' : ''}${offeredWords(o)}${o.note === '' ? '' : ` ${o.note}`}`}</li>
            ))}
          </ul>
        </>
      )}
    </>
  )
}
