import { describe, expect, it } from 'vitest'
import { hashOf, placeOf } from '../src/app'
import { parseGs1 } from '../src/gs1'
import type { CheckOut, Device, Dock, Manifest } from '../src/model'
import { metresOf, odometerOf } from '../src/odometer'
import { guess } from '../src/pages/arrival'
import { isSigned } from '../src/signature'
import { isLabel, unitsOf } from '../src/steps/cargo.step'
import { deliveredOf } from '../src/steps/deliveries.step'
import { itemsOf } from '../src/steps/exception.step'
import { bodyOf, type Schema } from '../src/steps/generic'
import { milliOf } from '../src/steps/pre_cool.step'
import { stepsOf } from '../src/steps/table'
import { gramsOf } from '../src/steps/weights.step'
import { wordsOf } from '../src/problems'
import { useLanguage } from '../src/i18n'

const visit: CheckOut = {
  id: 'c1', version: 1, state: 'open', depot: 'lyon', vehicle: 'T', driver: 'D', route: null, dock: null, reefer: null,
  arrived_at: '2026-11-21T10:00:00Z', custodian: 'driver:D',
  steps: { cargo: false, deliveries: true, eld_file: false, inspection: false, keys: false, manifest: true },
  missing: [], stops: [], counts: [], excursions: [], sign_offs: [], scans: 0, reason: null,
  direction: 'check-out', trailer: null, load_gate: null, issued: [], exceptions: [], temperatures: [],
}

const line = (number: number, sku: string, lot: string) => ({ line: number, sku, lot, quantity: 5, band: null })
const manifest: Manifest = {
  route: 'R', vehicle: 'T', driver: 'D', reefer: null, departed: null,
  stops: [{ stop: 1, order: 'O', consignee: 'C', lines: [line(1, 'MILK', 'L7'), line(2, 'EGGS', 'L8'), line(3, 'HAM', 'L8')] }],
}

describe('the steps', () => {
  it('are those with a form of their own, in order', () =>
    expect(stepsOf(visit).map(step => step.name)).toEqual(
      ['manifest', 'inspection', 'deliveries', 'eld_file', 'cargo', 'keys', 'exception', 'sign_off', 'ending']))

  it('and any other that the checklist names, with a form or without', () =>
    expect(stepsOf({ ...visit, steps: { ...visit.steps, seals: false, polish: false } }).map(step => step.name))
      .toEqual(expect.arrayContaining(['seals', 'polish'])))

  it('that need not be done are shown when asked for, where they fit the direction', () => {
    const all = (one: CheckOut): string[] => stepsOf(one, true).map(step => step.name)
    expect(all(visit)).toEqual(expect.arrayContaining(['odometer', 'fuel_card', 'devices', 'weights', 'hazmat']))
    expect(all(visit)).not.toContain('acknowledgement')
    expect(all({ ...visit, direction: 'check-in' })).toEqual(expect.arrayContaining(['acknowledgement', 'pre_cool']))
    expect(all({ ...visit, direction: 'check-in' })).not.toContain('deliveries')
    expect(all({ ...visit, state: 'completed' })).not.toContain('exception')
  })

  it('of the protocol each have a form of their own', () => {
    const own = new Set(stepsOf({ ...visit, steps: { inspection: true } }, true).map(step => step.name))
    for (const step of ['seals', 'odometer', 'fuel_card', 'devices', 'weights', 'hazmat', 'repair']) {
      expect([step, own.has(step)]).toEqual([step, true])
    }
  })
})

