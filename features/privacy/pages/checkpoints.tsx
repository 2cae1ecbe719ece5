import { ok } from '#core/kernel/result.ts'
import { definePage } from '#platform/http/page.ts'
import { clockAndDay, EmptyState, Heading, Link, Paragraph, Table } from '#platform/ui/index.ts'
import { type CheckpointShown, checkpoints } from '../queries/audit-kept.ts'

const whose = (line: string): string => {
  const kept = JSON.parse(line) as { readonly oneHost?: boolean; readonly keyId?: string }
  return `${kept.keyId ?? ''}${kept.oneHost ? ', on the same machine: this proves less' : ''}`
}

/** /app/audit/checkpoints: what an organisation keeps outside, to hold the audit against later. */
const list = definePage({
  method: 'GET',
  path: '/app/audit/checkpoints',
  access: 'signed in',
  handle: (request) =>
    request.see(async (ask) => {
      const found = await ask(checkpoints, { all: false })
      if (!found.ok) return found
      return ok({
        show: {
          title: 'Checkpoints of the audit',
          back: { href: '/app/audit', text: 'Back to the privacy desk' },
          body: (
            <>
              <Heading level={1}>Checkpoints of the audit</Heading>
              <Paragraph>
                Each checkpoint is a signed note of how far the audit had come. The key that signs it is not
                in the database. Keep a copy somewhere else: whoever changes the audit later cannot change
                your copy. A checkpoint holds numbers and digests, and nobody&rsquo;s name.
              </Paragraph>
              {found.value.length > 0 && (
                <p>
                  <Link href="/app/audit/checkpoints/download">Download all of them</Link>
                </p>
              )}
              <Table
                caption="The last checkpoints"
                captionSize="s"
                columns={[
                  { head: 'Number', isRowName: true, cell: (c: CheckpointShown) => String(c.n) },
                  { head: 'Signed', cell: (c: CheckpointShown) => clockAndDay(c.at) },
                  { head: 'Key', cell: (c: CheckpointShown) => whose(c.line) },
                ]}
                rows={found.value}
                rowKey={(c) => String(c.n)}
                empty={
                  <EmptyState
                    why="No checkpoint stands here yet."
                    fill="One is signed every five minutes, and after ten thousand events."
                  />
                }
              />
            </>
          ),
        },
      })
    }),
})

/** /app/audit/checkpoints/download: the signed lines themselves, oldest first, as the verifier reads them. */
const download = definePage({
  method: 'GET',
  path: '/app/audit/checkpoints/download',
  access: 'signed in',
  handle: (request) =>
    request.see(async (ask) => {
      const found = await ask(checkpoints, { all: true })
      if (!found.ok) return found
      return ok({
        download: {
          name: 'audit-checkpoints.ndjson',
          type: 'application/x-ndjson; charset=utf-8',
          text: found.value
            .toReversed()
            .map((c) => `${c.line}\n`)
            .join(''),
        },
      })
    }),
})

export const checkpointPages = [list, download]
