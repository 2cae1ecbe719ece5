import type { ReportDefinition } from '#core/report/definition.ts'

/** What the numbers of a service's report mean. Printed with every number; see SOURCE.md beside this file. */
export const SERVICE_REPORT: ReportDefinition = {
  id: 'service',
  version: 1,
  title: 'Report of a service',
  general: [
    'Counted from the rows that ran the service: nothing is entered a second time for this report.',
    'The period runs from its first day up to and including its last day. Days are calendar days in London.',
    'Numbers are as recorded when the report was made. What is written late changes the report of an earlier period.',
    'A middle wait or length is the median: half are shorter and half are longer.',
  ],
  numbers: {
    referrals: {
      title: 'Referrals',
      meaning:
        'Referrals sent to this service in the period, and the people they were about. Waiting: sent by the end of the last day and neither answered nor withdrawn by then.',
    },
    sentToAnswered: {
      title: 'Wait from sent to answered',
      meaning:
        'For referrals answered in the period (taken on or not taken on): days of 24 hours from sent to answered. A question back does not stop the clock.',
    },
    answeredToStarted: {
      title: 'Wait from answered to started',
      meaning:
        'For referrals whose first contact happened in the period: days of 24 hours from taken on to the first contact. Still waiting: taken on by the end of the last day, not ended, and no contact yet.',
    },
    decisions: {
      title: 'Decisions',
      meaning:
        'Referrals answered or withdrawn in the period. Not taken on is counted with its way onward: handed on to another service, introduced to somebody elsewhere, or a need nobody could meet.',
    },
    peopleSupported: {
      title: 'People supported',
      meaning:
        'People whose first contact with the service had happened by the end of the last day and whose support had not ended before the first day. Each person counts once.',
    },
    discharged: {
      title: 'Discharged from the service',
      meaning: 'Times that support ended in the period. Somebody supported twice counts twice.',
    },
    readmissions: {
      title: 'Readmitted after support ended',
      meaning:
        'People whose support ended in the period and who had a stay that began 1 to 30 (90, 365) days after the day support ended, and not later than the last day of the report. A stay that began the same day is not counted. A person counts once. Only hospitals that feed this system. A window is over on its last day.',
    },
    readmissionsAfterLeavingHospital: {
      title: 'Readmitted after leaving hospital',
      meaning:
        'The same people, counted from the day they left the ward: the stay that their referral names, or else their last stay that ended before support did. A stay that began 1 to 30 (90, 365) days after that day, and not later than the last day of the report. People with no known stay are not in the n. Only hospitals that feed this system.',
    },
    backInHospitalWhileSupported: {
      title: 'Back in hospital while supported',
      meaning:
        'People with a stay that began in the period after their first contact and before their support ended. Each person counts once. Only hospitals that feed this system.',
    },
    lengthOfSupport: {
      title: 'Length of support',
      meaning:
        'For support that ended in the period after a first contact: calendar days from the first contact to the end.',
    },
    continuity: {
      title: 'Same few faces',
      meaning:
        'Visits that happened in the period: how many were made by the two workers who visited that person most, all people together. The worker who made it counts, or the one it was planned for when nobody else is named. Somebody with one or two visits always counts in full.',
    },
    missedContacts: {
      title: 'Missed visits and calls',
      meaning:
        'Visits and calls planned for days of the period that have an outcome or whose time is over; those cancelled by a pause or by the end of support are left out. Missed: no answer or did not happen. Missed ones stay until somebody says what became of them.',
    },
    appointments: {
      title: 'Appointments',
      meaning:
        "Appointments that this service's team wrote for people with support in the period, which fell on its days: went, did not go, or over and without a word. Moved: those that were given another time; the new one is counted on its own day. Somebody went along: a worker is named. Beside visits, never among them.",
    },
    goals: {
      title: 'Goals',
      meaning:
        "Goals that this service's team set with people who had support in the period, and the next steps of which somebody wrote in the period how they went. A goal is reached when the person and the worker say so.",
    },
  },
}
