import type { Doors } from '../door.ts'

const NONE =
  'no organisation of the matrix has a provider of its own: platform/identity/openid/sign-in.test.ts'
const OWN = 'what is its author’s own: their sessions and their passkeys'

export const signIn: Doors = {
  'GET /app/organisations/:id/sign-in': { verb: 'list', rights: ['sign-in.manage'] },
  'GET /app/organisations/:id/sign-in/change': { verb: 'list', rights: ['sign-in.manage'] },
  'GET /app/organisations/:id/sign-in/end': { verb: 'list', rights: ['sign-in.manage'], neverAllowed: NONE },
  'GET /app/organisations/:id/sign-in/part/:staffId': {
    verb: 'list',
    rights: ['sign-in.manage'],
    neverAllowed: NONE,
  },
  'GET /app/settings/sign-in': { verb: 'list', rights: [], neverRefused: OWN },
  'POST /app/organisations/:id/sign-in/change': { verb: 'write', rights: ['sign-in.manage'] },
  'POST /app/organisations/:id/sign-in/end': {
    verb: 'write',
    rights: ['sign-in.manage'],
    neverAllowed: NONE,
  },
  'POST /app/organisations/:id/sign-in/part/:staffId': {
    verb: 'write',
    rights: ['sign-in.manage'],
    neverAllowed: NONE,
  },
  'POST /app/organisations/:id/sign-in/test': {
    verb: 'write',
    rights: ['sign-in.manage'],
    neverAllowed: NONE,
  },
  'POST /app/settings/sign-in/end': { verb: 'write', rights: [], neverRefused: OWN },
  'POST /app/settings/sign-in/passkeys': { verb: 'write', rights: [], neverRefused: OWN },
  'POST /app/settings/sign-in/passkeys/remove': { verb: 'write', rights: [], neverRefused: OWN },
  'POST /app/team/staff/:id/end-session': { verb: 'write', rights: ['staff.manage | organisation.manage'] },
  'command session.revoke': { verb: 'write', rights: ['staff.manage | organisation.manage'] },
  'command sign-in.end-link': { verb: 'write', rights: ['sign-in.manage'], neverAllowed: NONE },
  'command sign-in.end-provider': { verb: 'write', rights: ['sign-in.manage'], neverAllowed: NONE },
  'command sign-in.set-provider': {
    verb: 'write',
    rights: ['sign-in.manage'],
    input: () => ({
      issuer: 'https://provider.example',
      secretName: 'provider',
      emailDomains: ['practice.example'],
      secondFactor: { proof: 'declared' },
    }),
  },
  'query sign-in.settings': { verb: 'list', rights: ['sign-in.manage'] },
  'query staff.sessions': { verb: 'list', rights: ['staff.manage | organisation.manage'] },
}
