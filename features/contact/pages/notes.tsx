import { formPages } from '#platform/drafts/form-page.tsx'
import type { FormAnswers } from '#platform/http/page.ts'
import { box, type FieldError, HiddenFields, InsetText, Link, TextArea, textOf } from '#platform/ui/index.ts'
import { AudienceChoice, READERS_CHOSEN } from './audience.tsx'
import { backToContact, contactDone, idsOf, nameOf, ourSheet, type SheetFacts } from './facts.ts'

interface NoteFacts extends SheetFacts {
  readonly corrects: string
}
/** Which note is corrected comes with the address and travels in the form. */
const noteFacts = async (...[ask, asker, request]: Parameters<typeof ourSheet>) => {
  const found = await ourSheet(ask, asker, request)
  const posted = request.form.corrects
  const corrects = typeof posted === 'string' ? posted : (request.query.corrects ?? '')
  return found.ok ? { ok: true as const, value: { ...found.value, corrects } } : found
}
const noteShape = {
  caption: nameOf,
  back: backToContact,
  after: contactDone,
  facts: noteFacts,
  title: (f: NoteFacts) => (f.corrects === '' ? 'Add a note' : 'Correct a note'),
  button: 'Save the note',
  start: (f: NoteFacts): FormAnswers => ({
    text: f.sheet.notes.find((n) => n.id === f.corrects)?.body ?? '',
  }),
  fieldNames: { text: 'text', why: 'why' },
  fields: (f: NoteFacts, answers: FormAnswers, errors: readonly FieldError[]) => {
    const before = f.sheet.notes.find((n) => n.id === f.corrects)
    return (
      <>
        {before && (
          <InsetText>
            <p className="tc-typed">{before.body}</p>
            <p>This text is kept and stays to be seen.</p>
          </InsetText>
        )}
        <TextArea
          {...box(answers, errors, 'text')}
          label={before ? 'The note as it should be' : 'Note'}
          readers={before ? (before.ownTeam ? f.seenBy.ownTeam : f.seenBy.shared) : READERS_CHOSEN}
        />
        {before ? (
          <TextArea
            {...box(answers, errors, 'why')}
            label="Why is it corrected?"
            rows={2}
            readers={before.ownTeam ? f.seenBy.ownTeam : f.seenBy.shared}
          />
        ) : (
          <AudienceChoice seenBy={f.seenBy} answers={answers} />
        )}
        <HiddenFields values={{ corrects: f.corrects }} />
      </>
    )
  },
}
/** The note that stands now where several corrections followed one another. */
function newestOf(f: NoteFacts) {
  let id = f.corrects
  for (;;) {
    const next = f.sheet.notes.find((n) => n.correctsId === id)
    if (!next) return f.sheet.notes.find((n) => n.id === id)
    id = next.id
  }
}

const writeNote = formPages<NoteFacts>({
  ...noteShape,
  path: '/app/contacts/:id/note',
  form: 'note.write',
  command: 'note.write',
  read: (answers, f, commandId) => {
    const text = textOf(answers, 'text')
    if (text === '') return { errors: [{ field: 'text', message: 'Write the note' }] }
    return {
      input: {
        ...idsOf(f),
        noteId: commandId,
        text,
        audience: textOf(answers, 'audience') || f.seenBy.first,
      },
    }
  },
})
const correctNote = formPages<NoteFacts>({
  ...noteShape,
  path: '/app/contacts/:id/note-correction',
  form: 'note.correct',
  command: 'note.correct',
  // the draft is about the contact, so what was typed stands in the form of the newer note too
  says: (f) => {
    const newest = newestOf(f)
    return (
      newest && (
        <>
          <p className="tc-typed">{newest.body}</p>
          <p>
            <Link href={`/app/contacts/${f.sheet.contact.id}/note-correction?corrects=${newest.id}`}>
              Correct that text instead
            </Link>
            . What you typed is kept.
          </p>
        </>
      )
    )
  },
  read: (answers, f, commandId) => {
    const [text, why] = [textOf(answers, 'text'), textOf(answers, 'why')]
    const errors: FieldError[] = [
      ...(text === '' ? [{ field: 'text', message: 'Write the note' }] : []),
      ...(why === '' ? [{ field: 'why', message: 'Say why it is corrected' }] : []),
    ]
    return errors.length > 0
      ? { errors }
      : {
          input: { personId: f.sheet.contact.personId, noteId: commandId, correctsId: f.corrects, text, why },
        }
  },
})

/** Notes at a contact, and their corrections. */
export const notePages = [...writeNote, ...correctNote]
