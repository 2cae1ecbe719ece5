import { askedFor, named } from './answers.ts'
import type { Compared, Kind } from './kind.ts'
import { problem } from './kind.ts'
import { Cellar } from './read-cells.ts'

interface StaffRow {
  readonly name: string
  readonly email: string
  readonly team: string
  readonly role: string
}

interface Choices {
  readonly teams: readonly { readonly id: string; readonly name: string }[]
  readonly roles: readonly { readonly id: string; readonly title: string }[]
}

export const staff: Kind<StaffRow> = {
  id: 'staff',
  title: 'Staff',
  says: 'Adds staff of your organisation with one post each. Nobody is invited by it: that is done for each, on their page.',
  rights: ['staff.manage'],
  columns: [
    { name: 'Name', says: 'First and family name.', example: 'Sam Okoro', needed: true },
    {
      name: 'Email',
      says: 'Their work address. One that is in use here is refused.',
      example: 'sam@example.org',
      needed: true,
    },
    { name: 'Team', says: 'As it stands here.', example: 'Medication support', needed: true },
    {
      name: 'Role',
      says: 'The title of a role card.',
      example: 'Peer worker',
      needed: true,
      also: ['Post', 'Job title'],
    },
  ],
  read(raw) {
    const cells = new Cellar(raw)
    const name = cells.name('Name')
    if (name === '') cells.wrong('Name', 'Write it: it is empty.')
    if (cells.text('Email') === '') cells.wrong('Email', 'Write it: it is empty.')
    const row = {
      name,
      email: cells.email('Email').toLowerCase(),
      team: cells.needed('Team'),
      role: cells.needed('Role'),
    }
    return cells.read(() => row)
  },
  keyOf: (row) => row.email,
  async compare(at, rows) {
    const { teams, roles } = await askedFor<Choices>(at, 'staff.choices', {})
    return rows.map((row): Compared => {
      const team = named(teams, row.team)
      const role = named(
        roles.map((r) => ({ id: r.id, name: r.title })),
        row.role,
      )
      if (!team)
        return problem(
          'Team',
          `“${row.team}” is no team of your organisation. Write its name as it stands here.`,
        )
      if (!role)
        return problem(
          'Role',
          `“${row.role}” is no role here. Write one of: ${roles.map((r) => r.title).join(', ')}.`,
        )
      return {
        verdict: 'new',
        said: [],
        steps: [
          {
            command: 'staff.add',
            input: (_made, idOf) => ({
              staffId: idOf('staff'),
              organisationId: at.organisationId,
              name: row.name,
              email: row.email,
            }),
          },
          {
            command: 'staff.give-post',
            input: (made, idOf) => ({
              postId: idOf('post'),
              holderId: idOf('holder'),
              staffId: made.staffId,
              teamId: team.id,
              role: role.id,
              from: null,
              until: null,
              supervisedBy: null,
            }),
          },
        ],
      }
    })
  },
}
