import type { ReactNode } from 'react'
import { ok } from '#core/kernel/result.ts'
import type { Day } from '#core/kernel/time.ts'
import { fullName } from '#core/people/names.ts'
import { definePage } from '#platform/http/page.ts'
import {
  dayWithoutWeekday,
  EmptyState,
  Heading,
  Link,
  longDay,
  Paragraph,
  SummaryList,
  shortDay,
  Table,
} from '#platform/ui/index.ts'
import { details } from '../queries/details.ts'
import { type MedicineList, type MedicineRow, medicines } from '../queries/medicines.ts'
import { addressWords, communicationWords, listAgeWords } from '../words.ts'
import { askIfAllowed } from './ask-if-allowed.ts'
import { carerForm, characteristicsForm, staffSafetyForm } from './edit-care.tsx'
import { contactForm } from './edit-contact.tsx'
import { editPages } from './edit-form.tsx'
import { aboutForm, namesForm, numberForm } from './edit-identity.tsx'
import { allergiesForm, medicineForm, stopMedicineForm } from './edit-medicine.tsx'
import { personPage } from './person-header.tsx'
import { allergyWords, NotComplete } from './summary.tsx'

const NAME_KINDS: Record<string, string> = {
  'known-as': 'Known as',
  legal: 'Legal name',
  former: 'Former name',
}
const TOLD: Record<string, string> = {
  no: 'May not be told anything',
  'not-asked': 'Not asked yet what they may be told',
  'could-not-be-asked': 'The person could not be asked',
}

/** /app/people/:id/details: what is written down, each with its form where the post may change it. */
const detailsPage = definePage({
  method: 'GET',
  path: '/app/people/:id/details',
  access: 'signed in',
  handle: (request) =>
    personPage(request, 'Details', async (ask, view) => {
      const { personId } = view.person
      const found = await ask(details, { personId })
      if (!found.ok) return found
      const held = found.value!
      const list = await askIfAllowed(ask, view, medicines, { personId })
      const may = (right: string) => view.asker.rights.includes(right)
      const change = (path: string) =>
        may('people.details') ? { href: `/app/people/${personId}/change/${path}` } : undefined
      const core = held.core
      return ok(
        <>
          <Heading level={2}>Names and dates</Heading>
          <SummaryList
            rows={[
              ...held.names.map((n, i) => ({
                key: `${NAME_KINDS[n.kind] ?? n.kind}${i > 0 && held.names[i - 1]?.kind === n.kind ? ` (${i + 1})` : ''}`,
                value: fullName(n),
                ...(i === 0 && { change: change('names') }),
              })),
              {
                key: 'Birth date',
                value: held.bornOn === null ? 'Not known' : dayWithoutWeekday(held.bornOn),
                change: change('about'),
              },
              {
                key: 'Pronouns and communication',
                value: `${held.pronouns ? `${held.pronouns}. ` : ''}${communicationWords(held.communication, view.today)}`,
                change: change('about'),
              },
              ...(core
                ? [
                    {
                      key: 'Address',
                      value:
                        core.addresses.length === 0
                          ? 'Not known'
                          : core.addresses.map((a) => <div key={addressWords(a)}>{addressWords(a)}</div>),
                      change: change('contact'),
                    },
                  ]
                : []),
              ...(core && core.numberStatus !== 'verified'
                ? [
                    {
                      key: 'NHS number',
                      value: core.nhsNumber === null ? 'Not known' : 'Given, not verified',
                      change: change('number'),
                    },
                  ]
                : []),
            ]}
          />
          {list && (
            <Medicines
              list={list}
              personId={personId}
              today={view.today}
              mayWrite={may('medicines.record')}
              mayChange={may('people.details') && core !== null}
            />
          )}
          <Heading level={2}>Carers</Heading>
          {held.carers.length === 0 ? (
            <EmptyState why="Your team has written down no carer." />
          ) : (
            <SummaryList
              rows={held.carers.map((c) => ({
                key: c.name,
                value: `${c.relation}. ${c.mayBeTold.answer === 'yes' ? `May be told about: ${(c.mayBeTold.topics ?? []).join(', ')}` : (TOLD[c.mayBeTold.answer] ?? '')}`,
              }))}
            />
          )}
          {held.safetyReasons.length > 0 && (
            <>
              <Heading level={2}>Why staff-safety actions stand</Heading>
              <SummaryList
                rows={held.safetyReasons.map((r) => ({
                  key: `${r.action} (until ${shortDay(r.expiresOn)})`,
                  value: r.reason,
                }))}
              />
            </>
          )}
          <p>
            <Link href={`/app/people/${personId}/history`}>What happened: the history of this record</Link>
          </p>
          <Forms
            links={[
              may('people.details') && { path: 'carer', text: 'Add a carer' },
              may('staff-safety.record') && {
                path: 'staff-safety',
                text: 'Record what staff should do to be safe',
              },
              may('people.characteristics') && { path: 'equality', text: 'Ask the equality questions' },
            ]}
            personId={personId}
          />
        </>,
      )
    }),
})

