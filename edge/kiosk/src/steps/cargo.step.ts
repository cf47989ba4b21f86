import { area, button, field, h, stepper, text } from '../dom'
import type { Desk, Step } from '../desk'
import { elementOf, parseGs1 } from '../gs1'
import { t, tOr } from '../i18n'
import type { Count, CountLine, Manifest, StepRecord } from '../model'
import { done, hint, sendBar, table } from './form'

export interface Unit { sku: string, lot: string | null }

interface Ruling { quantity: number, reason: string }

/** How many of the last scans can be taken back by a touch. */
const scansShown = 5

/** Which of the manifest's goods a code means where there is no catalogue; more than one when it does not say. */
export function unitsOf(code: string, manifest: Manifest | null, learnt: Record<string, string>): Unit[] {
  const elements = parseGs1(code)
  const lot = elementOf(elements, '10') ?? null
  const gtin = elementOf(elements, '01')
  const lines = linesOf(manifest)
  const known = lines.find(line => line.sku === code)?.sku ?? (gtin ? learnt[gtin] : undefined)
  const fitting = lines.filter(line => known !== undefined ? line.sku === known : lot === null || line.lot === lot)
  const units = new Map((fitting.length > 0 ? fitting : lines).map(line =>
    [`${line.sku}/${lot ?? line.lot}`, { sku: line.sku, lot: lot ?? line.lot }]))
  return [...units.values()]
}

const linesOf = (manifest: Manifest | null): Unit[] => (manifest?.stops ?? []).flatMap(stop => stop.lines)

/** Whether the gateway can read a label by itself: the manifest then tells what its GTINs and SSCCs stand for. */
export function isLabel(code: string, manifest: Manifest | null): boolean {
  return manifest?.catalogue != null && (parseGs1(code) !== null || /^https?:\/\//i.test(code)
    || manifest.catalogue.products.some(one => one.items.some(item => item.gtin.padStart(14, '0') === code.padStart(14, '0'))))
}

const labelOf = (line: Unit): string => `${line.sku} · ${line.lot || '–'}`

async function scan(desk: Desk, code: string): Promise<boolean> {
  if (isLabel(code, desk.manifest)) {
    await post(desk, { code, quantity: 1 })
    return true
  }
  const learnt = desk.draft.get<Record<string, string>>('learnt', {})
  const units = unitsOf(code, desk.manifest, learnt)
  if (units.length === 1) await scanned(desk, code, units[0]!)
  else {
    desk.draft.set('ask', code)
    desk.redraw()
  }
  return true
}

async function scanned(desk: Desk, code: string, unit: Unit): Promise<void> {
  const gtin = elementOf(parseGs1(code), '01')
  if (gtin) desk.draft.set('learnt', { ...desk.draft.get<Record<string, string>>('learnt', {}), [gtin]: unit.sku })
  desk.draft.set('ask', '')
  await desk.draft.saved()
  await post(desk, { sku: unit.sku, lot: unit.lot, code, quantity: 1 })
  desk.redraw()
}

/** Each scan is an entry of its own in the outbox: the next one need not wait for it. */
const post = (desk: Desk, body: object): Promise<void> => desk.app.submit({
  checkOut: desk.visit.id,
  step: `cargo.${crypto.randomUUID()}`,
  path: `/check-outs/${encodeURIComponent(desk.visit.id)}/scans`,
  body: { ...body, at: new Date().toISOString() },
})

/** What came back: scans at the dock, counts by hand, rulings where the two differ; then the count is closed. */
export default {
  name: 'cargo',
  path: 'cargo-verification',
  order: 40,
  digest: visit => JSON.stringify([visit.version, visit.counts]),
  claims: ({ visit, manifest }, code) => !visit.steps['cargo'] && (isLabel(code, manifest)
    || parseGs1(code) !== null || linesOf(manifest).some(line => line.sku === code)),
  onScan: (desk, code) => desk.visit.steps['cargo'] || !desk.app.may('scans') ? false : scan(desk, code),
  async render(desk) {
    const { visit, draft, app } = desk
    const count = await app.get<Count>(`/check-outs/${encodeURIComponent(visit.id)}/count`)
    const lines = count?.lines ?? []
    const counts = countTable(lines)
    if (visit.steps['cargo']) return h('div', {}, done(t('step.is.done')), counts, findingsOf(count))
    const ask = draft.get('ask', '')
    const records = app.may('scans') ? await scansOf(desk) : []
    return h('div', { class: 'form' },
      hint(t('cargo.hint', { scans: visit.scans })),
      lines.length > 0 ? counts : h('p', {}, t(visit.steps['deliveries'] ? 'cargo.nothing' : 'cargo.later')),
      findingsOf(count),
      ask ? question(desk, ask) : null,
      records.length > 0 && !ask ? lastScans(desk, records) : null,
      app.may('count') && !ask ? byHand(desk, lines) : null,
      app.may('cargo-verification') ? closing(desk, lines) : hint(t('cargo.supervisor')))
  },
} satisfies Step

function countTable(lines: readonly CountLine[]): HTMLElement {
  return table(
    [t('field.sku'), t('field.lot'), t('cargo.expected'), t('cargo.scanned'), t('cargo.counted'), t('cargo.found')],
    lines.map(one => [
      one.sku, one.lot || '–', String(one.expected), String(one.scanned), one.manual ? String(one.manual.quantity) : '–',
      one.counted === null ? h('span', { class: 'bad' }, t('cargo.open'))
        : h('span', { class: one.counted === one.expected ? 'good' : 'bad' }, String(one.counted))]))
}

