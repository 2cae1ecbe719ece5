/**
 * Whether a kept text can be a hospital message, so that the feed that brought it may try it again. The list also has referrals of other
 * systems (FHIR as JSON or XML), which no feed brought: their sender mends them and sends them again.
 */
export function mayBeHl7(raw: string): boolean {
  const first = raw.trimStart()[0]
  return first !== '{' && first !== '[' && first !== '<'
}
