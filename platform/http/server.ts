import cookie from '@fastify/cookie'
import formbody from '@fastify/formbody'
import helmet from '@fastify/helmet'
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify'
import type { ReactNode } from 'react'
import * as z from 'zod'
import { REFUSALS } from '#core/kernel/refusals.ts'
import { type Refusal, refuse } from '#core/kernel/result.ts'
import type { Asker } from '#platform/commands/asker.ts'
import type { Door } from '#platform/commands/door.ts'
import { type FhirOptions, registerFhir } from '#platform/fhir/routes.ts'
import { type Frame, type NavigationLink, renderDocument } from '#platform/ui/index.ts'
import { registerApi, type Scopes } from './api.ts'
import { deviceWords } from './device-words.ts'
import { registerDraftSaving } from './draft-route.ts'
import { RefusalPage, titleOfRefusal } from './error-pages.tsx'
import { describe } from './fault.ts'
import { FILES, filesOf, formWithFiles } from './files.ts'
import { frameParts, pathOf, whereWeAre } from './frame-parts.tsx'
import { listAsked, takeOut, withDownload } from './list-out.tsx'
import { registerTokens, TOKEN_PATH, type Tokens, unreadable } from './oauth.ts'
import { crossSite } from './origin.ts'
import type { FormAnswers, Page, PageAnswer, PageRequest, PublicPage, SetOwn, Shown } from './page.ts'
import { problemOf } from './problem.ts'
import { exported, registerAssets } from './sent.ts'
import {
  deviceCookie,
  isOwnDoorToken,
  newToken,
  ownDoorCookie,
  type SessionCookie,
  seal,
  sessionCookie,
  stepCookie,
} from './session-cookie.ts'
import { sealTyped, unsealTyped } from './typed.ts'
import { keepPost, newId, noteDevice, whereTo, whoAsks } from './who-asks.ts'

export interface ServerOptions {
  readonly door: Door
  readonly pages: readonly (Page | PublicPage)[]
  readonly frame: Frame
  /** Round the pages of the person's own door. */
  readonly ownDoorFrame?: Frame
  /** At most five links for this asker, with the counts worth showing. */
  navigation(asker: Asker): readonly (NavigationLink & { readonly href: string })[]
  /** Lines above every page that hold for all of it: a moved clock, practice data still being made. */
  banners?(): Promise<readonly string[]>
  /** Lines above every page of this asker: a record that they opened in an emergency and have not closed. */
  askerBanners?(asker: Asker): readonly ReactNode[]
  /** One line at the foot of every page for somebody signed in. */
  foot?(): Promise<string | undefined>
  /** Links beside who is signed in whose numbers are asked for each page: what needs the asker now. */
  asks?(asker: Asker, token: string): Promise<readonly NavigationLink[]>
  /** Gives machines their tokens; without it there is no such route. */
  readonly tokens?: Tokens
  /** What a machine can be given: scope, the rights that it opens, and what it may do with them. */
  readonly scopes?: Scopes
  /** What is served as FHIR R4; without it there are no such routes. */
  readonly fhir?: FhirOptions
  readonly secret: string
  readonly version: string
  /** True behind HTTPS: cookies are __Host- and Secure. Only practice mode on loopback may say false. */
  readonly secure: boolean
  health(): Promise<{ readonly ok: boolean; readonly body: unknown }>
}

/** The server, and method and path of every route it answers at. */
export type Served = FastifyInstance & { readonly doors: readonly string[] }

/** One megabyte of typed text is far beyond any form here. */
const LARGEST_BODY = 1_048_576

