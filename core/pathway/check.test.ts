import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { checkPathway, readPathway } from './check.ts'
import type { PathwayDefinition, Step } from './definition.ts'
import { fewestHours, longestWaitHours } from './waits.ts'

const text = readFileSync('content/pathways/medication-support/v1.yaml', 'utf8')
// biome-ignore lint/suspicious/noExplicitAny: a test breaks the file on purpose
type Loose = any
const broken = (breakIt: (body: Loose) => void): readonly string[] => {
  const body: Loose = parse(text)
  breakIt(body)
  const read = readPathway(body)
  return read.ok ? [] : read.problems.map((p) => `${p.path.join('.')}: ${p.message}`)
}

it('accepts the file as it stands', () => {
  expect(broken(() => undefined)).toEqual([])
})

describe('refuses', () => {
  it.each<[string, (b: Loose) => void, string[]]>([
    [
      'an unknown target',
      (b) => {
        b.stages[0].next[0].to = 'moon'
      },
      [
        'stages.0.next.0.to: there is no stage "moon"',
        'stages.0: from stage "meeting" no way leads to an end',
        'stages.1: no way leads to stage "settling-in"',
        'stages.2: no way leads to stage "on-my-feet"',
        'stages.3: no way leads to stage "by-telephone"',
        'stages.4: no way leads to stage "my-own-way"',
      ],
    ],
    [
      'an unreachable stage',
      (b) => {
        b.stages.push({ id: 'island', title: 'x', words: 'x', next: [] })
      },
      ['stages.5: no way leads to stage "island"'],
    ],
    [
      'a stage that leads to no end',
      (b) => {
        b.stages[3].next = [{ to: 'on-my-feet', when: [] }]
        b.stages.pop()
      },
      [
        'stages.0: from stage "meeting" no way leads to an end',
        'stages.1: from stage "settling-in" no way leads to an end',
        'stages.2: from stage "on-my-feet" no way leads to an end',
        'stages.3: from stage "by-telephone" no way leads to an end',
      ],
    ],
    [
      'an unknown start',
      (b) => {
        b.startsAt = 'moon'
      },
      [
        'startsAt: there is no stage "moon"',
        ...['meeting', 'settling-in', 'on-my-feet', 'by-telephone', 'my-own-way'].map(
          (id, i) => `stages.${i}: no way leads to stage "${id}"`,
        ),
      ],
    ],
    [
      'a missing owner',
      (b) => {
        delete b.obligations[1].owner
      },
      ['obligations.1.owner: has no owner: name one of the roles'],
    ],
    [
      'an owner who is no role',
      (b) => {
        b.obligations[1].owner = 'somebody'
      },
      ['obligations.1.owner: "somebody" is not one of the roles of this file'],
    ],
    [
      'a chain step of no role',
      (b) => {
        b.noAnswer[2].role = 'x'
      },
      ['noAnswer.2.role: "x" is not one of the roles of this file'],
    ],
    [
      'a route from no role',
      (b) => {
        b.routes[1].sentBy = 'x'
      },
      ['routes.1.sentBy: "x" is not one of the roles of this file'],
    ],
    [
      'a step up by no role',
      (b) => {
        b.support.stepUp.by = 'x'
      },
      ['support.stepUp.by: "x" is not one of the roles of this file'],
    ],
    [
      'a review of no role',
      (b) => {
        b.support.reviewOwner = 'x'
      },
      ['support.reviewOwner: "x" is not one of the roles of this file'],
    ],
    [
      'a pause review of no role',
      (b) => {
        b.support.pauses[1].reviewOnReturn.owner = 'x'
      },
      ['support.pauses.1.reviewOnReturn.owner: "x" is not one of the roles of this file'],
    ],
    [
      'a lead who is no role',
      (b) => {
        b.mayLead = ['x']
      },
      ['mayLead.0: "x" is not one of the roles of this file'],
    ],
    [
      'a volunteer as lead',
      (b) => {
        b.roles[0].paid = 'volunteer'
        b.mayLead = ['service-manager', 'support-worker']
      },
      ['mayLead.1: a volunteer is never lead'],
    ],
    [
      'an unknown condition',
      (b) => {
        b.stages[0].next[0].when[0].is = 'feels-right'
      },
      ['stages.0.next.0.when.0.is: "feels-right" is not in the catalogue of conditions'],
    ],
    [
      'a condition with a wrong parameter',
      (b) => {
        b.stages[0].next[0].when[1].atLeast = 'many'
      },
      ['stages.0.next.0.when.1.atLeast: the condition "contacts-happened" does not take these parameters'],
    ],
    [
      'a condition with a parameter too many',
      (b) => {
        b.stages[0].next[0].when[0].step = 'daily'
      },
      ['stages.0.next.0.when.0: the condition "left-hospital" does not take these parameters'],
    ],
    [
      'a condition on no step',
      (b) => {
        b.stages[1].next[0].when[0].step = 'hourly'
      },
      ['stages.1.next.0.when.0.step: there is no support step "hourly"'],
    ],
    [
      'a window that ends before it begins',
      (b) => {
        b.support.steps[1].contacts[0].until = '07:30'
      },
      ['support.steps.1.contacts.0.until: the window ends before it begins: it cannot be met'],
    ],
    [
      'a first contact sooner than the schedule has one',
      (b) => {
        b.obligations[1].within = { hours: 10 }
      },
      [
        'obligations.1.within: cannot be met: step "twice-daily" may leave 11 hours between contacts, this allows 10',
      ],
    ],
    [
      'a weekend day in a step without weekends',
      (b) => {
        b.support.steps[2].weekends = 'none'
        b.support.steps[2].contacts[0].on = ['fri', 'sat']
      },
      ['support.steps.2.contacts.0.on: names a weekend day, but this step has no contacts at weekends'],
    ],
    [
      'a sunday in a step without weekends',
      (b) => {
        b.support.steps[2].weekends = 'none'
        b.support.steps[2].contacts[0].on = ['sun']
      },
      ['support.steps.2.contacts.0.on: names a weekend day, but this step has no contacts at weekends'],
    ],
    [
      'the same contact twice',
      (b) => {
        b.support.steps[0].contacts[1] = b.support.steps[0].contacts[0]
      },
      ['support.steps.0.contacts.1: is written twice in this step'],
    ],
    [
      'a chain that goes back in time',
      (b) => {
        b.noAnswer[2].afterMinutes = 59
      },
      ['noAnswer.2.afterMinutes: the chain goes back in time: put its steps in order'],
    ],
    [
      'a schedule without a chain',
      (b) => {
        b.noAnswer = []
      },
      ['noAnswer: a schedule of contacts needs a no-answer chain'],
    ],
    [
      'the same id twice',
      (b) => {
        b.closing.outcomes[1].id = 'on-my-own'
      },
      ['closing.outcomes.1.id: "on-my-own" is used twice'],
    ],
    [
      'a support that no leaving board has a word for',
      (b) => {
        b.supports = ['medicines', 'moon']
      },
      ['supports.1: a pathway supports home, medicines, groups or drugs-and-alcohol'],
    ],
    [
      'the same support twice',
      (b) => {
        b.supports = ['groups', 'groups']
      },
      ['supports.1: "groups" is used twice'],
    ],
    [
      'the same stage twice',
      (b) => {
        b.stages[4].id = 'by-telephone'
        b.stages[3].next[1].to = 'by-telephone'
        b.stages[3].next = []
      },
      ['stages.4.id: "by-telephone" is used twice'],
    ],
    [
      'the same step twice',
      (b) => {
        b.support.steps[4].id = 'weekly'
        b.stages[2].next[1].when[0].step = 'weekly'
      },
      ['support.steps.4.id: "weekly" is used twice'],
    ],
    [
      'another engine',
      (b) => {
        b.engine = 2
      },
      ['engine: this release reads engine: 1'],
    ],
    [
      'a misspelt key',
      (b) => {
        b.support.stepdown = {}
      },
      ['support.stepdown: "stepdown" is not a known key here'],
    ],
    [
      'a missing part',
      (b) => {
        delete b.boundary
      },
      ['boundary: "boundary" is missing'],
    ],
    [
      'two lengths at once',
      (b) => {
        b.obligations[0].within = { hours: 2, days: 1 }
      },
      ['obligations.0.within: give exactly one of hours, days, workingDays or weeks, as a whole number'],
    ],
    [
      'a step down that ignores worries',
      (b) => {
        b.support.stepDown.noOpenWorry = false
      },
      ['support.stepDown.noOpenWorry: no step down with an open worry: this is not a setting'],
    ],
    [
      'a time that is none',
      (b) => {
        b.support.steps[0].contacts[0].from = '24:00'
      },
      ['support.steps.0.contacts.0.from: write a time as "07:30"'],
    ],
    [
      'words where a number belongs',
      (b) => {
        b.usualLengthWeeks = 'twelve'
      },
      ['usualLengthWeeks: "usualLengthWeeks" is not what is expected here'],
    ],
  ])('%s', (_, breakIt, problems) => {
    expect(broken(breakIt)).toEqual(problems)
  })

  it('a file that is no set of keys', () => {
    expect(readPathway('hello')).toMatchObject({ ok: false, problems: [{ path: [] }] })
    expect(readPathway(undefined)).toEqual({
      ok: false,
      problems: [{ path: [], message: '"the file" is missing' }],
    })
  })
})

