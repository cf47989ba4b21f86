import { area, choice, field, h } from '../dom'
import type { Step } from '../desk'
import { t, tOr } from '../i18n'
import type { Vehicle } from '../model'
import { done, hint, sendBar } from './form'

/** What became of each defect of this visit's inspection (49 CFR 396.11(a)(3)). */
export default {
  name: 'repair',
  path: 'repairs',
  order: 21,
  isShown: visit => visit.steps['inspection'] === true,
  digest: visit => String(visit.version),
  async render(desk) {
    const { app, draft, session, visit } = desk
    const vehicle = await app.get<Vehicle>(`/vehicles/${encodeURIComponent(visit.vehicle)}`)
    const open = (vehicle?.reports ?? []).filter(report => report.report.startsWith(`${visit.id}.`))
      .flatMap(report => report.defects).filter(defect => !defect.certified)
    if (open.length === 0) return done(t('repair.none'))
    const chosen = open.find(one => String(one.defect) === draft.get('defect', '')) ?? open[0]!
    return h('div', { class: 'form' },
      hint(t('repair.hint')),
      choice(t('field.defect'), open.map(one => ({
        value: String(one.defect), label: `${tOr(`value.${one.part}`, one.part)}: ${one.description}`,
      })), String(chosen.defect), value => draft.set('defect', value)),
      choice(t('field.outcome'), [
        { value: 'repaired', label: t('value.repaired') },
        { value: 'unnecessary', label: t('value.unnecessary') },
      ], draft.get<'repaired' | 'unnecessary' | undefined>('outcome', undefined),
      value => draft.set('outcome', value)),
      field(t('field.note'), area(draft.get('note', ''), words => draft.set('note', words))),
      sendBar(t('send'), async () => {
        const outcome = draft.get<string | null>('outcome', null)
        const note = draft.get('note', '').trim()
        if (!outcome || !note) {
          return t('generic.missing', {
            fields: [outcome ? null : t('field.outcome'), note ? null : t('field.note')].filter(one => one).join(', '),
          })
        }
        await desk.submit({
          defect: Number(draft.get('defect', String(chosen.defect))), outcome, certified_by: session.person, note,
        })
        return null
      }))
  },
} satisfies Step
