import type { ReactNode } from 'react'
import { classes, fieldId } from './field-names.ts'
import type { TypedDate } from './form-values.ts'
import { ReadersLine, useReaders } from './seen-by.tsx'

/** What every question has. Widths are in characters. */
export interface FieldProps {
  /** The name it is posted under, dotted; the element id follows from it. */
  readonly name: string
  readonly label: string
  readonly hint?: ReactNode
  /** What to do, in words; from errorFor(). */
  readonly error?: string | undefined
  /** 's' for one of several questions, 'l' with isPageHeading when it is the only one. */
  readonly labelSize?: 's' | 'm' | 'l' | undefined
  /** Makes the label (or legend) the page's h1. */
  readonly isPageHeading?: boolean | undefined
}

const idsOf = (id: string, { hint, error }: Pick<FieldProps, 'hint' | 'error'>, more?: string | false) =>
  classes(hint !== undefined && `${id}-hint`, error !== undefined && `${id}-error`, more || undefined) ||
  undefined

const Hint = ({ id, children }: { readonly id: string; readonly children: ReactNode }) => (
  <div className="nhsuk-hint" id={`${id}-hint`}>
    {children}
  </div>
)

export const ErrorMessage = ({ id, children }: { readonly id: string; readonly children: ReactNode }) => (
  <span className="nhsuk-error-message" id={`${id}-error`}>
    <span className="nhsuk-u-visually-hidden">Error: </span>
    {children}
  </span>
)

/** Label, hint and message in the order that the NHS manual sets, around one control. */
function Group(props: FieldProps & { readonly id: string; readonly children: ReactNode }) {
  const { id, label, hint, error, labelSize, isPageHeading, children } = props
  const words = (
    <label className={classes('nhsuk-label', labelSize && `nhsuk-label--${labelSize}`)} htmlFor={id}>
      {label}
    </label>
  )
  return (
    <div className={classes('nhsuk-form-group', error !== undefined && 'nhsuk-form-group--error')}>
      {isPageHeading ? <h1 className="nhsuk-label-wrapper">{words}</h1> : words}
      {hint !== undefined && <Hint id={id}>{hint}</Hint>}
      {error !== undefined && <ErrorMessage id={id}>{error}</ErrorMessage>}
      {children}
    </div>
  )
}

export interface TextInputProps extends FieldProps {
  readonly value?: string | undefined
  readonly width?: 2 | 3 | 4 | 5 | 10 | 20 | 30 | undefined
  readonly type?: 'text' | 'email' | 'tel' | 'password' | 'search' | undefined
  readonly inputMode?: 'numeric' | 'decimal' | 'tel' | undefined
  /** 'off' for anything about somebody else; 'username', 'current-password', 'one-time-code' at sign-in. */
  readonly autoComplete?: string | undefined
  /** False for names and codes. */
  readonly spellCheck?: boolean | undefined
}

export function TextInput(props: TextInputProps) {
  const { name, value, width, type = 'text', inputMode, autoComplete = 'off', spellCheck, error } = props
  const id = fieldId(name)
  return (
    <Group {...props} id={id}>
      <input
        className={classes(
          'nhsuk-input',
          width !== undefined && `nhsuk-input--width-${width}`,
          error !== undefined && 'nhsuk-input--error',
        )}
        id={id}
        name={name}
        type={type}
        defaultValue={value}
        inputMode={inputMode}
        autoComplete={autoComplete}
        spellCheck={spellCheck}
        aria-describedby={idsOf(id, props)}
      />
    </Group>
  )
}

/** A file from the asker's own device; the form says `files`. `accept`: what the device offers first, not what is believed. */
export function FileInput(props: FieldProps & { readonly accept: string }) {
  const { name, accept, error } = props
  const id = fieldId(name)
  return (
    <Group {...props} id={id}>
      <input
        className={classes('nhsuk-input', 'tc-file', error !== undefined && 'nhsuk-input--error')}
        id={id}
        name={name}
        type="file"
        accept={accept}
        aria-describedby={idsOf(id, props)}
      />
    </Group>
  )
}

/** A time as people type it; read it with timeFrom(). */
export const TimeInput = (props: Omit<TextInputProps, 'width' | 'type' | 'inputMode' | 'spellCheck'>) => (
  <TextInput {...props} hint={props.hint ?? 'Like 5pm, 5:30pm or 17:30'} width={5} spellCheck={false} />
)

export interface TextAreaProps extends FieldProps {
  readonly value?: string | undefined
  readonly rows?: number | undefined
  /** Who reads this, as one sentence without its "Seen by:"; every free text box about somebody has it. */
  readonly readers?: ReactNode
  /** Counts down while typing. Nothing is ever cut. */
  readonly maxCharacters?: number | undefined
}

