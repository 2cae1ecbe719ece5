import type { ReactNode } from 'react'
import { ok, refuse } from '#core/kernel/result.ts'
import { EMERGENCY_MINUTES, REASON_KINDS } from '#core/sharing/emergency.ts'
import { header } from '#features/people/index.ts'
import type { Asker } from '#platform/commands/asker.ts'
import { formPages } from '#platform/drafts/form-page.tsx'
import { definePage, type FormAnswers, text } from '#platform/http/page.ts'
import {
  Button,
  box,
  clock,
  errorFor,
  type FieldError,
  Form,
  Link,
  Paragraph,
  Radios,
  TextArea,
  WarningCallout,
} from '#platform/ui/index.ts'
import { reviewers } from '../queries/reviewers.ts'
import { REASON_WORDS } from '../words.ts'
import { readWho, WhoFields } from './who-fields.tsx'

interface Facts {
  /** Null: looked for by what is known of them. */
  readonly personId: string | null
  /** Where the asker sees it. */
  readonly name: string | null
  readonly names: readonly string[]
}

const Told = ({ names }: { readonly names: readonly string[] }) => (
  <WarningCallout heading="Somebody looks at this afterwards">
    <p>
      {names.length === 0
        ? 'A named person reads what you write here within one working day.'
        : `${names.join(' or ')} reads what you write here within one working day.`}{' '}
      {`The record is open to you alone, for ${EMERGENCY_MINUTES} minutes at most, and the person can see that you opened it.`}
    </p>
  </WarningCallout>
)

const Why = ({
  answers,
  errors,
}: {
  readonly answers: FormAnswers
  readonly errors: readonly FieldError[]
}) => (
  <>
    <Radios
      name="kind"
      label="Why can it not wait?"
      value={text(answers, 'kind') || undefined}
      error={errorFor(errors, 'kind')}
      choices={REASON_KINDS.map((value) => ({ value, label: REASON_WORDS[value] }))}
    />
    <TextArea
      {...box(answers, errors, 'words')}
      label="What has happened?"
      hint="One sentence is enough"
      readers="you, and the privacy desk that looks at it again. The person can ask to read this."
    />
  </>
)

const pagesOf = (path: string, form: string) =>
  formPages<Facts>({
    path,
    form,
    command: 'emergency.open',
    async facts(ask, asker, request) {
      if (!asker.rights.includes('emergency.access')) return refuse('NOT_ALLOWED')
      const personId = request.params.id ?? null
      const [who, known] = await Promise.all([
        ask(reviewers, {}),
        personId === null || !asker.rights.includes('people.read') ? null : ask(header, { personId }),
      ])
      if (!who.ok) return who
      const shown = known?.ok && known.value?.state === 'shown' ? known.value.name : null
      return ok({ personId, name: shown, names: who.value.names })
    },
    title: () => 'Open a record in an emergency',
    // of somebody hidden and of nobody the same
    caption: ({ personId, name }) =>
      personId === null ? undefined : (name ?? 'The record that did not open'),
    back: () => ({ href: '/app/people', text: 'Back to people' }),
    fields: ({ personId, names }, answers, errors) => (
      <>
        <Paragraph>If somebody is in danger now, ring 999 first.</Paragraph>
        {personId === null && <WhoFields answers={answers} errors={errors} />}
        <Why answers={answers} errors={errors} />
        <Told names={names} />
      </>
    ),
    button: 'Open it now',
    fieldNames: {
      'who.nhsNumber': 'nhsNumber',
      'who.bornOn': 'born',
      'reason.words': 'words',
      'reason.kind': 'kind',
    },
    read(answers, { personId }, emergencyId) {
      const errors: FieldError[] = []
      const kind = REASON_KINDS.find((k) => k === text(answers, 'kind'))
      const words = text(answers, 'words')
      const who = readWho(answers)
      if (personId === null && who.error) errors.push(who.error)
      if (kind === undefined) errors.push({ field: 'kind', message: 'Choose why it cannot wait' })
      if (words.length < 10)
        errors.push({ field: 'words', message: 'Write what has happened, in ten letters or more' })
      if (errors.length > 0) return { errors }
      return {
        input: {
          emergencyId,
          who: personId !== null ? { by: 'id', personId } : { by: 'what is known', ...who.value },
          reason: { kind, words },
        },
      }
    },
    after: (_, made) => `/app/people/${made.personId}`,
  })

/** /app/emergency: by what is known of somebody. /app/people/:id/emergency: somebody whose page did not open. */
const open = [
  ...pagesOf('/app/emergency', 'emergency.open'),
  ...pagesOf('/app/people/:id/emergency', 'emergency.open-known'),
]

/** Closed before the hour is over, from the line above every page. */
const close = definePage({
  method: 'POST',
  path: '/app/emergency/close',
  access: 'signed in',
  async handle(request) {
    const done = await request.act('emergency.close', text(request.form, 'commandId') || request.newId(), {
      emergencyId: text(request.form, 'emergencyId'),
      personId: text(request.form, 'personId'),
    })
    // over in the meantime is what was asked for
    return done.ok || done.refusal.code === 'EMERGENCY_OVER' ? ok({ goTo: '/app' }) : done
  },
})

/** The line above every page of whoever has a record open in an emergency, until it is closed. */
export const emergencyBanners = (asker: Asker): readonly ReactNode[] =>
  (asker.emergencies ?? []).map((e) => (
    <Form key={e.id} action="/app/emergency/close" hidden={{ emergencyId: e.id, personId: e.personId }}>
      <p>
        <strong>{`A record is open to you in an emergency until ${clock(e.untilAt)}.`}</strong>{' '}
        {'What you look at is looked at afterwards. '}
        <Link href={`/app/people/${e.personId}`}>Go to the record</Link>
      </p>
      <Button variant="secondary">Close it now</Button>
    </Form>
  ))

export const emergencyPages = [...open, close]
