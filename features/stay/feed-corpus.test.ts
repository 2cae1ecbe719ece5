import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Listener } from '#platform/hl7/listener.ts'
import { END_OF_BLOCK, framed, START_OF_BLOCK } from '#platform/hl7/mllp.ts'
import { aFeed } from '#testing/feed.ts'
import { aMessage, type PersonToSend } from '#testing/hl7-builder.ts'
import { aListener, anHl7Client, rawBytes } from '#testing/mllp.ts'
import { aWorld, type World } from '#testing/personas.ts'
import { aProduct, type Product } from '#testing/product.ts'
import { type SeededRandom, seededRandom } from '#testing/random.ts'

const LONG = process.env.LONG === '1'
const COUNT = Number(process.env.COUNT ?? (LONG ? 2_000 : 60))
const SEED = 512026

let product: Product
let world: World
let listener: Listener

beforeAll(async () => {
  product = await aProduct()
  await product.setNow('2026-11-22T15:44:00Z')
  world = await aWorld(product.superuser)
  await product.superuser.query("update tc.organisation set ods_code = 'NSD' where id = $1", [
    world.organisations.northside,
  ])
  const feed = await aFeed(product, {
    organisationId: world.organisations.northside,
    teamId: world.teams.records,
  })
  listener = await aListener(product, feed, { frameSeconds: 1 })
})
afterAll(async () => {
  await listener.stop()
  await product.stop()
})

function numberOf(n: number): string {
  for (let nine = 999_300_000 + n * 20; ; nine += 1) {
    const sum = [...String(nine)].reduce((total, digit, i) => total + Number(digit) * (10 - i), 0)
    const check = (11 - (sum % 11)) % 11
    if (check < 10) return `${nine}${check}`
  }
}
const person = (n: number): PersonToSend => ({
  nhsNumber: numberOf(n),
  hospitalNumber: `C${n}`,
  family: `Corpus${String.fromCharCode(65 + (n % 26))}${n}`,
  given: 'Given',
  bornOn: `19${String(40 + (n % 50))}-0${1 + (n % 9)}-1${n % 10}`,
  postcode: 'NS4 2QT',
})
const PEOPLE = 20
const a01 = (n: number) =>
  aMessage().sentBy('NSD').admitting(person(n)).toWard('MAPLE').forVisit(`VC${n}E`).numbered(`C-IN-${n}`)

/** One way in which line noise, a bad gateway or somebody hostile changes a message. */
function mutated(whole: string, random: SeededRandom, i: number): Buffer {
  const bytes = Buffer.from(whole, 'utf8')
  const at = () => random.below(bytes.length)
  const lines = whole.split('\r')
  switch (i % 10) {
    case 0: {
      for (let k = 1 + random.below(6); k > 0; k -= 1) bytes[at()] = random.below(256)
      return bytes
    }
    case 1:
      return bytes.subarray(0, at())
    case 2: {
      const from = at()
      return Buffer.concat([bytes.subarray(0, from), bytes.subarray(from + random.below(40))])
    }
    case 3: {
      const from = at()
      return Buffer.concat([
        bytes.subarray(0, from),
        Buffer.from(random.bytes(1 + random.below(30))),
        bytes.subarray(from),
      ])
    }
    case 4: {
      // two fields of one segment change places
      const n = random.below(lines.length)
      const fields = (lines[n] ?? '').split('|')
      const [a, b] = [
        1 + random.below(Math.max(1, fields.length - 1)),
        1 + random.below(Math.max(1, fields.length - 1)),
      ]
      ;[fields[a], fields[b]] = [fields[b] ?? '', fields[a] ?? '']
      return Buffer.from(lines.with(n, fields.join('|')).join('\r'))
    }
    case 5:
      return Buffer.from(whole, random.chance(0.5) ? 'utf16le' : 'latin1')
    case 6: {
      // the identifiers of somebody else in this message: number, name or birth date
      const other = person(random.below(PEOPLE))
      const own = person(i % PEOPLE)
      const swaps = [
        [own.nhsNumber, other.nhsNumber],
        [own.family, other.family],
        [own.hospitalNumber, other.hospitalNumber],
        [own.bornOn?.replaceAll('-', ''), other.bornOn?.replaceAll('-', '')],
      ] as const
      const [from = '', to = ''] = random.oneOf(swaps)
      return Buffer.from(whole.replaceAll(from, to))
    }
    case 7:
      return Buffer.from(
        whole
          .replace('|Given|', '|')
          .replace('Given', random.oneOf(['\\X00\\', '\\E\\', '""', 'é\u0301', '\uFEFF', '<script>'])),
      )
    case 8:
      return Buffer.from(whole.replace('MAPLE', 'M'.repeat(1 + random.below(200_000))))
    default:
      return Buffer.from(lines.filter((_, n) => n !== random.below(lines.length)).join('\r'))
  }
}

