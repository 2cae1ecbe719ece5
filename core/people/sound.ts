/** A letter typed twice in a row counts once: "Hallam" and "Halam" are one. */
export const squeezed = (word: string): string => word.replace(/(.)\1+/gu, '$1')

/**
 * How a name sounds, roughly: consonants by group, vowels only as a first letter.
 * Shape: from a key of `nameWords` (lower case, no accents); letters outside a to z stand for themselves.
 * Why our own: Soundex and Metaphone were made for English family names; British names of every origin share
 * these swaps (ph/f/v, c/k/q, s/z/soft c, j/g, silent h, gh and w, Mc/Mac, y/i). Judged by the recall test beside.
 */
export function soundOf(word: string): string {
  const sound = word
    .replace(/^mac(?=[^aeiouy])/, 'mc')
    .replace(/^(?:kn|gn|pn)/, 'n')
    .replace(/^wr/, 'r')
    .replace(/^wh/, 'w')
    .replace(/^ps/, 's')
    .replace(/^x/, 's')
    .replace(/tch/g, 'C')
    .replace(/sch(?=[aeiou])/g, 'S')
    .replace(/ch(?=r)/g, 'k')
    .replace(/ch/g, 'C')
    .replace(/dge?(?=[eiy]|$)/g, 'j')
    .replace(/dj/g, 'j')
    .replace(/ph/g, 'f')
    .replace(/gh(?=t|$|[^aeiou])/g, '')
    .replace(/sh/g, 'S')
    .replace(/ck|cq|q(?:u(?=[aeiou]))?/g, 'k')
    .replace(/c(?=[eiy])/g, 's')
    .replace(/c/g, 'k')
    .replace(/x/g, 'ks')
    .replace(/g(?=[eiy])/g, 'j')
    .replace(/z/g, 's')
    .replace(/S/g, 's')
    .replace(/C/g, 's')
    .replace(/v/g, 'f')
    .replace(/^y(?=[aeiou])/, 'j')
    .replace(/(?<!^)h/g, '')
    .replace(/(?<=[aeiouy])w/g, '')
  const first = /^[aeiouyh]/.test(sound) ? 'a' : ''
  return first + squeezed(sound.replace(/^h/, '').replace(/[aeiouy]/g, ''))
}
