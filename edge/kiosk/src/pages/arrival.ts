import type { App } from '../app'
import { button, field, h, text } from '../dom'
import type { Draft } from '../draft'
import { t } from '../i18n'
import type { Device, Dock } from '../model'

/** The draft of an arrival belongs to no check-out yet. */
const place = 'new'

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

/** Metres that a vehicle's ELD last reported. */
export function odometerOf(devices: readonly Device[], vehicle: string): number | null {
  return devices.find(one => one.kind === 'eld' && one.vehicle === vehicle)?.odometer_metres ?? null
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
  const odometer = text(kilometres(value('odometer', ''), odometerOf(devices, value('vehicle', guessed.vehicle))),
    entered => draft.set('odometer', entered), { inputmode: 'decimal' })
  const vehicle = text(value('vehicle', guessed.vehicle), entered => {
    draft.set('vehicle', entered)
    if (!value('odometer', '')) odometer.value = kilometres('', odometerOf(devices, entered))
  }, { list: 'vehicles', maxlength: 64 })
  const driver = text(isDriver ? session.person : value('driver', ''), entered => draft.set('driver', entered),
    { maxlength: 64, readonly: isDriver })
  const dock = h('select', { on: { change: () => draft.set('dock', dock.value) } },
    h('option', { attrs: { value: '' } }, t('dock.none')),
    ...docks.map(one => h('option', { attrs: { value: one.dock, disabled: one.check_out !== null } },
      one.check_out === null ? one.dock : `${one.dock} (${t('dock.taken')})`)))
  dock.value = value('dock', guessed.dock)
  const route = text(value('route', ''), entered => draft.set('route', entered), { maxlength: 64 })
  return h('div', { class: 'form' },
    h('p', { class: 'hint' }, t('arrival.hint')),
    h('div', { class: 'row two' },
      field(t('field.vehicle'), vehicle), field(t('field.driver'), driver),
      field(t('field.dock'), dock), field(t('field.route'), route, t('arrival.route')),
      field(t('arrival.odometer'), odometer)),
    h('datalist', { id: 'vehicles' }, ...vehicles.map(one => h('option', { attrs: { value: one } }))),
    h('div', { class: 'bar' },
      button(t('arrival.send'), () => {
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
            dock: dock.value || null, odometer_metres: metres ?? null,
          },
        })
      }, 'primary'),
      fault))
}

const kilometres = (entered: string, metres: number | null): string =>
  entered || (metres === null ? '' : String(Math.round(metres / 100) / 10))

/** Metres of kilometres with a point or a comma; null for nothing, undefined for no number. */
export function metresOf(kilometres: string): number | null | undefined {
  const words = kilometres.trim().replace(',', '.')
  if (!words) return null
  const metres = Math.round(Number(words) * 1000)
  return Number.isFinite(metres) && metres >= 0 && metres <= 1e10 ? metres : undefined
}
