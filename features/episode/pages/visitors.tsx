import type { PartOfDay } from '#core/contact/visitors.ts'
import { PARTS_OF_DAY } from '#core/contact/visitors.ts'
import { formPages } from '#platform/drafts/form-page.tsx'
import type { FormAnswers } from '#platform/http/page.ts'
import { box, count, Fieldset, Select, textOf } from '#platform/ui/index.ts'
import type { EpisodePage } from '../queries/page.ts'
import { after, backTo, idsOf, openFacts } from './facts.ts'
import { shownName } from './words.ts'

const DAYS = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday']
/** Lines offered at once; more can be saved by opening the form again. */
const LINES = 6

const lineAnswers = (p: EpisodePage): FormAnswers =>
  Object.fromEntries(
    p.episode.visitors.flatMap((v, i) => [
      [`day.${i}`, v.weekday === null ? '' : String(v.weekday)],
      [`part.${i}`, v.part ?? ''],
      [`staff.${i}`, v.staffId],
    ]),
  )

/** /app/episodes/:id/visitors: who comes on which days and at which part of the day; the key worker where nothing is said. */
export const visitorPages = formPages<EpisodePage>({
  facts: openFacts,
  back: backTo,
  after,
  caption: shownName,
  path: '/app/episodes/:id/visitors',
  form: 'episode.visitors',
  command: 'episode.assign-contacts',
  title: () => 'Who comes',
  button: 'Save who comes',
  version: (p) => p.episode.version,
  start: lineAnswers,
  says: (p) => (
    <p>
      {`${count(p.episode.visitors.length, 'line stands', 'lines stand')} in the record now. Open the page again to see what it says.`}
    </p>
  ),
  fieldNames: { lines: 'staff.0' },
  fields: (p, answers, errors) => (
    <>
      <p>Where no line fits, the key worker comes. The line that says most about a day goes first.</p>
      {Array.from({ length: Math.max(LINES, p.episode.visitors.length + 1) }, (_, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the position is what names the line
        <Fieldset key={i} legend={`Line ${i + 1}`} legendSize="s">
          <Select
            name={`day.${i}`}
            label="Days"
            value={textOf(answers, `day.${i}`)}
            choose="Every day"
            options={DAYS.map((text, d) => ({ value: String(d + 1), text }))}
          />
          <Select
            name={`part.${i}`}
            label="Part of the day"
            value={textOf(answers, `part.${i}`)}
            choose="All day"
            options={PARTS_OF_DAY.map((part) => ({ value: part, text: part }))}
          />
          <Select
            {...box(answers, errors, `staff.${i}`)}
            label="Worker"
            choose="Leave this line out"
            options={p.teamStaff.map((s) => ({ value: s.id, text: s.name }))}
          />
        </Fieldset>
      ))}
    </>
  ),
  read: (answers, p) => ({
    input: {
      ...idsOf(p),
      lines: Array.from({ length: 21 }, (_, i) => i).flatMap((i) => {
        const staffId = textOf(answers, `staff.${i}`)
        const [day, part] = [textOf(answers, `day.${i}`), textOf(answers, `part.${i}`)]
        return staffId === ''
          ? []
          : [
              {
                weekday: day === '' ? null : Number(day),
                part: part === '' ? null : (part as PartOfDay),
                staffId,
              },
            ]
      }),
    },
  }),
})
