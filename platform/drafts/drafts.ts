import type { Tx } from '#platform/commands/transaction.ts'
import type { FormAnswers } from '#platform/http/page.ts'

/** What somebody typed and has not sent. Its command's id was minted with it, so sending twice is a replay. */
export interface Draft {
  readonly commandId: string
  readonly form: string
  readonly about: string
  readonly answers: FormAnswers
  readonly version: number
  readonly savedAt: string
}

interface DraftRow {
  command_id: string
  form: string
  about: string
  answers: FormAnswers
  version: number
  saved_at: string
}

const COLUMNS = 'command_id, form, about, answers, version, saved_at'
const FIND = `select ${COLUMNS} from tc.draft where author_id = (select ctx.actor()) and form = $1 and about = $2
  and sent_at is null and deleted_at is null order by saved_at desc limit 1`
const BY_COMMAND = `select ${COLUMNS} from tc.draft where author_id = (select ctx.actor()) and command_id = $1 and sent_at is null and deleted_at is null`
const MINE = `select ${COLUMNS} from tc.draft where author_id = (select ctx.actor()) and sent_at is null and deleted_at is null order by saved_at desc limit 100`
// a form that was shown again after a refusal has a newer draft of the same thing: that one is on the list, not the old one
const THROWN_AWAY = `select ${COLUMNS} from tc.draft d where author_id = (select ctx.actor()) and sent_at is null
  and deleted_at > (select ctx.now()) - interval '7 days'
  and not exists (select from tc.draft newer where newer.author_id = d.author_id and newer.form = d.form and newer.about = d.about
                     and newer.created_at > d.created_at)
  order by saved_at desc limit 100`
const INSERT = `insert into tc.draft (id, author_id, organisation_id, form, about, command_id, answers, version, created_at, saved_at)
  values ($1, (select ctx.actor()), (select ctx.organisation()), $2, $3, $1, $4, 1, (select ctx.now()), (select ctx.now()))
  on conflict (author_id, command_id) do nothing returning saved_at`
const UPDATE = `update tc.draft set answers = $2, version = version + 1, saved_at = (select ctx.now()), deleted_at = null
  where author_id = (select ctx.actor()) and command_id = $1 and sent_at is null and version = $3 returning version, saved_at`
const SENT = `update tc.draft set sent_at = (select ctx.now()), answers = '{}' where author_id = (select ctx.actor()) and command_id = $1 and sent_at is null`
const DISCARD = `update tc.draft set deleted_at = (select ctx.now()) where author_id = (select ctx.actor()) and command_id = $1 and sent_at is null`
const RESTORE = `update tc.draft set deleted_at = null where author_id = (select ctx.actor()) and command_id = $1 and sent_at is null
  and deleted_at > (select ctx.now()) - interval '7 days'`

const toDraft = (row: DraftRow): Draft => ({
  commandId: row.command_id,
  form: row.form,
  about: row.about,
  answers: row.answers,
  version: row.version,
  savedAt: row.saved_at,
})

/** The newest unsent draft of this form about this thing, for the asker alone. */
export const findDraft = async (tx: Tx, form: string, about: string): Promise<Draft | undefined> => {
  const row = await tx.row<DraftRow>(FIND, [form, about])
  return row && toDraft(row)
}

export const draftByCommand = async (tx: Tx, commandId: string): Promise<Draft | undefined> => {
  const row = await tx.row<DraftRow>(BY_COMMAND, [commandId])
  return row && toDraft(row)
}

/** The asker's own, newest first: begun, not sent, not thrown away. */
export const myDrafts = async (tx: Tx): Promise<Draft[]> => (await tx.rows<DraftRow>(MINE)).map(toDraft)

/** Put away by the asker in the last seven days and not begun anew since. */
export const thrownAwayDrafts = async (tx: Tx): Promise<Draft[]> =>
  (await tx.rows<DraftRow>(THROWN_AWAY)).map(toDraft)

export type Saved =
  | { readonly state: 'saved'; readonly version: number; readonly savedAt: string }
  /** Another tab saved in between: both texts are there, and neither was lost. */
  | { readonly state: 'changed elsewhere'; readonly theirs: Draft | undefined }

/**
 * Saves a draft; version 0 means "not saved before". The first save makes the row: a page that was only looked at makes none.
 */
export async function saveDraft(
  tx: Tx,
  draft: { commandId: string; form: string; about: string; answers: FormAnswers; version: number },
): Promise<Saved> {
  if (draft.version === 0) {
    const made = await tx.row<{ saved_at: string }>(INSERT, [
      draft.commandId,
      draft.form,
      draft.about,
      JSON.stringify(draft.answers),
    ])
    if (made) return { state: 'saved', version: 1, savedAt: made.saved_at }
  } else {
    const row = await tx.row<{ version: number; saved_at: string }>(UPDATE, [
      draft.commandId,
      JSON.stringify(draft.answers),
      draft.version,
    ])
    if (row) return { state: 'saved', version: row.version, savedAt: row.saved_at }
  }
  return { state: 'changed elsewhere', theirs: await draftByCommand(tx, draft.commandId) }
}

/** After its command was done: the text now lives in the record. */
export const markSent = (tx: Tx, commandId: string): Promise<number> => tx.write(SENT, [commandId])
/** Deleted on purpose; `restoreDraft` takes it back for seven days. */
export const discardDraft = (tx: Tx, commandId: string): Promise<number> => tx.write(DISCARD, [commandId])
export const restoreDraft = (tx: Tx, commandId: string): Promise<number> => tx.write(RESTORE, [commandId])
