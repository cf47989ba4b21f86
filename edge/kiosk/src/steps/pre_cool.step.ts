import { choice, field, h, text } from '../dom'
import type { Step } from '../desk'
import { degrees, t } from '../i18n'
import type { Device } from '../model'
import { done, hint, recorded, sendBar } from './form'

/** Milli-degrees of degrees Celsius with a point or a comma; undefined for no number. */
export function milliOf(entered: string): number | undefined {
  const words = entered.trim().replace(',', '.').replace('−', '-')
  const milli = Math.round(Number(words) * 1000)
  return words && Math.abs(milli) <= 85_000 ? milli : undefined
}

/** How cold a zone is before anything is loaded; filled in from the refrigeration unit. */
export default {
  name: 'pre_cool',
  path: 'pre-cool',
  order: 22,
  isShown: visit => visit.direction === 'check-in',
  digest: visit => `${visit.reefer}`,
  async render(desk) {
    const { app, draft, visit } = desk
    const devices = (await app.get<{ devices: Device[] }>('/devices'))?.devices ?? []
    const unit = devices.find(one => visit.reefer ? one.id === visit.reefer : one.vehicle === visit.vehicle && one.zones)
    const zone = draft.get('zone', '1')
    const measured = unit?.zones?.find(one => String(one.zone) === zone)?.return_milli_c
    const entered = draft.get('degrees', measured === null || measured === undefined ? '' : String(measured / 1000))
    return h('div', { class: 'form' },
      visit.steps['pre_cool'] ? done(t('step.is.done')) : null,
      recorded(await desk.records()),
      hint(measured === null || measured === undefined ? t('pre.cool.unknown')
        : t('pre.cool.measured', { unit: unit!.id, degrees: degrees(measured) })),
      choice(t('zone'), (['1', '2', '3'] as const).map(value => ({ value, label: `${t('zone')} ${value}` })),
        zone as '1' | '2' | '3', value => { draft.set('zone', value); draft.set('degrees', undefined); desk.redraw() }),
      field(t('field.degrees'), text(
        String(entered ?? ''), value => draft.set('degrees', value), { inputmode: 'decimal' })),
      sendBar(t('send'), async () => {
        const milli = milliOf(String(draft.get('degrees', entered) ?? ''))
        if (milli === undefined) return t('generic.missing', { fields: t('field.degrees') })
        await desk.submit({ zone: Number(zone), milli_c: milli, at: new Date().toISOString() })
        return null
      }))
  },
} satisfies Step
