import { button, h } from './dom'
import { t } from './i18n'

/** The longer side of what is kept, pixels: a number plate is legible on it. */
const sideMax = 1600
const quality = 0.8

/** Makes a camera's picture small enough to keep for years. */
export async function shrink(file: Blob): Promise<Blob> {
  const picture = await createImageBitmap(file)
  const scale = Math.min(1, sideMax / Math.max(picture.width, picture.height))
  const canvas = document.createElement('canvas')
  canvas.width = Math.round(picture.width * scale)
  canvas.height = Math.round(picture.height * scale)
  canvas.getContext('2d')?.drawImage(picture, 0, 0, canvas.width, canvas.height)
  picture.close()
  return new Promise((resolve, reject) => canvas.toBlob(
    blob => blob ? resolve(blob) : reject(new Error('The canvas gives no picture.')), 'image/jpeg', quality))
}

/** Takes a photo, shows it, takes it away. */
export function photoField(label: string, current: Blob | undefined, change: (photo: Blob | null) => void): HTMLElement {
  const place = h('div', { class: 'photo' })
  const draw = (photo: Blob | undefined, note = ''): void => {
    const input = h('input', {
      class: 'file', attrs: { type: 'file', accept: 'image/*', capture: 'environment', 'aria-label': label },
      on: {
        change: () => {
          const file = input.files?.[0]
          if (!file) return
          shrink(file).then(
            small => { change(small); draw(small) },
            () => draw(photo, t('photo.unreadable')))
        },
      },
    })
    const image = photo ? h('img', { attrs: { alt: label } }) : null
    if (image && photo) {
      const url = URL.createObjectURL(photo)
      image.addEventListener('load', () => URL.revokeObjectURL(url))
      image.src = url
    }
    place.replaceChildren(
      ...[
        image,
        h('label', { class: 'button' }, photo ? t('photo.again') : label, input),
        photo ? button(t('photo.remove'), () => { change(null); draw(undefined) }, 'quiet') : null,
        note ? h('p', { class: 'bad' }, note) : null,
      ].filter(one => one !== null))
  }
  draw(current)
  return place
}
