import { randomBytes } from 'node:crypto'
import { englandHolidays } from '#content/terms/bank-holidays/index.ts'
import { isId, uuidv7 } from '#core/kernel/ids.ts'
import { fromEpochMs, type Instant } from '#core/kernel/time.ts'
import { wordDueAt } from '#core/people/own-door.ts'
import type { Door } from '#platform/commands/door.ts'
import { definePublicPage, type FormAnswers, text } from '#platform/http/page.ts'
import {
  Button,
  box,
  ErrorSummary,
  type FieldError,
  Form,
  Heading,
  Select,
  TextArea,
  TextInput,
} from '#platform/ui/index.ts'
import { Boundary, ownDoor } from './parts.tsx'

interface TeamToTell {
  readonly id: string
  readonly name: string
  readonly organisation: string
  readonly telephone: string
}

const teamsOf = (door: Door): Promise<TeamToTell[]> =>
  door.outside((tx) => tx.rows<TeamToTell>('select id, name, organisation, telephone from my.teams()'))

const page = (
  teams: readonly TeamToTell[],
  typed: FormAnswers = {},
  errors: readonly FieldError[] = [],
  status?: number,
) =>
  ownDoor(
    'Tell a team something',
    <>
      <ErrorSummary errors={errors} />
      <Heading level={1} size="l">
        You care for somebody: tell a team something
      </Heading>
      <p>
        Anybody may write here: family, friends, neighbours. It goes one way. We listen to everybody, and it
        needs nobody&rsquo;s yes. We cannot tell you anything about anybody here, not even whether we know
        them.
      </p>
      <Boundary />
      <Form action="/my/tell-the-team">
        <Select
          {...box(typed, errors, 'teamId')}
          label="Which team?"
          choose="Choose a team"
          options={teams.map((t) => ({ value: t.id, text: `${t.name}, ${t.organisation}, ${t.telephone}` }))}
        />
        <TextInput
          {...box(typed, errors, 'about')}
          label="Who is it about?"
          hint="Their name, and what helps to know who is meant."
        />
        <TextArea
          {...box(typed, errors, 'words')}
          label="What do you want the team to know?"
          maxCharacters={2000}
          readers="the team you chose. If the person asks to see what is held about them, they may see it too."
        />
        <TextInput {...box(typed, errors, 'fromName')} label="Your name, if you want to say it" />
        <TextInput {...box(typed, errors, 'fromReach')} label="How they can reach you, if you want them to" />
        <Button>Tell the team</Button>
      </Form>
      <p>
        For yourself, as somebody who cares: Carers UK <a href="tel:08088087777">0808 808 7777</a>.
      </p>
    </>,
    status === undefined ? {} : { status },
  )

const form = definePublicPage({
  method: 'GET',
  path: '/my/tell-the-team',
  access: 'public',
  handle: async ({ door }) => page(await teamsOf(door)),
})

const sent = definePublicPage({
  method: 'POST',
  path: '/my/tell-the-team',
  access: 'public',
  async handle({ form: typed, door, address }) {
    const teams = await teamsOf(door)
    const [teamId, about, words] = [text(typed, 'teamId'), text(typed, 'about'), text(typed, 'words')]
    const [fromName, fromReach] = [text(typed, 'fromName'), text(typed, 'fromReach')]
    const team = isId(teamId) ? teams.find((t) => t.id === teamId) : undefined
    const long = (field: string, value: string): FieldError[] =>
      value.length > 200 ? [{ field, message: 'Write at most 200 characters' }] : []
    const errors: FieldError[] = [
      ...(team ? [] : [{ field: 'teamId', message: 'Choose the team that is to know' }]),
      ...(about === '' ? [{ field: 'about', message: 'Say who it is about' }] : long('about', about)),
      ...(words === ''
        ? [{ field: 'words', message: 'Write what you want the team to know' }]
        : words.length > 2000
          ? [{ field: 'words', message: 'Write at most 2,000 characters' }]
          : []),
      ...long('fromName', fromName),
      ...long('fromReach', fromReach),
    ]
    if (!team || errors.length > 0) return page(teams, typed, errors, 422)
    const taken = await door.outside(async (tx) => {
      const now =
        (await tx.row<{ now: Instant }>('select ctx.clock() as now'))?.now ?? fromEpochMs(Date.now())
      return tx.row<{ taken: boolean }>(
        'select my.tell_the_team($1, $2, $3, $4, $5, $6, $7, $8, $9) as taken',
        [
          address,
          uuidv7(Date.now(), randomBytes(10)),
          uuidv7(Date.now(), randomBytes(10)),
          team.id,
          fromName,
          fromReach,
          about,
          words,
          wordDueAt(now, englandHolidays),
        ],
      )
    })
    if (!taken?.taken)
      return page(
        teams,
        typed,
        [
          {
            field: 'words',
            message: `Too many from here at once. What you wrote is still there: ring ${team.telephone}, or wait 15 minutes`,
          },
        ],
        429,
      )
    return ownDoor(
      'The team has it',
      <>
        <Heading level={1} size="l">{`${team.name} has it`}</Heading>
        <p>
          Somebody of the team reads it on the next working day at the latest. They may not be able to answer
          you, whoever you are.
        </p>
        <p>
          If it cannot wait, ring them:{' '}
          <a href={`tel:${team.telephone.replace(/[^\d+]/g, '')}`}>{team.telephone}</a>.
        </p>
        <Boundary />
      </>,
    )
  },
})

export const tellTheTeamPages = [form, sent]
