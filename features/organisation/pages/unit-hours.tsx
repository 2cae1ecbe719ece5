import { isId } from '#core/kernel/ids.ts'
import { ok, refuse } from '#core/kernel/result.ts'
import { formPages } from '#platform/drafts/form-page.tsx'
import { text } from '#platform/http/page.ts'
import {
  box,
  clockAndDay,
  type FieldError,
  Link,
  Paragraph,
  Radios,
  Table,
  TextArea,
} from '#platform/ui/index.ts'
import { type UnitHours, unitHours } from '../queries/unit-hours.ts'
import { bedsSaid } from './unit-beds.tsx'

/** "72 hours", "7 days": how long after leaving, as people say it. */
export const hoursSaid = (hours: number): string => (hours === 168 ? '7 days' : `${hours} hours`)

const Now = ({ unit }: { readonly unit: UnitHours }) => {
  const [last] = unit.changes
  return (
    <Paragraph>
      {`After leaving, people of ${unit.name} are met within ${hoursSaid(unit.hours)}${
        last === undefined
          ? ', as when the ward was added.'
          : `, since ${clockAndDay(last.fromAt)}. ${last.by ?? 'A colleague'} wrote: ${last.why}`
      }`}
    </Paragraph>
  )
}

/** /app/units/:id/hours: within which hours a ward's people are met after leaving, from now on. */
export const unitHoursPages = formPages<UnitHours>({
  path: '/app/units/:id/hours',
  form: 'unit.change-hours',
  command: 'unit.change-hours',
  async facts(ask, _asker, request) {
    const unitId = request.params.id ?? ''
    if (!isId(unitId)) return refuse('NOT_FOUND_OR_NOT_YOURS')
    const found = await ask(unitHours, { unitId })
    if (!found.ok) return found
    return found.value?.mayChange ? ok(found.value) : refuse('NOT_FOUND_OR_NOT_YOURS')
  },
  title: (u) => `Hours after leaving, ${u.name}`,
  back: (u) => ({ href: `/app/organisations/${u.organisationId}`, text: `Back to ${u.organisation}` }),
  version: (u) => u.version,
  says: (u) => <Now unit={u} />,
  fields: (u, answers, errors) => (
    <>
      <Now unit={u} />
      <Paragraph>
        A change holds for whoever leaves from the moment you save it. Whoever left before keeps what they
        were promised.
      </Paragraph>
      <Radios
        {...box(answers, errors, 'hours')}
        label="After leaving, people are met within"
        hint="Counted in hours from the minute of leaving."
        choices={[
          { value: '72', label: '72 hours' },
          { value: '168', label: '7 days' },
        ]}
      />
      <TextArea
        {...box(answers, errors, 'why')}
        label="Why does it change?"
        rows={3}
        maxCharacters={500}
        readers="whoever manages this ward or builds its organisation."
      />
    </>
  ),
  button: 'Change the hours from now on',
  below: (u) => (
    <>
      <Paragraph>
        {`Kind of beds: ${bedsSaid(u.beds)}. `}
        {u.builds && <Link href={`/app/units/${u.unitId}/beds`}>Say which kind of beds</Link>}
      </Paragraph>
      {u.changes.length > 0 && (
        <Table
          caption="Changes so far"
          columns={[
            { head: 'From', isRowName: true, cell: (c) => clockAndDay(c.fromAt) },
            { head: 'Within', cell: (c) => hoursSaid(c.hours) },
            { head: 'Why', cell: (c) => c.why },
            { head: 'Who', cell: (c) => c.by ?? 'A colleague' },
          ]}
          rows={u.changes}
          rowKey={(c) => String(c.version)}
        />
      )}
    </>
  ),
  read(answers, u, changeId) {
    const [hours, why] = [text(answers, 'hours'), text(answers, 'why')]
    const errors: FieldError[] = [
      ...(hours === '72' || hours === '168'
        ? []
        : [{ field: 'hours', message: 'Choose within how many hours people are met' }]),
      ...(why === '' ? [{ field: 'why', message: 'Write why the hours change' }] : []),
      ...(why.length > 500 ? [{ field: 'why', message: 'Use 500 characters at most' }] : []),
    ]
    return errors.length > 0
      ? { errors }
      : { input: { changeId, unitId: u.unitId, hours: Number(hours), why } }
  },
  after: (u) => `/app/organisations/${u.organisationId}?done=hours`,
})
