import type { FastifyInstance, FastifyRequest } from 'fastify'
import * as z from 'zod'
import { refuse } from '#core/kernel/result.ts'
import type { Door } from '#platform/commands/door.ts'
import { saveDraft } from '#platform/drafts/drafts.ts'
import type { FormAnswers } from './page.ts'
import { problemOf, statusOf } from './problem.ts'

/** The hidden fields by which any form is a draft; `DraftFields` in the ui room writes them. */
export const draftFields = z.object({
  commandId: z.uuid(),
  draftForm: z.string().min(1).max(80),
  draftAbout: z.string().max(80).default(''),
  draftVersion: z.coerce.number().int().min(0).max(2_000_000_000),
})
const OWN = new Set(['commandId', 'draftForm', 'draftAbout', 'draftVersion'])

/** The answers of a form without the fields that make it a draft. */
export const answersOf = (form: FormAnswers): FormAnswers =>
  Object.fromEntries(Object.entries(form).filter(([name]) => !OWN.has(name)))

/** Autosave: the page's script posts the form as it stands and gets the server's receipt. */
export function registerDraftSaving(
  app: FastifyInstance,
  door: Door,
  tokenOf: (request: FastifyRequest) => string | undefined,
): void {
  app.post('/app/drafts/save', async (request, reply) => {
    const problem = (refusal: Parameters<typeof problemOf>[0]) =>
      reply.code(statusOf(refusal)).type('application/problem+json').send(problemOf(refusal))
    const token = tokenOf(request)
    if (!token) return problem(refuse('NOT_SIGNED_IN').refusal)
    const fields = draftFields.safeParse(request.body)
    if (!fields.success) return problem(refuse('INPUT_NOT_UNDERSTOOD').refusal)
    const { commandId, draftForm, draftAbout, draftVersion } = fields.data
    const saved = await door.own(token, (tx) =>
      saveDraft(tx, {
        commandId,
        form: draftForm,
        about: draftAbout,
        answers: answersOf(request.body as FormAnswers),
        version: draftVersion,
      }),
    )
    if (!saved.ok) return problem(saved.refusal)
    if (saved.value.state === 'changed elsewhere') return problem(refuse('STALE_VERSION').refusal)
    return reply.send({ version: saved.value.version, savedAt: saved.value.savedAt })
  })
}
