import './style.css'
import { App, placeOf } from './app'
import { button, h } from './dom'
import { currentLanguage, locales, switchLanguage, t } from './i18n'
import { arrivalPage } from './pages/arrival'
import { signInPage, type SignInPage } from './pages/signIn'
import { VisitPage } from './pages/visit'
import { visitsPage } from './pages/visits'
import { listenToScanner } from './wedge'

const top = h('header')
const notices = h('div', { class: 'notices', attrs: { 'aria-live': 'polite' } })
const place = h('div', { class: 'place' })

/** What is shown now; kept while it is the same page, so that nothing that is being typed is lost. */
let shown = ''
let signIn: SignInPage | null = null
let visit: VisitPage | null = null
let onScan: (code: string) => void = () => undefined

function draw(app: App): void {
  document.title = t('title')
  const others = [...locales.keys()].filter(language => language !== currentLanguage())
  top.replaceChildren(...[
    h('span', { class: 'depot' }, app.settings.depot ? `${t('title')} · ${app.settings.depot}` : t('title')),
    ...others.map(language => button(language.toUpperCase(), () => {
      switchLanguage(language)
      shown = ''
      draw(app)
    }, 'quiet', { 'aria-label': t('language') })),
    app.session ? h('span', { class: 'who' }, `${app.session.name} · ${t(`role.${app.session.role}`)}`) : null,
    app.session ? button(t('hand.over'), () => void app.leave(), '', { id: 'hand-over' }) : null,
  ].filter(one => one !== null))
  const waiting = app.outbox.waiting()
  const others_ = waiting.filter(one => one.person !== app.session?.person)
  notices.replaceChildren(...[
    app.isReachable ? null : h('p', { class: 'waits' }, t('unreachable')),
    waiting.length > 0 ? h('p', { class: 'waits', id: 'waiting' }, others_.length > 0 && others_.length === waiting.length
      ? t('sent.other', { person: others_[0]!.person }) : t('sent.count', { count: waiting.length })) : null,
    app.notice ? h('p', { class: app.notice.kind === 'good' ? 'good' : 'bad box' }, app.notice.words) : null,
  ].filter(one => one !== null))
  drawPlace(app)
}

function drawPlace(app: App): void {
  const where = placeOf(location.hash)
  const next = !app.session ? `sign-in ${app.settings.reader} ${app.settings.depot}`
    : where.page === 'visit' ? `visit ${where.id}` : `${where.page} ${app.session.person}`
  if (next === shown) {
    if (app.session && where.page === 'visit') visit?.open(where.step)
    return
  }
  shown = next
  signIn?.stop()
  visit?.stop()
  signIn = visit = null
  app.stopPolling()
  if (!app.session) {
    signIn = signInPage(app)
    app.onPoll(async () => {
      // Is it there again? Then the page says so by itself.
      if (!app.settings.depot) await app.greet()
    })
    place.replaceChildren(signIn.element)
    onScan = signIn.onScan
  } else if (where.page === 'visit') {
    visit = new VisitPage(app, where.id, where.step)
    visit.draw()
    place.replaceChildren(visit.element)
    const page = visit
    onScan = code => void page.onScan(code)
  } else if (where.page === 'arrival') {
    const page = arrivalPage(app)
    place.replaceChildren(page.element)
    onScan = code => void page.onScan(code)
  } else {
    place.replaceChildren(visitsPage(app))
    onScan = () => undefined
  }
}

/** Where the page's policy asks for it, an address of code is made by a named rule alone, and this is all of it. */
function workerAddress(): string {
  const types = (window as { trustedTypes?: TrustedTypes }).trustedTypes
  return types?.createPolicy('kiosk-worker', { createScriptURL: () => 'sw.js' }).createScriptURL('') ?? 'sw.js'
}

interface TrustedTypes {
  createPolicy(name: string, rules: { createScriptURL(): string }): { createScriptURL(input: string): string }
}

document.body.append(top, notices, place)
const app = await App.start(() => draw(app))
window.addEventListener('hashchange', () => draw(app))
listenToScanner(code => onScan(code))
draw(app)

// With it the page opens while the gateway is away; without it everything else still works.
void navigator.serviceWorker?.register(workerAddress()).catch(() => undefined)
await app.greet()
