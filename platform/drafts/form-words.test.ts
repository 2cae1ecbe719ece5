import { expect, it } from 'vitest'
import { answersInWords } from './form-words.ts'

const form = `<form><input type="hidden" name="person" value="7"/>
  <div><label class="nhsuk-label" for="who">Who was told about Jo&#x27;s dose?</label><div id="who-hint">Name &amp; team</div>
  <input id="who" name="who" type="text"/></div>
  <fieldset><legend><h1>Why?</h1></legend>
    <input id="reason" name="reason" type="radio" value="away"/><label for="reason">Away for a time</label>
    <div><label for="where">Where to?</label><input id="where" name="where" type="text"/></div>
    <input id="reason-2" name="reason" type="radio" value="asked"/><label for="reason-2">The person asked</label>
    <fieldset><legend>Since when?</legend>
      <label for="from">Day</label><input id="from" name="from-day" type="text"/>
      <label for="from-month">Month</label><input id="from-month" name="from-month" type="text"/>
      <label for="from-year">Year</label><input id="from-year" name="from-year" type="text"/></fieldset>
    <input id="marks" name="marks" type="checkbox" value="a"/><label for="marks">Taken as needed</label>
  </fieldset>
  <label for="staff">Who comes?</label><select id="staff" name="staff"><option value="">Choose</option><option value="9">Lin Chau</option></select>
  <label for="note">What was done?</label><textarea id="note" name="note">x</textarea></form>`

it('puts each answer under its question, choices in their own words, a date as a date', () => {
  expect(
    answersInWords(form, {
      person: '7',
      who: 'Noor <Aziz>',
      reason: 'asked',
      where: '',
      'from-day': '2',
      'from-month': '3',
      'from-year': '2026',
      marks: ['a'],
      staff: '9',
      note: 'Rang',
    }),
  ).toEqual([
    { question: "Who was told about Jo's dose?", answer: 'Noor <Aziz>' },
    { question: 'Why?', answer: 'The person asked' },
    { question: 'Since when?', answer: '2 March 2026' },
    { question: 'Why?', answer: 'Taken as needed' },
    { question: 'Who comes?', answer: 'Lin Chau' },
    { question: 'What was done?', answer: 'Rang' },
  ])
})

it('gives every text back where the form is gone, and a day that is none as it was typed', () => {
  expect(
    answersInWords('', {
      doneText: 'Rang',
      'dose.1': ['one', 'two'],
      'from-day': '31',
      'from-month': '2',
      'from-year': '',
    }),
  ).toEqual([
    { question: 'Done text', answer: 'Rang' },
    { question: 'Dose', answer: 'one, two' },
    { question: 'From', answer: '31 2' },
  ])
})
