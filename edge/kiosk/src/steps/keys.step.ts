import { field, h, text } from '../dom'
import type { Step } from '../desk'
import { t } from '../i18n'
import { done, hint, sendBar } from './form'

export default {
  name: 'keys',
  path: 'keys',
  order: 45,
  onScan(desk, code) {
    if (desk.visit.steps['keys'] || !desk.app.may('keys')) return false
    desk.draft.set('key_tag', code)
    desk.redraw()
    return true
  },
  render(desk) {
    const { draft } = desk
    if (desk.visit.steps['keys']) return done(t('step.is.done'))
    return h('div', { class: 'form' },
      hint(t('keys.hint')),
      field(t('field.key_tag'), text(
        draft.get('key_tag', ''), value => draft.set('key_tag', value), { maxlength: 64 })),
      sendBar(t('keys.send'), async () => {
        const tag = draft.get('key_tag', '').trim()
        if (!tag) return t('generic.missing', { fields: t('field.key_tag') })
        await desk.submit({ key_tag: tag, received_by: desk.session.person })
        return null
      }))
  },
} satisfies Step
