import { ok } from '#core/kernel/result.ts'
import { dayOf, type Instant } from '#core/kernel/time.ts'
import { MACHINE_SCOPES } from '#core/people/machine-scopes.ts'
import { definePage } from '#platform/http/page.ts'
import {
  Button,
  ButtonGroup,
  clock,
  clockAndDay,
  dayWithoutWeekday,
  EmptyState,
  Heading,
  Paragraph,
  SuccessBanner,
  Table,
  Tag,
} from '#platform/ui/index.ts'
import type { ClientShown } from '../queries/clients.ts'
import { at, facts, isScope, machineForms, PATH, said } from './machine-forms.tsx'
import { keyPages } from './machine-keys.tsx'

/** A scope of a later release is shown by its name. */
const mayDo = (c: ClientShown): readonly string[] =>
  c.fixed
    ? [`Fixed token, for the command line: ${c.rights.length} rights`]
    : c.scopes.map((name) => (isScope(name) ? MACHINE_SCOPES[name].says : name))

const DONE: Readonly<Record<string, string>> = {
  keys: 'The public keys are set. From now on it signs for itself; its secret has ended.',
  ended: 'The machine login has ended. Its next request is refused.',
}

const show = definePage({
  method: 'GET',
  path: PATH,
  access: 'signed in',
  handle: (request) =>
    request.see(async (ask) => {
      const found = await facts(ask, request)
      if (!found.ok) return found
      const { organisation, organisationId, clients: all } = found.value
      const here = at(organisationId)
      const [live, over] = [all.filter((c) => c.revokedAt === null), all.filter((c) => c.revokedAt !== null)]
      const done = DONE[request.query.done ?? '']
      return ok({
        show: {
          title: `Machine logins, ${organisation}`,
          list: { name: 'machine-logins', title: 'Machine logins', notShown: ['Logins that have ended'] },
          back: { href: `/app/organisations/${organisationId}`, text: `Back to ${organisation}` },
          body: (
            <>
              {done && <SuccessBanner heading={done} />}
              <Heading level={1} caption={organisation}>
                Machine logins
              </Heading>
              <Paragraph>
                Another computer system of the organisation signs in with one of these. It sees the people of
                one team, does what it was given and nothing else, and every request of it is in the audit. It
                never opens these pages and never opens a record in an emergency.
              </Paragraph>
              <Button href={`${here}/add`}>Add a machine login</Button>
              <Table
                caption="Machine logins"
                captionHidden
                columns={[
                  { head: 'Name', isRowName: true, cell: (c) => c.name },
                  { head: 'For the team', cell: (c) => c.team },
                  { head: 'It may', cell: (c) => said(mayDo(c)) },
                  {
                    head: 'Last used',
                    cell: (c) =>
                      c.lastUsedAt === null ? <Tag colour="grey">Never</Tag> : <Used at={c.lastUsedAt} />,
                  },
                  { head: 'Made', cell: (c) => <Made c={c} /> },
                  { head: 'Change', headHidden: true, cell: (c) => <Acts c={c} here={here} /> },
                ]}
                rows={live}
                rowKey={(c) => c.id}
                empty={
                  <EmptyState
                    why="No other system signs in for this organisation."
                    fill="A machine login stands here once somebody has made it, until somebody ends it."
                  />
                }
              />
              {over.length > 0 && (
                <Table
                  caption="Ended"
                  columns={[
                    { head: 'Name', isRowName: true, cell: (c) => c.name },
                    { head: 'For the team', cell: (c) => c.team },
                    {
                      head: 'Last used',
                      cell: (c) => (c.lastUsedAt === null ? 'Never' : clockAndDay(c.lastUsedAt)),
                    },
                    {
                      head: 'Ended',
                      cell: (c) =>
                        `${c.revokedAt === null ? '' : clockAndDay(c.revokedAt)}${c.revokedBy === null ? '' : `, by ${c.revokedBy}`}`,
                    },
                  ]}
                  rows={over}
                  rowKey={(c) => c.id}
                />
              )}
            </>
          ),
        },
      })
    }),
})

const Used = ({ at: used }: { readonly at: Instant }) => (
  <>
    {dayWithoutWeekday(dayOf(used))}
    <span className="tc-under">{clock(used)}</span>
  </>
)

const Made = ({ c }: { readonly c: ClientShown }) => (
  <>
    {dayWithoutWeekday(dayOf(c.madeAt))}
    <span className="tc-under">
      {c.madeBy === null ? 'by whoever runs this installation' : `by ${c.madeBy}`}
      {c.secretMadeAt !== null &&
        c.secretMadeAt !== c.madeAt &&
        `. ${c.keyIds === null ? 'Secret' : 'Keys'} of ${dayWithoutWeekday(dayOf(c.secretMadeAt))}`}
      {c.keyIds !== null && ` (${c.keyIds.join(', ')})`}
    </span>
  </>
)

const Acts = ({ c, here }: { readonly c: ClientShown; readonly here: string }) => (
  <ButtonGroup>
    {!c.fixed && (
      <>
        <Button href={`${here}/${c.id}/secret`} small variant="secondary" hiddenWords={`for ${c.name}`}>
          New secret
        </Button>
        <Button href={`${here}/${c.id}/keys`} small variant="secondary" hiddenWords={`of ${c.name}`}>
          Public keys
        </Button>
      </>
    )}
    <Button href={`${here}/${c.id}/end`} small variant="secondary" hiddenWords={c.name}>
      End
    </Button>
  </ButtonGroup>
)

export const machinePages = [show, ...machineForms, ...keyPages]
