import { type PersonRow, ROW_RULES, type TableRule } from '#testing/access-rows.ts'

/** Stands where a row is about nobody of the record. */
export const NOBODY = '00000000-0000-7000-8000-000000000000'

const parts = (row: PersonRow): string[] => (row.more ?? '').split(' ')

/** The row rules, and those of two tables that name no person by the usual column. */
export const RULES: Readonly<Record<string, TableRule>> = {
  ...ROW_RULES,
  // the desk that works on a pair, and whoever sees who the record is of that goes on
  'tc.merge': {
    columns: ['id', 'keep_id', 'team_id', 'null', 'null'],
    mayRead: (row, r) => r.grantees.has(row.teamId ?? '') || r.sight.classes.has('identity'),
  },
  // whoever asks, whoever manages their team, and the desk of their organisation
  'tc.access_ask': {
    columns: [
      'id',
      `'${NOBODY}'::uuid`,
      'team_id',
      'null',
      "concat_ws(' ', organisation_id, staff_id, (select t.manager_staff_id from tc.team t where t.id = team_id))",
    ],
    mayRead: (row, r) => {
      const [organisation, ...staff] = parts(row)
      return (
        organisation === r.organisationId && (staff.includes(r.staffId) || r.rights.includes('privacy.desk'))
      )
    },
  },
}
