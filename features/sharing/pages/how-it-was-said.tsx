import { type FormAnswers, text } from '#platform/http/page.ts'
import { Radios, TextInput } from '#platform/ui/index.ts'

/** How an answer about sharing was given, and who was there: asked alike with an answer and with a stop. */
export const HowItWasSaid = ({ answers }: { readonly answers: FormAnswers }) => (
  <>
    <Radios
      name="how"
      label="How was it said?"
      labelSize="s"
      small
      value={text(answers, 'how') || 'spoken'}
      choices={[
        { value: 'spoken', label: 'Spoken' },
        { value: 'signed', label: 'Signed' },
        { value: 'by letter', label: 'By letter' },
      ]}
    />
    <TextInput
      name="whoWasThere"
      label="Who was there?"
      hint="Leave it empty for “Not known yet”."
      value={text(answers, 'whoWasThere')}
    />
  </>
)
