import { ok, refuse } from '#core/kernel/result.ts'
import { dayOf } from '#core/kernel/time.ts'
import { formPages } from '#platform/drafts/form-page.tsx'
import { definePage, text } from '#platform/http/page.ts'
import { NOT_LET_IN } from '#platform/identity/openid/pages.tsx'
import {
  Button,
  ButtonGroup,
  box,
  dayAndClock,
  dayWithoutWeekday,
  EmptyState,
  errorFor,
  type FieldError,
  Heading,
  Link,
  Paragraph,
  PostButton,
  Radios,
  SuccessBanner,
  SummaryList,
  Table,
  Tag,
  TextArea,
  TextInput,
  WarningCallout,
} from '#platform/ui/index.ts'
import { type SignIn, type SignInSettings, signInSettings } from '../queries/sign-in.ts'

const PATH = '/app/organisations/:id/sign-in'
const at = (organisationId: string) => PATH.replace(':id', organisationId)

const DONE: Readonly<Record<string, string>> = {
  saved: 'The settings are saved. Nobody is sent there yet: test them first.',
  ended: 'Nobody is sent to that sign-in any more.',
  parted: 'The account is parted from the staff member, and their sessions and passkeys have ended.',
}

const declared = (by: string | null, on: SignInSettings['changedAt'] | null): string =>
  `${by ?? 'Somebody'} declared this on ${on === null ? 'a day that is not known' : dayWithoutWeekday(dayOf(on))}`

const secondFactorSaid = (s: SignInSettings): string => {
  if (s.secondFactorProof === 'declared')
    return `Always asked for by the provider. ${declared(s.secondFactorDeclaredBy, s.secondFactorDeclaredAt)}.`
  return `When ${s.secondFactorProof === 'amr' ? 'amr has' : 'acr is'} ${s.secondFactorValues.join(' or ')}`
}

const emailSaid = (s: SignInSettings): string =>
  s.emailProof === 'declared'
    ? `The provider gives no other addresses. ${declared(s.emailDeclaredBy, s.emailDeclaredAt)}.`
    : 'When email_verified is true'

/** What a test found, for whoever set it; the words of NOT_LET_IN are for staff who are stopped at it. */
const FOUND: Readonly<Partial<Record<string, string>>> = {
  'no secret':
    'The server holds no secret of that name for this issuer. Whoever runs this installation puts it there; then test again.',
  unreachable: 'The provider did not answer. Check the issuer and the other hosts, then test again.',
  'no second factor':
    'The provider let you through without the proof of a second factor that is set here. Check the methods or levels that count.',
  'address not proved':
    'The provider did not prove a work email in the domains that are set here. Check both, then test again.',
}

function Tested({ s }: { readonly s: SignInSettings }) {
  if (s.testedVersion !== s.version || s.testedAt === null)
    return (
      <>
        <Tag colour="yellow">Not tested</Tag> Nobody is sent there before a test has gone through.
      </>
    )
  const when = dayAndClock(s.testedAt)
  if (s.testedOutcome === 'ok') return <>{`Went through, ${when}. Staff are sent there.`}</>
  const found = s.testedOutcome ?? 'not sound'
  const why = FOUND[found] ?? NOT_LET_IN[found as keyof typeof NOT_LET_IN]
  return (
    <>
      <Tag colour="orange">Failed</Tag> {`${when}. ${why ?? ''}`}
    </>
  )
}

