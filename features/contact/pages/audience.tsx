import type { NoteAudiences } from '#features/sharing/index.ts'
import type { FormAnswers } from '#platform/http/page.ts'
import { Radios, textOf } from '#platform/ui/index.ts'

/** Who reads a note: each choice names its readers, so that the line is right with scripts and without. */
export const AudienceChoice = ({
  seenBy,
  answers,
}: {
  readonly seenBy: NoteAudiences
  readonly answers: FormAnswers
}) => (
  <Radios
    name="audience"
    label="Who reads this note?"
    labelSize="s"
    small
    value={textOf(answers, 'audience') || seenBy.first}
    choices={[
      { value: 'shared', label: 'Everyone the person shares with', hint: `Seen by: ${seenBy.shared}` },
      { value: 'own team', label: 'My team only', hint: `Seen by: ${seenBy.ownTeam}` },
    ]}
  />
)

/** The line under the box above that choice. */
export const READERS_CHOSEN = 'whoever you choose below.'
