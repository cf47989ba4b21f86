import { choice, field, h, text } from '../dom'
import type { Desk, Step } from '../desk'
import { t, type Key } from '../i18n'
import { done, hint, recorded, sendBar } from './form'

type Outcome = 'handed-over' | 'damaged' | 'missing'

/** A step at which something with a tag or number is handed over, of which there may be several. */
export function assetStep(asset: {
  name: string, kind: 'key' | 'fuel-card' | 'device', order: number, label: Key, hint: Key, send: Key,
}): Step {
  const isKey = asset.kind === 'key'
  return {
    name: asset.name,
    path: isKey ? 'keys' : 'assets',
    order: asset.order,
    digest: visit => JSON.stringify(visit.issued),
    onScan(desk, code) {
      if ((isKey && desk.visit.steps[asset.name]) || !desk.app.may('assets')) return false
      desk.draft.set('id', code)
      desk.redraw()
      return true
    },
    async render(desk) {
      const { visit } = desk
      if (isKey && visit.steps[asset.name]) return done(t('step.is.done'))
      const records = await desk.records()
      const open = visit.issued.filter(one => one.kind === asset.kind && !records.some(had => had.part === one.id))
      return h('div', {},
        visit.steps[asset.name] ? done(t('step.is.done')) : null,
        isKey ? null : recorded(records),
        open.length > 0 ? hint(t('asset.issued', { ids: open.map(one => one.id).join(', ') })) : null,
        form(desk, asset.kind, { label: t(asset.label), hint: t(asset.hint), send: t(asset.send) }))
    },
  }
}

function form(
  desk: Desk, kind: 'key' | 'fuel-card' | 'device', words: { label: string, hint: string, send: string },
): HTMLElement {
  const { draft, session } = desk
  return h('div', { class: 'form' },
    hint(words.hint),
    field(words.label, text(draft.get('id', ''), value => draft.set('id', value), { maxlength: 64 })),
    choice(t('asset.state'), [
      { value: 'handed-over', label: t('value.handed-over'), kind: 'good' },
      { value: 'damaged', label: t('value.damaged'), kind: 'bad' },
      { value: 'missing', label: t('value.missing'), kind: 'bad' },
    ], draft.get<Outcome>('outcome', 'handed-over'), outcome => draft.set('outcome', outcome)),
    sendBar(words.send, async () => {
      const id = draft.get('id', '').trim()
      if (!id) return t('generic.missing', { fields: words.label })
      const outcome = draft.get<Outcome>('outcome', 'handed-over')

      // At the start of a route it is the driver who gets it.
      const receiver = desk.visit.direction === 'check-in' ? desk.visit.driver : session.person
      if (kind === 'key' && outcome === 'handed-over' && desk.visit.direction === 'check-out') {
        await desk.submit({ key_tag: id, received_by: session.person })
      } else {
        await desk.submit({ kind, id, outcome, received_by: receiver }, { path: 'assets' })
      }
      return null
    }))
}
