import { beforeEach, describe, expect, it } from 'vitest'
import { listenToScanner, WedgeDetector } from '../src/wedge'

function type(detector: WedgeDetector, keys: string, from: number, gap: number): number {
  let at = from
  for (const key of keys) {
    detector.key(key, at)
    at += gap
  }
  return at
}

describe('a scanner', () => {
  it('is told from a hand by the time between keys', () => {
    const detector = new WedgeDetector()
    const at = type(detector, '04A1B2C3', 1000, 50)
    expect(detector.key('Enter', at)).toEqual({ kind: 'scan', code: '04A1B2C3' })
    const later = type(detector, '04A1B2C3', 5000, 51)
    expect(detector.key('Enter', later)).toEqual({ kind: 'other' })
  })

  it('sends at least four characters', () => {
    const detector = new WedgeDetector()
    expect(detector.key('Enter', type(detector, 'abc', 0, 5))).toEqual({ kind: 'other' })
    expect(detector.key('Enter', type(detector, 'abcd', 1000, 5))).toEqual({ kind: 'scan', code: 'abcd' })
  })

  it('is not mistaken by keys without a character between its own', () => {
    const detector = new WedgeDetector()
    let at = 0
    for (const key of ['Shift', 'A', 'Shift', 'B', '1', '2']) detector.key(key, at += 5)
    expect(detector.key('Enter', at + 5)).toEqual({ kind: 'scan', code: 'AB12' })
  })

  it('does not take in what a hand typed just before', () => {
    const detector = new WedgeDetector()
    type(detector, 'xy', 0, 200)
    expect(detector.key('Enter', type(detector, 'CODE', 1000, 5))).toEqual({ kind: 'scan', code: 'CODE' })
  })

  it('that sends without end fills nothing', () => {
    const detector = new WedgeDetector()
    const outcome = detector.key('Enter', type(detector, 'x'.repeat(5000), 0, 1))
    expect(outcome).toEqual({ kind: 'scan', code: 'x'.repeat(200) })
  })
})

describe('on the page', () => {
  beforeEach(() => document.body.replaceChildren())

  it('what a scanner typed into a field is taken out again, and the field is told', () => {
    const field = document.createElement('input')
    document.body.append(field)
    field.value = 'typed'
    field.focus()
    const [scans, values]: [string[], string[]] = [[], []]
    field.addEventListener('input', () => values.push(field.value))
    listenToScanner(code => scans.push(code))
    for (const key of ['4', '7', '1', '1', 'Enter']) {
      const event = new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true })
      Object.defineProperty(event, 'timeStamp', { value: 100 })
      field.dispatchEvent(event)
      if (!event.defaultPrevented) field.value += key
    }
    expect(scans).toEqual(['4711'])
    expect(field.value).toBe('typed')
    expect(values.at(-1)).toBe('typed')
  })
})
