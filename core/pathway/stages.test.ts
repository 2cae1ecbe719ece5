import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { instant } from '../kernel/time.ts'
import { readPathway } from './check.ts'
import { decideMoveStage, type StageMoveAsked, stageReviewOn, waysFrom } from './stages.ts'

const read = readPathway(parse(readFileSync('content/pathways/medication-support/v1.yaml', 'utf8')))
if (!read.ok) throw new Error('the pathway cannot be read')
const pathway = read.definition

const facts = {
  hasLeftHospital: true,
  contactsHappened: 3,
  stepsTaken: ['twice-daily'],
  openWorries: 0,
  openGaps: 0,
  goalsWritten: 0,
}
const asked = (more: Partial<StageMoveAsked> = {}): StageMoveAsked => ({
  stageId: 'meeting',
  sinceAt: instant('2026-03-02T09:00:20Z'),
  toStageId: 'settling-in',
  personAgreed: null,
  facts,
  now: instant('2026-03-10T09:00:00Z'),
  ...more,
})
const said = (result: ReturnType<typeof decideMoveStage>) =>
  result.ok ? result.value : [result.refusal.code, result.refusal.params?.missing, result.refusal.field]
const code = (result: ReturnType<typeof decideMoveStage>) => (result.ok ? 'done' : result.refusal.code)

describe('the ways out of a stage', () => {
  it('name what must be true, with the titles of steps, and whether it is', () => {
    expect(
      waysFrom(pathway, 'settling-in', { ...facts, goalsWritten: 1, personAgreedToMove: false }),
    ).toEqual([
      {
        to: 'on-my-feet',
        title: 'On my feet',
        needs: [
          {
            is: 'present-step',
            words: 'the present support step is “Three times a week”',
            holds: false,
          },
          { is: 'goals-written', words: 'goals that are written down: at least 1', holds: true },
        ],
      },
    ])
  })

  it('lead nowhere from the last stage and from one that is not there, and never hold by an unknown condition', () => {
    const known = { ...facts, personAgreedToMove: true }
    expect(waysFrom(pathway, 'my-own-way', known)).toEqual([])
    expect(waysFrom(pathway, 'nowhere', known)).toEqual([])
    const odd = {
      support: { kind: 'none' as const, because: 'a group' },
      stages: [
        { id: 'a', title: 'A', words: 'x', next: [{ to: 'b', when: [{ is: 'feels-right' }] }] },
        {
          id: 'c',
          title: 'C',
          words: 'x',
          next: [{ to: 'a', when: [{ is: 'present-step', step: 'daily' }] }],
        },
      ],
    }
    expect(waysFrom(odd, 'a', known)).toEqual([
      { to: 'b', title: 'b', needs: [{ is: 'feels-right', words: 'feels-right', holds: false }] },
    ])
    expect(waysFrom(odd, 'c', known)[0]?.needs[0]?.words).toBe('the present support step is “daily”')
  })
})

describe('a move', () => {
  it('is made when everything asked for is true', () => {
    expect(said(decideMoveStage(pathway, asked()))).toEqual({ from: 'meeting', to: 'settling-in' })
  })

  it('says in words all that is not true yet', () => {
    const early = asked({ facts: { ...facts, hasLeftHospital: false, contactsHappened: 0 } })
    expect(said(decideMoveStage(pathway, early))).toEqual([
      'STAGE_NOT_YET',
      'has left hospital; contacts that have happened: at least 1',
      'toStageId',
    ])
  })

  it('goes back without any condition, and never by a way that the file does not name', () => {
    const back = asked({ stageId: 'on-my-feet', toStageId: 'settling-in' })
    expect(said(decideMoveStage(pathway, back))).toEqual({ from: 'on-my-feet', to: 'settling-in' })
    expect(code(decideMoveStage(pathway, asked({ toStageId: 'on-my-feet' })))).toBe('STAGE_NOT_NEXT')
    expect(code(decideMoveStage(pathway, asked({ toStageId: 'meeting' })))).toBe('STAGE_NOT_NEXT')
    expect(code(decideMoveStage(pathway, asked({ toStageId: 'moon' })))).toBe('STAGE_NOT_KNOWN')
  })

  const last = (how: string | null, at: string, worries = 0) =>
    said(
      decideMoveStage(
        pathway,
        asked({
          stageId: 'by-telephone',
          toStageId: 'my-own-way',
          personAgreed: how === null ? null : { at: instant(at), how },
          facts: { ...facts, openWorries: worries },
        }),
      ),
    )
  it.each<[string, string | null, string, number, unknown]>([
    ['with their yes', 'by phone', '2026-03-10T08:00:00Z', 0, { from: 'by-telephone', to: 'my-own-way' }],
    [
      'said at the very start of the stage',
      'x',
      '2026-03-02T09:00:00Z',
      0,
      { from: 'by-telephone', to: 'my-own-way' },
    ],
    ['said this minute', 'x', '2026-03-10T09:00:00Z', 0, { from: 'by-telephone', to: 'my-own-way' }],
    ['without it', null, '', 0, ['STAGE_NOT_YET', 'the person agrees', 'toStageId']],
    [
      'with an empty one',
      ' ',
      '2026-03-10T08:00:00Z',
      0,
      ['STAGE_NOT_YET', 'the person agrees', 'toStageId'],
    ],
    [
      'with one of the stage before',
      'x',
      '2026-03-02T08:59:59Z',
      0,
      ['STAGE_AGREEMENT_TIME', undefined, 'personAgreed'],
    ],
    ['with one to come', 'x', '2026-03-10T09:00:01Z', 0, ['STAGE_AGREEMENT_TIME', undefined, 'personAgreed']],
    ['with a worry open', 'x', '2026-03-10T08:00:00Z', 1, ['STAGE_NOT_YET', 'no worry is open', 'toStageId']],
  ])('to the end of the pathway: %s', (_, how, at, worries, answer) => {
    expect(last(how, at, worries)).toEqual(answer)
  })
})

it('asks for a look at it together when the target is over, and changes nothing by it', () => {
  const since = instant('2026-03-02T23:30:00Z')
  expect(stageReviewOn(pathway, 'settling-in', since)).toBe('2026-03-23')
  expect(stageReviewOn(pathway, 'my-own-way', since)).toBeNull()
  expect(stageReviewOn(pathway, 'nowhere', since)).toBeNull()
})
