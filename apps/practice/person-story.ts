import type { InventedPerson } from '#content/practice/people.ts'
import { englandHolidays } from '#content/terms/bank-holidays/index.ts'
import { DELAY_REASON_CODES } from '#content/terms/delay-reasons/index.ts'
import type { OrganisationId, PersonId, StayId, UnitId } from '#core/kernel/ids.ts'
import { addMinutes, dayOf, type Instant } from '#core/kernel/time.ts'
import { decideListMedicine, type MedicineLineId } from '#core/medicine/list.ts'
import { decideRegister, type PersonDetails } from '#core/people/person.ts'
import { personRows } from '#core/people/rows.ts'
import { decideMetAfterLeaving } from '#core/place/after-leaving.ts'
import { decideEndStay } from '#core/place/end-stay.ts'
import {
  type Blocker,
  decideAddBlocker,
  decidePlanLeaving,
  NO_PLAN,
  type PlannedLeaving,
} from '#core/place/leaving.ts'
import { decideOpenStay } from '#core/place/open-stay.ts'
import { type Stay, type StayFacts, stayTasks } from '#core/place/stay.ts'
import { stayTaskDueAt } from '#core/place/task-due.ts'
import { decided, type Pen } from './pen.ts'
import { organisationOf, type StaffKey, staffId, TEAMS, teamOf, UNITS, type UnitKey } from './world.ts'

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

const TASK_KINDS = {
  'home area': 'stay home area',
  distance: 'stay distance',
  reason: 'stay reason',
  'time of leaving': 'stay time of leaving',
} as const

/** One person's registration and stays, act by act, each judged by the rule that judges it at the door. */
export class PersonStory {
  readonly pen: Pen
  readonly person: InventedPerson
  readonly personId: PersonId
  readonly medicines: { readonly id: MedicineLineId; readonly name: string }[] = []
  readonly #stays: Stay[] = []
  readonly #stayRows = new Map<string, Record<string, unknown>>()

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

