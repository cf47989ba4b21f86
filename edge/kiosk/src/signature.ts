import { button, h } from './dom'
import { t } from './i18n'

/** Pixels of the picture that is kept. */
const width = 900
const height = 300
/** Pixels that must be drawn at least: a dot is no signature. */
const inkMin = 60

export type Stroke = { x: number, y: number }[]

/** How much was drawn. */
export function inkOf(strokes: readonly Stroke[]): number {
  let ink = 0
  for (const stroke of strokes) {
    for (let i = 1; i < stroke.length; i++) {
      const [a, b] = [stroke[i - 1]!, stroke[i]!]
      ink += Math.hypot(b.x - a.x, b.y - a.y)
    }
  }
  return ink
}

export const isSigned = (strokes: readonly Stroke[]): boolean => inkOf(strokes) >= inkMin

/** A field to sign in with a finger, a pen or a mouse. */
export class SignaturePad {
  readonly element: HTMLElement
  private readonly canvas: HTMLCanvasElement
  private strokes: Stroke[]

  /** @param changed Told after each stroke. */
  constructor(strokes: Stroke[], private readonly changed: (strokes: Stroke[]) => void) {
    this.strokes = strokes
    this.canvas = h('canvas', {
      class: 'pad', attrs: { width, height, 'aria-label': t('sign.pad'), role: 'img', tabindex: 0 },
      on: {
        pointerdown: event => this.begin(event),
        pointermove: event => this.move(event),
        pointerup: event => this.end(event),
        pointercancel: event => this.end(event),
      },
    })
    this.element = h('div', { class: 'signature' }, this.canvas, button(t('sign.clear'), () => this.clear(), 'quiet'))
    this.draw()
  }

  isSigned(): boolean {
    return isSigned(this.strokes)
  }

  picture(): Promise<Blob> {
    return new Promise((resolve, reject) => this.canvas.toBlob(
      blob => blob ? resolve(blob) : reject(new Error('The canvas gives no picture.')), 'image/png'))
  }

  clear(): void {
    this.strokes = []
    this.draw()
    this.changed(this.strokes)
  }

  private begin(event: PointerEvent): void {
    event.preventDefault()
    this.canvas.setPointerCapture(event.pointerId)
    this.strokes.push([this.at(event)])
  }

  private move(event: PointerEvent): void {
    if (!this.canvas.hasPointerCapture(event.pointerId)) return
    for (const one of event.getCoalescedEvents?.() ?? [event]) this.strokes.at(-1)?.push(this.at(one))
    this.strokes.at(-1)?.push(this.at(event))
    this.draw()
  }

  private end(event: PointerEvent): void {
    if (!this.canvas.hasPointerCapture(event.pointerId)) return
    this.canvas.releasePointerCapture(event.pointerId)
    this.draw()
    this.changed(this.strokes)
  }

  private at(event: PointerEvent): { x: number, y: number } {
    const box = this.canvas.getBoundingClientRect()
    return {
      x: Math.round((event.clientX - box.left) * width / box.width),
      y: Math.round((event.clientY - box.top) * height / box.height),
    }
  }

  private draw(): void {
    const pen = this.canvas.getContext('2d')
    if (!pen) return
    pen.fillStyle = '#ffffff'
    pen.fillRect(0, 0, width, height)
    pen.strokeStyle = '#9aa5b1'
    pen.lineWidth = 2
    pen.beginPath()
    pen.moveTo(40, height - 60)
    pen.lineTo(width - 40, height - 60)
    pen.stroke()
    pen.strokeStyle = '#0a1a4a'
    pen.lineWidth = 4
    pen.lineCap = pen.lineJoin = 'round'
    for (const stroke of this.strokes) {
      pen.beginPath()
      stroke.forEach((point, i) => i === 0 ? pen.moveTo(point.x, point.y) : pen.lineTo(point.x, point.y))
      pen.stroke()
    }
  }
}