function Settings({ found }: { readonly found: SignIn }) {
  const s = found.settings
  const here = at(found.organisationId)
  if (!s)
    return (
      <EmptyState
        why="This organisation has no sign-in of its own here: its staff use a password and a code."
        fill="With one, staff type their work email and go on to the sign-in they know."
        action={{ href: `${here}/change`, text: 'Set up the organisation’s own sign-in' }}
      />
    )
  return (
    <>
      <SummaryList
        rows={[
          { key: 'Test', value: <Tested s={s} /> },
          { key: 'Issuer', value: <span className="tc-typed">{s.issuer}</span> },
          { key: 'Client id', value: <span className="tc-typed">{s.clientId}</span> },
          { key: 'Name of the secret', value: s.secretName },
          { key: 'Email domains', value: s.emailDomains.join(', ') },
          { key: 'Other hosts', value: s.otherHosts.join(', ') || 'None' },
          { key: 'Proof of a second factor', value: secondFactorSaid(s) },
          { key: 'Proof of the work email', value: emailSaid(s) },
          { key: 'Changed', value: `${s.changedBy}, ${dayAndClock(s.changedAt)}` },
        ]}
      />
      <PostButton action={`${here}/test`}>Test the sign-in</PostButton>
      <ButtonGroup>
        <Button href={`${here}/change`} variant="secondary">
          Change the settings
        </Button>
        <Button href={`${here}/end`} variant="secondary">
          End it
        </Button>
      </ButtonGroup>
    </>
  )
}

const show = definePage({
  method: 'GET',
  path: PATH,
  access: 'signed in',
  handle: (request) =>
    request.see(async (ask) => {
      const found = await ask(signInSettings, { organisationId: request.params.id ?? '' })
      if (!found.ok) return found
      if (!found.value) return refuse('NOT_FOUND_OR_NOT_YOURS')
      const { organisation, organisationId, linked, settings } = found.value
      const done = DONE[request.query.done ?? '']
      return ok({
        show: {
          title: `Sign-in settings, ${organisation}`,
          list: { name: 'signed-in-there', caption: 'Staff with an account there' },
          back: { href: `/app/organisations/${organisationId}`, text: `Back to ${organisation}` },
          body: (
            <>
              {done && <SuccessBanner heading={done} />}
              <Heading level={1} caption={organisation}>
                Sign-in settings
              </Heading>
              <Paragraph>
                Staff whose work email is in the organisation’s domains sign in through its own provider.
                Nobody is let in without proof of a second factor. The secret of the connection is not kept
                here: whoever runs this installation puts it on the server.
              </Paragraph>
              <Settings found={found.value} />
              {(settings !== null || linked.length > 0) && (
                <>
                  <Heading level={2}>Staff who have signed in this way</Heading>
                  <Table
                    caption="Staff with an account there"
                    captionHidden
                    columns={[
                      { head: 'Staff member', isRowName: true, cell: (l) => l.name },
                      { head: 'Since', cell: (l) => dayAndClock(l.linkedAt) },
                      {
                        head: 'Change',
                        headHidden: true,
                        cell: (l) => (
                          <Link
                            href={`${at(organisationId)}/part/${l.staffId}`}
                            hiddenWords={`for ${l.name}`}
                          >
                            Part from the account
                          </Link>
                        ),
                      },
                    ]}
                    rows={linked}
                    rowKey={(l) => l.staffId}
                    empty={
                      <EmptyState
                        why="Nobody has signed in this way yet."
                        fill="A staff member stands here after the first time."
                      />
                    }
                  />
                </>
              )}
            </>
          ),
        },
      })
    }),
})

const lines = (typed: string): string[] =>
  typed
    .split(/[\s,;]+/)
    .map((line) => line.toLowerCase().replace(/^@/, ''))
    .filter((line) => line !== '')
const words = (typed: string): string[] => typed.split(/[\s,;]+/).filter((word) => word !== '')

const facts = async (
  ask: Parameters<Parameters<typeof formPages<SignIn>>[0]['facts']>[0],
  organisationId: string,
) => {
  const found = await ask(signInSettings, { organisationId })
  if (!found.ok) return found
  return found.value ? ok(found.value) : refuse('NOT_FOUND_OR_NOT_YOURS')
}

