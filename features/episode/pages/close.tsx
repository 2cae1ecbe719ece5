import { formPages } from '#platform/drafts/form-page.tsx'
import {
  box,
  chosenOf,
  type FieldError,
  HiddenFields,
  InsetText,
  MomentInput,
  momentAnswers,
  momentOf,
  Radios,
  Select,
  TextInput,
  textOf,
} from '#platform/ui/index.ts'
import type { EpisodePage } from '../queries/page.ts'
import { backTo, idsOf, openFacts } from './facts.ts'
import { KIND_WORDS, shownName } from './words.ts'

/** /app/episodes/:id/close: how it ended, where to, who carries on; what is open is named and stays open. */
export const closePages = formPages<EpisodePage>({
  facts: openFacts,
  back: backTo,
  caption: shownName,
  after: (p) => `/app/episodes/${p.episode.id}?said=done`,
  path: '/app/episodes/:id/close',
  form: 'episode.close',
  command: 'episode.close',
  title: () => 'End support',
  button: 'End support',
  version: (p) => p.episode.version,
  start: (p) => momentAnswers('handedAt', p.now),
  says: (p) => (
    <p>{`The support was changed. The step now is ${p.present?.title.toLowerCase() ?? 'not begun'}.`}</p>
  ),
  fieldNames: { outcomeId: 'outcomeId', destinationId: 'destinationId', handover: 'receiver' },
  fields: (p, answers, errors) => (
    <>
      <OpenList page={p} />
      <Radios
        {...box(answers, errors, 'outcomeId')}
        label="How did it end?"
        choices={p.outcomes.map((o) => ({ value: o.id, label: o.title }))}
      />
      <Radios
        {...box(answers, errors, 'destinationId')}
        label="Where does the person go from here?"
        choices={p.destinations.map((d) => ({ value: d.id, label: d.title }))}
      />
      <Radios
        {...box(answers, errors, 'receiver')}
        label="Who carries on, by name?"
        choices={[
          {
            value: 'staff member',
            label: 'A staff member in this system',
            conditional: (
              <Select
                {...box(answers, errors, 'staffId')}
                label="Name"
                choose="Choose who carries on"
                options={[...p.mayAgree, ...p.teamStaff]
                  .filter((s, i, all) => all.findIndex((o) => o.id === s.id) === i)
                  .map((s) => ({ value: s.id, text: `${s.name}, ${s.team}` }))}
              />
            ),
          },
          {
            value: 'outside',
            label: 'Somebody who is not in this system',
            conditional: (
              <>
                <TextInput {...box(answers, errors, 'named')} label="Name" spellCheck={false} />
                <TextInput
                  {...box(answers, errors, 'ofOrganisation')}
                  label="Organisation"
                  hint="Like “Canal Street surgery”"
                />
              </>
            ),
          },
          { value: 'nobody', label: 'Nobody can: the person died', dividerAbove: 'or' },
        ]}
      />
      <TextInput
        {...box(answers, errors, 'how')}
        label="How did you hand over?"
        hint="Like “rang her and sent the plan”"
      />
      <MomentInput
        name="handedAt"
        label="When did you hand over?"
        timeLabel="At what time?"
        answers={answers}
        errors={errors}
      />
    </>
  ),
  read(answers, p) {
    const [outcomeId, destinationId, receiver] = [
      textOf(answers, 'outcomeId'),
      textOf(answers, 'destinationId'),
      textOf(answers, 'receiver'),
    ]
    const [staffId, named, ofOrganisation, how] = ['staffId', 'named', 'ofOrganisation', 'how'].map((name) =>
      textOf(answers, name),
    )
    const at = momentOf(answers, 'handedAt')
    const handed = receiver !== 'nobody'
    const errors: FieldError[] = [
      ...(outcomeId === '' ? [{ field: 'outcomeId', message: 'Choose how it ended' }] : []),
      ...(destinationId === '' ? [{ field: 'destinationId', message: 'Choose where the person goes' }] : []),
      ...(receiver === '' ? [{ field: 'receiver', message: 'Choose who carries on' }] : []),
      ...(receiver === 'staff member' && staffId === ''
        ? [{ field: 'staffId', message: 'Choose who carries on' }]
        : []),
      ...(receiver === 'outside' && named === '' ? [{ field: 'named', message: 'Enter the name' }] : []),
      ...(receiver === 'outside' && ofOrganisation === ''
        ? [{ field: 'ofOrganisation', message: 'Enter the organisation' }]
        : []),
      ...(handed && how === '' ? [{ field: 'how', message: 'Say how you handed over' }] : []),
      ...(handed ? at.errors : []),
    ]
    if (errors.length > 0) return { errors }
    const to =
      receiver === 'staff member'
        ? { kind: 'staff member', staffId }
        : { kind: 'outside', named, ofOrganisation }
    // what was on the list when the form was shown: something new since then is refused and shown
    return {
      input: {
        ...idsOf(p),
        outcomeId,
        destinationId,
        handover: handed ? { to, how, at: at.at } : null,
        seenKeys: chosenOf(answers, 'seenKey'),
      },
    }
  },
})

function OpenList({ page }: { readonly page: EpisodePage }) {
  if (page.gaps.length === 0)
    return <p>Nothing is open in the safety net for this person that you can see.</p>
  return (
    <InsetText>
      <p>
        <strong>Still open. Ending support does not end these:</strong>
      </p>
      <ul className="nhsuk-list nhsuk-list--bullet">
        {page.gaps.map((g) => (
          <li key={g.key}>
            {`${KIND_WORDS[g.kind] ?? g.kind}. ${g.owner_staff_id ? `Owner: ${page.names[g.owner_staff_id] ?? 'a staff member'}.` : 'No owner at work.'}`}
            <HiddenFields values={{ seenKey: g.key }} />
          </li>
        ))}
      </ul>
    </InsetText>
  )
}
