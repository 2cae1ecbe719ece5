/**
 * The national codes of the kinds of beds of a mental health ward (MHSDS version 6), as far as the national count of contact after leaving
 * asks. Which of them it counts stands in `safetynet/leaving/return-clock.ts`.
 * Source: NHSDigital/mental-health-monthly-statistics, bed classes, commit 7b4d742 (18 September 2025).
 */
export const BED_CLASSES = {
  '200': 'Acute, adults',
  '201': 'Acute, older adults',
  '202': 'Psychiatric intensive care',
  '203': 'Eating disorders',
  '204': 'Mother and baby',
  '205': 'Acute, learning disability and autism',
  '206': 'Secure (code 206)',
  '207': 'Secure (code 207)',
  '208': 'Secure (code 208)',
  '209': 'Acquired brain injury and neuropsychiatry',
  '212': 'Rehabilitation, mainstream adults',
  '213': 'Rehabilitation, learning disability and autism',
} as const
export type BedClass = keyof typeof BED_CLASSES
export const isBedClass = (code: string): code is BedClass => Object.hasOwn(BED_CLASSES, code)
