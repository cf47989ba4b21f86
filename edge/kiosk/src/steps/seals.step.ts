import { area, choice, field, h, text } from '../dom'
import type { Desk, Step } from '../desk'
import { t, tOr } from '../i18n'
import type { Door } from '../model'
import { done, hint, recorded, sendBar, table } from './form'

type Action = 'checked' | 'applied' | 'broken'
type Condition = 'intact' | 'damaged' | 'missing'
type Class = 'indicative' | 'security' | 'high-security'

/** Seals by door: looked at, put on, cut. */
export default {
  name: 'seals',
  path: 'seals',
  order: 28,
  digest: visit => String(visit.steps['manifest']),
  onScan(desk, code) {
    if (!desk.app.may('seals')) return false
    desk.draft.set('number', code)
    desk.redraw()
    return true
  },
  async render(desk) {
    const doors = (await desk.app.get<{ doors: Door[] }>(`/check-outs/${encodeURIComponent(desk.visit.id)}/seals`))?.doors ?? []
    return h('div', {},
      desk.visit.steps['seals'] ? done(t('step.is.done')) : null,
      doors.length > 0 ? doorTable(doors) : null,
      recorded(await desk.records()),
      form(desk, doors))
  },
} satisfies Step

/** What the manifest, the records and the circuits say of each door. */
const doorTable = (doors: readonly Door[]): HTMLElement => table(
  [t('field.door'), t('cargo.expected'), t('field.seal'), t('seals.circuit'), ''],
  doors.map(one => [
    one.door, one.expected ?? '–', one.number ?? '–', one.circuit ? tOr(`value.${one.circuit}`, one.circuit) : '–',
    h('span', { class: 'bad' }, one.findings.map(finding => finding.message).join(' '))]))

function form(desk: Desk, doors: readonly Door[]): HTMLElement {
  const { draft } = desk
  const action = draft.get<Action>('action', 'checked')
  const door = text(draft.get('door', doors[0]?.door ?? ''), value => draft.set('door', value), { maxlength: 120 })
  const isMissing = draft.get<Condition | ''>('condition', '') === 'missing' && action === 'checked'
  return h('div', { class: 'form' },
    hint(t('seals.hint')),
    doors.length > 1 ? h('div', { class: 'tabs', attrs: { role: 'group' } }, ...doors.map(one => h('button', {
      attrs: { type: 'button' }, on: { click: () => { draft.set('door', one.door); door.value = one.door } },
    }, one.door))) : null,
    field(t('field.door'), door),
    choice(t('field.action'), [
      { value: 'checked', label: t('value.checked') },
      { value: 'applied', label: t('value.applied') },
      { value: 'broken', label: t('value.broken') },
    ], action, value => { draft.set('action', value); desk.redraw() }),
    isMissing ? null : field(t('field.seal'), text(
      draft.get('number', ''), value => draft.set('number', value), { maxlength: 35 }), t('seals.scan')),
    action === 'checked' ? choice(t('field.condition'), [
      { value: 'intact', label: t('value.intact'), kind: 'good' },
      { value: 'damaged', label: t('value.damaged'), kind: 'bad' },
      { value: 'missing', label: t('value.missing'), kind: 'bad' },
    ], draft.get<Condition | undefined>('condition', undefined), value => {
      draft.set('condition', value)
      desk.redraw()
    }) : null,
    action === 'applied' ? choice(t('field.class'), [
      { value: 'indicative', label: t('value.indicative') },
      { value: 'security', label: t('value.security') },
      { value: 'high-security', label: t('value.high-security') },
    ], draft.get<Class | undefined>('class', undefined), value => draft.set('class', value)) : null,
    action === 'broken' ? field(t('field.reason'), area(
      draft.get('reason', ''), words => draft.set('reason', words))) : null,
    sendBar(t('send'), () => send(desk, door.value.trim(), action)))
}

async function send(desk: Desk, door: string, action: Action): Promise<string | null> {
  const { draft } = desk
  const condition = draft.get<Condition | null>('condition', null)
  const number = draft.get('number', '').trim()
  const reason = draft.get('reason', '').trim()
  const missing = [
    door ? null : t('field.door'),
    number || (action === 'checked' && condition === 'missing') ? null : t('field.seal'),
    action === 'checked' && !condition ? t('field.condition') : null,
    action === 'broken' && !reason ? t('field.reason') : null,
  ].filter(one => one !== null)
  if (missing.length > 0) return t('generic.missing', { fields: missing.join(', ') })
  await desk.submit({
    door, action, number: number || null, at: new Date().toISOString(),
    condition: action === 'checked' ? condition : null,
    class: action === 'applied' ? draft.get<Class | null>('class', null) : null,
    reason: action === 'broken' ? reason : null,
  })
  return null
}
