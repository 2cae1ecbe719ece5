/**
 * The reviewed list of routes that need no signed-in asker, each with why. A route without an asker that is not here
 * fails `npm run check`, and so does a line here that no route answers to.
 */
export const PUBLIC_ROUTES: Readonly<Record<string, string>> = {
  'GET /': 'says what this is and where to sign in',
  'GET /health': 'version, database, whether notices are sent and the audit is sealed; names nobody',
  'GET /help-now': 'who to ring now; must open for everybody',
  'GET /sign-in': 'the sign-in form',
  'POST /sign-in': 'checks a password and opens the second step; throttled, tells nothing about accounts',
  'GET /sign-in/oidc':
    'sends the browser on to its organisation’s own sign-in; shows what its own sealed step holds',
  'GET /sign-in/oidc/callback':
    'where that sign-in leads back to: opens the session, or says why not; needs the sealed step of this browser',
  'GET /sign-in/second-factor': 'the second step',
  'POST /sign-in/second-factor': 'checks the second factor and opens the session',
  'GET /sign-in/set-up': 'where a one-time code sets up a sign-in',
  'POST /sign-in/set-up': 'checks a one-time code and takes a password; throttled, opens nothing',
  'GET /sign-in/set-up/second-factor': 'shows the second factor to the browser that gave the one-time code',
  'POST /sign-in/set-up/second-factor':
    'checks the first code, uses the one-time code up and opens the session',
  'POST /sign-in/passkey': 'gives this browser a challenge for a passkey; tells nothing about accounts',
  'GET /sign-in/passkey': 'asks the device for the passkey, by the challenge this browser was given',
  'POST /sign-in/passkey/check':
    'checks the signature and opens the session, or the locked one of the same staff member; throttled',
  'GET /sign-in/post':
    'somebody signed in who holds more than one post chooses which to act in; by the cookie it carries',
  'POST /sign-in/post': 'acts in the chosen post under a new session; by the cookie it carries',
  'POST /lock': 'locks the session of the cookie it carries',
  'GET /locked': 'the screen of a locked session: the name of whoever locked it and no more',
  'POST /locked': 'checks the second factor of whoever locked it and opens it again; throttled',
  'POST /sign-out': 'ends the session of the cookie it carries',
  'POST /practice/sign-in': 'practice mode only: signs in as an invented staff member; 404 elsewhere',
  'GET /my/start': 'where a one-time code, given face to face, sets up a phone for somebody’s own door',
  'POST /my/start': 'checks the code and the PIN that was chosen; throttled, tells nothing about anybody',
  'GET /my/pin': 'the PIN on a phone that was set up',
  'POST /my/pin': 'checks the PIN; ten wrong ones end the phone’s way in',
  'GET /my/leave': 'ends the own door’s session and goes to another site at once; shows nothing',
  'POST /my/forget': 'forgets the phone whose cookie it carries',
  'GET /my/tell-the-team':
    'where any carer writes to a team; the teams and how to ring them, and nobody in care',
  'POST /my/tell-the-team':
    'keeps what a carer wrote for the team they chose; throttled, never says whether somebody is known',
  'GET /api/fhir/R4/.well-known/smart-configuration':
    'where and how a machine signs in for the FHIR interface; no data',
  'POST /oauth/token':
    'gives a machine that shows its secret a token of ten minutes; throttled, tells nothing about clients',
  'GET /api/fhir/R4/metadata': 'what the FHIR interface can do; no data',
  'GET /api/openapi.json': 'the shapes of the interface; no data',
  'GET /calendar/:name':
    'a private calendar feed by its random address: times and initials of one staff member; ends with the post; throttled, one that ended answers as one that never was',
  'GET /assets/*': 'styles, scripts and icons',
}
