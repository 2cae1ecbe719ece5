import { type FeedDoor, takeHl7File } from '#features/stay/index.ts'
import { tokenHash } from '#platform/http/session-cookie.ts'
import { freshId, type Product } from './product.ts'
import { insert } from './sql.ts'

/** A machine client of one team, with a feed's rights unless told otherwise; gives its token. */
export async function aFeed(
  product: Product,
  at: { organisationId: string; teamId: string },
  rights: readonly string[] = ['import.hl7', 'people.register'],
): Promise<string> {
  const token = `feed-${freshId()}`
  await insert(product.superuser, 'identity.client', {
    id: freshId(),
    name: 'Hospital feed',
    organisation_id: at.organisationId,
    team_id: at.teamId,
    rights,
    token_sha256: tokenHash(token),
    created_at: '2026-01-01T00:00:00Z',
  })
  return token
}

/** The product's door as a feed reaches it. */
export const feedDoor = (product: Product, token: string): FeedDoor => ({
  send: (command, id, input) => product.act(token, command, input, id),
  ask: (query, input) => product.ask(token, query, input),
})

export const takes = (product: Product, token: string, text: string | Uint8Array): Promise<string[]> =>
  takeHl7File(text, feedDoor(product, token))
