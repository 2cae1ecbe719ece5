import type { Registry } from '#platform/commands/registry.ts'
import { PUBLIC_ROUTES } from '#platform/http/public-routes.ts'
import type { Served } from '#platform/http/server.ts'
import { DOORS } from './doors/index.ts'

/**
 * Every door that asks who comes, as the running server has it: its routes but the public ones, and in place of the two of the
 * JSON interface each command and question. Styles, scripts and icons stand on the public list as one.
 */
export function doorsOf(app: Served, registry: Registry): string[] {
  return [
    ...app.doors.filter(
      (r) =>
        !(r in PUBLIC_ROUTES) &&
        !r.startsWith('GET /assets/') &&
        !/^POST \/api\/(commands|queries)\/:name$/.test(r),
    ),
    ...[...registry.commands.keys()].map((name) => `command ${name}`),
    ...[...registry.queries.keys()].map((name) => `query ${name}`),
  ].sort()
}

/** What is wrong between the doors that run and those that the matrix knows, in sentences for whoever added one. */
export function doorFindings(
  running: readonly string[],
  known: readonly string[] = Object.keys(DOORS),
): string[] {
  return [
    ...running
      .filter((d) => !known.includes(d))
      .map(
        (d) =>
          `${d}: a door without cells in the matrix. Add it to a file of testing/matrix/doors, or to the public list with its reason.`,
      ),
    ...known
      .filter((d) => !running.includes(d))
      .map(
        (d) =>
          `${d}: has cells in the matrix but the running server has no such door. Take it out of testing/matrix/doors.`,
      ),
  ]
}
