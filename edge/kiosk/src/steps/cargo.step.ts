import { button, field, h, stepper, text } from '../dom'
import type { Desk, Step } from '../desk'
import { elementOf, parseGs1 } from '../gs1'
import { t } from '../i18n'
import type { Manifest } from '../model'
import { done, hint, sendBar, table } from './form'

export interface Unit { sku: string, lot: string | null }

/** Which of the manifest's goods a code means; more than one when it does not say. */
export function unitsOf(code: string, manifest: Manifest | null, learnt: Record<string, string>): Unit[] {
  const elements = parseGs1(code)
  const lot = elementOf(elements, '10') ?? null
  const gtin = elementOf(elements, '01')
  const lines = (manifest?.stops ?? []).flatMap(stop => stop.lines)
  const known = lines.find(line => line.sku === code)?.sku ?? (gtin ? learnt[gtin] : undefined)
  const fitting = lines.filter(line => known !== undefined ? line.sku === known : lot === null || line.lot === lot)
  const units = new Map((fitting.length > 0 ? fitting : lines).map(line =>
    [`${line.sku}/${lot ?? line.lot}`, { sku: line.sku, lot: lot ?? line.lot }]))
  return [...units.values()]
}

async function scan(desk: Desk, code: string): Promise<boolean> {
  const learnt = desk.draft.get<Record<string, string>>('learnt', {})
  const units = unitsOf(code, desk.manifest, learnt)
  if (units.length === 1) await count(desk, code, units[0]!, 1)
  else {
    desk.draft.set('ask', code)
    desk.redraw()
  }
  return true
}

async function count(desk: Desk, code: string, unit: Unit, quantity: number): Promise<void> {
  const gtin = elementOf(parseGs1(code), '01')
  if (gtin) desk.draft.set('learnt', { ...desk.draft.get<Record<string, string>>('learnt', {}), [gtin]: unit.sku })
  desk.draft.set('ask', '')
  await desk.draft.saved()
  await desk.app.submit({
    checkOut: desk.visit.id,
    step: `cargo.${crypto.randomUUID()}`,
    path: `/check-outs/${encodeURIComponent(desk.visit.id)}/scans`,
    body: { sku: unit.sku, lot: unit.lot, code, quantity, at: new Date().toISOString() },
  })
  desk.redraw()
}

/** What came back: scans at the dock and by hand, then the count is closed. */
export default {
  name: 'cargo',
  path: 'cargo-verification',
  order: 40,
  digest: visit => JSON.stringify([visit.steps, visit.scans, visit.counts]),
  claims: ({ visit, manifest }, code) => !visit.steps['cargo'] && (parseGs1(code) !== null
    || (manifest?.stops ?? []).some(stop => stop.lines.some(line => line.sku === code))),
  onScan: (desk, code) => desk.visit.steps['cargo'] || !desk.app.may('scans') ? false : scan(desk, code),
  render(desk) {
    const { visit, draft, app } = desk
    const ask = draft.get('ask', '')
    const counts = table(
      [t('field.sku'), t('field.lot'), t('cargo.expected'), t('cargo.found')],
      visit.counts.map(one => [
        one.sku, one.lot || '–', String(one.expected),
        h('span', { class: one.found === one.expected ? 'good' : 'bad' }, String(one.found))]))
    if (visit.steps['cargo']) return h('div', {}, done(t('step.is.done')), counts)
    return h('div', { class: 'form' },
      hint(t('cargo.hint', { scans: visit.scans })),
      visit.counts.length > 0 ? counts : h('p', {}, t(visit.steps['deliveries'] ? 'cargo.nothing' : 'cargo.later')),
      ask ? question(desk, ask) : null,
      app.may('scans') && !ask ? byHand(desk) : null,
      app.may('cargo-verification')
        ? sendBar(t('cargo.close'), async () => {
          if (visit.stops.some(stop => !stop.reconciled)) return t('cargo.stops')
          await desk.submit({ verified_by: desk.session.person }, { path: 'cargo-verification' })
          return null
        })
        : hint(t('cargo.supervisor')))
  },
} satisfies Step

function question(desk: Desk, code: string): HTMLElement {
  const units = unitsOf(code, desk.manifest, desk.draft.get('learnt', {}))
  return h('section', { class: 'card asks' },
    h('h3', {}, t('cargo.which', { code })),
    h('div', { class: 'choices' }, ...units.map(unit =>
      button(`${unit.sku} · ${unit.lot ?? '–'}`, () => void count(desk, code, unit, 1)))),
    units.length === 0 ? hint(t('cargo.unknown')) : null,
    button(t('cancel'), () => { desk.draft.set('ask', ''); desk.redraw() }, 'quiet'))
}

function byHand(desk: Desk): HTMLElement {
  const { draft } = desk
  const fault = h('p', { class: 'bad', attrs: { role: 'alert' } })
  return h('details', {},
    h('summary', {}, t('cargo.by.hand')),
    h('div', { class: 'row three' },
      field(t('field.sku'), text(draft.get('sku', ''), value => draft.set('sku', value), { maxlength: 64 })),
      field(t('field.lot'), text(draft.get('lot', ''), value => draft.set('lot', value), { maxlength: 64 })),
      field(t('field.quantity'), stepper(
        t('field.quantity'), draft.get('quantity', 1), 1, 10_000, value => draft.set('quantity', value)))),
    button(t('cargo.add'), () => {
      const [sku, lot] = [draft.get('sku', '').trim(), draft.get('lot', '').trim()]
      if (!sku) {
        fault.textContent = t('generic.missing', { fields: t('field.sku') })
        return
      }
      void count(desk, sku, { sku, lot: lot || null }, draft.get('quantity', 1))
    }),
    fault)
}
