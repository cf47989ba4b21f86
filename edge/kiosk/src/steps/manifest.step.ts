import { h } from '../dom'
import type { Step } from '../desk'
import { degrees, t } from '../i18n'
import type { Band } from '../model'
import { hint, table } from './form'

export const bandOf = (band: Band | null): string =>
  band ? `${degrees(band.min_milli_c)} … ${degrees(band.max_milli_c)}` : '–'

/** Shown alone: it comes from the centre. */
export default {
  name: 'manifest',
  path: null,
  order: 10,
  digest: visit => `${visit.steps['manifest']}`,
  render: ({ manifest, visit }) => manifest
    ? h('div', {}, ...manifest.stops.map(stop => h('section', { class: 'card' },
      h('h3', {}, `${t('stop')} ${stop.stop}: ${stop.consignee}`),
      h('p', { class: 'hint' }, `${t('order')} ${stop.order}`),
      table([t('field.sku'), t('field.lot'), t('field.quantity'), t('band')],
        stop.lines.map(line => [line.sku, line.lot, String(line.quantity), bandOf(line.band)])))))
    : hint(visit.route ? t('manifest.awaited', { route: visit.route }) : t('manifest.none')),
} satisfies Step
