/** The audit sealed, signed and verified: docs/how-to/audit.md and decision 0024. */
export { makeCheckpoint, parseCheckpoint, readHeads, readLines } from './checkpoint.ts'
export { checkpointNow, EVERY_MS, EVERY_ROWS, startCheckpoints } from './checkpoint-loop.ts'
export { dumpAudit } from './dump.ts'
export { type Fault, faultLine } from './faults.ts'
export { makeKeys, readPrivateKey, readPublicKeys } from './keys.ts'
export { startSealing } from './seal-loop.ts'
export { type Verdict, verifyAudit } from './verify.ts'