const Forms = ({
  links,
  personId,
}: {
  readonly links: readonly (false | { readonly path: string; readonly text: string })[]
  readonly personId: string
}): ReactNode => (
  <ul className="nhsuk-list">
    {links.flatMap((l) =>
      l
        ? [
            <li key={l.path}>
              <Link href={`/app/people/${personId}/change/${l.path}`}>{l.text}</Link>
            </li>,
          ]
        : [],
    )}
  </ul>
)

function Medicines({
  list,
  personId,
  today,
  mayWrite,
  mayChange,
}: {
  readonly list: MedicineList
  readonly personId: string
  readonly today: Day
  readonly mayWrite: boolean
  readonly mayChange: boolean
}) {
  if (!list.complete)
    return (
      <section id="medicines" aria-label="Medicines and allergies">
        <Heading level={2}>Medicines and allergies</Heading>
        <NotComplete list={list} />
      </section>
    )
  return (
    <section id="medicines" aria-label="Medicines and allergies">
      <Heading level={2}>Medicines and allergies</Heading>
      <SummaryList
        rows={[
          {
            key: 'Allergies',
            value: allergyWords(list.allergies),
            change: mayChange ? { href: `/app/people/${personId}/change/allergies` } : undefined,
          },
        ]}
      />
      {list.present.length > 0 && (
        <Paragraph>
          The list of medicines is as old as its oldest line.{' '}
          <strong>{listAgeWords(list.present, today)}</strong>
        </Paragraph>
      )}
      <Table
        caption="Medicines as somebody said them"
        captionSize="s"
        columns={[
          {
            head: 'Medicine',
            isRowName: true,
            cell: (m: MedicineRow) =>
              `${m.name}${m.asNeeded ? ' (as needed)' : ''}${m.controlled ? ' (controlled drug)' : ''}`,
          },
          { head: 'Dose and when', cell: (m) => `${m.doseInWords}, ${m.when}` },
          { head: 'Prescribed by', cell: (m) => m.prescriber },
          { head: 'Who said so', cell: (m) => `${m.saidBy}, as of ${longDay(m.asOf)}` },
          ...(mayWrite
            ? [
                {
                  head: 'Change',
                  headHidden: true,
                  cell: (m: MedicineRow) => (
                    <Link href={`/app/people/${personId}/change/medicine/${m.id}/stop`} hiddenWords={m.name}>
                      Take off the list
                    </Link>
                  ),
                },
              ]
            : []),
        ]}
        rows={list.present}
        rowKey={(m) => m.id}
        empty={<Paragraph>Nothing is listed. That does not say that they take none.</Paragraph>}
      />
      {list.stopped.length > 0 && (
        <Paragraph
          small
        >{`Stopped: ${list.stopped.map((m) => `${m.name} (${m.endedOn ? shortDay(m.endedOn) : ''})`).join(', ')}`}</Paragraph>
      )}
      {mayWrite && (
        <p>
          <Link href={`/app/people/${personId}/change/medicine`}>Write a medicine on the list</Link>
        </p>
      )}
    </section>
  )
}

export const detailPages = [
  detailsPage,
  ...[
    namesForm,
    aboutForm,
    contactForm,
    numberForm,
    allergiesForm,
    medicineForm,
    stopMedicineForm,
    carerForm,
    staffSafetyForm,
    characteristicsForm,
  ].flatMap(editPages),
]
