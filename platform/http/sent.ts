import type { FastifyInstance } from 'fastify'
import { assets } from '#platform/ui/index.ts'

/** What the audit says of a list that left as a file: how many rows, and as what. */
export function exported(value: unknown): string | undefined {
  const download = (
    value as { readonly download?: { readonly name: string; readonly count?: number } } | undefined
  )?.download
  return download?.count === undefined
    ? undefined
    : `list taken out: ${download.count} rows, ${download.name.slice(download.name.lastIndexOf('.') + 1)}`
}

/** Styles, scripts and icons, under names that change with them. */
export function registerAssets(app: FastifyInstance): void {
  for (const asset of assets()) {
    const body = asset.body()
    app.get(asset.url, async (_request, reply) =>
      reply.type(asset.type).header('cache-control', 'public, max-age=31536000, immutable').send(body),
    )
  }
}
