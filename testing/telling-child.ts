import { startTelling } from '#apps/telling.ts'
import { readNotifyConfig } from '#platform/notify/index.ts'

/** The telling half of the worker as a process of its own, for tests that end it at any instant. */
startTelling({
  login: JSON.parse(process.env.TELLING_LOGIN ?? '{}'),
  notify: readNotifyConfig(process.env),
  everyMs: 50,
  failed: (cause) => process.stderr.write(`${cause.message}\n`),
})
process.stdout.write('up\n')
