import { isId } from '#core/kernel/ids.ts'
import { refusalSentence } from '#core/kernel/refusals.ts'
import { ok, refuse } from '#core/kernel/result.ts'
import { formPages } from '#platform/drafts/form-page.tsx'
import { definePage, text } from '#platform/http/page.ts'
import {
  Button,
  box,
  count,
  DateInput,
  dateOf,
  dayAndClock,
  EmptyState,
  errorFor,
  type FieldError,
  Heading,
  InsetText,
  Link,
  Paragraph,
  SuccessBanner,
  SummaryList,
  Table,
  TextArea,
  TextInput,
  textOf,
} from '#platform/ui/index.ts'
import { mayBeHl7 } from '../may-be-hl7.ts'
import { type KeptMessage, keptMessage } from '../queries/index.ts'
import { feedDaysWaiting, type MessageWaiting, messagesWaiting } from '../queries/messages.ts'
import { daysWaitingWords, messageDayPages } from './message-days.tsx'
import { MessageRead } from './message-read.tsx'
import { age } from './words.ts'

const PATH = '/app/messages'
const BACK = { href: PATH, text: 'Back to messages that wait' }
const DONE: Readonly<Record<string, string>> = {
  again:
    'Its feed tries it again, within a minute while it listens. If it still cannot be filed, it stays here and says why.',
  aside: 'It is set aside, with your reason.',
}

const whyWords = (m: Pick<MessageWaiting, 'why' | 'params'>): string => refusalSentence(m.why, m.params)

/** /app/messages: what hospital systems sent and nobody could file, oldest first, with why, whose it is and how old. */
const list = definePage({
  method: 'GET',
  path: PATH,
  access: 'signed in',
  handle: (request) =>
    request.see(async (ask, asker) => {
      const found = await ask(messagesWaiting, {})
      if (!found.ok) return found
      const days = await ask(feedDaysWaiting, {})
      if (!days.ok) return days
      const { messages, now, total } = found.value
      const toAgree = days.value ?? 0
      const done = DONE[request.query.done ?? '']
      return ok({
        show: {
          title: `Hospital messages that wait, ${asker.teamName}`,
          list: {
            name: 'messages-that-wait',
            title: 'Hospital messages that wait',
            ...(total > messages.length && { notShown: [`All but the oldest ${messages.length}`] }),
          },
          back: { href: '/app/tasks', text: 'Back to tasks' },
          body: (
            <>
              {done && <SuccessBanner heading={done} />}
              <Heading level={1} caption={asker.teamName}>
                Hospital messages that wait
              </Heading>
              <Paragraph>
                Other systems sent these, messages and referrals, and they could not be filed. Nothing of them
                is in anybody's record until somebody decides.
              </Paragraph>
              <Paragraph>
                <Link href={`${PATH}/counts`}>
                  {toAgree === 0 ? 'Messages by day' : daysWaitingWords(toAgree)}
                </Link>
              </Paragraph>
              <Table
                caption={count(total, 'message')}
                columns={[
                  {
                    head: 'Message',
                    isRowName: true,
                    cell: (m: MessageWaiting) => (
                      <Link href={`${PATH}/${m.id}`}>{m.controlId ?? 'without a number'}</Link>
                    ),
                  },
                  { head: 'Why it waits', cell: whyWords },
                  { head: 'Who has it', cell: (m) => m.owner ?? m.team },
                  {
                    head: 'Waits',
                    cell: (m) => (m.againAt === null ? age(m.at, now) : `${age(m.at, now)}, is tried again`),
                  },
                ]}
                rows={messages}
                rowKey={(m) => m.id}
                empty={
                  <EmptyState
                    why="No hospital message waits for your team."
                    fill="A message that cannot be filed comes here whole, with the reason in words."
                  />
                }
              />
              {total > messages.length && (
                <Paragraph>{`The oldest ${messages.length} of ${total} are shown.`}</Paragraph>
              )}
            </>
          ),
        },
      })
    }),
})

/** /app/messages/:id: one of them, readably, with what can be done. */
const one = definePage({
  method: 'GET',
  path: `${PATH}/:id`,
  access: 'signed in',
  handle: (request) =>
    request.see(async (ask) => {
      const keptId = request.params.id ?? ''
      if (!isId(keptId)) return refuse('NOT_FOUND_OR_NOT_YOURS')
      const found = await ask(keptMessage, { keptId })
      if (!found.ok) return found
      const kept = found.value
      if (!kept) return refuse('NOT_FOUND_OR_NOT_YOURS')
      const tried = mayBeHl7(kept.raw)
      const title = tried ? 'A hospital message that waits' : 'A referral from another system that waits'
      return ok({
        show: {
          title,
          back: BACK,
          body: (
            <>
              <Heading level={1}>{title}</Heading>
              {kept.doneAt === null ? (
                <InsetText>
                  <p>{refusalSentence(kept.why, kept.params)}</p>
                </InsetText>
              ) : (
                <InsetText>
                  <p>{`It has been dealt with: ${kept.doneHow ?? 'task done'}${kept.doneBy === null ? '' : ` by ${kept.doneBy}`}, ${dayAndClock(kept.doneAt)}.${kept.doneText === null ? '' : ` ${kept.doneText}`}`}</p>
                </InsetText>
              )}
              <SummaryList
                rows={[
                  { key: 'Came', value: dayAndClock(kept.at) },
                  { key: 'Waits for', value: kept.team },
                  { key: 'Sent by', value: kept.sender ?? 'not known' },
                  { key: 'Its sender calls it', value: kept.controlId ?? 'nothing that we can read' },
                ]}
              />
              {kept.doneAt === null && !tried && (
                <Paragraph>
                  It cannot be tried again here. Ask its sender to put right what stands above and to send it
                  again; then set this one aside.
                </Paragraph>
              )}
              {kept.doneAt === null && (
                <div className="nhsuk-button-group">
                  {tried && <Button href={`${PATH}/${kept.id}/again`}>Try again or say who is meant</Button>}
                  <Button href={`${PATH}/${kept.id}/set-aside`} variant="secondary">
                    Set aside
                  </Button>
                </div>
              )}
              <MessageRead raw={kept.raw} />
            </>
          ),
        },
      })
    }),
})