/** What does not fit, in the reader's words where there are some, else in the gateway's. */
function findingsOf(count: Count | null): HTMLElement | null {
  const findings = (count?.findings ?? []).filter(one => !['shortage', 'overage', 'sources-differ'].includes(one.code))
  return findings.length === 0 ? null : h('ul', { class: 'summary' },
    ...findings.slice(0, 10).map(one => h('li', { class: 'bad' }, `${tOr(`finding.${one.code}`, one.code)}: ${one.message}`)))
}

async function scansOf(desk: Desk): Promise<StepRecord[]> {
  const all = await desk.app.get<{ records: StepRecord[] }>(`/check-outs/${encodeURIComponent(desk.visit.id)}/records`)
  return (all?.records ?? []).filter(one => one.step === 'scan').slice(-scansShown).reverse()
}

// Taken back by a record of nothing in its place.
function lastScans(desk: Desk, records: readonly StepRecord[]): HTMLElement {
  return h('details', {},
    h('summary', {}, t('cargo.scans')),
    ...records.map(one => h('div', { class: 'row' },
      h('span', { class: 'name' }, one.part ?? '–'),
      button(t('cargo.take.back'), () => void post(desk, { code: one.part ?? '–', quantity: 0, supersedes: one.record })))))
}

function question(desk: Desk, code: string): HTMLElement {
  const units = unitsOf(code, desk.manifest, desk.draft.get('learnt', {}))
  return h('section', { class: 'card asks' },
    h('h3', {}, t('cargo.which', { code })),
    h('div', { class: 'choices' }, ...units.map(unit =>
      button(labelOf(unit), () => void scanned(desk, code, unit)))),
    units.length === 0 ? hint(t('cargo.unknown')) : null,
    button(t('cancel'), () => { desk.draft.set('ask', ''); desk.redraw() }, 'quiet'))
}

function byHand(desk: Desk, lines: readonly CountLine[]): HTMLElement {
  const { draft } = desk
  const fault = h('p', { class: 'bad', attrs: { role: 'alert' } })
  const sku = text(draft.get('sku', ''), value => draft.set('sku', value), { maxlength: 64 })
  const lot = text(draft.get('lot', ''), value => draft.set('lot', value), { maxlength: 64 })
  const number = (name: 'quantity' | 'damaged', label: string): HTMLElement => field(label, stepper(
    label, draft.get(name, 0), 0, 1_000_000, value => draft.set(name, value)))
  return h('details', {},
    h('summary', {}, t('cargo.by.hand')),
    h('div', { class: 'choices' }, ...lines.map(line => button(labelOf(line), () => {
      draft.set('sku', sku.value = line.sku)
      draft.set('lot', lot.value = line.lot)
    }))),
    h('div', { class: 'row two' },
      field(t('field.sku'), sku), field(t('field.lot'), lot),
      number('quantity', t('field.quantity')), number('damaged', t('cargo.damaged'))),
    button(t('cargo.add'), () => {
      const [article, batch] = [sku.value.trim(), lot.value.trim()]
      const [quantity, damaged] = [draft.get('quantity', 0), draft.get('damaged', 0)]
      fault.textContent = !article ? t('generic.missing', { fields: t('field.sku') })
        : damaged > quantity ? t('cargo.damaged.more') : ''
      if (fault.textContent) return
      void counted(desk, { sku: article, lot: batch || null }, quantity, damaged)
    }),
    fault)
}

// A second count of the same goods takes the place of the first.
async function counted(desk: Desk, unit: Unit, quantity: number, damaged: number): Promise<void> {
  const all = await desk.app.get<{ records: StepRecord[] }>(`/check-outs/${encodeURIComponent(desk.visit.id)}/records`)
  const before = (all?.records ?? []).filter(one => one.step === 'count')
    .find(one => one.part === `${unit.sku} ${unit.lot ?? ''}`)
  await desk.app.submit({
    checkOut: desk.visit.id,
    step: `cargo.${crypto.randomUUID()}`,
    path: `/check-outs/${encodeURIComponent(desk.visit.id)}/count`,
    body: {
      ...unit, quantity, damaged, counted_by: desk.session.person, at: new Date().toISOString(),
      supersedes: before?.record ?? null,
    },
  })
}

function closing(desk: Desk, lines: readonly CountLine[]): HTMLElement {
  const { draft, visit } = desk
  const open = lines.filter(line => line.counted === null)
  const rulings = draft.get<Record<string, Ruling>>('rulings', {})
  const of = (line: CountLine): Ruling => (rulings[labelOf(line)] ??= { quantity: line.manual?.quantity ?? line.scanned, reason: '' })
  const keep = (): void => draft.set('rulings', rulings)
  return h('div', {},
    ...open.map(line => h('section', { class: 'card asks' },
      h('h3', {}, t('cargo.differ', {
        goods: labelOf(line), scanned: line.scanned, counted: line.manual?.quantity ?? 0,
      })),
      field(t('cargo.ruled'), stepper(`${t('cargo.ruled')} ${labelOf(line)}`, of(line).quantity, 0, 1_000_000,
        value => { of(line).quantity = value; keep() })),
      field(t('field.reason'), area(of(line).reason, words => { of(line).reason = words; keep() })))),
    sendBar(t('cargo.close'), async () => {
      if (visit.stops.some(stop => !stop.reconciled)) return t('cargo.stops')
      if (open.some(line => !of(line).reason.trim())) return t('generic.missing', { fields: t('field.reason') })
      await desk.submit({
        verified_by: desk.session.person,
        rulings: open.length === 0 ? null : open.map(line => ({
          sku: line.sku, lot: line.lot, quantity: of(line).quantity,
          damaged: Math.min(of(line).quantity, line.manual?.damaged ?? line.scanned_damaged), reason: of(line).reason.trim(),
        })),
      })
      return null
    }))
}
