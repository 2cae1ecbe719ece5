import type { FormAnswers } from '#platform/http/page.ts'
import {
  box,
  Checkboxes,
  chosenOf,
  DateInput,
  dateOf,
  errorFor,
  longDay,
  Radios,
  TextArea,
  TextInput,
  textOf,
} from '#platform/ui/index.ts'
import type { MedicineRow } from '../queries/medicines.ts'
import { type EditForm, missing } from './edit-form.tsx'
import { allergyWords } from './summary.tsx'

const none = (): FormAnswers => ({})
const medicineWords = (m: MedicineRow): string =>
  `${m.name}, ${m.doseInWords}, ${m.when}. ${m.saidBy} said so, true as of ${longDay(m.asOf)}.`

export const allergiesForm: EditForm = {
  path: 'allergies',
  command: 'person.record-allergies',
  title: 'Record allergies',
  button: 'Save allergies',
  anchor: 'medicines',
  readers: 'everyone to whom core is open and who may read medicines.',
  version: ({ held }) => held.core?.version,
  start: ({ held }) => ({
    state: held.core?.allergies.state ?? 'not asked',
    text: held.core?.allergies.text ?? '',
  }),
  read(form) {
    const state = textOf(form, 'state')
    if (state !== 'listed')
      return { input: { allergies: { state: state === 'none known' ? state : 'not asked' } } }
    const errors = missing(form, { text: 'Write each allergy and what happens' })
    return errors.length > 0 ? { errors } : { input: { allergies: { state, text: textOf(form, 'text') } } }
  },
  fields: (a, errors) => (
    <Radios
      name="state"
      label="Allergies"
      value={textOf(a, 'state') || 'not asked'}
      choices={[
        {
          value: 'listed',
          label: 'They have allergies',
          conditional: (
            <TextArea {...box(a, errors, 'text')} label="Each allergy, and what happens" rows={3} />
          ),
        },
        { value: 'none known', label: 'Asked: none known' },
        { value: 'not asked', label: 'Not asked yet' },
      ]}
    />
  ),
  says: ({ medicines }) => [`Their text: ${allergyWords(medicines?.allergies ?? null)}`],
}

export const medicineForm: EditForm = {
  path: 'medicine',
  command: 'medicine.record',
  title: 'Write a medicine on the list',
  button: 'Save medicine',
  anchor: 'medicines',
  readers: 'everyone to whom core is open and who may read medicines.',
  version: () => null,
  start: none,
  read(form, { commandId }) {
    const errors = missing(form, {
      name: 'Enter the name of the medicine',
      doseInWords: 'Enter the dose in words, like one 10mg tablet',
      when: 'Enter when, like at night',
      prescribedBy: 'Enter who prescribes it',
      saidBy: 'Enter who said so: a letter, the ward, the person',
    })
    const asOf = dateOf(form, 'asOfOn')
    if (asOf.kind !== 'day')
      errors.push({
        field: 'asOfOn',
        message: 'Enter the day on which this was said to be so, like 24 11 2026',
      })
    if (errors.length > 0 || asOf.kind !== 'day') return { errors }
    const at = (name: string) => textOf(form, name)
    return {
      input: {
        medicineId: commandId,
        name: at('name'),
        doseInWords: at('doseInWords'),
        when: at('when'),
        prescribedBy: at('prescribedBy'),
        saidBy: at('saidBy'),
        asOfOn: asOf.day,
        asNeeded: chosenOf(form, 'marks').includes('as needed'),
        controlled: chosenOf(form, 'marks').includes('controlled'),
      },
    }
  },
  fields: (a, errors) => (
    <>
      <TextInput {...box(a, errors, 'name')} label="Medicine" spellCheck={false} />
      <TextInput
        {...box(a, errors, 'doseInWords')}
        label="Dose in words, as somebody said it"
        hint="Like: one 10mg tablet"
      />
      <TextInput {...box(a, errors, 'when')} label="When" hint="Like: at night" />
      <Checkboxes
        name="marks"
        label="It is"
        labelSize="s"
        small
        values={chosenOf(a, 'marks')}
        choices={[
          { value: 'as needed', label: 'Taken as needed' },
          { value: 'controlled', label: 'A controlled drug' },
        ]}
      />
      <TextInput {...box(a, errors, 'prescribedBy')} label="Who prescribes it" />
      <TextInput {...box(a, errors, 'saidBy')} label="Who said so" hint="A letter, the ward, the person" />
      <DateInput
        name="asOfOn"
        label="True as of"
        labelSize="s"
        value={dateOf(a, 'asOfOn').typed}
        error={errorFor(errors, 'asOfOn')}
      />
    </>
  ),
}

export const stopMedicineForm: EditForm = {
  path: 'medicine/:medicineId/stop',
  command: 'medicine.stop',
  title: 'Take a medicine off the list',
  button: 'Take it off the list',
  anchor: 'medicines',
  version: ({ medicines }, request) =>
    medicines?.present.find((m) => m.id === request.params.medicineId)?.version,
  start: none,
  read(form, { params }) {
    const errors = missing(form, { saidBy: 'Enter who said that it is stopped' })
    const on = dateOf(form, 'stoppedOn')
    if (on.kind !== 'day')
      errors.push({ field: 'stoppedOn', message: 'Enter the day on which it stopped, like 24 11 2026' })
    if (errors.length > 0 || on.kind !== 'day') return { errors }
    return { input: { medicineId: params.medicineId, stoppedOn: on.day, saidBy: textOf(form, 'saidBy') } }
  },
  overtaken: ['MEDICINE_NOT_ON_LIST'],
  fieldNames: { medicineId: '' },
  says({ medicines }, { params: { medicineId } }) {
    const line = [...(medicines?.present ?? []), ...(medicines?.stopped ?? [])].find(
      (m) => m.id === medicineId,
    )
    if (!line) return []
    return line.endedOn === null
      ? [`Their text: ${medicineWords(line)}`]
      : [
          `Their text: ${line.name} was taken off the list. It stopped on ${longDay(line.endedOn)}; ${line.endedSaidBy ?? 'nobody'} said so.`,
        ]
  },
  fields: (a, errors) => (
    <>
      <DateInput
        name="stoppedOn"
        label="Stopped on"
        labelSize="s"
        value={dateOf(a, 'stoppedOn').typed}
        error={errorFor(errors, 'stoppedOn')}
      />
      <TextInput
        {...box(a, errors, 'saidBy')}
        label="Who said so"
        hint="A letter, the ward, the prescriber"
      />
    </>
  ),
}