const shared = {
  async facts(
    ask: Parameters<Parameters<typeof formPages<KeptMessage>>[0]['facts']>[0],
    _asker: unknown,
    request: { readonly params: Readonly<Record<string, string>> },
  ) {
    const keptId = request.params.id ?? ''
    if (!isId(keptId)) return refuse('NOT_FOUND_OR_NOT_YOURS')
    const found = await ask(keptMessage, { keptId })
    if (!found.ok) return found
    return found.value ? ok(found.value) : refuse('NOT_FOUND_OR_NOT_YOURS')
  },
  opens: (kept: KeptMessage) => kept.doneAt === null,
  back: (kept: KeptMessage) => ({ href: `${PATH}/${kept.id}`, text: 'Back to the message' }),
  overtaken: ['MESSAGE_ALREADY_DONE' as const],
}

/** /app/messages/:id/again: as it stands, or as a message of the person whom two identifiers name. */
const again = formPages<KeptMessage>({
  ...shared,
  path: `${PATH}/:id/again`,
  form: 'message.again',
  command: 'message.again',
  title: () => 'Try this message again',
  button: 'Try again',
  fieldNames: {
    nhsNumber: 'nhsNumber',
    family: 'family',
    'who.nhsNumber': 'nhsNumber',
    'who.family': 'family',
    'who.bornOn': 'born',
  },
  fields: (kept, answers, errors) => (
    <>
      <InsetText>
        <p>{refusalSentence(kept.why, kept.params)}</p>
      </InsetText>
      <Paragraph>
        Leave everything empty to try it as it stands, for example after a ward was added. To file it to a
        person, ask the sender who is meant and enter two things that agree: the NHS number, and the birth
        date or the family name. It is filed to somebody who is here only where both fit. Else they are added
        as somebody new, and you are asked to compare the two where the number is in use.
      </Paragraph>
      <TextInput {...box(answers, errors, 'nhsNumber')} label="NHS number" width={10} />
      <TextInput {...box(answers, errors, 'family')} label="Family name" width={20} spellCheck={false} />
      <DateInput
        name="born"
        label="Birth date"
        hint="For example 14 3 1987"
        value={{
          day: text(answers, 'born-day'),
          month: text(answers, 'born-month'),
          year: text(answers, 'born-year'),
        }}
        error={errorFor(errors, 'born')}
      />
    </>
  ),
  read(answers, kept) {
    const born = dateOf(answers, 'born')
    const [nhsNumber, family] = [textOf(answers, 'nhsNumber').trim(), textOf(answers, 'family').trim()]
    const errors: FieldError[] =
      born.kind === 'wrong'
        ? [{ field: 'born', message: 'Enter a real birth date, like 14 3 1987, or leave it empty' }]
        : []
    if (errors.length > 0) return { errors }
    const bornOn = born.kind === 'day' ? born.day : null
    const nobody = nhsNumber === '' && family === '' && bornOn === null
    return {
      input: {
        keptId: kept.id,
        who: nobody ? null : { nhsNumber, family, bornOn },
      },
    }
  },
  after: () => `${PATH}?done=again`,
})

/** /app/messages/:id/set-aside: nothing of it is filed, and why. */
const aside = formPages<KeptMessage>({
  ...shared,
  path: `${PATH}/:id/set-aside`,
  form: 'message.set-aside',
  command: 'message.set-aside',
  title: () => 'Set this message aside',
  button: 'Set aside',
  fieldNames: { reason: 'reason' },
  fields: (kept, answers, errors) => (
    <>
      <InsetText>
        <p>{refusalSentence(kept.why, kept.params)}</p>
      </InsetText>
      <Paragraph>
        Nothing of this message is filed. It stays readable with your name and your reason.
      </Paragraph>
      <TextArea
        {...box(answers, errors, 'reason')}
        label="Why is it set aside?"
        rows={4}
        maxCharacters={2000}
        readers="your team."
      />
    </>
  ),
  read: (answers, kept) => ({ input: { keptId: kept.id, reason: textOf(answers, 'reason') } }),
  after: () => `${PATH}?done=aside`,
})

export const messagePages = [list, ...messageDayPages, one, ...again, ...aside]
