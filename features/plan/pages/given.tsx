import { isId } from '#core/kernel/ids.ts'
import { ok, refuse } from '#core/kernel/result.ts'
import { formPages } from '#platform/drafts/form-page.tsx'
import { box, type FieldError, MomentInput, momentOf, Radios, TextArea, textOf } from '#platform/ui/index.ts'
import type { PlanShown } from '../queries/plan.ts'
import { plansOfPerson } from '../queries/plan.ts'
import { namedWords } from '../words.ts'
import { aboutPerson, READERS_OF_PLANS, readersOfPlan } from './facts.ts'

interface Facts {
  readonly personId: string
  readonly name: string | null
  readonly plan: PlanShown
  readonly whom: PlanShown['named'][number]
}

/** /app/people/:id/plan/:plan/given/:whom: how somebody who is named was given the plan. */
export const givenPages = formPages<Facts>({
  path: '/app/people/:id/plan/:plan/given/:whom',
  form: 'plan.hand-over',
  command: 'plan.hand-over',
  async facts(ask, _asker, request) {
    const [planId = '', whom = ''] = [request.params.plan, request.params.whom]
    if (!isId(planId) || !isId(whom)) return refuse('NOT_FOUND_OR_NOT_YOURS')
    const found = await aboutPerson(ask, request, plansOfPerson)
    if (!found.ok) return found
    const plan = found.value.plans.find((p) => p.planId === planId)
    const named = plan?.named.find((n) => n.id === whom)
    if (!plan || !named) return refuse('NOT_FOUND_OR_NOT_YOURS')
    return ok({ personId: found.value.personId, name: found.value.name, plan, whom: named })
  },
  title: (f) => `How ${f.whom.name} was given the plan`,
  caption: (f) => f.name ?? undefined,
  back: (f) => ({ href: `/app/people/${f.personId}/plan`, text: 'Back to the plan' }),
  button: 'Save',
  readers: READERS_OF_PLANS,
  readersOf: (ask, f) => readersOfPlan(ask, f.personId),
  opens: (f) => !f.plan.receipts.some((r) => r.recipientId === f.whom.id && r.version >= f.plan.version),
  seen: (f) => ({ seenVersion: String(f.plan.version) }),
  overtaken: ['PLAN_RECEIVED_ALREADY'],
  says: () => <p>They have this version of the plan already.</p>,
  fields: (f, answers, errors) => (
    <>
      <p>{`${namedWords(f.whom)}. Version ${f.plan.version} of the plan. That something was sent does not say that they have it.`}</p>
      <Radios
        {...box(answers, errors, 'way')}
        label="How did it reach them?"
        choices={[
          { value: 'handed over', label: 'Somebody handed it over, or read it to them' },
          { value: 'posted', label: 'It was posted' },
        ]}
      />
      <TextArea
        {...box(answers, errors, 'how')}
        label="To whom, and how?"
        hint="Like: given to the duty GP at the surgery desk"
        rows={3}
        maxCharacters={500}
      />
      <MomentInput name="at" label="Which day?" timeLabel="What time?" answers={answers} errors={errors} />
    </>
  ),
  read(answers, f, commandId) {
    const [way, how] = [textOf(answers, 'way'), textOf(answers, 'how')]
    const moment = momentOf(answers, 'at')
    const errors: FieldError[] = [
      ...(way === '' ? [{ field: 'way', message: 'Choose how it reached them' }] : []),
      ...(how === '' ? [{ field: 'how', message: 'Write to whom and how' }] : []),
      ...(how.length > 500 ? [{ field: 'how', message: 'Use 500 characters at most' }] : []),
      ...moment.errors,
    ]
    if (errors.length > 0) return { errors }
    return {
      input: {
        personId: f.personId,
        planId: f.plan.planId,
        version: Number(textOf(answers, 'seenVersion') || f.plan.version),
        receiptId: commandId,
        recipientId: f.whom.id,
        way,
        how,
        at: moment.at,
      },
    }
  },
  after: (f) => `/app/people/${f.personId}/plan`,
})