describe('a form from a schema', () => {
  const schema: Schema = {
    required: ['number', 'checked_by', 'at', 'marks'],
    properties: {
      number: { type: 'string' }, checked_by: { type: 'string' }, broken: { type: 'boolean' },
      at: { type: 'string', pattern: '^[0-9]{4}-T' }, note: { anyOf: [{ type: 'string' }, { type: 'null' }] },
      marks: { type: 'array', items: { required: ['mark'], properties: { mark: { type: 'string' } } } },
    },
  }

  it('fills in who and when, and leaves out what is empty', () =>
    expect(bodyOf(schema, { number: '7', note: '', marks: [{ mark: 'a' }] }, 'S-1', 'now')).toEqual({
      body: { number: '7', checked_by: 'S-1', broken: false, at: 'now', marks: [{ mark: 'a' }] }, missing: [],
    }))

  it('does not say for somebody that they signed a paper, and takes a day for a day', () => {
    const paper: Schema = {
      properties: {
        signed_by: { type: 'string' }, until: { type: 'string', pattern: '^[0-9]{4}-[0-9]{2}-[0-9]{2}$' },
        at: { type: 'string', pattern: '^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}' },
      },
    }
    expect(bodyOf(paper, {}, 'S-1', 'now').body).toEqual({ at: 'now' })
  })

  it('says what is missing, in lists too', () =>
    expect(bodyOf(schema, { marks: [{}] }, 'S-1', 'now').missing).toEqual(['number', 'mark']))
})

describe('a scanned code', () => {
  it('is read as printed and as sent', () => {
    const wanted = [{ ai: '01', data: '09506000134352' }, { ai: '10', data: 'L7' }]
    expect(parseGs1('(01)09506000134352(10)L7')).toEqual(wanted)
    expect(parseGs1(']C1010950600013435210L7')).toEqual(wanted)
    expect(parseGs1(']d2010950600013435210L7\u001d17261231')).toEqual([...wanted, { ai: '17', data: '261231' }])
  })

  it('that is no element string is none', () => {
    for (const code of ['KEY-TRK-12', '04A1B2C3D4E580', '4711', '(01)', '', '(10)L7 (01)']) {
      expect([code, parseGs1(code)]).toEqual([code, null])
    }
  })

  it('means what the manifest has of its lot, and asks where that is more than one', () => {
    expect(unitsOf('(01)09506000134352(10)L7', manifest, {})).toEqual([{ sku: 'MILK', lot: 'L7' }])
    expect(unitsOf('(01)09506000134352(10)L8', manifest, {}).map(one => one.sku)).toEqual(['EGGS', 'HAM'])
    expect(unitsOf('(01)09506000134352(10)L8', manifest, { '09506000134352': 'HAM' }))
      .toEqual([{ sku: 'HAM', lot: 'L8' }])
    expect(unitsOf('EGGS', manifest, {})).toEqual([{ sku: 'EGGS', lot: 'L8' }])
    expect(unitsOf('(01)09506000134352(10)L7', null, {})).toEqual([])
  })
})

it('a label is read by the gateway where the manifest says what its numbers stand for', () => {
  const known: Manifest = { ...manifest, catalogue: { products: [{ sku: 'MILK', items: [{ gtin: '9506000134352', units: 1 }] }] } }
  for (const code of ['(01)09506000134352(10)L7', '9506000134352', '09506000134352', 'https://id.example/01/09506000134352']) {
    expect([code, isLabel(code, known), isLabel(code, manifest)]).toEqual([code, true, false])
  }
  for (const code of ['MILK', 'KEY-TRK-12', '4711']) expect([code, isLabel(code, known)]).toEqual([code, false])
})

describe('a signature', () => {
  const stroke = (length: number) => [{ x: 0, y: 0 }, { x: length, y: 0 }]
  it('of no strokes, or of dots, is none', () => {
    expect(isSigned([])).toBe(false)
    expect(isSigned([[{ x: 5, y: 5 }], [{ x: 9, y: 9 }]])).toBe(false)
    expect(isSigned([stroke(59)])).toBe(false)
    expect(isSigned([stroke(60)])).toBe(true)
    expect(isSigned([stroke(30), stroke(30)])).toBe(true)
  })
})

