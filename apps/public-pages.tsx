import { definePublicPage } from '#platform/http/page.ts'

/** Where everybody starts. */
const front = definePublicPage({
  method: 'GET',
  path: '/',
  access: 'public',
  async handle() {
    return {
      show: {
        title: 'From the ward to home',
        body: (
          <>
            <h1>From the ward to home, with nobody lost on the way</h1>
            <p>
              Throughcare is one system that a mental health trust and its partner organisations share, so
              that everybody who leaves hospital has someone who is responsible, a next contact, and people
              who are told when something is missing.
            </p>
            <p>
              <a className="nhsuk-button" href="/sign-in">
                Staff sign in
              </a>
            </p>
            <p>
              <a href="/help-now">Help now</a>
            </p>
          </>
        ),
      },
    }
  },
})

/** One component, one place to edit (a proposal, waiting for a clinical safety officer's signature: docs/hazards.md). */
const helpNow = definePublicPage({
  method: 'GET',
  path: '/help-now',
  access: 'public',
  async handle() {
    return {
      show: {
        title: 'Help now',
        body: (
          <>
            <h1>Help now</h1>
            <ol className="nhsuk-list nhsuk-list--number">
              <li>
                <strong>Someone&rsquo;s life is at risk, or you have been badly hurt:</strong> call{' '}
                <a href="tel:999">999</a> or go to A&amp;E.
              </li>
              <li>
                <strong>You need help today with your mental health:</strong> call <a href="tel:111">111</a>{' '}
                and choose the mental health option (2). Any time, any age. If you are deaf or cannot speak,
                use Relay UK <a href="tel:18001111">18001 111</a>, or SignVideo.
              </li>
              <li>
                <strong>You want to talk:</strong> Samaritans <a href="tel:116123">116 123</a>. Text SHOUT to{' '}
                <a href="sms:85258">85258</a>.
              </li>
              <li>Your own first contact is on your safety plan.</li>
            </ol>
            <p>Throughcare is not watched all the time. If you need help now, do not wait for a reply.</p>
          </>
        ),
      },
    }
  },
})

/** What anyone may open without signing in. */
export const publicPages = [front, helpNow]
