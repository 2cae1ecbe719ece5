import fs from 'node:fs'
import path from 'node:path'
import { addDays, addMinutes, at, dayOf, type Instant } from '#core/kernel/time.ts'
import { packageRoot } from '#platform/database/root.ts'
import { stamp } from './hospital.ts'

/** The two events of the shipped messages, each with the minute in which the sender wrote of it. */
const ADMITTED = ['202611021430', '202611021435'] as const
const LEFT = ['202611201100', '202611201105'] as const

/**
 * Writes the walk's messages into the data folder with dates near the day of seeding: admitted yesterday afternoon, left a
 * few minutes ago. Everything else in them is as shipped.
 */
export function writeMessages(dataDir: string, now: Instant): void {
  const folder = path.join(dataDir, 'messages')
  fs.mkdirSync(folder, { recursive: true })
  const admitted = stamp(at(addDays(dayOf(now), -1), '14:30'))
  const left = stamp(addMinutes(now, -10))
  for (const file of ['a01-mara-okafor.hl7', 'a03-mara-okafor.hl7']) {
    let text = fs.readFileSync(path.join(packageRoot(), 'content', 'practice', 'messages', file), 'utf8')
    for (const was of ADMITTED) text = text.replaceAll(was, admitted)
    for (const was of LEFT) text = text.replaceAll(was, left)
    fs.writeFileSync(path.join(folder, file), text)
  }
}