describe('an arrival', () => {
  const device = (id: string, vehicle: string | null, heard: string | null, checkOut: string | null = null): Device => ({
    id, kind: 'eld', dock: null, vehicle, heard_at: heard, reading_at: null, stale: false, zones: null,
    check_out: checkOut, band: null, odometer_metres: 12_345,
  })
  const dock = (name: string, checkOut: string | null, open: boolean | null, at: string | null): Dock =>
    ({ dock: name, check_out: checkOut, door_open: open, door_at: at })

  it('is at the free dock whose door opened last, with the vehicle that was heard last', () => {
    const devices = [device('e1', 'T-1', '2026-01-01T10:00:00Z'), device('e2', 'T-2', '2026-01-01T11:00:00Z'),
      device('e3', 'T-3', '2026-01-01T12:00:00Z', 'c9')]
    const docks = [dock('d1', null, true, '2026-01-01T09:00:00Z'), dock('d2', null, true, '2026-01-01T10:00:00Z'),
      dock('d3', 'c9', true, '2026-01-01T11:00:00Z'), dock('d4', null, false, '2026-01-01T12:00:00Z')]
    expect(guess(devices, docks)).toEqual({ vehicle: 'T-2', dock: 'd2' })
    expect(odometerOf(devices, 'T-2')).toBe(12_345)
  })

  it('of nothing that is known is empty', () => expect(guess([], [])).toEqual({ vehicle: '', dock: '' }))

  it('takes kilometres with a point or a comma', () => {
    expect(metresOf('204118,3')).toBe(204_118_300)
    expect(metresOf('204118.3')).toBe(204_118_300)
    expect(metresOf(' ')).toBe(null)
    expect(metresOf('far')).toBe(undefined)
    expect(metresOf('-1')).toBe(undefined)
  })
})

it('weights and temperatures are taken with a point or a comma', () => {
  expect([gramsOf('18000,5'), gramsOf('0'), gramsOf(''), gramsOf('heavy'), gramsOf('-1')])
    .toEqual([18_000_500, 0, undefined, undefined, undefined])
  expect([milliOf('-18,5'), milliOf('4'), milliOf('−2.5'), milliOf(''), milliOf('cold'), milliOf('90')])
    .toEqual([-18_500, 4_000, -2_500, undefined, undefined, undefined])
})

it('what can be left out is the vehicle, what was handed out, and the goods, each lot once', () => {
  const items = itemsOf({
    visit: { ...visit, trailer: 'T-9', issued: [{ kind: 'vehicle', id: 'T' }, { kind: 'key', id: 'K' }] }, manifest,
  })
  expect(items.map(item => `${item.kind} ${item.id} ${item.lot ?? ''}`.trim())).toEqual(
    ['vehicle T', 'trailer T-9', 'key K', 'units MILK L7', 'units EGGS L8', 'units HAM L8'])
})

it('what was delivered is what is left', () => {
  const counts = { short: 1, refused: 1, damaged: 1, reason: '' }
  expect(deliveredOf({ quantity: 3 }, counts)).toBe(0)
  expect(deliveredOf({ quantity: 2 }, counts)).toBe(-1)
})

it('an address leads back to where one was', () => {
  for (const place of [{ page: 'visits' }, { page: 'arrival' }, { page: 'visit', id: 'a/b c', step: null },
    { page: 'visit', id: 'c', step: 'eld_file' }] as const) {
    expect(placeOf(hashOf(place))).toEqual(place)
  }
  expect(placeOf('#/visit')).toEqual({ page: 'visits' })
})

it('a refusal is told in words, and an unknown one with the detail', () => {
  useLanguage('en')
  const problem = (type: string, more: object) =>
    ({ type: `urn:oms:problem:${type}`, title: '', status: 409, detail: 'why', ...more })
  expect(wordsOf(problem('steps-open', { missing: 'eld-file,keys' }))).toBe('Still missing: ELD file, Keys.')
  expect(wordsOf(problem('outcomes-not-acceptable', { steps: 'fuel-card,seals' })))
    .toContain('let this pass: Fuel card, Seals.')
  expect(wordsOf(problem('role-not-allowed', { role: 'driver' }))).toContain('A Driver does not')
  expect(wordsOf(problem('strange', {}))).toBe('The gateway does not take it: why')
})
