import type { InventedPerson } from '#content/practice/people.ts'
import type { PersonId } from '#core/kernel/ids.ts'
import { dayOf, type Instant } from '#core/kernel/time.ts'
import { decideListMedicine, type MedicineLineId } from '#core/medicine/list.ts'
import { decideReportDeath, decideUndoDeath } from '#core/people/death.ts'
import { decideRegister, type PersonDetails } from '#core/people/person.ts'
import { personRows } from '#core/people/rows.ts'
import { decided, type Pen } from './pen.ts'
import { organisationOf, type StaffKey, staffId, teamOf } from './world.ts'

/** What a medicine on the simple list says. */
export interface Listed {
  readonly name: string
  readonly doseInWords: string
  readonly when: string
}

/** As a staff member may write it: only the national service, through a hospital's machine, calls a number verified. */
const asWritten = (details: PersonDetails): PersonDetails =>
  details.nhsNumber.status === 'verified'
    ? { ...details, nhsNumber: { ...details.nhsNumber, status: 'given-not-verified' } }
    : details

/** One person's registration, medicines and what was said of their death, act by act, each judged by the rule that judges it at the door. */
export class PersonStory {
  readonly pen: Pen
  readonly person: InventedPerson
  readonly personId: PersonId
  readonly medicines: { readonly id: MedicineLineId; readonly name: string }[] = []

  constructor(pen: Pen, person: InventedPerson) {
    this.pen = pen
    this.person = person
    this.personId = person.personId
  }

  registered(by: StaffKey, at: Instant): void {
    const { pen, personId } = this
    const details = asWritten(this.person.details)
    const rows = personRows(decided(decideRegister(details, dayOf(at)), 'registering').details)
    const recorded = { recorded_at: at, recorded_by: staffId(by) }
    pen.act(at, by, 'person.register', { personId, details })
    pen.add('person', {
      id: personId,
      display_name: rows.displayName,
      family_key: rows.familyKey,
      given_key: rows.givenKey,
      born_on: rows.bornOn,
      pronouns: rows.pronouns,
      communication: rows.communication,
      registered_at: at,
    })
    for (const n of rows.names)
      pen.add('person_name', {
        id: pen.id(at),
        person_id: personId,
        kind: n.kind,
        given: n.given,
        family: n.family,
        family_key: n.familyKey,
      })
    for (const k of rows.keys)
      pen.add('person_name_key', { key: k.key, person_id: personId, former: k.former })
    pen.add('person_search', { person_id: personId, keys: rows.nameKeys })
    pen.add('person_core', {
      person_id: personId,
      nhs_number: rows.nhsNumber,
      nhs_number_status: rows.nhsNumberStatus,
      home_area: rows.homeArea,
      addresses: rows.addresses,
    })
    for (const c of rows.contactPoints)
      pen.add('contact_point', {
        id: pen.id(at),
        person_id: personId,
        kind: c.kind,
        value: c.value,
        safe: c.safe,
        ...recorded,
      })
    for (const c of rows.carers) {
      pen.add('carer', {
        id: pen.id(at),
        person_id: personId,
        name: c.name,
        relation: c.relation,
        contact_points: c.contactPoints,
        may_be_told: c.mayBeTold,
        organisation_id: organisationOf(by),
        team_id: teamOf(by),
        ...recorded,
      })
    }
    for (const c of rows.characteristics)
      pen.add('person_characteristic', { person_id: personId, name: c.name, answer: c.answer, ...recorded })
    pen.add('person_relation', {
      id: pen.id(at),
      person_id: personId,
      team_id: teamOf(by),
      organisation_id: organisationOf(by),
      kind: 'registered',
      at,
    })
    pen.line(at, by, personId, 'person added', personId, 8)
  }

  /** A line of the simple list, as the ward said it. */
  listed(by: StaffKey, at: Instant, medicine: Listed): void {
    const { pen, personId } = this
    const id = pen.id(at) as MedicineLineId
    const said = { ...medicine, prescribedBy: 'the ward doctor', saidBy: 'the ward', asOfOn: dayOf(at) }
    const line = decided(decideListMedicine(id, said, dayOf(at)), 'listing a medicine')
    pen.act(at, by, 'medicine.record', { personId, medicineId: id, ...said })
    pen.add('medicine', {
      id,
      person_id: personId,
      name: line.name,
      dose_in_words: line.doseInWords,
      when_in_words: line.when,
      prescriber: line.prescribedBy,
      said_by: line.saidBy,
      as_of: line.asOfOn,
      organisation_id: organisationOf(by),
      team_id: teamOf(by),
      recorded_at: at,
      recorded_by: staffId(by),
    })
    pen.line(at, by, personId, 'medicine listed', id, 2)
    this.medicines.push({ id, name: line.name })
  }

  /** Reported to have died, by mistake, and put right by a named worker. */
  diedByMistake(
    reported: { readonly by: StaffKey; readonly at: Instant; readonly said: string },
    undone: { readonly by: StaffKey; readonly at: Instant; readonly why: string },
  ): void {
    const { pen, personId } = this
    const { said, why } = { said: reported.said, why: undone.why }
    const input = { said, happenedOn: null }
    decided(decideReportDeath('none', 'worker', input, reported.at), 'reporting a death')
    decided(decideUndoDeath('reported', true, { alive: true, why }), 'undoing a report')
    const [reportId, decisionId] = [pen.id(reported.at), pen.id(undone.at)]
    pen.act(reported.at, reported.by, 'death.report', { reportId, personId, version: 0, ...input })
    pen.add('death_report', {
      id: reportId,
      person_id: personId,
      organisation_id: organisationOf(reported.by),
      team_id: teamOf(reported.by),
      version: 1,
      source: 'by hand',
      said,
      happened_on: null,
      reported_at: reported.at,
      by_id: staffId(reported.by),
    })
    pen.line(reported.at, reported.by, personId, 'reported to have died', reportId, 2)
    pen.act(undone.at, undone.by, 'death.undo', { decisionId, personId, version: 1, alive: true, why })
    pen.add('death_decision', {
      id: decisionId,
      report_id: reportId,
      person_id: personId,
      organisation_id: organisationOf(undone.by),
      team_id: teamOf(undone.by),
      version: 2,
      what: 'report undone',
      why,
      decided_at: undone.at,
      decided_by: staffId(undone.by),
    })
    pen.line(undone.at, undone.by, personId, 'report of death undone', decisionId, 2)
  }
}
