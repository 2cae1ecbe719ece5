/**
 * The text of a CSV file, whatever wrote it: UTF-8 with and without byte order mark, UTF-16 of either order, and what is no UTF-8 as
 * Windows-1252, the code page of an English Excel that saves "CSV". No byte is lost: Windows-1252 gives every byte a letter.
 */
export function decodeText(bytes: Uint8Array): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return new TextDecoder('utf-16le').decode(bytes)
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return new TextDecoder('utf-16be').decode(bytes)
  const silent = utf16WithoutMark(bytes)
  if (silent) return new TextDecoder(silent).decode(bytes)
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return new TextDecoder('windows-1252').decode(bytes)
  }
}

/** Latin text in UTF-16 has a zero in every second byte; no other text has one at all. */
function utf16WithoutMark(bytes: Uint8Array): 'utf-16le' | 'utf-16be' | undefined {
  const start = bytes.subarray(0, 2000)
  const zeros = [0, 0]
  for (const [i, byte] of start.entries()) if (byte === 0) zeros[i % 2]! += 1
  const most = start.length / 4
  if (zeros[1]! > most && zeros[0]! < most / 4) return 'utf-16le'
  if (zeros[0]! > most && zeros[1]! < most / 4) return 'utf-16be'
  return undefined
}

/** What parts the cells of the first lines: of comma, semicolon and tab the one that stands there most outside quotes. */
export function delimiterOf(text: string): ',' | ';' | '\t' {
  const said = /^sep=([,;\t])\r?\n/i.exec(text)?.[1]
  if (said) return said as ',' | ';' | '\t'
  const counts = { ',': 0, ';': 0, '\t': 0 }
  let quoted = false
  for (const c of text.slice(0, 20_000)) {
    if (c === '"') quoted = !quoted
    else if (!quoted && (c === '\n' || c === '\r')) {
      if (Object.values(counts).some((n) => n > 0)) break
    } else if (!quoted && c in counts) counts[c as ','] += 1
  }
  const [best] = Object.entries(counts).sort(([, a], [, b]) => b - a)
  return (best && best[1] > 0 ? best[0] : ',') as ',' | ';' | '\t'
}
