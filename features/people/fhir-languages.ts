const names = new Intl.DisplayNames('en-GB', { type: 'language', languageDisplay: 'standard' })

/** Every language of ISO 639-1 by its English name; a few are often called otherwise. */
const BY_NAME = new Map<string, string>(
  [...'abcdefghijklmnopqrstuvwxyz'].flatMap((a) =>
    [...'abcdefghijklmnopqrstuvwxyz'].flatMap((b): [string, string][] => {
      const name = names.of(a + b)
      return name === undefined || name === a + b ? [] : [[name.toLowerCase(), a + b]]
    }),
  ),
)
BY_NAME.set('farsi', 'fa').set('sylheti', 'syl').set('british sign language', 'bfi').set('bsl', 'bfi')
BY_NAME.set('mandarin', 'cmn').set('cantonese', 'yue').set('panjabi', 'pa')

/** The code of a language (BCP 47), or the one for "not determined": the words stand beside it either way. */
export const languageCode = (words: string): string => BY_NAME.get(words.trim().toLowerCase()) ?? 'und'
