import { ok } from '#core/kernel/result.ts'
import { definePage, type Page, text } from '#platform/http/page.ts'
import { changePages } from './change.tsx'
import { closePages } from './close.tsx'
import { onePage } from './one.tsx'
import { pausePages } from './pause.tsx'
import { printPage } from './print.tsx'
import { stagePages } from './stage.tsx'
import { visitorPages } from './visitors.tsx'

/** One press, nothing typed: the command's id came with the page, so that a double press is a replay. */
const extend = definePage({
  method: 'POST',
  path: '/app/episodes/:id/extend',
  access: 'signed in',
  async handle(request) {
    const done = await request.act('episode.extend-plan', text(request.form, 'commandId'), {
      personId: text(request.form, 'person'),
      episodeId: request.params.id,
    })
    return done.ok ? ok({ goTo: `/app/episodes/${request.params.id}?said=done` }) : done
  },
})

/** Screens of a person's time with a service. */
export const pages: readonly Page[] = [
  onePage,
  printPage,
  extend,
  ...changePages,
  ...pausePages,
  ...stagePages,
  ...visitorPages,
  ...closePages,
]
