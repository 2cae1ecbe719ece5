import type { ContactPoint, SafeContact } from '#core/people/contact-point.ts'
import {
  CHANNELS,
  type Channel,
  CONTACT_POINT_KINDS,
  type ContactPointKind,
} from '#core/people/contact-point.ts'
import type { Address } from '#core/people/person.ts'
import type { FormAnswers } from '#platform/http/page.ts'
import {
  Checkboxes,
  chosenOf,
  errorFor,
  type FieldError,
  Fieldset,
  Radios,
  Select,
  TextArea,
  TextInput,
  textOf,
} from '#platform/ui/index.ts'
import { addressWords, CHANNEL_WORDS, KIND_WORDS, safeWords } from '../words.ts'
import type { EditForm } from './edit-form.tsx'

/** Rows shown: those that are held and one more of each. */
const rowsOf = (form: FormAnswers, name: string, most: number): number =>
  Math.max(1, Math.min(most, Number(textOf(form, name)) || 1))
const numbers = (n: number) => Array.from({ length: n }, (_, i) => i)

function pointFrom(form: FormAnswers, i: number): ContactPoint | null | FieldError {
  const at = (name: string) => textOf(form, `point${i}.${name}`)
  const [kind, value, answer, how] = [at('kind'), at('value'), at('safe'), at('how')]
  if (kind === '' && value === '') return null
  if (!CONTACT_POINT_KINDS.includes(kind as ContactPointKind))
    return {
      field: `point${i}.kind`,
      message: 'Choose whether this is a mobile, a landline, an email or post',
    }
  if (value === '')
    return {
      field: `point${i}.value`,
      message: 'Enter the number or address, or take the line away by choosing nothing',
    }
  const channels = chosenOf(form, `point${i}.channels`).filter((c): c is Channel =>
    CHANNELS.includes(c as Channel),
  )
  if (answer === 'may' && channels.length === 0)
    return { field: `point${i}.channels`, message: 'Choose what you may do here, or "not asked yet"' }
  const safe: SafeContact =
    answer === 'may'
      ? { answer, channels, ...(how && { how }) }
      : answer === 'do-not-contact'
        ? { answer }
        : { answer: 'not-asked' }
  return { kind: kind as ContactPointKind, value, safe }
}

function addressFrom(form: FormAnswers, i: number): Address | null | FieldError {
  const at = (name: string) => textOf(form, `address${i}.${name}`)
  const kind = at('kind')
  if (kind === 'no-fixed-address') return { kind, ...(at('near') && { usuallyNear: at('near') }) }
  if (kind === 'not-known') return { kind }
  if (kind !== 'place') return null
  const lines = at('lines')
    .split('\n')
    .map((l) => l.trim())
    .filter(Boolean)
  if (lines.length === 0 || lines.length > 6)
    return { field: `address${i}.lines`, message: 'Enter the address, one to six lines' }
  const use = at('use') === 'temporary' ? 'temporary' : at('use') === 'care-of' ? 'care-of' : 'home'
  return {
    kind,
    use,
    lines,
    ...(at('postcode') && { postcode: at('postcode') }),
    ...(at('area') && { area: at('area') }),
  }
}

const isError = (value: object): value is FieldError => 'message' in value

export const contactForm: EditForm = {
  path: 'contact',
  command: 'person.change-contact',
  title: 'Change addresses and safe contact',
  button: 'Save',
  readers: 'everyone who may see this person. Addresses: those to whom core is open.',
  version: ({ held }) => held.core?.version,
  start({ held }) {
    const answers: Record<string, string | readonly string[]> = {
      points: String(Math.min(20, held.contactPoints.length + 1)),
      addresses: String(Math.min(10, Math.max(1, (held.core?.addresses.length ?? 0) + 1))),
    }
    for (const [i, p] of held.contactPoints.entries()) {
      Object.assign(answers, {
        [`point${i}.kind`]: p.kind,
        [`point${i}.value`]: p.value,
        [`point${i}.safe`]: p.safe.answer,
      })
      if (p.safe.answer === 'may')
        Object.assign(answers, {
          [`point${i}.channels`]: p.safe.channels,
          [`point${i}.how`]: p.safe.how ?? '',
        })
    }
    for (const [i, a] of (held.core?.addresses ?? []).entries()) {
      answers[`address${i}.kind`] = a.kind
      if (a.kind === 'no-fixed-address') answers[`address${i}.near`] = a.usuallyNear ?? ''
      if (a.kind === 'place')
        Object.assign(answers, {
          [`address${i}.use`]: a.use,
          [`address${i}.lines`]: a.lines.join('\n'),
          [`address${i}.postcode`]: a.postcode ?? '',
          [`address${i}.area`]: a.area ?? '',
        })
    }
    return answers
  },
  read(form) {
    const points = numbers(rowsOf(form, 'points', 20))
      .map((i) => pointFrom(form, i))
      .filter((p) => p !== null)
    const addresses = numbers(rowsOf(form, 'addresses', 10))
      .map((i) => addressFrom(form, i))
      .filter((a) => a !== null)
    const errors = [...points, ...addresses].filter(isError)
    return errors.length > 0 ? { errors } : { input: { contactPoints: points, addresses } }
  },
  fields: (a, errors) => (
    <>
      {numbers(rowsOf(a, 'points', 20)).map((i) => (
        <PointFields key={i} i={i} answers={a} errors={errors} />
      ))}
      {numbers(rowsOf(a, 'addresses', 10)).map((i) => (
        <AddressFields key={i} i={i} answers={a} errors={errors} />
      ))}
      <input type="hidden" name="points" value={rowsOf(a, 'points', 20)} />
      <input type="hidden" name="addresses" value={rowsOf(a, 'addresses', 10)} />
    </>
  ),
  says: ({ held }) => [
    ...held.contactPoints.map(
      (p) => `Their ${KIND_WORDS[p.kind].toLowerCase()}: ${p.value}. ${safeWords(p.safe)}`,
    ),
    `Their address: ${(held.core?.addresses ?? []).map(addressWords).join('; ') || 'not known'}`,
  ],
}

