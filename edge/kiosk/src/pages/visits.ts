import type { App } from '../app'
import { button, h } from '../dom'
import { t, time } from '../i18n'
import type { CheckOut, Dock } from '../model'

/** Docks and the visits that are open. */
export function visitsPage(app: App): HTMLElement {
  const list = h('div', { class: 'tiles' })
  let drawn = ''
  const draw = async (): Promise<void> => {
    const [visits, docks] = await Promise.all([
      app.get<{ check_outs: CheckOut[] }>('/check-outs?state=open&limit=100'),
      app.get<{ docks: Dock[] }>('/docks')])
    if (!visits || !docks) return
    const state = JSON.stringify([visits, docks])
    if (state === drawn) return
    drawn = state
    const free = docks.docks.filter(dock => !visits.check_outs.some(visit => visit.dock === dock.dock))
    list.replaceChildren(
      ...visits.check_outs.map(visit => visitTile(app, visit)),
      ...free.map(dock => h('div', { class: 'tile free' },
        h('strong', {}, dock.dock),
        h('span', {}, dock.door_open === null ? t('door.unknown') : t(dock.door_open ? 'door.open' : 'door.closed')),
        h('span', {}, t('dock.free')))))
  }
  app.onPoll(draw)
  void draw()
  return h('main', { class: 'visits' },
    h('div', { class: 'row' },
      h('h1', {}, t('visits.title')),
      app.may('arrival') ? button(t('arrival.new'), () => app.go({ page: 'arrival' }), 'primary') : null),
    list)
}

function visitTile(app: App, visit: CheckOut): HTMLElement {
  const total = Object.keys(visit.steps).length
  const isMine = visit.driver === app.session?.person
  return h('button', {
    class: `tile ${isMine ? 'mine' : ''}`, attrs: { type: 'button', 'data-visit': visit.id },
    on: { click: () => app.go({ page: 'visit', id: visit.id, step: null }) },
  },
  h('strong', {}, visit.vehicle),
  h('span', {}, `${t('role.driver')} ${visit.driver}${visit.dock ? ` · ${visit.dock}` : ''}`),
  h('span', {}, time(visit.arrived_at)),
  h('span', { class: 'count' }, t('visits.steps', { done: total - visit.missing.length, total })),
  visit.excursions.length > 0 ? h('span', { class: 'bad' }, t('temperatures.bad', { count: visit.excursions.length }))
    : null)
}
