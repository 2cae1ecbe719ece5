import type { Command, Query } from './command.ts'

/** All commands and queries of the running product; the JSON interface, the OpenAPI document and the checks read it. */
export interface Registry {
  readonly commands: ReadonlyMap<string, Command>
  readonly queries: ReadonlyMap<string, Query>
}

// biome-ignore lint/suspicious/noExplicitAny: a list of commands of every shape; each keeps its own types inside
export type AnyCommand = Command<any, any, any>
// biome-ignore lint/suspicious/noExplicitAny: as above
export type AnyQuery = Query<any, any>

/** Refuses two of one name: that is a mistake of ours and stops the start. */
export function makeRegistry(commands: readonly AnyCommand[], queries: readonly AnyQuery[]): Registry {
  const byName = <T extends { name: string }>(all: readonly T[]): Map<string, T> => {
    const map = new Map<string, T>()
    for (const one of all) {
      if (map.has(one.name)) throw new Error(`Two commands or queries are called ${one.name}.`)
      map.set(one.name, one)
    }
    return map
  }
  return { commands: byName(commands), queries: byName(queries) }
}