const answers = (text: string): readonly string[] => [...text.matchAll(/MSA\|(A[AER])\|/g)].map((m) => m[1]!)

interface Named {
  readonly id: string
  readonly says: readonly string[]
}

/**
 * Messages that were filed to somebody of whom they do not name two things, or fewer than of another person who is known here: by plain
 * search in the text as it came, knowing nothing of how a message is read.
 */
async function filedElsewhere(of: Product): Promise<{ strange: readonly string[]; judged: number }> {
  const people = await of.rows<Named>(
    `select p.id, array_remove(array[k.nhs_number, to_char(p.born_on, 'YYYYMMDD'),
         (select n.family from tc.person_name n where n.person_id = p.id and n.family is not null limit 1)]
         || array(select s.visit_number from tc.stay s where s.person_id = p.id and s.visit_number is not null), null) as says
       from tc.person p left join tc.person_core k on k.person_id = p.id`,
  )
  const filed = await of.rows<{ control_id: string; person_id: string; raw: string }>(
    "select control_id, person_id, raw from tc.feed_message where answer = 'AA' and person_id is not null and raw is not null",
  )
  const strange = filed.flatMap(({ control_id, person_id, raw }) => {
    const text = raw.toLowerCase()
    const named = (one: Named) => one.says.filter((s) => text.includes(s.toLowerCase())).length
    const own = people.find((p) => p.id === person_id)
    const ours = own ? named(own) : 0
    const others = people.filter((p) => p.id !== person_id).map(named)
    return ours < 2 || Math.max(0, ...others) > ours ? [`${control_id}: ${ours} of its own`] : []
  })
  return { strange, judged: filed.length }
}

