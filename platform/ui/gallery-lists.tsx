import { day, type Instant, instant } from '#core/kernel/time.ts'
import * as ui from './index.ts'

/** The second half of the gallery: lists, tables and pictures. */

const today = day('2026-11-24')
const at = (text: string): Instant => instant(text)

const stops: readonly ui.Stop[] = [
  { name: 'On the way', state: 'done' },
  { name: 'Planning', state: 'done' },
  { name: 'Ready to go', state: 'here', detail: 'day 6' },
  { name: 'Going day', state: 'ahead', detail: 'Planned for Thursday 26 November' },
  { name: 'First 72 hours', state: 'ahead' },
  { name: 'Settling in (weeks 1 to 12)', state: 'ahead' },
  { name: 'My own way', state: 'ahead' },
]

interface Row {
  readonly id: string
  readonly name: string
  readonly day: ReturnType<typeof day>
  readonly state: string
  readonly open: number
}

const rows: readonly Row[] = [
  { id: 'a', name: 'Amara "Mara" Okafor', day: day('2026-11-28'), state: 'Sent', open: 3 },
  { id: 'b', name: 'Tom Hallam', day: day('2026-11-22'), state: 'Taken on', open: 12 },
  {
    id: 'c',
    name: 'Bartholomew Featherstonehaugh-Wolstenholme',
    day: day('2026-11-25'),
    state: 'Question asked',
    open: 0,
  },
]

const columns: readonly ui.Column<Row>[] = [
  {
    head: 'Name',
    cell: (row) => <ui.Link href={`/app/${row.id}`}>{row.name}</ui.Link>,
    isRowName: true,
    sort: { href: '?sort=name' },
  },
  {
    head: 'Planned date',
    cell: (row) => <ui.ContextualDate on={row.day} today={today} due compact />,
    sort: { href: '?sort=-day', now: 'ascending' },
  },
  {
    head: 'Way so far',
    cell: (row) => (
      <ui.StepStripSmall
        id={`strip-${row.id}`}
        title={`Way of ${row.name}`}
        sentence="Third stop of seven."
        stops={stops}
        words="Ready to go, day 6"
      />
    ),
  },
  {
    head: 'State',
    cell: (row) => <ui.Tag colour={row.state === 'Taken on' ? 'aqua-green' : 'blue'}>{row.state}</ui.Tag>,
  },
  { head: 'Open', cell: (row) => row.open, numeric: true },
  {
    head: 'Actions',
    headHidden: true,
    cell: (row) => (
      <ui.Link href={`/app/${row.id}/change`} hiddenWords={`the date of ${row.name}`}>
        Change date
      </ui.Link>
    ),
  },
]

function week(
  monday: string,
  plan: readonly (readonly ui.CalendarMark[])[],
  more: Partial<ui.CalendarWeek> & { pencilled?: boolean } = {},
) {
  const days = plan.map((marks, i): ui.CalendarDay => {
    const on = day(new Date(Date.parse(monday) + i * 86_400_000).toISOString().slice(0, 10))
    return {
      on,
      marks,
      pencilled: more.pencilled,
      ask: on === '2026-11-25' ? 'tell us how it went' : undefined,
    }
  })
  return more.lineAbove === undefined ? { days } : { days, lineAbove: more.lineAbove }
}

const twice: readonly ui.CalendarMark[] = [{ kind: 'house' }, { kind: 'house', evening: true }]
const once: readonly ui.CalendarMark[] = [{ kind: 'house' }]
const ring: readonly ui.CalendarMark[] = [{ kind: 'phone' }]
const own: readonly ui.CalendarMark[] = [{ kind: 'own' }]

const weeks: readonly ui.CalendarWeek[] = [
  week('2026-11-23', [twice, twice, twice, twice, twice, once, [...twice, ...ring]]),
  week('2026-11-30', [once, once, once, once, once, once, once], {
    lineAbove: 'Once a day from here: agreed 24 November, AO and JE',
  }),
  week('2026-12-07', [once, ring, once, ring, once, own, own], {
    lineAbove: 'Three a week: not agreed yet',
    pencilled: true,
  }),
  week('2026-12-14', [once, own, own, ring, own, own, []], { pencilled: true }),
]

