import { isId } from '#core/kernel/ids.ts'
import { refuse } from '#core/kernel/result.ts'
import { formPages } from '#platform/drafts/form-page.tsx'
import { errorFor, type FieldError, Paragraph, Select, SummaryList, textOf } from '#platform/ui/index.ts'
import { type BeforeMove, beforeMove } from '../queries/index.ts'
import { MomentFields, momentFrom } from './moment.tsx'
import { idsOf, stayForm } from './stay-form.ts'

const wardName = ({ name, team }: BeforeMove['wards'][number]) => (team === name ? name : `${name}, ${team}`)

/** /app/stays/:id/move: to another ward of the same organisation. Their stay goes on there. */
export const movePages = formPages<BeforeMove>({
  ...stayForm,
  path: '/app/stays/:id/move',
  form: 'stay.move',
  command: 'stay.move',
  async facts(ask, _asker, request) {
    const stayId = request.params.id ?? ''
    if (!isId(stayId)) return refuse('NOT_FOUND_OR_NOT_YOURS')
    const found = await ask(beforeMove, { stayId })
    if (!found.ok) return found
    return found.value?.ours ? { ok: true, value: found.value } : refuse('NOT_FOUND_OR_NOT_YOURS')
  },
  title: () => 'Moved to another ward',
  button: 'Record the move',
  opens: ({ stay }) => stay.state === 'open',
  overtaken: ['STAY_MOVE_ENDED'],
  says: ({ ward }) => <p>{`They are on ${ward} now.`}</p>,
  instead: ({ wards }) =>
    wards.length === 0 ? <Paragraph>No other ward of your organisation is set up here.</Paragraph> : null,
  fieldNames: { unitId: 'unit', movedAt: 'moved' },
  fields: (shown, answers, errors) => (
    <>
      <SummaryList rows={[{ key: 'Ward now', value: shown.ward }]} />
      <Paragraph>
        This is not leaving hospital. Their dates, what stops them leaving, who leads, and a decision to meet
        them sooner go with them. The next ward sees all of it, and your ward no longer does.
      </Paragraph>
      <Select
        name="unit"
        label="To which ward?"
        value={textOf(answers, 'unit')}
        choose="Choose a ward"
        options={shown.wards.map((w) => ({ value: w.unitId, text: wardName(w) }))}
        error={errorFor(errors, 'unit')}
      />
      <MomentFields
        name="moved"
        label="Which day did they move?"
        timeLabel="At what time?"
        answers={answers}
        errors={errors}
      />
    </>
  ),
  read(answers, shown, commandId) {
    const unitId = textOf(answers, 'unit')
    const { moment, errors } = momentFrom(answers, 'moved', 'Enter the day of the move, like 24 11 2026')
    const wrong: FieldError[] = [...errors]
    if (!isId(unitId)) wrong.unshift({ field: 'unit', message: 'Choose the ward' })
    if (wrong.length > 0 || !moment) return { errors: wrong }
    return {
      input: {
        ...idsOf(shown),
        moveId: commandId,
        unitId,
        movedAt: moment.at,
        movedKnownTo: moment.knownTo,
      },
    }
  },
  after: () => '/app/leaving?said=moved',
})
