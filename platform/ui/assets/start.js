// Wakes the NHS modules. Pages work without it: forms post, lists link, details open.
import { initAll } from './nhsuk.js'

document.body.classList.add('js-enabled', 'nhsuk-frontend-supported')
initAll()

if (window.matchMedia('(max-width: 40em)').matches) {
  for (const folded of document.querySelectorAll('details[data-folded-on-phone]')) folded.removeAttribute('open')
}
