import type { ReactNode } from 'react'
import { refusalSentence } from '#core/kernel/refusals.ts'
import { ok } from '#core/kernel/result.ts'
import { type Day, day, dayOf } from '#core/kernel/time.ts'
import { type ReportSection, reportSections } from '#core/report/lines.ts'
import { MOST_MONTHS, reportPeriod } from '#core/report/period.ts'
import { type IncidentCount, incidentCounts, KIND_WORDS } from '#features/incident/index.ts'
import { definePage, type PageRequest } from '#platform/http/page.ts'
import {
  BarRow,
  Button,
  ButtonGroup,
  clockAndDay,
  count,
  DateInput,
  Details,
  dateOf,
  dayWithoutWeekday,
  EmptyState,
  ErrorSummary,
  errorFor,
  type FieldError,
  Form,
  Heading,
  Link,
  longDay,
  Paragraph,
  Select,
  SummaryList,
  Table,
  type TypedDate,
  typedDate,
} from '#platform/ui/index.ts'
import { type MonthOfService, reportMonths } from '../queries/months.ts'
import type { ReportedService } from '../queries/named-service.ts'
import { type ServiceReport, serviceReport } from '../queries/service.ts'
import { reportServices } from '../queries/services.ts'

const PATH = '/app/team/report'
const MONTHS_OFFERED = [1, 3, 6, 8, 12, 24]
const MONTHS_IN_TABLE = 24

/** What the address asks for; the last day as one text (a link) or as three boxes (the form). */
interface Asked {
  readonly service: string | undefined
  readonly months: number
  readonly asOf: Day
  readonly typed: TypedDate
  readonly errors: readonly FieldError[]
}

function askedFrom(query: PageRequest['query'], today: Day): Asked {
  const months = Number(query.months ?? 1)
  const boxes = dateOf(query, 'asOf')
  const linked = query.asOf !== undefined && isDay(query.asOf) ? day(query.asOf) : today
  const asOf = boxes.kind === 'day' ? boxes.day : linked
  const typed = boxes.kind === 'empty' ? typedDate(asOf) : boxes.typed
  const period = reportPeriod(months, asOf, today)
  const wrong =
    boxes.kind === 'wrong' || (boxes.kind === 'empty' && query.asOf !== undefined && !isDay(query.asOf))
  const errors = [
    ...(wrong
      ? [{ field: 'asOf', message: 'Enter the last day as day, month and year, like 31 10 2026' }]
      : []),
    ...(period.ok
      ? []
      : [
          {
            field: period.refusal.field ?? '',
            message: refusalSentence(period.refusal.code, period.refusal.params),
          },
        ]),
  ]
  return { service: query.service, months, asOf, typed, errors }
}

function isDay(text: string): boolean {
  try {
    return day(text) === text
  } catch {
    return false
  }
}

/** GET /app/team/report: the period stands in the address, so that the same report can be opened again. */
export const reportPage = definePage({
  method: 'GET',
  path: PATH,
  access: 'signed in',
  handle: (request) =>
    request.see(async (ask, asker) => {
      const services = await ask(reportServices, {})
      if (!services.ok) return services
      const back = { href: '/app/team', text: 'My service today' }
      const first = services.value[0]
      if (!first) return ok({ show: { title: 'Report', back, body: <NothingToReport /> } })
      const asked = askedFrom(request.query, dayOf(asker.now))
      const service = asked.service ?? first.id
      if (asked.errors.length > 0) {
        return ok({
          show: {
            title: 'Error: Report',
            status: 422,
            back,
            body: <Choose asked={asked} services={services.value} chosen={service} />,
          },
        })
      }
      const [report, months] = await Promise.all([
        ask(serviceReport, { service, months: asked.months, asOf: asked.asOf }),
        ask(reportMonths, { service, months: MONTHS_IN_TABLE }),
      ])
      if (!report.ok) return report
      if (!months.ok) return months
      const incidents =
        report.value.service.own && asker.rights.includes('incident.read')
          ? await ask(incidentCounts, { from: report.value.from, until: asked.asOf })
          : null
      if (incidents && !incidents.ok) return incidents
      const print = request.query.print === '1'
      return ok({
        show: {
          title: `Report of ${report.value.service.name}, ${count(asked.months, 'month')} to ${dayWithoutWeekday(asked.asOf)}`,
          back,
          print,
          ...(!print && {
            list: {
              name: 'report',
              title: 'Visits, calls and stays by month',
              caption: 'Visits, calls and stays by month',
            },
          }),
          body: (
            <Report
              report={report.value}
              months={months.value.months}
              incidents={incidents?.value ?? null}
              print={print}
              choose={
                <Choose asked={asked} services={services.value} chosen={report.value.service.id} under />
              }
            />
          ),
        },
      })
    }),
})

