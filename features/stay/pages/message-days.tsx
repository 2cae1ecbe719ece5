import { isId } from '#core/kernel/ids.ts'
import { ok, refuse } from '#core/kernel/result.ts'
import { addDays, at, type Day, dayOf, type Instant } from '#core/kernel/time.ts'
import { formPages } from '#platform/drafts/form-page.tsx'
import { definePage } from '#platform/http/page.ts'
import {
  box,
  count,
  dayAndClock,
  EmptyState,
  errorFor,
  type FieldError,
  Heading,
  InsetText,
  Link,
  longDay,
  Paragraph,
  Radios,
  SuccessBanner,
  Table,
  TextArea,
  TextInput,
  textOf,
} from '#platform/ui/index.ts'
import { cameOnce, DAYS_SHOWN, daysWaiting, type FeedDay, feedDays } from '../queries/messages.ts'
import { age } from './words.ts'

const PATH = '/app/messages/counts'
/** "2 days of messages wait to be agreed with their sender." */
export const daysWaitingWords = (n: number): string =>
  `${count(n, 'day')} of messages ${n === 1 ? 'waits' : 'wait'} to be agreed with the sender`
const DONE: Readonly<Record<string, string>> = {
  agrees: 'The count of that day is agreed.',
  explained: 'The difference of that day is explained, in your words.',
  asked: 'It is written down. The day goes on waiting until the difference is explained.',
}

const since = (d: FeedDay): Instant => at(addDays(d.onDay, 1), '00:00')

function heldAgainst(d: FeedDay, today: Day): string {
  if (d.state === null) return d.onDay < today ? 'not agreed yet' : 'not over yet'
  const who = `${d.saidBy ?? 'somebody who has left'}, ${dayAndClock(d.saidAt ?? ('' as Instant))}`
  // what came for that day later is told too, or an agreed number would hide it
  const later = d.ours !== null && d.ours !== cameOnce(d) ? ` ${cameOnce(d)} stand here now.` : ''
  if (d.state === 'agrees') return `${d.sent}: agrees. ${who}.${later}`
  const how = d.state === 'asked' ? 'differs' : 'differs, explained'
  return `${d.sent}, ${d.ours} here: ${how}. ${d.words ?? ''} ${who}.${later}`
}

const say = (d: FeedDay) => (
  <Link href={`${PATH}/${d.clientId}/${d.onDay}`}>
    Say what the sender counted
    <span className="nhsuk-u-visually-hidden">{` on ${longDay(d.onDay)}, ${d.feed}`}</span>
  </Link>
)

/** /app/messages/counts: what each feed brought each day, held against the sender's own count; days not agreed wait here. */
const counts = definePage({
  method: 'GET',
  path: PATH,
  access: 'signed in',
  handle: (request) =>
    request.see(async (ask, asker) => {
      const found = await ask(feedDays, { from: null, to: null })
      if (!found.ok) return found
      const { days, now } = found.value
      const today = dayOf(now)
      const waiting = daysWaiting(found.value)
      const shown = days.filter((d) => d.onDay > addDays(today, -DAYS_SHOWN))
      const done = DONE[request.query.done ?? '']
      return ok({
        show: {
          title: 'Hospital messages by day',
          list: {
            name: 'messages-by-day',
            filter: [`The last ${DAYS_SHOWN} days, and older ones that wait`],
          },
          back: { href: '/app/messages', text: 'Back to messages that wait' },
          body: (
            <>
              {done && <SuccessBanner heading={done} />}
              <Heading level={1} caption={asker.teamName}>
                Hospital messages by day
              </Heading>
              <Paragraph>
                Ask each hospital how many messages it sent on a day and write it down here. If its number is
                higher, messages are missing; ask its system team the same day.
              </Paragraph>
              <Table
                caption={`${count(waiting.length, 'day')} ${waiting.length === 1 ? 'waits' : 'wait'} to be agreed`}
                columns={[
                  { head: 'Day', isRowName: true, cell: (d: FeedDay) => longDay(d.onDay) },
                  { head: 'Feed', cell: (d) => d.feed },
                  { head: 'Came, each once', cell: cameOnce, numeric: true },
                  { head: 'The sender says', cell: (d) => heldAgainst(d, today) },
                  { head: 'Who has it', cell: () => asker.teamName },
                  { head: 'Waits', cell: (d) => age(since(d), now) },
                  { head: 'What to do', cell: say },
                ]}
                rows={waiting}
                rowKey={(d) => `${d.clientId} ${d.onDay}`}
                empty={
                  <EmptyState
                    why="No day waits to be agreed."
                    fill="Each day of a feed comes here when it is over, a day without any message too."
                  />
                }
              />
              <Table
                caption={`The last ${DAYS_SHOWN} days`}
                columns={[
                  { head: 'Day', isRowName: true, cell: (d: FeedDay) => longDay(d.onDay) },
                  { head: 'Feed', cell: (d) => d.feed },
                  { head: 'Came', cell: (d) => d.received, numeric: true },
                  { head: 'Taken in', cell: (d) => d.acknowledged, numeric: true },
                  { head: 'Refused', cell: (d) => d.refused, numeric: true },
                  { head: 'Repeats', cell: (d) => d.repeated, numeric: true },
                  { head: 'Went on the list', cell: (d) => d.waits, numeric: true },
                  { head: 'The sender says', cell: (d) => heldAgainst(d, today) },
                ]}
                rows={shown}
                rowKey={(d) => `${d.clientId} ${d.onDay}`}
                empty={
                  <EmptyState
                    why="No hospital message has come, or your team is no records desk."
                    fill="Each message that a feed of your organisation brings is counted on its day."
                  />
                }
              />
            </>
          ),
        },
      })
    }),
})

