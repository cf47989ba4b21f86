import { button, h } from '../dom'
import { t, tOr } from '../i18n'
import type { StepRecord } from '../model'

/** The button that sends a step, with what is wrong beside it. */
export function sendBar(label: string, send: () => Promise<string | null>, kind = 'primary'): HTMLElement {
  const fault = h('p', { class: 'bad', attrs: { role: 'alert' } })
  return h('div', { class: 'bar' },
    button(label, () => {
      fault.textContent = ''
      void send().then(words => { fault.textContent = words ?? '' })
    }, kind, { 'data-send': kind === 'primary' }),
    fault)
}

export function done(words: string): HTMLElement {
  return h('p', { class: 'good big' }, words)
}

export function hint(words: string): HTMLElement {
  return h('p', { class: 'hint' }, words)
}

/** A table with a head, for reading. */
export function table(head: readonly string[], rows: readonly (readonly (string | Node)[])[]): HTMLElement {
  return h('div', { class: 'scroll' }, h('table', {},
    h('thead', {}, h('tr', {}, ...head.map(cell => h('th', {}, cell)))),
    h('tbody', {}, ...rows.map(row => h('tr', {}, ...row.map(cell => h('td', {}, cell)))))))
}

/** What was recorded of a step that has several records; null for nothing. */
export function recorded(records: readonly StepRecord[]): HTMLElement | null {
  return records.length === 0 ? null : table([t('record'), t('record.outcome'), t('record.by')], records.map(one => [
    one.part ?? '–', one.outcome ? tOr(`value.${one.outcome}`, one.outcome) : '–', one.actor?.person ?? '–']))
}