const NothingToReport = () => (
  <>
    <Heading>Report</Heading>
    <EmptyState
      why="There is no service whose report you may print."
      fill="Reports are for whoever runs a service."
    />
  </>
)

interface ChooseProps {
  readonly asked: Asked
  readonly services: readonly ReportedService[]
  readonly chosen: string
  /** Under a report that has its own h1. */
  readonly under?: boolean
}

function Choose({ asked, services, chosen, under = false }: ChooseProps) {
  const offered = [...new Set([...MONTHS_OFFERED, asked.months])]
    .filter((n) => Number.isInteger(n) && n >= 1 && n <= MOST_MONTHS)
    .sort((a, b) => a - b)
  return (
    <>
      <ErrorSummary errors={asked.errors} />
      {under ? <Heading level={2}>Choose another period</Heading> : <Heading>Report</Heading>}
      <Form action={PATH} method="get">
        {services.length > 1 && (
          <Select
            name="service"
            label="Service"
            value={chosen}
            options={services.map((s) => ({
              value: s.id,
              text: [...new Set([s.name, s.organisation])].join(', '),
            }))}
          />
        )}
        <Select
          name="months"
          label="How long"
          value={String(asked.months)}
          error={errorFor(asked.errors, 'months')}
          options={offered.map((n) => ({ value: String(n), text: n === 1 ? '1 month' : `${n} months` }))}
        />
        <DateInput
          name="asOf"
          label="Last day"
          labelSize="s"
          hint="The day is counted. It may be today or earlier."
          value={asked.typed}
          error={errorFor(asked.errors, 'asOf')}
        />
        <Button variant="secondary">Show the report</Button>
      </Form>
    </>
  )
}

interface ReportProps {
  readonly report: ServiceReport
  readonly months: readonly MonthOfService[]
  /** Null: another team's, or not the asker's to read. */
  readonly incidents: readonly IncidentCount[] | null
  readonly print: boolean
  readonly choose: ReactNode
}

function Report({ report, months, incidents, print, choose }: ReportProps) {
  const { service, definition, from, asOf } = report
  const here = `${PATH}?${new URLSearchParams({ service: service.id, months: String(report.months), asOf })}`
  return (
    <>
      <Heading caption={[...new Set([service.name, service.organisation])].join(', ')}>
        {definition.title}
      </Heading>
      <SummaryList
        rows={[
          { key: 'First day', value: longDay(from) },
          { key: 'Last day, counted', value: longDay(asOf) },
          { key: 'Counted', value: clockAndDay(report.countedAt) },
          { key: 'Definitions', value: `Version ${definition.version}, printed under each number` },
        ]}
      />
      {!print && (
        <ButtonGroup>
          <Button variant="secondary" href={`${here}&print=1`}>
            Show for printing
          </Button>
          <Link href="/app/team/unmet-needs">Needs that nobody could meet, one by one</Link>
        </ButtonGroup>
      )}
      {reportSections(report, definition).map((section) => (
        <Section key={section.name} section={section} report={report} />
      ))}
      {incidents && <Incidents counts={incidents} />}
      <Months months={months} print={print} />
      <Heading level={2}>What holds for every number</Heading>
      {definition.general.map((sentence) => (
        <Paragraph key={sentence}>{sentence}</Paragraph>
      ))}
      {print ? <Link href={here}>Back to the screen form</Link> : choose}
    </>
  )
}

