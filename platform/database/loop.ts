import pg from 'pg'

export interface LoopOptions {
  readonly login: pg.ClientConfig
  /** What it does: named in the list of the database's connections, and where it fails without saying why. */
  readonly name: string
  /** From a failure to the next connection. */
  readonly againMs: number
  /** Told of each failure; the loop goes on over a new connection. Never with anybody's words in it. */
  failed?(cause: Error): void
}

/** What a loop works with for as long as one connection lives. */
export interface Turning {
  readonly client: pg.Client
  stopped(): boolean
  /** Waits; a stop ends the wait. */
  nap(ms: number): Promise<void>
}

/** Something that is done again and again until stopped, over one connection of its own. `turn` goes on until it is stopped. */
export function startLoop(o: LoopOptions, turn: (t: Turning) => Promise<void>): { stop(): Promise<void> } {
  let stopping = false
  let wake = (): void => {}
  const stopped = () => stopping
  const nap = async (ms: number): Promise<void> => {
    if (stopping) return
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, ms)
      wake = () => {
        clearTimeout(timer)
        resolve()
      }
    })
  }
  const running = (async () => {
    while (!stopping) {
      const client = new pg.Client({ ...o.login, application_name: `throughcare ${o.name}` })
      // a connection that is lost fails the statement that uses it; this keeps the process
      client.on('error', () => {})
      try {
        await client.connect()
        await turn({ client, stopped, nap })
      } catch (cause) {
        o.failed?.(cause instanceof Error ? cause : new Error(`${o.name} failed`))
        await nap(o.againMs)
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
