import { govNotifyAdapter, type NotifyTemplates } from './gov-notify.ts'
import { type Adapter, type OutChannel, TEMPLATES, type TemplateId } from './message.ts'
import { smtpAdapter } from './smtp.ts'

/** Settings of the ways out, from the environment. What is not set is a way out that this installation does not have. */
export interface NotifyConfig {
  readonly smtp: { readonly url: string; readonly from: string } | null
  readonly notify: { readonly url: string; readonly key: string; readonly templates: NotifyTemplates } | null
}

const NOTIFY_URL = 'https://api.notifications.service.gov.uk'
/** A key is its name, the service's id and a secret: the two ids are the last 74 letters. */
const KEY_NAME = /^[\w.-]+$/
const KEY_IDS = /^(?:-[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}){2}$/
const isKey = (key: string): boolean => KEY_NAME.test(key.slice(0, -74)) && KEY_IDS.test(key.slice(-74))

/**
 * Reads THROUGHCARE_SMTP_URL with THROUGHCARE_SMTP_FROM, and THROUGHCARE_NOTIFY_KEY with THROUGHCARE_NOTIFY_TEMPLATES (and, for a
 * test, THROUGHCARE_NOTIFY_URL). Throws with a sentence when one is set without the other or cannot be read.
 * Why half set is refused: an installation that looks as if it told people, and does not, is worse than one that says so.
 */
export function readNotifyConfig(env: NodeJS.ProcessEnv): NotifyConfig {
  const said = (name: string): string | undefined => env[name]?.trim() || undefined
  const [smtpUrl, from] = [said('THROUGHCARE_SMTP_URL'), said('THROUGHCARE_SMTP_FROM')]
  const [key, templates, url] = [
    said('THROUGHCARE_NOTIFY_KEY'),
    said('THROUGHCARE_NOTIFY_TEMPLATES'),
    said('THROUGHCARE_NOTIFY_URL'),
  ]
  if ((smtpUrl === undefined) !== (from === undefined))
    throw new Error(
      'Email is half set up: THROUGHCARE_SMTP_URL and THROUGHCARE_SMTP_FROM are set together or not at all.',
    )
  if (smtpUrl !== undefined && !(URL.canParse(smtpUrl) && /^smtps?:$/.test(new URL(smtpUrl).protocol)))
    throw new Error('THROUGHCARE_SMTP_URL must be an address like smtps://user:password@mail.example:465.')
  if (from !== undefined && !/^[^\s@]+@[^\s@.]+(?:\.[^\s@.]+)+$/.test(from))
    throw new Error('THROUGHCARE_SMTP_FROM must be one email address, like no-reply@throughcare.example.')
  if ((key === undefined) !== (templates === undefined))
    throw new Error(
      'Texts are half set up: THROUGHCARE_NOTIFY_KEY and THROUGHCARE_NOTIFY_TEMPLATES are set together or not at all.',
    )
  if (url !== undefined && key === undefined)
    throw new Error('Texts are half set up: THROUGHCARE_NOTIFY_URL is set without THROUGHCARE_NOTIFY_KEY.')
  if (key !== undefined && !isKey(key))
    throw new Error(
      'THROUGHCARE_NOTIFY_KEY is not an API key of GOV.UK Notify: copy it whole, with its name.',
    )
  return {
    smtp: smtpUrl !== undefined && from !== undefined ? { url: smtpUrl, from } : null,
    notify:
      key !== undefined && templates !== undefined
        ? { url: url ?? NOTIFY_URL, key, templates: readTemplates(templates) }
        : null,
  }
}

const CANNOT_READ =
  'THROUGHCARE_NOTIFY_TEMPLATES must be JSON that gives Notify’s own id of each template, like {"text":{"something needs you":"…","daily list":"…"}}.'

function readTemplates(text: string): NotifyTemplates {
  let body: unknown
  try {
    body = JSON.parse(text)
  } catch {
    throw new Error(CANNOT_READ)
  }
  const channels = body as Record<string, Record<string, string>>
  const sound =
    typeof body === 'object' &&
    body !== null &&
    Object.entries(channels).length > 0 &&
    Object.entries(channels).every(
      ([channel, byName]) =>
        (channel === 'text' || channel === 'email') &&
        typeof byName === 'object' &&
        (['something needs you', 'daily list'] as const).every(
          (needed) => typeof byName?.[needed] === 'string',
        ) &&
        Object.keys(byName).every((name) => Object.hasOwn(TEMPLATES, name as TemplateId)),
    )
  if (!sound) throw new Error(CANNOT_READ)
  return channels as NotifyTemplates
}

/** The ways out of an installation: email by SMTP where it is set, else by Notify where that has templates for it. */
export function adaptersOf(config: NotifyConfig): Partial<Record<OutChannel, Adapter>> {
  const notify =
    config.notify && govNotifyAdapter(config.notify.url, config.notify.key, config.notify.templates)
  return {
    ...(notify && config.notify?.templates.email ? { email: notify } : {}),
    ...(notify && config.notify?.templates.text ? { text: notify } : {}),
    ...(config.smtp ? { email: smtpAdapter(config.smtp.url, config.smtp.from) } : {}),
  }
}
