import { MOST_IN_A_PART, overlaps, proposeRound } from '#core/contact/round-cover.ts'
import { PARTS_OF_DAY, type PartOfDay, partOfDay } from '#core/contact/visitors.ts'
import { type ContactId, isId, type StaffId } from '#core/kernel/ids.ts'
import { ok, refuse } from '#core/kernel/result.ts'
import { addDays, type Day, dayOf } from '#core/kernel/time.ts'
import { formPages } from '#platform/drafts/form-page.tsx'
import { definePage, type FormAnswers, text } from '#platform/http/page.ts'
import {
  type Column,
  clock,
  count,
  EmptyState,
  errorFor,
  type FieldError,
  Heading,
  InsetText,
  Link,
  longDay,
  Paragraph,
  relativeDay,
  Select,
  SuccessBanner,
  sentenceCase,
  Table,
  Tag,
  WarningCallout,
} from '#platform/ui/index.ts'
import { type Rounds, type RoundVisit, type RoundWorker, rounds } from '../queries/rounds.ts'
import { dayFrom } from './day-in-address.ts'
import { awayFor, covered, isOpen, uncovered } from './rounds-open.ts'
import { MODE_WORDS } from './words.ts'

const NOBODY = 'nobody'
const PART_WORDS: Readonly<Record<PartOfDay, string>> = {
  morning: 'Morning',
  afternoon: 'Afternoon',
  evening: 'Evening',
}
const [HIDDEN_NAME, RING_FIRST] = ['someone you no longer support', 'Reported died: ring before you go']
const nameOf = (v: RoundVisit): string => v.person ?? HIDDEN_NAME

/** Beside a name, before anything that could send somebody to a door. */
const DeathTag = ({ v }: { readonly v: Pick<RoundVisit, 'death'> }) =>
  v.death === 'none' ? null : (
    <>
      {' '}
      <Tag colour="red">{v.death === 'confirmed' ? 'Has died' : RING_FIRST}</Tag>
    </>
  )

const Visits = ({ visits, now }: { readonly visits: readonly RoundVisit[]; readonly now: string }) =>
  visits.length === 0 ? (
    <span className="nhsuk-u-visually-hidden">none</span>
  ) : (
    <ul className="nhsuk-list nhsuk-u-margin-bottom-0">
      {visits.map((v) => (
        <li key={v.id}>
          {clock(v.fromAt)} <Link href={`/app/contacts/${v.id}`}>{nameOf(v)}</Link>
          {v.paused ? ' (paused)' : isOpen(v, now) || v.state === 'planned' ? '' : ` (${v.state})`}
          {v.state === 'planned' && <DeathTag v={v} />}
        </li>
      ))}
    </ul>
  )

/** /app/team/rounds?on=2026-03-06: who visits whom, a row a worker and a column a part of the day. Tomorrow unless asked. */
const roundsPage = definePage({
  method: 'GET',
  path: '/app/team/rounds',
  access: 'signed in',
  handle: (request) =>
    request.see(async (ask, asker) => {
      const on = dayFrom(request.query.on) ?? addDays(dayOf(asker.now), 1)
      const found = await ask(rounds, { on })
      if (!found.ok) return found
      const given = Number(request.query.given)
      const nobody = Number(request.query.nobody)
      return ok({
        show: {
          title: `Rounds of ${longDay(on)}`,
          list: { name: 'rounds', title: 'Rounds', filter: [on] },
          back: asker.rights.includes('report.read')
            ? { href: '/app/team', text: 'Back to my service' }
            : { href: '/app/visits?who=team', text: 'Back to visits' },
          body: (
            <>
              {request.query.given !== undefined && Number.isSafeInteger(given + nobody) && (
                <SuccessBanner heading={`${count(given, 'visit')} given to others.`}>
                  {nobody > 0 && <p>{count(nobody, 'visit has', 'visits have')} nobody yet: see the top.</p>}
                </SuccessBanner>
              )}
              <DayOfRounds r={found.value} team={asker.teamName} />
            </>
          ),
        },
      })
    }),
})

