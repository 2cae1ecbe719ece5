// A button that copies the text of one box; without this script the box is selected and copied by hand, and no button is shown.
for (const button of document.querySelectorAll('button[data-copy]')) {
  const box = document.getElementById(button.dataset.copy)
  const said = document.getElementById(`${button.dataset.copy}-said`)
  if (!box || !said || !navigator.clipboard) continue
  button.hidden = false
  button.addEventListener('click', async () => {
    try {
      await navigator.clipboard.writeText(box.value)
      said.textContent = 'Copied.'
    } catch {
      box.focus()
      box.select()
      said.textContent = 'The browser did not let us copy. The text is selected: copy it by hand.'
    }
  })
}
