import { expect, it } from 'vitest'
import { readCriteria, readPartnerAddress } from './follow.ts'

const id = '0195f0ff-0000-7000-8000-00000000000a'

it('a subscription follows one referral by its id and nothing else', () => {
  expect(readCriteria(`ServiceRequest?_id=${id.toUpperCase()}`)).toEqual({
    referralId: id,
    criteria: `ServiceRequest?_id=${id}`,
  })
  expect(readCriteria(`Task?focus=${id}`)?.criteria).toBe(`Task?focus=ServiceRequest/${id}`)
  expect(readCriteria(`Task?focus=ServiceRequest/${id}`)?.referralId).toBe(id)
  expect(readCriteria(`Task?_id=${id}`)?.criteria).toBe(`Task?_id=${id}`)
  for (const no of [
    'ServiceRequest?',
    'ServiceRequest',
    `Patient?_id=${id}`,
    `Task?_id=${id},${id}`,
    `Task?_id=${id}&x=y`,
    'Task?status=accepted',
    `ServiceRequest?focus=${id}`,
  ])
    expect(readCriteria(no), no).toBeUndefined()
})

it('an address of a partner is a name over https', () => {
  expect(readPartnerAddress('https://trust.example/fhir/hook')).toBe('https://trust.example/fhir/hook')
  expect(readPartnerAddress('https://trust.example:8443')).toBe('https://trust.example:8443')
  for (const no of [
    'http://trust.example/',
    'https://10.0.0.1/',
    'https://[::1]/',
    'https://2130706433/',
    'https://localhost/',
    'https://db.internal/',
    'https://printer.local',
    'https://a:b@trust.example/',
    'https://trust.example/?x=y',
    'https://trust.example/#x',
    'ftp://trust.example',
    'https://trust.example./',
    'https://TRUST.example/\n',
    'javascript:alert(1)',
    'https://trust.example\\@evil.example/',
  ])
    expect(readPartnerAddress(no), no).toBeUndefined()
  expect(readPartnerAddress('http://localhost:4999/hook')).toBeUndefined()
  expect(readPartnerAddress('http://localhost:4999/hook', true)).toBe('http://localhost:4999/hook')
})
