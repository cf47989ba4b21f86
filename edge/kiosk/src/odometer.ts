import type { Device } from './model'

/** Metres that a vehicle's ELD last reported. */
export function odometerOf(devices: readonly Device[], vehicle: string): number | null {
  return devices.find(one => one.kind === 'eld' && one.vehicle === vehicle)?.odometer_metres ?? null
}

/** Metres of kilometres with a point or a comma; null for nothing, undefined for no number. */
export function metresOf(kilometres: string): number | null | undefined {
  const words = kilometres.trim().replace(',', '.')
  if (!words) return null
  const metres = Math.round(Number(words) * 1000)
  return Number.isFinite(metres) && metres >= 0 && metres <= 1e10 ? metres : undefined
}

/** Kilometres to a tenth, as they are typed. */
export const kilometresOf = (metres: number | null): string =>
  metres === null ? '' : String(Math.round(metres / 100) / 10)
