import pg from 'pg'

export interface SealingOptions {
  /** The login tc_job of the database. */
  readonly login: pg.ClientConfig
  /** Between two rounds; the audit is sealed at least each second. */
  readonly everyMs: number
  /** Told of each round that failed; the next begins as usual. Never with anybody's words in it. */
  failed?(cause: Error): void
}

/** Events sealed in one statement: a round that finds more goes on at once. */
const LOT = 2_000

/**
 * Seals the audit until stopped, over one connection of its own. A second loop does no harm: the database lets one seal at a time.
 * Ended at any instant it has sealed a lot or has not; the next loop goes on from there.
 */
export function startSealing(o: SealingOptions): { stop(): Promise<void> } {
  let stopping = false
  let wake = (): void => {}
  const nap = (ms: number): Promise<void> =>
    new Promise((resolve) => {
      const timer = setTimeout(resolve, ms)
      wake = () => {
        clearTimeout(timer)
        resolve()
      }
    })
  const running = (async () => {
    while (!stopping) {
      const client = new pg.Client({ ...o.login, application_name: 'throughcare sealing' })
      // a connection that is lost fails the statement that uses it; this keeps the process
      client.on('error', () => {})
      try {
        await client.connect()
        while (!stopping) {
          const round = await client.query<{ n: number }>('select audit.seal($1) as n', [LOT])
          if (round.rows[0]!.n < LOT && !stopping) await nap(o.everyMs)
        }
      } catch (cause) {
        o.failed?.(cause instanceof Error ? cause : new Error('sealing failed'))
        if (!stopping) await nap(2_000)
      } finally {
        await client.end().catch(() => {})
      }
    }
  })()
  return {
    async stop() {
      stopping = true
      wake()
      await running
    },
  }
}
