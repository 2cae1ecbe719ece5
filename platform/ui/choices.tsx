import { Fragment, type ReactNode } from 'react'
import { classes, fieldId } from './field-names.ts'
import { type FieldProps, Question } from './fields.tsx'

export interface Choice {
  readonly value: string
  readonly label: ReactNode
  readonly hint?: ReactNode
  /**
   * Questions shown only while this choice is taken.
   * Why by our stylesheet and not by the NHS module: that one sets aria-expanded on radios, which ARIA does not allow.
   */
  readonly conditional?: ReactNode
  /** A word between choices, above this one: "or". */
  readonly dividerAbove?: string | undefined
  /** Checkboxes only: "None of these" unticks the others. */
  readonly exclusive?: boolean | undefined
  readonly disabled?: boolean | undefined
}

export interface RadiosProps extends FieldProps {
  readonly choices: readonly Choice[]
  readonly value?: string | undefined
  /** Side by side; two or three short choices only. */
  readonly inline?: boolean | undefined
  readonly small?: boolean | undefined
}

export const Radios = (props: RadiosProps) => (
  <Question {...props} labelSize={props.labelSize ?? 'm'}>
    <Choices {...props} kind="radio" taken={props.value === undefined ? [] : [props.value]} />
  </Question>
)

export interface CheckboxesProps extends FieldProps {
  readonly choices: readonly Choice[]
  readonly values?: readonly string[] | undefined
  readonly small?: boolean | undefined
}

export const Checkboxes = (props: CheckboxesProps) => (
  <Question {...props} labelSize={props.labelSize ?? 'm'}>
    <Choices {...props} kind="checkbox" taken={props.values ?? []} />
  </Question>
)

interface ChoicesProps {
  readonly kind: 'radio' | 'checkbox'
  readonly name: string
  readonly choices: readonly Choice[]
  readonly taken: readonly string[]
  readonly inline?: boolean | undefined
  readonly small?: boolean | undefined
}

function Choices({ kind, name, choices, taken, inline, small }: ChoicesProps) {
  const block = kind === 'radio' ? 'nhsuk-radios' : 'nhsuk-checkboxes'
  return (
    <div
      className={classes(block, inline && `${block}--inline`, small && `${block}--small`)}
      data-module={block}
    >
      {choices.map((choice, i) => {
        const id = i === 0 ? fieldId(name) : `${fieldId(name)}-${i + 1}`
        return (
          <Fragment key={choice.value}>
            {choice.dividerAbove && <div className={`${block}__divider`}>{choice.dividerAbove}</div>}
            <div className={`${block}__item`}>
              <input
                className={`${block}__input`}
                id={id}
                name={name}
                type={kind}
                value={choice.value}
                defaultChecked={taken.includes(choice.value)}
                disabled={choice.disabled}
                data-behaviour={choice.exclusive ? 'exclusive' : undefined}
                aria-describedby={choice.hint !== undefined ? `${id}-item-hint` : undefined}
              />
              <label className={`nhsuk-label ${block}__label`} htmlFor={id}>
                {choice.label}
              </label>
              {choice.hint !== undefined && (
                <div className={`nhsuk-hint ${block}__hint`} id={`${id}-item-hint`}>
                  {choice.hint}
                </div>
              )}
            </div>
            {choice.conditional && (
              <div className={`${block}__conditional`} id={`conditional-${id}`}>
                {choice.conditional}
              </div>
            )}
          </Fragment>
        )
      })}
    </div>
  )
}
