/**
 * The closed list of rights, each with the sentence a role card prints. Posts carry rights (`content/roles/`); a right
 * says what a staff member may do at all, the access table says for whom. Missing means no.
 */
export const RIGHTS = {
  'people.read': 'Find and open people your team supports.',
  'people.register': 'Add a person, or record that your service now works with somebody already known.',
  'people.details': 'Change a person’s names, address, safe contact and communication needs.',
  'people.former-names': 'Find people by former names.',
  'people.characteristics':
    'Record protected characteristics with the person. They are not shown again in care.',
  'people.merge': 'Look at possible duplicates and put two records of one person together.',
  'staff-safety.record': 'Record what staff should do to be safe, with an end date.',
  'staff-safety.reason': 'Read why a staff-safety action stands.',
  'referral.send': 'Send a referral, answer questions about it, and withdraw it.',
  'referral.read': 'Read referrals sent to or by your team.',
  'referral.answer': 'Ask about, accept or decline a referral for your service.',
  'unmet-need.record': 'Record what somebody needed and could not be found.',
  'stay.record': 'Record admission, ward, leave and leaving hospital.',
  'episode.manage': 'Start, move, close and hand over a person’s time with your service.',
  'contact.read': 'Read visits, calls and their notes.',
  'contact.plan': 'Plan, move and assign visits and calls.',
  'contact.record': 'Record a visit or call: what happened, medicines seen taken, notes and worries.',
  'schedule.step-down': 'Agree, for the prescribing or referring team, that support steps down.',
  'schedule.step-up': 'Step support up at once.',
  'plan.read':
    'Read plans, goals and appointments; opening a plan in which you are named counts as having it.',
  'plan.write': 'Write the leaving and staying-well plan, and how each who is named in it was given it.',
  'plan.acknowledge': 'Say, as the machine of an organisation named in a plan, that it has arrived.',
  'safety-plan.write': 'Write the safety plan together with the person.',
  'goals.record': 'Write what matters to a person, their goals, their appointments and what became of them.',
  'review.record': 'Write that a schedule, a plan, a need or an answer was looked at again.',
  'medicines.read': 'Read medicines, allergies and substitution prescriptions.',
  'medicines.record': 'Write the list of medicines: what, when, who prescribes, who said so.',
  'drug-and-alcohol': 'Read and write drug and alcohol records of your own team.',
  'person-and-team': 'Read and write down what a person told your team and nobody else.',
  'home-entry': 'Read how to get in, on the day of your visit, with your second factor.',
  'safeguarding.lead': 'Read and keep safeguarding records as a named lead.',
  'transition.lead': 'Lead a person’s way out of hospital when you have accepted it by name.',
  'transition.close':
    'Ask by name who carries on after a way out of hospital, and close it once they have accepted.',
  'death.report': 'Report that a person has died, and write what your team did after a death.',
  'death.confirm': 'Confirm, for the team that leads or the ward, that a person has died, or undo it.',
  'supports.override':
    'Say that supports are in place while something is open, with a reason that somebody else looks at.',
  'gap.take-over': 'Take over an open gap with a reason.',
  'sharing.record': 'Ask a person about sharing and record the answer.',
  'sharing.agreement': 'Record agreements between organisations, with their dates.',
  'emergency.access':
    'Open the core of a record in an emergency for at most 60 minutes, with a reason that is looked at after.',
  'emergency.second-look': 'Look at each use of emergency access afterwards.',
  'incident.record': 'Write down that something went wrong, and correct what you wrote.',
  'incident.read': 'Read every incident of your team, and correct what is wrong in it.',
  'tasks.read': 'See and do the tasks of your team.',
  'board.read': 'See the leaving board and the gap board of your team.',
  'report.read': 'Print reports for your service: counts from the rows that ran it.',
  'insight.read': 'See counts across services, with small numbers hidden, never names.',
  'staff.manage': 'Add and end memberships, posts, absence and cover for your team.',
  'duty.manage':
    'Set the hours of your organisation’s teams, who answers by shift, who is told next, and where messages go out of hours.',
  'service.manage': 'Change what your service offers, its capacity and what it accepts.',
  'organisation.manage': 'Add organisations, teams and units, and load their codes.',
  'organisation.load':
    'Load the names and codes of organisations from a national list, and nothing else of them.',
  'import.hl7': 'Hand in hospital messages.',
  'import.spreadsheet': 'Hand in spreadsheets and mend the rows that failed.',
  'safetynet.recompute': 'Work every obligation out again and say what differs.',
  'audit.read': 'See who has looked at a person and what was changed.',
  'privacy.desk':
    'Keep the desk of the privacy officer: second looks that wait, requests for access, odd patterns.',
  'subject-access.release':
    'Gather everything held about a person who asks for it, and release it once each part is decided.',
  'serious-harm.decide':
    'Decide, as a registered health professional, whether a part of a record may cause serious harm if it is given out.',
  'sign-in.manage': 'Set how the staff of your organisation sign in, and end their sessions.',
  'client.manage': 'Make and end the machine logins of your organisation.',
} as const

export type Right = keyof typeof RIGHTS
export const ALL_RIGHTS = Object.keys(RIGHTS) as Right[]

/** Rights that no volunteer and no machine may hold (content/roles/SOURCE.md). */
export const EMPLOYED_ONLY: readonly Right[] = [
  'emergency.access',
  'emergency.second-look',
  'transition.lead',
  'transition.close',
  'schedule.step-down',
  'people.merge',
  'safeguarding.lead',
  'death.confirm',
  'supports.override',
  'duty.manage',
  'audit.read',
  'privacy.desk',
  'subject-access.release',
  'serious-harm.decide',
  'sign-in.manage',
  'client.manage',
]

/** Rights that only make sense to a machine of one organisation or to a person; both lists are checked where roles load. */
export const MACHINES_MAY_HOLD: readonly Right[] = [
  'plan.read',
  'plan.acknowledge',
  'import.hl7',
  'import.spreadsheet',
  'people.read',
  'people.register',
  'people.details',
  'stay.record',
  'referral.send',
  'referral.read',
  'report.read',
  'insight.read',
  'tasks.read',
  'board.read',
  'organisation.load',
  'organisation.manage',
  'safetynet.recompute',
]

export const isRight = (text: string): text is Right => Object.hasOwn(RIGHTS, text)

/** Who holds a post. */
export type PostStanding = 'employed' | 'volunteer' | 'machine'

/** The rights among `rights` that a post of this standing may not carry; empty means the role card is sound. */
export function rightsBeyond(standing: PostStanding, rights: readonly Right[]): Right[] {
  if (standing === 'employed') return []
  return rights.filter(
    (right) =>
      EMPLOYED_ONLY.includes(right) || (standing === 'machine' && !MACHINES_MAY_HOLD.includes(right)),
  )
}
