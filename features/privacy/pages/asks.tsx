import { ok, refuse } from '#core/kernel/result.ts'
import { formPages, idBeside } from '#platform/drafts/form-page.tsx'
import { definePage, text } from '#platform/http/page.ts'
import {
  box,
  clockAndDay,
  dayAndClock,
  EmptyState,
  type FieldError,
  Heading,
  Link,
  Paragraph,
  SuccessBanner,
  SummaryList,
  Table,
  TextArea,
  TextInput,
} from '#platform/ui/index.ts'
import { type AskShown, accessAsk, myAsks } from '../queries/asks.ts'

const PAGE = /^\/app\/[A-Za-z0-9/_-]{0,200}$/

/** /app/ask-for-access: one form, whoever and whatever did not open. Nothing is looked up. */
const ask = formPages<{ readonly page: string | null }>({
  path: '/app/ask-for-access',
  form: 'access.ask',
  command: 'access.ask',
  facts: async (_ask, _asker, request) =>
    ok({ page: PAGE.test(request.query.page ?? '') ? request.query.page! : null }),
  title: () => 'Ask for access',
  back: () => ({ href: '/app', text: 'Back to your home screen' }),
  seen: ({ page }) => ({ page: page ?? '' }),
  fields: (_, answers, errors) => (
    <>
      <Paragraph>
        Your manager is asked. This does not say whether we hold a record of anybody. If it cannot wait, ring
        the team that supports the person.
      </Paragraph>
      <TextInput
        {...box(answers, errors, 'who')}
        label="Whom or what do you want to see?"
        hint="In your own words"
      />
      <TextArea {...box(answers, errors, 'why')} label="Why do you need it?" />
    </>
  ),
  readers: 'your manager and the privacy desk',
  button: 'Ask for access',
  read(answers, _facts, askId) {
    const errors: FieldError[] = []
    const [who, why, page] = [text(answers, 'who'), text(answers, 'why'), text(answers, 'page')]
    if (who.length < 2) errors.push({ field: 'who', message: 'Write whom or what you want to see' })
    if (why.length < 10)
      errors.push({ field: 'why', message: 'Write why you need it, in ten letters or more' })
    return errors.length > 0
      ? { errors }
      : { input: { askId, taskId: idBeside(askId, 1), who, why, page: PAGE.test(page) ? page : null } }
  },
  after: () => '/app/asked?said=asked',
})

/** /app/asked: what one has asked for, and the answers. */
const mine = definePage({
  method: 'GET',
  path: '/app/asked',
  access: 'signed in',
  handle: (request) =>
    request.see(async (askOne) => {
      const found = await askOne(myAsks, {})
      if (!found.ok) return found
      return ok({
        show: {
          title: 'What I have asked for',
          list: { name: 'asked-for' },
          body: (
            <>
              {request.query.said === 'asked' && (
                <SuccessBanner heading="Your manager is asked. The answer will stand here." />
              )}
              <Heading level={1}>What I have asked for</Heading>
              <Table
                caption="What I have asked for"
                captionHidden
                columns={[
                  { head: 'Asked', isRowName: true, cell: (a: AskShown) => dayAndClock(a.askedAt) },
                  { head: 'Whom or what', cell: (a: AskShown) => a.who },
                  {
                    head: 'Answer',
                    cell: (a: AskShown) =>
                      a.answeredAt === null
                        ? 'None yet'
                        : `${a.answer} (${a.answeredBy}, ${clockAndDay(a.answeredAt)})`,
                  },
                ]}
                rows={found.value}
                rowKey={(a) => a.id}
                empty={
                  <EmptyState
                    why="You have not asked for anything."
                    fill="Ask from a page that does not open."
                  />
                }
              />
              <p>
                <Link href="/app/ask-for-access">Ask for access</Link>
              </p>
            </>
          ),
        },
      })
    }),
})

/** /app/audit/asks/:id: what somebody asks, and the answer. It opens nothing by itself. */
const answer = formPages<AskShown>({
  path: '/app/audit/asks/:id',
  form: 'access.answer',
  command: 'access.answer',
  async facts(askOne, _asker, request) {
    const found = await askOne(accessAsk, { askId: request.params.id ?? '' })
    if (!found.ok) return found
    return found.value === null ? refuse('NOT_FOUND_OR_NOT_YOURS') : ok(found.value)
  },
  title: () => 'Somebody asks for access',
  caption: ({ asker, team }) => `${asker}, ${team}`,
  back: () => ({ href: '/app/tasks', text: 'Back to tasks' }),
  instead: (a) => (a.answeredAt === null && !a.mine ? null : <Asked a={a} />),
  fields: (a, answers, errors) => (
    <>
      <Asked a={a} />
      <Paragraph>
        Your answer opens nothing by itself. A record opens to a team that supports the person: by a referral,
        or by their time with a service.
      </Paragraph>
      <TextArea {...box(answers, errors, 'answer')} label="What do you answer?" hint="They read this" />
    </>
  ),
  button: 'Answer',
  read(answers, { id }) {
    const words = text(answers, 'answer')
    return words.length < 3
      ? { errors: [{ field: 'answer', message: 'Write what you answer' }] }
      : { input: { askId: id, answer: words } }
  },
  after: () => '/app/tasks?said=done',
})

const Asked = ({ a }: { readonly a: AskShown }) => (
  <SummaryList
    rows={[
      { key: 'Asked', value: dayAndClock(a.askedAt) },
      { key: 'Whom or what', value: a.who },
      { key: 'Why', value: a.why },
      ...(a.page === null ? [] : [{ key: 'The page', value: a.page }]),
      ...(a.answeredAt === null
        ? []
        : [{ key: 'Answer', value: `${a.answer} (${a.answeredBy}, ${clockAndDay(a.answeredAt)})` }]),
    ]}
  />
)

export const askPages = [...ask, mine, ...answer]
