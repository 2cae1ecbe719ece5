/** Class, database code and our own stack lines; no message, since database messages quote values. */
export function describe(error: unknown): string {
  if (!(error instanceof Error)) return 'not an Error'
  const code = 'code' in error && typeof error.code === 'string' ? ` ${error.code}` : ''
  const constraint =
    'constraint' in error && typeof error.constraint === 'string' ? ` ${error.constraint}` : ''
  const shown = process.env.THROUGHCARE_SHOW_ERRORS === '1' ? ` ${error.message}` : ''
  const frames = (error.stack ?? '')
    .split('\n')
    .filter((l) => l.trimStart().startsWith('at '))
    .slice(0, 6)
    .join(' | ')
  return `${error.name}${code}${constraint}${shown} ${frames}`
}
