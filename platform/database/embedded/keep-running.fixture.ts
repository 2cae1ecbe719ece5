// Started by the tests as a process of its own: starts the database on a folder, runs one statement, prints what it
// got as a line of JSON, and stays until it is killed or told to stop.
import pg from 'pg'
import { startEmbedded } from './index.ts'

const [dataDir, statement] = process.argv.slice(2)
if (!dataDir || !statement) throw new Error('Give a data folder and a statement.')

const embedded = await startEmbedded(dataDir)
const client = new pg.Client(embedded.superuser)
await client.connect()
await client.query(statement)
await client.end()
process.once('SIGTERM', () => void embedded.stop())
console.log(JSON.stringify({ adopted: embedded.adopted, uid: process.getuid?.() }))
