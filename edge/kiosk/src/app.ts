import { ask, type Answer } from './api'
import { Draft } from './draft'
import { startLanguage, t } from './i18n'
import type { CheckOut, Session, Settings } from './model'
import { Outbox, type Sending, type Sent } from './outbox'
import { wordsOf } from './problems'
import { Store } from './store'

/** Milliseconds between two looks at what others did. */
const pollEvery = 2_000
/** Milliseconds between two signs of life to the gateway, at most. */
const touchEvery = 20_000

export type Notice = { kind: 'good' | 'bad', words: string }

/** Where in the page one is; it stands in the address, so a reload leads back. */
export type Place =
  | { page: 'visits' }
  | { page: 'arrival' }
  | { page: 'visit', id: string, step: string | null }

export function placeOf(hash: string): Place {
  const [page, id, step] = hash.replace(/^#\/?/, '').split('/').map(decodeURIComponent)
  return page === 'visit' && id ? { page: 'visit', id, step: step || null }
    : page === 'arrival' ? { page: 'arrival' } : { page: 'visits' }
}

export function hashOf(place: Place): string {
  return place.page !== 'visit' ? `#/${place.page}`
    : `#/visit/${encodeURIComponent(place.id)}${place.step ? `/${encodeURIComponent(place.step)}` : ''}`
}

/** What became of an entry; of a label, what it was taken for. */
function noticeOf({ scan }: CheckOut): Notice {
  const finding = scan?.findings[0]
  return finding ? { kind: 'bad', words: `${scan.code}: ${finding.message}` }
    : scan ? {
        kind: 'good',
        words: scan.units.map(one => `${one.units} × ${one.sku}${one.lot ? ` · ${one.lot}` : ''}`).join(', ') || t('sent.done'),
      }
    : { kind: 'good', words: t('sent.done') }
}

/** What the whole page shares. */
export class App {
  session: Session | null = null
  settings: Settings = { depot: '', reader: false, idle_seconds: 300 }
  isReachable = true
  notice: Notice | null = null
  readonly outbox: Outbox
  private readonly refusals = new Map<string, string>()
  private readonly drafts = new Map<string, Promise<Draft>>()
  private activeAt = Date.now()
  private touchedAt = 0
  private isPolling = false
  private pollers: (() => Promise<void>)[] = []
  private leaving: Promise<unknown> = Promise.resolve()

  /** @param redraw Draws the page anew. */
  private constructor(readonly store: Store, private readonly redraw: () => void) {
    this.outbox = new Outbox(
      store, () => this.session?.person ?? null, sent => this.onSent(sent), person => {
        if (this.session?.person === person) this.loseSession(this.session)
      })
  }

  static async start(redraw: () => void): Promise<App> {
    startLanguage()
    const app = new App(await Store.open(), redraw)
    await app.store.dropOldDrafts(Date.now())
    await app.outbox.start()
    for (const sign of ['pointerdown', 'keydown'] as const) {
      document.addEventListener(sign, () => app.onActivity(), { capture: true })
    }
    setInterval(() => void app.poll(), pollEvery)
    return app
  }

  /** Finds out where it is and who is signed in; until the gateway answers, again and again. */
  async greet(): Promise<void> {
    const settings = await this.get<Settings>('/kiosk/settings')
    if (settings) this.settings = settings
    const session = await ask<Session>('/kiosk/session')
    if (session.kind === 'ok') await this.enter(session.body)
    this.redraw()
  }

  /**
   * Asks who stands here. Not before whoever was here has left: the end of their session, answered late, would take the
   * new one with it.
   */
  async signIn<T extends Session | null>(who: object): Promise<Answer<T>> {
    await this.leaving
    return ask<T>('/kiosk/session', { method: 'POST', body: JSON.stringify(who) })
  }

  async enter(session: Session): Promise<void> {
    this.session = session
    this.activeAt = Date.now()
    this.redraw()
    await this.outbox.flush()
  }

  /** Signs out; what was entered stays for whoever goes on. */
  async leave(): Promise<void> {
    this.session = null
    this.redraw()
    this.leaving = ask('/kiosk/session', { method: 'DELETE' })
    await this.leaving
  }

  may(path: string): boolean {
    return this.session?.steps.includes(path) ?? false
  }

  /** Reads something; null when there is no answer now, or none at all. */
  async get<T>(path: string): Promise<T | null> {
    const asking = this.session
    const answer = await ask<T>(path)
    this.reach(answer.kind !== 'later')
    if (answer.kind === 'signed-out') this.loseSession(asking)
    return answer.kind === 'ok' ? answer.body : null
  }

  /** The one draft of a step: whoever in the page changes it, all see it. */
  draft(checkOut: string, step: string): Promise<Draft> {
    const id = `${checkOut}/${step}`
    const draft = this.drafts.get(id) ?? Draft.of(this.store, checkOut, step)
    this.drafts.set(id, draft)
    return draft
  }

  async submit(what: Omit<Sending, 'person'>): Promise<void> {
    if (!this.session) return
    this.refusals.delete(`${what.checkOut}/${what.step}`)
    try {
      await (await this.draft(what.checkOut, what.step)).saved()
      await this.outbox.post({ ...what, person: this.session.person })
    } catch {
      this.say({ kind: 'bad', words: t('problem.storage') })
    }
  }

  /** Why the gateway did not take a step; null when it did, or was not asked. */
  refusalOf(checkOut: string, step: string): string | null {
    return this.refusals.get(`${checkOut}/${step}`) ?? null
  }

  say(notice: Notice | null): void {
    this.notice = notice
    this.redraw()
  }

  go(place: Place): void {
    this.notice = null
    if (location.hash === hashOf(place)) this.redraw()
    else location.hash = hashOf(place)
  }

  /** Looks again and again for as long as this page is shown. */
  onPoll(look: () => Promise<void>): void {
    this.pollers = [look]
  }

  stopPolling(): void {
    this.pollers = []
  }

  private async poll(): Promise<void> {
    if (this.session && Date.now() - this.activeAt > this.settings.idle_seconds * 1000) {
      await this.leave()
      return
    }
    if (this.isPolling || document.hidden) return
    this.isPolling = true
    try {
      if (!this.isReachable) await this.greetAgain()
      await Promise.all(this.pollers.map(look => look()))
    } finally {
      this.isPolling = false
    }
  }

  private async greetAgain(): Promise<void> {
    const settings = await this.get<Settings>('/kiosk/settings')
    if (!settings) return
    this.settings = settings
    if (this.session) await this.outbox.flush()
  }

  private onActivity(): void {
    this.activeAt = Date.now()
    if (!this.session || this.activeAt - this.touchedAt < touchEvery) return
    this.touchedAt = this.activeAt
    const asking = this.session
    void ask('/kiosk/session', { method: 'PUT' }).then(answer => {
      if (answer.kind === 'signed-out') this.loseSession(asking)
    })
  }

  /** @param asking Who was here when it was asked: a late answer to whoever has left says nothing of the next. */
  private loseSession(asking: Session | null): void {
    if (!this.session || this.session !== asking) return
    this.session = null
    this.say({ kind: 'bad', words: t('signin.again') })
  }

  private reach(isReachable: boolean): void {
    if (this.isReachable === isReachable) return
    this.isReachable = isReachable
    this.redraw()
  }

  private onSent(sent: Sent | null): void {
    if (!sent) {
      this.redraw()
      return
    }
    const { entry } = sent
    this.isReachable = true
    if (sent.kind === 'refused') {
      const words = wordsOf(sent.problem)
      this.refusals.set(`${entry.checkOut}/${entry.step}`, words)
      // The open step shows it where it belongs.
      const here = placeOf(location.hash)
      const isShown = here.page === 'visit' && here.id === entry.checkOut && here.step === entry.step
      this.say(isShown ? null : { kind: 'bad', words })
      return
    }
    this.drafts.delete(`${entry.checkOut}/${entry.step}`)
    this.notice = noticeOf(sent.visit)
    if (entry.step === 'arrival' || entry.step === 'reopening') this.go({ page: 'visit', id: sent.visit.id, step: null })
    document.dispatchEvent(new CustomEvent<CheckOut>('visit-changed', { detail: sent.visit }))
    this.redraw()
  }
}
