import http from 'node:http'

/** One keep-alive connection a client, as eight browsers have. */
export function httpClient(address: string, clients: number) {
  const agent = new http.Agent({ keepAlive: true, maxSockets: clients, maxFreeSockets: clients })
  const url = new URL(address)
  const send = (
    method: string,
    path: string,
    headers: http.OutgoingHttpHeaders,
    body?: string,
  ): Promise<{ status: number; text: string }> =>
    new Promise((resolve, reject) => {
      const request = http.request(
        { agent, host: url.hostname, port: url.port, method, path, headers },
        (answer) => {
          const parts: Buffer[] = []
          answer.on('data', (part: Buffer) => parts.push(part))
          answer.on('end', () =>
            resolve({ status: answer.statusCode ?? 0, text: Buffer.concat(parts).toString('utf8') }),
          )
        },
      )
      request.on('error', reject)
      request.end(body)
    })
  const post = async (path: string, token: string, body: unknown): Promise<string> => {
    const text = JSON.stringify(body)
    const answer = await send(
      'POST',
      path,
      {
        authorization: `Bearer ${token}`,
        'content-type': 'application/json',
        'content-length': Buffer.byteLength(text),
      },
      text,
    )
    if (answer.status !== 200)
      throw new Error(
        `${path} answered ${answer.status}: ${answer.text.slice(0, 400)} to ${text.slice(0, 300)}`,
      )
    return answer.text
  }
  return {
    command: (token: string, name: string, input: unknown) =>
      post(`/api/commands/${name}`, token, { id: crypto.randomUUID(), input }),
    query: (token: string, name: string, input: unknown) => post(`/api/queries/${name}`, token, { input }),
    page: async (token: string, path: string) => {
      const answer = await send('GET', path, { cookie: `throughcare=${token}` })
      if (answer.status !== 200) throw new Error(`${path} answered ${answer.status}`)
      return answer.text
    },
    /** A bundle at the base of the FHIR interface; what was not taken in whole is thrown. */
    fhir: async (token: string, bundle: string) => {
      const answer = await send(
        'POST',
        '/api/fhir/R4',
        {
          authorization: `Bearer ${token}`,
          'content-type': 'application/fhir+json',
          'content-length': Buffer.byteLength(bundle),
        },
        bundle,
      )
      if (answer.status !== 200)
        throw new Error(`FHIR answered ${answer.status}: ${answer.text.slice(0, 400)}`)
      return answer.text
    },
    close: () => agent.destroy(),
  }
}
export type HttpClient = ReturnType<typeof httpClient>
