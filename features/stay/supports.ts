import type { SupportLine } from '#core/place/supports.ts'
import type { Tx } from '#platform/commands/transaction.ts'

interface Row {
  readonly lead: boolean
  readonly first: boolean
  readonly home: boolean
  readonly plan: boolean
  readonly medicines: boolean
  readonly substitution: boolean
}

/**
 * What is open about leaving, whoever asks: the answer of a rule must not depend on what the asker may see. The first contact is booked
 * when a planned one begins after the planned day and ends within the ward's hours from its start (both from now, with no date): it
 * would keep the promise whatever the hour of leaving. The lead is in place when somebody accepted it by name for after this stay.
 * Home is said when its area is known or it is said that there is none: of the stay, or of the person. The plan is shared when everyone
 * named in its newest version has that version (N8).
 */
const OPEN = `select not net.lead_handed_over($2) or exists (select from net.open_for_leaving($1) k where k = 'N1a') as lead,
    not net.first_contact_booked($2) as first,
    not exists (select from tc.stay s left join tc.person_core p on p.person_id = s.person_id where s.id = $2 and coalesce(s.home_area, p.home_area) is not null) as home,
    not net.plan_shared($2) as plan,
    exists (select from net.open_for_leaving($1) k where k = 'N3') as medicines,
    exists (select from net.open_for_leaving($1) k where k = 'N6') as substitution`

/** The lines of the checklist as the rows say them now. N3 and N6 are not watched yet and say so. */
export async function loadSupports(tx: Tx, stayId: string, personId: string): Promise<SupportLine[]> {
  const row = await tx.row<Row>(OPEN, [personId, stayId])
  const state = (open: boolean | undefined, kept: boolean): SupportLine['state'] =>
    open === true ? 'open' : kept ? 'in place' : 'not kept'
  return [
    { support: 'lead', state: state(row?.lead, true) },
    { support: 'first contact', state: state(row?.first, true) },
    { support: 'home', state: state(row?.home, true) },
    { support: 'plan shared', state: state(row?.plan, true) },
    { support: 'medicines', state: state(row?.medicines, false) },
    { support: 'substitution', state: state(row?.substitution, false) },
  ]
}
