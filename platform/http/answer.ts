import type { FastifyReply, FastifyRequest } from 'fastify'
import type { ReactNode } from 'react'
import { REFUSALS } from '#core/kernel/refusals.ts'
import type { Refusal } from '#core/kernel/result.ts'
import type { Asker } from '#platform/commands/asker.ts'
import type { Door } from '#platform/commands/door.ts'
import { type Frame, type NavigationLink, renderDocument } from '#platform/ui/index.ts'
import { RefusalPage, titleOfRefusal } from './error-pages.tsx'
import { frameParts, pathOf, whereWeAre } from './frame-parts.tsx'
import { withDownload } from './list-out.tsx'
import type { PageAnswer, SetOwn, Shown } from './page.ts'
import { type SessionCookie, seal } from './session-cookie.ts'
import { keepPost, whereTo } from './who-asks.ts'

/** What stands round every page, and what its lines are asked of. */
export interface ShowOptions {
  readonly door: Door
  readonly secret: string
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
}

/** The cookies by which a browser is known: signed in, on its way in, at somebody's own door, and the phone itself. */
export interface Cookies {
  readonly session: SessionCookie
  readonly step: SessionCookie
  readonly own: SessionCookie
  readonly device: SessionCookie
}

/** How a page, a refusal or a file leaves for a browser. */
export interface Answering {
  show(reply: FastifyReply, shown: Shown, asker?: Asker): Promise<FastifyReply>
  showRefusal(
    request: FastifyRequest,
    reply: FastifyReply,
    refusal: Refusal,
    asker?: Asker,
    ownDoor?: boolean,
  ): Promise<FastifyReply>
  setOwn(reply: FastifyReply, set: SetOwn | undefined): void
  answer(reply: FastifyReply, value: PageAnswer, asker: Asker | undefined): Promise<FastifyReply>
}

/** Answers for browsers, in the frame of this installation. */
export function answeringOf(o: ShowOptions, { session, step, own, device }: Cookies): Answering {
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

  return { show, showRefusal, setOwn, answer }
}