/** The HTTP server: pages, drafts, the JSON interface, assets and health; every route but the public list asks as somebody. */
export async function buildServer(o: ServerOptions): Promise<Served> {
  // a proxy on this machine speaks TLS for us in live mode and says whose address it serves; nobody else is believed
  const app = Fastify({
    logger: false,
    bodyLimit: LARGEST_BODY,
    trustProxy: 'loopback',
    forceCloseConnections: true,
  })
  // method and path of every route as it is registered: what is held against the list of doors that somebody looked at
  const doors: string[] = []
  app.addHook('onRoute', ({ method, url }) => {
    for (const one of [method].flat()) if (one !== 'HEAD') doors.push(`${one} ${url}`)
  })
  const door = o.door.ofPages()
  const session = sessionCookie(o.secure)
  const step = stepCookie(o.secure)
  const own = ownDoorCookie(o.secure)
  const device = deviceCookie(o.secure)
  await app.register(cookie)
  await app.register(formbody)
  formWithFiles(app)
  await app.register(helmet, {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        styleSrc: ["'self'"],
        scriptSrc: ["'self'"],
        imgSrc: ["'self'"],
        connectSrc: ["'self'"],
        fontSrc: ["'self'"],
        formAction: ["'self'"],
        baseUri: ["'none'"],
        frameAncestors: ["'none'"],
        // on plain-HTTP loopback this would send every link to a port that does not speak TLS
        upgradeInsecureRequests: o.secure ? [] : null,
      },
    },
    strictTransportSecurity: o.secure,
    referrerPolicy: { policy: 'same-origin' },
  })
  app.addHook('onSend', async (_request, reply) => {
    if (!reply.hasHeader('cache-control')) reply.header('cache-control', 'no-store')
  })
  app.addHook('preHandler', async (request, reply) => {
    if (
      crossSite(
        request,
        [session, own, device].some((one) => one.read(request) !== undefined),
      )
    ) {
      return reply
        .code(403)
        .type('application/problem+json')
        .send(problemOf(refuse('CROSS_SITE').refusal))
    }
  })

  const bearer = (request: FastifyRequest): string | undefined => {
    const token = /^Bearer ([\w-]{20,200})$/.exec(request.headers.authorization ?? '')?.[1]
    return token === undefined || isOwnDoorToken(token) ? undefined : token
  }
  const tokenOf = (request: FastifyRequest): string | undefined => bearer(request) ?? session.read(request)

  const show = async (reply: FastifyReply, shown: Shown, asker?: Asker): Promise<FastifyReply> => {
    const banners = [...((asker && o.askerBanners?.(asker)) ?? []), ...((await o.banners?.()) ?? [])]
    const token = session.read(reply.request)
    const staff = asker && !shown.ownDoor ? asker : undefined
    const asked = staff && token && !shown.print ? ((await o.asks?.(staff, token)) ?? []) : []
    const nav = asker ? whereWeAre(o.navigation(asker), reply.request.url) : []
    const here = reply.request.method === 'GET' ? reply.request.url : undefined
    if (here && !shown.print) shown = withDownload(shown, here)
    const html = renderDocument(
      shown.ownDoor ? (o.ownDoorFrame ?? o.frame) : o.frame,
      frameParts(shown, staff, nav, shown.ownDoor ? [] : banners, await o.foot?.(), asked, here),
    )
    if (shown.lookAgainAfter !== undefined && here !== undefined)
      reply.header('refresh', `${shown.lookAgainAfter}; url=${here}`)
    if (shown.refreshTo !== undefined) reply.header('refresh', `0; url=${shown.refreshTo}`)
    return reply
      .code(shown.status ?? 200)
      .type('text/html; charset=utf-8')
      .send(html)
  }

  const showRefusal = async (
    request: FastifyRequest,
    reply: FastifyReply,
    refusal: Refusal,
    asker?: Asker,
    ownDoor = false,
  ): Promise<FastifyReply> => {
    const token = session.read(request)
    if (refusal.code === 'NOT_SIGNED_IN' && ownDoor) {
      own.clear(reply)
      return reply.redirect(device.read(request) === undefined ? '/my/start' : '/my/pin', 303)
    }
    if (refusal.code === 'NOT_SIGNED_IN') {
      let kept = false
      if (request.method === 'POST' && token) {
        const post = JSON.stringify({ url: request.url, form: request.body ?? {} })
        kept = await keepPost(o.door, token, seal(o.secret, post))
      }
      return reply.redirect(
        `${await whereTo(o.door, token)}?${new URLSearchParams({ to: request.method === 'GET' ? request.url : '/app', ...(kept ? { kept: '1' } : {}) })}`,
        303,
      )
    }
    return show(
      reply,
      {
        title: titleOfRefusal(refusal, ownDoor),
        status: REFUSALS[refusal.code].status,
        body: RefusalPage({
          refusal,
          ownDoor,
          path: pathOf(request.url),
          rights: asker?.rights,
        }),
        ...(ownDoor && { ownDoor: true as const, back: { href: '/my', text: 'Back to my plan' } }),
      },
      asker,
    )
  }

  const setOwn = (reply: FastifyReply, set: SetOwn | undefined): void => {
    if (set?.device === null) device.clear(reply)
    else if (set?.device !== undefined) device.set(reply, set.device)
    if (set?.token === null) own.clear(reply)
    else if (set?.token !== undefined) own.set(reply, set.token)
  }

  const answer = async (
    reply: FastifyReply,
    value: PageAnswer,
    asker: Asker | undefined,
  ): Promise<FastifyReply> => {
    if ('goTo' in value) {
      if (value.setStep !== undefined) step.set(reply, value.setStep)
      return reply.redirect(value.goTo, 303)
    }
    if ('show' in value) return show(reply, value.show, asker)
    const { name, type, text } = value.download
    return reply
      .type(type)
      .header('cache-control', 'no-store')
      .header('content-disposition', `attachment; filename="${name}"`)
      .send(typeof text === 'string' ? text : Buffer.from(text))
  }

  for (const page of o.pages) {
    if (page.access !== 'public') {
      const ownDoor = page.access === 'person'
      const held: SessionCookie = ownDoor ? own : session
      app.route({
        method: page.method,
        url: page.path,
        ...(page.takesFiles !== undefined && {
          bodyLimit: page.takesFiles,
          config: { [FILES]: true },
          // nothing of a file is read for somebody who is not signed in
          onRequest: async (request: FastifyRequest, reply: FastifyReply) => {
            const token = held.read(request)
            if (!token || !(await whoAsks(door, token)))
              return showRefusal(request, reply, refuse('NOT_SIGNED_IN').refusal)
          },
        }),
        handler: async (request, reply) => {
          const refused = (refusal: Refusal, who?: Asker) => {
            const holder = device.read(request)
            if (!ownDoor || refusal.code !== 'NOT_SIGNED_IN' || !page.whenOver || !holder)
              return showRefusal(request, reply, refusal, who, ownDoor)
            own.clear(reply)
            return show(reply, page.whenOver(sealTyped(o.secret, holder, request.body)))
          }
          const token = held.read(request)
          if (!token) return refused(refuse('NOT_SIGNED_IN').refusal)
          if (!idsAreIds(request.params as Record<string, string>))
            return refused(refuse('NOT_FOUND_OR_NOT_YOURS').refusal, await whoAsks(door, token))
          let asker: Asker | undefined
          const ask: PageRequest = {
            params: request.params as Record<string, string>,
            query: request.query as Record<string, string | undefined>,
            form: (request.body ?? {}) as FormAnswers,
            files: filesOf(request),
            see: (work) =>
              door.view(
                token,
                `${page.method} ${page.path}`,
                async (askOne, tx) => {
                  asker = await tx.asker
                  return work(askOne, asker)
                },
                exported,
              ),
            act: (name, id, input) => door.command(token, name, id, input),
            rehearse: (name, input, sum) => door.rehearse(token, name, input, sum),
            own: (work) => door.own(token, work),
            newId,
          }
          const as = listAsked(page, ask.query)
          const result = as
            ? await takeOut(page, ask, as, () => whoAsks(door, token))
            : await page.handle(ask)
          // a page that answered before it asked the door anything (a form with mistakes) may belong to a session that has run out
          const answered = result.ok ? !('goTo' in result.value) : result.refusal.code !== 'NOT_SIGNED_IN'
          if (asker === undefined && answered) {
            asker = await whoAsks(door, token)
            if (asker === undefined) return refused(refuse('NOT_SIGNED_IN').refusal)
          }
          if (result.ok) return answer(reply, result.value, asker)
          return refused(result.refusal, asker)
        },
      })
    } else {
      app.route({
        method: page.method,
        url: page.path,
        handler: async (request, reply) => {
          const result = await page.handle({
            params: request.params as Record<string, string>,
            query: request.query as Record<string, string | undefined>,
            form: (request.body ?? {}) as FormAnswers,
            token: session.read(request),
            step: step.read(request),
            address: request.ip,
            door: o.door,
            own: { device: device.read(request), token: own.read(request) },
            typed: unsealTyped(o.secret, device.read(request), request.body),
          })
          if ('leaveTo' in result) {
            own.clear(reply)
            return reply
              .header('refresh', `0; url=${result.leaveTo}`)
              .type('text/html; charset=utf-8')
              .send(
                `<!doctype html><html lang="en"><title>Weather</title><a href="${result.leaveTo}">Weather</a></html>`,
              )
          }
          if ('download' in result) return answer(reply, result, undefined)
          if ('notFound' in result)
            return show(reply, {
              title: 'Page not found',
              status: 404,
              body: RefusalPage({ refusal: refuse('NOT_FOUND_OR_NOT_YOURS').refusal }),
            })
          if ('goTo' in result) {
            if (result.setToken === null) session.clear(reply)
            else if (result.setToken !== undefined) {
              session.set(reply, result.setToken)
              await noteDevice(o.door, result.setToken, deviceWords(request.headers['user-agent']))
            }
            if (result.setStep === null) step.clear(reply)
            else if (result.setStep !== undefined) step.set(reply, result.setStep)
            setOwn(reply, result.setOwn)
            return reply.redirect(result.goTo, 303)
          }
          setOwn(reply, result.setOwn)
          const entered = result.setOwn?.token
          return show(reply, result.show, entered ? await whoAsks(o.door, entered) : undefined)
        },
      })
    }
  }

  registerDraftSaving(app, door, (request) => session.read(request))
  registerApi(app, o.door, tokenOf, o.version, o.scopes ?? {})
  if (o.tokens) registerTokens(app, o.tokens)
  if (o.fhir) registerFhir(app, o.door, tokenOf, o.secret, o.fhir)
  registerAssets(app)
  app.get('/health', async (_request, reply) => {
    const health = await o.health()
    return reply.code(health.ok ? 200 : 503).send(health.body)
  })

  app.setNotFoundHandler(async (request, reply) => {
    if (request.url.startsWith('/api/'))
      return reply
        .code(404)
        .type('application/problem+json')
        .send(problemOf(refuse('UNKNOWN_COMMAND').refusal))
    const token = session.read(request)
    const asker = token ? await whoAsks(door, token) : undefined
    return show(
      reply,
      {
        title: 'Page not found',
        status: 404,
        body: RefusalPage({
          refusal: refuse('NOT_FOUND_OR_NOT_YOURS').refusal,
          path: pathOf(request.url),
          rights: asker?.rights,
        }),
      },
      asker,
    )
  })
  app.setErrorHandler(async (error, request, reply) => {
    const status = (error as { statusCode?: number }).statusCode
    const refusal =
      status === 413
        ? refuse('TOO_LARGE').refusal
        : status !== undefined && status < 500
          ? refuse('INPUT_NOT_UNDERSTOOD').refusal
          : refuse('SURPRISE').refusal
    // the log holds the kind of fault and the place in our code, never values: messages of the database quote them
    const reference = newToken().slice(0, 6).toUpperCase()
    if (refusal.code === 'SURPRISE')
      process.stderr.write(
        `${reference} ${request.method} ${request.routeOptions.url ?? '?'} ${describe(error)}\n`,
      )
    if (request.routeOptions.url === TOKEN_PATH && refusal.code !== 'SURPRISE') return unreadable(reply)
    if (request.url.startsWith('/api/') || request.url.startsWith('/app/drafts/save')) {
      return reply
        .code(problemOf(refusal).status)
        .type('application/problem+json')
        .send(problemOf(refusal, reference))
    }
    return show(reply, {
      title: 'Something went wrong',
      status: problemOf(refusal).status,
      body: RefusalPage({ refusal, reference }),
    })
  })
  return Object.assign(app as FastifyInstance, { doors })
}

/** Whether every id in an address is one: anything else is as absent as an id of nothing. */
const idsAreIds = (params: Readonly<Record<string, string>>): boolean =>
  Object.entries(params).every(([name, value]) => !/^id$|Id$/.test(name) || z.uuid().safeParse(value).success)
