import type { Harm, IncidentKind } from '#core/incident/incident.ts'

export const KIND_WORDS: Readonly<Record<IncidentKind, string>> = {
  medicine: 'Medicine',
  'contact missed': 'A visit or call was missed',
  fall: 'Fall',
  'self-harm': 'Self-harm',
  'violence or threat': 'Violence or threat',
  'information shared wrongly': 'Information shared wrongly',
  property: 'Property lost, taken or damaged',
  other: 'Something else',
}

/** Harm that happened, in the national words; nothing here says what might happen. */
export const HARM_WORDS: Readonly<Record<Harm, { readonly word: string; readonly means: string }>> = {
  none: { word: 'No harm', means: 'Nobody was hurt' },
  low: { word: 'Low harm', means: 'Needed first aid or a little extra care, and is over' },
  moderate: { word: 'Moderate harm', means: 'Needed more treatment than first aid, or lasted' },
  severe: { word: 'Severe harm', means: 'Permanent harm, or treatment to save a life' },
  fatal: { word: 'Fatal', means: 'Somebody died, and this may have played a part' },
}
