import { ok, refuse } from '#core/kernel/result.ts'
import type { Asker } from '#platform/commands/asker.ts'
import { definePage } from '#platform/http/page.ts'
import {
  Button,
  ButtonGroup,
  EmptyState,
  Heading,
  Link,
  SuccessBanner,
  SummaryList,
  Table,
} from '#platform/ui/index.ts'
import { type OneOrganisation, organisation } from '../queries/organisation.ts'
import { hoursSaid } from './unit-hours.tsx'
import { KIND_WORDS, TEAM_KIND_WORDS, UNIT_KIND_WORDS, wordOf } from './words.ts'

const DONE: Readonly<Record<string, string>> = {
  team: 'The team is added.',
  unit: 'The ward or house is added.',
  beds: 'The kind of beds is saved.',
  hours: 'The hours after leaving are changed. They hold for whoever leaves from now on.',
}

export const organisationPage = definePage({
  method: 'GET',
  path: '/app/organisations/:id',
  access: 'signed in',
  handle: (request) =>
    request.see(async (ask, asker) => {
      const found = await ask(organisation, { organisationId: request.params.id ?? '' })
      if (!found.ok) return found
      if (!found.value) return refuse('NOT_FOUND_OR_NOT_YOURS')
      const done = DONE[request.query.done ?? '']
      return ok({
        show: {
          title: found.value.name,
          list: { name: 'teams', title: 'Teams' },
          back: { href: '/app/organisations', text: 'Organisations' },
          body: (
            <>
              {done && <SuccessBanner heading={done} />}
              <Organisation o={found.value} asker={asker} />
            </>
          ),
        },
      })
    }),
})

/** "Maple (ward, MAPLE). After leaving: 72 hours", with a way to change them for whoever may. */
const Unit = ({ unit: u }: { readonly unit: OneOrganisation['teams'][number]['units'][number] }) => (
  <div>
    {`${u.name} (${wordOf(UNIT_KIND_WORDS, u.kind).toLowerCase()}, ${u.code})`}
    <span className="tc-under">
      {`After leaving: ${hoursSaid(u.hours)}`}
      {u.changes && (
        <>
          {'. '}
          <Link href={`/app/units/${u.id}/hours`} hiddenWords={`of ${u.name}`}>
            Change
          </Link>
        </>
      )}
    </span>
  </div>
)

function Organisation({ o, asker }: { readonly o: OneOrganisation; readonly asker: Asker }) {
  const at = `/app/organisations/${o.organisationId}`
  const addsService = o.own && asker.rights.includes('service.manage') && o.teams.length > 0
  return (
    <>
      <Heading level={1} caption={wordOf(KIND_WORDS, o.kind)}>
        {o.name}
      </Heading>
      <SummaryList
        rows={[
          { key: 'ODS code', value: o.odsCode ?? 'None' },
          { key: 'Charity number', value: o.charityNumber ?? 'None' },
          ...(o.own
            ? [{ key: 'Shares with', value: <Link href="/app/agreements">Sharing agreements</Link> }]
            : []),
          ...(asker.rights.includes('sign-in.manage') && (o.own || o.builds)
            ? [{ key: 'Staff sign in', value: <Link href={`${at}/sign-in`}>Sign-in settings</Link> }]
            : []),
          ...(asker.rights.includes('client.manage') && (o.own || o.builds)
            ? [
                { key: 'Machines sign in', value: <Link href={`${at}/machines`}>Machine logins</Link> },
                {
                  key: 'Partners’ systems',
                  value: <Link href={`${at}/partners`}>Addresses, and referrals that go there</Link>,
                },
              ]
            : []),
          ...(o.own && o.builds
            ? [{ key: 'Leaving', value: <Link href={`${at}/leaving`}>If your organisation leaves</Link> }]
            : []),
        ]}
      />
      <Heading level={2}>Teams, wards and services</Heading>
      {(o.builds || addsService) && (
        <ButtonGroup>
          {o.builds && <Button href={`${at}/teams/add`}>Add a team</Button>}
          {o.builds && o.teams.length > 0 && (
            <Button variant="secondary" href={`${at}/units/add`}>
              Add a ward or house
            </Button>
          )}
          {o.builds && !o.own && o.teams.length > 0 && (
            <Button variant="secondary" href={`/app/team/staff/add?organisation=${o.organisationId}`}>
              Add a staff member
            </Button>
          )}
          {addsService && (
            <Button variant="secondary" href="/app/services/add">
              Add a service
            </Button>
          )}
        </ButtonGroup>
      )}
      <Table
        caption={`Teams of ${o.name}`}
        captionHidden
        columns={[
          { head: 'Team', isRowName: true, cell: (t) => t.name },
          { head: 'Kind', cell: (t) => wordOf(TEAM_KIND_WORDS, t.kind) },
          { head: 'Hours', cell: (t) => t.hours },
          { head: 'Telephone', cell: (t) => t.telephone },
          { head: 'Manager', cell: (t) => t.manager ?? 'Nobody named' },
          {
            head: 'Wards and houses',
            cell: (t) => (t.units.length === 0 ? 'None' : t.units.map((u) => <Unit key={u.id} unit={u} />)),
          },
          {
            head: 'Services',
            cell: (t) =>
              t.services.length === 0
                ? 'None'
                : t.services.map((s, i) => (
                    <span key={s.id}>
                      {i > 0 && ', '}
                      <Link href={`/app/services/${s.id}`}>{s.name}</Link>
                    </span>
                  )),
          },
        ]}
        rows={o.teams}
        rowKey={(t) => t.id}
        empty={
          <EmptyState
            why="This organisation has no team here yet."
            fill="Staff, wards and services belong to a team, so a team comes first."
          />
        }
      />
    </>
  )
}
