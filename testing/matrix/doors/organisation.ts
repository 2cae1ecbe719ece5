import type { Doors } from '../door.ts'

const EVERYBODY = 'each role card holds one of its rights; without a right nobody is let in at any door'

export const organisation: Doors = {
  'GET /app/agreements': {
    verb: 'list',
    rights: ['sharing.agreement | organisation.manage | service.manage | referral.send | referral.answer'],
  },
  'GET /app/agreements/ending': {
    verb: 'list',
    rights: ['sharing.agreement | organisation.manage | service.manage | referral.send | referral.answer'],
  },
  'GET /app/agreements/ending/download': {
    verb: 'print',
    rights: ['sharing.agreement | organisation.manage | service.manage | referral.send | referral.answer'],
  },
  'GET /app/agreements/:id/end': {
    verb: 'list',
    rights: ['sharing.agreement | organisation.manage | service.manage | referral.send | referral.answer'],
  },
  'GET /app/agreements/make': {
    verb: 'list',
    rights: ['sharing.agreement | organisation.manage | service.manage | referral.send | referral.answer'],
  },
  'GET /app/organisations': {
    verb: 'list',
    rights: [
      'referral.send | referral.read | board.read | tasks.read | insight.read | organisation.manage | sharing.agreement',
    ],
    neverRefused: EVERYBODY,
  },
  'GET /app/organisations/:id': {
    verb: 'list',
    rights: [
      'referral.send | referral.read | board.read | tasks.read | insight.read | service.manage | organisation.manage | sharing.agreement',
    ],
    neverRefused: EVERYBODY,
  },
  'GET /app/organisations/:id/teams/add': {
    verb: 'list',
    rights: [
      'referral.send | referral.read | board.read | tasks.read | insight.read | service.manage | organisation.manage | sharing.agreement',
    ],
  },
  'GET /app/organisations/:id/units/add': {
    verb: 'list',
    rights: [
      'referral.send | referral.read | board.read | tasks.read | insight.read | service.manage | organisation.manage | sharing.agreement',
    ],
  },
  'GET /app/organisations/load': { verb: 'list', rights: ['organisation.manage'] },
  'POST /app/organisations/load': {
    verb: 'write',
    rights: ['organisation.manage'],
    neverAllowed:
      'takes a file, which the matrix does not send: features/organisation/load-list.test.ts does',
  },
  'GET /app/organisations/add': {
    verb: 'list',
    rights: [],
    neverRefused: 'lists what is its author’s own, or nothing of anybody',
  },
  'GET /app/services/:id': {
    verb: 'list',
    rights: [
      'referral.send | referral.read | board.read | tasks.read | service.manage | report.read | insight.read | organisation.manage',
    ],
    neverRefused: EVERYBODY,
  },
  'GET /app/services/:id/change': {
    verb: 'list',
    rights: [
      'referral.send | referral.read | board.read | tasks.read | service.manage | report.read | insight.read | organisation.manage',
    ],
  },
  'GET /app/services/:id/review': {
    verb: 'list',
    rights: [
      'referral.send | referral.read | board.read | tasks.read | service.manage | report.read | insight.read | organisation.manage',
    ],
  },
  'GET /app/services/add': { verb: 'list', rights: ['service.manage'] },
  'GET /app/team/absences/:id': {
    verb: 'list',
    rights: [
      'tasks.read | board.read | staff.manage | report.read | organisation.manage',
      'staff.manage | organisation.manage',
    ],
  },
  'GET /app/team/duty': { verb: 'list', rights: ['board.read | tasks.read | duty.manage | report.read'] },
  'GET /app/team/duty/chain': {
    verb: 'list',
    rights: ['board.read | tasks.read | duty.manage | report.read'],
  },
  'GET /app/team/duty/hours': {
    verb: 'list',
    rights: ['board.read | tasks.read | duty.manage | report.read'],
  },
  'GET /app/team/duty/out-of-hours': {
    verb: 'list',
    rights: ['board.read | tasks.read | duty.manage | report.read'],
  },
  'GET /app/team/duty/shifts': {
    verb: 'list',
    rights: ['board.read | tasks.read | duty.manage | report.read'],
  },
  'GET /app/team/staff': {
    verb: 'list',
    rights: ['tasks.read | board.read | staff.manage | report.read | organisation.manage'],
  },
  'GET /app/team/staff/:id': { verb: 'list', rights: ['staff.manage | organisation.manage'] },
  'GET /app/team/staff/:id/leave': {
    verb: 'list',
    rights: [
      'staff.manage | organisation.manage',
      'tasks.read | board.read | staff.manage | report.read | organisation.manage',
    ],
  },
  'GET /app/team/staff/absence': { verb: 'list', rights: ['staff.manage | organisation.manage'] },
  'GET /app/team/staff/add': { verb: 'list', rights: ['staff.manage | organisation.manage'] },
  'GET /app/team/staff/open': {
    verb: 'list',
    rights: [],
    neverRefused: 'lists what is its author’s own, or nothing of anybody',
  },
  'GET /app/units/:id/beds': { verb: 'list', rights: ['organisation.manage | service.manage'] },
  'GET /app/units/:id/hours': { verb: 'list', rights: ['organisation.manage | service.manage'] },
  'POST /app/agreements/:id/end': {
    verb: 'write',
    rights: ['sharing.agreement | organisation.manage | service.manage | referral.send | referral.answer'],
  },
  'POST /app/agreements/make': {
    verb: 'write',
    rights: ['sharing.agreement | organisation.manage | service.manage | referral.send | referral.answer'],
  },
  'POST /app/organisations/:id/teams/add': {
    verb: 'write',
    rights: [
      'referral.send | referral.read | board.read | tasks.read | insight.read | service.manage | organisation.manage | sharing.agreement',
    ],
  },
  'POST /app/organisations/:id/units/add': {
    verb: 'write',
    rights: [
      'referral.send | referral.read | board.read | tasks.read | insight.read | service.manage | organisation.manage | sharing.agreement',
    ],
  },
  'POST /app/organisations/add': {
    verb: 'write',
    rights: [],
    neverRefused: 'a bare form, or what is its author’s own; what it is sent to asks for the right',
  },
  'POST /app/services/:id/change': {
    verb: 'write',
    rights: [
      'referral.send | referral.read | board.read | tasks.read | service.manage | report.read | insight.read | organisation.manage',
    ],
  },
  'POST /app/services/:id/review': {
    verb: 'write',
    rights: [
      'referral.send | referral.read | board.read | tasks.read | service.manage | report.read | insight.read | organisation.manage',
    ],
  },
  'POST /app/services/add': { verb: 'write', rights: ['service.manage'] },
  'POST /app/team/absences/:id': {
    verb: 'write',
    rights: [
      'tasks.read | board.read | staff.manage | report.read | organisation.manage',
      'staff.manage | organisation.manage',
    ],
  },
  'POST /app/team/duty/chain': {
    verb: 'write',
    rights: ['board.read | tasks.read | duty.manage | report.read'],
  },
  'POST /app/team/duty/hours': {
    verb: 'write',
    rights: ['board.read | tasks.read | duty.manage | report.read', 'duty.manage'],
  },
  'POST /app/team/duty/out-of-hours': {
    verb: 'write',
    rights: ['board.read | tasks.read | duty.manage | report.read'],
  },
  'POST /app/team/duty/shifts': {
    verb: 'write',
    rights: ['board.read | tasks.read | duty.manage | report.read'],
  },
  'POST /app/team/staff/:id/end-post': { verb: 'write', rights: ['staff.manage | organisation.manage'] },
  'POST /app/team/staff/:id/invite': { verb: 'write', rights: ['staff.manage | organisation.manage'] },
  'POST /app/team/staff/:id/leave': {
    verb: 'write',
    rights: [
      'staff.manage | organisation.manage',
      'tasks.read | board.read | staff.manage | report.read | organisation.manage',
    ],
  },
  'POST /app/team/staff/:id/post': { verb: 'write', rights: ['staff.manage | organisation.manage'] },
  'POST /app/team/staff/absence': { verb: 'write', rights: ['staff.manage | organisation.manage'] },
  'POST /app/team/staff/add': { verb: 'write', rights: ['staff.manage | organisation.manage'] },
  'POST /app/units/:id/beds': {
    verb: 'write',
    rights: ['organisation.manage | service.manage', 'organisation.manage'],
  },
  'POST /app/units/:id/hours': { verb: 'write', rights: ['organisation.manage | service.manage'] },
  'command agreement.make': { verb: 'write', rights: ['sharing.agreement'] },
  'command agreement.set-end': { verb: 'write', rights: ['sharing.agreement'] },
  'command duty.set-chain': { verb: 'write', rights: ['duty.manage'] },
  'command duty.set-hours': { verb: 'write', rights: ['duty.manage'] },
  'command duty.set-out-of-hours': { verb: 'write', rights: ['duty.manage'] },
  'command duty.set-shift': { verb: 'write', rights: ['duty.manage'] },
  'command organisation.add': { verb: 'write', rights: ['organisation.manage'] },
  'command organisation.load-ods': { verb: 'write', rights: ['organisation.manage | organisation.load'] },
  'command service.add': { verb: 'write', rights: ['service.manage'] },
  'command service.change': { verb: 'write', rights: ['service.manage'] },
  'command staff.add': { verb: 'write', rights: ['staff.manage | organisation.manage'] },
  'command staff.change-cover': { verb: 'write', rights: ['staff.manage'] },
  'command staff.end-post': { verb: 'write', rights: ['staff.manage | organisation.manage'] },
  'command staff.give-post': { verb: 'write', rights: ['staff.manage | organisation.manage'] },
  'command staff.invite': { verb: 'write', rights: ['staff.manage | organisation.manage'] },
  'command staff.leave': { verb: 'write', rights: ['staff.manage | organisation.manage'] },
  'command staff.record-absence': { verb: 'write', rights: ['staff.manage'] },
  'command team.add': { verb: 'write', rights: ['organisation.manage'] },
  'command unit.add': { verb: 'write', rights: ['organisation.manage'] },
  'command unit.change-hours': { verb: 'write', rights: ['organisation.manage | service.manage'] },
  'command unit.set-beds': { verb: 'write', rights: ['organisation.manage'], input: () => ({ beds: '200' }) },
  'query agreement.list': {
    verb: 'list',
    rights: ['sharing.agreement | organisation.manage | service.manage | referral.send | referral.answer'],
  },
  'query agreement.ending': {
    verb: 'list',
    rights: ['sharing.agreement | organisation.manage | service.manage | referral.send | referral.answer'],
  },
  'query duty.team': { verb: 'list', rights: ['board.read | tasks.read | duty.manage | report.read'] },
  'query organisation.list': {
    verb: 'list',
    rights: [
      'referral.send | referral.read | board.read | tasks.read | insight.read | organisation.manage | sharing.agreement',
    ],
    neverRefused: EVERYBODY,
  },
  'query organisation.read': {
    verb: 'list',
    rights: [
      'referral.send | referral.read | board.read | tasks.read | insight.read | service.manage | organisation.manage | sharing.agreement',
    ],
    neverRefused: EVERYBODY,
  },
  'query service.choices': { verb: 'list', rights: ['service.manage'] },
  'query service.read': {
    verb: 'list',
    rights: [
      'referral.send | referral.read | board.read | tasks.read | service.manage | report.read | insight.read | organisation.manage',
    ],
    neverRefused: EVERYBODY,
  },
  'query staff.choices': { verb: 'list', rights: ['staff.manage | organisation.manage'] },
  'query staff.leaver-parts': { verb: 'list', rights: ['staff.manage | organisation.manage'] },
  'query staff.queue': { verb: 'list', rights: ['staff.manage | organisation.manage'] },
  'query staff.read': { verb: 'list', rights: ['staff.manage | organisation.manage'] },
  'query staff.team': {
    verb: 'list',
    rights: ['tasks.read | board.read | staff.manage | report.read | organisation.manage'],
  },
  'query unit.hours': { verb: 'list', rights: ['organisation.manage | service.manage'] },
}