  /** Admitted, as the ward wrote it; what is not said becomes the ward's tasks. Returns the stay's id. */
  admitted(by: StaffKey, at: Instant, unit: UnitKey, known: Pick<StayFacts, 'distance' | 'reason'>): string {
    const { pen, personId } = this
    const stayId = pen.id(at)
    const area = this.person.details.addresses[0]
    const homeArea =
      area?.kind === 'no-fixed-address' ? ('no fixed address' as const) : { area: this.person.homeArea }
    const input = {
      stayId,
      personId,
      unitId: UNITS[unit].id,
      visitNumber: null,
      admittedAt: at,
      admittedKnownTo: 'minute' as const,
      homeArea,
      ...known,
      source: 'by hand' as const,
      movedFrom: null,
    }
    const toOpen = {
      ...input,
      id: stayId as StayId,
      unitId: input.unitId as UnitId,
      organisationId: organisationOf(by) as OrganisationId,
    }
    const { stayId: _, ...facts } = toOpen
    const outcome = decided(decideOpenStay(facts, this.#stays, at), 'admitting')
    if (outcome.effect !== 'opened') throw new Error('practice data: a stay was not opened')
    const { stay } = outcome
    pen.act(at, by, 'stay.open', input)
    this.#stays.push(stay)
    this.#stayRows.set(
      stayId,
      pen.add('stay', {
        id: stayId,
        person_id: personId,
        organisation_id: stay.organisationId,
        team_id: TEAMS[UNITS[unit].team].id,
        unit_id: stay.unitId,
        visit_number: stay.visitNumber,
        admitted_at: at,
        admitted_known_to: 'minute',
        ended_at: null,
        ended_known_to: null,
        end_source: null,
        home_area: typeof stay.homeArea === 'string' ? stay.homeArea : stay.homeArea.area,
        distance_miles: stay.distance === 'not known' ? null : stay.distance.miles,
        reason: stay.reason === 'not known' ? null : stay.reason.words,
        reason_code: null,
        source: stay.source,
        recorded_at: at,
        recorded_by: staffId(by),
        version: 1,
      }),
    )
    const due = stayTaskDueAt(at, englandHolidays)
    for (const task of stayTasks(stay)) {
      pen.add('task', {
        id: pen.id(at),
        person_id: personId,
        organisation_id: stay.organisationId,
        team_id: TEAMS[UNITS[unit].team].id,
        kind: TASK_KINDS[task.fact],
        about_id: stayId,
        what: task.words,
        since_at: at,
        due_at: due,
      })
    }
    pen.line(at, by, personId, 'admitted', stayId, 2)
    return stayId
  }

  left(by: StaffKey, at: Instant, stayId: string): void {
    const { pen, personId } = this
    const n = this.#stays.findIndex((s) => s.id === stayId)
    const end = { endedAt: at, endedKnownTo: 'minute' as const, endSource: 'by hand' as const }
    const outcome = decided(decideEndStay(this.#stays[n]!, end, at), 'leaving')
    pen.act(at, by, 'stay.end', { stayId, personId, ...end, version: 1 })
    this.#stays[n] = outcome.stay
    Object.assign(this.#stayRows.get(stayId)!, {
      ended_at: at,
      ended_known_to: 'minute',
      end_source: 'by hand',
      version: 2,
    })
    pen.line(at, by, personId, 'stay ended', stayId, 2)
  }

  /** The ward says when somebody is ready and when they mean to leave, once. */
  plansLeaving(by: StaffKey, at: Instant, stayId: string, dates: Omit<PlannedLeaving, 'why'>): void {
    const { pen, personId } = this
    const said = { ...dates, why: '' }
    const { plan } = decided(
      decidePlanLeaving(this.#stay(stayId), NO_PLAN, said, dayOf(at)),
      'planning to leave',
    )
    const planId = pen.id(at)
    pen.act(at, by, 'stay.plan-leaving', { planId, stayId, personId, version: 0, ...said })
    pen.add('leaving_plan', {
      id: planId,
      ...this.#ofStay(stayId),
      version: plan.version,
      ready_on: plan.readyOn,
      planned_on: plan.plannedOn,
      why: plan.why,
      at,
      by_staff_id: staffId(by),
    })
    pen.line(at, by, personId, 'leaving planned', planId, 2)
  }

  /** The ward notes what stops somebody. */
  heldUp(by: StaffKey, at: Instant, stayId: string, blocker: Blocker): void {
    const { pen, personId } = this
    const held = decided(
      decideAddBlocker(this.#stay(stayId), blocker, DELAY_REASON_CODES, dayOf(at)),
      'noting what stops leaving',
    )
    const blockerId = pen.id(at)
    pen.act(at, by, 'stay.add-blocker', { blockerId, stayId, personId, ...blocker })
    pen.add('leaving_blocker', {
      id: blockerId,
      ...this.#ofStay(stayId),
      code: held.code,
      words: held.words,
      who_acts: held.whoActs,
      since_on: held.sinceOn,
      recorded_at: at,
      recorded_by: staffId(by),
    })
    pen.line(at, by, personId, 'leaving is held up', blockerId, 4)
  }

  /** The ward rings somebody who has left, and writes it down ten minutes later. */
  rungAtHome(by: StaffKey, at: Instant, stayId: string): void {
    const { pen, personId } = this
    const written = addMinutes(at, 10)
    decided(decideMetAfterLeaving(this.#stay(stayId), at, written), 'ringing after leaving')
    const contactId = pen.id(at)
    pen.act(written, by, 'stay.met-after-leaving', { contactId, stayId, personId, mode: 'phone', at })
    const { organisation_id, team_id } = this.#ofStay(stayId)
    pen.add('contact', {
      id: contactId,
      person_id: personId,
      episode_id: null,
      service_id: null,
      organisation_id,
      team_id,
      class_bit: 4,
      on_day: dayOf(at),
      window_from_at: at,
      window_until_at: addMinutes(at, 30),
      mode: 'phone',
      step_id: null,
      slot_no: 0,
      slot_key: null,
      slot_from_at: null,
      slot_mode: null,
      staff_id: staffId(by),
      planned_at: written,
      state: 'happened',
      happened_at: at,
      seen: false,
      late_minutes: 0,
      why_not: null,
      by_staff_id: staffId(by),
      also_by: [],
      no_answer_at: null,
      resolved_at: null,
      resolved_by: null,
      resolution_what: null,
      resolution: null,
      recorded_at: written,
      version: 1,
    })
    pen.line(at, by, personId, 'met after leaving', contactId, 4)
  }

  #stay(stayId: string): Stay {
    return this.#stays.find((s) => s.id === stayId)!
  }

  #ofStay(stayId: string) {
    const { organisation_id, team_id } = this.#stayRows.get(stayId)!
    return { stay_id: stayId, person_id: this.personId, organisation_id, team_id }
  }
}
