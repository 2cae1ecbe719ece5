import fs from 'node:fs'
import http from 'node:http'
import type { AddressInfo } from 'node:net'
import os from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { secretsOf } from '#platform/identity/openid/secret.ts'
import { isOpenAddress, type OutgoingRules, outgoing } from './outgoing.ts'

describe('requests that go out', () => {
  const asked: string[] = []
  let server: http.Server
  let host: string
  beforeAll(async () => {
    server = http.createServer((request, response) => {
      asked.push(request.url ?? '')
      if (request.url === '/elsewhere') response.writeHead(302, { location: '/here' }).end()
      else if (request.url === '/large') response.end('x'.repeat(200_001))
      else response.end('{"ok":true}')
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    host = `127.0.0.1:${(server.address() as AddressInfo).port}`
  })
  afterAll(() => new Promise((resolve) => server.close(resolve)))

  const ask = (url: string, rules: Partial<OutgoingRules> = {}) =>
    outgoing({ hosts: [host], loopback: true, ...rules })(url, { method: 'GET', headers: {} })

  it('go to the named hosts and nowhere else', async () => {
    expect(await (await ask(`http://${host}/here`)).json()).toEqual({ ok: true })
    const before = asked.length
    await expect(ask(`http://${host}/here`, { hosts: ['127.0.0.1'] })).rejects.toThrow('not listed')
    await expect(ask(`http://${host}/here`, { hosts: ['elsewhere.example'] })).rejects.toThrow('not listed')
    await expect(ask('https://elsewhere.example/')).rejects.toThrow('not listed')
    expect(asked.length).toBe(before)
  })

  it('are over https, save to this machine in practice', async () => {
    const before = asked.length
    await expect(ask(`http://${host}/here`, { loopback: false })).rejects.toThrow('https')
    await expect(ask('http://elsewhere.example/', { hosts: ['elsewhere.example'] })).rejects.toThrow('https')
    await expect(ask('file:///etc/passwd')).rejects.toThrow('https')
    expect(asked.length).toBe(before)
  })

  it('go to no private address, whatever name stands for it, unless it is listed as inside', async () => {
    const before = asked.length
    const at = (address: string[], rules: Partial<OutgoingRules> = {}) =>
      ask('https://partner.example/', { hosts: ['partner.example'], resolve: async () => address, ...rules })
    for (const address of ['10.1.2.3', '127.0.0.1', '169.254.169.254', '::1', '::ffff:10.1.2.3', 'fd00::1'])
      await expect(at([address]), address).rejects.toThrow('open network')
    await expect(at(['198.41.0.4', '10.1.2.3']), 'one of two').rejects.toThrow('open network')
    await expect(at([])).rejects.toThrow('without an address')
    for (const url of ['https://10.1.2.3/', 'https://[::1]/', 'https://127.1/', 'https://2130706433/'])
      await expect(ask(url, { hosts: [new URL(url).host], loopback: false }), url).rejects.toThrow(
        'open network',
      )
    // this machine is not meant by a name of another, in practice neither
    await expect(at(['127.0.0.1'], { loopback: true })).rejects.toThrow('open network')
    // listed as inside, a name that no resolver knows reaches the address it was given: TLS is not spoken there
    const port = host.split(':')[1]
    const listed = `partner.example:${port}`
    await expect(
      ask(`https://${listed}/`, { hosts: [listed], inside: [listed], resolve: async () => ['127.0.0.1'] }),
    ).rejects.toThrow(/SSL|EPROTO|packet|ECONNRESET|hang up/i)
    expect(asked.length).toBe(before)
  })

  it('resolve a name once, and connect to the address that was looked at', async () => {
    const port = host.split(':')[1]
    let times = 0
    const resolve = async () => [['127.0.0.1'], ['10.1.2.3']][times++] ?? []
    const url = `http://localhost:${port}/here`
    const rules = { hosts: [`localhost:${port}`], resolve }
    expect((await ask(url, rules)).status).toBe(200)
    expect(times).toBe(1)
    await expect(ask(url, rules)).rejects.toThrow('open network')
    expect(asked.at(-1)).toBe('/here')
  })

  it.each([
    ['8.8.8.8', true],
    ['2a00:1450:4009::1', true],
    ['172.31.255.255', false],
    ['100.64.0.1', false],
    ['192.168.0.1', false],
    ['0.0.0.0', false],
    ['fe80::1', false],
    ['64:ff9b::a00:1', false],
    ['2002:a00:1::', false],
    ['not an address', false],
  ])('%s is of the open network: %s', (address, open) => {
    expect(isOpenAddress(address)).toBe(open)
  })

  it('follow no redirect and read no large answer', async () => {
    await expect(ask(`http://${host}/elsewhere`)).rejects.toThrow('redirect')
    expect(asked.at(-1)).toBe('/elsewhere')
    await expect(ask(`http://${host}/large`)).rejects.toThrow('too large')
  })
})

describe('the secret of a client', () => {
  const issuer = 'https://login.example/tenant'
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'throughcare-secrets-'))
  afterAll(() => fs.rmSync(folder, { recursive: true, force: true }))
  const file = (name: string, text: string, mode: number) => {
    fs.writeFileSync(path.join(folder, name), text)
    fs.chmodSync(path.join(folder, name), mode)
  }
  const of = secretsOf({
    THROUGHCARE_OPENID_SECRET_NORTH_SIDE: `${issuer} from a variable`,
    THROUGHCARE_OPENID_SECRETS: folder,
    THROUGHCARE_SECRET: `${issuer} never this`,
    DATABASE_URL: `${issuer} nor this`,
  })

  it('is given for its own issuer alone', () => {
    expect(of('north-side', issuer)).toBe('from a variable')
    for (const other of [
      'https://login.example/',
      'https://login.example/tenant/',
      'https://evil.example',
      '',
    ])
      expect(of('north-side', other), other).toBeUndefined()
    file('bare', 'a secret without an issuer', 0o600)
    expect(of('bare', issuer)).toBeUndefined()
  })

  it('comes from a file that its owner alone may read', () => {
    file('mine', `${issuer}\n-----BEGIN PRIVATE KEY-----\nabc\n-----END PRIVATE KEY-----\n`, 0o600)
    expect(of('mine', issuer)).toMatch(/^-----BEGIN PRIVATE KEY-----\nabc\n/)
    for (const mode of [0o640, 0o604, 0o644]) {
      file('mine', `${issuer} x`, mode)
      expect(of('mine', issuer), mode.toString(8)).toBeUndefined()
    }
    file('real', `${issuer} x`, 0o600)
    fs.symlinkSync(path.join(folder, 'real'), path.join(folder, 'link'))
    expect(of('link', issuer), 'a link leads nowhere').toBeUndefined()
  })

  it('has a plain name: no path, no other setting of the server', () => {
    for (const name of ['../etc/passwd', 'a/b', '.', '', 'UPPER', 'x'.repeat(61), 'mine\0'])
      expect(of(name, issuer), name).toBeUndefined()
    expect(of('absent', issuer)).toBeUndefined()
  })
})
