import fs from 'node:fs'
import path from 'node:path'

/** The one plain line a pipeline reads. */
const file = path.join(import.meta.dirname, '..', '.data', 'test-results.json')
const results = fs.existsSync(file)
  ? (JSON.parse(fs.readFileSync(file, 'utf8')) as {
      numPassedTests: number
      numFailedTests: number
      numFailedTestSuites: number
    })
  : undefined
const failed = results ? Math.max(results.numFailedTests, results.numFailedTestSuites > 0 ? 1 : 0) : 1
process.stdout.write(`${results?.numPassedTests ?? 0} passed, ${failed} failed\n`)
