import { h } from '../dom'
import type { Step } from '../desk'
import { degrees, t, time } from '../i18n'
import type { Device } from '../model'
import { done, hint, table } from './form'
import { bandOf } from './manifest.step'

/** Shown alone: refrigeration units report by themselves. */
export default {
  name: 'temperatures',
  path: null,
  order: 50,
  isOwn: true,
  isDone: () => null,
  isShown: visit => visit.reefer !== null || visit.excursions.length > 0 || visit.temperatures.length > 0,
  digest: visit => JSON.stringify([visit.reefer, visit.excursions, visit.temperatures]),
  async render({ app, visit }) {
    const devices = (await app.get<{ devices: Device[] }>('/devices'))?.devices ?? []
    const unit = devices.find(one => one.id === visit.reefer)
    return h('div', {},
      visit.excursions.length === 0 ? done(t('temperatures.good')) : h('div', {},
        h('p', { class: 'bad big' }, t('temperatures.bad', { count: visit.excursions.length })),
        table([t('zone'), t('from'), t('to'), t('extreme'), t('band')], visit.excursions.map(one => [
          String(one.zone), time(one.from), one.to ? time(one.to) : t('ongoing'), degrees(one.extreme_milli_c),
          bandOf(one.band)]))),
      visit.temperatures.length > 0 ? h('section', { class: 'card' },
        h('h3', {}, t('temperatures.verdict')),
        table([t('zone'), t('record.outcome'), t('from'), t('to'), t('band')], visit.temperatures.map(one => [
          `${one.zone}`, h('span', { class: one.outcome === 'proven' ? 'good' : 'bad' }, t(`value.${one.outcome}`)),
          time(one.from), time(one.to), bandOf(one.band)]))) : null,
      unit ? h('section', { class: 'card' },
        h('h3', {}, `${t('unit')} ${unit.id}`),
        hint(`${t('reading')} ${time(unit.reading_at)}${unit.stale ? ` (${t('stale')})` : ''}`),
        table([t('zone'), t('return.air'), t('setpoint')], (unit.zones ?? []).map(zone => [
          String(zone.zone), degrees(zone.return_milli_c), degrees(zone.setpoint_milli_c)]))) : null)
  },
} satisfies Step