const change = formPages<SignIn>({
  path: `${PATH}/change`,
  form: 'sign-in.set-provider',
  command: 'sign-in.set-provider',
  facts: (ask, _asker, request) => facts(ask, request.params.id ?? ''),
  title: () => 'Set how staff sign in',
  caption: (f) => f.organisation,
  back: (f) => ({ href: at(f.organisationId), text: 'Back to sign-in settings' }),
  version: (f) => f.settings?.version,
  says: ({ settings: s }) =>
    s && (
      <p>{`${s.changedBy} saved ${s.issuer} for ${s.emailDomains.join(', ')} on ${dayAndClock(s.changedAt)}.`}</p>
    ),
  start({ settings: s }): Record<string, string> {
    if (!s) return { secondFactorProof: 'amr', amrValues: 'mfa', emailProof: 'verified' }
    return {
      issuer: s.issuer,
      clientId: s.clientId,
      secretName: s.secretName,
      emailDomains: s.emailDomains.join('\n'),
      otherHosts: s.otherHosts.join('\n'),
      secondFactorProof: s.secondFactorProof,
      ...(s.secondFactorProof === 'declared'
        ? {}
        : { [`${s.secondFactorProof}Values`]: s.secondFactorValues.join(' ') }),
      emailProof: s.emailProof,
    }
  },
  fields: (_f, answers, errors) => (
    <>
      <TextInput
        {...box(answers, errors, 'issuer')}
        label="Issuer"
        hint="The address that the provider calls its issuer, letter for letter, like https://login.example.nhs.uk/tenant."
        spellCheck={false}
      />
      <TextInput {...box(answers, errors, 'clientId')} label="Client id" spellCheck={false} width={30} />
      <TextInput
        {...box(answers, errors, 'secretName')}
        label="Name of the secret"
        hint="A name, never the secret itself. Whoever runs this installation puts the secret on the server under it."
        spellCheck={false}
        width={20}
      />
      <TextArea
        {...box(answers, errors, 'emailDomains')}
        label="Email domains"
        hint="One on each line, like riverside.example. Staff with such a work email are sent to this sign-in."
        rows={3}
        readers="whoever manages sign-in here."
      />
      <TextArea
        {...box(answers, errors, 'otherHosts')}
        label="Other hosts of the provider"
        hint="Leave it empty unless the provider answers on more hosts than its issuer. One on each line. Nothing else is ever asked."
        rows={2}
        readers="whoever manages sign-in here."
      />
      <Radios
        name="secondFactorProof"
        label="How does the provider prove a second factor?"
        value={text(answers, 'secondFactorProof') || undefined}
        error={errorFor(errors, 'secondFactorProof')}
        choices={[
          {
            value: 'amr',
            label: 'The id token says which methods were used (amr)',
            conditional: (
              <TextInput
                {...box(answers, errors, 'amrValues')}
                label="Methods that count"
                hint="One of these must be there, like mfa."
                spellCheck={false}
                width={20}
              />
            ),
          },
          {
            value: 'acr',
            label: 'The id token says at which level (acr)',
            conditional: (
              <TextInput
                {...box(answers, errors, 'acrValues')}
                label="Levels that count"
                hint="It must be one of these. The provider is asked for them."
                spellCheck={false}
                width={20}
              />
            ),
          },
          {
            value: 'declared',
            label: 'It does not say: we declare that it always asks for one',
            hint: 'Your name and the day are kept with this. Declare it only if the provider lets nobody through with a password alone.',
          },
        ]}
      />
      <Radios
        name="emailProof"
        label="How does the provider prove the work email?"
        value={text(answers, 'emailProof') || undefined}
        error={errorFor(errors, 'emailProof')}
        choices={[
          { value: 'verified', label: 'It says that the address is verified (email_verified)' },
          {
            value: 'declared',
            label: 'It does not say: we declare that it gives nobody an address that is not theirs',
            hint: 'Your name and the day are kept with this.',
          },
        ]}
      />
    </>
  ),
  button: 'Save the settings',
  read(answers, f) {
    const errors: FieldError[] = []
    const needed = (name: string, message: string): string => {
      const typed = text(answers, name)
      if (typed === '') errors.push({ field: name, message })
      return typed
    }
    const proof = text(answers, 'secondFactorProof')
    const valuesOf = (name: string) => words(needed(name, 'Enter at least one value that counts'))
    const input = {
      organisationId: f.organisationId,
      issuer: needed('issuer', 'Enter the issuer'),
      clientId: needed('clientId', 'Enter the client id'),
      secretName: needed('secretName', 'Enter the name of the secret').toLowerCase(),
      emailDomains: lines(needed('emailDomains', 'Enter at least one email domain')),
      otherHosts: lines(text(answers, 'otherHosts')),
      secondFactor:
        proof === 'amr' || proof === 'acr' ? { proof, values: valuesOf(`${proof}Values`) } : { proof },
      emailProof: text(answers, 'emailProof'),
    }
    if (!['amr', 'acr', 'declared'].includes(proof))
      errors.push({ field: 'secondFactorProof', message: 'Choose how a second factor is proved' })
    if (!['verified', 'declared'].includes(input.emailProof))
      errors.push({ field: 'emailProof', message: 'Choose how the work email is proved' })
    return errors.length > 0 ? { errors } : { input }
  },
  fieldOf: (field) =>
    field.startsWith('secondFactor.') ? 'secondFactorProof' : (field.split('.', 1)[0] ?? field),
  after: (f) => `${at(f.organisationId)}?done=saved`,
})

