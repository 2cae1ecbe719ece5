import { ok } from '#core/kernel/result.ts'
import { dayOf } from '#core/kernel/time.ts'
import { definePage } from '#platform/http/page.ts'
import {
  clock,
  clockAndDay,
  dayThisYear,
  dayWithoutWeekday,
  EmptyState,
  grouped,
  Heading,
  Link,
  Paragraph,
} from '#platform/ui/index.ts'
import { type EmergencySheet, emergencySheet, type SheetRow } from '../queries/emergency-sheet.ts'
import { addressWords, KIND_WORDS, safeWords } from '../words.ts'
import { modeWords } from './list.tsx'

/** /app/people/print/emergency-sheet?list=team: a caseload on paper, for the hour when nothing else works. */
export const emergencySheetPage = definePage({
  method: 'GET',
  path: '/app/people/print/emergency-sheet',
  access: 'signed in',
  handle: (request) =>
    request.see(async (ask, asker) => {
      const asked = request.query.list === 'team' ? 'team' : 'mine'
      const first = await ask(emergencySheet, { scope: asked })
      if (!first.ok) return first
      // nobody said whose: whoever is no key worker means the team
      const found =
        request.query.list === undefined && first.value.rows.length === 0
          ? await ask(emergencySheet, { scope: 'team' })
          : first
      if (!found.ok) return found
      const { scope } = found.value
      const whose = scope === 'mine' ? 'people whose key worker you are' : `people of ${asker.teamName}`
      return ok({
        show: {
          title: 'Emergency sheet',
          print: true,
          back: { href: `/app/people?list=${scope}`, text: 'Back to people' },
          body: <Sheet sheet={found.value} whose={whose} />,
        },
      })
    }),
})

const Sheet = ({ sheet, whose }: { readonly sheet: EmergencySheet; readonly whose: string }) => (
  <>
    <Heading level={1} caption={`As at ${clockAndDay(sheet.asAt)}`}>
      Emergency sheet
    </Heading>
    <Paragraph>
      {`${sheet.rows.length} ${whose}, soonest next contact first. Print it, keep it locked away, and shred it when the next one is printed. It is not up to date after the time above.`}
    </Paragraph>
    {sheet.more && (
      <Paragraph>
        <strong>This is not everybody: the first 200 are here.</strong>
      </Paragraph>
    )}
    <p className="tc-buttons">
      <Link href={`/app/people/print/emergency-sheet?list=${sheet.scope === 'mine' ? 'team' : 'mine'}`}>
        {sheet.scope === 'mine' ? 'Everyone your team supports instead' : 'Only yours instead'}
      </Link>
    </p>
    {sheet.rows.length === 0 ? (
      <EmptyState
        why="Nobody stands on this sheet."
        fill="People stand here once you or your team support them."
        action={{ text: 'Everyone your team supports', href: '/app/people/print/emergency-sheet?list=team' }}
      />
    ) : (
      <div className="tc-sheet">
        {sheet.rows.map((row) => (
          <Person key={row.personId} row={row} sheet={sheet} />
        ))}
      </div>
    )}
  </>
)

const nextWords = ({ next, paused }: SheetRow): string => {
  if (paused) return 'Back in hospital: nobody comes'
  if (next === null) return 'None shown'
  return `${dayThisYear(dayOf(next.fromAt))}, ${clock(next.fromAt)} to ${clock(next.untilAt)}, ${modeWords(next.mode).toLowerCase()}, ${next.worker ?? 'nobody named'}`
}

function Person({ row, sheet }: { readonly row: SheetRow; readonly sheet: EmergencySheet }) {
  const lines: readonly (readonly [string, string])[] = [
    ['Next', nextWords(row)],
    [
      'Address',
      row.addresses.length === 0 ? 'None shown' : row.addresses.map((a) => addressWords(a)).join(' / '),
    ],
    [
      'Safe contact',
      row.reach.length === 0
        ? 'None recorded'
        : row.reach
            .map(
              (p) =>
                `${KIND_WORDS[p.kind as keyof typeof KIND_WORDS] ?? p.kind} ${p.value}: ${safeWords(p.safe)}`,
            )
            .join(' / '),
    ],
    [
      'Ring first',
      row.ring === null || row.ring.length === 0
        ? 'No safety plan shown'
        : row.ring.map((r) => `${r.name} ${r.number}`).join(', then '),
    ],
    [
      'Medicines',
      row.medicines === null
        ? 'Not yours to read'
        : row.medicines.length === 0
          ? 'None listed'
          : `${row.medicines.join(', ')} (names only)`,
    ],
    [
      'Lead',
      row.lead === null
        ? 'None shown'
        : `${row.lead.name ?? 'Nobody named'}, ${row.lead.team}, ${row.lead.telephone}`,
    ],
  ]
  return (
    <section className="tc-sheet__person" aria-label={row.name}>
      <Heading level={2} size="s">
        {row.name}
      </Heading>
      <p className="nhsuk-body-s nhsuk-u-margin-bottom-1">
        {row.bornOn === null ? 'Birth date not known' : `Born ${dayWithoutWeekday(row.bornOn)}`}
        {row.nhsNumber !== null && `, NHS number ${grouped(row.nhsNumber, [3, 3, 4])}`}
        <span className="tc-print-only">{` As at ${clock(sheet.asAt)}.`}</span>
      </p>
      {row.reportedDead && (
        <p className="nhsuk-u-margin-bottom-1">
          <strong>Reported died: ring the lead first</strong>
        </p>
      )}
      <dl>
        {lines.map(([key, value]) => (
          <div key={key}>
            <dt>{key}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </section>
  )
}
