import { area, button, field, h } from '../dom'
import type { Desk, Step } from '../desk'
import { t } from '../i18n'
import { done, hint, sendBar } from './form'

/** The ways out without agreement. */
export default {
  name: 'ending',
  path: null,
  order: 95,
  isOwn: true,
  isDone: () => null,
  digest: visit => visit.state,
  render(desk) {
    const { visit, draft, app } = desk
    if (visit.state !== 'open') {
      return h('div', { class: 'form' }, done(t(`state.${visit.state}`)), h('p', {}, visit.reason ?? ''), reopening(desk))
    }
    const fault = h('p', { class: 'bad', attrs: { role: 'alert' } })
    let sure: string | null = null
    const end = async (path: 'refusal' | 'dispute'): Promise<void> => {
      const reason = draft.get('reason', '').trim()
      fault.textContent = reason ? '' : t('generic.missing', { fields: t('field.reason') })
      if (!reason) return
      // A second touch, so that nobody ends a visit with an elbow.
      if (sure !== path) {
        sure = path
        fault.textContent = t('ending.sure')
        return
      }
      await desk.submit({ reason, by: desk.session.person }, { path })
    }
    const may = app.may('refusal') || app.may('dispute')
    return h('div', { class: 'form' },
      hint(t('ending.hint')),
      may ? field(t('field.reason'), area(draft.get('reason', ''), words => draft.set('reason', words))) : null,
      h('div', { class: 'bar' },
        app.may('dispute') ? button(t('ending.dispute'), () => void end('dispute'), 'danger') : null,
        app.may('refusal') ? button(t('ending.refuse'), () => void end('refusal'), 'danger') : null,
        may ? null : hint(t('not.yours'))),
      fault)
  },
} satisfies Step

// A visit that ended takes no correction: another one stands for it, and both sign anew.
function reopening(desk: Desk): HTMLElement | null {
  const { draft, session } = desk
  if (!desk.app.may('reopening')) return null
  return h('section', { class: 'card' },
    h('h3', {}, t('reopening.title')),
    hint(t('reopening.hint')),
    field(t('field.reason'), area(draft.get('again', ''), words => draft.set('again', words))),
    sendBar(t('reopening.send'), async () => {
      const reason = draft.get('again', '').trim()
      if (!reason) return t('generic.missing', { fields: t('field.reason') })
      await desk.submit({ reason, by: session.person }, { path: 'reopening', draft: 'reopening' })
      return null
    }))
}
