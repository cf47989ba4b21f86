import { sha256 } from '../api'
import { area, button, field, h, stepper, text } from '../dom'
import type { Desk, Step } from '../desk'
import type { Draft } from '../draft'
import { t } from '../i18n'
import type { ManifestLine, ManifestStop } from '../model'
import { photoField } from '../photo'
import { done, hint, sendBar } from './form'

export interface Counts { short: number, refused: number, damaged: number, reason: string }

const none: Counts = { short: 0, refused: 0, damaged: 0, reason: '' }

/** What was delivered is what is left; below zero when more is missing than was there. */
export function deliveredOf(line: Pick<ManifestLine, 'quantity'>, counts: Counts): number {
  return line.quantity - counts.short - counts.refused - counts.damaged
}

export default {
  name: 'deliveries',
  path: 'deliveries',
  order: 30,
  isShown: visit => visit.direction === 'check-out',
  digest: visit => `${visit.steps['manifest']}${visit.stops.map(stop => stop.reconciled).join()}`,
  async render(desk) {
    const { manifest, visit } = desk
    if (!manifest) return hint(t(visit.route ? 'deliveries.manifest' : 'deliveries.none'))
    const open = manifest.stops.filter(stop => !visit.stops.find(one => one.stop === stop.stop)?.reconciled)
    if (open.length === 0) return done(t('step.is.done'))
    const chosen = desk.draft.get<number>('stop', open[0]!.stop)
    const stop = open.find(one => one.stop === chosen) ?? open[0]!
    return h('div', { class: 'form' },
      h('div', { class: 'tabs', attrs: { role: 'group' } }, ...manifest.stops.map(one => button(
        `${t('stop')} ${one.stop}${open.includes(one) ? '' : ' ✓'}`,
        () => { desk.draft.set('stop', one.stop); desk.redraw() },
        '', { 'aria-pressed': String(one === stop), disabled: !open.includes(one) }))),
      await stopForm(desk, stop))
  },
} satisfies Step

async function stopForm(desk: Desk, stop: ManifestStop): Promise<HTMLElement> {
  const draft = await desk.draftOf(`${stop.stop}`)
  const counts = draft.get<Record<string, Counts>>('counts', {})
  const keyOf = (line: ManifestLine): string => `${line.line}/${line.sku}/${line.lot}`
  const countsOf = (line: ManifestLine): Counts => (counts[keyOf(line)] ??= { ...none })
  return h('div', {},
    h('h3', {}, `${stop.consignee} (${t('order')} ${stop.order})`),
    ...stop.lines.map(line => lineForm(line, countsOf(line), () => draft.set('counts', counts))),
    ...podFields(draft),
    sendBar(t('deliveries.send', { stop: stop.stop }), async () => {
      const wrong = stop.lines.find(line => deliveredOf(line, countsOf(line)) < 0)
      if (wrong) return t('deliveries.too.many', { sku: wrong.sku, quantity: wrong.quantity })
      const mute = stop.lines.find(line =>
        deliveredOf(line, countsOf(line)) < line.quantity && !countsOf(line).reason.trim())
      if (mute) return t('deliveries.reason', { sku: mute.sku })
      const isDelivered = stop.lines.some(line => deliveredOf(line, countsOf(line)) > 0)
      const photo = draft.file('pod')
      const signer = draft.get('signed_by', '').trim()
      if (isDelivered && (!photo || !signer)) return t('deliveries.pod')
      const proof = isDelivered && photo ? await sha256(photo) : null
      await desk.submit(
        {
          stop: stop.stop,
          order: stop.order,
          lines: stop.lines.map(line => ({
            line: line.line, sku: line.sku, lot: line.lot, delivered: deliveredOf(line, countsOf(line)),
            short: countsOf(line).short, refused: countsOf(line).refused, damaged: countsOf(line).damaged,
            reason: countsOf(line).reason.trim() || null,
          })),
          pod: proof
            ? {
                signed_by: signer,
                signed_at: new Date(draft.get('signed_at', '') || Date.now()).toISOString(),
                signature_sha256: proof,
              }
            : null,
          evidence: proof ? [{ kind: 'photo', sha256: proof }] : null,
        },
        { draft: `deliveries.${stop.stop}`, files: isDelivered && photo ? [photo] : [] })
      return null
    }))
}

function lineForm(line: ManifestLine, counts: Counts, keep: () => void): HTMLElement {
  const delivered = h('strong', {})
  const reason = field(t('field.reason'), area(counts.reason, words => { counts.reason = words; keep() }))
  const show = (): void => {
    const left = deliveredOf(line, counts)
    delivered.textContent = t('deliveries.delivered', { count: left, quantity: line.quantity })
    delivered.className = left < 0 ? 'bad' : ''
    reason.hidden = left === line.quantity
  }
  show()
  const one = (name: 'short' | 'refused' | 'damaged'): HTMLElement => field(
    t(`field.${name}`),
    stepper(`${t(`field.${name}`)} ${line.sku}`, counts[name], 0, line.quantity,
      value => { counts[name] = value; keep(); show() }))
  return h('section', { class: 'card' },
    h('div', { class: 'row' }, h('span', { class: 'name' }, `${line.sku} · ${line.lot}`), delivered),
    h('div', { class: 'row three' }, one('short'), one('refused'), one('damaged')),
    reason)
}

function podFields(draft: Draft): HTMLElement[] {
  return [
    h('section', { class: 'card' },
      h('h3', {}, t('pod')),
      field(t('field.signed_by'), text(
        draft.get('signed_by', ''), value => draft.set('signed_by', value), { maxlength: 120 })),
      field(t('field.signed_at'), text(
        draft.get('signed_at', ''), value => draft.set('signed_at', value), { type: 'datetime-local' })),
      photoField(t('pod.photo'), draft.file('pod'), photo => draft.setFile('pod', photo))),
  ]
}
