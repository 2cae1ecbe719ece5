import type { Doors } from '../door.ts'

/** Whoever is signed in has sessions and may have passkeys, and nobody is asked about another's. */
const OWN = 'what is its author’s own: their sessions and their passkeys'

export const signIn: Doors = {
  'GET /app/organisations/:id/sign-in': { verb: 'list', rights: ['sign-in.manage'] },
  'GET /app/organisations/:id/sign-in/change': { verb: 'list', rights: ['sign-in.manage'] },
  'GET /app/organisations/:id/sign-in/end': { verb: 'list', rights: ['sign-in.manage'] },
  'GET /app/organisations/:id/sign-in/part/:staffId': {
    verb: 'list',
    rights: ['sign-in.manage'],
  },
  'GET /app/settings/sign-in': { verb: 'list', rights: [], neverRefused: OWN },
  'POST /app/organisations/:id/sign-in/change': { verb: 'write', rights: ['sign-in.manage'] },
  'POST /app/organisations/:id/sign-in/end': {
    verb: 'write',
    rights: ['sign-in.manage'],
  },
  'POST /app/organisations/:id/sign-in/part/:staffId': {
    verb: 'write',
    rights: ['sign-in.manage'],
  },
  'POST /app/organisations/:id/sign-in/test': {
    verb: 'write',
    rights: ['sign-in.manage'],
  },
  'POST /app/settings/sign-in/end': { verb: 'write', rights: [], neverRefused: OWN },
  'POST /app/settings/sign-in/passkeys': { verb: 'write', rights: [], neverRefused: OWN },
  'POST /app/settings/sign-in/passkeys/remove': { verb: 'write', rights: [], neverRefused: OWN },
  'POST /app/team/staff/:id/end-session': { verb: 'write', rights: ['staff.manage | organisation.manage'] },
  'command session.revoke': { verb: 'write', rights: ['staff.manage | organisation.manage'] },
  'command sign-in.end-link': { verb: 'write', rights: ['sign-in.manage'] },
  'command sign-in.end-provider': { verb: 'write', rights: ['sign-in.manage'] },
  'command sign-in.set-provider': {
    verb: 'write',
    rights: ['sign-in.manage'],
    input: () => ({
      version: 1,
      issuer: 'https://provider.example',
      secretName: 'provider',
      emailDomains: ['practice.example'],
      secondFactor: { proof: 'declared' },
    }),
  },
  'GET /app/organisations/:id/machines': { verb: 'list', rights: ['client.manage'] },
  'GET /app/organisations/:id/machines/add': { verb: 'list', rights: ['client.manage'] },
  'GET /app/organisations/:id/machines/:clientId/end': { verb: 'list', rights: ['client.manage'] },
  'GET /app/organisations/:id/machines/:clientId/keys': { verb: 'list', rights: ['client.manage'] },
  'GET /app/organisations/:id/machines/:clientId/secret': { verb: 'list', rights: ['client.manage'] },
  'GET /app/organisations/:id/partners': { verb: 'list', rights: ['client.manage'] },
  'POST /app/organisations/:id/partners': { verb: 'write', rights: ['client.manage'] },
  'POST /app/organisations/:id/partners/doors': { verb: 'write', rights: ['client.manage'] },
  'POST /app/organisations/:id/partners/doors/:doorId/end': { verb: 'write', rights: ['client.manage'] },
  'POST /app/organisations/:id/partners/:endpointId/end': { verb: 'write', rights: ['client.manage'] },
  'command partner.add': {
    verb: 'write',
    rights: ['client.manage'],
    input: (ids) => ({ endpointId: ids.freshId, address: 'https://partner.example/hook' }),
  },
  'command partner.add-door': {
    verb: 'write',
    rights: ['client.manage'],
    input: (ids) => ({ doorId: ids.freshId, target: { system: 'urn:example:services', value: '1' } }),
  },
  'command partner.end-door': { verb: 'write', rights: ['client.manage'] },
  'command partner.end': { verb: 'write', rights: ['client.manage'] },
  'query partner.list': { verb: 'list', rights: ['client.manage'] },
  'POST /app/organisations/:id/machines/add': { verb: 'write', rights: ['client.manage'] },
  'POST /app/organisations/:id/machines/:clientId/end': { verb: 'write', rights: ['client.manage'] },
  'POST /app/organisations/:id/machines/:clientId/keys': { verb: 'write', rights: ['client.manage'] },
  'POST /app/organisations/:id/machines/:clientId/secret': { verb: 'write', rights: ['client.manage'] },
  'command client.make': {
    verb: 'write',
    rights: ['client.manage'],
    input: () => ({ clientId: '0195f0ff-0000-7000-8000-000000000009' }),
  },
  'command client.new-secret': { verb: 'write', rights: ['client.manage'] },
  'command client.set-keys': {
    verb: 'write',
    rights: ['client.manage'],
    input: () => ({
      keys: { keys: [{ kty: 'EC', crv: 'P-384', kid: 'one', x: 'a'.repeat(64), y: 'a'.repeat(64) }] },
    }),
  },
  'command client.revoke': { verb: 'write', rights: ['client.manage'] },
  'query client.list': { verb: 'list', rights: ['client.manage'] },
  'query sign-in.settings': { verb: 'list', rights: ['sign-in.manage'] },
  'query staff.sessions': { verb: 'list', rights: ['staff.manage | organisation.manage'] },
}
