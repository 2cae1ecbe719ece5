import { ok, refuse } from '#core/kernel/result.ts'
import { addDays, at, type Instant } from '#core/kernel/time.ts'
import { CAPACITIES, GROUNDS, LONGEST_DAYS, WITHOUT_ITEMS } from '#core/sharing/without-agreement.ts'
import { header } from '#features/people/index.ts'
import { formPages } from '#platform/drafts/form-page.tsx'
import { definePage, text } from '#platform/http/page.ts'
import {
  box,
  Checkboxes,
  chosenOf,
  DateInput,
  dateOf,
  errorFor,
  type FieldError,
  Paragraph,
  Radios,
  Select,
  TextArea,
  WarningCallout,
} from '#platform/ui/index.ts'
import { type WithoutChoices, withoutChoices } from '../queries/choices.ts'
import { CAPACITY_WORDS, GROUND_WORDS, ITEM_WORDS } from '../words.ts'

interface Facts {
  readonly personId: string
  readonly name: string
  readonly choices: WithoutChoices
  readonly now: Instant
}

const boxes = (answers: Parameters<typeof dateOf>[0], name: string) => dateOf(answers, name).typed

/** /app/people/:id/share-without: what, to whom, why, weighed by whom, told or why not yet, and when it ends. */
const record = formPages<Facts>({
  path: '/app/people/:id/share-without',
  form: 'sharing-without.record',
  command: 'sharing-without.record',
  async facts(ask, asker, request) {
    if (!asker.rights.includes('sharing.record')) return refuse('NOT_ALLOWED')
    const personId = request.params.id ?? ''
    const [found, choices] = await Promise.all([ask(header, { personId }), ask(withoutChoices, {})])
    if (!found.ok) return found
    if (!choices.ok) return choices
    if (found.value?.state !== 'shown') return refuse('NOT_FOUND_OR_NOT_YOURS')
    return ok({ personId, name: found.value.name, choices: choices.value, now: asker.now })
  },
  title: () => 'Share without agreement',
  caption: ({ name }) => name,
  back: ({ personId }) => ({ href: `/app/people/${personId}`, text: 'Back to the person' }),
  start: ({ choices }) => ({ weighedBy: choices.me }),
  fields: ({ choices }, answers, errors) => (
    <>
      <WarningCallout heading="Ask the person first, if you can">
        <p>
          {`This is for when asking is not possible or not safe, or when they said no and the harm outweighs it. It opens what you tick to one service, ends by itself within ${LONGEST_DAYS} days, and somebody else looks at it within one working day.`}
        </p>
      </WarningCallout>
      <Select
        name="service"
        label="Which service is told?"
        choose="Choose a service"
        value={text(answers, 'service')}
        error={errorFor(errors, 'service')}
        options={choices.services.map((s) => ({ value: s.id, text: s.name }))}
      />
      <Checkboxes
        name="items"
        label="What is opened?"
        hint="Tick the least that will do"
        values={chosenOf(answers, 'items')}
        error={errorFor(errors, 'items')}
        choices={WITHOUT_ITEMS.map((value) => ({ value, ...ITEM_WORDS[value] }))}
      />
      <TextArea {...box(answers, errors, 'least')} label="Why is this the least that will do?" />
      <Radios
        name="ground"
        label="On what ground?"
        value={text(answers, 'ground') || undefined}
        error={errorFor(errors, 'ground')}
        choices={GROUNDS.map((value) => ({ value, label: GROUND_WORDS[value] }))}
      />
      <TextArea
        {...box(answers, errors, 'weighed')}
        label="What was weighed?"
        hint="What speaks for it, and what against"
      />
      <Select
        name="weighedBy"
        label="Who weighed it?"
        value={text(answers, 'weighedBy')}
        error={errorFor(errors, 'weighedBy')}
        options={choices.staff.map((s) => ({ value: s.id, text: s.name }))}
      />
      <Radios
        name="capacity"
        label="Can the person decide this one thing now?"
        value={text(answers, 'capacity') || undefined}
        error={errorFor(errors, 'capacity')}
        choices={CAPACITIES.map((value) => ({ value, label: CAPACITY_WORDS[value] }))}
      />
      <DateInput
        name="capacityOn"
        label="On which day was that looked at?"
        hint="Leave this empty if it was not"
        value={boxes(answers, 'capacityOn')}
        error={errorFor(errors, 'capacityOn')}
      />
      <TextArea
        {...box(answers, errors, 'capacityFinding')}
        label="What was found, and how?"
        hint="Leave this empty if it was not looked at"
      />
      <Radios
        name="told"
        label="Has the person been told?"
        value={text(answers, 'told') || undefined}
        error={errorFor(errors, 'told')}
        choices={[
          { value: 'yes', label: 'Yes' },
          { value: 'not yet', label: 'Not yet' },
        ]}
      />
      <TextArea {...box(answers, errors, 'notToldWhy')} label="If not yet, why not?" />
      <DateInput
        name="toldReviewOn"
        label="If not yet, on which day do you look at that again?"
        value={boxes(answers, 'toldReviewOn')}
        error={errorFor(errors, 'toldReviewOn')}
      />
      <DateInput
        name="untilAt"
        label="What is the last day on which it is open?"
        hint={`It ends at midnight after that day, and within ${LONGEST_DAYS} days`}
        value={boxes(answers, 'untilAt')}
        error={errorFor(errors, 'untilAt')}
      />
      <Paragraph>The service is told what is opened, and whether the person knows.</Paragraph>
    </>
  ),
  readers: 'your team, the service that is told, and the privacy desk',
  button: 'Share it',
  fieldNames: { serviceId: 'service' },
  read(answers, { personId, choices }, sharingId) {
    const errors: FieldError[] = []
    const need = (ok: boolean, field: string, message: string) => ok || errors.push({ field, message })
    const day = (name: string, message: string) => {
      const d = dateOf(answers, name)
      if (d.kind === 'wrong') errors.push({ field: name, message })
      return d.kind === 'day' ? d.day : null
    }
    const service = choices.services.find((s) => s.id === text(answers, 'service'))
    need(service !== undefined, 'service', 'Choose which service is told')
    const items = chosenOf(answers, 'items')
    need(items.length > 0, 'items', 'Tick what is opened')
    const ground = GROUNDS.find((g) => g === text(answers, 'ground'))
    need(ground !== undefined, 'ground', 'Choose the ground')
    need(text(answers, 'least').length >= 3, 'least', 'Write why this is the least that will do')
    need(text(answers, 'weighed').length >= 10, 'weighed', 'Write what was weighed, in ten letters or more')
    const capacity = CAPACITIES.find((c) => c === text(answers, 'capacity'))
    need(capacity !== undefined, 'capacity', 'Choose whether the person can decide this')
    const told = (['yes', 'not yet'] as const).find((t) => t === text(answers, 'told'))
    need(told !== undefined, 'told', 'Choose whether the person has been told')
    const capacityOn = day('capacityOn', 'Enter a real day, like 24 11 2026')
    const toldReviewOn = day('toldReviewOn', 'Enter a real day, like 24 11 2026')
    const last = day('untilAt', 'Enter the last day, like 24 11 2026')
    need(
      last !== null || errors.some((e) => e.field === 'untilAt'),
      'untilAt',
      'Enter the last day, like 24 11 2026',
    )
    if (errors.length > 0) return { errors }
    return {
      input: {
        sharingId,
        personId,
        serviceId: service!.id,
        said: {
          items,
          ground,
          weighed: text(answers, 'weighed'),
          weighedBy: text(answers, 'weighedBy'),
          capacity,
          capacityOn: capacity === 'not asked' ? null : capacityOn,
          capacityFinding: capacity === 'not asked' ? '' : text(answers, 'capacityFinding'),
          told,
          notToldWhy: told === 'yes' ? '' : text(answers, 'notToldWhy'),
          toldReviewOn: told === 'yes' ? null : toldReviewOn,
          least: text(answers, 'least'),
          untilAt: at(addDays(last!, 1), '00:00'),
        },
      },
    }
  },
  after: (_, made) => `/app/audit/without/${made.sharingId}`,
})

/** One press each, from the page of the act: the person was told after all; it ends now. */
const press = (path: string, command: string) =>
  definePage({
    method: 'POST',
    path,
    access: 'signed in',
    async handle(request) {
      const sharingId = request.params.id ?? ''
      const done = await request.act(command, text(request.form, 'commandId') || request.newId(), {
        sharingId,
        personId: text(request.form, 'personId'),
      })
      return done.ok ? ok({ goTo: `/app/audit/without/${sharingId}` }) : done
    },
  })

export const withoutPages = [
  ...record,
  press('/app/audit/without/:id/told', 'sharing-without.told'),
  press('/app/audit/without/:id/end', 'sharing-without.end'),
]
