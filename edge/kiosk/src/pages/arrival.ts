import type { App } from '../app'
import { button, choice, field, h, text } from '../dom'
import type { Draft } from '../draft'
import { t } from '../i18n'
import type { Device, Dock } from '../model'
import { kilometresOf, metresOf, odometerOf } from '../odometer'

/** The draft of an arrival belongs to no check-out yet. */
const place = 'new'

type Direction = 'check-out' | 'check-in'

/** What hardware knows of a vehicle that has just come in. */
export function guess(devices: readonly Device[], docks: readonly Dock[]): { vehicle: string, dock: string } {
  const isFree = (dock: Dock): boolean => dock.check_out === null
  const opened = docks.filter(dock => isFree(dock) && dock.door_open)
    .sort((a, b) => (b.door_at ?? '').localeCompare(a.door_at ?? ''))
  const dock = (opened[0] ?? docks.find(isFree))?.dock ?? ''
  const taken = new Set(devices.filter(one => one.check_out !== null).map(one => one.vehicle))
  const heard = devices
    .filter(one => one.vehicle !== null && one.heard_at !== null && !taken.has(one.vehicle))
    .sort((a, b) => (b.heard_at ?? '').localeCompare(a.heard_at ?? ''))
  return { vehicle: heard[0]?.vehicle ?? '', dock }
}

export function arrivalPage(app: App): { element: HTMLElement, onScan(code: string): Promise<void> } {
  const element = h('main', { class: 'panel' })
  let devices: Device[] = []
  const draw = async (): Promise<void> => {
    const draft = await app.draft(place, 'arrival')
    const docks = (await app.get<{ docks: Dock[] }>('/docks'))?.docks ?? []
    devices = (await app.get<{ devices: Device[] }>('/devices'))?.devices ?? []
    element.replaceChildren(h('div', { class: 'row' },
      button(`‹ ${t('back')}`, () => app.go({ page: 'visits' }), 'quiet'), h('h1', {}, t('arrival.new'))),
    app.outbox.waits(place, 'arrival') ? h('p', { class: 'waits' }, t('sent.waits')) : form(app, draft, devices, docks))
  }
  app.stopPolling()
  void draw()
  return {
    element,
    onScan: async code => {
      const draft = await app.draft(place, 'arrival')
      draft.set(devices.some(one => one.vehicle === code) ? 'vehicle' : 'route', code)
      await draft.saved()
      await draw()
    },
  }
}

function form(app: App, draft: Draft, devices: readonly Device[], docks: readonly Dock[]): HTMLElement {
  const guessed = guess(devices, docks)
  const session = app.session!
  const vehicles = [...new Set(devices.map(one => one.vehicle).filter(one => one !== null))].sort()
  const fault = h('p', { class: 'bad', attrs: { role: 'alert' } })
  const value = (name: string, unset: string): string => draft.get<string>(name, unset)
  const isDriver = session.role === 'driver'
  const odometer = text(value('odometer', '') || kilometresOf(odometerOf(devices, value('vehicle', guessed.vehicle))),
    entered => draft.set('odometer', entered), { inputmode: 'decimal' })
  const vehicle = text(value('vehicle', guessed.vehicle), entered => {
    draft.set('vehicle', entered)
    if (!value('odometer', '')) odometer.value = kilometresOf(odometerOf(devices, entered))
  }, { list: 'vehicles', maxlength: 64 })
  const driver = text(isDriver ? session.person : value('driver', ''), entered => draft.set('driver', entered),
    { maxlength: 64, readonly: isDriver })
  const dock = h('select', { on: { change: () => draft.set('dock', dock.value) } },
    h('option', { attrs: { value: '' } }, t('dock.none')),
    ...docks.map(one => h('option', { attrs: { value: one.dock, disabled: one.check_out !== null } },
      one.check_out === null ? one.dock : `${one.dock} (${t('dock.taken')})`)))
  dock.value = value('dock', guessed.dock)
  const direction = (): Direction => draft.get<Direction>('direction', 'check-out')
  const entry = (name: string): HTMLInputElement =>
    text(value(name, ''), entered => draft.set(name, entered), { maxlength: 120 })
  const said = (name: string): string | null => value(name, '').trim() || null
  const send = button(t(`arrival.send.${direction()}`), () => {
    const metres = metresOf(odometer.value)
    fault.textContent = !vehicle.value.trim() || !driver.value.trim() ? t('arrival.missing')
      : metres === undefined ? t('arrival.odometer.bad') : ''
    if (fault.textContent) return
    void app.submit({
      checkOut: place,
      step: 'arrival',
      path: '/check-outs',
      body: {
        vehicle: vehicle.value.trim(), driver: driver.value.trim(), route: route.value.trim() || null,
        dock: dock.value || null, odometer_metres: metres ?? null, direction: direction(), trailer: said('trailer'),
        vehicle_class: said('vehicle_class'), cargo_class: said('cargo_class'), customer: said('customer'),
      },
    })
  }, 'primary')
  const route = text(value('route', ''), entered => draft.set('route', entered), { maxlength: 64 })
  return h('div', { class: 'form' },
    h('p', { class: 'hint' }, t('arrival.hint')),
    choice(t('field.direction'), [
      { value: 'check-out', label: t('value.check-out') }, { value: 'check-in', label: t('value.check-in') },
    ], direction(), chosen => {
      draft.set('direction', chosen)
      send.textContent = t(`arrival.send.${chosen}`)
    }),
    h('div', { class: 'row two' },
      field(t('field.vehicle'), vehicle), field(t('field.driver'), driver),
      field(t('field.dock'), dock), field(t('field.route'), route, t('arrival.route')),
      field(t('arrival.odometer'), odometer), field(t('field.trailer'), entry('trailer'))),
    h('details', {}, h('summary', {}, t('arrival.more')), h('div', { class: 'row three' },
      field(t('field.vehicle_class'), entry('vehicle_class')), field(t('field.cargo_class'), entry('cargo_class')),
      field(t('field.customer'), entry('customer')))),
    h('datalist', { id: 'vehicles' }, ...vehicles.map(one => h('option', { attrs: { value: one } }))),
    h('div', { class: 'bar' }, send, fault))
}
