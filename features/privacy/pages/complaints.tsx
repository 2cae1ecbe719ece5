import { ok, refuse } from '#core/kernel/result.ts'
import { formPages } from '#platform/drafts/form-page.tsx'
import { text } from '#platform/http/page.ts'
import {
  box,
  clockAndDay,
  dayAndClock,
  errorFor,
  type FieldError,
  Link,
  Paragraph,
  Radios,
  SummaryList,
  TextArea,
} from '#platform/ui/index.ts'
import { type ComplaintShown, complaint } from '../queries/complaints.ts'
import { RAISED_BY } from '../words.ts'
import { readWho, WhoFields } from './who-fields.tsx'

const BACK = { href: '/app/audit', text: 'Back to the privacy desk' }

/** /app/audit/complaints/new: somebody complains about who looked at a record. */
const open = formPages<{ readonly taskId: string }>({
  path: '/app/audit/complaints/new',
  form: 'complaint.open',
  command: 'complaint.open',
  facts: async (_ask, asker, request) =>
    asker.rights.includes('privacy.desk') ? ok({ taskId: request.newId() }) : refuse('NOT_ALLOWED'),
  title: () => 'Somebody complains about who looked',
  back: () => BACK,
  fields: (_facts, answers, errors) => (
    <>
      <Paragraph>
        Whose record is it? Give the NHS number and the birth date or family name, or the full name and the
        birth date. Once you save, their name and who has looked open to you, until you write down what you
        found.
      </Paragraph>
      <WhoFields answers={answers} errors={errors} />
      <Radios
        name="raisedBy"
        label="Who complains?"
        value={text(answers, 'raisedBy') || undefined}
        error={errorFor(errors, 'raisedBy')}
        choices={RAISED_BY.map((value) => ({ value, label: value[0]?.toUpperCase() + value.slice(1) }))}
      />
      <TextArea
        {...box(answers, errors, 'words')}
        label="What do they complain about?"
        hint="In their own words where you can"
        readers="the privacy desk of your organisation. The person can ask to read this."
      />
    </>
  ),
  button: 'Write it down and look',
  fieldNames: { 'who.nhsNumber': 'nhsNumber', 'who.bornOn': 'born' },
  read(answers, { taskId }, complaintId) {
    const who = readWho(answers)
    const raisedBy = RAISED_BY.find((r) => r === text(answers, 'raisedBy'))
    const words = text(answers, 'words')
    const errors: FieldError[] = [
      ...(who.error ? [who.error] : []),
      ...(raisedBy === undefined ? [{ field: 'raisedBy', message: 'Choose who complains' }] : []),
      ...(words.length < 10
        ? [{ field: 'words', message: 'Write what they complain about, in ten letters or more' }]
        : []),
    ]
    return errors.length > 0
      ? { errors }
      : { input: { complaintId, taskId, who: who.value, raisedBy, words } }
  },
  after: (_, made) => `/app/audit/complaints/${made.complaintId}`,
})

const Facts = ({ c }: { readonly c: ComplaintShown }) => (
  <SummaryList
    rows={[
      {
        key: 'Of whom',
        value: (
          <>
            {c.name ?? 'Name not open to you'}
            {c.name !== null && (
              <span className="tc-under">
                <Link href={`/app/audit/people/${c.personId}`}>Who has looked</Link>
              </span>
            )}
          </>
        ),
      },
      { key: 'Who complains', value: c.raisedBy },
      { key: 'What about', value: c.words },
      { key: 'Written down', value: `${c.openedBy}, ${clockAndDay(c.openedAt)}` },
      { key: 'Answer them by', value: dayAndClock(c.dueAt) },
      ...(c.closedAt === null
        ? []
        : [{ key: 'What was found', value: `${c.found} (${c.closedBy}, ${clockAndDay(c.closedAt)})` }]),
    ]}
  />
)

/** /app/audit/complaints/:id: one of them, who has looked, and what was found. */
const one = formPages<ComplaintShown>({
  path: '/app/audit/complaints/:id',
  form: 'complaint.close',
  command: 'complaint.close',
  async facts(ask, _asker, request) {
    const found = await ask(complaint, { complaintId: request.params.id ?? '' })
    if (!found.ok) return found
    return found.value === null ? refuse('NOT_FOUND_OR_NOT_YOURS') : ok(found.value)
  },
  title: () => 'A complaint about who looked',
  back: () => BACK,
  instead: (c) => (c.closedAt === null ? null : <Facts c={c} />),
  fields: (c, answers, errors) => (
    <>
      <Facts c={c} />
      <TextArea
        {...box(answers, errors, 'found')}
        label="What did you find, and what did you tell them?"
        readers="the privacy desk of your organisation. The person can ask to read this."
      />
      <Paragraph>Once you save, the complaint is closed, and so is the name to you.</Paragraph>
    </>
  ),
  button: 'Write down what I found',
  read(answers, { id }) {
    const found = text(answers, 'found')
    return found.length < 10
      ? { errors: [{ field: 'found', message: 'Write what you found, in ten letters or more' }] }
      : { input: { complaintId: id, found } }
  },
  after: () => '/app/audit?said=found',
})

export const complaintPages = [...open, ...one]