describe('messages that were changed on the way', () => {
  it(`go to nobody else, crash nothing, and wait on the list when refused: ${COUNT} messages, seed ${SEED}${LONG ? '' : ' (short form; 2,000 in npm run test:long feed-corpus)'}`, async () => {
    const random = seededRandom(SEED)
    for (let n = 0; n < PEOPLE; n += 1)
      expect(answers(await rawBytes(listener.port, framed(a01(n).text()), { ms: 40 }))).toEqual(['AA'])
    const truth = new Map(
      (
        await product.rows<{ visit: string; person_id: string }>(
          "select visit_number as visit, person_id from tc.stay where visit_number like 'VC%E'",
        )
      ).map((r) => [r.visit, r.person_id]),
    )
    const said = { AA: 0, AE: 0, AR: 0, none: 0 }
    const wrong: string[] = []
    for (let i = 0; i < COUNT; i += 1) {
      const n = i % PEOPLE
      const control = `C-${i}-M`
      const base =
        i % 3 === 0
          ? aMessage()
              .sentBy('NSD')
              .discharging(person(n))
              .fromWard('MAPLE')
              .at('2026-11-20T11:00:00Z')
              .forVisit(`VC${n}E`)
          : i % 3 === 1
            ? aMessage().sentBy('NSD').admitting(person(n)).toWard('MAPLE').forVisit(`VC${n}E`)
            : aMessage()
                .sentBy('NSD')
                .admitting(person(n))
                .toWard('MAPLE')
                .forVisit(`VC${n}E`)
                .saying('MSH', 9, 'ADT^A08')
                .saying('PV1', 44, '')
      const bytes = mutated(base.numbered(control).text(), random, i)
      const clean = Buffer.from(bytes.filter((b) => b !== START_OF_BLOCK && b !== END_OF_BLOCK))
      const answer = answers(
        await rawBytes(
          listener.port,
          Buffer.concat([Buffer.of(START_OF_BLOCK), clean, Buffer.of(END_OF_BLOCK, 13)]),
          { ms: 25 },
        ),
      )
      const code = (answer[0] ?? 'none') as keyof typeof said
      said[code] += 1
      // an empty frame is nothing that was sent
      if (answer.length !== 1 && clean.length > 0) wrong.push(`${i}: ${answer.length} answers`)
    }
    const refused = await product.rows<{ n: number }>(
      "select count(*)::int as n from tc.feed_message where answer <> 'AA' and repeat_of is null",
    )
    const listed = await product.rows<{ n: number }>(
      'select count(*)::int as n from tc.kept_message k where exists (select from tc.task t where t.about_id = k.id and t.done_at is null and t.due_at is not null)',
    )
    const filed = await product.rows<{ n: number }>(
      "select count(*)::int as n from tc.feed_message where answer <> 'AA' and repeat_of is null and not waits",
    )
    // a stay is of the person whose visit it is, and nobody's stay holds what two identifiers of another say
    for (const [visit, personId] of truth) {
      const rows = await product.rows<{ person_id: string }>(
        'select person_id from tc.stay where visit_number = $1',
        [visit],
      )
      if (rows.some((r) => r.person_id !== personId)) wrong.push(`${visit} is filed to somebody else`)
    }
    const { strange, judged } = await filedElsewhere(product)
    console.log(
      `feed corpus: ${COUNT} changed messages: ${said.AA} AA, ${said.AE} AE, ${said.AR} AR, ${said.none} nothing; ${refused[0]?.n} refused, ${listed[0]?.n} on the list, ${filed[0]?.n} of them not; ${judged} filed, ${strange.length + wrong.length} to a wrong person or answered wrongly`,
    )
    expect(wrong).toEqual([])
    expect(strange).toEqual([])
    expect(judged).toBeGreaterThan(COUNT / 5)
    expect(filed).toEqual([{ n: 0 }])
    expect(listed[0]?.n).toBe(refused[0]?.n)
    expect(said.AE + said.AR).toBeGreaterThan(COUNT / 5)
  }, 3_600_000)

  it('and what no frame holds, is too large or never ends is answered and listed, and the next sender is served', async () => {
    const before = await product.rows<{ n: number }>('select count(*)::int as n from tc.kept_message')
    const huge = Buffer.concat([
      Buffer.of(START_OF_BLOCK),
      Buffer.from(a01(1).numbered('HUGE').text()),
      Buffer.alloc(1_200_000, 65),
    ])
    expect(answers(await rawBytes(listener.port, huge, { ms: 400 }))).toEqual(['AR'])
    expect(
      answers(await rawBytes(listener.port, Buffer.from('GET / HTTP/1.1\r\nHost: x\r\n\r\n'), { ms: 1_500 })),
    ).toEqual(['AE'])
    const open = Buffer.concat([
      Buffer.of(START_OF_BLOCK),
      Buffer.from(a01(2).numbered('OPEN').text().slice(0, 150)),
    ])
    expect(answers(await rawBytes(listener.port, open, { ms: 1_500 }))).toEqual(['AE'])
    const cut = Buffer.concat([
      Buffer.of(START_OF_BLOCK),
      Buffer.from(a01(3).numbered('CUT').text().slice(0, 160)),
    ])
    expect(answers(await rawBytes(listener.port, cut, { ms: 400, end: true }))).toEqual(['AE'])
    const after = await product.rows<{ n: number }>('select count(*)::int as n from tc.kept_message')
    expect(after[0]!.n - before[0]!.n).toBe(4)
    const client = anHl7Client(listener.port)
    expect((await client.send(a01(PEOPLE + 1).text())).code).toBe('AA')
    await client.close()
  })
})
