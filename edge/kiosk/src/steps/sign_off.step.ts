import { sha256 } from '../api'
import { button, h } from '../dom'
import type { Desk, Step } from '../desk'
import { t, tOr } from '../i18n'
import type { CheckOut } from '../model'
import { SignaturePad, type Stroke } from '../signature'
import { done, hint, sendBar, table } from './form'

const roles = ['driver', 'supervisor'] as const

/** Both hands: what one signs is what one sees, so it goes out with the version that was shown. */
export default {
  name: 'sign_off',
  path: 'sign-offs',
  order: 90,
  isOwn: true,
  isDone: visit => roles.every(role => visit.sign_offs.some(one => one.role === role)),
  digest: visit => JSON.stringify([visit.state, visit.missing, visit.sign_offs, visit.excursions, visit.temperatures, visit.counts]),
  render(desk) {
    const { visit, session, app } = desk
    const signed = table([t('role'), t('signer')], roles.map(role => [
      t(`role.${role}`), visit.sign_offs.find(one => one.role === role)?.signer ?? t('sign.open')]))
    if (visit.state !== 'open') return h('div', {}, done(t(`state.${visit.state}`)), signed)
    if (visit.missing.length > 0) {
      return h('div', {}, hint(t('sign.missing', {
        steps: visit.missing.map(step => tOr(`step.${step}`, step)).join(', '),
      })), signed)
    }
    const role = session.role === 'driver' ? 'driver' : 'supervisor'
    const other = role === 'driver' ? 'supervisor' : 'driver'
    if (visit.sign_offs.some(one => one.role === role)) {
      return h('div', {}, done(t('sign.yours')), signed,
        button(t('sign.hand.over', { role: t(`role.${other}`) }), () => void app.leave(), 'primary'))
    }
    return h('div', { class: 'form' }, summary(visit), signed,
      app.may('sign-offs') ? pad(desk, role) : hint(t('sign.not.yours')))
  },
} satisfies Step

function summary(visit: CheckOut): HTMLElement {
  const wrong = visit.counts.filter(one => one.found !== one.expected)
  return h('ul', { class: 'summary' },
    h('li', { class: visit.excursions.length > 0 ? 'bad' : 'good' }, visit.excursions.length > 0
      ? t('temperatures.bad', { count: visit.excursions.length }) : t('temperatures.good')),
    ...visit.temperatures.map(one => h('li', { class: one.outcome === 'proven' ? 'good' : 'bad' },
      `${t('zone')} ${one.zone}: ${t(`value.${one.outcome}`)}`)),
    h('li', { class: wrong.length > 0 ? 'bad' : 'good' }, wrong.length > 0
      ? t('sign.differences', { count: wrong.length }) : t('sign.count.good')))
}

function pad(desk: Desk, role: 'driver' | 'supervisor'): HTMLElement {
  const { draft, session, visit } = desk
  const name = `strokes.${session.person}`
  const signature = new SignaturePad(draft.get<Stroke[]>(name, []), strokes => draft.set(name, strokes))
  return h('div', {},
    hint(t('sign.hint', { name: session.name, role: t(`role.${role}`) })),
    signature.element,
    sendBar(t('sign.send'), async () => {
      if (!signature.isSigned()) return t('sign.empty')
      const picture = await signature.picture()
      await desk.submit(
        { role, signer: session.person, signature_sha256: await sha256(picture) },
        { ifMatch: `"${visit.version}"`, files: [picture] })
      return null
    }))
}
