import { ok, refuse } from '#core/kernel/result.ts'
import type { Asker } from '#platform/commands/asker.ts'
import { definePage } from '#platform/http/page.ts'
import {
  Button,
  ButtonGroup,
  count,
  dayWithoutWeekday,
  Heading,
  SuccessBanner,
  SummaryList,
} from '#platform/ui/index.ts'
import { type ServiceShown, service } from '../queries/service.ts'
import { maySign, planReviewSaid } from './service-review.tsx'

const PATH = '/app/services/:id'
const DONE: Readonly<Record<string, string>> = {
  '1': 'The service is changed.',
  added: 'The service is added.',
  signed: 'It is written down what was signed, and by whom. It holds from now on.',
}

/** Whoever manages services of the organisation whose service it is. */
export const mayChange = (s: ServiceShown, asker: Asker): boolean =>
  s.organisationId === asker.organisationId && asker.rights.includes('service.manage')

export const servicePage = definePage({
  method: 'GET',
  path: PATH,
  access: 'signed in',
  handle: (request) =>
    request.see(async (ask, asker) => {
      const found = await ask(service, { serviceId: request.params.id ?? '' })
      if (!found.ok) return found
      if (!found.value) return refuse('NOT_FOUND_OR_NOT_YOURS')
      return ok({
        show: {
          title: found.value.name,
          back: { href: '/app/organisations', text: 'Organisations' },
          body: (
            <Service
              service={found.value}
              changes={mayChange(found.value, asker)}
              signs={maySign(found.value, asker)}
              report={asker.rights.includes('report.read')}
              done={DONE[request.query.done ?? '']}
            />
          ),
        },
      })
    }),
})

/** Each line of a text as a paragraph of its own. */
export const lines = (words: string) => words.split(/\n+/).map((line) => <p key={line}>{line}</p>)

function Service({
  service: s,
  changes,
  signs,
  report,
  done,
}: {
  readonly service: ServiceShown
  readonly changes: boolean
  readonly signs: boolean
  readonly report: boolean
  readonly done: string | undefined
}) {
  const pilot =
    s.pilotFromOn !== null && s.pilotUntilOn !== null
      ? `${dayWithoutWeekday(s.pilotFromOn)} to ${dayWithoutWeekday(s.pilotUntilOn)}`
      : 'Not a pilot'
  return (
    <>
      {done && <SuccessBanner heading={done} />}
      <Heading level={1} caption={s.pathway}>
        {s.name}
      </Heading>
      <SummaryList
        rows={[
          { key: 'Run by', value: s.organisations.join(' and ') || 'Not known' },
          { key: 'Team', value: `${s.team}. ${s.hours}. Telephone ${s.telephone}` },
          { key: 'What it takes on', value: lines(s.accepts) },
          { key: 'What it does not do', value: lines(s.boundaryStatement) },
          {
            key: 'Capacity',
            value:
              s.supportedNow === null
                ? count(s.capacity, 'person', 'people')
                : `${count(s.supportedNow, 'person', 'people')} supported now, of ${s.capacity}`,
          },
          ...(s.waitingForAnswer === null
            ? []
            : [{ key: 'Referrals without an answer', value: String(s.waitingForAnswer) }]),
          { key: 'Where it comes from', value: s.origin === null ? 'Not said' : lines(s.origin) },
          { key: 'Pilot', value: pilot },
          { key: 'Plans looked at again', value: planReviewSaid(s) },
          {
            key: 'Review of the service',
            value: s.reviewOn === null ? 'No day set' : dayWithoutWeekday(s.reviewOn),
          },
        ]}
      />
      <ButtonGroup>
        {changes && <Button href={`/app/services/${s.serviceId}/change`}>Change</Button>}
        {signs && (
          <Button href={`/app/services/${s.serviceId}/review`} variant="secondary">
            Sign when plans are looked at again
          </Button>
        )}
        {report && s.supportedNow !== null && (
          <Button href="/app/team/report" variant="secondary">
            Print a report
          </Button>
        )}
      </ButtonGroup>
    </>
  )
}
