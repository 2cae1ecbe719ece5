import { ok } from '#core/kernel/result.ts'
import { dayOf } from '#core/kernel/time.ts'
import { definePage } from '#platform/http/page.ts'
import { clock, dayThisYear, Heading, Paragraph } from '#platform/ui/index.ts'
import { pageFacts } from './facts.ts'
import { SchedulePicture } from './picture.tsx'
import { MODE_WORDS, shownName } from './words.ts'

/** /app/episodes/:id/calendar: one page of paper to leave with the person. */
export const printPage = definePage({
  method: 'GET',
  path: '/app/episodes/:id/calendar',
  access: 'signed in',
  handle: (request) =>
    request.see(async (ask, asker) => {
      const found = await pageFacts(ask, asker, request)
      if (!found.ok) return found
      const page = found.value
      const key = page.episode.keyWorkerId === null ? null : page.names[page.episode.keyWorkerId]
      return ok({
        show: {
          title: `Calendar of ${page.serviceName} for ${shownName(page)}`,
          print: true,
          back: { href: `/app/episodes/${page.episode.id}`, text: 'Back to the schedule' },
          body: (
            <>
              <Heading level={1} caption={shownName(page)}>
                {page.serviceName}
              </Heading>
              <p>{`${key ? `Your key worker is ${key}. ` : ''}Ring us on ${page.telephone}.`}</p>
              <SchedulePicture page={page} />
              <Heading level={2}>The next contacts</Heading>
              <ul className="nhsuk-list">
                {page.coming.map((c) => (
                  <li
                    key={c.id}
                  >{`${dayThisYear(dayOf(c.window_from_at))}, ${clock(c.window_from_at)} to ${clock(c.window_until_at)}: ${MODE_WORDS[c.mode].toLowerCase()}${c.staff_id && page.names[c.staff_id] ? `, ${page.names[c.staff_id]}` : ''}`}</li>
                ))}
              </ul>
              <Paragraph>{page.boundary}</Paragraph>
              <Paragraph>
                If someone’s life is at risk, call 999. For help today with mental health, call 111 and choose
                the mental health option.
              </Paragraph>
            </>
          ),
        },
      })
    }),
})
