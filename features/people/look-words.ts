const PLACES: Readonly<Record<string, string>> = {
  people: 'summary',
  'people, door': 'their own door',
  'people, print, my': 'the sheet of their own, on paper',
}

/** The page or the act in words that break on a phone: "sharing" for a page about the person, "sharing: stop" for an act. */
function place(action: string): string {
  const words = action
    .replace(/^(GET|POST) \/(app|api)\//, '')
    .split('/')
    .filter((part) => part !== '' && !part.startsWith(':'))
    .join(', ')
    .replaceAll('.', ': ')
    .replaceAll('-', ' ')
  return PLACES[words] ?? words.replace(/^people, /, '')
}

/** What somebody did to a record, as whoever asks who has looked reads it: without their screen's own name for it. */
export function lookWords({
  action,
  outcome,
}: {
  readonly action: string
  readonly outcome: string
}): string {
  if (action === 'emergency.open' && outcome === 'done') return 'Opened it in an emergency'
  if (action === 'emergency.close' && outcome === 'done') return 'Closed it again'
  const did =
    outcome === 'shown' ? 'Looked' : outcome === 'done' ? 'Changed something' : 'Tried, and was refused'
  return `${did} (${place(action)})`
}
