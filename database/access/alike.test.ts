import { afterAll, beforeAll, expect, test } from 'vitest'
import { registry } from '#apps/product.ts'
import { ALL_RIGHTS } from '#core/people/rights.ts'
import { runHistory, type Step } from '#testing/histories.ts'
import { aHistoryTemplate, aStage, rowsOf, type Stage } from '#testing/history-world.ts'
import { freshId } from '#testing/product.ts'

/**
 * Hidden and absent answer alike: whoever may not see a person learns nothing by asking for them, or by sending a command
 * about them, not even that they are there. Held for every command that a generated history could do and for every question
 * about one thing, asked by a stranger who holds every right there is.
 */
const UUID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g
const HISTORIES = 6

let stage: Stage
let stranger: string
/** Ids that anybody signed in may read: staff, teams, services, wards. */
const open = new Set<string>()
const done = new Map<string, Step>()
/** One id of each kind that the histories left behind. */
const hidden: Record<string, string> = {}

beforeAll(async () => {
  stage = await aStage(await aHistoryTemplate())
  const db = stage.product.superuser
  for (let seed = 701; seed < 701 + HISTORIES; seed += 1) {
    const { steps } = await runHistory(stage, { seed, commands: 60, strangers: false })
    for (const step of steps) if (step.result.ok) done.set(step.sent.command, step)
  }
  for (const table of ['staff', 'team', 'service', 'unit', 'organisation', 'post'])
    for (const row of await rowsOf<{ id: string }>(db, `select id from tc.${table}`)) open.add(row.id)
  const vic = stage.world.staff.vic
  await db.query('update tc.post set rights = $2 where id = $1', [vic.postId, ALL_RIGHTS])
  stranger = await stage.product.signIn(vic.email)
  await db.query("update identity.session set expires_at = 'infinity', last_seen_at = 'infinity'")
  const kinds = {
    personId: 'person',
    stayId: 'stay',
    referralId: 'referral',
    episodeId: 'episode',
    contactId: 'contact',
    noteId: 'note',
    worryId: 'worry',
    taskId: 'task',
    proposalId: 'step_down_proposal',
  }
  for (const [key, table] of Object.entries(kinds)) {
    const id = (await rowsOf<{ id: string }>(db, `select id from tc.${table} limit 1`))[0]?.id
    if (id !== undefined) hidden[key] = id
  }
}, 180_000)
afterAll(() => stage?.product.stop())

/** The same input with some of its ids replaced by ids of nothing. */
function withAbsent(input: object, which: (id: string) => boolean): object {
  const instead = new Map<string, string>()
  return JSON.parse(
    JSON.stringify(input).replaceAll(UUID, (id) => {
      if (open.has(id) || !which(id)) return id
      if (!instead.has(id)) instead.set(id, freshId())
      return instead.get(id) ?? id
    }),
  ) as object
}

/** What changes a person's own rows: no history does it, and some of it is refused by a rule before any row is touched. */
const ABOUT_THE_PERSON: readonly (readonly [string, object])[] = [
  ['person.record-allergies', { version: 1, allergies: { state: 'none known' } }],
  ['person.change-contact', { version: 1, addresses: [], contactPoints: [] }],
  [
    'person.change-details',
    {
      version: 1,
      birth: { state: 'known', on: '2999-01-01' },
      pronouns: '',
      communication: { answer: 'not-asked' },
    },
  ],
  [
    'person.change-details',
    {
      version: 1,
      birth: { state: 'known', on: '1984-05-17' },
      pronouns: '',
      communication: { answer: 'not-asked' },
    },
  ],
  ['person.change-names', { version: 1, names: [{ kind: 'legal', given: 'Somebody', family: 'Else' }] }],
  ['person.record-number', { version: 1, nhsNumber: '999 000 0000' }],
  ['person.record-number', { version: 1, nhsNumber: '' }],
  ['person.record-characteristics', { characteristics: {} }],
  [
    'person.add-carer',
    {
      carerId: freshId(),
      carer: {
        name: { kind: 'known-as', given: 'Auntie' },
        relation: 'aunt',
        contactPoints: [],
        mayBeTold: { answer: 'no' },
      },
    },
  ],
  [
    'person.add-staff-safety-action',
    { actionId: freshId(), action: 'Go in twos', reason: 'A dog', expiresOn: '2026-04-01' },
  ],
  [
    'medicine.record',
    {
      medicineId: freshId(),
      name: 'Example',
      doseInWords: 'one',
      when: 'mornings',
      prescribedBy: 'the surgery',
      saidBy: 'the person',
      asOfOn: '2999-01-01',
    },
  ],
  ['medicine.stop', { medicineId: freshId(), version: 1, stoppedOn: '2026-03-01', saidBy: 'the person' }],
  ['note.correct', { noteId: freshId(), correctsId: freshId(), text: 'Was well', why: 'Wrong word' }],
]

