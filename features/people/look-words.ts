const PLACES: Readonly<Record<string, string>> = {
  // alike, so that a page which tells by its name that something is held does not stand out (audit.looked_at)
  people: 'the record',
  record: 'the record',
  'people, door': 'their own door',
  'people, home entry': 'whether how to get in is shown',
  'people, print, my': 'the sheet of their own, on paper',
  my: 'what happens next',
  'my, plan': 'the plan as agreed',
  'my, safety': 'the safety plan as agreed',
  'my, sharing': 'who should know what',
  'my, looked': 'who has looked',
  'my, tell': 'telling the team something',
  'my, print': 'the whole sheet',
  'my, supporting': 'what a carer was told',
  'my: stop': 'stopped sharing with a team',
  'my: stop carer': 'stopped telling a carer',
  'my: tell': 'told the team something',
}

/** The page or the act in words that break on a phone: "sharing" for a page about the person, "sharing: stop" for an act. */
function place(action: string): string {
  const words = action
    .replace(/^(GET|POST) \/(app\/|api\/)?/, '')
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
  if (action === 'home-entry.shown') return 'Was shown how to get into the home'
  const did =
    outcome === 'shown' ? 'Looked' : outcome === 'done' ? 'Changed something' : 'Tried, and was refused'
  return `${did} (${place(action)})`
}

/** Whoever looked: by name, or as the person themselves or their carer, who have no name among the staff. */
export const whoLooked = ({
  who,
  purpose,
}: {
  readonly who: string | null
  readonly purpose: string
}): string =>
  who ??
  (purpose === 'own door'
    ? 'The person themselves'
    : purpose === "carer's door"
      ? 'A carer whom the person chose'
      : 'Not known by name')
