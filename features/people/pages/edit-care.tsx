import { CARER_TOPICS, type CarerTopic } from '#core/people/carer.ts'
import { CHARACTERISTICS, type Characteristic } from '#core/people/characteristics.ts'
import { STAFF_SAFETY_LONGEST_MONTHS } from '#core/people/staff-safety.ts'
import type { FormAnswers } from '#platform/http/page.ts'
import {
  box,
  Checkboxes,
  chosenOf,
  DateInput,
  dateOf,
  errorFor,
  type FieldError,
  Radios,
  sentenceCase,
  TextArea,
  TextInput,
  textOf,
} from '#platform/ui/index.ts'
import { type EditForm, missing } from './edit-form.tsx'

const none = (): FormAnswers => ({})
export const carerForm: EditForm = {
  path: 'carer',
  command: 'person.add-carer',
  title: 'Add a carer',
  button: 'Add carer',
  readers: 'your team. Other teams see carers only when the person says so, which comes later.',
  version: () => null,
  start: none,
  read(form, { commandId }) {
    const errors = missing(form, {
      name: 'Enter what they are called',
      relation: 'Enter who they are to the person, in their words',
    })
    const answer = textOf(form, 'mayBeTold') || 'not-asked'
    const topics = chosenOf(form, 'topics').filter((t): t is CarerTopic =>
      CARER_TOPICS.includes(t as CarerTopic),
    )
    if (answer === 'yes' && topics.length === 0)
      errors.push({ field: 'topics', message: 'Choose what they may be told' })
    if (errors.length > 0) return { errors }
    const telephone = textOf(form, 'telephone')
    return {
      input: {
        carerId: commandId,
        carer: {
          name: { kind: 'known-as', given: textOf(form, 'name') },
          relation: textOf(form, 'relation'),
          contactPoints: telephone
            ? [{ kind: 'mobile', value: telephone, safe: { answer: 'not-asked' } }]
            : [],
          mayBeTold: answer === 'yes' ? { answer, topics } : { answer },
        },
      },
    }
  },
  fields: (a, errors) => (
    <>
      <TextInput {...box(a, errors, 'name')} label="Name" width={20} spellCheck={false} />
      <TextInput
        {...box(a, errors, 'relation')}
        label="Who they are to the person, in their words"
        hint="My aunt, friend from church"
        width={20}
      />
      <TextInput
        name="telephone"
        label="Telephone, if they gave one"
        value={textOf(a, 'telephone')}
        width={20}
        type="tel"
      />
      <Radios
        name="mayBeTold"
        label="Did the person say that this carer may be told things?"
        value={textOf(a, 'mayBeTold') || 'not-asked'}
        choices={[
          {
            value: 'yes',
            label: 'Yes, about',
            conditional: (
              <Checkboxes
                name="topics"
                label="What they may be told"
                labelSize="s"
                small
                values={chosenOf(a, 'topics')}
                error={errorFor(errors, 'topics')}
                choices={CARER_TOPICS.map((t) => ({
                  value: t,
                  label: sentenceCase(t),
                }))}
              />
            ),
          },
          { value: 'no', label: 'No' },
          { value: 'not-asked', label: 'Not asked yet' },
          { value: 'could-not-be-asked', label: 'They could not be asked' },
        ]}
      />
    </>
  ),
}

export const staffSafetyForm: EditForm = {
  path: 'staff-safety',
  command: 'person.add-staff-safety-action',
  title: 'Record what staff should do to be safe',
  button: 'Save action',
  readers:
    'the action: everyone to whom core is open, until its last day. The reason: those of your team who may read it.',
  version: () => null,
  start: none,
  read(form, { commandId }) {
    const errors = missing(form, {
      action: 'Write what staff should do, like: visit in pairs after 6pm',
      reason: 'Write why; it is kept apart',
    })
    const end = dateOf(form, 'expiresOn')
    if (end.kind === 'wrong')
      errors.push({ field: 'expiresOn', message: 'Enter a real day, like 24 11 2026' })
    if (errors.length > 0) return { errors }
    return {
      input: {
        actionId: commandId,
        action: textOf(form, 'action'),
        reason: textOf(form, 'reason'),
        ...(end.kind === 'day' && { expiresOn: end.day }),
      },
    }
  },
  fields: (a, errors) => (
    <>
      <TextInput
        {...box(a, errors, 'action')}
        label="What staff should do"
        hint="An action, not a label: visit in pairs after 6pm"
      />
      <TextArea {...box(a, errors, 'reason')} label="Why" rows={3} />
      <DateInput
        name="expiresOn"
        label="Last day this holds"
        labelSize="s"
        hint={`At most ${STAFF_SAFETY_LONGEST_MONTHS} months from today. Decide again then.`}
        value={dateOf(a, 'expiresOn').typed}
        error={errorFor(errors, 'expiresOn')}
      />
    </>
  ),
}

const ASKED: Record<Characteristic, string> = {
  disability: 'Disability',
  'gender-reassignment': 'Gender reassignment',
  'marriage-or-civil-partnership': 'Marriage or civil partnership',
  'pregnancy-or-maternity': 'Pregnancy or maternity',
  race: 'Race or ethnic group',
  'religion-or-belief': 'Religion or belief',
  sex: 'Sex',
  'sexual-orientation': 'Sexual orientation',
}

export const characteristicsForm: EditForm = {
  path: 'equality',
  command: 'person.record-characteristics',
  title: 'Equality questions',
  button: 'Save answers',
  readers: 'nobody in care. The answers are counted without names and are not shown again.',
  version: () => null,
  start: none,
  read(form) {
    const answers: [string, unknown][] = []
    const errors: FieldError[] = []
    for (const name of CHARACTERISTICS) {
      const answer = textOf(form, name)
      if (answer === 'prefer-not-to-say') answers.push([name, { answer }])
      if (answer !== 'said') continue
      const value = textOf(form, `${name}.value`)
      if (value === '')
        errors.push({
          field: `${name}.value`,
          message: `Write their answer about ${ASKED[name].toLowerCase()}, or choose another answer`,
        })
      else answers.push([name, { answer, value }])
    }
    return errors.length > 0 ? { errors } : { input: { characteristics: Object.fromEntries(answers) } }
  },
  fields: (a, errors) =>
    CHARACTERISTICS.map((name) => (
      <Radios
        key={name}
        name={name}
        label={ASKED[name]}
        labelSize="s"
        small
        value={textOf(a, name) || 'not-asked'}
        choices={[
          {
            value: 'said',
            label: 'They said',
            conditional: <TextInput {...box(a, errors, `${name}.value`)} label="In their words" width={20} />,
          },
          { value: 'prefer-not-to-say', label: 'Prefer not to say' },
          { value: 'not-asked', label: 'Not asked now' },
        ]}
      />
    )),
}
