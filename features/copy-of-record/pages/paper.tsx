import { ok, refuse } from '#core/kernel/result.ts'
import { definePage } from '#platform/http/page.ts'
import { count, dayAndClock, dayWithoutWeekday, Heading, InsetText, Paragraph } from '#platform/ui/index.ts'
import { oneRequest, type Requested } from '../queries/requests.ts'
import { byNoun, PartWords } from './reading.tsx'

const HELP = 'the Information Commissioner: ico.org.uk, 0303 123 1113'

/** What a released copy gives: its parts, and how many were kept back and on which ground, never which. */
function given({ request, parts }: Requested) {
  const kept = parts.filter((p) => p.given === false)
  return {
    parts: parts.filter((p) => p.given === true),
    others: kept.filter((p) => p.others === 'withhold').length,
    harm: kept.filter((p) => p.harm === 'likely' && p.others !== 'withhold').length,
    at: request.gatheredAt,
  }
}

/** /app/copies/:id/paper: the copy itself, for paper: large, in plain words, by what it is, days in London time. */
const paper = definePage({
  method: 'GET',
  path: '/app/copies/:id/paper',
  access: 'signed in',
  handle: (request) =>
    request.see(async (ask) => {
      const found = await ask(oneRequest, { requestId: request.params.id ?? '' })
      if (!found.ok) return found
      if (found.value === null || !found.value.request.answers) return refuse('NOT_FOUND_OR_NOT_YOURS')
      if (found.value.request.state !== 'released') return refuse('COPY_NOT_RELEASED')
      const q = found.value.request
      const copy = given(found.value)
      return ok({
        show: {
          title: 'A copy of your record',
          print: true,
          back: { href: `/app/copies/${q.id}`, text: 'Back to the request' },
          body: (
            <div className="tc-large-print">
              <Heading level={1} caption={found.value.organisation}>
                A copy of your record
              </Heading>
              <Paragraph>
                {`${q.name === null ? 'You' : `You, ${q.name},`} asked on ${dayWithoutWeekday(q.askedOn)} for what we hold about you. This is what we held on ${copy.at === null ? '' : dayAndClock(copy.at)}${q.closedTeam === null ? '' : ` in ${q.closedTeam}`}.`}
              </Paragraph>
              <Paragraph>{`${count(copy.parts.length, 'part is', 'parts are')} here. Other organisations that support you hold records of their own. You can ask each of them.`}</Paragraph>
              <InsetText>
                <p>
                  {copy.others + copy.harm === 0
                    ? 'Nothing was kept back.'
                    : `${count(copy.others + copy.harm, 'part was', 'parts were')} kept back: ${[copy.others > 0 && 'because it tells of another person', copy.harm > 0 && 'because a registered health professional found that giving it out would be likely to cause serious harm'].filter(Boolean).join(', or ')}.`}
                </p>
                <p>{`You can ask us to look again, ask us to put right what is wrong, or complain to ${HELP}.`}</p>
              </InsetText>
              {byNoun(copy.parts).map((group) => (
                <section key={group.noun}>
                  <Heading level={2}>{group.noun}</Heading>
                  {group.parts.map((part) => (
                    <PartWords key={part.id} part={part} />
                  ))}
                </section>
              ))}
              <p>
                {'Digest of this copy: '}
                <code className="tc-typed">{q.releasedDigest ?? ''}</code>
              </p>
            </div>
          ),
        },
      })
    }),
})

/** /app/copies/:id/file: the same parts for a machine. */
const file = definePage({
  method: 'GET',
  path: '/app/copies/:id/file',
  access: 'signed in',
  handle: (request) =>
    request.see(async (ask) => {
      const found = await ask(oneRequest, { requestId: request.params.id ?? '' })
      if (!found.ok) return found
      if (found.value === null || !found.value.request.answers) return refuse('NOT_FOUND_OR_NOT_YOURS')
      if (found.value.request.state !== 'released') return refuse('COPY_NOT_RELEASED')
      const q = found.value.request
      const copy = given(found.value)
      return ok({
        download: {
          name: 'copy.json',
          type: 'application/json; charset=utf-8',
          text: `${JSON.stringify(
            {
              format: 'throughcare copy of a record 1',
              organisation: found.value.organisation,
              ...(q.closedTeam !== null && { team: q.closedTeam }),
              askedOn: q.askedOn,
              gatheredAt: q.gatheredAt,
              keptBack: { anotherPerson: copy.others, seriousHarm: copy.harm },
              digest: q.releasedDigest,
              parts: copy.parts.map((p) => ({
                what: p.noun,
                table: p.table,
                at: p.at,
                digest: p.digest,
                said: p.said,
              })),
            },
            null,
            2,
          )}\n`,
        },
      })
    }),
})

export const paperPages = [paper, file]
