import { sha256 } from '../api'
import { button, choice, field, h, text } from '../dom'
import type { Desk, Step } from '../desk'
import { t } from '../i18n'
import { photoField } from '../photo'
import { done, hint, sendBar } from './form'
import { gramsOf } from './weights.step'

type State = 'unknown' | 'solid' | 'liquid' | 'gas'

/** A line of the shipping paper, and the packages that it is of. */
interface Entry { text: string, column: '' | 'X' | 'RQ', kg: string, bulk: boolean, state: State }

const blank = (): Entry => ({ text: '', column: 'X', kg: '', bulk: false, state: 'unknown' })

/** The shipping paper as it is written (49 CFR 172.200 to 172.205); the gateway judges it. */
export default {
  name: 'hazmat',
  path: 'hazmat',
  order: 48,
  isCorrectable: true,
  render(desk) {
    const { draft, visit } = desk
    if (visit.steps['hazmat']) return done(t('step.is.done'))
    const entry = (name: string, attrs: Record<string, string | number> = {}): HTMLInputElement =>
      text(draft.get(name, ''), value => draft.set(name, value), { maxlength: 500, ...attrs })
    return h('div', { class: 'form' },
      hint(t('hazmat.hint')),
      photoField(t('hazmat.paper'), draft.file('paper'), photo => draft.setFile('paper', photo)),
      entries(desk),
      h('div', { class: 'row two' },
        field(t('field.emergency_phone'), entry('phone', { inputmode: 'tel' })),
        field(t('field.emergency_contact'), entry('contact')),
        field(t('field.certification'), entry('certification')),
        field(t('hazmat.signed'), entry('signed')),
        field(t('field.displayed'), entry('displayed'), t('hazmat.displayed')),
        field(t('field.endorsed_until'), entry('endorsed', { type: 'date' })),
        field(t('field.trained_on'), entry('trained', { type: 'date' }))),
      choice(t('field.within_reach'), [
        { value: 'yes', label: t('hazmat.reach'), kind: 'good' },
        { value: 'no', label: t('hazmat.out.of.reach'), kind: 'bad' },
      ], draft.get<'yes' | 'no' | undefined>('reach', undefined), value => draft.set('reach', value)),
      sendBar(t('send'), () => send(desk)))
  },
} satisfies Step

function entries(desk: Desk): HTMLElement {
  const rows = desk.draft.get<Entry[]>('entries', [blank()])
  const keep = (): void => desk.draft.set('entries', rows)
  const element = h('fieldset')
  const draw = (): void => {
    element.replaceChildren(h('legend', {}, t('hazmat.entries')), ...rows.map((row, index) => h('div', { class: 'card' },
      field(t('hazmat.entry'), text(row.text, value => { row.text = value; keep() }, { maxlength: 500 }), t('hazmat.order')),
      choice(t('hazmat.column'), [
        { value: 'X', label: 'X' }, { value: 'RQ', label: 'RQ' }, { value: '', label: t('hazmat.harmless') },
      ], row.column, value => { row.column = value; keep(); draw() }),
      ...row.column === '' ? [] : [
        field(t('field.gross'), text(row.kg, value => { row.kg = value; keep() }, { inputmode: 'decimal' })),
        choice(t('field.state'), (['solid', 'liquid', 'gas'] as const).map(value => ({ value, label: t(`value.${value}`) })),
          row.state === 'unknown' ? undefined : row.state, value => { row.state = value; keep() }),
        choice(t('field.packages'), [
          { value: 'no', label: t('hazmat.packed') }, { value: 'yes', label: t('hazmat.bulk') },
        ], row.bulk ? 'yes' : 'no', value => { row.bulk = value === 'yes'; keep() }),
      ],
      rows.length > 1 ? button(t('remove'), () => { rows.splice(index, 1); keep(); draw() }, 'quiet') : null)),
    button(t('add'), () => { rows.push(blank()); keep(); draw() }))
  }
  draw()
  return element
}

async function send(desk: Desk): Promise<string | null> {
  const { draft, session } = desk
  const paper = draft.file('paper')
  const rows = draft.get<Entry[]>('entries', []).filter(row => row.text.trim())
  const reach = draft.get<'yes' | 'no' | ''>('reach', '')
  const harmful = rows.filter(row => row.column !== '')
  const missing = [
    paper ? null : t('hazmat.paper'), rows.length > 0 ? null : t('hazmat.entry'), reach ? null : t('field.within_reach'),
    harmful.every(row => gramsOf(row.kg) !== undefined) ? null : t('field.gross'),
  ].filter(one => one !== null)
  if (missing.length > 0 || !paper) return t('generic.missing', { fields: missing.join(', ') })
  const said = (name: string): string | null => draft.get(name, '').trim() || null
  await desk.submit({
    checked_by: session.person,
    paper_sha256: await sha256(paper),
    entries: rows.map(row => ({ text: row.text.trim(), hm_column: row.column || null })),
    materials: harmful.map(row => ({ gross_grams: gramsOf(row.kg), is_bulk: row.bulk, state: row.state })),
    within_reach: reach === 'yes',
    emergency_phone: said('phone'), emergency_contact: said('contact'), certification: said('certification'),
    signed_by: said('signed'), endorsed_until: said('endorsed'), trained_on: said('trained'),
    displayed: (said('displayed') ?? '').split(',').map(one => one.trim()).filter(one => one),
  }, { files: [paper] })
  return null
}
