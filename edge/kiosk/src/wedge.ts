/** What a scanner that acts as a keyboard types: many keys at once, then Enter. */

/** Milliseconds between two keys of a scanner; a hand is slower. */
const gapMax = 50
/** Fewer characters may be a hand that hit two keys at once. */
const lengthMin = 4
const lengthMax = 200

export type KeyOutcome = { kind: 'other' } | { kind: 'first' } | { kind: 'more' } | { kind: 'scan', code: string }

/** Tells scans from typing by the times between keys alone, so wherever the focus is. */
export class WedgeDetector {
  private code = ''
  private lastAt = Number.NEGATIVE_INFINITY

  /**
   * @param key The key's name as the browser says it.
   * @param at When it went down, milliseconds.
   */
  key(key: string, at: number): KeyOutcome {
    const isBurst = at - this.lastAt <= gapMax
    if (key === 'Enter' || key === 'Tab') {
      const code = this.code
      this.code = ''
      return isBurst && code.length >= lengthMin ? { kind: 'scan', code } : { kind: 'other' }
    }

    // Shift, and the like, come between the characters of a code. FNC1 may come as a control character.
    if (key.length !== 1) return { kind: 'other' }
    this.lastAt = at
    if (!isBurst) {
      this.code = key
      return { kind: 'first' }
    }
    this.code = (this.code + key).slice(0, lengthMax)
    return { kind: 'more' }
  }
}

/** Listens to the whole page; what a scanner typed into a field is taken out again. */
export function listenToScanner(onScan: (code: string) => void): void {
  const detector = new WedgeDetector()
  let before: { field: HTMLInputElement | HTMLTextAreaElement, value: string } | null = null
  document.addEventListener('keydown', event => {
    if (event.ctrlKey || event.altKey || event.metaKey) return
    const outcome = detector.key(event.key, event.timeStamp)
    if (outcome.kind === 'first') {
      const field = document.activeElement
      before = field instanceof HTMLInputElement || field instanceof HTMLTextAreaElement
        ? { field, value: field.value }
        : null
    } else if (outcome.kind === 'scan') {
      event.preventDefault()
      event.stopPropagation()
      if (before) {
        before.field.value = before.value
        before.field.dispatchEvent(new Event('input', { bubbles: true }))
        before = null
      }
      onScan(outcome.code)
    }
  }, { capture: true })
}
