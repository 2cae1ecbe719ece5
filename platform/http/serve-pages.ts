import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import * as z from 'zod'
import { type Refusal, refuse } from '#core/kernel/result.ts'
import type { Asker } from '#platform/commands/asker.ts'
import type { Door } from '#platform/commands/door.ts'
import type { Answering, Cookies, ShowOptions } from './answer.ts'
import { deviceWords } from './device-words.ts'
import { RefusalPage } from './error-pages.tsx'
import { FILES, filesOf } from './files.ts'
import { listAsked, takeOut } from './list-out.tsx'
import type { FormAnswers, Page, PageRequest, PublicPage } from './page.ts'
import { exported } from './sent.ts'
import type { SessionCookie } from './session-cookie.ts'
import { sealTyped, unsealTyped } from './typed.ts'
import { newId, noteDevice, whoAsks } from './who-asks.ts'

/** The routes of all pages: those of somebody signed in, of the person's own door, and the public ones. `door`: the one that pages go through. */
export function registerPages(
  app: FastifyInstance,
  o: ShowOptions & { readonly pages: readonly (Page | PublicPage)[] },
  door: Door,
  { session, step, own, device }: Cookies,
  { show, showRefusal, setOwn, answer }: Answering,
): void {
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
}

/** Whether every id in an address is one: anything else is as absent as an id of nothing. */
const idsAreIds = (params: Readonly<Record<string, string>>): boolean =>
  Object.entries(params).every(([name, value]) => !/^id$|Id$/.test(name) || z.uuid().safeParse(value).success)
