import type { SeededRandom } from '#content/practice/random.ts'
import type { Contact, ContactRecord } from '#core/contact/contact.ts'
import type { DoseAnswer } from '#core/contact/dose.ts'
import { decideRecordContact, decideResolveContact } from '#core/contact/record.ts'
import type { StaffId, TeamId } from '#core/kernel/ids.ts'
import { addDays, addMinutes, type Day, dayOf, type Instant } from '#core/kernel/time.ts'
import { decideClose } from '#core/pathway/closing.ts'
import { stepsTaken } from '#core/pathway/schedule.ts'
import { decideMoveStage } from '#core/pathway/stages.ts'
import { decideStepDown } from '#core/pathway/steps.ts'
import { suggestStep } from '#core/pathway/suggestion.ts'
import { contactOf } from '#features/episode/contact-rows.ts'
import { workerOf } from '#features/episode/plan.ts'
import { decided } from './pen.ts'
import { SupportBase } from './support-base.ts'
import { CLASS, doseOf, newDose, newProposal, type StoryContact } from './support-rows.ts'
import { NOTES } from './words.ts'
import { type StaffKey, staffId, TEAMS, teamOf } from './world.ts'

export interface Accepting {
  readonly by: StaffKey
  readonly at: Instant
  readonly startOn: Day
  readonly keyWorker: StaffKey
  /** False plans nothing: only the episode is told. */
  readonly visits: boolean
}

/** A person's time with medication support: taking on, each contact, steps down, closing; each judged by the door's own rules. */
export class SupportStory extends SupportBase {
  /** One planned contact made, with an answer for every medicine at a visit, and sometimes a note. */
  makes(contact: StoryContact, random: SeededRandom): void {
    const { pen } = this
    const by = this.who(contact)
    const at = addMinutes(contact.window_from_at, 15 + random.below(90))
    const visit = contact.mode === 'visit'
    const doses = visit
      ? this.story.medicines.map((m): DoseAnswer => ({ medicineId: m.id, ...doseOf(random) }))
      : []
    const record: ContactRecord = {
      happened: 'yes',
      at,
      mode: visit ? 'visit' : 'phone',
      by: [staffId(by) as StaffId],
      person: visit ? 'seen' : 'spoken with',
      doses,
    }
    const writtenAt = addMinutes(at, 20)
    this.judge(contact, record, by, writtenAt)
    const note = random.chance(0.3) ? { id: pen.id(writtenAt), text: random.oneOf(NOTES) } : null
    this.recorded(contact, record, by, writtenAt, note)
    Object.assign(contact, {
      state: 'happened',
      happened_at: at,
      seen: visit,
      late_minutes: 0,
      by_staff_id: staffId(by),
      recorded_at: writtenAt,
      version: contact.version + 1,
    })
    this.doses.set(
      contact.id,
      doses.map((d) => d.answer),
    )
    for (const dose of doses) {
      const name = this.story.medicines.find((m) => m.id === dose.medicineId)!.name
      pen.add('dose_record', newDose(pen.id(writtenAt), this.place(contact.id), dose, name, at))
    }
    if (note !== null) {
      pen.add('note', {
        id: note.id,
        ...this.place(contact.id),
        body: note.text,
        at,
        recorded_at: writtenAt,
        by_staff_id: staffId(by),
      })
    }
    if (this.row.first_contact_at === null) {
      this.row.first_contact_at = at
      this.referral.started()
      pen.line(writtenAt, by, this.story.personId, 'referral started', this.referral.referralId, CLASS)
    }
    pen.line(at, by, this.story.personId, 'contact happened', contact.id, CLASS)
    this.topUp(writtenAt)
    this.movesOn(by, addMinutes(writtenAt, 3))
  }

