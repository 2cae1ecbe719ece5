import { createHash, randomBytes, randomInt } from 'node:crypto'
import { uuidv7 } from '#core/kernel/ids.ts'
import { type PinProblem, pinProblem } from '#core/people/own-door.ts'
import { definePublicPage, type PublicRequest, text } from '#platform/http/page.ts'
import { newOwnDoorToken } from '#platform/http/session-cookie.ts'
import {
  Button,
  ErrorSummary,
  errorFor,
  type FieldError,
  Form,
  Heading,
  Link,
  TextInput,
} from '#platform/ui/index.ts'
import { Boundary, ownDoor } from './parts.tsx'
import { pinPage } from './pin.tsx'
import { tellAgain } from './tell.tsx'

/** Letters that are told apart when they are read aloud and when they are printed. */
const LETTERS = 'ACDEFHJKLMNPQRTUVWXY'
/** Where the way out leads: a page that nobody minds on a screen. */
const ELSEWHERE = 'https://www.bbc.co.uk/weather'

/** Eight letters (34 random bits), valid once and for a quarter of an hour, behind a throttle. */
export const newPersonCode = (): string =>
  Array.from({ length: 8 }, () => LETTERS[randomInt(LETTERS.length)])
    .join('')
    .replace(/^(.{4})/, '$1-')

/** The hash under which a code is known; as typed, in any case, with or without the dash. */
export const personCodeSha256 = (code: string): Buffer =>
  createHash('sha256')
    .update(`own door ${code.toUpperCase().replace(/[^A-Z]/g, '')}`)
    .digest()

const newId = (): string => uuidv7(Date.now(), randomBytes(10))

const PIN_WORDS: Readonly<Record<PinProblem, string>> = {
  'not six digits': 'Choose six numbers for the PIN',
  'easy to guess': 'That PIN is easy to guess. Choose other numbers',
  'not alike': 'The two PINs are not the same. Type it again',
}

const startPage = (code = '', errors: readonly FieldError[] = [], status?: number) =>
  ownDoor(
    'Start using My plan',
    <>
      <ErrorSummary errors={errors} />
      <Heading level={1} size="l">
        My plan, on this phone
      </Heading>
      <p>
        Your worker gives you a code of eight letters when you sit together. It works once, and for 15
        minutes. No text and no email ever has a link that lets you in.
      </p>
      <Form action="/my/start">
        <TextInput
          name="code"
          label="Code from your worker"
          spellCheck={false}
          width={20}
          value={code}
          error={errorFor(errors, 'code')}
        />
        <TextInput
          name="pin"
          label="Choose a PIN of six numbers"
          hint="You type it each time. Not your birthday, and not 123456."
          type="password"
          inputMode="numeric"
          autoComplete="new-password"
          width={10}
          error={errorFor(errors, 'pin')}
        />
        <TextInput
          name="again"
          label="The PIN again"
          type="password"
          inputMode="numeric"
          autoComplete="new-password"
          width={10}
          error={errorFor(errors, 'again')}
        />
        <Button>Start</Button>
      </Form>
      <p>
        No code? Ring your team, or ask your worker at the next visit: it takes a minute. You need no phone
        for this: they can print everything for you in large letters.
      </p>
      <p>
        You care for somebody? <Link href="/my/tell-the-team">Tell a team something</Link>
      </p>
      <Boundary />
    </>,
    status === undefined ? {} : { status },
  )

const start = definePublicPage({
  method: 'GET',
  path: '/my/start',
  access: 'public',
  handle: async () => startPage(),
})

