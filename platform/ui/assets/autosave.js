// Posts a form's answers to its draft within 2 seconds of the last keystroke and says in words what became of them.
// "Saved" is said only after the server's receipt.
const PAUSE_MS = 1000
const LONGEST_MS = 5000
const RETRY_MS = [2000, 4000, 8000, 15000, 30000]

const WORDS = {
  saving: 'Saving...',
  failed: 'Not saved yet. Keep this page open. We are trying again.',
  signedOut: 'You are signed out. Keep this page open and press the button: you can sign in and what you typed is kept.',
  changed: 'This form was changed somewhere else. Keep this page open and press the button to see both.',
}

const clock = (at) =>
  new Intl.DateTimeFormat('en-GB', { timeZone: 'Europe/London', hour: 'numeric', minute: '2-digit', hour12: true })
    .format(at)
    .replace(/^0/, '12')
    .replace(/:00/, '')
    .replace(/\s/, '')
    .replace(/^12am/, 'midnight')
    .replace(/^12pm/, 'midday')

function watch(form) {
  const line = document.querySelector(`[data-save-state="${CSS.escape(form.getAttribute('id') ?? '')}"]`)
  const say = (words) => {
    if (line && line.textContent !== words) line.textContent = words
  }
  const answers = () => {
    const body = new URLSearchParams()
    for (const [name, value] of new FormData(form)) if (typeof value === 'string') body.append(name, value)
    return body
  }
  let sent = answers().toString()
  let timer = 0
  let firstAt = 0
  let busy = false
  let tries = 0
  let leaving = false

  const later = (ms) => {
    clearTimeout(timer)
    timer = setTimeout(save, ms)
  }

  async function save() {
    if (busy || leaving) return
    const body = answers()
    const text = body.toString()
    if (text === sent) return
    busy = true
    firstAt = 0
    say(WORDS.saving)
    try {
      const answer = await fetch(form.dataset.autosave, {
        method: 'POST',
        body,
        headers: { accept: 'application/json' },
        credentials: 'same-origin',
        redirect: 'error',
      })
      if (answer.status === 401) return say(WORDS.signedOut)
      if (answer.status === 409) return say(WORDS.changed)
      if (!answer.ok) throw new Error(String(answer.status))
      const receipt = await answer.json()
      const version = form.elements.namedItem('draftVersion')
      if (version && receipt.version !== undefined) version.value = receipt.version
      sent = version ? answersSentAs(text, version.value) : text
      tries = 0
      say(`Saved ${clock(new Date(receipt.savedAt))}`)
      if (answers().toString() !== sent) later(PAUSE_MS)
    } catch {
      say(WORDS.failed)
      later(RETRY_MS[Math.min(tries++, RETRY_MS.length - 1)])
    } finally {
      busy = false
    }
  }

  const answersSentAs = (text, version) => {
    const body = new URLSearchParams(text)
    body.set('draftVersion', version)
    return body.toString()
  }

  const typed = () => {
    const now = Date.now()
    if (firstAt === 0) firstAt = now
    later(Math.max(0, Math.min(PAUSE_MS, firstAt + LONGEST_MS - now)))
  }

  // before a screen is locked: what is typed is sent now, after whatever is on its way
  document.addEventListener('throughcare:save', (event) => {
    const now = async () => {
      clearTimeout(timer)
      for (let waited = 0; busy && waited < 40; waited += 1) await new Promise((done) => setTimeout(done, 50))
      await save()
    }
    event.detail.push(now())
  })
  form.addEventListener('input', typed)
  form.addEventListener('change', typed)
  form.addEventListener('submit', () => {
    leaving = true
    clearTimeout(timer)
  })
  window.addEventListener('pageshow', () => {
    leaving = false
  })
  // A closed tab or the back button: one last post that outlives the page.
  window.addEventListener('pagehide', () => {
    if (leaving || answers().toString() === sent) return
    fetch(form.dataset.autosave, {
      method: 'POST',
      body: answers(),
      headers: { accept: 'application/json' },
      keepalive: true,
    }).catch(() => {})
  })
}

for (const form of document.querySelectorAll('form[data-autosave]')) {
  watch(form)
  // A refused press is answered on the form's own address. Without this the back button would not show that page again but
  // ask to send it once more; so it opens the form anew, with what was typed.
  // by attribute: a field of that name hides a property of the form
  if (new URL(form.getAttribute('action') ?? '', location.href).pathname === location.pathname)
    history.replaceState(history.state, '', location.href)
}
