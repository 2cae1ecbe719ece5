import { ok, refuse } from '#core/kernel/result.ts'
import { definePage } from '#platform/http/page.ts'
import { Button, Details, dayAndClock, Heading, Link, Paragraph, SummaryList } from '#platform/ui/index.ts'
import { type IncidentVersion, incident } from '../queries/index.ts'
import { HARM_WORDS, KIND_WORDS } from '../words.ts'

const toldWords = (v: IncidentVersion): string =>
  v.told === null || v.toldAt === null ? 'Nobody yet' : `${v.told}, on ${dayAndClock(v.toldAt)}`

const Version = ({ v }: { readonly v: IncidentVersion }) => (
  <SummaryList
    rows={[
      { key: 'When', value: dayAndClock(v.happenedAt) },
      { key: 'Harm that happened', value: HARM_WORDS[v.harm].word },
      { key: 'What happened', value: v.what },
      { key: 'What was done', value: v.done },
      { key: 'Who was told', value: toldWords(v) },
      { key: 'Written', value: `${v.by ?? 'Somebody'}, ${dayAndClock(v.recordedAt)}` },
      ...(v.why === null ? [] : [{ key: 'Why it was corrected', value: v.why }]),
    ]}
  />
)

/** /app/incidents/:id: one incident with what it said before. */
export const onePage = definePage({
  method: 'GET',
  path: '/app/incidents/:id',
  access: 'signed in',
  handle: (request) =>
    request.see(async (ask, asker) => {
      const found = await ask(incident, { incidentId: request.params.id ?? '' })
      if (!found.ok) return found
      const shown = found.value
      const [newest, ...before] = shown?.versions ?? []
      if (!shown || !newest) return refuse('NOT_FOUND_OR_NOT_YOURS')
      return ok({
        show: {
          title: `Incident: ${KIND_WORDS[newest.kind]}`,
          back: { href: '/app/incidents', text: 'Back to incidents' },
          body: (
            <>
              <Heading level={1} caption={`Incident, ${shown.team}`}>
                {KIND_WORDS[newest.kind]}
              </Heading>
              <Paragraph>
                {shown.personId === null ? (
                  'About nobody in particular.'
                ) : (
                  <>
                    About{' '}
                    <Link href={`/app/people/${shown.personId}`}>
                      {shown.person ?? 'somebody you do not see'}
                    </Link>
                    .
                  </>
                )}{' '}
                {shown.shared
                  ? 'Shared with everyone supporting them.'
                  : `Read by whoever wrote it and the managers of ${shown.team}.`}
              </Paragraph>
              <Version v={newest} />
              {shown.ours && asker.rights.includes('incident.record') && (
                <Button variant="secondary" href={`/app/incidents/${shown.incidentId}/correct`}>
                  Correct this
                </Button>
              )}
              {before.map((v) => (
                <Details key={v.version} summary={`What it said before, version ${v.version}`}>
                  <Version v={v} />
                </Details>
              ))}
            </>
          ),
        },
      })
    }),
})
