/**
 * The embedded PostgreSQL: a private database server, started from the binaries that npm installed, so that a
 * machine with only Node and npm has a real database. A deployment that names its own PostgreSQL never comes here.
 */
export { EmbeddedDatabaseError } from './errors.ts'
export { type Embedded, type EmbeddedOptions, startEmbedded } from './start.ts'