  /** On to the next stage of the pathway as soon as all that its file asks for is true; the last one waits for the person's yes. */
  protected movesOn(by: StaffKey, at: Instant): void {
    const { stages } = this.definition
    const asked = {
      stageId: this.row.stage_id as string,
      sinceAt: this.row.stage_since_at as Instant,
      personAgreed: null,
      facts: {
        hasLeftHospital: true,
        contactsHappened: this.contacts.filter((c) => c.state === 'happened').length,
        stepsTaken: stepsTaken(this.state)
          .filter((taken) => taken.fromAt <= at)
          .map((taken) => taken.stepId),
        openWorries: 0,
        openGaps: 0,
        goalsWritten: 2,
      },
      now: at,
    }
    const next = stages[stages.findIndex((s) => s.id === asked.stageId) + 1]
    const moved = next && decideMoveStage(this.definition, { ...asked, toStageId: next.id })
    if (!moved?.ok) return
    const { from, to } = moved.value
    const moveId = this.pen.id(at)
    const goalsWritten = stages
      .find((s) => s.id === from)
      ?.next.some((n) => n.when.some((c) => c.is === 'goals-written'))
      ? asked.facts.goalsWritten
      : null
    this.pen.act(at, by, 'episode.move-stage', {
      ...this.about(),
      moveId,
      toStageId: to,
      goalsWritten,
      version: this.row.version,
    })
    this.pen.add('stage_move', {
      id: moveId,
      ...this.ofEpisode(),
      from_stage_id: from,
      to_stage_id: to,
      goals_written: goalsWritten,
      person_agreed_at: null,
      person_agreed_how: null,
      moved_at: at,
      moved_by: staffId(by),
    })
    Object.assign(this.row, { stage_id: to, stage_since_at: at, version: (this.row.version as number) + 1 })
    this.pen.line(at, by, this.story.personId, 'moved to another stage', this.episodeId, CLASS)
  }

  /** Nobody opened: it stays open until somebody writes what came of it, which `resolvedBy` may do the same day. */
  noAnswer(contact: StoryContact, random: SeededRandom, resolvedBy: StaffKey | null): void {
    const by = this.who(contact)
    const at = addMinutes(contact.window_from_at, 20 + random.below(60))
    const writtenAt = addMinutes(at, 10)
    const record: ContactRecord = {
      happened: 'no answer',
      at,
      mode: contact.mode === 'phone' ? 'phone' : 'visit',
      by: [staffId(by) as StaffId],
    }
    this.judge(contact, record, by, writtenAt)
    this.recorded(contact, record, by, writtenAt, null)
    Object.assign(contact, {
      state: 'no answer',
      no_answer_at: [at],
      by_staff_id: staffId(by),
      recorded_at: writtenAt,
      version: contact.version + 1,
    })
    this.pen.line(at, by, this.story.personId, 'no answer', contact.id, CLASS)
    this.topUp(writtenAt)
    if (resolvedBy !== null) this.settles(contact, resolvedBy, addMinutes(at, 45))
  }

  /** Says who comes on Saturdays and Sundays; the key worker comes on the other days. */
  weekendsBy(who: StaffKey, by: StaffKey, at: Instant): void {
    const lines = [6, 7].map((weekday) => ({ weekday, part: null, staffId: staffId(who) }))
    this.pen.act(at, by, 'episode.assign-contacts', { ...this.about(), lines, version: this.row.version })
    this.visitors = lines
    for (const contact of this.contacts.filter((c) => c.state === 'planned' && c.window_from_at > at)) {
      const worker = workerOf(lines, staffId(this.keyWorker), contact.window_from_at)
      if (worker !== contact.staff_id)
        Object.assign(contact, { staff_id: worker, version: contact.version + 1 })
    }
    Object.assign(this.row, { visitors: lines, version: (this.row.version as number) + 1 })
  }

  /** One step less from tomorrow, with both agreements: proposed with its evidence, then agreed half an hour later. */
  stepsDown(at: Instant, by: StaffKey, teamMember: StaffKey): void {
    const { steps } = this.schedule
    const from = this.stepId
    const to = steps[steps.findIndex((s) => s.id === from) + 1]
    if (!to) return
    const { pen, episodeId } = this
    const proposalId = pen.id(at)
    pen.act(at, by, 'episode.propose-step-down', {
      ...this.about(),
      proposalId,
      toStepId: to.id,
      version: this.row.version,
    })
    this.row.version = (this.row.version as number) + 1
    const evidence = suggestStep(this.schedule, from, this.evidence(at))
    const proposal = pen.add(
      'step_down_proposal',
      newProposal({ id: proposalId, ...this.ofEpisode() }, to.id, evidence, at, by),
    )
    pen.line(at, by, this.story.personId, 'step down proposed', episodeId, CLASS)

    const now = addMinutes(at, 30)
    const personAgreed = { at: addMinutes(at, -30), how: 'at the visit, in person' }
    const teamAgreed = {
      staffId: staffId(teamMember) as StaffId,
      at: addMinutes(at, 20),
      how: 'by telephone',
    }
    const agreedBy = { ...teamAgreed, teamId: teamOf(teamMember) as TeamId, relation: 'prescribing' as const }
    const fromOn = addDays(dayOf(now), 1)
    const taken = decided(
      decideStepDown(this.schedule, this.state, {
        toStepId: to.id,
        fromOn,
        personAgreed,
        agreedBy,
        decidedBy: staffId(by) as StaffId,
        openWorries: 0,
        openGaps: 0,
        now,
      }),
      'a step down',
    )
    const decisionId = pen.id(now)
    pen.act(now, by, 'episode.agree-step-down', {
      ...this.about(),
      proposalId,
      decisionId,
      fromOn,
      personAgreed,
      agreedBy: teamAgreed,
      version: this.row.version,
    })
    this.row.version = (this.row.version as number) + 1
    Object.assign(proposal, {
      person_agreed_at: personAgreed.at,
      person_agreed_how: personAgreed.how,
      settled_at: now,
      settled_by: staffId(by),
      settled: 'decided',
    })
    this.state = { ...this.state, taken: [...this.state.taken, taken] }
    this.decision(decisionId, by, now, {
      kind: 'down',
      step_id: to.id,
      from_on: fromOn,
      person_agreed_at: personAgreed.at,
      person_agreed_how: personAgreed.how,
      team_agreed_by: agreedBy.staffId,
      team_agreed_at: agreedBy.at,
      team_agreed_how: agreedBy.how,
      team_agreed_team_id: agreedBy.teamId,
      team_agreed_relation: agreedBy.relation,
    })
    this.plan(now)
    pen.line(now, by, this.story.personId, 'stepped down', episodeId, CLASS)
  }

