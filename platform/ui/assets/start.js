// Wakes the NHS modules. Pages work without it: forms post, lists link, details open.
import { initAll } from './nhsuk.js'

document.body.classList.add('js-enabled', 'nhsuk-frontend-supported')
initAll()

// Lock. What is typed in this tab and in every other is saved first; then the screen is locked, and the other tabs show nothing either.
const SAVING_MS = 3000
const tabs = 'BroadcastChannel' in window ? new BroadcastChannel('throughcare') : undefined
const lock = document.querySelector('form[data-lock]')
let others = 0

async function saveAll() {
  const saving = []
  document.dispatchEvent(new CustomEvent('throughcare:save', { detail: saving }))
  await Promise.all(saving)
}
const after = (ms) => new Promise((done) => setTimeout(done, ms))

tabs?.addEventListener('message', async ({ data }) => {
  if (data === 'saving') others += 1
  if (data === 'saved') others -= 1
  if (!lock) return
  if (data === 'save') {
    tabs.postMessage('saving')
    await saveAll()
    tabs.postMessage('saved')
  }
  if (data === 'locked') location.replace(`/locked?to=${encodeURIComponent(location.pathname)}`)
})
lock?.addEventListener('submit', async (event) => {
  event.preventDefault()
  tabs?.postMessage('save')
  const until = Date.now() + SAVING_MS
  await Promise.race([Promise.all([saveAll(), after(100)]), after(SAVING_MS)])
  while (others > 0 && Date.now() < until) await after(50)
  lock.submit()
})
if (document.querySelector('[data-locked]')) tabs?.postMessage('locked')
