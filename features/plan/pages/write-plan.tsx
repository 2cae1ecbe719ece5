import { ok } from '#core/kernel/result.ts'
import { type Named, SECTION_KEYS, SECTIONS, type Sections } from '#core/plan/plan.ts'
import { formPages, idBeside } from '#platform/drafts/form-page.tsx'
import type { FormAnswers } from '#platform/http/page.ts'
import {
  box,
  dayAndClock,
  type FieldError,
  Fieldset,
  Heading,
  Said,
  Select,
  TextArea,
  TextInput,
  textOf,
} from '#platform/ui/index.ts'
import {
  type NameChoice,
  namesForPlan,
  type PlanShown,
  type PlansOfPerson,
  plansOfPerson,
} from '../queries/plan.ts'
import { namedWords, sectionsSaid } from '../words.ts'
import { aboutPerson, READERS_OF_PLANS, readersOfPlan } from './facts.ts'

/** Lines for people named: enough for a usual plan, and one press more opens the next. */
const LINES = [0, 1, 2, 3, 4, 5, 6, 7] as const

interface Facts extends PlansOfPerson {
  /** The plan of the asker's own team for this stay, or none yet. */
  readonly own: PlanShown | null
  readonly choices: readonly NameChoice[]
}

const keyOf = (n: Pick<Named, 'staffId' | 'teamId' | 'organisationId'>): string =>
  n.staffId !== null
    ? `staff ${n.staffId} ${n.teamId}`
    : n.teamId !== null
      ? `team ${n.teamId}`
      : n.organisationId !== null
        ? `organisation ${n.organisationId}`
        : 'outside'

const choiceWords = (c: NameChoice): string =>
  c.staffId !== null
    ? `${c.name}, ${c.role}`
    : c.teamId !== null
      ? `Team: ${c.name} (${c.role})`
      : `Organisation: ${c.name}`

/** What stands in the boxes of a plan that is written on. */
function started({ own }: Facts): FormAnswers {
  if (!own) return {}
  const sections = SECTION_KEYS.flatMap((key) => [
    [`${key}-words`, own.sections[key]?.words ?? ''],
    [`${key}-own`, own.sections[key]?.own ?? ''],
  ])
  const named = own.named.flatMap((n, i) => [
    [`named-${i}-who`, keyOf(n)],
    [`named-${i}-name`, n.name],
    [`named-${i}-role`, n.role],
  ])
  return Object.fromEntries([...sections, ...named])
}

/** Everyone named: whoever stood in the last version keeps their id, so that what they have received still counts. */
function namedIn(answers: FormAnswers, { own, choices }: Facts, commandId: string): readonly Named[] {
  return LINES.map((i): Named | null => {
    const [who, typed, role] = [
      textOf(answers, `named-${i}-who`),
      textOf(answers, `named-${i}-name`),
      textOf(answers, `named-${i}-role`),
    ]
    if (who === '' && typed === '') return null
    const choice = choices.find((c) => keyOf(c) === who)
    const n = {
      name: typed === '' ? (choice?.name ?? '') : typed,
      role: role === '' && choice?.staffId ? choice.role : role,
      staffId: choice?.staffId ?? null,
      teamId: choice?.teamId ?? null,
      organisationId: choice?.organisationId ?? null,
    }
    const before = own?.named.find(
      (o) => keyOf(o) === keyOf(n) && (keyOf(n) !== 'outside' || o.name === n.name),
    )
    return { id: before?.id ?? idBeside(commandId, i + 1), ...n }
  }).filter((n) => n !== null)
}

