// Asks the device for a passkey, or to make one, and sends its answer with the form. Nothing is sent anywhere but by that form.
const said = document.getElementById('passkey-said')
const say = (words) => {
  if (said) said.textContent = words
}
const READY = { get: 'Your device asks for your fingerprint, face or PIN.', create: 'Your device asks how to keep the passkey.' }

async function answerOf(form) {
  const options = JSON.parse(form.dataset.passkeyOptions)
  if (form.dataset.passkey === 'create') {
    const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(options)
    return navigator.credentials.create({ publicKey })
  }
  return navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(options) })
}

const WHY = {
  NotAllowedError: 'The device was not asked, said no, or waited too long. Press the button to try again.',
  InvalidStateError: 'This device has a passkey for you already.',
}

for (const form of document.querySelectorAll('form[data-passkey]')) {
  const origin = form.dataset.passkeyOrigin
  if (location.origin !== origin) {
    say(`Passkeys work at ${origin} only. Open that address to use one.`)
    form.addEventListener('submit', (event) => event.preventDefault())
    continue
  }
  if (!window.PublicKeyCredential?.parseRequestOptionsFromJSON) {
    say('This browser is too old for passkeys. Use your password and a code.')
    form.addEventListener('submit', (event) => event.preventDefault())
    continue
  }
  say(form.dataset.passkey === 'create' ? '' : READY.get)
  let busy = false
  form.addEventListener('submit', async (event) => {
    event.preventDefault()
    if (busy) return
    busy = true
    say(READY[form.dataset.passkey])
    try {
      const credential = await answerOf(form)
      form.elements.namedItem('answer').value = JSON.stringify(credential.toJSON())
      form.submit()
    } catch (problem) {
      say(WHY[problem.name] ?? 'That did not work. Press the button to try again.')
      busy = false
    }
  })
  if (form.dataset.passkeyAtOnce === 'yes') form.requestSubmit()
}
