import { refusalSentence } from '#core/kernel/refusals.ts'
import { ok, type Refusal, type Result, refuse } from '#core/kernel/result.ts'
import { definePage, type FormAnswers, type PageAnswer, type PageRequest, text } from '#platform/http/page.ts'
import {
  Button,
  ButtonGroup,
  dayAndClock,
  ErrorSummary,
  Form,
  Heading,
  InsetText,
  Paragraph,
  PostButton,
  Radios,
} from '#platform/ui/index.ts'
import { onePair, type PairPage, type Question } from '../queries/queries.ts'
import { BACK_TO_DESK, CompareTable, DESK } from './compare-table.tsx'
import { stateWords } from './desk.tsx'

const PATH = `${DESK}/:id`

/** The field under which a question is answered: its table and its key, as they are sent back. */
const fieldOf = (q: Question) => `goes ${q.table} ${Object.values(q.key).join(' ')}`

const questionWords = (q: Question): string =>
  [
    q.words.charAt(0).toUpperCase() + q.words.slice(1),
    q.at && dayAndClock(q.at),
    [q.who, q.team].filter(Boolean).join(', ') || 'a team that is not named here',
  ]
    .filter(Boolean)
    .join(', ')

function Undo({
  found,
  form,
  hidden,
  missing,
}: {
  readonly found: PairPage
  readonly form: FormAnswers
  readonly hidden: Readonly<Record<string, string>>
  readonly missing: boolean
}) {
  const { pair, sides, questions } = found
  return (
    <>
      <Heading level={2}>If they are two people after all</Heading>
      <Paragraph>
        {`It can be undone until ${pair.undoUntilAt ? dayAndClock(pair.undoUntilAt) : ''}. Every row goes back where it was. What was written since is asked about one by one: ring whoever wrote it, nothing is guessed.`}
      </Paragraph>
      <Form action={`${DESK}/${pair.id}/undo`} hidden={hidden}>
        {questions.length === 0 && (
          <InsetText>
            <p>Nothing has been written since that does not hang on something older.</p>
          </InsetText>
        )}
        {questions.map((q) => {
          const name = fieldOf(q)
          const value = text(form, name)
          return (
            <Radios
              key={name}
              name={name}
              label={questionWords(q)}
              labelSize="s"
              inline
              small
              value={value}
              choices={[
                { value: 'keep', label: `Record 1: ${sides[0].name}` },
                { value: 'away', label: `Record 2: ${sides[1].name}` },
              ]}
              error={missing && value === '' ? 'Say to whom this belongs' : undefined}
            />
          )
        })}
        <Button variant="warning">Take the two records apart</Button>
      </Form>
    </>
  )
}

function page(request: PageRequest, form: FormAnswers = {}, refused?: Refusal): Promise<Result<PageAnswer>> {
  const mergeId = request.params.id ?? ''
  return request.see(async (ask, asker): Promise<Result<PageAnswer>> => {
    const found = await ask(onePair, { mergeId })
    if (!found.ok) return found
    if (found.value === null) return refuse('NOT_FOUND_OR_NOT_YOURS')
    const { pair, sides, questions } = found.value
    const hidden = { commandId: request.newId(), keepId: pair.keepId, awayId: pair.awayId }
    const unanswered = questions.find((q) => text(form, fieldOf(q)) === '')
    const errors = refused
      ? [
          {
            field: unanswered ? fieldOf(unanswered) : 'main',
            message: refusalSentence(refused.code),
          },
        ]
      : []
    const mine = pair.proposedById === asker.actorId && (sides[0].inUse || sides[1].inUse)
    return ok({
      show: {
        title: `Two records of ${sides[0].name}`,
        status: refused ? 422 : 200,
        back: BACK_TO_DESK,
        body: (
          <>
            {errors.length > 0 && <ErrorSummary errors={errors} />}
            <Heading level={1} caption={stateWords(pair)}>{`Two records of ${sides[0].name}`}</Heading>
            <Paragraph>
              {`${pair.proposedBy} proposed it on ${dayAndClock(pair.proposedAt)}: ${pair.why} The same in both: ${pair.agreed.join(', ')}. Record 1 goes on.`}
            </Paragraph>
            {pair.togetherAt && (
              <Paragraph>{`${pair.togetherBy} put them together on ${dayAndClock(pair.togetherAt)}.`}</Paragraph>
            )}
            {pair.undoneAt && (
              <Paragraph>{`${pair.undoneBy} took them apart on ${dayAndClock(pair.undoneAt)}.`}</Paragraph>
            )}
            <CompareTable sides={sides} now="The two records" />
            {pair.state === 'proposed' && (
              <>
                <Paragraph>
                  {mine
                    ? 'You proposed this. Somebody else of your desk compares the two records and decides.'
                    : 'Compare them yourself. Everything of record 2 comes into record 1: contacts, notes, plans, stays and referrals, and who may see them is worked out again. Every team that sees the record is told on it for 30 days.'}
                </Paragraph>
                <ButtonGroup>
                  {!mine && (
                    <PostButton action={`${DESK}/${pair.id}/confirm`} hidden={hidden}>
                      Put them together
                    </PostButton>
                  )}
                  <PostButton
                    action={`${DESK}/${pair.id}/take-back`}
                    hidden={{ ...hidden, commandId: request.newId() }}
                    variant="secondary"
                  >
                    Leave them apart
                  </PostButton>
                </ButtonGroup>
              </>
            )}
            {pair.state === 'together' && pair.undoUntilAt !== null && pair.undoUntilAt > asker.now && (
              <Undo found={found.value} form={form} hidden={hidden} missing={refused !== undefined} />
            )}
          </>
        ),
      },
    })
  })
}

const named = (form: FormAnswers, mergeId: string) => ({
  mergeId,
  keepId: text(form, 'keepId'),
  awayId: text(form, 'awayId'),
})

const act = (path: string, command: string, done: string) =>
  definePage({
    method: 'POST',
    path: `${PATH}/${path}`,
    access: 'signed in',
    async handle(request) {
      const sent = await request.act(
        command,
        text(request.form, 'commandId'),
        named(request.form, request.params.id ?? ''),
      )
      if (sent.ok) return ok({ goTo: `${DESK}?done=${done}` })
      return sent.refusal.code.startsWith('MERGE_') ? page(request, {}, sent.refusal) : sent
    },
  })

const undo = definePage({
  method: 'POST',
  path: `${PATH}/undo`,
  access: 'signed in',
  async handle(request) {
    const mergeId = request.params.id ?? ''
    // the questions as they stand now: what was written while the page was open is asked about too
    const questions = await request.see((ask) => ask(onePair, { mergeId }))
    if (!questions.ok) return questions
    const answers = (questions.value?.questions ?? []).flatMap((q) => {
      const goes = text(request.form, fieldOf(q))
      return goes === 'keep' || goes === 'away' ? [{ table: q.table, key: q.key, goes }] : []
    })
    const sent = await request.act('merge.undo', text(request.form, 'commandId'), {
      ...named(request.form, mergeId),
      answers,
    })
    if (sent.ok) return ok({ goTo: `${DESK}?done=undone` })
    return sent.refusal.code.startsWith('MERGE_') ? page(request, request.form, sent.refusal) : sent
  },
})

export const pairPages = [
  definePage({ method: 'GET', path: PATH, access: 'signed in', handle: (request) => page(request) }),
  act('confirm', 'merge.confirm', 'together'),
  act('take-back', 'merge.take-back', 'back'),
  undo,
]
