import { isId } from '#core/kernel/ids.ts'
import { ok, type Result, refuse } from '#core/kernel/result.ts'
import type { Support, SupportLine } from '#core/place/supports.ts'
import type { Asker } from '#platform/commands/asker.ts'
import type { Ask } from '#platform/commands/door.ts'
import { formPages } from '#platform/drafts/form-page.tsx'
import type { PageRequest } from '#platform/http/page.ts'
import {
  box,
  dayAndClock,
  Heading,
  Link,
  Paragraph,
  SummaryList,
  Tag,
  TextArea,
  textOf,
} from '#platform/ui/index.ts'
import { type SupportsShown, supportsOfStay } from '../queries/supports.ts'

interface Facts extends SupportsShown {
  readonly mayOverride: boolean
}

async function facts(ask: Ask, asker: Asker, request: PageRequest): Promise<Result<Facts>> {
  const stayId = request.params.id ?? ''
  if (!isId(stayId)) return refuse('NOT_FOUND_OR_NOT_YOURS')
  const found = await ask(supportsOfStay, { stayId })
  if (!found.ok) return found
  return found.value?.ours
    ? ok({ ...found.value, mayOverride: asker.rights.includes('supports.override') })
    : refuse('NOT_FOUND_OR_NOT_YOURS')
}

const WORDS: Readonly<Record<Support, string>> = {
  lead: 'A lead by name',
  'first contact': 'First contact booked',
  home: 'Where home is, or that there is no fixed address',
  'plan shared': 'The plan has reached everyone named in it',
  medicines: 'Medicines until the next prescriber',
  substitution: 'Opioid substitution with no day uncovered',
}
/** Where each is put right. */
const clearedAt = (f: Facts, support: Support): { readonly href: string; readonly text: string } | null =>
  support === 'lead'
    ? { href: `/app/people/${f.personId}/lead`, text: 'See who leads' }
    : support === 'first contact'
      ? { href: `/app/stays/${f.stayId}/book`, text: 'Book the first contact' }
      : support === 'home'
        ? { href: `/app/stays/${f.stayId}/tell`, text: 'Say where home is' }
        : support === 'plan shared'
          ? { href: `/app/people/${f.personId}/plan`, text: 'See the plan, and who has it' }
          : null

const State = ({ line, facts: f }: { readonly line: SupportLine; readonly facts: Facts }) =>
  line.state === 'in place' ? (
    <Tag colour="green">In place</Tag>
  ) : line.state === 'open' ? (
    <>
      <Tag colour="orange">Open</Tag>
      {clearedAt(f, line.support) && (
        <>
          {' '}
          <Link href={clearedAt(f, line.support)?.href ?? ''}>{clearedAt(f, line.support)?.text}</Link>
        </>
      )}
    </>
  ) : (
    <>Not watched by this version. Ask the ward pharmacist.</>
  )

const anyOpen = (f: SupportsShown): boolean => f.lines.some((l) => l.state === 'open')

/** /app/stays/:id/supports: what somebody needs on the day of leaving. It never holds up leaving. */
export const supportsPages = formPages<Facts>({
  facts,
  path: '/app/stays/:id/supports',
  form: 'stay.supports-in-place',
  command: 'stay.supports-in-place',
  title: () => 'Supports in place',
  caption: (f) => f.name ?? undefined,
  back: () => ({ href: '/app/leaving', text: 'Back to leaving hospital' }),
  readers: 'this ward, and every service that supports them now and may see where they stay.',
  button: 'Say that supports are in place',
  overtaken: ['SUPPORTS_STAY_ENDED'],
  opens: (f) => !f.ended,
  fieldNames: { overrideReason: 'overrideReason' },
  fields: (f, answers, errors) => (
    <>
      <SummaryList
        rows={f.lines.map((l) => ({ key: WORDS[l.support], value: <State line={l} facts={f} /> }))}
      />
      <Paragraph>
        This does not hold up leaving: what is open when they leave stands on the board from that minute.
      </Paragraph>
      {anyOpen(f) && f.mayOverride && (
        <TextArea
          {...box(answers, errors, 'overrideReason')}
          label="Why do supports count as in place while something is open?"
          hint="With your name. A colleague takes a second look within one working day, and so does the team that leads after leaving or is asked to; both read what you write here."
          rows={3}
          maxCharacters={1000}
        />
      )}
      {anyOpen(f) && !f.mayOverride && (
        <Paragraph>While something is open, only the ward manager can say so.</Paragraph>
      )}
    </>
  ),
  below: (f) =>
    f.said.length === 0 ? null : (
      <>
        <Heading level={2}>Said before</Heading>
        <ul className="nhsuk-list nhsuk-list--bullet">
          {f.said.map((s) => (
            <li key={s.id}>
              {`${s.by ?? 'A colleague'}, ${dayAndClock(s.at)}: ${
                s.openThen.length === 0
                  ? 'in place.'
                  : `in place, with something open (${s.openThen.map((o) => WORDS[o]).join(', ')}). ${s.reason ?? ''}`
              }`}
            </li>
          ))}
        </ul>
      </>
    ),
  read(answers, f, commandId) {
    const reason = textOf(answers, 'overrideReason')
    if (reason.length > 1000)
      return { errors: [{ field: 'overrideReason', message: 'Use 1,000 characters at most' }] }
    return {
      input: {
        stayId: f.stayId,
        personId: f.personId,
        inPlaceId: commandId,
        overrideReason: reason === '' ? null : reason,
      },
    }
  },
  after: () => '/app/leaving?said=supports',
})
