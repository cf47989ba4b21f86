import { sha256 } from '../api'
import { choice, h } from '../dom'
import type { Step } from '../desk'
import { t, tOr } from '../i18n'
import type { Vehicle } from '../model'
import { SignaturePad, type Stroke } from '../signature'
import { done, hint, sendBar, table } from './form'

/** The next driver reads the last inspection report and what became of each defect (49 CFR 396.13). */
export default {
  name: 'acknowledgement',
  path: 'acknowledgement',
  order: 15,
  isShown: visit => visit.direction === 'check-in',
  isCorrectable: true,
  async render(desk) {
    const { app, draft, session, visit } = desk
    if (visit.steps['acknowledgement']) return done(t('step.is.done'))
    const vehicle = await app.get<Vehicle>(`/vehicles/${encodeURIComponent(visit.vehicle)}`)
    const defects = (vehicle?.reports ?? []).flatMap(report => report.defects)
    const signature = new SignaturePad(draft.get<Stroke[]>('strokes', []), strokes => draft.set('strokes', strokes))
    return h('div', { class: 'form' },
      hint(t('acknowledgement.hint')),
      defects.length === 0 ? h('p', { class: 'big' }, t('acknowledgement.none'))
        : table([t('field.part'), t('field.description'), t('acknowledgement.became')], defects.map(one => [
          tOr(`value.${one.part}`, one.part), one.description,
          one.certified ? tOr(`value.${one.certified}`, one.certified)
            : h('span', { class: 'bad' }, t('repair.open'))])),
      choice(t('field.satisfied'), [
        { value: 'yes', label: t('acknowledgement.yes'), kind: 'good' },
        { value: 'no', label: t('acknowledgement.no'), kind: 'bad' },
      ], draft.get<'yes' | 'no' | undefined>('satisfied', undefined), value => draft.set('satisfied', value)),
      signature.element,
      sendBar(t('sign.send'), async () => {
        const satisfied = draft.get<'yes' | 'no' | null>('satisfied', null)
        if (!satisfied) return t('generic.missing', { fields: t('field.satisfied') })
        if (!signature.isSigned()) return t('sign.empty')
        const picture = await signature.picture()
        await desk.submit({
          satisfied: satisfied === 'yes', acknowledged_by: session.person, signature_sha256: await sha256(picture),
        }, { files: [picture] })
        return null
      }))
  },
} satisfies Step
