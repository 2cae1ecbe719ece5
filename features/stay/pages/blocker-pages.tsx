import { DELAY_REASONS } from '#content/terms/delay-reasons/index.ts'
import { isId } from '#core/kernel/ids.ts'
import { ok, type Result, refuse } from '#core/kernel/result.ts'
import { formPages } from '#platform/drafts/form-page.tsx'
import {
  box,
  DateInput,
  dateOf,
  errorFor,
  type FieldError,
  longDay,
  Paragraph,
  Select,
  TextArea,
  TextInput,
  textOf,
} from '#platform/ui/index.ts'
import type { BlockerShown } from '../leaving-rows.ts'
import { delayDetail, delayWords } from '../leaving-words.ts'
import type { LeavingShown } from '../queries/index.ts'
import { idsOfStay, leavingForm, READERS_OF_REASONS, WhatIsPlanned } from './leaving-form.tsx'

/** /app/stays/:id/blockers/new: one thing that stops somebody leaving, who acts on it, since when. */
const newBlocker = formPages<LeavingShown>({
  ...leavingForm,
  path: '/app/stays/:id/blockers/new',
  form: 'stay.add-blocker',
  command: 'stay.add-blocker',
  title: () => 'What stops them leaving',
  button: 'Note it',
  readers: READERS_OF_REASONS,
  opens: ({ stay }) => stay.state === 'open',
  overtaken: ['LEAVING_STAY_ENDED'],
  says: () => <p>They have left the ward.</p>,
  fieldNames: { code: 'code', words: 'words', whoActs: 'whoActs', sinceOn: 'since' },
  fields: (_shown, answers, errors) => (
    <>
      <Select
        {...box(answers, errors, 'code')}
        label="Which national reason fits?"
        hint="The national list for people who are clinically ready. Choose none if none fits, and use your own words."
        choose="None of these"
        options={DELAY_REASONS.map((r) => ({ value: r.code, text: `${r.code} ${r.words}` }))}
      />
      <TextArea {...box(answers, errors, 'words')} label="In your own words" rows={3} maxCharacters={500} />
      <TextInput
        {...box(answers, errors, 'whoActs')}
        label="Who acts on this next?"
        hint="A name, a team or an organisation"
      />
      <DateInput
        name="since"
        label="Since which day has it stopped them?"
        hint="Like 24 11 2026. Days are counted from it."
        value={dateOf(answers, 'since').typed}
        error={errorFor(errors, 'since')}
      />
    </>
  ),
  below: (shown) => <WhatIsPlanned shown={shown} />,
  read(answers, shown, commandId) {
    const [code, words, whoActs] = ['code', 'words', 'whoActs'].map((n) => textOf(answers, n)) as [
      string,
      string,
      string,
    ]
    const since = dateOf(answers, 'since')
    const errors: FieldError[] = []
    if (code === '' && words === '')
      errors.push({ field: 'code', message: 'Choose a reason, or write what stops them in your own words' })
    if (words.length > 500) errors.push({ field: 'words', message: 'Use 500 characters at most' })
    if (whoActs === '' || whoActs.length > 200)
      errors.push({ field: 'whoActs', message: 'Write who acts on this next' })
    if (since.kind !== 'day')
      errors.push({
        field: 'since',
        message: 'Enter the day since which it has stopped them, like 24 11 2026',
      })
    if (errors.length > 0 || since.kind !== 'day') return { errors }
    return {
      input: {
        ...idsOfStay(shown),
        blockerId: commandId,
        code: code === '' ? null : code,
        words,
        whoActs,
        sinceOn: since.day,
      },
    }
  },
  after: () => '/app/leaving?said=blocker',
})

type OneBlocker = LeavingShown & { readonly blocker: BlockerShown }

/** /app/stays/:id/blockers/:blocker/end: it no longer stops them. */
const blockerEnds = formPages<OneBlocker>({
  ...leavingForm,
  path: '/app/stays/:id/blockers/:blocker/end',
  form: 'stay.end-blocker',
  command: 'stay.end-blocker',
  async facts(ask, asker, request): Promise<Result<OneBlocker>> {
    const shown = await leavingForm.facts(ask, asker, request)
    if (!shown.ok) return shown
    const id = request.params.blocker ?? ''
    const blocker = isId(id) ? shown.value.blockers.find((b) => b.id === id) : undefined
    return blocker ? ok({ ...shown.value, blocker }) : refuse('NOT_FOUND_OR_NOT_YOURS')
  },
  opens: ({ blocker }) => blocker.endedOn === null,
  title: () => 'It no longer stops them leaving',
  button: 'Write it down',
  overtaken: ['BLOCKER_ALREADY_ENDED'],
  says: ({ blocker }) =>
    blocker.endedOn === null ? undefined : (
      <p>{`A colleague wrote that it ended on ${longDay(blocker.endedOn)}.`}</p>
    ),
  fieldNames: { endedOn: 'ended' },
  fields: ({ blocker, today }, answers, errors) => (
    <>
      <Paragraph>{`${delayWords(blocker)}: ${delayDetail(blocker, today)}`}</Paragraph>
      <DateInput
        name="ended"
        label="Since which day does it no longer stop them?"
        hint="Like 24 11 2026"
        value={dateOf(answers, 'ended').typed}
        error={errorFor(errors, 'ended')}
      />
    </>
  ),
  read(answers, shown) {
    const ended = dateOf(answers, 'ended')
    if (ended.kind !== 'day')
      return { errors: [{ field: 'ended', message: 'Enter the day, like 24 11 2026' }] }
    return { input: { ...idsOfStay(shown), blockerId: shown.blocker.id, endedOn: ended.day } }
  },
  after: () => '/app/leaving?said=unblocked',
})

/** /app/stays/:id/sooner: somebody is met within 48 hours of leaving, with the reason of whoever decides it. */
const sooner = formPages<LeavingShown>({
  ...leavingForm,
  path: '/app/stays/:id/sooner',
  form: 'stay.sooner-contact',
  command: 'stay.sooner-contact',
  title: () => 'Met within 48 hours of leaving',
  button: 'Decide it',
  readers: READERS_OF_REASONS,
  opens: (shown) => shown.sooner === null,
  overtaken: ['SOONER_ALREADY_DECIDED', 'SOONER_TOO_LATE'],
  says: ({ sooner: decided }) =>
    decided ? <p>{`${decided.by ?? 'A colleague'} decided it: ${decided.reason}`}</p> : undefined,
  fieldNames: { reason: 'reason' },
  fields: (_shown, answers, errors) => (
    <>
      <Paragraph>
        This is a decision of yours about these days, with your name and its date. It is not a label and it
        ends with them.
      </Paragraph>
      <TextArea
        {...box(answers, errors, 'reason')}
        label="Why are they to be met within 48 hours?"
        rows={4}
        maxCharacters={1000}
      />
    </>
  ),
  read(answers, shown, commandId) {
    const reason = textOf(answers, 'reason')
    if (reason === '') return { errors: [{ field: 'reason', message: 'Write why' }] }
    if (reason.length > 1000)
      return { errors: [{ field: 'reason', message: 'Use 1,000 characters at most' }] }
    return { input: { ...idsOfStay(shown), decisionId: commandId, reason } }
  },
  after: () => '/app/leaving?said=sooner',
})

export const blockerPages = [...newBlocker, ...blockerEnds, ...sooner]
