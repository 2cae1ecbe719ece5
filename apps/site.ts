import fs from 'node:fs'
import path from 'node:path'
import type pg from 'pg'
import { MACHINE_SCOPES } from '#core/people/machine-scopes.ts'
import { readScopes, SCOPE_NAMES, sayScopes } from '#core/people/smart-scopes.ts'
import { behind } from '#features/people/index.ts'
import { emergencyBanners } from '#features/privacy/pages/index.tsx'
import { refusedAndKept, takeMessage } from '#features/referral/index.ts'
import type { Door } from '#platform/commands/door.ts'
import { packageRoot } from '#platform/database/root.ts'
import { draftPages, type NamesOf } from '#platform/drafts/list-page.tsx'
import { registerProcessMessage } from '#platform/fhir/process-message.ts'
import { registerWriting } from '#platform/fhir/writing.ts'
import type { Page } from '#platform/http/page.ts'
import { buildServer, type Served } from '#platform/http/server.ts'
import { MachineClients, type ScopeNames } from '#platform/identity/clients.ts'
import { makeCredentials } from '#platform/identity/credentials.ts'
import { Locks } from '#platform/identity/lock.ts'
import { Accounts } from '#platform/identity/openid/accounts.ts'
import { OpenId } from '#platform/identity/openid/client.ts'
import { type SecretOf, secretsOf } from '#platform/identity/openid/secret.ts'
import { identityPages } from '#platform/identity/pages.tsx'
import { Passkeys } from '#platform/identity/passkey.ts'
import { sessionPages } from '#platform/identity/session-pages.tsx'
import { SignIn } from '#platform/identity/sign-in.ts'
import { assetVersion } from '#platform/ui/index.ts'
import type { Mode } from './config.ts'
import { heartbeatOf } from './heartbeat.ts'
import { homePages, navigation, needsYou } from './navigation.tsx'
import { PRACTICE } from './practice/pages.tsx'
import { pages, registry, resourceMaps, resourceWriters } from './product.ts'
import { publicPages } from './public-pages.tsx'
import { sealingOf } from './sealing.ts'

export const version = (): string =>
  JSON.parse(fs.readFileSync(path.join(packageRoot(), 'package.json'), 'utf8')).version

/** The names by which a machine may ask for scopes: ours and SMART's. */
export const scopeNames: ScopeNames = { all: SCOPE_NAMES, read: readScopes, say: sayScopes }

export interface SiteOptions {
  readonly door: Door
  readonly pool: pg.Pool
  /** As tc_auth: the sign-in library's own (`authPool`). */
  readonly authPool: pg.Pool
  readonly secret: string
  readonly mode: Mode
  /** Where people reach it. */
  readonly address: string
  /** Secrets of organisations' own sign-ins; from the environment unless given. */
  readonly openIdSecretOf?: SecretOf
  banners(): Promise<readonly string[]>
  /** Pages of this installation's mode beside the product's own. */
  readonly pages?: readonly Page[]
}

/** Who unfinished forms are about: named for whoever may see them still. */
const namesOf: NamesOf = async (ask, asker, ids) => {
  if (!asker.rights.includes(behind.right as string)) return new Map()
  const found = await ask(behind, { ids })
  return new Map(found.ok ? found.value.map((b) => [b.id, b.name]) : [])
}

/** The whole site over one door, not yet listening: what is served, and what tests inject requests into. */
export function buildSite(o: SiteOptions): Promise<Served> {
  const credentials = makeCredentials({ pool: o.authPool, secret: o.secret, address: o.address })
  // a live installation is signed in to with passwords from its first minute
  if (o.mode === 'live') void credentials.ready()
  const heartbeat = heartbeatOf(o.pool)
  const sealing = sealingOf(o.pool)
  const openId = new OpenId({
    secretOf: o.openIdSecretOf ?? secretsOf(process.env),
    address: o.address,
    loopback: o.mode === 'practice',
    inside: (process.env.THROUGHCARE_INSIDE_HOSTS ?? '').split(',').flatMap((host) => host.trim() || []),
  })
  const accounts = new Accounts({ pool: o.authPool, secret: o.secret, openId })
  const signIn = new SignIn({ pool: o.authPool, secret: o.secret, credentials, accounts })
  const passkeys = new Passkeys({ pool: o.authPool, secret: o.secret, address: o.address })
  const locks = new Locks({ pool: o.authPool, secret: o.secret, credentials })
  return buildServer({
    door: o.door,
    tokens: new MachineClients({
      pool: o.authPool,
      secret: o.secret,
      address: o.address,
      names: scopeNames,
    }),
    scopes: MACHINE_SCOPES,
    fhir: {
      address: o.address,
      maps: resourceMaps,
      version: version(),
      writes: resourceWriters,
      more: (scope, ground) => {
        registerWriting(scope, ground, resourceWriters, refusedAndKept)
        registerProcessMessage(scope, ground, takeMessage)
      },
    },
    secret: o.secret,
    secure: o.mode === 'live',
    version: version(),
    pages: [
      ...publicPages,
      ...identityPages(() => signIn, o.secret, pages),
      ...sessionPages(
        () => passkeys,
        () => locks,
      ),
      ...homePages,
      ...pages,
      ...(o.pages ?? []),
      ...draftPages(pages, (command) => registry.commands.get(command)?.title, namesOf),
    ],
    frame: {
      service: 'Throughcare',
      partnership: 'A shared system of the partnership',
      homeHref: '/app',
      helpHref: '/help-now',
      assetVersion: assetVersion(),
      boundary:
        'Throughcare passes on information and reminds people. It does not decide treatment, does not predict risk and does not replace the health record or a phone call when something is urgent.',
      search: {
        action: '/app/people/search',
        label: 'Find a person',
        placeholder: 'Name or NHS number',
        right: 'people.read',
      },
      practice: o.mode === 'practice',
      practiceHref: o.pages?.find((page) => page.path === PRACTICE)?.path,
    },
    ownDoorFrame: {
      service: 'My plan',
      partnership: 'Your plan, and who sees it',
      homeHref: '/my',
      helpHref: '/help-now',
      assetVersion: assetVersion(),
      boundary:
        'This is not watched all the time. Messages are read Monday to Friday, 9am to 5pm. If you need help now, do not wait for a reply.',
      practice: o.mode === 'practice',
      wayOut: { text: 'Leave this page now', href: '/my/leave' },
    },
    navigation,
    banners: async () => [
      ...(await heartbeat.banners()),
      ...(await sealing.banners()),
      ...(await o.banners()),
    ],
    askerBanners: emergencyBanners,
    foot: async () => `${await heartbeat.foot()} ${await sealing.foot()}`,
    asks: (asker, token) => needsYou(o.door, asker, token),
    health: async () => {
      const beat = await heartbeat.read().catch(() => undefined)
      const telling = beat && (beat.silentSince === null ? 'going' : 'silent')
      const seal = await sealing.read().catch(() => undefined)
      const sealed = seal && (seal.behindSince === null ? 'going' : 'behind')
      return {
        ok: telling === 'going' && sealed === 'going',
        body: {
          version: version(),
          database: beat ? 'up' : 'down',
          telling: telling ?? 'not known',
          toldLastAt: beat?.at ?? null,
          sealing: sealed ?? 'not known',
          sealLagSeconds: seal?.lagSeconds ?? null,
        },
      }
    },
  })
}
