import { ok } from '#core/kernel/result.ts'
import { askedWords } from '#features/safetynet/index.ts'
import { formPages } from '#platform/drafts/form-page.tsx'
import { definePage, type Page, text } from '#platform/http/page.ts'
import {
  Button,
  box,
  Checkboxes,
  chosenOf,
  clockAndDay,
  EmptyState,
  type FieldError,
  Form,
  Heading,
  InsetText,
  Link,
  Paragraph,
  Table,
  Tag,
  TextInput,
} from '#platform/ui/index.ts'
import { type NoticeLine, type Notices, notices, type Wishes, wishes } from '../queries/notices.ts'

/** Where the thing is done: its own page where it has one, else the person. */
function actHref({ definition, aboutId, personId }: NoticeLine): string {
  switch (definition) {
    case 'worry':
      return `/app/worries/${aboutId}`
    case 'no-answer-twice':
      return `/app/contacts/${aboutId}`
    case 'contact-not-booked':
      return `/app/stays/${aboutId}/book`
    case 'referral-late':
      return `/app/referrals/${aboutId}`
    case 'no-lead':
      return `/app/people/${personId}/lead`
    case 'emergency-access':
      return `/app/audit/emergencies/${aboutId}`
    case 'death-reported':
      return `/app/people/${personId}/death`
    default:
      return `/app/people/${personId}`
  }
}

const WhyAndWhen = ({ line }: { readonly line: NoticeLine }) => (
  <>
    <strong>{line.title}</strong>
    {line.more > 0 && ` (and ${line.more} more of the same)`}
    <span className="tc-under">
      {`Since ${clockAndDay(line.since)}. Told ${clockAndDay(line.toldAt)}. ${line.because}. `}
      <Link href="/app/settings/notices" hiddenWords={`about ${line.name ?? 'somebody'}`}>
        Change what I get
      </Link>
    </span>
    {line.asked && <span className="tc-under">{askedWords(line.asked)}</span>}
    {line.unanswered && (
      <>
        <br />
        <Tag colour="red">Nobody has acknowledged</Tag>
      </>
    )}
  </>
)

const columns = (mint: (line: NoticeLine) => string) => [
  {
    head: 'Person',
    isRowName: true,
    cell: (line: NoticeLine) =>
      line.name === null ? (
        'Name not open to you'
      ) : (
        <Link href={`/app/people/${line.personId}`}>{line.name}</Link>
      ),
  },
  { head: 'What, and why you got it', cell: (line: NoticeLine) => <WhyAndWhen line={line} /> },
  {
    head: 'Do',
    cell: (line: NoticeLine) => (
      <Link href={actHref(line)} hiddenWords={line.name ?? ''}>
        {line.act}
      </Link>
    ),
  },
  {
    head: 'Seen',
    cell: (line: NoticeLine) =>
      line.acknowledged ? (
        `${line.acknowledged.by}, ${clockAndDay(line.acknowledged.at)}. Open until it is done.`
      ) : (
        <Form
          action="/app/notices/acknowledge"
          hidden={{ noticeId: line.id, personId: line.personId, commandId: mint(line) }}
        >
          <Button variant="secondary" hiddenWords={line.name ?? ''}>
            I will see to it
          </Button>
        </Form>
      ),
  },
]

/** What the daily list counts, part by part, each with where it is done. */
const DailyList = ({ n }: { readonly n: Notices }) => (
  <ul className="nhsuk-list nhsuk-list--bullet">
    <li>
      <Link href="/app/gaps">{`Gaps of your team: ${n.gaps}`}</Link>. Of these{' '}
      <Link href="/app/gaps?kind=N5">{`replies due: ${n.repliesDue}`}</Link>,{' '}
      <Link href="/app/gaps?kind=N7">{`outcomes missing: ${n.outcomesMissing}`}</Link>. Those of which your
      team must know while another acts count too.
    </li>
    <li>
      <Link href="/app/referrals?tab=inbox">{`Replies due within a day: ${n.repliesSoon}`}</Link>. Your team
      has opened them.
    </li>
    <li>
      <Link href="/app/referrals?tab=sent&word=question+asked">{`Questions about what you sent: ${n.questions}`}</Link>
      .
    </li>
    <li>
      <Link href="/app/referrals?tab=inbox&word=sent">{`Referrals new: ${n.newReferrals}`}</Link>. Nobody of
      your team has opened them.
    </li>
    <li>
      <Link href="/app/visits">{`Appointments tomorrow: ${n.appointmentsTomorrow}`}</Link>. You go along.
    </li>
    <li>
      <Link href="/app/tasks">{`Tasks of your team: ${n.tasks}`}</Link>.
    </li>
  </ul>
)

