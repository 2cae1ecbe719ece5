import { describe, expect, it } from 'vitest'
import { MACHINE_SCOPES } from './machine-scopes.ts'
import { readScopes, SCOPE_NAMES, SMART_RESOURCES, sayScopes } from './smart-scopes.ts'

describe('SMART’s names of scopes', () => {
  it('stand for ours, of version 1 and 2, mixed as they come', () => {
    expect(readScopes(['system/Patient.rs', 'system/ServiceRequest.cu', 'plan.read'])).toEqual({
      each: ['people.read', 'referral.send', 'plan.read'],
      any: [],
    })
    expect(readScopes(['system/Task.read', 'system/Task.write'])).toEqual({
      each: ['referral.read', 'referral.send'],
      any: [],
    })
    expect(readScopes(['system/Patient.cruds'.replace('d', '')]).each).toEqual([
      'people.read',
      'people.write',
    ])
    expect(readScopes(undefined)).toEqual({ each: undefined, any: [] })
  })

  it('a star is what the client holds of it; both verbs are two groups', () => {
    expect(readScopes(['system/*.rs']).any).toEqual([['people.read', 'plan.read', 'referral.read']])
    expect(readScopes(['system/*.*']).any).toHaveLength(2)
    expect(sayScopes(['system/*.read', 'plan.read'], ['people.read', 'plan.read'])).toEqual(
      expect.arrayContaining(['system/Patient.rs', 'system/Goal.rs', 'plan.read']),
    )
    expect(sayScopes(['system/*.read'], ['people.read'])).not.toContain('system/Task.rs')
  })

  it('a name that stands for nothing stays, so that nobody holds it', () => {
    for (const name of [
      'system/Patient.',
      'system/Patient.cruds',
      'system/Patient.d',
      'system/constructor.rs',
      'system/Nothing.rs',
      // rights that only staff hold
      'system/MedicationStatement.rs',
      'system/AuditEvent.rs',
      'system/Goal.cu',
      'patient/Patient.rs',
      'user/*.rs',
      'system/Patient.rs?name=x',
      'system/*.sr',
      'launch',
    ])
      expect(readScopes([name]), name).toEqual({ each: [name], any: [] })
  })

  it('names nothing that no scope of ours is behind', () => {
    for (const said of Object.values(SMART_RESOURCES))
      for (const scope of [...said.read, ...('write' in said ? said.write : [])])
        expect(Object.hasOwn(MACHINE_SCOPES, scope)).toBe(true)
    for (const name of SCOPE_NAMES) {
      const { each, any } = readScopes([name])
      expect(
        [...(each ?? []), ...any.flat()].every((scope) => Object.hasOwn(MACHINE_SCOPES, scope)),
        name,
      ).toBe(true)
    }
  })
})
