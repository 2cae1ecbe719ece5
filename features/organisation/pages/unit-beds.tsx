import { isId } from '#core/kernel/ids.ts'
import { ok, refuse } from '#core/kernel/result.ts'
import { BED_CLASSES, isBedClass } from '#core/place/bed-class.ts'
import { formPages } from '#platform/drafts/form-page.tsx'
import { text } from '#platform/http/page.ts'
import { box, Paragraph, Select } from '#platform/ui/index.ts'
import { type UnitHours, unitHours } from '../queries/unit-hours.ts'

/** "Acute, adults (200)", or that nobody has said. */
export const bedsSaid = (beds: string | null): string =>
  beds === null ? 'not said yet' : isBedClass(beds) ? `${BED_CLASSES[beds]} (${beds})` : beds

/** /app/units/:id/beds: the kind of beds, by the national code. */
export const unitBedsPages = formPages<UnitHours>({
  path: '/app/units/:id/beds',
  form: 'unit.set-beds',
  command: 'unit.set-beds',
  async facts(ask, _asker, request) {
    const unitId = request.params.id ?? ''
    if (!isId(unitId)) return refuse('NOT_FOUND_OR_NOT_YOURS')
    const found = await ask(unitHours, { unitId })
    if (!found.ok) return found
    return found.value?.builds ? ok(found.value) : refuse('NOT_FOUND_OR_NOT_YOURS')
  },
  title: (u) => `Kind of beds, ${u.name}`,
  back: (u) => ({ href: `/app/organisations/${u.organisationId}`, text: `Back to ${u.organisation}` }),
  seen: (u) => ({ seenBeds: u.beds ?? '' }),
  says: (u) => <p>{`The kind of beds is ${bedsSaid(u.beds)}.`}</p>,
  start: (u) => ({ beds: u.beds ?? '' }),
  fields: (_u, answers, errors) => (
    <>
      <Paragraph>
        The national count of contact after leaving counts some kinds of beds and not others. Without this it
        is not counted here. Our own hours after leaving hold for every ward.
      </Paragraph>
      <Select
        {...box(answers, errors, 'beds')}
        label="Which kind of beds?"
        choose="Not said yet"
        options={Object.entries(BED_CLASSES).map(([value, words]) => ({
          value,
          text: `${words} (${value})`,
        }))}
      />
    </>
  ),
  button: 'Save the kind of beds',
  read: (answers, u) => ({
    input: { unitId: u.unitId, beds: isBedClass(text(answers, 'beds')) ? text(answers, 'beds') : null },
  }),
  after: (u) => `/app/organisations/${u.organisationId}?done=beds`,
})
