import { sha256 } from '../api'
import { area, button, choice, h } from '../dom'
import type { Step } from '../desk'
import { t, tOr } from '../i18n'
import { photoField } from '../photo'
import { done, hint, sendBar } from './form'
import { bodies } from './bodies'

type Finding = 'good' | 'defect'

/** The parts of 49 CFR 396.11(a)(1), as the API's schema lists them, and one for anything else. */
export function parts(): readonly string[] {
  return bodies['inspection']?.properties?.['defects']?.anyOf?.[0]?.items?.properties?.['part']?.enum ?? []
}

export default {
  name: 'inspection',
  path: 'inspection',
  order: 20,
  isCorrectable: true,
  render(desk) {
    const { visit, draft } = desk
    if (visit.steps['inspection']) return done(t('step.is.done'))
    const findings = draft.get<Record<string, Finding>>('findings', {})
    const descriptions = draft.get<Record<string, string>>('descriptions', {})
    const keep = (): void => {
      draft.set('findings', findings)
      draft.set('descriptions', descriptions)
    }
    const rows = h('div', { class: 'parts' })
    const draw = (): void => rows.replaceChildren(...parts().map(part => row(part)))
    const row = (part: string): HTMLElement => {
      const details = h('div', { class: 'details' })
      const show = (finding: Finding | undefined): void => details.replaceChildren(...finding === 'defect' ? [
        area(descriptions[part] ?? '', words => { descriptions[part] = words; keep() }),
        photoField(t('photo.take'), draft.file(part), photo => draft.setFile(part, photo)),
      ] : [])
      details.dataset['part'] = part
      show(findings[part])
      return h('div', { class: 'part' },
        h('span', { class: 'name' }, tOr(`value.${part}`, part)),
        choice(tOr(`value.${part}`, part), [
          { value: 'good', label: t('inspection.good'), kind: 'good' },
          { value: 'defect', label: t('inspection.defect'), kind: 'bad' },
        ], findings[part], finding => { findings[part] = finding; keep(); show(finding) }),
        details)
    }
    draw()
    return h('div', { class: 'form' },
      hint(t('inspection.hint')),
      button(t('inspection.rest'), () => {
        for (const part of parts()) findings[part] ??= 'good'
        keep()
        draw()
      }),
      rows,
      sendBar(t('send'), async () => {
        const open = parts().filter(part => findings[part] === undefined)
        if (open.length > 0) return t('inspection.open', { parts: open.map(one => tOr(`value.${one}`, one)).join(', ') })
        const broken = parts().filter(part => findings[part] === 'defect')
        const mute = broken.filter(part => !descriptions[part]?.trim())
        if (mute.length > 0) return t('inspection.describe', { parts: mute.map(one => tOr(`value.${one}`, one)).join(', ') })
        const photos = broken.map(part => draft.file(part))
        const defects = await Promise.all(broken.map(async (part, i) => ({
          part, description: descriptions[part]!.trim(), photo_sha256: photos[i] ? await sha256(photos[i]) : null,
        })))
        await desk.submit(
          {
            outcome: defects.length > 0 ? 'defects-found' : 'no-defect', defects, parts: parts(),
            inspected_by: desk.session.person,
          },
          { files: photos.filter(photo => photo !== undefined) })
        return null
      }))
  },
} satisfies Step
