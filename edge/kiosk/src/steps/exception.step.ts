import { area, choice, field, h, stepper } from '../dom'
import type { Desk, Step } from '../desk'
import { t, tOr } from '../i18n'
import type { Item } from '../model'
import { hint, sendBar, table } from './form'

const nameOf = (item: Item): string => item.kind === 'units'
  ? `${item.id}${item.lot ? ` · ${item.lot}` : ''}` : `${t(`item.${item.kind}`)} ${item.id}`

/** What can be left out of a hand-over: the vehicle, what was handed out with it, and the goods. */
export function itemsOf(desk: Pick<Desk, 'visit' | 'manifest'>): Item[] {
  const { visit, manifest } = desk
  const units = new Map((manifest?.stops ?? []).flatMap(stop => stop.lines)
    .map(line => [`${line.sku}/${line.lot}`, { kind: 'units' as const, id: line.sku, lot: line.lot }]))
  return [
    { kind: 'vehicle', id: visit.vehicle },
    ...visit.trailer ? [{ kind: 'trailer' as const, id: visit.trailer }] : [],
    ...visit.issued.filter(one => one.kind !== 'vehicle' && one.kind !== 'trailer'),
    ...units.values(),
  ]
}

/** The receiving party takes over all but what it names: it stays with the other one. */
export default {
  name: 'exception',
  path: 'exceptions',
  order: 85,
  isOwn: true,
  isDone: () => null,
  isShown: visit => visit.state === 'open',
  digest: visit => JSON.stringify([visit.exceptions, visit.issued]),
  render(desk) {
    const { draft, session, visit } = desk
    const items = itemsOf(desk)
    const picked = h('select', { on: { change: () => draft.set('item', picked.value) } },
      ...items.map((item, index) => h('option', { attrs: { value: String(index) } }, nameOf(item))))
    picked.value = draft.get('item', '0')
    const steps = Object.keys(visit.steps)
    return h('div', { class: 'form' },
      hint(t('exception.hint')),
      visit.exceptions.length > 0 ? table([t('field.item'), t('field.quantity')],
        visit.exceptions.map(one => [nameOf(one.item), String(one.quantity)])) : null,
      field(t('field.item'), picked),
      field(t('field.quantity'), stepper(
        t('field.quantity'), draft.get('quantity', 1), 1, 1_000_000, value => draft.set('quantity', value))),
      choice(t('exception.found'), steps.map(step => ({ value: step, label: tOr(`step.${step}`, step) })),
        draft.get<string | undefined>('step', undefined), value => draft.set('step', value)),
      field(t('field.reason'), area(draft.get('reason', ''), words => draft.set('reason', words))),
      sendBar(t('send'), async () => {
        const [step, reason] = [draft.get('step', ''), draft.get('reason', '').trim()]
        if (!step || !reason) {
          return t('generic.missing', {
            fields: [step ? null : t('exception.found'), reason ? null : t('field.reason')].filter(one => one).join(', '),
          })
        }
        const item = items[Number(picked.value)]!
        await desk.submit({
          item: { kind: item.kind, id: item.id, lot: item.lot ?? null }, quantity: draft.get('quantity', 1),
          step: step.replaceAll('_', '-'), reason, by: session.person,
        })
        return null
      }))
  },
} satisfies Step