it('names every list whose ids must differ', () => {
  for (const list of ['roles', 'routes', 'noAnswer', 'obligations', 'measures', 'kpis']) {
    expect(
      broken((b) => {
        b[list].push({ ...b[list].at(-1) })
      }),
    ).toContainEqual(expect.stringMatching(new RegExp(`^${list}\\.\\d+\\.id: .*twice$`)))
  }
  expect(
    broken((b) => {
      b.closing.destinations.push(b.closing.destinations[0])
    }),
  ).toHaveLength(1)
})

it('a pathway without a schedule needs no chain and no step', () => {
  const body: Loose = parse(text)
  body.support = { kind: 'none', because: 'people come to a group' }
  body.noAnswer = []
  body.stages = [{ id: 'meeting', title: 'x', words: 'x', next: [] }]
  expect(checkPathway(body as PathwayDefinition)).toEqual([])
})

describe('the longest wait of a step', () => {
  const step = (contacts: Step['contacts'], weekends: Step['weekends'] = 'as-usual'): Step => ({
    id: 's',
    title: 's',
    contacts,
    weekends,
    bankHolidays: 'as-usual',
    targetWeeks: 1,
  })
  const window = { from: '09:00', until: '12:00', mode: 'visit' } as const
  it.each([
    ['every day, 12:00 to 09:00 = 21', step([{ on: 'every-day', ...window }]), 21],
    [
      'Mon Wed Fri, Fri 12:00 to Mon 09:00 = 12 + 24 + 24 + 9 = 69',
      step([{ on: ['mon', 'wed', 'fri'], ...window }]),
      69,
    ],
    ['weekdays only, by leaving weekends out = 69', step([{ on: 'every-day', ...window }], 'none'), 69],
    ['moved off weekends = 69', step([{ on: 'every-day', ...window }], 'next-working-day'), 69],
    ['by phone at weekends = 21', step([{ on: 'every-day', ...window }], 'by-phone'), 21],
    ['once a week = 168 - 3 = 165', step([{ on: ['wed'], ...window }]), 165],
    ['every 10 days = 240 - 3 = 237', step([{ on: { everyDays: 10 }, ...window }]), 237],
    [
      'half an hour counts as a whole: 12:30 to 09:00 = 20.5',
      step([{ on: 'every-day', ...window, until: '12:30' }]),
      21,
    ],
  ])('%s', (_, s, hours) => {
    expect(longestWaitHours(s)).toBe(hours)
  })

  it('is held against the fewest hours of a window', () => {
    expect([{ hours: 5 }, { days: 2 }, { weeks: 1 }, { workingDays: 3 }].map(fewestHours)).toEqual([
      5, 48, 168, 72,
    ])
  })
})
