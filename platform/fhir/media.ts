import type { FastifyReply, FastifyRequest } from 'fastify'
import { ok, type Result, refuse } from '#core/kernel/result.ts'
import { readJson, writeJson } from './json.ts'
import { NotFhir, type Resource } from './resource.ts'
import { readXml } from './xml-read.ts'
import { writeXml } from './xml-write.ts'

export type Form = 'json' | 'xml'

const FORMS: Readonly<Record<string, Form>> = {
  'application/fhir+json': 'json',
  'application/json': 'json',
  'text/json': 'json',
  json: 'json',
  'application/fhir+xml': 'xml',
  'application/xml': 'xml',
  'text/xml': 'xml',
  xml: 'xml',
  '*/*': 'json',
  'application/*': 'json',
}

/** What is sent as FHIR: the types that a parser is registered for. */
export const SENT = Object.keys(FORMS).filter((type) => type.includes('/') && !type.includes('*'))

const bare = (type: string): string => type.split(';', 1)[0]?.trim().toLowerCase() ?? ''
const versioned = (type: string): boolean => {
  const version = /fhirversion=([\d.]{1,10})/i.exec(type)?.[1]
  return version === undefined || version === '4.0'
}

/**
 * How the asker wants to be answered: `_format` before Accept (http://hl7.org/fhir/R4/http.html#mime-type), JSON where both are silent.
 * Refuses: FHIR_NOT_ACCEPTABLE.
 */
export function formOf(request: FastifyRequest): Result<Form> {
  // an address that could not be read has no query
  const asked = ((request.query ?? {}) as Readonly<Record<string, unknown>>)._format
  if (asked !== undefined) {
    // a plus that was not encoded has become a space
    const form = FORMS[bare(String(asked)).replace(' ', '+')]
    return form && versioned(String(asked)) ? ok(form) : refuse('FHIR_NOT_ACCEPTABLE')
  }
  const accept = request.headers.accept
  if (accept === undefined || accept === '') return ok('json')
  const weighed = accept
    .slice(0, 1000)
    .split(',')
    .map((one) => ({ one, form: FORMS[bare(one)], weight: Number(/;\s*q=([\d.]{1,5})/.exec(one)?.[1] ?? 1) }))
    .filter((w) => w.form !== undefined && w.weight > 0 && versioned(w.one))
    .sort((a, b) => b.weight - a.weight)
  const [first] = weighed
  // a browser asks for HTML first and takes anything
  return first?.form ? ok(first.form) : refuse('FHIR_NOT_ACCEPTABLE')
}

/** Answers with a resource, in the form that was asked for; in JSON where that could not be told. */
export function send(reply: FastifyReply, status: number, resource: Resource): FastifyReply {
  const form = formOf(reply.request)
  const xml = form.ok && form.value === 'xml'
  return reply
    .code(status)
    .type(`application/fhir+${xml ? 'xml' : 'json'}; charset=utf-8; fhirVersion=4.0`)
    .header('vary', 'Accept, Cookie, Authorization')
    .send(xml ? writeXml(resource) : writeJson(resource))
}

/**
 * The resource that was sent. The body is its text: the parsers of `routes.ts` leave it as it came.
 * Refuses: FHIR_MEDIA_TYPE, FHIR_NOT_READ with the place.
 */
export function sentResource(request: FastifyRequest): Result<Resource> {
  const form = FORMS[bare(request.headers['content-type'] ?? '')]
  if (!form || typeof request.body !== 'string') return refuse('FHIR_MEDIA_TYPE')
  try {
    return ok(form === 'xml' ? readXml(request.body) : readJson(request.body))
  } catch (cause) {
    if (cause instanceof NotFhir) return { ok: false, refusal: cause.refusal }
    throw cause
  }
}
