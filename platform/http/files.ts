import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { FormAnswers, FormFile } from './page.ts'

/** In a route's config: it takes forms with files. */
export const FILES = 'takesFiles'

const FILES_OF = new WeakMap<FastifyRequest, Readonly<Record<string, FormFile>>>()

/** The files that came with a request; none where its page takes none. */
export const filesOf = (request: FastifyRequest): Readonly<Record<string, FormFile>> =>
  FILES_OF.get(request) ?? {}

/**
 * Forms with files (multipart/form-data), read by Node's own parser, on the pages that take them and nowhere else: elsewhere such a body is
 * refused unread. Files stand apart from the answers, so that a form that is kept for later never carries one.
 */
export function formWithFiles(app: FastifyInstance): void {
  app.addContentTypeParser(
    'multipart/form-data',
    { parseAs: 'buffer' },
    async (request: FastifyRequest, body: Buffer<ArrayBuffer>) => {
      const type = request.headers['content-type'] ?? ''
      if (!(FILES in request.routeOptions.config))
        throw Object.assign(new Error('no files here'), { statusCode: 415 })
      let data: FormData
      try {
        data = await new Response(body, { headers: { 'content-type': type } }).formData()
      } catch {
        throw Object.assign(new Error('not a form'), { statusCode: 400 })
      }
      const answers: Record<string, string> = {}
      const files: Record<string, FormFile> = {}
      for (const [name, value] of data) {
        if (typeof value === 'string') answers[name] = value
        // where none was chosen a browser sends a part without name and content; an empty file has its name
        else if (value.size > 0 || value.name !== '')
          files[name] = { name: value.name, bytes: Buffer.from(await value.arrayBuffer()) }
      }
      FILES_OF.set(request, files)
      return answers satisfies FormAnswers
    },
  )
}
