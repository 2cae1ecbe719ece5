import { type Instant, instant } from '#core/kernel/time.ts'
import { Lists, Pictures } from './gallery-lists.tsx'
import * as ui from './index.ts'

/** Every component once, on one page: for tests and for eyes. Invented words; shown nowhere else. */

const at = (text: string): Instant => instant(text)

const frame = (practice: boolean): ui.Frame => ({
  service: 'Throughcare',
  partnership: 'Northside partnership',
  homeHref: '/app',
  assetVersion: 'test',
  helpHref: '/help-now',
  boundary:
    'This system passes on information and reminds people. It decides nothing, and does not replace a phone call when something is urgent.',
  search: {
    action: '/app/people/search',
    label: 'Search by name, number or birth date',
    placeholder: 'Name or number',
  },
  footerLinks: [
    { text: 'What this system is', href: '/about' },
    { text: 'Accessibility', href: '/accessibility' },
  ],
  practice,
})

const nav: readonly ui.NavigationLink[] = [
  { text: 'Home', href: '/app', current: true },
  { text: 'People', href: '/app/people' },
  { text: 'Requests', href: '/app/requests', badge: { n: 3, words: 'replies due' } },
  { text: 'Calendar', href: '/app/calendar' },
  { text: 'Services', href: '/app/services' },
]

const who: ui.Who = {
  name: 'Jo Ellis',
  post: 'Coordinator',
  organisation: 'Northside Trust',
  signOutAction: '/sign-out',
  draftsHref: '/app/drafts',
}

const errors: readonly ui.FieldError[] = [
  { field: 'request.startDate', message: 'Enter the date this is due to start, like 24 11 2026' },
  { field: 'request.why', message: 'Say why you ask, in a sentence' },
  { field: 'request.way', message: 'Choose how to reach them' },
]

const Messages = () => (
  <>
    <ui.ErrorSummary errors={errors} />
    <ui.WarningCallout heading="Two people were away today">
      <p>Nobody covers the evening round yet.</p>
    </ui.WarningCallout>
    <ui.InsetText>
      <p>Riverside last updated this at 9:10am.</p>
    </ui.InsetText>
    <ui.EmptyState
      why="Nobody is planned to leave in the next 7 days."
      fill="People appear here once a date is set."
      action={{ text: 'See everyone', href: '/app/people' }}
    />
    <ui.Details summary="Who can see this">
      <p>North community team and Riverside.</p>
    </ui.Details>
  </>
)

const Questions = () => (
  <>
    <ui.Heading level={2} caption="Send a request">
      What we ask for
    </ui.Heading>
    <ui.SaveState formId="ask" value={{ state: 'saved', at: at('2026-11-24T10:42:00Z') }} />
    <ui.Form
      action="/app/requests"
      id="ask"
      draftUrl="/app/drafts/1"
      hidden={{ draftId: '1', draftVersion: 4, nothing: undefined }}
    >
      <ui.TextInput
        name="request.short"
        label="In a few words"
        hint="Shown on lists"
        value="Help to settle in"
      />
      <ui.TextArea
        name="request.why"
        label="Why do you ask?"
        rows={4}
        maxCharacters={400}
        error={ui.errorFor(errors, 'request.why')}
        value="A sentence that was typed, and stays."
        readers="North community team and Riverside. Mara can read this."
      />
      <ui.DateInput
        name="request.startDate"
        label="When should it start?"
        labelSize="m"
        hint="Like 24 11 2026"
        error={ui.errorFor(errors, 'request.startDate')}
        value={{ day: '24', month: '13', year: '2026' }}
      />
      <ui.TimeInput name="request.time" label="At what time?" value="5:30pm" />
      <ui.Select
        name="request.team"
        label="Which team?"
        choose="Choose a team"
        value="r"
        options={[
          { value: 'r', text: 'Riverside' },
          { value: 'h', text: 'Harbour House' },
        ]}
      />
      <ui.Radios
        name="request.way"
        label="How can we reach them?"
        error={ui.errorFor(errors, 'request.way')}
        value="phone"
        choices={[
          {
            value: 'phone',
            label: 'By phone',
            hint: 'Most people',
            conditional: <ui.TextInput name="request.phone" label="Number" width={20} />,
          },
          { value: 'letter', label: 'By letter' },
          { value: 'unknown', label: 'Not known yet', dividerAbove: 'or' },
        ]}
      />
      <ui.Radios
        name="request.ok"
        label="Is that OK?"
        labelSize="s"
        inline
        choices={[
          { value: 'yes', label: 'Yes' },
          { value: 'no', label: 'No' },
        ]}
      />
      <ui.Checkboxes
        name="request.needs"
        label="What helps?"
        values={['large']}
        choices={[
          { value: 'large', label: 'Large print' },
          { value: 'longer', label: 'Longer meetings' },
          { value: 'none', label: 'None of these', dividerAbove: 'or', exclusive: true },
        ]}
      />
      <ui.ButtonGroup>
        <ui.Button>Check and send</ui.Button>
        <ui.Button variant="secondary" name="act" value="later">
          Keep for later
        </ui.Button>
      </ui.ButtonGroup>
      <ui.Button disabledBecause="Send becomes possible once a start date is given.">Send</ui.Button>
    </ui.Form>
  </>
)

export const galleryPage = (): string =>
  ui.renderDocument(frame(true), {
    title: 'All parts',
    nav,
    who,
    width: 'wide',
    hasErrors: true,
    scripts: ['autosave.js'],
    banners: [<p key="late">Notices last went at 10:40am.</p>],
    crumbs: (
      <ui.Breadcrumbs
        items={[
          { text: 'Home', href: '/app' },
          { text: 'People', href: '/app/people' },
        ]}
      />
    ),
    children: (
      <>
        <ui.Heading caption="Gallery">All parts</ui.Heading>
        <ui.Columns main={<Messages />} side={<ui.Paragraph small>A side column.</ui.Paragraph>} />
        <ui.Columns main={<Questions />} />
        <Lists />
        <Pictures />
      </>
    ),
  })

export const confirmationPage = (): string =>
  ui.renderDocument(frame(false), {
    title: 'Sent to Riverside',
    nav,
    who,
    crumbs: <ui.BackLink href="/app">Back to the board</ui.BackLink>,
    children: (
      <>
        <ui.SuccessBanner heading="The date was changed to Thursday 26 November 2026." />
        <ui.ConfirmationPanel
          heading="Sent to Riverside"
          whoHasIt="Priya's team has it"
          whatNext="Priya's team will reply by"
          byWhen={ui.clockAndDay(at('2026-11-24T17:00:00Z'))}
          ifNot="If they do not, their manager is told and so are you. You do not need to chase."
          now={[
            { text: 'Tell Mara (text ready)', href: '/tell' },
            { text: 'Add another service', href: '/add' },
            { text: 'Go back to the board', href: '/app' },
          ]}
        />
      </>
    ),
  })
