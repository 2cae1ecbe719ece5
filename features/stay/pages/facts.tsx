import type { Stay, StayFacts } from '#core/place/stay.ts'
import type { FormAnswers } from '#platform/http/page.ts'
import { box, errorFor, type FieldError, Radios, TextArea, TextInput, textOf } from '#platform/ui/index.ts'

type Facts = Pick<StayFacts, 'homeArea' | 'distance' | 'reason'>

/** The three facts of a stay as form answers, for a form that nobody has typed in yet. */
export const factAnswers = (stay: Stay): FormAnswers => ({
  home: stay.homeArea === 'not known' ? 'not-known' : stay.homeArea === 'no fixed address' ? 'none' : 'area',
  homeArea: typeof stay.homeArea === 'object' ? stay.homeArea.area : '',
  miles: stay.distance === 'not known' ? '' : String(stay.distance.miles),
  reason: stay.reason === 'not known' ? '' : stay.reason.words,
})

interface FactsProps {
  readonly answers: FormAnswers
  readonly errors: readonly FieldError[]
}

/** What the ward says of a stay; everything may stay "not known", and is then a task. */
export const FactFields = ({ answers, errors }: FactsProps) => (
  <>
    <Radios
      name="home"
      label="Where is home?"
      value={textOf(answers, 'home') || undefined}
      error={errorFor(errors, 'home')}
      choices={[
        {
          value: 'area',
          label: 'A known area',
          conditional: (
            <TextInput
              {...box(answers, errors, 'homeArea')}
              label="First part of the postcode, or the name of the place"
              width={20}
              spellCheck={false}
            />
          ),
        },
        { value: 'none', label: 'No fixed address' },
        { value: 'not-known', label: 'Not known yet' },
      ]}
    />
    <TextInput
      {...box(answers, errors, 'miles')}
      label="How many miles is this ward from home?"
      hint="Leave this empty if it is not known yet"
      width={5}
      inputMode="decimal"
    />
    <TextArea
      {...box(answers, errors, 'reason')}
      label="Why is the person in this place, and not nearer home?"
      hint="Leave this empty if it is not known yet"
      rows={3}
      maxCharacters={500}
      readers="this ward, and everyone whom the person lets see where they stay."
    />
  </>
)

/** The typed facts. Nothing typed is "not known"; nothing is rounded or guessed. */
export function factsFrom(answers: FormAnswers): {
  readonly facts: Facts
  readonly errors: readonly FieldError[]
} {
  const errors: FieldError[] = []
  const [home, area, miles, reason] = ['home', 'homeArea', 'miles', 'reason'].map((name) =>
    textOf(answers, name),
  ) as [string, string, string, string]
  if (home === 'area' && (area === '' || area.length > 200))
    errors.push({ field: 'homeArea', message: 'Enter the area, like NS4 or Northside' })
  if (miles !== '' && !/^\d{1,4}(\.\d)?$/.test(miles))
    errors.push({ field: 'miles', message: 'Enter the miles as a number, like 12 or 12.5' })
  else if (Number(miles) > 1000) errors.push({ field: 'miles', message: 'Enter at most 1,000 miles' })
  if (reason.length > 500) errors.push({ field: 'reason', message: 'Use 500 characters at most' })
  return {
    errors,
    facts: {
      homeArea: home === 'area' ? { area } : home === 'none' ? 'no fixed address' : 'not known',
      distance: miles === '' ? 'not known' : { miles: Number(miles) },
      reason: reason === '' ? 'not known' : { words: reason },
    },
  }
}