test('commands', async () => {
  const names = [...registry.commands.keys()].filter(
    (name) => done.has(name) && !name.startsWith('staff.') && name !== 'person.register',
  )
  expect(names.length, 'how many commands the histories did').toBeGreaterThan(28)
  const differ: string[] = []
  const sendings = [
    ...names.map((name) => [name, done.get(name)?.sent.input ?? {}] as const),
    ...ABOUT_THE_PERSON.map(([name, input]) => [name, { personId: hidden.personId, ...input }] as const),
  ]
  for (const [name, input] of sendings) {
    const { personId } = input as { personId?: string }
    const answers = []
    for (const which of [
      () => false,
      (id: string) => id !== personId,
      (id: string) => id === personId,
      () => true,
    ]) {
      const result = await stage.product.act(stranger, name, withAbsent(input, which))
      // a look at what a command would do tells no more than the command
      const looked = await stage.product.door.rehearse(stranger, name, withAbsent(input, which), () => null)
      for (const answer of [result, looked])
        answers.push(
          answer.ok ? 'done' : { ...answer.refusal, params: JSON.stringify(answer.refusal.params ?? {}) },
        )
    }
    const words = answers.map((a) => JSON.stringify(a))
    if (new Set(words).size > 1 || words.some((w) => w.includes('done') || w.includes('INPUT_NOT')))
      differ.push(`${name}: ${words.join(' | ')}`)
  }
  expect(differ).toEqual([])
  console.log(`hidden and absent alike: ${sendings.length} commands, 4 ways each`)
}, 60_000)

test('questions', async () => {
  let asked = 0
  const skipped: string[] = []
  for (const [name, query] of registry.queries) {
    const keys = Object.keys(hidden).filter(
      (key) =>
        query.input.safeParse({ ...hidden }).success || query.input.safeParse({ [key]: hidden[key] }).success,
    )
    const about = keys.filter(
      (key) =>
        !query.input.safeParse({}).success || query.input.safeParse({ [key]: 'not an id' }).success === false,
    )
    if (about.length === 0) {
      skipped.push(name)
      continue
    }
    const parses = (key: string) => query.input.safeParse({ [key]: hidden[key] }).success
    const input = about.some(parses)
      ? Object.fromEntries(
          about
            .filter(parses)
            .slice(0, 1)
            .map((key) => [key, hidden[key]]),
        )
      : { ...hidden }
    const ask = async (sent: object) => {
      const result = await stage.product.ask(stranger, name, sent)
      return JSON.stringify(result.ok ? (result.value ?? null) : result.refusal).replaceAll(UUID, (id) =>
        open.has(id) ? id : 'an id',
      )
    }
    const absent = withAbsent(input, () => true)
    expect(await ask(input), name).toEqual(await ask(absent))
    asked += 1
  }
  console.log(`hidden and absent alike: ${asked} questions; not about one thing: ${skipped.join(', ')}`)
  expect(asked).toBeGreaterThan(12)
}, 60_000)

test('the histories did what is asked about, and the stranger sees none of it', async () => {
  expect(Object.keys(hidden).length).toBeGreaterThan(7)
  expect(await stage.product.ask(stranger, 'people.header', { personId: hidden.personId })).toEqual(
    await stage.product.ask(stranger, 'people.header', { personId: freshId() }),
  )
})