const YES_NO = [
  { value: 'no', label: 'No, the day goes on waiting' },
  { value: 'yes', label: 'Yes, nothing is missing here any more' },
]

/** /app/messages/counts/:feed/:day: what its sender counted on that day. */
const counted = formPages<FeedDay>({
  path: `${PATH}/:feed/:day`,
  form: 'message.day-counted',
  command: 'message.day-counted',
  title: (d) => `What ${d.feed} counted on ${longDay(d.onDay)}`,
  back: () => ({ href: PATH, text: 'Back to messages by day' }),
  button: 'Write it down',
  fieldNames: { sent: 'sent', words: 'words', explained: 'explained' },
  async facts(ask, _asker, request) {
    const { feed = '', day = '' } = request.params
    if (!isId(feed) || !/^\d{4}-\d{2}-\d{2}$/.test(day) || Number.isNaN(Date.parse(day)))
      return refuse('NOT_FOUND_OR_NOT_YOURS')
    const found = await ask(feedDays, { from: day, to: day })
    if (!found.ok) return found
    const one = found.value.days.find((d) => d.clientId === feed && d.onDay === day)
    return one ? ok(one) : refuse('NOT_FOUND_OR_NOT_YOURS')
  },
  fields: (d, answers, errors) => (
    <>
      <InsetText>
        <p>
          {`${count(cameOnce(d), 'message')} came here on that day, each counted once${d.repeated === 0 ? '' : `; ${count(d.repeated, 'repeat')} beside them`}.`}
        </p>
        {d.state !== null && d.saidAt !== null && (
          <p>{`Written down last: ${d.sent}, by ${d.saidBy ?? 'somebody who has left'}, ${dayAndClock(d.saidAt)}. ${d.words ?? ''}`}</p>
        )}
      </InsetText>
      <TextInput
        {...box(answers, errors, 'sent')}
        label="How many messages does the sender count as sent on that day?"
        width={5}
        inputMode="numeric"
      />
      <TextArea
        {...box(answers, errors, 'words')}
        label="If the numbers differ: what was found, or whom did you ask?"
        rows={4}
        maxCharacters={2000}
        readers="your team."
      />
      <Radios
        name="explained"
        label="If they differ: is the difference explained?"
        value={textOf(answers, 'explained') || 'no'}
        choices={YES_NO}
        error={errorFor(errors, 'explained')}
      />
    </>
  ),
  read(answers, d, commandId) {
    const typed = textOf(answers, 'sent').replace(/[\s,]/g, '')
    const sent = /^\d{1,7}$/.test(typed) ? Number(typed) : undefined
    const errors: FieldError[] =
      sent === undefined ? [{ field: 'sent', message: 'Enter a whole number, like 214' }] : []
    if (sent === undefined) return { errors }
    return {
      input: {
        countId: commandId,
        clientId: d.clientId,
        onDay: d.onDay,
        sent,
        words: textOf(answers, 'words'),
        explained: textOf(answers, 'explained') === 'yes',
      },
    }
  },
  after: (_d, made) => `${PATH}?done=${String(made.state)}`,
})

export const messageDayPages = [counts, ...counted]
