import { ok } from '#core/kernel/result.ts'
import { errorOfRefusal, isForForm } from '#platform/drafts/after-refusal.ts'
import { definePage, type PageRequest, text } from '#platform/http/page.ts'
import {
  clockAndDay,
  count,
  ErrorSummary,
  type FieldError,
  Heading,
  InsetText,
  Link,
  Paragraph,
  PostButton,
} from '#platform/ui/index.ts'
import { type CopyShown, copiesOfMine, copyOfMine } from '../queries/copy.ts'

const BOX = 'copy-text'
const BACK = { href: '/app/visits', text: 'Back to my visits' }

/** One press: what I recorded since my last copy, as a block. */
export const CopyButton = ({ commandId }: { readonly commandId: string }) => (
  <PostButton action="/app/copy" variant="secondary" hidden={{ commandId }}>
    Copy for the trust’s record
  </PostButton>
)

const list = (request: PageRequest, errors: readonly FieldError[] = [], status?: number) =>
  request.see(async (ask) => {
    const copies = await ask(copiesOfMine, {})
    if (!copies.ok) return copies
    const newest = errors.length > 0 ? copies.value[0] : undefined
    return ok({
      show: {
        title: 'Copies for the trust’s record',
        back: BACK,
        ...(status === undefined ? {} : { status }),
        body: (
          <>
            <ErrorSummary errors={errors} />
            <Heading level={1}>Copies for the trust’s record</Heading>
            <Paragraph>
              What you recorded since your last copy, as one block to paste, so that nobody types it twice.
            </Paragraph>
            {newest && (
              <InsetText>
                <p>
                  Nothing new is there to copy.{' '}
                  <Link href={`/app/copy/${newest.id}`}>Open your newest copy again</Link>, of{' '}
                  {clockAndDay(newest.fromAt)} to {clockAndDay(newest.untilAt)}.
                </p>
              </InsetText>
            )}
            <CopyButton commandId={request.newId()} />
            <Heading level={2}>Copies so far</Heading>
            {copies.value.length === 0 ? (
              <Paragraph>You have made none. The first one reaches back a week.</Paragraph>
            ) : (
              <ul className="nhsuk-list">
                {copies.value.map((c) => (
                  <li key={c.id}>
                    <Link href={`/app/copy/${c.id}`}>
                      {`${clockAndDay(c.fromAt)} to ${clockAndDay(c.untilAt)}`}
                    </Link>
                  </li>
                ))}
              </ul>
            )}
          </>
        ),
      },
    })
  })

const listPage = definePage({
  method: 'GET',
  path: '/app/copy',
  access: 'signed in',
  handle: (request) => list(request),
})

const mark = definePage({
  method: 'POST',
  path: '/app/copy',
  access: 'signed in',
  async handle(request) {
    const commandId = text(request.form, 'commandId')
    const done = await request.act('contact.mark-copy', commandId, { copyId: commandId })
    if (done.ok) return ok({ goTo: `/app/copy/${String(done.value.made.copyId)}` })
    return isForForm(done.refusal) ? list(request, [errorOfRefusal(done.refusal)], 409) : done
  },
})

const one = definePage({
  method: 'GET',
  path: '/app/copy/:id',
  access: 'signed in',
  handle: (request) =>
    request.see(async (ask) => {
      const found = await ask(copyOfMine, { copyId: request.params.id ?? '' })
      if (!found.ok) return found
      return ok({
        show: {
          title: 'A copy for the trust’s record',
          back: { href: '/app/copy', text: 'Back to the copies so far' },
          scripts: ['copy.js'],
          body: <Copy copy={found.value} />,
        },
      })
    }),
})

const Copy = ({ copy }: { readonly copy: CopyShown }) => (
  <>
    <Heading level={1} caption={`${clockAndDay(copy.fromAt)} to ${clockAndDay(copy.untilAt)}`}>
      A copy for the trust’s record
    </Heading>
    <Paragraph>
      {`${count(copy.entries, 'record')} about ${count(copy.people, 'person', 'people')}, only what you recorded yourself. It is read anew each time: what was corrected since stands corrected.`}
    </Paragraph>
    {copy.leftOut > 0 && (
      <InsetText>
        <p>
          {`${count(copy.leftOut, 'record is', 'records are')} left out: kept for your own team, or of drug and alcohol. Such a record goes into no other one from here.`}
        </p>
      </InsetText>
    )}
    <div className="nhsuk-form-group tc-copy">
      <label className="nhsuk-label" htmlFor={BOX}>
        The text to paste
      </label>
      <textarea
        className="nhsuk-textarea"
        id={BOX}
        name={BOX}
        rows={24}
        readOnly
        spellCheck={false}
        defaultValue={copy.text}
      />
    </div>
    <button type="button" className="nhsuk-button" data-copy={BOX} hidden>
      Copy the text
    </button>
    <p id={`${BOX}-said`} role="status" />
  </>
)

export const copyPages = [listPage, mark, one]
