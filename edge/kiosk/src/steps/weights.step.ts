import { field, h, text } from '../dom'
import type { Step } from '../desk'
import { t } from '../i18n'
import { done, hint, recorded, sendBar } from './form'

/** Grams of kilograms with a point or a comma; undefined for no weight. */
export function gramsOf(kilograms: string): number | undefined {
  const words = kilograms.trim().replace(',', '.')
  const grams = Math.round(Number(words) * 1000)
  return words && Number.isFinite(grams) && grams >= 0 && grams <= 200_000_000 ? grams : undefined
}

export default {
  name: 'weights',
  path: 'weights',
  order: 42,
  async render(desk) {
    const { draft } = desk
    const entry = (name: string, decimal = false): HTMLInputElement => text(
      draft.get(name, ''), value => draft.set(name, value), { maxlength: 120, inputmode: decimal ? 'decimal' : null })
    return h('div', { class: 'form' },
      desk.visit.steps['weights'] ? done(t('step.is.done')) : null,
      recorded(await desk.records()),
      hint(t('weights.hint')),
      h('div', { class: 'row two' },
        field(t('field.part'), entry('part')), field(t('field.scale'), entry('scale')),
        field(t('field.kilograms'), entry('kg', true)), field(t('field.limit'), entry('limit', true))),
      sendBar(t('send'), async () => {
        const [part, scale] = [draft.get('part', '').trim(), draft.get('scale', '').trim()]
        const [grams, limit] = [gramsOf(draft.get('kg', '')), gramsOf(draft.get('limit', ''))]
        const missing = [
          part ? null : t('field.part'), scale ? null : t('field.scale'),
          grams === undefined ? t('field.kilograms') : null, limit ? null : t('field.limit'),
        ].filter(one => one !== null)
        if (missing.length > 0) return t('generic.missing', { fields: missing.join(', ') })
        await desk.submit({ part, grams, limit_grams: limit, scale })
        return null
      }))
  },
} satisfies Step
