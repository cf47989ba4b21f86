import { field, h, text } from '../dom'
import type { Step } from '../desk'
import { t } from '../i18n'
import type { Device } from '../model'
import { kilometresOf, metresOf, odometerOf } from '../odometer'
import { done, hint, sendBar } from './form'

/** What the dashboard says, beside what the logging device says. */
export default {
  name: 'odometer',
  path: 'odometer',
  order: 25,
  isCorrectable: true,
  async render(desk) {
    const { app, draft, visit } = desk
    if (visit.steps['odometer']) return done(t('step.is.done'))
    const devices = (await app.get<{ devices: Device[] }>('/devices'))?.devices ?? []
    const other = odometerOf(devices, visit.vehicle)
    return h('div', { class: 'form' },
      hint(other === null ? t('odometer.unknown') : t('odometer.device', { km: kilometresOf(other) })),
      field(t('arrival.odometer'), text(
        draft.get('km', ''), value => draft.set('km', value), { inputmode: 'decimal' })),
      sendBar(t('send'), async () => {
        const metres = metresOf(draft.get('km', ''))
        if (metres === null || metres === undefined) return t('arrival.odometer.bad')
        await desk.submit({ metres, other_metres: other, at: new Date().toISOString() })
        return null
      }))
  },
} satisfies Step