interface RowProps {
  readonly i: number
  readonly answers: FormAnswers
  readonly errors: readonly FieldError[]
}

function PointFields({ i, answers, errors }: RowProps) {
  const name = (part: string) => `point${i}.${part}`
  return (
    <Fieldset legend={i === 0 ? 'A way to reach them' : `A way to reach them (${i + 1})`} legendSize="s">
      <Select
        name={name('kind')}
        label="What it is"
        choose="Nothing"
        value={textOf(answers, name('kind'))}
        error={errorFor(errors, name('kind'))}
        options={CONTACT_POINT_KINDS.map((k) => ({ value: k, text: KIND_WORDS[k] }))}
      />
      <TextInput
        name={name('value')}
        label="Number or address"
        hint="For post: whose address, like home"
        value={textOf(answers, name('value'))}
        width={20}
        spellCheck={false}
        error={errorFor(errors, name('value'))}
      />
      <Radios
        name={name('safe')}
        label="May we use it?"
        labelSize="s"
        small
        value={textOf(answers, name('safe')) || 'not-asked'}
        choices={[
          {
            value: 'may',
            label: 'Yes',
            conditional: (
              <>
                <Checkboxes
                  name={name('channels')}
                  label="We may"
                  labelSize="s"
                  small
                  values={chosenOf(answers, name('channels'))}
                  error={errorFor(errors, name('channels'))}
                  choices={CHANNELS.map((c) => ({ value: c, label: CHANNEL_WORDS[c] }))}
                />
                <TextInput
                  name={name('how')}
                  label="In their words: when, and what to say"
                  value={textOf(answers, name('how'))}
                />
              </>
            ),
          },
          { value: 'do-not-contact', label: 'No: do not use it' },
          { value: 'not-asked', label: 'Not asked yet' },
        ]}
      />
    </Fieldset>
  )
}

function AddressFields({ i, answers, errors }: RowProps) {
  const name = (part: string) => `address${i}.${part}`
  return (
    <Fieldset legend={i === 0 ? 'Where they live or stay' : `Another place (${i + 1})`} legendSize="s">
      <Radios
        name={name('kind')}
        label="Address"
        labelSize="s"
        small
        value={textOf(answers, name('kind')) || (i === 0 ? 'not-known' : 'none')}
        choices={[
          {
            value: 'place',
            label: 'An address',
            conditional: (
              <>
                <TextArea
                  name={name('lines')}
                  label="Address"
                  rows={4}
                  value={textOf(answers, name('lines'))}
                  error={errorFor(errors, name('lines'))}
                />
                <TextInput
                  name={name('postcode')}
                  label="Postcode"
                  width={10}
                  spellCheck={false}
                  value={textOf(answers, name('postcode'))}
                />
                <TextInput
                  name={name('area')}
                  label="Area"
                  width={20}
                  value={textOf(answers, name('area'))}
                />
                <Select
                  name={name('use')}
                  label="It is"
                  value={textOf(answers, name('use')) || 'home'}
                  options={[
                    { value: 'home', text: 'Their home' },
                    { value: 'temporary', text: 'Where they stay for now' },
                    { value: 'care-of', text: 'Care of somebody' },
                  ]}
                />
              </>
            ),
          },
          {
            value: 'no-fixed-address',
            label: 'No fixed address',
            conditional: (
              <TextInput
                name={name('near')}
                label="Usually near, if they say"
                width={20}
                value={textOf(answers, name('near'))}
              />
            ),
          },
          ...(i === 0
            ? [{ value: 'not-known', label: 'Not known' }]
            : [{ value: 'none', label: 'No other place' }]),
        ]}
      />
    </Fieldset>
  )
}