function DayOfRounds({ r, team }: { readonly r: Rounds; readonly team: string }) {
  const today = dayOf(r.now)
  const open = uncovered(r)
  const columns: Column<RoundWorker>[] = [
    {
      head: 'Worker',
      isRowName: true,
      cell: (w) => (
        <>
          {w.name} {w.away.length > 0 && <Tag colour="orange">Away</Tag>}
          {r.visits.some((v) => v.workerId === w.staffId && isOpen(v, r.now)) && (
            <div>
              <Link href={`/app/team/rounds/${r.on}/cover/${w.staffId}`} hiddenWords={`of ${w.name}`}>
                Cover this round
              </Link>
            </div>
          )}
        </>
      ),
    },
    ...PARTS_OF_DAY.map((part) => ({
      head: PART_WORDS[part],
      cell: (w: RoundWorker) => (
        <Visits
          now={r.now}
          visits={r.visits.filter((v) => v.workerId === w.staffId && partOfDay(v.fromAt) === part)}
        />
      ),
    })),
  ]
  return (
    <>
      <Heading level={1} caption={`${team}, ${relativeDay(r.on, today)}`}>
        Rounds
      </Heading>
      <p>
        <strong>{longDay(r.on)}</strong> <Link href={link(addDays(r.on, -1))}>Day before</Link>
        {' · '}
        <Link href={link(addDays(r.on, 1))}>Day after</Link>
      </p>
      {open.length > 0 && (
        <WarningCallout
          heading={`${count(open.length, 'visit or call has', 'visits and calls have')} nobody`}
        >
          <ul className="nhsuk-list">
            {open.map((v) => (
              <li key={v.id}>
                {clock(v.fromAt)} to {clock(v.untilAt)}:{' '}
                <Link href={`/app/contacts/${v.id}`}>{nameOf(v)}</Link>, {MODE_WORDS[v.mode].toLowerCase()}
                {v.was !== null && `. Was ${v.was}’s`}
                {v.why !== null && `: ${v.why}`}
                <DeathTag v={v} />
              </li>
            ))}
          </ul>
          {open.some((v) => v.workerId === null) && (
            <p>
              <Link href={`/app/team/rounds/${r.on}/cover/${NO_WORKER}`}>Find somebody for these</Link>
            </p>
          )}
        </WarningCallout>
      )}
      {covered(r).map(({ worker, cover, n }) => (
        <InsetText key={`${worker.staffId} ${cover}`}>
          <p>
            {`${n} of ${worker.name}’s, covered by ${cover}: `}
            <Link href={`/app/team/rounds/${r.on}/cover/${worker.staffId}`}>give each a name</Link>.
          </p>
        </InsetText>
      ))}
      <Table
        caption="Visits and calls by worker"
        captionHidden
        columns={columns}
        rows={r.workers}
        rowKey={(w) => w.staffId}
        empty={
          <EmptyState
            why={`Nobody of ${team} is there on this day.`}
            fill="Workers stand here once they hold a post in the team."
          />
        }
      />
      {r.more && <Paragraph>There are more than 400 visits on this day; the first 400 are shown.</Paragraph>}
    </>
  )
}
const link = (on: Day): string => `/app/team/rounds?on=${on}`

/** In place of a staff member's id: the visits that have no worker. */
const NO_WORKER = '00000000-0000-0000-0000-000000000000'

interface Sheet {
  readonly r: Rounds
  readonly worker: RoundWorker | null
  readonly visits: readonly RoundVisit[]
  readonly colleagues: readonly RoundWorker[]
  /** The asker may record that the worker is away. */
  readonly mayRecord: boolean
  /** The contact's id to the colleague's. */
  readonly proposed: ReadonlyMap<string, string>
}

const windowOf = (v: RoundVisit) => ({ windowFrom: v.fromAt, windowUntil: v.untilAt })