const end = formPages<SignIn>({
  path: `${PATH}/end`,
  form: 'sign-in.end-provider',
  command: 'sign-in.end-provider',
  facts: (ask, _asker, request) => facts(ask, request.params.id ?? ''),
  opens: (f) => f.settings !== null,
  title: () => 'End signing in through the organisation',
  caption: (f) => f.organisation,
  back: (f) => ({ href: at(f.organisationId), text: 'Back to sign-in settings' }),
  version: (f) => f.settings?.version,
  says: ({ settings: s }) =>
    s ? <p>{`${s.changedBy} changed it on ${dayAndClock(s.changedAt)}.`}</p> : <p>It has ended already.</p>,
  fields: ({ linked }) => (
    <WarningCallout>
      <p>
        {`${linked.length === 0 ? 'Nobody has' : linked.length === 1 ? '1 staff member has' : `${linked.length} staff members have`} signed in this way. Whoever has no password and code here needs a set-up code from their manager before they can sign in again. Sessions that are open go on.`}
      </p>
    </WarningCallout>
  ),
  typesNothing: true,
  button: 'End it',
  read: (_answers, f) => ({ input: { organisationId: f.organisationId } }),
  after: (f) => `${at(f.organisationId)}?done=ended`,
})

const part = formPages<{ readonly found: SignIn; readonly name: string; readonly staffId: string }>({
  path: `${PATH}/part/:staffId`,
  form: 'sign-in.end-link',
  command: 'sign-in.end-link',
  async facts(ask, _asker, request) {
    const found = await facts(ask, request.params.id ?? '')
    if (!found.ok) return found
    const linked = found.value.linked.find((l) => l.staffId === request.params.staffId)
    return linked ? ok({ found: found.value, ...linked }) : refuse('NOT_FOUND_OR_NOT_YOURS')
  },
  title: ({ name }) => `Part ${name} from their account`,
  back: ({ found }) => ({ href: at(found.organisationId), text: 'Back to sign-in settings' }),
  fields: () => (
    <Paragraph>
      For an account that was made anew at the provider. Their sessions and passkeys here end, and the next
      sign-in links the account that proves their work email.
    </Paragraph>
  ),
  typesNothing: true,
  button: 'Part from the account',
  read: (_answers, { found, staffId }) => ({ input: { organisationId: found.organisationId, staffId } }),
  after: ({ found }) => `${at(found.organisationId)}?done=parted`,
})

export const signInPages = [show, ...change, ...end, ...part]