/** Counted beside the service's own numbers: an incident is its team's, whichever service it was at. */
const Incidents = ({ counts }: { readonly counts: readonly IncidentCount[] }) => (
  <section aria-labelledby="number-incidents">
    <Heading level={2} id="number-incidents">
      Incidents recorded
    </Heading>
    <SummaryList
      rows={
        counts.length === 0
          ? [{ key: 'In the period', value: <strong>0</strong> }]
          : counts.map((c) => ({
              key: KIND_WORDS[c.kind],
              value: (
                <>
                  <strong>{c.n}</strong>
                  {` (${c.withHarm} with harm that happened)`}
                </>
              ),
            }))
      }
    />
    <Paragraph small>
      Incidents of your team by the day on which they happened, each once, as they stand after corrections.
      Harm is that which happened, by the words of NHS England, policy guidance on recording patient safety
      events and levels of harm (2023). A low number may mean that little is written down.
    </Paragraph>
  </section>
)

const Section = ({
  section,
  report,
}: {
  readonly section: ReportSection
  readonly report: ServiceReport
}) => (
  <section aria-labelledby={`number-${section.name}`}>
    <Heading level={2} id={`number-${section.name}`}>
      {section.title}
    </Heading>
    <SummaryList
      rows={section.lines.map(({ label, value, of }) => ({
        key: label,
        value: (
          <>
            <strong>{value}</strong>
            {of !== null && ` (${of})`}
          </>
        ),
      }))}
    />
    {section.name === 'decisions' && <Decisions report={report} />}
    <Paragraph small>{section.meaning}</Paragraph>
  </section>
)

function Decisions({ report: { decisions } }: { readonly report: ServiceReport }) {
  const all = decisions.takenOn + decisions.notTakenOn + decisions.withdrawn
  if (all === 0) return null
  return (
    <BarRow
      id="decisions"
      title="Decisions"
      sentence={`Taken on ${decisions.takenOn} of ${count(all, 'referral')} answered or withdrawn.`}
      unit="in the period"
      bars={[
        { label: 'Taken on', value: decisions.takenOn },
        { label: 'Not taken on', value: decisions.notTakenOn },
        { label: 'Withdrawn', value: decisions.withdrawn },
      ]}
    />
  )
}

const monthName = new Intl.DateTimeFormat('en-GB', { month: 'long', year: 'numeric', timeZone: 'UTC' })

function Months({ months, print }: { readonly months: readonly MonthOfService[]; readonly print: boolean }) {
  const table = (
    <Table
      caption="Visits, calls and stays by month"
      captionHidden
      rows={months}
      rowKey={(m) => m.month}
      columns={[
        { head: 'Month', isRowName: true, cell: (m) => monthName.format(new Date(m.month)) },
        { head: 'Visits and calls planned', numeric: true, cell: (m) => m.visitsAndCalls },
        { head: 'Happened', numeric: true, cell: (m) => m.happened },
        { head: 'Missed', numeric: true, cell: (m) => m.missed },
        { head: 'Stays that began', numeric: true, cell: (m) => m.staysBegan },
        { head: 'Stays that ended', numeric: true, cell: (m) => m.staysEnded },
        { head: 'Of those, back within 30 days', numeric: true, cell: (m) => m.readmittedWithin30Days },
        { head: 'Of those, 30 days not over', numeric: true, cell: (m) => m.windowNotOver },
      ]}
    />
  )
  return (
    <>
      <Heading level={2}>By month</Heading>
      <Paragraph small>
        The last {months.length} calendar months up to today, the present one unfinished. Stays are those of
        people this service has taken on, in hospitals that feed this system; each stay counts. Back: a stay
        that began 1 to 30 days after the day the one before ended.
      </Paragraph>
      {print ? table : <Details summary="Show the months">{table}</Details>}
    </>
  )
}