  /** Support ends; what is still planned is taken off. */
  closes(by: StaffKey, at: Instant): void {
    const handover = {
      to: { kind: 'team' as const, teamId: TEAMS.north.id as TeamId, named: 'Noor Aziz' },
      how: 'by telephone, and a letter',
      at: addMinutes(at, -60),
    }
    const closed = decided(
      decideClose(this.definition, null, {
        outcomeId: 'on-my-own',
        destinationId: 'home-with-team',
        handover,
        open: [],
        seenKeys: [],
        by: staffId(by) as StaffId,
        now: at,
      }),
      'closing',
    )
    this.pen.act(at, by, 'episode.close', {
      ...this.about(),
      outcomeId: closed.outcomeId,
      destinationId: closed.destinationId,
      handover,
      seenKeys: [],
      version: this.row.version,
    })
    const ahead = this.contacts.filter((c) => c.state === 'planned' && c.window_from_at > at)
    for (const contact of ahead) Object.assign(contact, { state: 'void', version: contact.version + 1 })
    Object.assign(this.row, {
      state: 'ended',
      ended_at: at,
      outcome: closed.outcomeId,
      destination: closed.destinationId,
      handover_to: `${handover.to.named}, ${TEAMS.north.name}`,
      handover_text: handover.how,
      handover_team_id: handover.to.teamId,
      handover_at: handover.at,
      open_at_closing: [],
      version: (this.row.version as number) + 1,
    })
    this.state = { ...this.state, endedAt: at }
    this.referral.finished(at)
    this.pen.line(at, by, this.story.personId, 'support ended', this.episodeId, CLASS)
  }

  /** For counting years of stays and episodes alone: the first contact without the visits. */
  startsUnseen(at: Instant): void {
    this.row.first_contact_at = at
    this.referral.started()
  }

  protected settles(contact: StoryContact, by: StaffKey, at: Instant): void {
    const said = { what: 'found safe by someone else' as const, inWords: 'Rang back: had been to the shops.' }
    const facts = { missedAfterMinutes: this.schedule.missedAfterMinutes, now: at }
    decided(
      decideResolveContact(contactOf(contact), { ...said, at, by: staffId(by) as StaffId }, facts),
      'settling a missed contact',
    )
    this.pen.act(at, by, 'contact.resolve', {
      personId: this.story.personId,
      contactId: contact.id,
      version: contact.version,
      ...said,
    })
    Object.assign(contact, {
      resolved_at: at,
      resolved_by: staffId(by),
      resolution_what: said.what,
      resolution: said.inWords,
      version: contact.version + 1,
    })
    this.pen.line(at, by, this.story.personId, 'missed contact settled', contact.id, CLASS)
  }

  protected recorded(
    contact: StoryContact,
    record: ContactRecord,
    by: StaffKey,
    at: Instant,
    note: { id: string; text: string } | null,
  ): void {
    this.pen.act(at, by, 'contact.record', {
      personId: this.story.personId,
      contactId: contact.id,
      version: contact.version,
      record,
      note,
      worries: [],
    })
  }

  protected judge(contact: StoryContact, record: ContactRecord, by: StaffKey, now: Instant): void {
    const known: Contact = contactOf(contact)
    decided(
      decideRecordContact(known, record, {
        medicines: this.story.medicines,
        medicineSupport: this.definition.medicineSupport,
        by: staffId(by) as StaffId,
        now,
      }),
      'a contact',
    )
  }
}
