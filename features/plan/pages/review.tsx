import { ok, refuse } from '#core/kernel/result.ts'
import { REVIEW_WORDS } from '#core/plan/review.ts'
import { readersOf } from '#features/sharing/index.ts'
import { formPages } from '#platform/drafts/form-page.tsx'
import {
  box,
  DateInput,
  dateOf,
  errorFor,
  type FieldError,
  longDay,
  TextArea,
  textOf,
} from '#platform/ui/index.ts'
import { type ReviewsOfPerson, reviewsOfPerson } from '../queries/reviews.ts'
import type { DueReview } from '../rows.ts'
import { reviewTitle } from '../words.ts'
import { aboutPerson } from './facts.ts'

interface Facts extends ReviewsOfPerson {
  readonly kind: string
  readonly aboutId: string
  /** Null when nothing is due any more. */
  readonly review: DueReview | null
}

const askedAgain = (kind: string) => kind === 'communication' || kind === 'sharing'

/** /app/people/:id/reviews/:kind/:about: somebody has looked at it again. */
export const reviewPages = formPages<Facts>({
  path: '/app/people/:id/reviews/:kind/:about',
  form: 'review.done',
  command: 'review.done',
  async facts(ask, _asker, request) {
    const found = await aboutPerson(ask, request, reviewsOfPerson)
    if (!found.ok) return found
    const { kind = '', about = '' } = request.params
    if (!Object.hasOwn(REVIEW_WORDS, kind)) return refuse('NOT_FOUND_OR_NOT_YOURS')
    const review = found.value.due.find((d) => d.kind === kind && d.aboutId === about) ?? null
    return ok({ ...found.value, kind, aboutId: about, review })
  },
  opens: (f) => f.review !== null,
  overtaken: ['REVIEW_NOT_DUE'],
  says: ({ done: [last] }) => last && <p>{`${last.by ?? 'A colleague'} wrote: ${last.lookedAt}`}</p>,
  title: (f) => (f.review ? `Look again: ${reviewTitle(f.review)}` : 'Look again'),
  caption: (f) => f.name ?? undefined,
  back: (f) => ({ href: `/app/people/${f.personId}/plan`, text: 'Back to the plan' }),
  button: 'Save',
  readers: 'your team, and every service with which the person shares what teams write.',
  readersOf: (ask, f) => readersOf(ask, f.personId, 'shared'),
  fields: (f, answers, errors) => (
    <>
      {f.review && <p>{`Due by ${longDay(f.review.dueOn)}. Passing that day changes nothing by itself.`}</p>}
      <TextArea
        {...box(answers, errors, 'lookedAt')}
        label="What did you look at?"
        rows={3}
        maxCharacters={1000}
      />
      <TextArea
        {...box(answers, errors, 'changed')}
        label="What changed?"
        hint="Leave this empty when nothing did"
        rows={3}
        maxCharacters={1000}
      />
      <DateInput
        name="next"
        label="When is it looked at next?"
        labelSize="s"
        hint={
          askedAgain(f.kind)
            ? 'Like 24 11 2026. Leave it empty only if it is not asked again.'
            : 'Like 24 11 2026. Left empty, it is after the length that is set for it, counted from today.'
        }
        value={dateOf(answers, 'next').typed}
        error={errorFor(errors, 'next')}
      />
      {askedAgain(f.kind) && (
        <TextArea
          {...box(answers, errors, 'notAgain')}
          label="If it is not asked again, why not?"
          rows={2}
          maxCharacters={500}
        />
      )}
    </>
  ),
  fieldNames: { lookedAt: 'lookedAt', changed: 'changed', nextOn: 'next', notAgain: 'notAgain' },
  read(answers, f, commandId) {
    const next = dateOf(answers, 'next')
    const [lookedAt, changed] = [textOf(answers, 'lookedAt'), textOf(answers, 'changed')]
    const notAgain = askedAgain(f.kind) ? textOf(answers, 'notAgain') : ''
    const errors: FieldError[] = [
      ...(lookedAt === '' ? [{ field: 'lookedAt', message: 'Write what you looked at' }] : []),
      ...(lookedAt.length > 1000 ? [{ field: 'lookedAt', message: 'Use 1,000 characters at most' }] : []),
      ...(changed.length > 1000 ? [{ field: 'changed', message: 'Use 1,000 characters at most' }] : []),
      ...(notAgain.length > 500 ? [{ field: 'notAgain', message: 'Use 500 characters at most' }] : []),
      ...(next.kind === 'wrong'
        ? [{ field: 'next', message: 'Enter a real day, like 24 11 2026, or leave it empty' }]
        : []),
    ]
    if (errors.length > 0) return { errors }
    return {
      input: {
        personId: f.personId,
        reviewId: commandId,
        kind: f.kind,
        aboutId: f.aboutId,
        lookedAt,
        changed,
        nextOn: next.kind === 'day' ? next.day : null,
        notAgain,
      },
    }
  },
  after: (f) => `/app/people/${f.personId}/plan`,
})
