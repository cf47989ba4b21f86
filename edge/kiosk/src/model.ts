/** The gateway's answers, as docs/edge/api.md has them. */

export interface CheckOut {
  id: string
  version: number
  state: 'open' | 'completed' | 'refused' | 'disputed'
  depot: string
  vehicle: string
  driver: string
  route: string | null
  dock: string | null
  reefer: string | null
  arrived_at: string
  custodian: string | null
  steps: Record<string, boolean>
  missing: string[]
  stops: { stop: number, order: string, reconciled: boolean }[]
  counts: { sku: string, lot: string, expected: number, found: number }[]
  excursions: Excursion[]
  sign_offs: { role: 'driver' | 'supervisor', signer: string }[]
  scans: number
  reason: string | null
  direction: 'check-out' | 'check-in'
  trailer: string | null
  load_gate: { state: 'open' | 'blocked', missing: string[] } | null
  /** What the driver had when the visit began. */
  issued: Item[]
  exceptions: { item: Item, quantity: number }[]
  /** The verdicts on the load that stand. */
  temperatures: Temperature[]
  /** What a label that was just scanned was taken for. */
  scan?: { code: string, units: { sku: string, lot: string, units: number }[], findings: Finding[] } | null
}

export interface Temperature {
  device: string
  zone: number
  outcome: 'proven' | 'excursion' | 'no-proof'
  version: number
  from: string
  to: string
  band: Band
}

/** A door's seal as the records and its circuit have it. */
export interface Door {
  door: string
  expected: string | null
  number: string | null
  condition: string | null
  circuit: string | null
  findings: Finding[]
}

export interface Finding { code: string, subject: string, message: string }

/** The count as it stands: scans and what a person counted, side by side. */
export interface Count { closed: boolean, settled: boolean, lines: CountLine[], findings: Finding[] }

export interface CountLine {
  sku: string
  lot: string
  expected: number
  scanned: number
  scanned_damaged: number
  manual: { quantity: number, damaged: number, by: string } | null
  /** Null while the two sources differ and nobody ruled. */
  counted: number | null
  damaged: number | null
}

export interface Item { kind: ItemKind, id: string, lot?: string | null }

export type ItemKind = 'vehicle' | 'trailer' | 'key' | 'fuel-card' | 'device' | 'units'

export interface Band { min_milli_c: number, max_milli_c: number }

export interface Excursion {
  device: string
  zone: number
  from: string
  to: string | null
  extreme_milli_c: number
  band: Band
}

export interface Manifest {
  route: string
  vehicle: string
  driver: string
  reefer: string | null
  stops: ManifestStop[]
  departed: string | null
  seals?: { door: string, number: string }[] | null
  /** What labels stand for; the gateway reads them by it. */
  catalogue?: { products: { sku: string, items: { gtin: string, units: number }[] }[] } | null
}

export interface ManifestStop { stop: number, order: string, consignee: string, lines: ManifestLine[] }

export interface ManifestLine { line: number, sku: string, lot: string, quantity: number, band: Band | null }

export interface Device {
  id: string
  kind: 'reefer' | 'eld' | 'scanner' | 'badge' | 'dock-door'
  dock: string | null
  vehicle: string | null
  heard_at: string | null
  reading_at: string | null
  stale: boolean
  zones: { zone: number, return_milli_c: number | null, setpoint_milli_c: number | null, door_open: boolean | null }[] | null
  check_out: string | null
  band: Band | null
  odometer_metres: number | null
}

export interface Dock { dock: string, check_out: string | null, door_open: boolean | null, door_at: string | null }

export type Role = 'driver' | 'supervisor' | 'dispatcher' | 'yard'

export interface Session { person: string, name: string, role: Role, steps: string[] }

export interface Settings { depot: string, reader: boolean, idle_seconds: number }

/** RFC 9457; the facts are members beside the standard ones. */
export interface Problem { type: string, title: string, status: number, detail: string, [fact: string]: unknown }

/** A record of a step that stands; a correction names its number. */
export interface StepRecord {
  record: number
  step: string
  /** Which of the step's: the stop, the door, the tag; null where a step has one record. */
  part: string | null
  outcome: string | null
  actor: { person: string, role: string } | null
}

export interface Vehicle {
  vehicle: string
  dispatchable: boolean
  reports: { report: string, status: string, defects: Defect[] }[]
}

export interface Defect { defect: number, part: string, description: string, certified: string | null }
