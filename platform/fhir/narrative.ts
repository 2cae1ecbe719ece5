import { SaxesParser } from 'saxes'
import { DEEPEST } from './resource.ts'

export const XHTML = 'http://www.w3.org/1999/xhtml'

class NoNarrative extends Error {}
const no = (): never => {
  throw new NoNarrative()
}

/**
 * Whether a text is the narrative of a resource: one XHTML div that stands by itself, without a document type or an instruction. JSON holds
 * it as mere text, and what is no XML there would be none in the XML that is written of it.
 */
export function isNarrative(text: string): boolean {
  const parser = new SaxesParser({ xmlns: true, fragment: false })
  let depth = 0
  parser.on('doctype', no)
  parser.on('processinginstruction', no)
  parser.on('xmldecl', no)
  parser.on('error', no)
  parser.on('opentag', ({ local, uri, prefix }) => {
    if (uri !== XHTML || (depth === 0 && (local !== 'div' || prefix !== '')) || depth >= DEEPEST) no()
    depth += 1
  })
  parser.on('closetag', () => {
    depth -= 1
  })
  try {
    parser.write(text).close()
    return true
  } catch (cause) {
    if (cause instanceof NoNarrative) return false
    throw cause
  }
}