function sheetOf(r: Rounds, staffId: string, mayRecord: boolean): Sheet {
  const worker = r.workers.find((w) => w.staffId === staffId) ?? null
  const whose = staffId === NO_WORKER ? null : staffId
  const visits = r.visits.filter((v) => v.workerId === whose && isOpen(v, r.now))
  const colleagues = r.workers.filter((w) => w.staffId !== staffId)
  const { given } = proposeRound(
    visits.map((v) => ({ contactId: v.id as ContactId, serviceId: v.serviceId, ...windowOf(v) })),
    colleagues.map((w) => ({
      staffId: w.staffId as StaffId,
      away: w.away,
      services: w.services,
      planned: r.visits.filter((v) => v.workerId === w.staffId && !v.paused).map(windowOf),
    })),
  )
  const proposed = new Map(given.map((g) => [g.contactId, g.staffId]))
  return { r, worker, visits, colleagues, mayRecord, proposed }
}

/** The worker who goes after all when nobody else can: one who is at work. */
const staysWith = ({ worker }: Sheet, v: RoundVisit): RoundWorker | null =>
  worker !== null && !awayFor(worker, v) ? worker : null

/** The visits by whom they are proposed to, by name; those with nobody last. */
const byProposed = (s: Sheet): readonly { readonly name: string; readonly visits: readonly RoundVisit[] }[] =>
  [...s.colleagues, null]
    .map((w) => ({
      name: w?.name ?? 'Nobody has room',
      visits: s.visits.filter((v) => (s.proposed.get(v.id) ?? null) === (w?.staffId ?? null)),
    }))
    .filter((group) => group.visits.length > 0)

const planned = (s: Sheet, w: RoundWorker, v: RoundVisit): number =>
  s.r.visits.filter((x) => x.workerId === w.staffId && partOfDay(x.fromAt) === partOfDay(v.fromAt)).length

/** /app/team/rounds/2026-03-06/cover/:id: the round of one worker on one sheet, each visit with a proposed colleague. */
const coverPages = formPages<Sheet>({
  path: '/app/team/rounds/:on/cover/:id',
  form: 'contact.cover-round',
  command: 'contact.cover-round',
  async facts(ask, asker, request) {
    const [on, id] = [dayFrom(request.params.on), request.params.id ?? '']
    if (on === null || !isId(id)) return refuse('NOT_FOUND_OR_NOT_YOURS')
    const found = await ask(rounds, { on })
    if (!found.ok) return found
    const sheet = sheetOf(found.value, id, asker.rights.includes('staff.manage'))
    return sheet.worker === null && id !== NO_WORKER ? refuse('NOT_FOUND_OR_NOT_YOURS') : ok(sheet)
  },
  title: ({ worker }) => (worker ? `Cover the round of ${worker.name}` : 'Find somebody for these visits'),
  caption: ({ r }) => sentenceCase(longDay(r.on)),
  back: ({ r }) => ({ href: link(r.on), text: 'Back to the rounds' }),
  seen: (sheet) =>
    Object.fromEntries(
      sheet.visits.map((v) => [
        `seen-${v.id}`,
        [v.version, v.personId, staysWith(sheet, v)?.staffId ?? ''].join(' ').trim(),
      ]),
    ),
  says: ({ visits }) => (
    <p>
      One of these visits was changed by somebody else. {count(visits.length, 'visit')} of this round
      {visits.length === 1 ? ' stands' : ' stand'} below as of now; nothing was given away yet.
    </p>
  ),
  fields: (sheet, answers, errors) =>
    sheet.visits.length === 0 ? (
      <>
        <InsetText>
          <p>No visit or call of this round is still to come.</p>
        </InsetText>
        <Appointments sheet={sheet} />
      </>
    ) : (
      <>
        <Appointments sheet={sheet} />
        {sheet.worker !== null && sheet.visits.every((v) => staysWith(sheet, v)) && (
          <WarningCallout heading={`${sheet.worker.name} is not recorded as away on that day`}>
            <p>
              {sheet.mayRecord ? (
                <>
                  <Link href={`/app/team/staff/absence?staff=${sheet.worker.staffId}`}>
                    Record the absence first
                  </Link>
                  , or only the visits below are given away.
                </>
              ) : (
                'Ask the manager to record the absence: below only visits are given away.'
              )}
            </p>
          </WarningCallout>
        )}
        <Paragraph>
          Proposed: whoever makes such visits, is there and is free at that time, then whoever has fewest in
          that part of the day, at most {MOST_IN_A_PART}. Change any of them, then confirm once.
        </Paragraph>
        {byProposed(sheet).map((group) => (
          <div key={group.name}>
            <Heading level={2} size="m">{`${group.name}: ${count(group.visits.length, 'visit')}`}</Heading>
            {group.visits.map((v) => (
              <VisitChoice key={v.id} v={v} sheet={sheet} answers={answers} errors={errors} />
            ))}
          </div>
        ))}
      </>
    ),
  button: 'Give these visits',
  read(answers) {
    // from the form alone: what it says must not hang on what sending it changed
    const items = Object.keys(answers).flatMap((name) => {
      const contactId = name.startsWith('to-') ? name.slice(3) : ''
      const [version, personId, stays] = text(answers, `seen-${contactId}`).split(' ')
      if (contactId === '' || personId === undefined) return []
      const to = text(answers, name)
      return [
        { contactId, personId, version: Number(version), staffId: to === NOBODY ? (stays ?? null) : to },
      ]
    })
    const errors: FieldError[] = items
      .filter((i) => i.staffId === '')
      .map((i) => ({ field: `to-${i.contactId}`, message: 'Choose who goes, or that nobody can' }))
    return errors.length > 0 ? { errors } : { input: { items } }
  },
  fieldOf: (field) => (isId(field) ? `to-${field}` : field),
  after: ({ r }, made) => `${link(r.on)}&given=${made.given}&nobody=${made.nobody}`,
})

