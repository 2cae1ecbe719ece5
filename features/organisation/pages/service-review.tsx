import { ok, refuse } from '#core/kernel/result.ts'
import type { Asker } from '#platform/commands/asker.ts'
import { formPages } from '#platform/drafts/form-page.tsx'
import { text } from '#platform/http/page.ts'
import {
  box,
  count,
  DateInput,
  dateOf,
  dayWithoutWeekday,
  errorFor,
  type FieldError,
  Paragraph,
  TextInput,
} from '#platform/ui/index.ts'
import { type ServiceShown, service } from '../queries/service.ts'
import { dayTyped } from './days.ts'

/** Whoever manages the service and acts in the team that runs it. */
export const maySign = (s: ServiceShown, asker: Asker): boolean =>
  s.ours && s.organisationId === asker.organisationId && asker.rights.includes('service.manage')

/** When the plans of a service are looked at again, and who signed that; off in words while nobody has. */
export function planReviewSaid({ planReview: r }: ServiceShown): string {
  if (r === null)
    return 'Off: nobody has signed after how many weeks. Until a clinician of the service signs, no plan falls due by a date.'
  const signed = `Signed by ${r.signedBy}, ${r.signedAs}, on ${dayWithoutWeekday(r.signedOn)}${r.enteredBy === null ? '' : `; entered by ${r.enteredBy}`}.`
  return r.weeks === null
    ? `Off again: no plan falls due by a date. ${signed}`
    : `After ${count(r.weeks, 'week')}. ${signed}`
}

const WEEKS = /^(?:[1-9]\d?|10[0-4])$/

/** /app/services/:id/review: after how many weeks the plans of a service are looked at again, with who signs it. */
export const serviceReviewPages = formPages<ServiceShown>({
  path: '/app/services/:id/review',
  form: 'review.sign',
  command: 'review.sign',
  async facts(ask, asker, request) {
    const found = await ask(service, { serviceId: request.params.id ?? '' })
    if (!found.ok) return found
    return found.value && maySign(found.value, asker) ? ok(found.value) : refuse('NOT_FOUND_OR_NOT_YOURS')
  },
  title: () => 'When plans are looked at again',
  caption: (s) => s.name,
  back: (s) => ({ href: `/app/services/${s.serviceId}`, text: 'Back to the service' }),
  fields: (s, answers, errors) => (
    <>
      <Paragraph>{`Now: ${planReviewSaid(s)}`}</Paragraph>
      <Paragraph>
        A plan that passes its day stands as a gap on the board of whoever owes it. Nothing else changes by
        itself.
      </Paragraph>
      <TextInput
        {...box(answers, errors, 'weeks')}
        label="After how many weeks?"
        hint="From when the plan was written or last looked at. Leave it empty to switch it off."
        width={3}
        inputMode="numeric"
      />
      <TextInput
        {...box(answers, errors, 'signedBy')}
        label="Which clinician signs?"
        width={30}
        spellCheck={false}
      />
      <TextInput
        {...box(answers, errors, 'signedAs')}
        label="As what do they sign?"
        hint="Like: clinical lead"
        width={30}
      />
      <DateInput
        name="signed"
        label="When did they sign?"
        labelSize="s"
        value={dateOf(answers, 'signed').typed}
        error={errorFor(errors, 'signed')}
      />
    </>
  ),
  readers: 'everybody who works in the partnership.',
  button: 'Save what was signed',
  fieldNames: { weeks: 'weeks', signedBy: 'signedBy', signedAs: 'signedAs', signedOn: 'signed' },
  read(answers, s, settingId) {
    const errors: FieldError[] = []
    const [weeks, signedBy, signedAs] = [
      text(answers, 'weeks'),
      text(answers, 'signedBy'),
      text(answers, 'signedAs'),
    ]
    if (weeks !== '' && !WEEKS.test(weeks))
      errors.push({ field: 'weeks', message: 'Enter 1 to 104 weeks, or leave it empty' })
    if (signedBy === '') errors.push({ field: 'signedBy', message: 'Enter who signs' })
    if (signedAs === '') errors.push({ field: 'signedAs', message: 'Enter as what they sign' })
    for (const [field, said] of [
      ['signedBy', signedBy],
      ['signedAs', signedAs],
    ] as const)
      if (said.length > 200) errors.push({ field, message: 'Use 200 characters at most' })
    const signedOn = dayTyped(answers, 'signed', errors, 'Enter the day of signing, like 18 3 2027')
    if (signedOn === null && !errors.some((e) => e.field === 'signed'))
      errors.push({ field: 'signed', message: 'Enter the day of signing, like 18 3 2027' })
    if (errors.length > 0) return { errors }
    return {
      input: {
        settingId,
        serviceId: s.serviceId,
        kind: 'plan',
        weeks: weeks === '' ? null : Number(weeks),
        signedBy,
        signedAs,
        signedOn,
      },
    }
  },
  after: (s) => `/app/services/${s.serviceId}?done=signed`,
})
