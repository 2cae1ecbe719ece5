import fs from 'node:fs'
import http from 'node:http'
import type { AddressInfo } from 'node:net'
import os from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { outgoing } from './outgoing.ts'
import { secretsOf } from './secret.ts'

describe('requests to a provider', () => {
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

  const ask = (url: string, { hosts = [host], loopback = true } = {}) =>
    outgoing(hosts, loopback)(url, { method: 'GET', headers: {}, body: undefined, redirect: 'manual' })

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
