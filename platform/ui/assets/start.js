// Wakes the NHS modules. Pages work without it: forms post, lists link, details open.
import { initAll } from './nhsuk.js'

document.body.classList.add('js-enabled', 'nhsuk-frontend-supported')
initAll()