export const Lists = () => (
  <>
    <ui.Heading level={2}>My service today</ui.Heading>
    <ui.StatusNumbers
      numbers={[
        { value: 4, words: 'waiting to be looked at', detail: 'Oldest 2 days', href: '/a' },
        { value: 7, words: 'waiting to start', detail: 'Middle wait 9 days', href: '/b' },
        { value: 12, words: 'planned today', detail: '8 done, 1 late, 0 not covered', href: '/c' },
        { value: 'Not known', words: 'replies we owe', detail: '3 have no outcome' },
      ]}
    />
    <ui.Tabs
      label="Pages about Mara"
      items={[
        { text: 'Summary', href: '/1', current: true },
        { text: 'Plan', href: '/2' },
        { text: 'Requests', href: '/3', badge: { n: 2, words: 'open' } },
        { text: 'Notes', href: '/4' },
        { text: 'Sharing', href: '/5' },
        { text: 'History', href: '/6' },
        { text: 'More', href: '/7' },
      ]}
    />
    <ui.Filters
      action="/app/leaving"
      keep={{ sort: 'day' }}
      clearHref="/app/leaving"
      chips={[
        { text: 'North team', removeHref: '?blocked=1' },
        { text: 'Only blocked, hides 6', removeHref: '?team=north' },
      ]}
    >
      <ui.Select
        name="team"
        label="Team"
        choose="All teams"
        value="north"
        options={[{ value: 'north', text: 'North team' }]}
      />
      <ui.Select name="in" label="Leaving in" choose="Any time" options={[{ value: '3', text: '3 days' }]} />
      <ui.Checkboxes
        name="blocked"
        label="Show"
        labelSize="s"
        small
        values={['1']}
        choices={[{ value: '1', label: 'Only blocked' }]}
      />
    </ui.Filters>
    <ui.Table caption="Planned to leave" columns={columns} rows={rows} rowKey={(row) => row.id} />
    <ui.Pagination
      current={2}
      pages={5}
      showing="Showing 21 to 40 of 96"
      to={(page) => ({ href: `?page=${page}` })}
    />
    <ui.Pagination
      current={2}
      pages={3}
      to={(page) => ({ action: '/app/people/search', hidden: { page } })}
    />
    <ui.SummaryList
      rows={[
        { key: 'Name', value: 'Amara "Mara" Okafor', change: { href: '/name' } },
        { key: 'Number', value: ui.grouped('9990000018', [3, 3, 4]) },
        {
          key: 'Leaves',
          value: <ui.ContextualDate on={day('2026-11-28')} today={today} due />,
          change: { href: '/date' },
        },
      ]}
    />
    <ui.TaskList
      items={[
        { id: '1', text: 'Say who helps', href: '/1', status: 'Completed' },
        {
          id: '2',
          text: 'Agree the first meeting',
          href: '/2',
          hint: 'Within 72 hours',
          status: { text: 'Late', colour: 'red' },
        },
        { id: '3', text: 'Tell the family', status: { text: 'Cannot start yet', colour: 'grey' } },
      ]}
    />
    <ui.Card heading="Riverside" href="/riverside" caption="Partner" level={3}>
      <p>Middle wait 9 days. Takes on people from the whole borough.</p>
    </ui.Card>
    <ui.Timeline
      events={[
        {
          id: '1',
          what: 'Question asked',
          who: 'Lin Shaw, Riverside',
          at: at('2026-11-24T14:15:00Z'),
          children: <p>Which days suit best?</p>,
        },
        { id: '2', what: 'Seen', who: 'Lin Shaw, Riverside', at: at('2026-11-24T12:00:00Z') },
        {
          id: '3',
          what: 'Sent',
          who: 'Jo Ellis, Northside Trust',
          at: at('2026-11-23T16:02:00Z'),
          link: { text: 'What was sent', href: '/sent' },
        },
      ]}
    />
  </>
)

export const Pictures = () => (
  <>
    <ui.Heading level={2}>Pictures</ui.Heading>
    <ui.StepStrip
      id="way"
      title="The way home"
      sentence="Mara is ready to go. Planned for Thursday 26 November. 3 of 5 supports are in place."
      stops={stops}
      loop={{ from: 2, to: 0, words: 'Went back once, 3 October 2026' }}
    />
    <ui.CalendarGrid
      id="plan"
      title="The plan"
      sentence="This week: twice a day, once on Saturday. From Monday 30 November: once a day."
      weeks={weeks}
      today={today}
      words={{ house: 'somebody comes', phone: 'somebody rings', own: 'on my own', blank: 'nothing planned' }}
    />
    <ui.BarRow
      id="load"
      title="Open work by worker"
      sentence="Kit holds more than agreed. Sam is away until 3 December."
      unit="open"
      bars={[
        { label: 'Sam Reed', value: 9, limit: 12, hatchedBecause: 'on leave until 3 December' },
        { label: 'Kit Doyle', value: 14, limit: 12 },
        { label: 'Ade Bello', value: 4, limit: 12 },
      ]}
    />
  </>
)