const list = definePage({
  method: 'GET',
  path: '/app/notices',
  access: 'signed in',
  handle: (request) =>
    request.see(async (ask) => {
      const found = await ask(notices, {})
      if (!found.ok) return found
      const { lines, digestAt } = found.value
      const table = (caption: string, rows: readonly NoticeLine[], empty: string) => (
        <Table
          caption={caption}
          columns={columns(() => request.newId())}
          rows={rows}
          rowKey={(line) => line.id}
          empty={<Paragraph>{empty}</Paragraph>}
        />
      )
      const [mine, others] = [lines.filter((l) => l.toMe), lines.filter((l) => !l.toMe)]
      return ok({
        show: {
          title: 'Needs you now',
          list: { name: 'needs-you', title: 'Needs you now' },
          body: (
            <>
              <Heading level={1}>Needs you now</Heading>
              {request.query.done === '1' && (
                <InsetText>You said that you will see to it. It stays here until it is done.</InsetText>
              )}
              <Paragraph>
                What cannot wait, told to whoever is on duty. Doing the thing takes it off everybody’s list.
              </Paragraph>
              {lines.length === 0 ? (
                <EmptyState
                  why="Nothing needs you now."
                  fill="A worry, a person whom nobody has met, a death that is reported: they come here at once."
                />
              ) : (
                <>
                  {table('Told to you', mine, 'Nothing was told to you yourself.')}
                  {table('Told to your team', others, 'Nothing else was told to your team.')}
                </>
              )}
              <Heading level={2}>The daily list</Heading>
              <DailyList n={found.value} />
              <Paragraph small>
                {`Everything that can wait is in this list, once a day at ${digestAt}. `}
                <Link href="/app/settings/notices">Change what I get</Link>
              </Paragraph>
            </>
          ),
        },
      })
    }),
})

const acknowledge = definePage({
  method: 'POST',
  path: '/app/notices/acknowledge',
  access: 'signed in',
  async handle(request) {
    const done = await request.act('notice.acknowledge', text(request.form, 'commandId'), {
      noticeId: text(request.form, 'noticeId'),
      personId: text(request.form, 'personId'),
    })
    return done.ok ? ok({ goTo: '/app/notices?done=1' }) : done
  },
})

const BACK = { href: '/app/notices', text: 'Back to what needs you' }

const settings = formPages<Wishes>({
  path: '/app/settings/notices',
  form: 'notify.set-wishes',
  command: 'notify.set-wishes',
  async facts(ask) {
    return ask(wishes, {})
  },
  title: () => 'How I am told',
  back: () => BACK,
  start: (w) => ({
    ...(w.byEmail ? { ways: 'email' } : {}),
    mobile: w.mobile ?? '',
    digestAt: w.digestAt,
  }),
  version: (w) => w.version,
  says: (w) => (
    <p>
      {w.version === 0 && 'Nothing is chosen yet, so no daily list comes by message. '}
      {`It now says: ${w.byEmail ? 'email' : 'no email'}, ${w.mobile === null ? 'no texts' : `texts to ${w.mobile}`}, the daily list at ${w.digestAt}.`}
    </p>
  ),
  fields: (_, answers, errors) => (
    <>
      <Paragraph>
        Everything stands on the screen. A message beside it says only that something needs you: no name and
        nothing about anybody. Whoever is on duty or told next gets an email until they turn it off here.
      </Paragraph>
      <Checkboxes
        name="ways"
        label="Beside the screen"
        labelSize="s"
        values={chosenOf(answers, 'ways')}
        choices={[{ value: 'email', label: 'Email to my work address' }]}
      />
      <TextInput
        {...box(answers, errors, 'mobile')}
        label="Mobile number for texts"
        hint="Leave it empty for no texts. A work phone, best."
        type="tel"
        width={20}
      />
      <TextInput
        {...box(answers, errors, 'digestAt')}
        label="When the daily list comes"
        hint="Like 08:00. On a day with nothing on it, none comes."
        width={5}
      />
    </>
  ),
  button: 'Save',
  read(answers) {
    const [mobile, digestAt] = [text(answers, 'mobile'), text(answers, 'digestAt')]
    const errors: FieldError[] = [
      ...(mobile === '' || /^\+?[0-9 ]{9,20}$/.test(mobile)
        ? []
        : [{ field: 'mobile', message: 'Enter a mobile number, like 07700 900123' }]),
      ...(/^([01]\d|2[0-3]):[0-5]\d$/.test(digestAt)
        ? []
        : [{ field: 'digestAt', message: 'Enter a time, like 08:00' }]),
    ]
    return errors.length > 0
      ? { errors }
      : {
          input: {
            byEmail: chosenOf(answers, 'ways').includes('email'),
            mobile: mobile === '' ? null : mobile,
            digestAt,
          },
        }
  },
  after: () => '/app/notices',
})

export const noticePages: readonly Page[] = [list, acknowledge, ...settings]
