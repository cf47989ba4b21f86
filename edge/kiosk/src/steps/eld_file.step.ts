import { sha256 } from '../api'
import { h } from '../dom'
import type { Step } from '../desk'
import { t } from '../i18n'
import { done, hint, sendBar } from './form'

/** Bytes; what the gateway takes. */
const sizeMax = 16 * 1024 * 1024

export default {
  name: 'eld_file',
  path: 'eld-file',
  order: 35,
  isCorrectable: true,
  render(desk) {
    if (desk.visit.steps['eld_file']) return done(t('step.is.done'))
    const chosen = h('p', { class: 'big' })
    const show = async (): Promise<void> => {
      const file = desk.draft.file('file')
      chosen.textContent = file
        ? t('eld.chosen', {
          name: desk.draft.get('name', ''), size: Math.ceil(file.size / 1024), hash: (await sha256(file)).slice(0, 16),
        })
        : t('eld.none')
    }
    void show()
    const input = h('input', {
      class: 'file', attrs: { type: 'file', accept: '.csv,text/csv', 'aria-label': t('eld.choose') },
      on: {
        change: () => {
          const file = input.files?.[0]
          if (!file) return
          desk.draft.set('name', file.name)
          void file.arrayBuffer().then(octets => {
            desk.draft.setFile('file', new Blob([octets]))
            return show()
          })
        },
      },
    })
    return h('div', { class: 'form' },
      hint(t('eld.hint')),
      h('label', { class: 'button' }, t('eld.choose'), input),
      chosen,
      sendBar(t('eld.live'), async () => {
        await desk.submit({}, { path: 'eld-record' })
        return null
      }, 'quiet'),
      sendBar(t('send'), async () => {
        const file = desk.draft.file('file')
        if (!file) return t('eld.none')
        if (file.size > sizeMax) return t('eld.too.large')
        if (file.size === 0) return t('eld.empty')
        await desk.submit(file, {
          method: 'PUT', path: `eld-file?name=${encodeURIComponent(desk.draft.get('name', 'eld.csv'))}`,
        })
        return null
      }))
  },
} satisfies Step