export function TextArea(props: TextAreaProps) {
  const { name, value, rows = 5, maxCharacters, error } = props
  const readers = useReaders(props.readers)
  const id = fieldId(name)
  const counted = maxCharacters !== undefined
  const more = classes(counted && `${id}-info`, readers !== undefined && `${id}-readers`)
  const group = (
    <Group {...props} id={id}>
      <textarea
        className={classes(
          'nhsuk-textarea',
          counted && 'nhsuk-js-character-count',
          error !== undefined && 'nhsuk-textarea--error',
        )}
        id={id}
        name={name}
        rows={rows}
        defaultValue={value}
        aria-describedby={idsOf(id, props, more)}
      />
      {counted && (
        <div className="nhsuk-hint nhsuk-character-count__message" id={`${id}-info`}>
          {`You can enter up to ${maxCharacters} characters`}
        </div>
      )}
      {readers !== undefined && <ReadersLine id={`${id}-readers`}>{readers}</ReadersLine>}
    </Group>
  )
  if (!counted) return group
  return (
    <div className="nhsuk-character-count" data-module="nhsuk-character-count" data-maxlength={maxCharacters}>
      {group}
    </div>
  )
}

export interface SelectProps extends FieldProps {
  readonly value?: string | undefined
  readonly options: readonly { readonly value: string; readonly text: string }[]
  /** Shown first with an empty value: "Choose a team". */
  readonly choose?: string | undefined
}

export function Select(props: SelectProps) {
  const { name, value, options, choose, error } = props
  const id = fieldId(name)
  return (
    <Group {...props} id={id}>
      <select
        className={classes('nhsuk-select', error !== undefined && 'nhsuk-select--error')}
        id={id}
        name={name}
        defaultValue={value ?? ''}
        aria-describedby={idsOf(id, props)}
      >
        {choose !== undefined && <option value="">{choose}</option>}
        {options.map((option) => (
          <option key={option.value} value={option.value}>
            {option.text}
          </option>
        ))}
      </select>
    </Group>
  )
}

export interface FieldsetProps {
  readonly legend: string
  readonly legendSize?: 's' | 'm' | 'l' | undefined
  readonly isPageHeading?: boolean | undefined
  readonly describedBy?: string | undefined
  /** 'group' where the boxes inside are text: some screen readers skip the description else. */
  readonly role?: 'group' | undefined
  readonly children: ReactNode
}

export const Fieldset = ({
  legend,
  legendSize = 'm',
  isPageHeading,
  describedBy,
  role,
  children,
}: FieldsetProps) => (
  <fieldset className="nhsuk-fieldset" role={role} aria-describedby={describedBy}>
    <legend className={`nhsuk-fieldset__legend nhsuk-fieldset__legend--${legendSize}`}>
      {isPageHeading ? <h1 className="nhsuk-fieldset__heading">{legend}</h1> : legend}
    </legend>
    {children}
  </fieldset>
)

/** A question whose answer is several controls: fieldset, hint, message. Radios, Checkboxes and DateInput stand in it. */
export function Question(props: FieldProps & { readonly role?: 'group'; readonly children: ReactNode }) {
  const { name, label, hint, error, labelSize, isPageHeading, role, children } = props
  const id = fieldId(name)
  return (
    <div className={classes('nhsuk-form-group', error !== undefined && 'nhsuk-form-group--error')}>
      <Fieldset
        legend={label}
        legendSize={labelSize}
        isPageHeading={isPageHeading}
        describedBy={idsOf(id, props)}
        role={role}
      >
        {hint !== undefined && <Hint id={id}>{hint}</Hint>}
        {error !== undefined && <ErrorMessage id={id}>{error}</ErrorMessage>}
        {children}
      </Fieldset>
    </div>
  )
}

export interface DateInputProps extends FieldProps {
  /** As typed, right or wrong: typedDate(day) or DateAnswer.typed. */
  readonly value?: TypedDate | undefined
}

/** Three boxes, posted as `name-day`, `name-month`, `name-year`; read them with dateOf(). */
export function DateInput(props: DateInputProps) {
  const { name, value, error } = props
  const id = fieldId(name)
  const boxes = [
    { part: 'day', label: 'Day', width: 2 },
    { part: 'month', label: 'Month', width: 2 },
    { part: 'year', label: 'Year', width: 4 },
  ] as const
  return (
    <Question {...props} role="group">
      <div className="nhsuk-date-input">
        {boxes.map(({ part, label, width }) => {
          const boxId = part === 'day' ? id : `${id}-${part}`
          return (
            <div className="nhsuk-date-input__item" key={part}>
              <div className="nhsuk-form-group">
                <label className="nhsuk-label nhsuk-date-input__label" htmlFor={boxId}>
                  {label}
                </label>
                <input
                  className={classes(
                    `nhsuk-input nhsuk-input--width-${width} nhsuk-date-input__input`,
                    error !== undefined && 'nhsuk-input--error',
                  )}
                  id={boxId}
                  name={`${name}-${part}`}
                  type="text"
                  inputMode="numeric"
                  autoComplete="off"
                  defaultValue={value?.[part]}
                />
              </div>
            </div>
          )
        })}
      </div>
    </Question>
  )
}
