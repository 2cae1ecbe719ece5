import { dayAndClock, longDay } from '#platform/ui/index.ts'
import type { EpisodePage } from '../queries/page.ts'
import { after, backTo, openFacts } from './facts.ts'
import { PAUSE_WORDS, shownName } from './words.ts'

/** What is decided now, for whoever decides second: the step, what is proposed, a pause. */
const Decided = ({ page: p }: { readonly page: EpisodePage }) => (
  <>
    <p>
      {p.present
        ? `The step now is ${p.present.title.toLowerCase()}, since ${longDay(p.present.sinceOn)}.`
        : `Support starts on ${longDay(p.episode.startOn)}.`}
      {p.pending && ` Agreed next: ${p.pending.title.toLowerCase()}, from ${longDay(p.pending.fromOn)}.`}
    </p>
    {p.proposal && (
      <p>
        {`${p.names[p.proposal.proposedBy] ?? 'A worker'} proposed ${p.proposal.toStepTitle.toLowerCase()} on ${dayAndClock(p.proposal.proposedAt)}.`}
        {p.proposal.personAgreedAt &&
          ` The person agreed on ${dayAndClock(p.proposal.personAgreedAt)}: ${p.proposal.personAgreedHow ?? ''}`}
      </p>
    )}
    <p>
      {p.pause
        ? `Paused since ${dayAndClock(p.pause.from)}: ${PAUSE_WORDS[p.pause.reason] ?? p.pause.reason}.`
        : 'Support is not paused.'}
    </p>
  </>
)
/** What every form about one episode shares. */
export const common = { facts: openFacts, back: backTo, after, caption: shownName }

/** What a form about the schedule edits, and what it shows to whoever saved second. */
export const decision = {
  version: (p: EpisodePage) => p.episode.version,
  says: (p: EpisodePage) => <Decided page={p} />,
}