async function begin({ form, door, address, own }: PublicRequest) {
  const code = text(form, 'code')
  const pin = typeof form.pin === 'string' ? form.pin.trim() : ''
  const again = typeof form.again === 'string' ? form.again.trim() : ''
  const problem = pinProblem(pin, again)
  const errors: FieldError[] = [
    ...(code === '' ? [{ field: 'code', message: 'Type the code of eight letters' }] : []),
    ...(problem === undefined
      ? []
      : [{ field: problem === 'not alike' ? 'again' : 'pin', message: PIN_WORDS[problem] }]),
  ]
  if (errors.length > 0) return startPage(code, errors, 422)
  const [device, token] = [newOwnDoorToken(), newOwnDoorToken()]
  const answer = await door.outside((tx) =>
    tx.row<{ state: string }>('select ctx.person_start($1, $2, $3, $4, $5, $6, $7) as state', [
      address,
      personCodeSha256(code),
      pin,
      newId(),
      device,
      newId(),
      token,
    ]),
  )
  switch (answer?.state) {
    case 'ok':
      // whoever had this phone set up before is out of it
      if (own.device) await door.outside((tx) => tx.row('select ctx.person_forget($1)', [own.device]))
      return { goTo: '/my', setOwn: { device, token } }
    case 'held':
      return startPage(
        code,
        [{ field: 'code', message: 'Too many tries from here. Wait 15 minutes, or ring your team' }],
        429,
      )
    case 'easy':
      return startPage(
        code,
        [
          {
            field: 'pin',
            message: 'That PIN is easy to guess for who knows your birthday. Choose other numbers',
          },
        ],
        422,
      )
    default:
      return startPage(
        code,
        [
          {
            field: 'code',
            message:
              'That code is not good, or not any more. Your worker can give you a new one in a minute: ring the team',
          },
        ],
        422,
      )
  }
}

const started = definePublicPage({ method: 'POST', path: '/my/start', access: 'public', handle: begin })

const pinForm = definePublicPage({
  method: 'GET',
  path: '/my/pin',
  access: 'public',
  handle: async ({ own }) => (own.device ? pinPage() : { goTo: '/my/start' }),
})

const pinTyped = definePublicPage({
  method: 'POST',
  path: '/my/pin',
  access: 'public',
  async handle({ form, door, own, typed }) {
    if (!own.device) return { goTo: '/my/start' }
    const pin = typeof form.pin === 'string' ? form.pin.trim() : ''
    // what cannot be a PIN is no try
    if (!/^\d{6}$/.test(pin))
      return pinPage(
        [{ field: 'pin', message: 'Type the six numbers of your PIN' }],
        text(form, 'typed'),
        422,
      )
    const token = newOwnDoorToken()
    const answer = await door.outside((tx) =>
      tx.row<{ state: string }>('select ctx.person_enter($1, $2, $3, $4, $5) as state', [
        own.device,
        pin,
        newId(),
        token,
        newId(),
      ]),
    )
    if (answer?.state === 'ok' && typed) return { ...tellAgain(typed), setOwn: { token } }
    if (answer?.state === 'ok') return { goTo: '/my', setOwn: { token } }
    if (answer?.state === 'no')
      return pinPage(
        [
          {
            field: 'pin',
            message: 'That is not the PIN of this phone. After ten wrong ones you need a new code',
          },
        ],
        text(form, 'typed'),
        422,
      )
    return {
      ...startPage('', [
        {
          field: 'code',
          message: `This phone has been closed for My plan. ${typed ? 'What you typed was not sent. ' : ''}Your worker can give you a new code in one call`,
        },
      ]),
    }
  },
})

const leave = definePublicPage({
  method: 'GET',
  path: '/my/leave',
  access: 'public',
  async handle({ door, own }) {
    if (own.token) await door.outside((tx) => tx.row('select ctx.person_leave($1)', [own.token]))
    return { leaveTo: ELSEWHERE }
  },
})

const forget = definePublicPage({
  method: 'POST',
  path: '/my/forget',
  access: 'public',
  async handle({ door, own }) {
    if (own.device) await door.outside((tx) => tx.row('select ctx.person_forget($1)', [own.device]))
    return { goTo: '/my/start', setOwn: { device: null, token: null } }
  },
})

export const startPages = [start, started, pinForm, pinTyped, leave, forget]
