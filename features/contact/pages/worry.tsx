import { isId } from '#core/kernel/ids.ts'
import { ok, refuse } from '#core/kernel/result.ts'
import { readersOf } from '#features/sharing/index.ts'
import type { Ask } from '#platform/commands/door.ts'
import { formPages } from '#platform/drafts/form-page.tsx'
import {
  box,
  dayAndClock,
  type FieldError,
  InsetText,
  Link,
  sentenceCase,
  TextArea,
  TextInput,
  textOf,
} from '#platform/ui/index.ts'
import { type OneWorry, worry } from '../queries/worry.ts'
import { RingList } from './parts.tsx'
import { WORRY_ACTS } from './words.ts'

const toldWords = (w: OneWorry): string =>
  w.told ? `Told: ${w.told}${w.toldAt ? `, ${dayAndClock(w.toldAt)}` : ''}.` : 'Nobody has been told yet.'
const doneWords = (w: OneWorry): string =>
  w.doneAt ? `Done ${dayAndClock(w.doneAt)}${w.doneBy ? `, by ${w.doneBy}` : ''}: ${w.done ?? ''}` : ''
const name = (w: OneWorry): string => w.person ?? 'someone you no longer support'
const facts: Parameters<typeof formPages<OneWorry>>[0]['facts'] = async (ask, _asker, request) => {
  const worryId = request.params.id ?? ''
  if (!isId(worryId)) return refuse('NOT_FOUND_OR_NOT_YOURS')
  const found = await ask(worry, { worryId })
  if (!found.ok) return found
  return found.value?.ours ? ok(found.value) : refuse('NOT_FOUND_OR_NOT_YOURS')
}
const common = {
  facts,
  caption: name,
  back: (w: OneWorry) => ({ href: `/app/people/${w.personId}`, text: `Back to ${name(w)}` }),
  after: (w: OneWorry) => `/app/worries/${w.id}`,
  version: (w: OneWorry) => w.version,
  readers: 'your team, and whoever the person shares with',
  readersOf: (ask: Ask, w: OneWorry) => readersOf(ask, w.personId, 'shared'),
  says: (w: OneWorry) => (
    <>
      <p>{toldWords(w)}</p>
      {w.doneAt && <p>{doneWords(w)}</p>}
    </>
  ),
  overtaken: ['WORRY_SETTLED'] as const,
}

/** /app/worries/:id: who to ring, who was told, and what was done. It is open until that is written. */
const settle = formPages<OneWorry>({
  ...common,
  path: '/app/worries/:id',
  form: 'worry.settle',
  command: 'worry.settle',
  title: (w) => (w.doneAt ? 'A worry, settled' : 'Write what was done about a worry'),
  button: 'Save what was done',
  fieldNames: { done: 'done', told: 'who', 'told.at': 'who', who: 'who' },
  fields: (w, answers, errors) => (
    <>
      <InsetText>
        <p>
          <strong>{sentenceCase(w.what)}.</strong> {`Raised ${dayAndClock(w.raisedAt)} by ${w.raisedBy}.`}
        </p>
        <p>{toldWords(w)}</p>
        {w.doneAt && <p>{doneWords(w)}</p>}
      </InsetText>
      {!w.doneAt && (
        <>
          {WORRY_ACTS[w.what] && (
            <p>
              <strong>{WORRY_ACTS[w.what]}</strong>
            </p>
          )}
          <RingList ring={w.ring} />
          {!w.told && (
            <p>
              <Link href={`/app/worries/${w.id}/told`}>Write only who was told for now</Link>
            </p>
          )}
          <TextInput
            {...box(answers, errors, 'who')}
            label={w.told ? 'Did you tell somebody else?' : 'Who was told?'}
            hint="Name and team"
            spellCheck={false}
          />
          <TextArea {...box(answers, errors, 'done')} label="What was done?" rows={3} />
        </>
      )}
    </>
  ),
  read: (answers, w) => {
    const [who, done] = [textOf(answers, 'who'), textOf(answers, 'done')]
    const errors: FieldError[] = [
      ...(done === '' ? [{ field: 'done', message: 'Write what was done, or save only who was told' }] : []),
      ...(who === '' && !w.told ? [{ field: 'who', message: 'Say who was told' }] : []),
    ]
    return errors.length > 0
      ? { errors }
      : { input: { personId: w.personId, worryId: w.id, done, told: who === '' ? null : { who } } }
  },
})

/** Who was told, while nothing is done yet. */
const tell = formPages<OneWorry>({
  ...common,
  path: '/app/worries/:id/told',
  form: 'worry.tell',
  command: 'worry.tell',
  title: () => 'Write who was told about a worry',
  button: 'Save who was told',
  fieldNames: { who: 'who', at: 'who' },
  fields: (w, answers, errors) => (
    <>
      <p>{`${sentenceCase(w.what)}. It stays open until somebody writes what was done.`}</p>
      <RingList ring={w.ring} />
      <TextInput
        {...box(answers, errors, 'who')}
        label="Who was told?"
        hint="Name and team"
        spellCheck={false}
      />
    </>
  ),
  read: (answers, w) => {
    const who = textOf(answers, 'who')
    return who === ''
      ? { errors: [{ field: 'who', message: 'Say who was told' }] }
      : { input: { personId: w.personId, worryId: w.id, who } }
  },
})

export const worryPages = [...settle, ...tell]
