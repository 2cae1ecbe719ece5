import { TELEPHONE, UNIT_CODE } from '#core/directory/typed.ts'
import { ok, refuse } from '#core/kernel/result.ts'
import { formPages } from '#platform/drafts/form-page.tsx'
import { text } from '#platform/http/page.ts'
import {
  box,
  Checkboxes,
  chosenOf,
  type FieldError,
  Paragraph,
  Select,
  TextInput,
} from '#platform/ui/index.ts'
import { type OneOrganisation, organisation } from '../queries/organisation.ts'
import { choicesOf, TEAM_KIND_WORDS, UNIT_KIND_WORDS } from './words.ts'

type Facts = Parameters<typeof formPages<OneOrganisation>>[0]['facts']

/** The organisation of the address, when the asker may add teams and wards to it. */
const facts: Facts = async (ask, _asker, request) => {
  const found = await ask(organisation, { organisationId: request.params.id ?? '' })
  if (!found.ok) return found
  return found.value?.builds ? ok(found.value) : refuse('NOT_FOUND_OR_NOT_YOURS')
}
const at = (o: OneOrganisation) => `/app/organisations/${o.organisationId}`
const back = (o: OneOrganisation) => ({ href: at(o), text: `Back to ${o.name}` })

const addTeam = formPages<OneOrganisation>({
  path: '/app/organisations/:id/teams/add',
  form: 'team.add',
  command: 'team.add',
  facts,
  title: () => 'Add a team',
  caption: (o) => o.name,
  back,
  fields: (o, answers, errors) => {
    const field = (name: string) => box(answers, errors, name)
    return (
      <>
        <TextInput {...field('name')} label="Name" width={30} spellCheck={false} />
        <Select {...field('kind')} label="Kind" choose="Choose a kind" options={choicesOf(TEAM_KIND_WORDS)} />
        <TextInput
          {...field('hours')}
          label="Hours"
          hint="As people should read them, like “Monday to Friday, 9am to 5pm”."
          width={30}
        />
        <TextInput
          {...field('telephone')}
          label="Telephone"
          hint="The number that colleagues of other organisations ring."
          type="tel"
          inputMode="tel"
          width={20}
        />
        {o.staff.length > 0 && (
          <Select
            {...field('managerStaffId')}
            label="Manager"
            hint="Owns what nobody else in the team does."
            choose="Nobody yet"
            options={o.staff.map((s) => ({ value: s.id, text: s.name }))}
          />
        )}
        <Checkboxes
          name="about"
          label="What holds for it"
          labelSize="s"
          values={chosenOf(answers, 'about')}
          choices={[
            {
              value: 'clinicalResponsibility',
              label: 'It is clinically responsible for people',
              hint: 'Wards and community teams, as a rule.',
            },
            {
              value: 'drugAndAlcohol',
              label: 'It is a drug and alcohol team',
              hint: 'What it writes is read by others only when the person says yes to that.',
            },
          ]}
        />
      </>
    )
  },
  button: 'Add the team',
  read(answers, o, teamId) {
    const said = (name: string) => text(answers, name)
    const errors: FieldError[] = []
    if (said('name') === '') errors.push({ field: 'name', message: 'Enter the name of the team' })
    if (!Object.hasOwn(TEAM_KIND_WORDS, said('kind')))
      errors.push({ field: 'kind', message: 'Choose what kind of team it is' })
    if (said('hours') === '') errors.push({ field: 'hours', message: 'Enter when the team works' })
    if (!TELEPHONE.test(said('telephone')))
      errors.push({ field: 'telephone', message: 'Enter a telephone number, like 01632 960001' })
    if (errors.length > 0) return { errors }
    const about = chosenOf(answers, 'about')
    return {
      input: {
        teamId,
        organisationId: o.organisationId,
        name: said('name'),
        kind: said('kind'),
        hours: said('hours'),
        telephone: said('telephone'),
        drugAndAlcohol: about.includes('drugAndAlcohol'),
        clinicalResponsibility: about.includes('clinicalResponsibility'),
        managerStaffId: said('managerStaffId') || null,
      },
    }
  },
  after: (o) => `${at(o)}?done=team`,
})

const addUnit = formPages<OneOrganisation>({
  path: '/app/organisations/:id/units/add',
  form: 'unit.add',
  command: 'unit.add',
  facts,
  opens: (o) => o.teams.length > 0,
  title: () => 'Add a ward or house',
  caption: (o) => o.name,
  back,
  fields: (o, answers, errors) => {
    const field = (name: string) => box(answers, errors, name)
    return (
      <>
        <Paragraph>Somewhere people stay. A team runs it.</Paragraph>
        <TextInput {...field('name')} label="Name" width={30} spellCheck={false} />
        <Select {...field('kind')} label="Kind" choose="Choose a kind" options={choicesOf(UNIT_KIND_WORDS)} />
        <Select
          {...field('teamId')}
          label="Run by"
          choose="Choose a team"
          options={o.teams.map((t) => ({ value: t.id, text: t.name }))}
        />
        <TextInput
          {...field('code')}
          label="Code"
          hint="As hospital messages name it, so that a stay finds its ward. Capital letters and digits, like MAPLE."
          width={10}
          spellCheck={false}
        />
        <Select
          {...field('safetyHours')}
          label="After leaving, people are met within"
          hint="Counted in hours from the minute of leaving. A later change holds for whoever leaves after it."
          value={text(answers, 'safetyHours') || '72'}
          options={[
            { value: '72', text: '72 hours' },
            { value: '168', text: '7 days' },
          ]}
        />
      </>
    )
  },
  button: 'Add the ward or house',
  read(answers, _o, unitId) {
    const said = (name: string) => text(answers, name)
    const errors: FieldError[] = []
    if (said('name') === '') errors.push({ field: 'name', message: 'Enter the name' })
    if (!Object.hasOwn(UNIT_KIND_WORDS, said('kind')))
      errors.push({ field: 'kind', message: 'Choose what kind of place it is' })
    if (said('teamId') === '') errors.push({ field: 'teamId', message: 'Choose the team that runs it' })
    const code = said('code').toUpperCase()
    if (!UNIT_CODE.test(code))
      errors.push({ field: 'code', message: 'Enter a code of letters and digits, like MAPLE' })
    return errors.length > 0
      ? { errors }
      : {
          input: {
            unitId,
            teamId: said('teamId'),
            code,
            name: said('name'),
            kind: said('kind'),
            safetyHours: said('safetyHours') === '168' ? 168 : 72,
          },
        }
  },
  after: (o) => `${at(o)}?done=unit`,
})

export const buildPages = [...addTeam, ...addUnit]