/** /app/people/:id/plan/write: the leaving and staying-well plan of the asker's team, whole. */
export const writePlanPages = formPages<Facts>({
  path: '/app/people/:id/plan/write',
  form: 'plan.write',
  command: 'plan.write',
  async facts(ask, asker, request) {
    const [found, choices] = await Promise.all([
      aboutPerson(ask, request, plansOfPerson),
      ask(namesForPlan, { personId: request.params.id ?? '' }),
    ])
    if (!found.ok) return found
    if (!choices.ok) return choices
    const { plans, stay } = found.value
    const own = plans.find((p) => p.teamId === asker.teamId && p.stayId === (stay?.id ?? null)) ?? null
    return ok({ ...found.value, own, choices: choices.value })
  },
  title: () => 'Leaving and staying-well plan',
  caption: (f) => f.name ?? undefined,
  back: (f) => ({ href: `/app/people/${f.personId}/plan`, text: 'Back to the plan' }),
  button: 'Save the plan',
  readers: READERS_OF_PLANS,
  readersOf: (ask, f) => readersOfPlan(ask, f.personId),
  version: (f) => f.own?.version ?? 0,
  // by these a form that is sent twice makes the same version of the same plan
  seen: (f) => ({ planId: f.own?.planId ?? '', stayId: f.own ? (f.own.stayId ?? '') : (f.stay?.id ?? '') }),
  start: started,
  says: ({ own }) =>
    own && (
      <>
        <p>{`${own.by ?? 'A colleague'} wrote version ${own.version} on ${dayAndClock(own.at)}:`}</p>
        <Said parts={sectionsSaid(own.sections)} level={3} />
        <p>{`Named in it: ${own.named.map(namedWords).join('; ')}`}</p>
      </>
    ),
  fieldOf: (field) =>
    field === 'sections' ? `${SECTION_KEYS[0]}-words` : field === 'named' ? 'named-0-who' : field,
  fields: (f, answers, errors) => (
    <>
      <p>Write it together. Leave empty what you have not talked about.</p>
      {SECTION_KEYS.map((key) => (
        <Fieldset key={key} legend={SECTIONS[key]} legendSize="m">
          <TextArea
            {...box(answers, errors, `${key}-words`)}
            label="In plain words"
            rows={3}
            maxCharacters={2000}
          />
          <TextArea
            {...box(answers, errors, `${key}-own`)}
            label="In their own words"
            rows={2}
            maxCharacters={2000}
          />
        </Fieldset>
      ))}
      <Heading level={2}>Who is to have it</Heading>
      <p>
        Everyone named here is to have the plan within 24 hours of leaving. Somebody of a team has it when
        they open it here; for anybody else, write how it was handed over or posted.
      </p>
      {LINES.map((i) => (
        <Fieldset key={i} legend={`Named ${i + 1}`} legendSize="s">
          <Select
            {...box(answers, errors, `named-${i}-who`)}
            label="Who"
            choose="Nobody on this line"
            options={[
              { value: 'outside', text: 'Somebody else: a GP, family, the person' },
              ...f.choices.map((c) => ({ value: keyOf(c), text: choiceWords(c) })),
            ]}
          />
          <TextInput
            {...box(answers, errors, `named-${i}-name`)}
            label="Name, for somebody else"
            spellCheck={false}
          />
          <TextInput {...box(answers, errors, `named-${i}-role`)} label="What they are to the person" />
        </Fieldset>
      ))}
    </>
  ),
  read(answers, f, commandId) {
    const errors: FieldError[] = []
    const sections: Record<string, { words: string; own: string }> = {}
    for (const key of SECTION_KEYS) {
      const [words, own] = [textOf(answers, `${key}-words`), textOf(answers, `${key}-own`)]
      if (words.length > 2000) errors.push({ field: `${key}-words`, message: 'Use 2,000 characters at most' })
      if (own.length > 2000) errors.push({ field: `${key}-own`, message: 'Use 2,000 characters at most' })
      if (words !== '' || own !== '') sections[key] = { words, own }
    }
    const named = namedIn(answers, f, commandId)
    for (const i of LINES)
      if (textOf(answers, `named-${i}-who`) === 'outside' && textOf(answers, `named-${i}-name`) === '')
        errors.push({ field: `named-${i}-name`, message: 'Write the name of whoever is to have the plan' })
    if (errors.length > 0) return { errors }
    return {
      input: {
        personId: f.personId,
        planId: textOf(answers, 'planId') || commandId,
        versionId: commandId,
        stayId: textOf(answers, 'stayId') || null,
        sections: sections as Sections,
        named,
      },
    }
  },
  after: (f) => `/app/people/${f.personId}/plan`,
})
