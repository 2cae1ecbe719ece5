import { ok, type Result, refuse } from '#core/kernel/result.ts'
import { dayOf } from '#core/kernel/time.ts'
import { definePage, type PageAnswer, type PageRequest } from '#platform/http/page.ts'
import {
  Button,
  clockAndDay,
  dayAndClock,
  Form,
  Heading,
  InsetText,
  Link,
  listed,
  longDay,
} from '#platform/ui/index.ts'
import { mySheet, type Sheet } from '../queries/sheet.ts'
import { mySupporting } from '../queries/supporting.ts'
import { visitWords } from '../words.ts'
import { Ahead, Helpers, Next, ownDoor, Plans, Safety, Speakers, Telephone, WholeSheet } from './parts.tsx'
import { sharingPages } from './sharing.tsx'
import { tellPages } from './tell.tsx'

const BACK = { href: '/my', text: 'Back to my plan' }

const withSheet = (request: PageRequest, show: (sheet: Sheet) => PageAnswer): Promise<Result<PageAnswer>> =>
  request.see(async (ask, asker) => {
    // a carer's own door is one page
    if (asker.rights.includes('my.supporting')) return ok({ goTo: '/my/supporting' })
    const found = await ask(mySheet, {})
    if (!found.ok) return found
    return found.value === null ? refuse('NOT_SIGNED_IN') : ok(show(found.value))
  })

/** /my: what happens next and who, first; then the days after, who helps, and the way to everything else. */
const home = definePage({
  method: 'GET',
  path: '/my',
  access: 'person',
  handle: (request) =>
    withSheet(request, (sheet) =>
      ownDoor(
        'My plan',
        <>
          <Heading level={1} size="l" caption={`Today is ${longDay(dayOf(sheet.now))}`}>
            {`Hello ${sheet.name}`}
          </Heading>
          <Next sheet={sheet} />
          <ul className="nhsuk-list">
            <li>
              <Link href="/my/plan">My plan, as agreed</Link>
            </li>
            <li>
              <Link href="/my/safety">My safety plan</Link>
            </li>
            <li>
              <Link href="/my/sharing">Who sees what, and stop it</Link>
            </li>
            <li>
              <Link href="/my/looked">Who has looked</Link>
            </li>
            <li>
              <Link href="/my/tell">Tell the team something</Link>
            </li>
            <li>
              <Link href="/my/print">All of it on one page, to print</Link>
            </li>
          </ul>
          <Ahead sheet={sheet} />
          <Helpers sheet={sheet} />
          <Speakers sheet={sheet} />
          <Form action="/my/forget">
            <Button variant="secondary">Forget this phone</Button>
          </Form>
        </>,
      ),
    ),
})

const plan = definePage({
  method: 'GET',
  path: '/my/plan',
  access: 'person',
  handle: (request) =>
    withSheet(request, (sheet) =>
      ownDoor(
        'My plan, as agreed',
        <>
          <Heading level={1} size="l">
            My plan
          </Heading>
          <Plans sheet={sheet} />
          <p>
            Something in it is not right? <Link href="/my/tell">Tell the team</Link>, or ring them.
          </p>
        </>,
        { back: BACK },
      ),
    ),
})

const safety = definePage({
  method: 'GET',
  path: '/my/safety',
  access: 'person',
  handle: (request) =>
    withSheet(request, (sheet) =>
      ownDoor(
        'My safety plan',
        <>
          <Heading level={1} size="l">
            My safety plan
          </Heading>
          <Safety sheet={sheet} />
          <Heading level={2}>If that is not enough</Heading>
          <ul className="nhsuk-list nhsuk-list--bullet">
            <li>
              Life at risk or badly hurt: <a href="tel:999">999</a>
            </li>
            <li>
              Help today: <a href="tel:111">111</a>, then option 2. Any time.
            </li>
            <li>
              To talk: Samaritans <a href="tel:116123">116 123</a>. Text SHOUT to{' '}
              <a href="sms:85258">85258</a>.
            </li>
          </ul>
        </>,
        { back: BACK },
      ),
    ),
})

const print = definePage({
  method: 'GET',
  path: '/my/print',
  access: 'person',
  handle: (request) =>
    withSheet(request, (sheet) =>
      ownDoor(
        'My plan on paper',
        <div className="tc-large-print">
          <Heading level={1} caption={`As it was at ${clockAndDay(sheet.now)}`}>
            {`My plan: ${sheet.name}`}
          </Heading>
          <WholeSheet sheet={sheet} />
        </div>,
        { back: BACK, print: true },
      ),
    ),
})

/** /my/supporting: what the person chose to show this carer; and always how to reach the team and who helps carers. */
const supporting = definePage({
  method: 'GET',
  path: '/my/supporting',
  access: 'person',
  handle: (request) =>
    request.see(async (ask) => {
      const found = await ask(mySupporting, {})
      if (!found.ok) return found
      const s = found.value
      if (s === null) return refuse('NOT_SIGNED_IN')
      return ok(
        ownDoor(
          `Supporting ${s.person}`,
          <>
            <Heading level={1} size="l" caption={`Hello ${s.carer}`}>
              {`Supporting ${s.person}`}
            </Heading>
            <InsetText>
              <p>{`${s.person} chose what you see here: ${listed([...s.topics])}. They can change that at any time.`}</p>
            </InsetText>
            {s.ward && <p>{`${s.person} is on ${s.ward}.`}</p>}
            {s.visits && (
              <>
                <Heading level={2}>Visits and calls</Heading>
                {s.visits.length === 0 ? (
                  <p>None is planned that this page knows of.</p>
                ) : (
                  <ul className="nhsuk-list nhsuk-list--bullet">
                    {s.visits.map((v) => (
                      <li key={v.id}>{`${visitWords(v)}. ${[v.who, v.team].filter(Boolean).join(', ')}.`}</li>
                    ))}
                  </ul>
                )}
              </>
            )}
            {s.appointments && s.appointments.length > 0 && (
              <>
                <Heading level={2}>Appointments</Heading>
                <ul className="nhsuk-list nhsuk-list--bullet">
                  {s.appointments.map((a) => (
                    <li key={a.id}>{`${a.what}, ${dayAndClock(a.startsAt)}${a.place && `, ${a.place}`}.`}</li>
                  ))}
                </ul>
              </>
            )}
            {s.medicines && (
              <>
                <Heading level={2}>Medicines</Heading>
                <p>From the list that workers keep. Follow the label and the pharmacist, not this page.</p>
                <ul className="nhsuk-list nhsuk-list--bullet">
                  {s.medicines.map((m) => (
                    <li key={m}>{m}</li>
                  ))}
                </ul>
              </>
            )}
            <Heading level={2}>How to reach the team</Heading>
            {s.reach && (
              <p>
                {`${s.reach.team}: `}
                <Telephone number={s.reach.telephone} />
                {`. ${s.reach.hours}`}
              </p>
            )}
            <p>
              <Link href="/my/tell">Tell the team something</Link>
            </p>
            <Form action="/my/forget">
              <Button variant="secondary">Forget this phone</Button>
            </Form>
          </>,
        ),
      )
    }),
})

export const ownPages = [home, plan, safety, print, ...sharingPages, ...tellPages, supporting]
