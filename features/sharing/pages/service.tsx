import { isAnswered } from '#core/sharing/decision.ts'
import { formPages } from '#platform/drafts/form-page.tsx'
import { text } from '#platform/http/page.ts'
import { dayAndClock, InsetText } from '#platform/ui/index.ts'
import { ANSWER_WORDS } from '../words.ts'
import { backToSharing, type ServiceFacts, serviceFacts } from './facts.ts'
import { HowItWasSaid } from './how-it-was-said.tsx'
import { SharingQuestion, sharingErrors, sharingInput } from './question.tsx'

const FIELDS: Readonly<Record<string, string>> = { 'sharing.items': 'someItems' }

/** /app/people/:id/sharing/:service: ask again, apart from a referral. */
const askPages = formPages<ServiceFacts>({
  path: '/app/people/:id/sharing/:service',
  form: 'sharing.record',
  command: 'sharing.record',
  facts: (ask, _asker, request) => serviceFacts(ask, request),
  title: () => 'Who should know what',
  caption: (f) => f.name,
  back: backToSharing,
  readers: 'your team, the service it is about, and every service that they let see what teams write.',
  button: 'Record the answer',
  start: ({ service: { said } }) =>
    said === null
      ? {}
      : {
          legalBasis: said.legalBasis === 'explicit consent' ? 'not recorded' : said.legalBasis,
          takesPart: said.takesPart,
          language: said.language ?? '',
        },
  fields: (f, answers, errors) => (
    <SharingQuestion
      person={f.name}
      organisation={f.service.organisation}
      service={f.service.service}
      written={null}
      answers={answers}
      errors={errors}
      today={f.today}
      before={
        f.service.said
          ? `On ${dayAndClock(f.service.said.decidedAt)} the answer was: ${ANSWER_WORDS[f.service.said.answer]}.`
          : undefined
      }
    />
  ),
  read(answers, f, commandId) {
    const errors = sharingErrors(answers, f.name)
    if (errors.length > 0) return { errors }
    return {
      input: {
        personId: f.personId,
        decisionId: commandId,
        serviceId: f.service.serviceId,
        sharing: sharingInput(answers),
      },
    }
  },
  fieldOf: (field) => FIELDS[field] ?? field.replace(/^sharing\./, ''),
  after: (f) => `${backToSharing(f).href}?said=recorded`,
})

/** /app/people/:id/sharing/:service/stop: the second of the two presses. */
const stopPages = formPages<ServiceFacts>({
  path: '/app/people/:id/sharing/:service/stop',
  form: 'sharing.stop',
  command: 'sharing.stop',
  facts: (ask, _asker, request) => serviceFacts(ask, request),
  opens: (f) => f.service.said?.answer !== 'no',
  instead: (f) =>
    f.service.said?.answer === 'no' ? <p>{`Sharing with ${f.service.service} is stopped already.`}</p> : null,
  title: (f) => `Stop sharing with ${f.service.service}`,
  caption: (f) => f.name,
  back: backToSharing,
  button: 'Stop sharing now',
  fields: (f, answers) => (
    <>
      <InsetText>
        <p>{`From the next press of anybody at ${f.service.service}, ${f.service.organisation}, they no longer see what ${f.name} shares.`}</p>
        <ul>
          <li>They are told at once to stop using what they were told.</li>
          <li>What they wrote themselves they keep.</li>
          <li>Who saw it before stays written down.</li>
          <li>{`It does not stop ${f.name}’s treatment, and it can be changed again at any time.`}</li>
        </ul>
      </InsetText>
      {f.service.said && isAnswered(f.service.said.answer) && (
        <p>{`On ${dayAndClock(f.service.said.decidedAt)} the answer was: ${ANSWER_WORDS[f.service.said.answer]}.`}</p>
      )}
      <HowItWasSaid answers={answers} />
    </>
  ),
  readers: 'your team, the service it is about, and every service that they let see what teams write.',
  read: (answers, f, commandId) =>
    text(answers, 'whoWasThere').length > 200
      ? { errors: [{ field: 'whoWasThere', message: 'Use 200 characters at most' }] }
      : {
          input: {
            personId: f.personId,
            decisionId: commandId,
            serviceId: f.service.serviceId,
            how: text(answers, 'how'),
            whoWasThere: text(answers, 'whoWasThere'),
          },
        },
  after: (f) => `${backToSharing(f).href}?said=stopped`,
})

export const servicePages = [...askPages, ...stopPages]
