import { refusalSentence } from '#core/kernel/refusals.ts'
import { ok, type Refusal, type Result, refuse } from '#core/kernel/result.ts'
import { decideMerge } from '#core/people/merge.ts'
import { definePage, type FormAnswers, type PageAnswer, type PageRequest, text } from '#platform/http/page.ts'
import {
  Button,
  ErrorSummary,
  Form,
  Heading,
  InsetText,
  Paragraph,
  Radios,
  TextArea,
} from '#platform/ui/index.ts'
import { compareRecords } from '../queries/queries.ts'
import { BACK_TO_DESK, CompareTable, DESK, DeskLink } from './compare-table.tsx'

const PATH = `${DESK}/compare/:one/:other`

/** The two records, whether they may be put together, and the proposal; `refused`: what was typed stays. */
function page(
  request: PageRequest,
  form: FormAnswers,
  commandId: string,
  refused?: Refusal,
): Promise<Result<PageAnswer>> {
  const { one = '', other = '' } = request.params
  return request.see(async (ask): Promise<Result<PageAnswer>> => {
    const found = await ask(compareRecords, { keepId: one, awayId: other })
    if (!found.ok) return found
    if (found.value === null) return refuse('NOT_FOUND_OR_NOT_YOURS')
    const { sides } = found.value
    const may = decideMerge(sides[0], sides[1], found.value.found)
    const errors = refused
      ? [{ field: refused.field === 'why' ? 'why' : 'keep', message: refusalSentence(refused.code) }]
      : []
    const error = (field: string) => errors.find((e) => e.field === field)?.message
    const inUse = sides[0].inUse || sides[1].inUse
    return ok({
      show: {
        title: 'Are these one person?',
        status: refused ? 422 : 200,
        back: BACK_TO_DESK,
        body: (
          <>
            {errors.length > 0 && <ErrorSummary errors={errors} />}
            <Heading level={1}>Are these one person?</Heading>
            <CompareTable sides={sides} now="The two records" />
            {may.ok ? (
              <>
                <Paragraph>{`The same in both: ${may.value.join(', ')}.`}</Paragraph>
                <Form action={`${DESK}/compare/${one}/${other}`} hidden={{ commandId }}>
                  <Radios
                    name="keep"
                    label="Which record goes on?"
                    hint="Everything of the other one comes into it. Its name, birth date and number stand; what it lacks is taken from the other, and allergies of both are kept."
                    value={text(form, 'keep') || one}
                    choices={[
                      { value: sides[0].personId, label: `Record 1: ${sides[0].name}` },
                      { value: sides[1].personId, label: `Record 2: ${sides[1].name}` },
                    ]}
                    error={error('keep')}
                  />
                  <TextArea
                    name="why"
                    label="How do you know, and whom did you ask?"
                    value={text(form, 'why')}
                    rows={3}
                    maxCharacters={1000}
                    readers="the records desk."
                    error={error('why')}
                  />
                  <Paragraph>
                    {inUse
                      ? 'Care is written in these records: somebody else of your desk decides. It can be undone for 30 days.'
                      : 'No care is written in either record yet: they are put together at once. It can be undone for 30 days.'}
                  </Paragraph>
                  <Button>{inUse ? 'Ask a colleague to decide' : 'Put them together'}</Button>
                </Form>
              </>
            ) : (
              <InsetText>
                <p>{refusalSentence(may.refusal.code)}</p>
              </InsetText>
            )}
            <p>
              <DeskLink />
            </p>
          </>
        ),
      },
    })
  })
}

const show = definePage({
  method: 'GET',
  path: PATH,
  access: 'signed in',
  handle: (request) => page(request, {}, request.newId()),
})

const propose = definePage({
  method: 'POST',
  path: PATH,
  access: 'signed in',
  async handle(request) {
    const { one = '', other = '' } = request.params
    const commandId = text(request.form, 'commandId')
    const keepId = text(request.form, 'keep') === other ? other : one
    const done = await request.act('merge.propose', commandId, {
      // the proposal goes by the id that was minted with the form, so that a double press is one
      mergeId: commandId,
      keepId,
      awayId: keepId === one ? other : one,
      why: text(request.form, 'why'),
    })
    if (done.ok) return ok({ goTo: `${DESK}?done=${String(done.value.made.state)}` })
    if (['NOT_FOUND_OR_NOT_YOURS', 'NOT_SIGNED_IN', 'NOT_ALLOWED'].includes(done.refusal.code)) return done
    return page(request, request.form, request.newId(), done.refusal)
  },
})

export const comparePages = [show, propose]
