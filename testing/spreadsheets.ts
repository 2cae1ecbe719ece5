import pg from 'pg'
import { jobs } from '#apps/product.ts'
import { doOneJob } from '#platform/jobs/jobs.ts'
import type { Product } from './product.ts'
import type { Site } from './site.ts'

/** Does every job that waits, as the worker would. Gives how many there were. */
export async function doJobs(product: Product): Promise<number> {
  const client = new pg.Client(product.appConfig('tc_job'))
  await client.connect()
  try {
    let done = 0
    while (await doOneJob(client, product.door, jobs)) done += 1
    return done
  } finally {
    await client.end()
  }
}

/** Posts a form with one file, as a browser does. */
export async function postFile(
  site: Site,
  path: string,
  token: string,
  fields: Readonly<Record<string, string>>,
  file: { readonly name: string; readonly bytes: Uint8Array },
): Promise<{ readonly status: number; readonly to: string | undefined; readonly body: string }> {
  const form = new FormData()
  for (const [name, value] of Object.entries(fields)) form.set(name, value)
  form.set('file', new Blob([new Uint8Array(file.bytes)]), file.name)
  const request = new Request('http://localhost:4310/', { method: 'POST', body: form })
  const answer = await site.app.inject({
    method: 'POST',
    url: path,
    cookies: { throughcare: token },
    headers: {
      'content-type': request.headers.get('content-type') ?? '',
      origin: 'http://localhost:4310',
      host: 'localhost:4310',
    },
    payload: Buffer.from(await request.arrayBuffer()),
  })
  return { status: answer.statusCode, to: answer.headers.location as string | undefined, body: answer.body }
}

/** CSV text of these rows, every cell in quotes, as a spreadsheet writes it. */
export const csvOf = (rows: readonly (readonly string[])[], delimiter = ','): string =>
  rows.map((row) => `${row.map((cell) => `"${cell.replaceAll('"', '""')}"`).join(delimiter)}\r\n`).join('')