/** To which they would have gone along: each is given to somebody else, or to nobody, on its own page. */
const Appointments = ({ sheet: { r, worker } }: { readonly sheet: Sheet }) => {
  const theirs = r.appointments.filter((a) => a.workerId === worker?.staffId)
  if (theirs.length === 0) return null
  return (
    <>
      <Heading level={2}>Appointments they go along to</Heading>
      <ul className="nhsuk-list nhsuk-list--bullet">
        {theirs.map((a) => (
          <li key={a.id}>
            {clock(a.startsAt)}{' '}
            <Link href={`/app/appointments/${a.id}`}>{`${a.person ?? HIDDEN_NAME}, ${a.what}`}</Link>
            {a.place === '' ? '' : `, ${a.place}`}
            <DeathTag v={a} />
          </li>
        ))}
      </ul>
      <Paragraph>These are not given with the round: open each one to say who goes instead.</Paragraph>
    </>
  )
}

/** What becomes of a visit that nobody takes. */
function stayWords(sheet: Sheet, v: RoundVisit): string {
  const worker = staysWith(sheet, v)
  return worker ? `it stays with ${worker.name}` : 'it stands on the board without a worker'
}
function sameTime(s: Sheet, w: RoundWorker, v: RoundVisit): string {
  const theirs = s.r.visits.filter((x) => x.workerId === w.staffId && !x.paused).map(windowOf)
  const n = overlaps(theirs, windowOf(v))
  return n === 0 ? '' : `, ${n} at the same time`
}

const VisitChoice = ({
  v,
  sheet,
  answers,
  errors,
}: {
  readonly v: RoundVisit
  readonly sheet: Sheet
  readonly answers: FormAnswers
  readonly errors: readonly FieldError[]
}) => (
  <Select
    name={`to-${v.id}`}
    label={`${clock(v.fromAt)} to ${clock(v.untilAt)}, ${nameOf(v)}`}
    hint={
      <>
        {sheet.proposed.has(v.id)
          ? MODE_WORDS[v.mode]
          : `${MODE_WORDS[v.mode]}. Nobody who is there has room: ${stayWords(sheet, v)}.`}
        <DeathTag v={v} />
      </>
    }
    value={text(answers, `to-${v.id}`) || (sheet.proposed.get(v.id) ?? NOBODY)}
    error={errorFor(errors, `to-${v.id}`)}
    options={[
      ...sheet.colleagues
        .filter((w) => !awayFor(w, v))
        .map((w) => ({
          value: w.staffId,
          text: `${w.name}, ${count(planned(sheet, w, v), 'visit')} in the ${partOfDay(v.fromAt)}${sameTime(sheet, w, v)}`,
        })),
      { value: NOBODY, text: `Nobody can take it: ${stayWords(sheet, v)}` },
    ]}
  />
)

export const roundPages = [roundsPage, ...coverPages]
